//! The big button, the line that says to whom, and the small buttons of a run.
//!
//! A press sends what the button said when it was pressed: the second half of a double click and a
//! key held down are no presses.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use crate::chrome::i18n::{say, text};
use crate::message::{PageMessage, PageRequest, RunMessage};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::button::{Colour, Face, Press, face};
use crate::panel::view::place::Place;
use crate::snapshot::Snapshot;

#[component]
pub(crate) fn Actions() -> impl IntoView {
    let panel = Panel::of_page();
    let shown = seen(move || {
        let target = panel.target();
        panel.snapshot.with(|snapshot| face(snapshot, &target))
    });
    let label = seen(move || shown.with(|face| say(&face.label)));
    let is_end = seen(move || shown.with(|face| face.colour == Colour::End));
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
            <p id="whom" class="whom">{live(move || shown.with(|face| say(&face.whom)))}</p>
            <div class="controls">
                {run_actions().map(|action| view! { <RunButton action/> })}
            </div>
        </div>
    }
}

/// One of the small buttons; it is there only while the worker says that it can be pressed.
struct RunAction {
    control: Control,
    key: &'static str,
    drawn: Icon,
    message: PageMessage,
    is_possible: fn(&Snapshot) -> bool,
}

fn run_actions() -> [RunAction; 4] {
    let request_id = None;
    [
        RunAction {
            control: Control::Pause,
            key: "buttonPause",
            drawn: Icon::Pause,
            message: PageMessage::Pause {
                request_id: request_id.clone(),
            },
            is_possible: |snapshot| snapshot.can_pause,
        },
        RunAction {
            control: Control::Resume,
            key: "buttonResume",
            drawn: Icon::Play,
            message: PageMessage::Resume {
                request_id: request_id.clone(),
            },
            is_possible: |snapshot| snapshot.can_resume,
        },
        RunAction {
            control: Control::Skip,
            key: "buttonSkip",
            drawn: Icon::Skip,
            message: PageMessage::Skip {
                reason: None,
                request_id: request_id.clone(),
            },
            is_possible: |snapshot| snapshot.can_skip,
        },
        RunAction {
            control: Control::Cancel,
            key: "buttonCancel",
            drawn: Icon::Cross,
            message: PageMessage::Cancel { request_id },
            is_possible: |snapshot| snapshot.can_cancel,
        },
    ]
}

#[component]
fn RunButton(action: RunAction) -> impl IntoView {
    let panel = Panel::of_page();
    let RunAction {
        control,
        key,
        drawn,
        message,
        is_possible,
    } = action;
    let is_present = panel.read(is_possible);
    view! {
        <When on=is_present>
            <button
                class="small"
                aria-disabled=live(move || panel.is_pending(control).then_some("true"))
                on:click=handler(press_of(panel, control, message.clone()))
                on:keydown=handler(ignore_held_key)
            >
                {icon(drawn)}
                <span>{text(key)}</span>
            </button>
        </When>
    }
}

fn press_of(panel: Panel, control: Control, message: PageMessage) -> impl FnMut(MouseEvent) {
    move |event| {
        if is_press(&event) {
            panel.press(control, message.clone());
        }
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
    let is_typed = matches!(
        press,
        Press::Call {
            record_id: None,
            ..
        }
    );
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
    let is_start = matches!(press, Press::Call { .. } | Press::StartRun);
    panel.press_then(Control::Main, message, move |panel| {
        if is_start {
            panel.place.set(Place::Call);
        }
        if is_typed {
            panel.typed.set(String::new());
        }
    });
}

/// The second click of a double click lands on what the first one changed: it is not meant.
fn is_press(event: &MouseEvent) -> bool {
    event.detail() <= 1
}

/// A key held down repeats; only its first stroke is a press.
fn ignore_held_key(event: KeyboardEvent) {
    if event.repeat() && matches!(event.key().as_str(), "Enter" | " ") {
        event.prevent_default();
    }
}
