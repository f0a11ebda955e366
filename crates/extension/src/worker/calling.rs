//! Carrying out what the dialer asks: requests to Five9, writes to the store, answers to pages.

use dialer::{
    Action, DisposeAnswer, Entry, Event, Failure, HangUpAnswer, HangUpEnd, Reason, Report,
};
use five9::endpoint::MakeExternalCall;
use five9::event::CallEvent;
use five9::hang_up::{HangUp, Outcome};
use five9::id::CallId;
use five9::model::CallInfo;

use crate::message::{Code, Status, StatusKind};
use crate::worker::effect::Effect;
use crate::worker::input::TabAnswer;
use crate::worker::requests::Purpose;
use crate::worker::{Millis, Waiting, Worker, carrier, from_five9, store, to_five9};

/// One call on its way to its end, and which of the dialer's requests that answers.
#[derive(Debug)]
pub(super) struct HangUpUnderWay {
    machine: HangUp,
    serial: u64,
    since: Millis,
    asked: Asked,
}

#[derive(Clone, Copy, Debug)]
enum Asked {
    Disconnect(dialer::RequestId),
    Dispose(dialer::RequestId),
}

impl HangUpUnderWay {
    pub(super) fn due_at(&self) -> Option<Millis> {
        self.machine.poll_timeout().map(five9::Timestamp::ms)
    }
}

impl Worker {
    /// Until nothing is left to do: an outcome can lead to the next action at once.
    pub(super) fn carry_out_actions(&mut self, now: Millis) {
        loop {
            if let Some(action) = self.dialer.poll_action() {
                self.carry_out(action, now);
            } else if let Some(request_id) = self.undelivered.pop() {
                self.handle_answer(&request_id, TabAnswer::NotDelivered, now);
            } else if !self.drive_hang_up(now) {
                return;
            }
        }
    }

    fn carry_out(&mut self, action: Action, now: Millis) {
        match action {
            Action::Store { id, entries } => self.store(id, &entries, now),
            Action::Dial {
                request,
                intent,
                number,
                campaign,
            } => {
                let Some(agent) = self.agent() else { return };
                let campaign = to_five9::campaign(&campaign);
                let endpoint = MakeExternalCall {
                    agent,
                    number,
                    campaign,
                };
                self.dial(request, &intent, &endpoint, now);
            }
            Action::AskCarrier {
                request,
                intent,
                carrier,
            } => {
                self.question = Some(carrier::Question {
                    request,
                    intent,
                    carrier,
                });
                self.drive_question(now);
            }
            Action::Disconnect { request, call } => {
                if let Some(machine) = self.hang_up_of(&call, Asked::Disconnect(request), now) {
                    machine.start_disconnect(to_five9::five9_time(now));
                }
                self.send_note_with_hang_up(&call, now);
            }
            Action::Dispose {
                request,
                call,
                disposition,
            } => {
                // Five9 takes no note of a call that is over.
                self.send_note_at_end(&call, now);
                if let Some(machine) = self.hang_up_of(&call, Asked::Dispose(request), now) {
                    let disposition = to_five9::disposition(&disposition);
                    machine.start_dispose(disposition, to_five9::five9_time(now));
                }
            }
            Action::Recover {
                request,
                call,
                disposition,
            } => {
                self.send_note_at_end(&call, now);
                if let Some(machine) = self.hang_up_of(&call, Asked::Dispose(request), now) {
                    let disposition = to_five9::disposition(&disposition);
                    machine.start_recovery(disposition, to_five9::five9_time(now));
                }
            }
            Action::ReadCalls => self.read_calls(now),
            Action::Report(report) => self.report(report),
        }
    }

    fn dial(
        &mut self,
        request: dialer::RequestId,
        intent: &dialer::IntentId,
        endpoint: &MakeExternalCall,
        now: Millis,
    ) {
        self.postings.dialed_here = Some(intent.clone());
        let (id, port) = (carrier::dial_id(intent), self.link.adopted);
        let to_five9 = to_five9::request(endpoint);
        self.send_as(id, port, Purpose::Dial(request), &to_five9, now);
    }

    fn store(&mut self, id: dialer::StoreId, entries: &[Entry], now: Millis) {
        let mut rows = Vec::new();
        for entry in entries {
            match entry {
                Entry::Call(call) => rows.extend(self.rows_of_call(call, now)),
                Entry::Run(_) | Entry::Progress(_) | Entry::RunEnd(_) | Entry::RunOrder(_) => {
                    rows.extend(store::row(entry));
                }
            }
        }
        rows.extend(self.uses.count(entries));
        let write = self.write(rows);
        if entries.iter().any(|one| matches!(one, Entry::Call(_))) {
            self.history.writing.push(write);
        }
        self.dialer_writes.insert(write, id);
    }

    /// What the disk has of a call that the dialer began.
    pub(super) fn handle_attempts(&mut self, counted: Vec<(String, u32)>, now: Millis) {
        for (intent, attempt) in counted {
            let event = Event::Attempt(dialer::IntentId::new(intent), attempt);
            self.dialer.handle_event(event, to_five9::time(now));
        }
    }

    /// The machine that ends this call: the one under way, or a new one. None without an agent who
    /// could end it.
    fn hang_up_of(
        &mut self,
        call: &dialer::CallId,
        asked: Asked,
        now: Millis,
    ) -> Option<&mut HangUp> {
        let id = to_five9::call(call);
        let is_under_way = |one: &HangUpUnderWay| *one.machine.call() == id;
        if !self.hang_up.as_ref().is_some_and(is_under_way) {
            let agent = self.agent()?;
            let seen = self.call_on_screen().and_then(|call| call.line);
            let machine = HangUp::new(agent, id, seen.as_ref().map(to_five9::call_state));
            self.n_ids += 1;
            self.hang_up = Some(HangUpUnderWay {
                machine,
                serial: self.n_ids,
                since: now,
                asked,
            });
        }
        let under_way = self.hang_up.as_mut()?;
        under_way.asked = asked;
        Some(&mut under_way.machine)
    }

    pub(super) fn handle_hang_up(&mut self, machine: u64, id: u64, answer: TabAnswer, now: Millis) {
        let reply = from_five9::reply(answer);
        let error = match &reply {
            Ok(reply) if reply.is_success() => None,
            Ok(reply) => Some(five9::Error::from_reply(reply)),
            Err(lost) => Some(five9::Error::NoAnswer { lost: *lost }),
        };
        if let Some(under_way) = self.hang_up.as_mut().filter(|one| one.serial == machine) {
            under_way
                .machine
                .handle_reply(id, reply, to_five9::five9_time(now));
        }
        if let Some(error) = error {
            self.note_error(&error, now);
        }
    }

    /// Another agent is logged in: nothing that is read from now on tells of this call.
    pub(super) fn abandon_hang_up(&mut self, now: Millis) {
        let Some(under_way) = self.hang_up.take() else {
            return;
        };
        let event = match under_way.asked {
            Asked::Disconnect(request) => Event::HungUp(request, HangUpAnswer::Unknown),
            Asked::Dispose(request) => Event::Disposed(request, DisposeAnswer::Unknown),
        };
        self.dialer.handle_event(event, to_five9::time(now));
    }

    pub(super) fn drive_hang_up_timeout(&mut self, now: Millis) {
        if let Some(under_way) = &mut self.hang_up {
            under_way.machine.handle_timeout(to_five9::five9_time(now));
        }
    }

    pub(super) fn tell_hang_up(&mut self, call: &CallInfo, now: Millis) {
        if let Some(under_way) = &mut self.hang_up {
            under_way
                .machine
                .handle_call(call, to_five9::five9_time(now));
            self.drain_hang_up(now);
        }
    }

    pub(super) fn tell_hang_up_event(&mut self, event: &CallEvent, now: Millis) {
        if let Some(under_way) = &mut self.hang_up {
            under_way
                .machine
                .handle_event(event, to_five9::five9_time(now));
            self.drain_hang_up(now);
        }
    }

    /// A complete list that was asked for after the call was known, without the call.
    pub(super) fn tell_hang_up_gone(&mut self, calls: &[CallInfo], asked_at: Millis, now: Millis) {
        let listed = |id: &CallId| calls.iter().any(|call| call.id == *id);
        let under_way = self
            .hang_up
            .as_mut()
            .filter(|one| !listed(one.machine.call()));
        if let Some(under_way) = under_way
            && asked_at >= under_way.since
        {
            under_way.machine.handle_gone(to_five9::five9_time(now));
            self.drain_hang_up(now);
        }
    }

    fn drain_hang_up(&mut self, now: Millis) {
        while self.drive_hang_up(now) {}
    }

    /// Sends what the sequence wants sent, or tells the dialer what it came to; false: neither.
    fn drive_hang_up(&mut self, now: Millis) -> bool {
        let Some(under_way) = &mut self.hang_up else {
            return false;
        };
        if let Some(wanted) = under_way.machine.poll_request() {
            let purpose = Purpose::HangUp {
                machine: under_way.serial,
                id: wanted.id,
            };
            self.send_to(self.link.adopted, purpose, &wanted.request, now);
            return true;
        }
        let Some(outcome) = under_way.machine.poll_outcome() else {
            return false;
        };
        let event = match under_way.asked {
            Asked::Disconnect(request) => Event::HungUp(request, hang_up_answer(outcome)),
            Asked::Dispose(request) => Event::Disposed(request, dispose_answer(outcome)),
        };
        self.dialer.handle_event(event, to_five9::time(now));
        true
    }

    /// Answers whoever asked, and tells all pages.
    fn report(&mut self, report: Report) {
        match report {
            Report::Dial(intent, result) => {
                let Some(waiting) = self.waiting_calls.remove(&intent) else {
                    return;
                };
                let status = match result {
                    Ok(()) => self.with_call(Status::success()),
                    Err(failure) => failed(&failure),
                };
                self.answer(waiting, StatusKind::CallStatus, status);
            }
            Report::HangUp(result) => {
                let status = match result {
                    Ok(HangUpEnd::WrapUp) => self.with_call(Status::success()),
                    Ok(HangUpEnd::Finished(held)) => self.finished(&held),
                    Err(failure) => self.with_call(failed(&failure)),
                };
                for waiting in std::mem::take(&mut self.waiting_hang_ups) {
                    self.answer(waiting, StatusKind::HangupStatus, status.clone());
                }
            }
            Report::Dispose(result) => {
                let status = match result {
                    Ok(held) => self.finished(&held),
                    Err(failure) => self.with_call(failed(&failure)),
                };
                for waiting in std::mem::take(&mut self.waiting_disposes) {
                    self.answer(waiting, StatusKind::DisposeStatus, status.clone());
                }
            }
        }
    }

    /// A finished call's disposition is a fact of its own: what is not confirmed is said.
    fn finished(&self, held: &dialer::Held) -> Status {
        let warning = match held {
            dialer::Held::Confirmed(_) => None,
            dialer::Held::SetElsewhere(_) => Some("Another disposition was set in Five9."),
            dialer::Held::None => Some("The call ended without a disposition."),
            dialer::Held::Unknown => {
                Some("Five9 closed the call; which disposition it holds is not known.")
            }
        };
        let status = Status {
            warning: warning.map(str::to_owned),
            ..Status::success()
        };
        self.with_call(status)
    }

    fn with_call(&self, status: Status) -> Status {
        let call = self.call_on_screen();
        let state = call
            .as_ref()
            .and_then(|call| call.line.as_ref())
            .map(from_five9::state_word);
        let call_id = call.and_then(|call| call.id).map(|id| id.to_string());
        Status {
            state,
            call_id,
            ..status
        }
    }

    /// Answers a command once and broadcasts the same once.
    pub(super) fn answer(&mut self, waiting: Waiting, kind: StatusKind, status: Status) {
        let request_id = Some(waiting.request_id);
        let status = Status {
            kind: Some(kind),
            request_id,
            ..status
        };
        self.effects.push_back(Effect::Reply {
            reply: waiting.reply,
            status: status.clone(),
        });
        self.effects.push_back(Effect::Broadcast(status));
    }
}

/// A failure as an answer to a page.
pub(super) fn failed(failure: &Failure) -> Status {
    Status::failure(from_five9::code(failure.reason), failure.detail.as_deref())
}

fn hang_up_answer(outcome: Outcome) -> HangUpAnswer {
    match outcome {
        Outcome::WrapUp | Outcome::NotDisposed { .. } => HangUpAnswer::WrapUp,
        Outcome::Finished { disposition } => HangUpAnswer::Finished(from_five9::held(disposition)),
        Outcome::StillLive { error } => HangUpAnswer::StillLive(still_live(error.as_ref())),
        Outcome::Unknown => HangUpAnswer::Unknown,
    }
}

fn dispose_answer(outcome: Outcome) -> DisposeAnswer {
    match outcome {
        Outcome::Finished { disposition } => DisposeAnswer::Finished(from_five9::held(disposition)),
        Outcome::NotDisposed { error, .. } => {
            let failure = from_five9::failure(&error);
            let is_vague = matches!(failure.reason, Reason::Refused | Reason::BadReply);
            let reason = if is_vague {
                Reason::DispositionRefused
            } else {
                failure.reason
            };
            DisposeAnswer::Refused(Failure { reason, ..failure })
        }
        Outcome::StillLive { error } => DisposeAnswer::Refused(still_live(error.as_ref())),
        Outcome::Unknown | Outcome::WrapUp => DisposeAnswer::Unknown,
    }
}

fn still_live(error: Option<&five9::Error>) -> Failure {
    match error {
        Some(error) => from_five9::failure(error),
        None => Failure::with_detail(Reason::Refused, "the call goes on"),
    }
}

/// The sentence for a call that is not there any more.
pub(super) fn no_call() -> Status {
    let warning = "Call was already ended manually.".to_owned();
    Status {
        warning: Some(warning),
        ..Status::success()
    }
}

/// The code for an answer that was not understood.
pub(super) fn bad_message(code: Code) -> Status {
    Status::failure(code, None)
}
