//! The same person under another of their numbers, as the same record of a run.
//!
//! Each number is an intent of its own; the record's end is told by the last call. A run that stands
//! still goes on standing still: only the call that was asked for is made.

use crate::call::{Call, Step};
use crate::command::{Accepted, Answer, Disposition, Target};
use crate::dialer::Dialer;
use crate::failure::{Failure, Reason};
use crate::placement::Placement;
use crate::run::{PauseReason, Run};
use crate::stored::{StoredAgain, StoredDisposition, StoredEnd, StoredNext, StoredTarget};
use crate::time::Timestamp;

impl Target {
    /// The same person under this other number, which is tried then; absent: it is none of theirs.
    pub(crate) fn under(&self, number: &str) -> Option<Self> {
        let (number, others): (Vec<String>, Vec<String>) =
            self.others.iter().cloned().partition(|one| one == number);
        Some(Self {
            number: Ok(number.into_iter().next()?),
            others,
            ..self.clone()
        })
    }
}

impl Call {
    /// Whether [`crate::Command::CallOther`] would be obeyed for one of the person's other numbers.
    pub(crate) fn can_call_other(&self) -> bool {
        let is_endable = self.line.is_some() && self.disposing == Step::No;
        let may_end = is_endable && (self.is_in_wrap_up() || self.outcome.is_some());
        let is_over = self.is_closed() && self.placement != Placement::Withdrawn;
        !self.target.others.is_empty() && (is_over || !self.is_closed() && may_end)
    }
}

impl Dialer {
    /// A press that would be obeyed is asked about if the number was called lately; what it leads to
    /// is not asked about once more.
    pub(crate) fn check_other(
        &self,
        number: &str,
        again: bool,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let call = self.call.as_ref().filter(|_| !again);
        let call = call.filter(|call| call.can_call_other());
        match call.and_then(|call| call.target.under(number)) {
            Some(_) => self.check_called_lately(number, now),
            None => Ok(()),
        }
    }

    /// Ends and disposes the call as the agent's end does, then calls the same person under another
    /// number.
    pub(crate) fn call_other(
        &mut self,
        number: &str,
        outcome: Option<&Disposition>,
        now: Timestamp,
    ) -> Answer {
        let Some(call) = &self.call else {
            return Ok(Accepted::NoCall);
        };
        let Some(target) = call.target.under(number) else {
            let words = "none of this person's other numbers";
            return Err(Failure::with_detail(Reason::InvalidNumber, words));
        };
        if !call.can_call_other() {
            return Err(Failure::new(Reason::Busy));
        }
        if call.is_closed() {
            return self.call_other_after(target, outcome, now);
        }
        let is_of_run = call.run_index.is_some();
        let answer = self.end_call(None)?;
        let in_pause = is_of_run && self.run.as_ref().is_some_and(|run| run.paused.is_some());
        if let Some(call) = &mut self.call {
            call.next = Some(StoredNext {
                number: number.to_owned(),
                outcome: outcome.map(StoredDisposition::from),
                in_pause,
            });
        }
        Ok(answer)
    }

    /// The call before is over, or there was none.
    fn call_other_after(
        &mut self,
        target: Target,
        outcome: Option<&Disposition>,
        now: Timestamp,
    ) -> Answer {
        self.check_free()?;
        if self.block_of(&target).is_some() {
            return Err(Failure::new(Reason::Blocked));
        }
        if let Some((index, end)) = self.record_of_call() {
            // What it was asked is asked again when it gets there.
            self.stop_asking();
            self.put_aside();
            self.call_again(index, target, end);
            if self.run.as_ref().is_some_and(|run| run.paused.is_some()) {
                self.dial_current(now);
            } else if let Some(run) = &mut self.run {
                run.is_held = false;
            }
            return Ok(Accepted::UnderWay);
        }
        if self.run.as_ref().is_some_and(|run| run.paused.is_none()) {
            self.pause_run(PauseReason::OtherPerson);
        }
        let campaign = self.call.as_ref().map(|call| call.campaign.clone());
        let Some(campaign) = campaign else {
            return Ok(Accepted::NoCall);
        };
        let intent = self.begin(target, campaign, outcome.cloned(), None, now);
        Ok(Accepted::Dialing(intent))
    }

    /// The record of the run that the call on screen is, or was, for, and how it ended by that.
    fn record_of_call(&self) -> Option<(usize, Option<StoredEnd>)> {
        let (run, call) = (self.run.as_ref()?, self.call.as_ref()?);
        if let Some(index) = call.run_index {
            let before = run.again.as_ref().filter(|again| again.index == index);
            return Some((index, before.and_then(|again| again.end.clone())));
        }
        let is_its = |end: &StoredEnd| matches!(end, StoredEnd::Called { intent, .. } if *intent == call.intent);
        if let Some(again) = &run.again
            && again.end.as_ref().is_some_and(is_its)
        {
            return Some((again.index, again.end.clone()));
        }
        let mut entries = run.entries.iter();
        let index = entries.position(|entry| entry.end.as_ref().is_some_and(is_its))?;
        Some((index, run.entries[index].end.clone()))
    }

    /// The record is the current one again, under another number; `end` is how it ended so far.
    pub(crate) fn call_again(&mut self, index: usize, target: Target, end: Option<StoredEnd>) {
        let Some(run) = &mut self.run else { return };
        let end = run.merge_end(index, end);
        run.again = Some(StoredAgain {
            index,
            target: StoredTarget::from(&target),
            end,
        });
        run.take_again();
        // Whether it was called lately was asked at the press.
        run.confirmed = Some(index);
        run.advance = crate::pace::Advance::AtOnce;
        self.progress_changed = true;
    }

    /// A finished call of no run is followed by the one that was asked for.
    pub(crate) fn call_next_by_hand(&mut self, now: Timestamp) {
        let call = self.call.as_mut();
        let Some(call) = call.filter(|call| call.is_finished() && call.run_index.is_none()) else {
            return;
        };
        let Some(next) = call.next.take() else { return };
        self.call_changed = true;
        if let Some(target) = call.target.under(&next.number) {
            let campaign = call.campaign.clone();
            let outcome = next.outcome.map(Disposition::from);
            self.begin(target, campaign, outcome, None, now);
        }
    }

    /// No call that was asked for as a next one is begun any more.
    pub(crate) fn forget_next(&mut self, also_of_run: bool) {
        let is_meant = |call: &&mut Call| also_of_run || call.run_index.is_none();
        if let Some(call) = self.call.as_mut().filter(is_meant) {
            self.call_changed |= call.next.is_some();
            call.next = None;
        }
    }

    /// The run has stopped since: whoever was to be called in spite of that waits with it.
    pub(crate) fn hold_next(&mut self) {
        let next = self.call.as_mut().and_then(|call| call.next.as_mut());
        if let Some(next) = next {
            self.call_changed |= next.in_pause;
            next.in_pause = false;
        }
    }
}

impl Run {
    /// Puts the record that is called again where it was, open.
    pub(crate) fn take_again(&mut self) {
        let Some(again) = &self.again else { return };
        let Some(entry) = self.entries.get_mut(again.index) else {
            return;
        };
        entry.target = Target::from(again.target.clone());
        entry.end = None;
        let place = self.order.iter().position(|&one| one == again.index);
        self.place = place.unwrap_or(self.place).min(self.place);
        self.pass_ended();
    }

    /// How a record ends that may have been called under another number before.
    pub(crate) fn merge_end(&mut self, index: usize, end: Option<StoredEnd>) -> Option<StoredEnd> {
        let again = self.again.take_if(|again| again.index == index);
        let before = again.and_then(|again| again.end);
        match (before, end) {
            (
                Some(StoredEnd::Called {
                    intent: before,
                    answered: was_answered,
                    talk_ms: before_ms,
                    ..
                }),
                Some(StoredEnd::Called {
                    intent,
                    answered,
                    talk_ms,
                    outcome,
                }),
            ) if before != intent => Some(StoredEnd::Called {
                intent,
                answered: was_answered || answered,
                talk_ms: before_ms + talk_ms,
                outcome,
            }),
            (Some(before), _) => Some(before),
            (None, end) => end,
        }
    }
}
