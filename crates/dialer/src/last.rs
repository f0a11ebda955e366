//! The call before the one on screen, and what the agent says of a call once it is over.

use crate::action::Entry;
use crate::call::Call;
use crate::command::{Accepted, Answer, Disposition};
use crate::dialer::Dialer;
use crate::id::IntentId;
use crate::stored::{StoredCall, StoredDisposition};

impl Call {
    /// It is over, and we have an outcome of our own to correct.
    pub(crate) fn can_correct(&self) -> bool {
        self.is_finished() && self.outcome.is_some()
    }
}

impl Dialer {
    /// A call leaves the screen: if it was placed, it is the last one from now on.
    pub(crate) fn note_last(&mut self, call: &StoredCall) {
        if call.placement.may_have_call() {
            self.last = Some(call.clone());
            self.progress_changed = true;
        }
    }

    /// The note of one call, wherever the screen has gone meanwhile: what was typed for a person is
    /// never told of the next one.
    pub(crate) fn set_note_of(&mut self, intent: &IntentId, note: String) -> Answer {
        if self
            .call
            .as_ref()
            .is_some_and(|call| call.intent == *intent)
        {
            return self.set_note(note);
        }
        let last = self.last.as_mut();
        let Some(last) = last.filter(|last| last.intent == *intent) else {
            return Ok(Accepted::NoCall);
        };
        last.note = note;
        self.unsaved.push(Entry::Call(Box::new(last.clone())));
        self.progress_changed = true;
        Ok(Accepted::Done)
    }

    /// Changes what we hold as the outcome of a call that is over; the telephone system keeps its own.
    pub(crate) fn correct(&mut self, intent: &IntentId, outcome: &Disposition) -> Answer {
        let corrected = StoredDisposition::from(outcome);
        if let Some(call) = &mut self.call
            && call.intent == *intent
            && call.can_correct()
        {
            let is_same = call.outcome.as_ref().map(|known| &known.id) == Some(&outcome.id);
            call.corrected = (!is_same).then_some(corrected);
            self.call_changed = true;
            return Ok(Accepted::Done);
        }
        let last = self.last.as_mut();
        let Some(last) = last.filter(|last| last.intent == *intent && last.held.is_some()) else {
            return Ok(Accepted::NoCall);
        };
        let Some(known) = &last.outcome else {
            return Ok(Accepted::NoCall);
        };
        last.corrected = (known.id != corrected.id).then_some(corrected);
        self.unsaved.push(Entry::Call(Box::new(last.clone())));
        self.progress_changed = true;
        Ok(Accepted::Done)
    }
}
