//! The link pill at the top: what is wrong in words, and the button that mends it.
//!
//! What cannot be mended by a click has no button.

use leptos::prelude::*;

use crate::chrome::i18n::{say, text};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{handler, live};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::link::{Health, Pill, pill};

#[component]
pub(crate) fn LinkPill() -> impl IntoView {
    let panel = Panel::of_page();
    let shown = panel.read(|snapshot| pill(&snapshot.link, snapshot.practice));
    let host = panel.read(|snapshot| snapshot.link.host.clone().unwrap_or_default());
    view! {
        <header class=live(move || format!("pill {}", health_class(&shown.get())))>
            <span class="dot">{live(move || Some(icon(health_icon(&shown.get())).into_any()))}</span>
            <p class="grow" title=live(move || host.get()) role="status">
                {live(move || say(&shown.get().words))}
                {live(move || shown.get().detail.map(|detail| view! { <small>{detail}</small> }.into_any()))}
            </p>
            {live(move || {
                shown.get().mend.map(|mend| {
                    view! {
                        <button
                            class="small"
                            aria-disabled=live(move || panel.is_pending(Control::Mend).then_some("true"))
                            on:click=handler(move |_| panel.send(Control::Mend, mend.message(), |_, _| {}))
                        >
                            {text(mend.key())}
                        </button>
                    }.into_any()
                })
            })}
        </header>
    }
}

fn health_class(pill: &Pill) -> &'static str {
    match pill.health {
        Health::Good => "good",
        Health::Wait => "wait",
        Health::Bad => "bad",
    }
}

fn health_icon(pill: &Pill) -> Icon {
    match pill.health {
        Health::Good => Icon::Check,
        Health::Wait => Icon::Question,
        Health::Bad => Icon::Warning,
    }
}
