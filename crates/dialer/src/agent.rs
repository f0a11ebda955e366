//! What the agent asks, carried out: each command changes the state and leaves the doing to the pump.

use crate::action::{Action, Entry, Report};
use crate::call::{Call, Step};
use crate::command::{Accepted, Answer, Disposition, Target};
use crate::dialer::Dialer;
use crate::event::Link;
use crate::failure::{Failure, Reason};
use crate::id::{CampaignId, IntentId, RunId};
use crate::pace::Mode;
use crate::placement::Placement;
use crate::repeat::Repeats;
use crate::run::{PauseReason, Run, SkipReason};
use crate::stored::{StoredCall, StoredEnd, StoredRun};
use crate::time::Timestamp;

/// So many calls without a known end are remembered.
const LEFT_MAX: usize = 16;

impl Dialer {
    pub(crate) fn check_free(&self) -> Result<(), Failure> {
        if self.open_call().is_some() || !self.others.is_empty() {
            return Err(Failure::new(Reason::Busy));
        }
        match &self.link {
            Link::Down(failure) => Err(failure.clone()),
            Link::Ready | Link::Interrupted => Ok(()),
        }
    }

    pub(crate) fn start_call(
        &mut self,
        target: Target,
        campaign: CampaignId,
        outcome: Option<Disposition>,
        again: bool,
        now: Timestamp,
    ) -> Answer {
        let number = match &target.number {
            Ok(number) => number,
            Err(problem) => {
                return Err(Failure::with_detail(Reason::InvalidNumber, problem.clone()));
            }
        };
        self.check_free()?;
        if self.block_of(&target).is_some() {
            return Err(Failure::new(Reason::Blocked));
        }
        if !again {
            self.check_called_lately(number, now)?;
        }
        if self.run.as_ref().is_some_and(|run| run.paused.is_none()) {
            self.pause_run(PauseReason::OtherPerson);
        }
        let intent = self.begin(target, campaign, outcome, None, now);
        Ok(Accepted::Dialing(intent))
    }

    /// Stores the intent to call; the dial leaves once that is on disk.
    pub(crate) fn begin(
        &mut self,
        target: Target,
        campaign: CampaignId,
        outcome: Option<Disposition>,
        run_index: Option<usize>,
        now: Timestamp,
    ) -> IntentId {
        let intent = IntentId::new(self.unique_text(now));
        let mut call = Call::new(intent.clone(), target, campaign);
        call.dial_report_due = true;
        call.outcome = outcome;
        call.run_index = run_index;
        call.agent.clone_from(&self.agent);
        call.carrier.clone_from(&self.carrier);
        call.known_before = self.others.keys().chain(&self.past).cloned().collect();
        self.replace_call(Some(call));
        let particulars = self.particulars_at(now);
        if let Some(call) = &mut self.call {
            call.particulars = particulars;
        }
        self.lookout = None;
        self.call_changed = true;
        let store = self.store_now();
        if let Some(call) = &mut self.call {
            call.placement = Placement::Storing(store);
        }
        intent
    }

    pub(crate) fn end_call(&mut self, outcome: Option<Disposition>) -> Answer {
        if self.open_call().is_none() {
            self.adopt_other();
        }
        self.check_own_call()?;
        let Some(call) = self.call.as_mut().filter(|call| !call.is_closed()) else {
            return self.answer_without_call();
        };
        if call.is_unsent() {
            // In a run, taking back alone would only make it dial the same person again.
            if call.run_index.is_some() {
                self.pause_run(PauseReason::Agent);
            }
            self.withdraw();
            return Ok(Accepted::Done);
        }
        call.replace_outcome(outcome)?;
        call.next = None;
        call.end_pressed = true;
        call.trouble = None;
        call.hang_up_report_due = true;
        self.call_changed = true;
        self.release_advance();
        Ok(Accepted::UnderWay)
    }

    /// Ends the run's call; before its dial that is the same as to skip it.
    pub(crate) fn end_and_next(&mut self) -> Answer {
        let is_unsent = |call: &Call| call.is_unsent() && call.run_index.is_some();
        if self.call.as_ref().is_some_and(is_unsent) {
            return self.skip(None);
        }
        self.end_call(None)
    }

    /// That there is no call is said only where there is none: of several that were started
    /// elsewhere nobody said which, and a live one has no disposition to set.
    fn answer_without_call(&self) -> Answer {
        if self.others.is_empty() {
            Ok(Accepted::NoCall)
        } else {
            Err(Failure::new(Reason::Busy))
        }
    }

    /// Another agent's call can be neither ended nor disposed.
    fn check_own_call(&self) -> Result<(), Failure> {
        let is_other = |call: &Call| self.is_of_other_agent(call);
        if self.open_call().is_some_and(is_other) {
            let words = "another agent is logged in";
            return Err(Failure::with_detail(Reason::Refused, words));
        }
        Ok(())
    }

    /// Takes the one call that was started elsewhere as the call to end.
    fn adopt_other(&mut self) {
        let Some(id) = self.others.keys().next().filter(|_| self.others.len() == 1) else {
            return;
        };
        let id = id.clone();
        let Some(other) = self.others.remove(&id) else {
            return;
        };
        let mut known = self.left.iter();
        let known = known.position(|left| left.call_id.as_ref() == Some(&id));
        let mut call = match known {
            Some(index) => self.left.remove(index).into_call(other.line.seen_at),
            None => self.call_elsewhere(other.number, other.line.seen_at),
        };
        // What was asked of it before it was put aside is over: only this press counts.
        call.next = None;
        call.held_back = None;
        call.end_pressed = false;
        call.stored_end = None;
        call.run_index = None;
        call.placement = Placement::Accepted;
        call.agent.clone_from(&self.agent);
        call.line = Some(other.line);
        self.replace_call(Some(call));
    }

    /// A call that was started elsewhere, as one of ours.
    fn call_elsewhere(&mut self, number: Option<String>, seen_at: Timestamp) -> Call {
        let target = Target {
            record: None,
            name: String::new(),
            list: None,
            number: Ok(number.unwrap_or_default()),
            others: Vec::new(),
        };
        let intent = IntentId::new(self.unique_text(seen_at));
        let mut call = Call::new(intent, target, CampaignId::new(""));
        call.particulars = self.particulars_at(seen_at);
        call
    }

    /// Remembers a call whose end is not known.
    pub(crate) fn keep_left(&mut self, call: StoredCall) {
        if call.call_id.is_some() && call.held.is_none() && call.placement.may_have_call() {
            self.left.retain(|left| left.intent != call.intent);
            self.left.push(call);
        }
        if self.left.len() > LEFT_MAX {
            self.left.remove(0);
        }
    }

    pub(crate) fn dispose(&mut self, outcome: Option<Disposition>) -> Answer {
        if self.open_call().is_none()
            && self.others.values().any(|other| other.line.state.is_over())
        {
            self.adopt_other();
        }
        self.check_own_call()?;
        let Some(call) = self.call.as_mut().filter(|call| !call.is_closed()) else {
            return self.answer_without_call();
        };
        if !call.is_in_wrap_up() {
            return Err(Failure::new(Reason::Busy));
        }
        call.replace_outcome(outcome)?;
        if call.outcome.is_none() {
            return Err(Failure::new(Reason::DispositionRefused));
        }
        call.end_pressed = true;
        call.trouble = None;
        call.dispose_report_due = true;
        self.call_changed = true;
        self.release_advance();
        Ok(Accepted::UnderWay)
    }

    pub(crate) fn choose_outcome(&mut self, outcome: Option<Disposition>) -> Answer {
        let is_single = self.run.is_none();
        if self.open_call().is_some_and(|call| call.end_pressed) {
            // It is what the end that was asked for waits for.
            self.release_advance();
        }
        let Some(call) = self.call.as_mut().filter(|call| !call.is_closed()) else {
            return Ok(Accepted::NoCall);
        };
        if call.disposing != Step::No {
            return Err(Failure::new(Reason::Busy));
        }
        call.outcome = outcome;
        // Outside a run no other button is left in wrap-up: the choice itself disposes.
        if is_single && call.is_in_wrap_up() && call.outcome.is_some() {
            call.end_pressed = true;
            call.trouble = None;
        }
        self.call_changed = true;
        Ok(Accepted::Done)
    }

    pub(crate) fn set_note(&mut self, note: String) -> Answer {
        let Some(call) = &mut self.call else {
            return Ok(Accepted::NoCall);
        };
        call.note = note;
        self.call_changed = true;
        Ok(Accepted::Done)
    }

    pub(crate) fn start_run(&mut self, mut run: Run, now: Timestamp) -> Answer {
        if self.run.is_some() {
            return Err(Failure::new(Reason::Busy));
        }
        if run.is_over() {
            return Err(Failure::new(Reason::InvalidNumber));
        }
        self.check_free()?;
        if run.repeats == Repeats::Refuse {
            self.check_repeats(&run, now)?;
        }
        run.id = RunId::new(self.unique_text(now));
        run.agent.clone_from(&self.agent);
        if self.config.pace.mode == Mode::Preview {
            run.arrive(self.config.pace);
        }
        self.unsaved.push(Entry::Run(Box::new(StoredRun::of(&run))));
        self.save_ends(&run, |end| end.is_some());
        self.summary = None;
        self.ended = None;
        self.replace_call(None);
        self.run = Some(run);
        Ok(Accepted::Done)
    }

    pub(crate) fn skip(&mut self, reason: Option<String>) -> Answer {
        let own = self.call.as_ref().filter(|call| call.run_index.is_some());
        let live = own.is_some_and(|call| !call.is_closed() && !call.is_unsent());
        let unknown = own.is_some_and(|call| !call.is_closed() && self.can_pass_unknown(call));
        let called = own.filter(|call| unknown && call.line.is_some());
        let called = called.map(crate::pump::called);
        let passes_live = live && !unknown;
        let Some(run) = &self.run else {
            return Ok(Accepted::NoCall);
        };
        let index = if passes_live {
            run.next_index()
        } else {
            Some(run.position)
        };
        let Some(index) = index.filter(|&index| index < run.entries.len()) else {
            return Ok(Accepted::NoCall);
        };
        let end = called.unwrap_or(StoredEnd::Skipped(if unknown {
            SkipReason::Unknown
        } else {
            SkipReason::Agent
        }));
        // A call by hand is no part of the run: it stays as it is.
        if own.is_some() && !passes_live {
            self.withdraw();
            self.put_aside();
        }
        self.end_entry(index, end, reason);
        self.stop_asking();
        Ok(Accepted::Done)
    }

    /// The question about the current record is answered: the run goes on.
    pub(crate) fn stop_asking(&mut self) {
        let Some(run) = &mut self.run else { return };
        if run.paused == Some(PauseReason::CalledBefore) {
            run.paused = None;
            run.asks = None;
            self.progress_changed = true;
        }
    }

    /// What is so cannot be known, for now or for good: the agent may leave the call as it is.
    pub(crate) fn can_pass_unknown(&self, call: &Call) -> bool {
        self.is_unknown(call) || self.is_of_other_agent(call)
    }

    fn is_unknown(&self, call: &Call) -> bool {
        call.line.is_none() && matches!(call.placement, Placement::Unknown { .. })
    }

    /// Takes the call off the screen; what the store has of it stays.
    pub(crate) fn put_aside(&mut self) {
        if let Some(call) = self.call.take() {
            if call.hang_up_report_due {
                let unknown = Failure::new(Reason::Unknown);
                let report = Report::HangUp(Err(unknown));
                self.actions.push_back(Action::Report(report));
            }
            let stored = StoredCall::of(&call);
            self.note_last(&stored);
            self.keep_left(stored.clone());
            self.unsaved.push(Entry::Call(Box::new(stored)));
            self.call_changed = false;
            self.progress_changed = true;
            self.lookout = None;
        }
    }

    pub(crate) fn pause(&mut self) -> Answer {
        if self.run.is_some() {
            // Nothing is nothing: a call by hand that has not left is taken back too.
            self.withdraw();
            self.forget_next(false);
            self.pause_run(PauseReason::Agent);
        }
        Ok(Accepted::Done)
    }

    /// A run that stands still dials nothing, so what has not left yet is taken back.
    pub(crate) fn pause_run(&mut self, reason: PauseReason) {
        if self
            .call
            .as_ref()
            .is_some_and(|call| call.run_index.is_some())
        {
            self.withdraw();
        }
        self.hold_next();
        if let Some(run) = &mut self.run {
            run.paused = Some(reason);
            run.asks = None;
            run.advance.stop_counting();
            self.progress_changed = true;
        }
    }

    pub(crate) fn resume(&mut self) -> Answer {
        if self.run.is_none() {
            return Ok(Accepted::NoCall);
        }
        if let Link::Down(failure) = &self.link {
            return Err(failure.clone());
        }
        let paused = self.run.as_ref().and_then(|run| run.paused);
        let advance = self.advance_on_resume(paused);
        if let Some(run) = &mut self.run {
            if paused == Some(PauseReason::CalledBefore) {
                run.confirmed = Some(run.position);
            }
            if paused.is_some() {
                run.advance = advance;
                run.is_held = false;
            }
            run.paused = None;
            run.asks = None;
            run.agent.clone_from(&self.agent);
            self.progress_changed = true;
        }
        // The failed call of the current record makes room for a new intent: a person asked for it.
        if self
            .call
            .as_ref()
            .is_some_and(|call| call.is_closed() && !call.is_finished())
        {
            self.put_aside();
        }
        Ok(Accepted::Done)
    }

    pub(crate) fn cancel(&mut self, now: Timestamp) -> Answer {
        self.withdraw();
        self.forget_next(true);
        self.settle_removal();
        let Some(mut run) = self.run.take() else {
            return Ok(Accepted::NoCall);
        };
        let position = run.position;
        let in_doubt = |call: &Call| {
            call.line.is_none()
                && matches!(
                    call.placement,
                    Placement::Asked(_) | Placement::Unknown { .. }
                )
        };
        let is_in_doubt = self.call.as_ref().is_some_and(in_doubt);
        let live = self
            .call
            .as_mut()
            .filter(|call| !call.is_closed() && call.run_index.is_some());
        if let (Some(call), Some(entry)) = (live, run.entries.get_mut(position)) {
            // In doubt it must not count as called: the dial may be refused yet.
            entry.end = Some(if is_in_doubt {
                StoredEnd::Skipped(SkipReason::Unknown)
            } else {
                crate::pump::called(call)
            });
            call.run_index = None;
            self.call_changed = true;
        }
        let was_open: Vec<bool> = run
            .entries
            .iter()
            .map(|entry| entry.end.is_none())
            .collect();
        for entry in &mut run.entries {
            entry.end.get_or_insert(StoredEnd::Left);
        }
        if let Some(index) = run.again.as_ref().map(|again| again.index) {
            let end = run.entries[index].end.take();
            run.entries[index].end = run.merge_end(index, end);
        }
        for (index, was_open) in was_open.into_iter().enumerate() {
            if was_open || index == position {
                self.save_end(&run, index, None);
            }
        }
        self.show_summary(run, true, now);
        Ok(Accepted::Done)
    }

    /// Takes back a dial that has not left.
    pub(crate) fn withdraw(&mut self) {
        let Some(call) = self.call.as_mut().filter(|call| call.is_unsent()) else {
            return;
        };
        call.placement = Placement::Withdrawn;
        if call.run_index.is_some()
            && let Some(run) = &mut self.run
        {
            run.arrive(self.config.pace);
        }
        let words = "taken back before it was dialed";
        self.report_dial(Err(Failure::with_detail(Reason::Refused, words)));
        self.put_aside();
    }

    pub(crate) fn dismiss(&mut self) -> Answer {
        // The call of a run's current record is moved by the run's own buttons.
        let of_run = |call: &Call| self.run.is_some() && call.run_index.is_some();
        let aside = self
            .call
            .as_ref()
            .is_some_and(|call| (call.is_closed() || self.can_pass_unknown(call)) && !of_run(call));
        if aside {
            self.put_aside();
        }
        if self.open_call().is_none() {
            self.summary = None;
            self.progress_changed |= self.ended.take().is_some();
        }
        Ok(Accepted::Done)
    }
}
