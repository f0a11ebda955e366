//! The big button, and the line that says to whom.
//!
//! A press sends what the button said when it was pressed: the second half of a double click and a
//! key held down are no presses.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use crate::chrome::i18n::say;
use crate::message::{PageMessage, PageRequest, RunMessage};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::button::{Colour, Face, Press, face, is_whom_told};
use crate::panel::view::place::Place;

#[component]
pub(crate) fn Actions() -> impl IntoView {
    let panel = Panel::of_page();
    let shown = seen(move || {
        let target = panel.target();
        panel.snapshot.with(|snapshot| face(snapshot, &target))
    });
    let label = seen(move || shown.with(|face| say(&face.label)));
    let is_end = seen(move || shown.with(|face| face.colour == Colour::End));
    let who = panel.who();
    let is_told = seen(move || shown.with(|face| who.with(|who| is_whom_told(face, who.as_ref()))));
    let can_press = seen(move || shown.with(|face| face.press.is_some()));
    view! {
        <div class="actions">
            <button
                id="main"
                class="big"
                class:end=live(move || is_end.get())
                aria-describedby="whom"
                disabled=live(move || (!can_press.get()).then_some(""))
                aria-disabled=live(move || panel.is_pending(Control::Main).then_some("true"))
                on:click=handler(move |event| handle_click(panel, &event, &shown.get_untracked()))
                on:keydown=handler(ignore_held_key)
            >
                {live(move || Some(icon(if is_end.get() { Icon::PhoneDown } else { Icon::Phone }).into_any()))}
                <span>{live(move || label.get())}</span>
            </button>
            <p id="whom" class="whom" class:unseen=live(move || is_told.get())>
                {live(move || shown.with(|face| say(&face.whom)))}
            </p>
        </div>
    }
}

/// Presses the big button from elsewhere, as Enter in the number's field does.
pub(crate) fn press_main(panel: Panel) {
    let target = panel.target();
    let face = panel
        .snapshot
        .with_untracked(|snapshot| face(snapshot, &target));
    send_press(panel, &face);
}

fn handle_click(panel: Panel, event: &MouseEvent, face: &Face) {
    if is_press(event) {
        send_press(panel, face);
    }
}

fn send_press(panel: Panel, face: &Face) {
    let Some(press) = &face.press else { return };
    let message: PageRequest = match press {
        Press::Call { number, record_id } => PageMessage::TriggerFive9Call {
            phone_number: Some(number.clone()),
            request_id: None,
            contact_id: record_id.clone(),
            campaign_id: None,
            again: false,
        }
        .into(),
        Press::StartRun => {
            let record_ids = panel.chosen_ids();
            PageMessage::StartRun {
                record_ids,
                repeats: None,
                request_id: None,
            }
            .into()
        }
        Press::EndCall => PageMessage::TriggerFive9Hangup {
            request_id: None,
            disposition_id: None,
            disposition_type: None,
        }
        .into(),
        Press::EndAndNext => PageMessage::EndAndNext { request_id: None }.into(),
        Press::CallCurrent => RunMessage::CallCurrent {}.into(),
    };
    let started = matches!(press, Press::Call { .. } | Press::StartRun).then(|| message.clone());
    panel.press_then(Control::Main, message, move |panel| {
        if let Some(started) = started {
            show_start(panel, &started);
        }
    });
}

/// What was asked for has begun: it is shown, and a number that was typed for it is done with.
pub(crate) fn show_start(panel: Panel, started: &PageRequest) {
    panel.place.set(Place::Call);
    if let PageRequest::Call(PageMessage::TriggerFive9Call { phone_number, .. }) = started {
        let is_called = |typed: &String| Some(typed.trim()) == phone_number.as_deref();
        if panel.typed.with_untracked(is_called) {
            panel.typed.set(String::new());
        }
    }
}

/// The second click of a double click lands on what the first one changed: it is not meant.
pub(crate) fn is_press(event: &MouseEvent) -> bool {
    event.detail() <= 1
}

/// A key held down repeats; only its first stroke is a press.
pub(crate) fn ignore_held_key(event: KeyboardEvent) {
    if event.repeat() && matches!(event.key().as_str(), "Enter" | " ") {
        event.prevent_default();
    }
}
