//! What happened, folded in: facts may come twice, late or in any order and never move a call back.

use crate::action::{Action, Entry, HangUpEnd, Report};
use crate::call::Step;
use crate::dialer::{Dialer, Other};
use crate::event::{CallFact, CallsRead, DialAnswer, DisposeAnswer, HangUpAnswer};
use crate::failure::{Failure, Reason};
use crate::id::{CallId, RequestId, StoreId};
use crate::line::{Held, Line, LineState, Told, same_number};
use crate::placement::Placement;
use crate::run::PauseReason;
use crate::stored::StoredCall;
use crate::time::Timestamp;

/// So many finished calls are remembered, so that a late frame does not bring one back.
const PAST_CALLS: usize = 64;

impl Dialer {
    pub(crate) fn handle_stored(&mut self, id: StoreId) {
        let entries = self.writing.remove(&id).unwrap_or_default();
        let earlier = self.writing.iter_mut().filter(|(write, _)| **write < id);
        for (_, earlier) in earlier {
            earlier.retain(|entry| !entries.iter().any(|written| written.replaces(entry)));
        }
        // The store works again: what it refused before need not wait for the next change.
        let is_all_stored = self.unsaved.is_empty();
        let reason = self.storage_failed.unwrap_or(Reason::Storage);
        self.storage_failed = (!is_all_stored).then_some(reason);
        self.progress_changed |= !is_all_stored;
        let Some(call) = &mut self.call else { return };
        if call.placement == Placement::Storing(id) {
            call.placement = Placement::Stored;
        }
        if call.ending == Step::Storing(id) {
            call.ending = Step::No;
        }
        if call.disposing == Step::Storing(id) {
            call.disposing = Step::No;
        }
        let later = self.writing.values().flatten().chain(&self.unsaved);
        let later: Vec<&StoredCall> = later.filter_map(Entry::as_call).collect();
        for stored in entries.iter().filter_map(Entry::as_call) {
            // What is about to be replaced by another end announces nothing.
            let is_overtaken = later.iter().any(|later| {
                later.intent == stored.intent && later.announced_end() != stored.announced_end()
            });
            if stored.intent == call.intent && !is_overtaken {
                call.note_stored(stored);
            }
        }
    }

    /// What a refused write held goes into the next one, unless something newer has its key.
    fn keep_unwritten(&mut self, id: StoreId) {
        let entries = self.writing.remove(&id).unwrap_or_default();
        let is_overtaken = |entry: &Entry| {
            let later = self.writing.iter().filter(|(write, _)| **write >= id);
            let later = later.flat_map(|(_, entries)| entries);
            later
                .chain(&self.unsaved)
                .any(|newer| newer.replaces(entry))
        };
        let kept: Vec<Entry> = entries
            .into_iter()
            .filter(|entry| !is_overtaken(entry))
            .collect();
        self.unsaved.splice(0..0, kept);
    }

    pub(crate) fn handle_store_failed(&mut self, id: StoreId, reason: Reason) {
        self.keep_unwritten(id);
        self.storage_failed = Some(reason);
        let failure = Failure::new(reason);
        let placement = self.call.as_ref().map(|call| &call.placement);
        let was_going = self.run.as_ref().is_some_and(|run| run.paused.is_none());
        if placement == Some(&Placement::Storing(id)) {
            self.refuse(failure.clone());
        }
        if was_going {
            self.pause_run(PauseReason::Storage);
        }
        let Some(call) = &mut self.call else { return };
        if call.ending == Step::Storing(id) || call.disposing == Step::Storing(id) {
            call.ending = Step::No;
            call.disposing = Step::No;
            self.fail_end(failure);
        }
    }

    /// There is evidence that the call was not placed.
    pub(crate) fn refuse(&mut self, failure: Failure) {
        self.report_dial(Err(failure.clone()));
        let Some(call) = &mut self.call else { return };
        call.placement = Placement::NotPlaced(failure);
        let intent = call.intent.clone();
        // A late reply says nothing against the evidence.
        call.dial_request = None;
        let in_run = call.run_index.is_some();
        self.call_changed = true;
        self.forget_dialed(&intent);
        if in_run && self.run.as_ref().is_some_and(|run| run.paused.is_none()) {
            self.pause_run(PauseReason::DialFailed);
        }
    }

    /// Tells whoever asked for the call what came of its dial, once.
    pub(crate) fn report_dial(&mut self, result: Result<(), Failure>) {
        let Some(call) = &mut self.call else { return };
        if std::mem::take(&mut call.dial_report_due) {
            let report = Report::Dial(call.intent.clone(), result);
            self.actions.push_back(Action::Report(report));
        }
    }

    /// Ending or disposing did not work: the agent decides anew.
    fn fail_end(&mut self, failure: Failure) {
        let Some(call) = &mut self.call else { return };
        call.end_pressed = false;
        call.held_back = None;
        call.next = None;
        call.stored_end = None;
        if call.hang_up_report_due {
            self.actions
                .push_back(Action::Report(Report::HangUp(Err(failure.clone()))));
        }
        if call.dispose_report_due {
            self.actions
                .push_back(Action::Report(Report::Dispose(Err(failure.clone()))));
        }
        call.hang_up_report_due = false;
        call.dispose_report_due = false;
        call.trouble = Some(failure);
        self.call_changed = true;
    }

    pub(crate) fn handle_dial_answer(&mut self, request: RequestId, answer: DialAnswer) {
        let Some(call) = self
            .call
            .as_mut()
            .filter(|call| call.dial_request == Some(request))
        else {
            return;
        };
        // The call may have been seen before its own reply: then only the report is missing.
        let seen = call.line.is_some();
        if !matches!(answer, DialAnswer::Lost { settled: false }) {
            call.dial_request = None;
        }
        // From now on it is looked for anew.
        self.lookout = None;
        self.call_changed = true;
        match answer {
            DialAnswer::Accepted => {
                call.note_placed();
                self.report_dial(Ok(()));
            }
            DialAnswer::NotPlaced(_) | DialAnswer::Lost { .. } if seen => self.report_dial(Ok(())),
            DialAnswer::NotPlaced(failure) => self.refuse(failure),
            DialAnswer::Lost { settled } => {
                call.placement = Placement::Unknown {
                    request: Some(request),
                    is_settled: settled,
                };
                self.report_dial(Err(Failure::new(Reason::Unknown)));
            }
        }
    }

    pub(crate) fn handle_make_call_failed(&mut self, number: Option<String>, failure: Failure) {
        let Some(call) = &self.call else { return };
        let is_ours = match (&number, &call.target.number) {
            (Some(named), Ok(dialed)) => same_number(named, dialed),
            (None, _) | (_, Err(_)) => true,
        };
        // "On a call" although none is known: a call by hand to the same number was refused, perhaps
        // because of the very call that was asked for here.
        let perhaps_ours = failure.reason == Reason::Busy && self.others.is_empty();
        let is_open = call.line.is_none() && call.placement.may_have_call();
        if is_ours && is_open && !perhaps_ours {
            self.refuse(failure);
        }
    }

    pub(crate) fn handle_fact(&mut self, fact: &CallFact, now: Timestamp) {
        let told = fact.told_at.map(|made_at| Told::Event {
            made_at,
            heard_at: now,
        });
        self.fold(fact, told, now);
    }

    fn fold(&mut self, fact: &CallFact, told: Option<Told>, now: Timestamp) {
        if self.past.contains(&fact.id) {
            return;
        }
        let is_of_other_agent = self.has_call_of_other_agent();
        if let Some(call) = self.call.as_mut().filter(|_| !is_of_other_agent) {
            let is_ours = call.line.as_ref().is_some_and(|line| line.id == fact.id);
            if is_ours || call.can_adopt(fact) {
                self.others.remove(&fact.id);
                self.call_changed |= call.apply(fact, told, now);
                return;
            }
        }
        if fact.state == LineState::Finished {
            self.others.remove(&fact.id);
            self.remember_past(fact.id.clone());
            return;
        }
        let other = self.others.entry(fact.id.clone()).or_insert_with(|| Other {
            line: Line {
                id: fact.id.clone(),
                state: LineState::Setup,
                seen_at: now,
                told: None,
            },
            number: fact.number.clone(),
        });
        other.line.advance(&fact.state, told);
        if fact.number.is_some() {
            other.number.clone_from(&fact.number);
        }
    }

    pub(crate) fn remember_past(&mut self, id: CallId) {
        if !self.past.contains(&id) {
            self.past.push_back(id);
            self.progress_changed = true;
        }
        if self.past.len() > PAST_CALLS {
            self.past.pop_front();
        }
    }

    pub(crate) fn handle_calls_read(&mut self, read: &CallsRead, now: Timestamp) {
        let told = Told::Read {
            asked_at: read.asked_at,
        };
        for fact in &read.calls {
            self.fold(fact, Some(told), now);
        }
        let listed = |id: &CallId| read.calls.iter().any(|fact| fact.id == *id);
        self.others
            .retain(|id, other| listed(id) || other.line.seen_at >= read.asked_at);
        self.unseen_since = self.unseen_since.filter(|since| read.asked_at < *since);
        let was_stale = std::mem::take(&mut self.is_stale);
        let is_of_other_agent = self.has_call_of_other_agent();
        let Some(call) = &mut self.call else { return };
        if call.is_closed() || is_of_other_agent {
            return;
        }
        match &call.line {
            Some(line) if !listed(&line.id) && line.seen_at < read.asked_at => {
                if !(was_stale && self.recover_disposition())
                    && let Some(call) = &mut self.call
                {
                    call.vanish(now);
                    self.call_changed = true;
                }
            }
            Some(_) => {}
            None => self.look_at_empty_read(read, now),
        }
    }

    /// The call went while the program was away, and its disposition may have been sent: it is looked
    /// for once before the call counts as finished without evidence. False: there is nothing to ask.
    fn recover_disposition(&mut self) -> bool {
        let request = self.next_request();
        let Some(call) = self.call.as_mut().filter(|call| call.disposing == Step::No) else {
            return false;
        };
        let (Some(line), Some(disposition)) = (&call.line, &call.sent_disposition) else {
            return false;
        };
        self.actions.push_back(Action::Recover {
            request,
            call: line.id.clone(),
            disposition: disposition.clone(),
        });
        call.disposing = Step::Asked(request);
        true
    }

    /// A read shows no call for the open intent: enough of them are evidence.
    fn look_at_empty_read(&mut self, read: &CallsRead, now: Timestamp) {
        let Some(call) = &mut self.call else { return };
        let (Some(left_at), Some(lookout)) = (call.left_at, &mut self.lookout) else {
            return;
        };
        // Only who heard every event since before the dial knows that no call came and went.
        let heard_all =
            !call.may_have_missed && read.events_since.is_some_and(|since| since < left_at);
        match call.placement {
            Placement::Accepted if lookout.saw_nothing(read) => {
                // Accepted is placed, and gone is finished, whether its end was heard or not.
                call.trouble = Some(Failure::new(if heard_all {
                    Reason::EndedAtOnce
                } else {
                    Reason::Unknown
                }));
                call.closed_by_system = true;
                call.finish(Held::Unknown, now);
                self.call_changed = true;
            }
            Placement::Unknown {
                is_settled: true, ..
            } if heard_all && lookout.saw_nothing(read) => {
                let words = "no such call appeared at Five9";
                self.refuse(Failure::with_detail(Reason::Refused, words));
            }
            Placement::Storing(_)
            | Placement::Stored
            | Placement::Asked(_)
            | Placement::Accepted
            | Placement::Unknown { .. }
            | Placement::NotPlaced(_)
            | Placement::Withdrawn => {}
        }
    }

    pub(crate) fn handle_call_gone(&mut self, id: &CallId, now: Timestamp) {
        self.others.remove(id);
        let is_of_other_agent = self.has_call_of_other_agent();
        let Some(call) = self.call.as_mut().filter(|_| !is_of_other_agent) else {
            return;
        };
        if call.line.as_ref().is_some_and(|line| line.id == *id) && !call.is_finished() {
            call.vanish(now);
            self.call_changed = true;
        }
    }

    pub(crate) fn handle_hung_up(
        &mut self,
        request: RequestId,
        answer: HangUpAnswer,
        now: Timestamp,
    ) {
        let Some(call) = self
            .call
            .as_mut()
            .filter(|call| call.ending == Step::Asked(request))
        else {
            return;
        };
        if matches!(answer, HangUpAnswer::WrapUp | HangUpAnswer::Finished(_)) {
            call.note_over();
        }
        call.ending = Step::No;
        self.call_changed = true;
        match answer {
            HangUpAnswer::WrapUp => {
                if let Some(line) = &mut call.line {
                    line.advance(&LineState::WrapUp, None);
                }
                call.times.ended_at.get_or_insert(now);
            }
            // A disposition that is on its way answers for itself.
            HangUpAnswer::Finished(_) if matches!(call.disposing, Step::Asked(_)) => {}
            HangUpAnswer::Finished(held) => call.finish(call.held_by_answer(held), now),
            // Its end was seen meanwhile: nothing failed.
            HangUpAnswer::StillLive(_) | HangUpAnswer::Unknown if call.is_in_wrap_up() => {}
            HangUpAnswer::StillLive(failure) => self.fail_end(failure),
            HangUpAnswer::Unknown => self.fail_end(Failure::new(Reason::Unknown)),
        }
    }

    pub(crate) fn handle_disposed(
        &mut self,
        request: RequestId,
        answer: DisposeAnswer,
        now: Timestamp,
    ) {
        let Some(call) = self
            .call
            .as_mut()
            .filter(|call| call.disposing == Step::Asked(request))
        else {
            return;
        };
        call.disposing = Step::No;
        self.call_changed = true;
        match answer {
            DisposeAnswer::Finished(held) => call.finish(call.held_by_answer(held), now),
            DisposeAnswer::Refused(_) | DisposeAnswer::Unknown if call.was_seen_finished() => {
                call.finish(call.held_by_evidence(), now);
            }
            DisposeAnswer::Refused(failure) => {
                // The end stays asked for: another outcome, once chosen, needs no second press.
                call.outcome = None;
                let next = call.next.take();
                self.fail_end(failure);
                if let Some(call) = &mut self.call {
                    call.next = next;
                    call.end_pressed = true;
                }
            }
            DisposeAnswer::Unknown => self.fail_end(Failure::new(Reason::Unknown)),
        }
    }

    /// Tells whoever asked for the end, once it is as far as it can go without the agent.
    pub(crate) fn report_end(&mut self) {
        let Some(call) = &mut self.call else { return };
        let is_free = call.outcome.is_none() || !call.end_pressed;
        let waits = call.is_in_wrap_up() && is_free;
        let end = match &call.held {
            Some(held) => HangUpEnd::Finished(held.clone()),
            // The end was asked for while it was not known that there is no call.
            None if call.is_closed() => HangUpEnd::Finished(Held::None),
            None if waits => HangUpEnd::WrapUp,
            None => return,
        };
        if call.hang_up_report_due {
            call.hang_up_report_due = false;
            self.actions
                .push_back(Action::Report(Report::HangUp(Ok(end.clone()))));
        }
        if let (true, HangUpEnd::Finished(held)) = (call.dispose_report_due, end) {
            call.dispose_report_due = false;
            self.actions
                .push_back(Action::Report(Report::Dispose(Ok(held))));
        }
    }
}
