//! The tour of a first run: three steps on a card, which can be left at any moment.
//!
//! Rule: it stands beside the work and never over it; with a call or a run on screen it is away.

use leptos::ev;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::message::DataMessage;
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::shortcuts::is_dialog_open;
use crate::panel::view::place::Place;
use crate::snapshot::{Preference, Snapshot};

/// Title and text of each step.
const STEPS: [(&str, &str); 3] = [
    ("tourLinkTitle", "tourLinkText"),
    ("tourListTitle", "tourListText"),
    ("tourButtonTitle", "tourButtonText"),
];

#[component]
pub(crate) fn Tour() -> impl IntoView {
    let panel = Panel::of_page();
    let is_due = panel.read(is_due);
    view! {
        <When on=is_due>
            <Card/>
        </When>
    }
}

#[component]
fn Card() -> impl IntoView {
    let panel = Panel::of_page();
    let step = Var::new(0_usize);
    let is_last = seen(move || step.get() + 1 == STEPS.len());
    let is_first = seen(move || step.get() == 0);
    let is_list = seen(move || step.get() == 1);
    let can_go_back = seen(move || !is_first.get());
    let keys = window_event_listener(ev::keydown, move |event| {
        let is_shown = panel.place.get_untracked() == Place::Call && !is_dialog_open();
        if event.key() == "Escape" && is_shown && !event.default_prevented() {
            set_done(panel, true);
        }
    });
    on_cleanup(move || keys.remove());
    let next = move |_| {
        if is_last.get_untracked() {
            set_done(panel, true);
        } else {
            step.update(|step| *step += 1);
        }
    };
    view! {
        <section class="card tour" aria-labelledby="tour-title">
            <div class="head">
                <h2 id="tour-title">{live(move || text(STEPS[step.get()].0))}</h2>
                <small>{live(move || {
                    let (step, all) = ((step.get() + 1).to_string(), STEPS.len().to_string());
                    text_with("tourStep", &[&step, &all])
                })}</small>
            </div>
            <p role="status">{live(move || text(STEPS[step.get()].1))}</p>
            <div class="answers">
                <button class="small strong" on:click=handler(next)>
                    {live(move || text(if is_last.get() { "tourDone" } else { "tourNext" }))}
                </button>
                <When on=can_go_back>
                    <button class="small" on:click=handler(move |_| step.update(|step| *step -= 1))>
                        {text("tourBack")}
                    </button>
                </When>
                <When on=is_list>
                    <button class="small" on:click=handler(move |_| panel.place.set(Place::List))>
                        {text("homeOpenList")}
                    </button>
                </When>
                <button class="small" on:click=handler(move |_| set_done(panel, true))>
                    {text("tourSkip")}
                </button>
            </div>
        </section>
    }
}

/// Shows the tour again, from the settings.
#[component]
pub(crate) fn TourAgain() -> impl IntoView {
    let panel = Panel::of_page();
    let is_done = panel.read(|snapshot| snapshot.preferences.tour_done);
    let show = move |_| {
        set_done(panel, false);
        panel.place.set(Place::Call);
    };
    view! {
        <When on=is_done>
            <div class="answers">
                <button class="small" on:click=handler(show)>{text("tourAgain")}</button>
            </div>
        </When>
    }
}

fn set_done(panel: Panel, done: bool) {
    let preference = Preference::TourDone { done };
    let message = DataMessage::SetPreference { preference };
    panel.send(Control::Setting("tour"), message, |_, _| {});
}

fn is_due(snapshot: &Snapshot) -> bool {
    let is_free = snapshot.call.is_none() && snapshot.run.is_none() && snapshot.summary.is_none();
    !snapshot.preferences.tour_done && is_free
}
