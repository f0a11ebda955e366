//! What is due: looks at the whole state after every input and brings it one step further.
//!
//! Everything here is decided by what is so, not by what just happened, so that it does not matter
//! in which order facts arrive, nor whether the program was stopped between two of them.

use crate::action::{Action, Entry};
use crate::call::{Call, Step};
use crate::dialer::Dialer;
use crate::event::Link;
use crate::failure::{Failure, Reason};
use crate::id::StoreId;
use crate::line::Held;
use crate::pace::Advance;
use crate::placement::{Lookout, Placement};
use crate::repeat::Repeats;
use crate::run::{Ended, PauseReason, Run, SkipReason};
use crate::stored::{
    StoredAdvance, StoredCall, StoredDisposition, StoredEnd, StoredEnded, StoredProgress,
    StoredRunEnd, VERSION,
};
use crate::time::Timestamp;

/// So many finished calls are remembered over a restart.
const PAST_STORED: usize = 16;

/// The summary of a run of so many people outlasts a stop of the program.
const ENDED_MAX: usize = 1_000;

impl Dialer {
    pub(crate) fn pump(&mut self, now: Timestamp) {
        let is_due_in_pause = self.settle_call();
        self.heed_link();
        self.heed_blocks();
        self.drive_dial(now);
        self.drive_end();
        self.report_end();
        if is_due_in_pause {
            self.dial_current(now);
        }
        self.call_next_by_hand(now);
        self.drive_run(now);
        self.keep_lookout(now);
        if self.call_changed || self.progress_changed {
            self.store_now();
        }
        self.keep_store_retry(now);
    }

    /// A finished call ends its record and is remembered as past. True: the same person is to be
    /// dialed under another number, although the run stands still.
    fn settle_call(&mut self) -> bool {
        let Some(call) = self.call.as_mut().filter(|call| call.is_finished()) else {
            return false;
        };
        let end = called(call);
        let by_system = needs_a_look(call);
        let index = call.run_index.take();
        let next = call.next.take_if(|_| index.is_some());
        let in_pause = next.as_ref().is_some_and(|next| next.in_pause);
        let next = next.and_then(|next| call.target.under(&next.number));
        if let Some(id) = call.line.as_ref().map(|line| line.id.clone()) {
            self.remember_past(id);
            self.report_dial(Ok(()));
        }
        let Some(index) = index else { return false };
        self.call_changed = true;
        let is_due_in_pause = in_pause && next.is_some() && !by_system;
        match next {
            Some(target) => self.call_again(index, target, Some(end)),
            None => self.end_entry(index, end, None),
        }
        let is_going = self.is_going();
        if by_system && is_going {
            self.pause_run(PauseReason::ClosedBySystem);
        }
        is_due_in_pause
    }

    /// Ends a record of the run and moves on to the first open one.
    pub(crate) fn end_entry(&mut self, index: usize, end: StoredEnd, reason: Option<String>) {
        let Some(mut run) = self.run.take() else {
            return;
        };
        if let Some(entry) = run.entries.get_mut(index) {
            entry.end = Some(end);
            let end = run.entries[index].end.take();
            run.entries[index].end = run.merge_end(index, end);
            self.save_end(&run, index, reason);
        }
        let before = run.position;
        run.pass_ended();
        if run.position != before {
            run.arrive(self.config.pace);
        }
        self.run = Some(run);
        self.progress_changed = true;
    }

    /// A link that is down pauses a going run and takes back what has not left.
    fn heed_link(&mut self) {
        let Link::Down(failure) = &self.link else {
            return;
        };
        let failure = failure.clone();
        if self.is_going() {
            self.pause_run(PauseReason::Link);
        }
        if self.call.as_ref().is_some_and(Call::is_unsent) {
            self.refuse(failure);
        }
    }

    /// A record that was blocked since its intent was written loses its dial.
    fn heed_blocks(&mut self) {
        let unsent = self.call.as_ref().filter(|call| call.is_unsent());
        let is_blocked = unsent.is_some_and(|call| self.block_of(&call.target).is_some());
        if !is_blocked {
            return;
        }
        if unsent.is_some_and(|call| call.run_index.is_some()) {
            self.withdraw();
        } else {
            self.refuse(Failure::new(Reason::Blocked));
        }
    }

    /// A stored intent leaves as soon as the link allows; at that moment all is checked once more.
    fn drive_dial(&mut self, now: Timestamp) {
        let is_due = self
            .call
            .as_ref()
            .is_some_and(|call| call.placement == Placement::Stored);
        if !is_due || self.is_stale {
            return;
        }
        if !self.others.is_empty() {
            self.give_way();
            return;
        }
        if self.link != Link::Ready {
            return;
        }
        if self
            .call
            .as_ref()
            .is_some_and(|call| call.carrier != self.carrier)
        {
            // The disk must name what carries the dial before it leaves: it will be asked again.
            self.store_carrier();
            return;
        }
        let request = self.next_request();
        let Some(call) = &mut self.call else { return };
        let Ok(number) = call.target.number.clone() else {
            return;
        };
        call.placement = Placement::Asked(request);
        call.dial_request = Some(request);
        call.times.dialed_at = Some(now);
        call.left_at = Some(now);
        let (intent, campaign) = (call.intent.clone(), call.campaign.clone());
        self.note_dialed(intent.clone(), &number, now);
        self.actions.push_back(Action::Dial {
            request,
            intent,
            number,
            campaign,
        });
    }

    fn store_carrier(&mut self) {
        if let Some(call) = &mut self.call {
            call.carrier.clone_from(&self.carrier);
        }
        let store = self.store_changed_call();
        if let Some(call) = &mut self.call {
            call.placement = Placement::Storing(store);
        }
    }

    /// Another call began before the dial left: a run waits for its end, a single call is refused.
    fn give_way(&mut self) {
        if self
            .call
            .as_ref()
            .is_some_and(|call| call.run_index.is_some())
        {
            self.withdraw();
        } else {
            self.refuse(Failure::new(Reason::Busy));
        }
    }

    /// Ends and disposes the call once the agent asked for it, each announced on disk first.
    fn drive_end(&mut self) {
        let Some(call) = &self.call else { return };
        if self.is_stale || call.is_closed() || !call.end_pressed || call.disposing != Step::No {
            return;
        }
        if self.is_of_other_agent(call) {
            return;
        }
        let Some(line) = &call.line else { return };
        let outcome = call.outcome.as_ref().map(|outcome| outcome.id.clone());
        if !line.state.is_over() {
            if call.ending == Step::No {
                self.take_ending_step();
            }
            return;
        }
        let Some(disposition) = outcome.filter(|_| call.held_back.is_none()) else {
            return;
        };
        if call.stored_end.as_ref() != Some(&Some(disposition.clone())) {
            let store = self.store_changed_call();
            self.set_disposing(Step::Storing(store));
            return;
        }
        let id = line.id.clone();
        let request = self.next_request();
        self.set_disposing(Step::Asked(request));
        if let Some(call) = &mut self.call {
            call.sent_disposition = Some(disposition.clone());
        }
        self.actions.push_back(Action::Dispose {
            request,
            call: id,
            disposition,
        });
    }

    fn take_ending_step(&mut self) {
        let Some(call) = &self.call else { return };
        let Some(line) = &call.line else { return };
        let id = line.id.clone();
        let step = if call.stored_end.is_some() {
            let request = self.next_request();
            self.actions
                .push_back(Action::Disconnect { request, call: id });
            Step::Asked(request)
        } else {
            Step::Storing(self.store_changed_call())
        };
        if let Some(call) = &mut self.call {
            call.ending = step;
        }
    }

    fn set_disposing(&mut self, step: Step) {
        if let Some(call) = &mut self.call {
            call.disposing = step;
        }
    }

    /// The next record of a going run is dialed as soon as nothing is in its way.
    fn drive_run(&mut self, now: Timestamp) {
        if self.is_stale || self.open_call().is_some() || self.end_run_if_over(now) {
            return;
        }
        if let Some(run) = self.run.as_mut().filter(|_| !self.others.is_empty()) {
            run.advance.stop_counting();
        }
        let is_free = self.others.is_empty() && self.link == Link::Ready;
        if !is_free || !self.is_going() {
            return;
        }
        while self.pass_blocked() || self.pass_repeat(now) {}
        if self.end_run_if_over(now) || !self.is_going() || !self.is_order_stored() {
            return;
        }
        if self.may_advance(now) {
            self.dial_current(now);
        }
    }

    pub(crate) fn dial_current(&mut self, now: Timestamp) {
        let Some(run) = &mut self.run else { return };
        run.advance = Advance::AtOnce;
        run.tempo.note_start(run.position, now);
        let index = run.position;
        let Some(entry) = run.entries.get(index) else {
            return;
        };
        let (target, campaign) = (entry.target.clone(), run.campaign.clone());
        let outcome = run.outcome.clone();
        self.begin(target, campaign, outcome, Some(index), now);
    }

    fn end_run_if_over(&mut self, now: Timestamp) -> bool {
        if !self.run.as_ref().is_some_and(Run::is_over) {
            return false;
        }
        self.settle_removal();
        let Some(run) = self.run.take() else {
            return false;
        };
        self.show_summary(run, false, now);
        true
    }

    /// A run is over: how it went, and whom it left.
    pub(crate) fn show_summary(&mut self, run: Run, cancelled: bool, at: Timestamp) {
        self.summary = Some(run.summary(cancelled, at));
        self.ended = Some(Ended { run, cancelled, at });
        self.progress_changed = true;
    }

    fn is_going(&self) -> bool {
        let is_going = |run: &Run| run.paused.is_none() && !run.is_over();
        self.run.as_ref().is_some_and(is_going)
    }

    /// Asks about the current record if it was called before, or skips it where such are left out;
    /// true if it was skipped.
    fn pass_repeat(&mut self, now: Timestamp) -> bool {
        let Some(run) = &self.run else { return false };
        let index = run.position;
        let repeats = run.repeats;
        if repeats == Repeats::Call || run.confirmed == Some(index) {
            return false;
        }
        let Some(repeat) = self.repeat_of(run, now) else {
            return false;
        };
        if repeats == Repeats::Skip {
            self.end_entry(index, StoredEnd::Skipped(SkipReason::CalledBefore), None);
            return true;
        }
        self.pause_run(PauseReason::CalledBefore);
        if let Some(run) = &mut self.run {
            run.asks = Some(repeat);
        }
        false
    }

    /// A call that should be there and was not seen is looked for, and one that is unsure, and
    /// another one that holds a run up; after a restart the first read is asked for until it succeeds.
    fn keep_lookout(&mut self, now: Timestamp) {
        // The event that another call is over may have been missed: a run must not wait for ever.
        let is_held_up =
            !self.others.is_empty() && self.run.as_ref().is_some_and(|run| run.paused.is_none());
        let needed =
            self.is_stale || is_held_up || self.open_call().is_some_and(Call::needs_lookout);
        match (needed, &self.lookout) {
            (true, None) => self.lookout = Some(Lookout::start(now)),
            (false, Some(_)) => self.lookout = None,
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// What the store refused is tried again, later and later, also when nothing else changes.
    fn keep_store_retry(&mut self, now: Timestamp) {
        match (self.unsaved.is_empty(), &self.store_retry) {
            (false, None) => self.store_retry = Some(Lookout::start(now)),
            (true, Some(_)) if self.writing.is_empty() => self.store_retry = None,
            (true, Some(_) | None) | (false, Some(_)) => {}
        }
    }

    fn store_changed_call(&mut self) -> StoreId {
        self.call_changed = true;
        self.store_now()
    }

    /// Writes everything that changed, in one transaction.
    pub(crate) fn store_now(&mut self) -> StoreId {
        let id = StoreId(self.next_id());
        let mut entries = std::mem::take(&mut self.unsaved);
        if std::mem::take(&mut self.call_changed)
            && let Some(call) = &self.call
        {
            entries.push(Entry::Call(Box::new(StoredCall::of(call))));
        }
        if std::mem::take(&mut self.progress_changed) {
            // Batches that the store refused brought theirs along.
            entries.retain(|entry| !matches!(entry, Entry::Progress(_)));
            entries.push(Entry::Progress(Box::new(self.progress())));
        }
        self.writing.insert(id, entries.clone());
        self.actions.push_back(Action::Store { id, entries });
        id
    }

    /// Puts another call on screen; the last state of the one before goes to the store.
    pub(crate) fn replace_call(&mut self, call: Option<Call>) {
        let before = std::mem::replace(&mut self.call, call);
        let has_changed = std::mem::take(&mut self.call_changed);
        if let Some(before) = before {
            let stored = StoredCall::of(&before);
            self.note_last(&stored);
            if has_changed {
                self.unsaved.push(Entry::Call(Box::new(stored)));
            }
        }
        let is_back = |last: &mut StoredCall| {
            let call = self.call.as_ref();
            call.is_some_and(|call| call.intent == last.intent)
        };
        self.last.take_if(is_back);
        self.progress_changed = true;
    }

    fn progress(&self) -> StoredProgress {
        let tempo = self.run.as_ref().map(|run| &run.tempo);
        StoredProgress {
            version: VERSION,
            run: self.run.as_ref().map(|run| run.id.clone()),
            position: self.run.as_ref().map_or(0, |run| run.position),
            paused: self.run.as_ref().and_then(|run| run.paused),
            call: self.call.as_ref().map(|call| call.intent.clone()),
            agent: self.run.as_ref().and_then(|run| run.agent.clone()),
            advance: self
                .run
                .as_ref()
                .map_or(StoredAdvance::AtOnce, StoredAdvance::of),
            is_held: self.run.as_ref().is_some_and(|run| run.is_held),
            ended: self.stored_ended(),
            again: self.run.as_ref().and_then(|run| run.again.clone()),
            last: self.last.as_ref().map(|last| last.intent.clone()),
            record_ms: tempo.map_or_else(Vec::new, |one| one.lengths_ms.iter().copied().collect()),
            record_started_ms: tempo.and_then(|tempo| tempo.started),
            past: self.past.iter().rev().take(PAST_STORED).cloned().collect(),
        }
    }

    /// Every start of the program reads its people back: a large one is not worth that.
    fn stored_ended(&self) -> Option<StoredEnded> {
        let ended = self.ended.as_ref();
        let ended = ended.filter(|ended| ended.run.entries.len() <= ENDED_MAX)?;
        Some(StoredEnded {
            run: ended.run.id.clone(),
            cancelled: ended.cancelled,
            at_ms: ended.at,
        })
    }

    pub(crate) fn save_end(&mut self, run: &Run, index: usize, reason: Option<String>) {
        let Some(end) = run.entries.get(index).and_then(|entry| entry.end.clone()) else {
            return;
        };
        let end = StoredRunEnd {
            version: VERSION,
            run: run.id.clone(),
            index,
            end,
            reason,
        };
        self.unsaved.push(Entry::RunEnd(end));
    }

    pub(crate) fn save_ends(&mut self, run: &Run, wanted: impl Fn(&Option<StoredEnd>) -> bool) {
        for (index, entry) in run.entries.iter().enumerate() {
            if wanted(&entry.end) {
                self.save_end(run, index, None);
            }
        }
    }
}

/// How a record ends whose call was placed.
pub(crate) fn called(call: &Call) -> StoredEnd {
    StoredEnd::Called {
        intent: call.intent.clone(),
        answered: call.times.answered_at.is_some(),
        talk_ms: u64::try_from(call.talk_time().as_millis()).unwrap_or(u64::MAX),
        outcome: call.outcome.as_ref().map(StoredDisposition::from),
    }
}

/// Whether Five9 ended the call in a way that a person must see before the next one: by itself, or
/// with another outcome than the one that was sent.
fn needs_a_look(call: &Call) -> bool {
    let is_as_asked = call.end_pressed && matches!(call.held, Some(Held::Confirmed(_)));
    let is_overruled = call.end_pressed
        && call.outcome.is_some()
        && matches!(call.held, Some(Held::SetElsewhere(_) | Held::None));
    call.closed_by_system && !is_as_asked || is_overruled
}
