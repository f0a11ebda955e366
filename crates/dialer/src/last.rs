//! The call before the one on screen, and what the agent says of a call once it is over.

use crate::action::Entry;
use crate::call::Call;
use crate::command::{Accepted, Answer, Disposition};
use crate::dialer::Dialer;
use crate::id::{IntentId, RunId};
use crate::stored::{StoredCall, StoredDisposition};
use crate::time::Timestamp;

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

    /// Drops every call that is over and was asked for before; what is on its way to the store again
    /// stays away from it.
    pub(crate) fn forget_calls(&mut self, before: Timestamp) -> Answer {
        let (open, run) = (self.open_calls(), self.run.as_ref().map(|run| &run.id));
        let is_old = |made_at: Option<Timestamp>| made_at.is_some_and(|at| at < before);
        let is_forgotten = |intent: &IntentId| is_old(intent.made_at()) && !open.contains(intent);
        let is_on = |id: &RunId| !is_old(id.made_at()) || Some(id) == run;
        let is_kept = |entry: &Entry| match entry {
            Entry::Call(call) => !is_forgotten(&call.intent),
            Entry::Run(run) => is_on(&run.id),
            Entry::RunEnd(end) => is_on(&end.run),
            Entry::RunOrder(order) => is_on(&order.run),
            Entry::Progress(_) => true,
        };
        self.unsaved.retain(is_kept);
        for (_, entries) in self.writing.iter_mut() {
            entries.retain(is_kept);
        }
        let on_screen = self.call.take_if(|call| is_forgotten(&call.intent));
        let last = self.last.take_if(|last| is_forgotten(&last.intent));
        self.call_changed &= on_screen.is_none();
        self.progress_changed |= on_screen.is_some() || last.is_some();
        Ok(Accepted::Done)
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
