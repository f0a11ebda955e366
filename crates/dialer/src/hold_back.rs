//! An outcome that waits a moment before it is sent, so that it can be taken back.
//!
//! While the disk says that it is held back nothing was sent; it says otherwise before it is.

use crate::action::{Action, Report};
use crate::call::{Call, Step};
use crate::command::{Accepted, Answer};
use crate::dialer::Dialer;
use crate::failure::{Failure, Reason};
use crate::time::{Deadline, Timestamp};

impl Call {
    /// Whether its end was asked for and an outcome is there to be sent.
    fn has_something_to_send(&self) -> bool {
        self.end_pressed && self.outcome.is_some() && !self.is_closed()
    }
}

impl Dialer {
    /// Follows a press that may send an outcome: holds it back, or, if the same one is held back
    /// already, sends it at once.
    pub(crate) fn hold_outcome_back(&mut self, before: Option<Press>, now: Timestamp) {
        let length = self.config.pace.hold_back;
        let Some(call) = &mut self.call else { return };
        let press = Press::of(call);
        let is_same = before.as_ref() == Some(&press);
        call.held_back = match (call.has_something_to_send(), is_same) {
            _ if call.disposing != Step::No => return,
            (true, false) if !length.is_zero() => Some(Deadline::arm(now, length)),
            // Pressed again: what was held back is sent, what is under way stays so.
            (true | false, _) => None,
        };
        self.call_changed = true;
    }

    /// Takes back what is held back: the call stays in wrap-up, its outcome and note are free. An end
    /// that has not left is taken back with it.
    pub(crate) fn undo_send(&mut self) -> Answer {
        let held_back = self.call.as_mut().filter(|call| call.held_back.is_some());
        let Some(call) = held_back else {
            // Sent already, or taken back: that is no success of this press.
            return Err(Failure::new(Reason::Busy));
        };
        call.held_back = None;
        call.end_pressed = false;
        call.next = None;
        call.stored_end = None;
        self.call_changed = true;
        let failure = Failure::with_detail(Reason::Refused, "taken back before it was sent");
        let goes_on = !call.is_in_wrap_up() && !matches!(call.ending, Step::Asked(_));
        if goes_on && std::mem::take(&mut call.hang_up_report_due) {
            let report = Report::HangUp(Err(failure.clone()));
            self.actions.push_back(Action::Report(report));
        }
        if std::mem::take(&mut call.dispose_report_due) {
            let report = Report::Dispose(Err(failure));
            self.actions.push_back(Action::Report(report));
        }
        Ok(Accepted::Done)
    }

    /// The time to take it back is over.
    pub(crate) fn release_outcome(&mut self, now: Timestamp) {
        if let Some(call) = &mut self.call
            && call
                .held_back
                .is_some_and(|held_back| held_back.is_due(now))
        {
            call.held_back = None;
            self.call_changed = true;
        }
    }
}

/// What a press asks for, to tell a second press from a first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Press {
    end_pressed: bool,
    outcome: Option<crate::id::DispositionId>,
}

impl Press {
    pub(crate) fn of(call: &Call) -> Self {
        Self {
            end_pressed: call.end_pressed,
            outcome: call.outcome.as_ref().map(|outcome| outcome.id.clone()),
        }
    }
}
