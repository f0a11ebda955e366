//! The note of the call on screen.
//!
//! No letter is lost: what is typed here stands until the worker has it, it is sent before any other
//! command leaves and before the page goes, and it belongs to the call for which it was typed.

use std::time::Duration;

use leptos::ev;
use leptos::html::Textarea;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::text;
use crate::chrome::page;
use crate::message::{PageMessage, PageRequest};
use crate::panel::ui::controls::{controls_of, small};
use crate::panel::ui::icon::Icon;
use crate::panel::ui::live::{Var, When, handler, live};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::controls::note_key;
use crate::snapshot::CallView;

/// How long the typing rests before the note is sent.
const REST: Duration = Duration::from_millis(300);

/// The note as it stands on this page.
#[derive(Clone, Copy)]
pub(crate) struct NoteBook {
    text: Var<String>,
    is_focused: Var<bool>,
    /// The call that the note belongs to.
    intent_id: Var<Option<String>>,
    /// Typed and not yet sent.
    is_unsent: Var<bool>,
    n_sending: Var<usize>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl NoteBook {
    pub(crate) fn new() -> Self {
        Self {
            text: Var::new(String::new()),
            is_focused: Var::new(false),
            intent_id: Var::new(None),
            is_unsent: Var::new(false),
            n_sending: Var::new(0),
            timer: StoredValue::new(None),
        }
    }

    /// Takes the worker's note, unless this page has a newer one of the same call.
    pub(crate) fn handle_call(self, panel: Panel, call: Option<&CallView>) {
        let intent_id = call.map(|call| call.intent_id.clone());
        let is_same = self.intent_id.with_untracked(|known| *known == intent_id);
        if !is_same || call.is_some_and(is_held_back) {
            // The last letters still belong to the call that is leaving.
            self.flush(panel);
        }
        let is_ahead = self.is_focused.get_untracked()
            || self.is_unsent.get_untracked()
            || self.n_sending.get_untracked() > 0;
        if is_same && is_ahead {
            return;
        }
        self.intent_id.set(intent_id);
        self.is_unsent.set(false);
        self.text
            .set(call.map(|call| call.note.clone()).unwrap_or_default());
    }

    /// Sends what has not been sent.
    pub(crate) fn flush(self, panel: Panel) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        self.timer.set_value(None);
        if !self.is_unsent.get_untracked() {
            return;
        }
        self.is_unsent.set(false);
        self.n_sending.update(|n| *n += 1);
        let text = self.text.get_untracked();
        let intent_id = self.intent_id.get_untracked();
        let answer = page::send(&PageRequest::from(PageMessage::SetNote {
            text,
            intent_id: intent_id.clone(),
            request_id: None,
        }));
        spawn_local(async move {
            let answer = answer.await;
            self.n_sending.update(|n| *n -= 1);
            let was_accepted = answer.as_ref().is_ok_and(|status| status.success);
            if !was_accepted && self.intent_id.get_untracked() == intent_id {
                // It stays on screen and goes with the next command.
                self.is_unsent.set(true);
            }
            panel.hear(answer);
        });
    }

    fn handle_input(self, panel: Panel, text: String) {
        panel.hold_advance();
        self.text.set(text);
        self.is_unsent.set(true);
        let is_leaving = panel
            .snapshot
            .with_untracked(|snapshot| snapshot.call.as_ref().is_some_and(is_held_back));
        if is_leaving {
            return self.flush(panel);
        }
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        let timer = set_timeout_with_handle(move || self.flush(panel), REST).ok();
        self.timer.set_value(timer);
    }
}

/// Its outcome is about to be sent, and the next call may follow at once.
fn is_held_back(call: &CallView) -> bool {
    call.held_back.is_some()
}

#[component]
pub(crate) fn Note() -> impl IntoView {
    let panel = Panel::of_page();
    let book = panel.note;
    let field = NodeRef::<Textarea>::new();
    let can_send =
        panel.read(|snapshot| controls_of(snapshot).is_some_and(|one| one.can_send_note));
    let sent = panel.read(|snapshot| Some(controls_of(snapshot)?.note_sent));
    let going = window_event_listener(ev::pagehide, move |_| book.flush(panel));
    on_cleanup(move || going.remove());
    view! {
        <div class="card note">
        <label class="field">
            <span class="unseen">{text("noteLabel")}</span>
            <textarea
                rows="2"
                placeholder=text("noteLabel")
                node_ref=field
                prop:value=live(move || book.text.get())
                on:input=handler(move |event| book.handle_input(panel, event_target_value(&event)))
                on:focus=handler(move |_| book.is_focused.set(true))
                on:blur=handler(move |_| {
                    book.is_focused.set(false);
                    book.flush(panel);
                })
            ></textarea>
        </label>
        <div class="answers">
            <When on=can_send>
                {small(panel, Control::SendNote, Icon::Check, text("noteSend"), |panel| {
                    panel.press(Control::SendNote, PageMessage::SendNote { request_id: None });
                })}
            </When>
            <p class="hint" role="status">
                {live(move || sent.get().and_then(note_key).map(text).unwrap_or_default())}
            </p>
        </div>
        </div>
    }
}
