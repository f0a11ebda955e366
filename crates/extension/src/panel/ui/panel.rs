//! What the components share: the last snapshot, who is chosen, and the commands on their way.
//!
//! The snapshot is the only truth. A command is tied to the snapshot for which its button was
//! drawn: while it is on its way, or the same snapshot still stands after it was accepted, a second
//! press of the same button is nothing.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::page::{self, PageError};
use crate::chrome::sound;
use crate::message::{Code, PageRequest, RunMessage, Status};
use crate::panel::ui::live::{Seen, Var, seen};
use crate::panel::ui::note::NoteBook;
use crate::panel::view::blank::blank_snapshot;
use crate::panel::view::button::Target;
use crate::panel::view::chime::is_answer;
use crate::panel::view::person::{Who, who};
use crate::panel::view::place::Place;
use crate::panel::view::records::Records;
use crate::panel::view::rows::Look;
use crate::panel::view::selection::Selection;
use crate::panel::view::sort::sorted;
use crate::panel::view::trouble::answer_trouble;
use crate::snapshot::{Snapshot, Trouble};

/// A button, as far as a second press of it is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Main,
    Skip,
    Postpone,
    OtherNumber,
    Undo,
    Correct,
    RunLeft,
    HoldAdvance,
    Pause,
    Resume,
    Cancel,
    Dismiss,
    Mend,
    Outcome,
    Import,
    Campaign,
    DefaultOutcome,
    Disposition,
    Hold,
    Recording,
    Prompt,
    SendNote,
    Ready,
    Callback,
    Practice,
    /// A preference, by the name of its control.
    Setting(&'static str),
    Delete,
    CallNumber,
    List,
    InRun,
    Template,
    /// Where calls are told, and what was not taken there.
    Delivery,
}

/// What the last command of this page came to, where that needs to be said.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    Trouble(Trouble),
    /// Somebody was called already: the same message with the agent's word would be obeyed.
    CalledBefore {
        message: Box<PageRequest>,
        detail: String,
    },
    /// The worker gave no answer; the next snapshot says what is so.
    NoAnswer,
    /// The extension was updated under this page.
    Orphaned,
}

#[derive(Clone, Copy)]
pub(crate) struct Panel {
    pub(crate) is_panel: bool,
    pub(crate) snapshot: Var<Snapshot>,
    /// This page's clock, UTC ms, moved on by a ticker.
    pub(crate) clock_ms: Var<u64>,
    /// How far the worker's clock is ahead of this page's, ms.
    pub(crate) ahead_ms: Var<i64>,
    pub(crate) records: Var<Records>,
    pub(crate) selection: Var<Selection>,
    /// How the list is looked at.
    pub(crate) look: Var<Look>,
    /// Which view is shown.
    pub(crate) place: Var<Place>,
    /// The overlay with all keys is open.
    pub(crate) is_help_open: Var<bool>,
    /// Number typed by hand.
    pub(crate) typed: Var<String>,
    pub(crate) notice: Var<Option<Notice>>,
    pub(crate) note: NoteBook,
    /// Rises with every answer, so that controls can fall back to what is so.
    pub(crate) n_answers: Var<usize>,
    pending: Var<Vec<Control>>,
    /// Buttons whose press was accepted, with the revision for which they were drawn.
    spent: Var<Vec<(Control, u64)>>,
}

impl Panel {
    /// `is_panel`: not the options page, which neither sounds nor calls.
    pub(crate) fn new(is_panel: bool) -> Self {
        Self {
            is_panel,
            snapshot: Var::new(blank_snapshot()),
            clock_ms: Var::new(page::clock_ms()),
            ahead_ms: Var::new(0),
            records: Var::new(Records::default()),
            selection: Var::new(Selection::default()),
            look: Var::new(Look::default()),
            place: Var::new(Place::default()),
            is_help_open: Var::new(false),
            typed: Var::new(String::new()),
            notice: Var::new(None),
            note: NoteBook::new(),
            n_answers: Var::new(0),
            pending: Var::new(Vec::new()),
            spent: Var::new(Vec::new()),
        }
    }

    /// The `Panel` of this page.
    pub(crate) fn of_page() -> Self {
        expect_context::<Self>()
    }

    /// A part of the snapshot; what depends on it is redrawn only when that part changes.
    pub(crate) fn read<T>(self, part: impl Fn(&Snapshot) -> T + Send + Sync + 'static) -> Seen<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        seen(move || self.snapshot.with(&part))
    }

    /// The worker's clock now, UTC ms.
    pub(crate) fn now_ms(self) -> u64 {
        self.clock_ms
            .get()
            .saturating_add_signed(self.ahead_ms.get())
    }

    /// Who the big button would call.
    pub(crate) fn target(self) -> Target {
        self.selection.with(|selection| {
            self.records
                .with(|records| self.typed.with(|typed| selection.target(records, typed)))
        })
    }

    /// Who is on screen.
    pub(crate) fn who(self) -> Seen<Option<Who>> {
        seen(move || {
            let target = self.target();
            self.snapshot.with(|snapshot| who(snapshot, &target))
        })
    }

    /// The agent is busy with the last call: a countdown does not dial over that.
    pub(crate) fn hold_advance(self) {
        let is_counting = self.snapshot.with_untracked(|snapshot| {
            let run = snapshot.run.as_ref();
            run.is_some_and(|run| run.next_dial_at_ms.is_some())
        });
        if is_counting {
            self.press(Control::HoldAdvance, RunMessage::HoldAdvance {});
        }
    }

    /// Ids of those who are chosen, in the order in which the list is shown.
    pub(crate) fn chosen_ids(self) -> Vec<String> {
        let sort = self.look.with_untracked(|look| look.sort.clone());
        self.records.with_untracked(|records| {
            let order = sorted(records, &sort);
            self.selection
                .with_untracked(|selection| selection.record_ids(records, &order))
        })
    }

    /// Whether a press of this button is on its way.
    pub(crate) fn is_pending(self, control: Control) -> bool {
        self.pending.with(|pending| pending.contains(&control))
    }

    /// The same, asked by a handler.
    pub(crate) fn is_pending_untracked(self, control: Control) -> bool {
        self.pending
            .with_untracked(|pending| pending.contains(&control))
    }

    /// A button is pressed: sends its command, unless the same press was sent already.
    pub(crate) fn press(self, control: Control, message: impl Into<PageRequest>) {
        self.press_then(control, message, |_| {});
    }

    /// The same, with something to do once the command was accepted.
    pub(crate) fn press_then(
        self,
        control: Control,
        message: impl Into<PageRequest>,
        then: impl FnOnce(Self) + 'static,
    ) {
        let revision = self.snapshot.with_untracked(|snapshot| snapshot.revision);
        let is_spent = self
            .spent
            .with_untracked(|spent| spent.contains(&(control, revision)));
        if is_spent {
            return;
        }
        self.send(control, message, move |panel, was_accepted| {
            if was_accepted {
                panel.spent.update(|spent| spent.push((control, revision)));
                then(panel);
            }
        });
    }

    /// Sends a command; one at a time of each control.
    pub(crate) fn send(
        self,
        control: Control,
        message: impl Into<PageRequest>,
        then: impl FnOnce(Self, bool) + 'static,
    ) {
        if self.is_pending_untracked(control) {
            return;
        }
        let message = message.into();
        // Whatever comes next may end the call that the note belongs to.
        self.note.flush(self);
        self.pending.update(|pending| {
            pending.push(control);
        });
        self.notice.set(None);
        let answer = page::send(&message);
        spawn_local(async move {
            let answer = answer.await;
            let was_accepted = answer.as_ref().is_ok_and(|status| status.success);
            let is_asked = answer
                .as_ref()
                .is_ok_and(|status| status.code == Some(Code::CalledBefore));
            self.pending.update(|pending| {
                pending.retain(|other| *other != control);
            });
            match answer {
                Ok(status) if is_asked => self.notice.set(question(message, &status)),
                // The pill says it already.
                Ok(status)
                    if control == Control::Mend && status.code == Some(Code::StationDown) => {}
                answer => self.hear(answer),
            }
            then(self, was_accepted);
            self.n_answers.update(|n| *n += 1);
        });
    }

    /// Says what an answer means, where it means trouble.
    pub(crate) fn hear(self, answer: Result<Status, PageError>) {
        let notice = match answer {
            Ok(status) => answer_trouble(&status).map(Notice::Trouble),
            Err(PageError::NoAnswer) => Some(Notice::NoAnswer),
            Err(PageError::Orphaned) => Some(Notice::Orphaned),
        };
        if notice.is_some() {
            self.notice.set(notice);
        }
    }

    /// A new worker life counts its snapshots anew.
    pub(crate) fn forget_spent(self) {
        self.spent.update(Vec::clear);
    }

    pub(crate) fn handle_snapshot(self, snapshot: Snapshot) {
        let clock_ms = page::clock_ms();
        let ahead_ms = i64::try_from(snapshot.now_ms).unwrap_or(i64::MAX)
            - i64::try_from(clock_ms).unwrap_or(i64::MAX);
        self.ahead_ms.set(ahead_ms);
        self.clock_ms.set(clock_ms);
        self.spent
            .update(|spent| spent.retain(|(_, revision)| *revision == snapshot.revision));
        self.note.handle_call(self, snapshot.call.as_ref());
        self.hear_answer(&snapshot);
        let had_run = self.snapshot.with_untracked(|old| old.run.is_some());
        if had_run && snapshot.run.is_none() && snapshot.summary.is_some() {
            // The run is over: one press more must not call all of them again.
            self.selection.update(Selection::clear);
        }
        self.snapshot.set(snapshot);
    }

    /// Plays the sound that says that the person called has answered.
    fn hear_answer(self, snapshot: &Snapshot) {
        let is_answer = self
            .snapshot
            .with_untracked(|old| is_answer(old.call.as_ref(), snapshot.call.as_ref()));
        if self.is_panel && is_answer && snapshot.preferences.answer_sound {
            sound::play();
        }
    }

    /// The rows of the list were read again: the same people stay chosen and are looked at as before.
    pub(crate) fn handle_records(self, records: Records) {
        let old = self.records.get_untracked();
        let carried = self
            .selection
            .with_untracked(|selection| selection.carried_over(&old, &records));
        let look = self
            .look
            .with_untracked(|look| look.carried_over(&old, &records));
        self.records.set(records);
        self.selection.set(carried);
        self.look.set(look);
    }

    pub(crate) fn handle_unreadable_records(self) {
        let trouble = Trouble {
            code: Code::Storage,
            detail: None,
        };
        self.notice.set(Some(Notice::Trouble(trouble)));
    }
}

/// What the agent is asked before somebody is called again.
fn question(message: PageRequest, status: &Status) -> Option<Notice> {
    let trouble = answer_trouble(status)?;
    Some(Notice::CalledBefore {
        message: Box::new(message),
        detail: trouble.detail.unwrap_or_default(),
    })
}
