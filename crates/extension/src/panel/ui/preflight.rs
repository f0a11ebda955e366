//! The lines before a run, one each, with an icon and words.
//!
//! They show only while several people are chosen and no run or call is on.

use leptos::prelude::*;

use crate::chrome::i18n::{say, text};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{live, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::view::button::Target;
use crate::panel::view::preflight::{Check, checks};
use crate::snapshot::{CheckState, MainButton};

#[component]
pub(crate) fn Preflight() -> impl IntoView {
    let panel = Panel::of_page();
    let several = seen(move || match panel.target() {
        Target::Several {
            n_selected,
            n_callable,
        } => Some((n_selected, n_callable)),
        Target::Nobody | Target::Typed(_) | Target::One(_) => None,
    });
    let is_idle = panel.read(|s| s.main_button == MainButton::Call && s.run.is_none());
    let lines = seen(move || {
        let (n_selected, n_callable) = several.get().filter(|_| is_idle.get())?;
        Some(
            panel
                .snapshot
                .with(|snapshot| checks(snapshot, n_selected, n_callable)),
        )
    });
    view! {
        {live(move || lines.get().map(|lines| view! {
            <ul class="card checks" aria-label=text("checksLabel")>
                {lines.iter().map(line).collect_view()}
            </ul>
        }.into_any()))}
    }
}

/// A check, also where choices are made.
pub(crate) fn line(check: &Check) -> AnyView {
    let (class, drawn) = match check.state {
        CheckState::Ok => ("good", Icon::Check),
        CheckState::Bad => ("bad", Icon::Cross),
        CheckState::Warn => ("wait", Icon::Warning),
        CheckState::Checking | CheckState::Unknown => ("wait", Icon::Question),
    };
    view! { <li class=class>{icon(drawn)} <span>{say(&check.words)}</span></li> }.into_any()
}
