//! Requests on their way to the telephone system, and how they fare.

use dialer::{
    CallFact, CallId, CallsRead, DialAnswer, DisposeAnswer, DispositionId, EndReason, Event,
    Failure, HangUpAnswer, Held, IntentId, LineState, Reason, RequestId, RunId, Timestamp,
};

use super::{World, rank};
use crate::step::{Fate, Happening};

/// A request that has left and was not answered for good.
#[derive(Clone, Debug)]
pub(super) enum Flight {
    Dial {
        request: RequestId,
        intent: IntentId,
        number: String,
        record: Option<(RunId, usize)>,
        /// Its answer was given up on; it may still arrive.
        is_late: bool,
    },
    Disconnect {
        request: RequestId,
        call: CallId,
    },
    Dispose {
        request: RequestId,
        call: CallId,
        disposition: DispositionId,
    },
    /// Asks what became of a disposition, and sends none.
    Recover {
        request: RequestId,
        call: CallId,
        disposition: DispositionId,
    },
    Read {
        asked_at: Timestamp,
        /// What was so when it was asked for.
        list: Vec<CallFact>,
    },
}

impl Flight {
    pub(super) fn is_read(&self) -> bool {
        match self {
            Self::Read { .. } => true,
            Self::Dial { .. }
            | Self::Disconnect { .. }
            | Self::Dispose { .. }
            | Self::Recover { .. } => false,
        }
    }
}

fn refused() -> Failure {
    Failure::new(Reason::Refused)
}

impl World {
    pub(super) fn answer(&mut self, which: usize, fate: Fate, hidden_ms: u64) {
        if self.flights.is_empty() {
            return;
        }
        let index = which.min(self.flights.len() - 1);
        if fate == Fate::Late && !matches!(self.flights[index], Flight::Dial { .. }) {
            return;
        }
        match self.flights.remove(index) {
            Flight::Dial {
                request,
                intent,
                number,
                record,
                is_late,
            } => {
                if fate == Fate::Late {
                    self.flights.push(Flight::Dial {
                        request,
                        intent,
                        number,
                        record,
                        is_late: true,
                    });
                    if !is_late {
                        let lost = DialAnswer::Lost { settled: false };
                        self.event(Event::DialAnswered(request, lost));
                    }
                    return;
                }
                if matches!(fate, Fate::Done | Fate::DoneThenLost) {
                    self.place(&number, record, hidden_ms);
                }
                self.answer_dial(request, &number, fate, hidden_ms);
            }
            Flight::Disconnect { request, call } => {
                self.answer_disconnect(request, &call, fate, hidden_ms);
            }
            Flight::Dispose {
                request,
                call,
                disposition,
            } => self.answer_dispose(request, &call, &disposition, fate),
            Flight::Recover {
                request,
                call,
                disposition,
            } => self.answer_recovery(request, &call, &disposition, fate),
            Flight::Read { asked_at, list } => {
                if fate == Fate::Done {
                    let is_fresh = hidden_ms == 0;
                    let now = self.now;
                    let calls = if is_fresh {
                        self.phones.list(now)
                    } else {
                        list
                    };
                    self.deliver_read(asked_at, calls);
                }
            }
        }
    }

    fn place(&mut self, number: &str, record: Option<(RunId, usize)>, hidden_ms: u64) {
        if let Some((run, index)) = record {
            let key = (run, index, number.to_owned());
            assert!(self.placed.insert(key), "a record is called twice");
        }
        let visible_at = Timestamp::from_ms(self.now.ms() + hidden_ms);
        let number = Some(number.to_owned());
        self.phones.place(number, visible_at, self.now);
    }

    fn answer_dial(&mut self, request: RequestId, number: &str, fate: Fate, hidden_ms: u64) {
        let failed = Event::MakeCallFailed {
            number: Some(number.to_owned()),
            failure: refused(),
        };
        let answer = match fate {
            Fate::Done => DialAnswer::Accepted,
            // Three ways to say no: at once, after the reply, before the reply.
            Fate::Refused if hidden_ms == 0 => DialAnswer::NotPlaced(refused()),
            Fate::Refused if hidden_ms == 10_000 => {
                self.event(Event::DialAnswered(request, DialAnswer::Accepted));
                return self.event(failed);
            }
            Fate::Refused => {
                self.event(failed);
                DialAnswer::Accepted
            }
            Fate::DoneThenLost | Fate::Lost | Fate::Late => DialAnswer::Lost { settled: true },
        };
        self.event(Event::DialAnswered(request, answer));
    }

    /// What the system would answer of a finished call.
    fn held(&self, call: &CallId) -> Held {
        let named = self.phones.find(call).and_then(|call| call.named());
        named.map_or(Held::Unknown, |id| Held::SetElsewhere(Some(id)))
    }

    fn answer_disconnect(&mut self, request: RequestId, call: &CallId, fate: Fate, ms: u64) {
        let Some(index) = self.phones.index_of(call) else {
            return self.event(Event::HungUp(request, HangUpAnswer::Unknown));
        };
        let reaches = matches!(fate, Fate::Done | Fate::DoneThenLost);
        if reaches && !self.phones.calls[index].is_finished() {
            let rings = rank(&self.phones.calls[index].state) < 2;
            let state = if rings && ms == 20_000 {
                LineState::Finished
            } else {
                LineState::WrapUp
            };
            let reason = Some(EndReason::Agent);
            self.phones.shift(index, state, reason, self.now);
        }
        let state = self.phones.calls[index].state.clone();
        let answer = match fate {
            Fate::DoneThenLost | Fate::Lost | Fate::Late => HangUpAnswer::Unknown,
            Fate::Done | Fate::Refused => match state {
                LineState::Finished => HangUpAnswer::Finished(self.held(call)),
                LineState::WrapUp => HangUpAnswer::WrapUp,
                LineState::Setup
                | LineState::Ringing
                | LineState::Talking
                | LineState::OnHold
                | LineState::Other(_) => HangUpAnswer::StillLive(refused()),
            },
        };
        match &answer {
            HangUpAnswer::Finished(held) => self.note_held(call, &held.clone()),
            HangUpAnswer::WrapUp => self.note_wrap_up(call),
            HangUpAnswer::StillLive(_) | HangUpAnswer::Unknown => {}
        }
        self.event(Event::HungUp(request, answer));
    }

    fn note_wrap_up(&mut self, call: &CallId) {
        if let Some(told) = self.told.get_mut(call)
            && rank(&told.state) < 3
        {
            told.state = LineState::WrapUp;
        }
    }

    fn answer_dispose(
        &mut self,
        request: RequestId,
        call: &CallId,
        disposition: &DispositionId,
        fate: Fate,
    ) {
        let Some(index) = self.phones.index_of(call) else {
            return self.event(Event::Disposed(request, DisposeAnswer::Unknown));
        };
        let was_finished = self.phones.calls[index].is_finished();
        if matches!(fate, Fate::Done | Fate::DoneThenLost) {
            self.phones.dispose(index, disposition, self.now);
        }
        let answer = match fate {
            Fate::DoneThenLost | Fate::Lost | Fate::Late => DisposeAnswer::Unknown,
            Fate::Done | Fate::Refused if was_finished => DisposeAnswer::Finished(self.held(call)),
            Fate::Done => DisposeAnswer::Finished(Held::Confirmed(disposition.clone())),
            Fate::Refused => DisposeAnswer::Refused(refused()),
        };
        if let DisposeAnswer::Finished(held) = &answer {
            self.note_held(call, &held.clone());
        }
        self.event(Event::Disposed(request, answer));
    }

    fn answer_recovery(
        &mut self,
        request: RequestId,
        call: &CallId,
        disposition: &DispositionId,
        fate: Fate,
    ) {
        let found = self.phones.find(call).filter(|call| call.is_finished());
        let answer = match (fate, found.map(|call| call.named())) {
            (Fate::DoneThenLost | Fate::Lost | Fate::Late, _) | (_, None) => DisposeAnswer::Unknown,
            (Fate::Done, Some(Some(named))) if named == *disposition => {
                DisposeAnswer::Finished(Held::Confirmed(named))
            }
            (Fate::Done, Some(named)) => DisposeAnswer::Finished(
                named.map_or(Held::Unknown, |id| Held::SetElsewhere(Some(id))),
            ),
            // It cannot be read any more.
            (Fate::Refused, Some(_)) => DisposeAnswer::Finished(Held::Unknown),
        };
        if let DisposeAnswer::Finished(held) = &answer {
            self.note_held(call, &held.clone());
        }
        self.event(Event::Disposed(request, answer));
    }

    pub(super) fn read(&mut self) {
        while let Some(fact) = self.phones.take_old_frame(self.now) {
            self.tell(fact);
        }
        self.deliver_read(self.now, self.phones.list(self.now));
    }

    fn deliver_read(&mut self, asked_at: Timestamp, calls: Vec<CallFact>) {
        for fact in &calls {
            self.note_fact(fact);
        }
        for (id, told) in &mut self.told {
            let listed = calls.iter().any(|fact| fact.id == *id);
            if !listed && told.first_at < asked_at {
                told.state = LineState::Finished;
            }
        }
        self.is_stale = false;
        self.event(Event::CallsRead(CallsRead {
            asked_at,
            events_since: self.phones.events_since,
            calls,
        }));
    }

    /// The program stops: every other time, what was on its way has arrived.
    pub(super) fn land_at_restart(&mut self) {
        for flight in std::mem::take(&mut self.flights) {
            if self.n_starts % 2 == 1 {
                continue;
            }
            match flight {
                Flight::Dial { number, record, .. } => self.place(&number, record, 0),
                Flight::Disconnect { call, .. } => self.shift(&call, LineState::WrapUp),
                Flight::Dispose {
                    call, disposition, ..
                } => {
                    if let Some(index) = self.phones.index_of(&call) {
                        self.phones.dispose(index, &disposition, self.now);
                    }
                }
                Flight::Recover { .. } | Flight::Read { .. } => {}
            }
        }
    }

    fn shift(&mut self, call: &CallId, state: LineState) {
        if let Some(index) = self.phones.index_of(call) {
            self.phones.shift(index, state, None, self.now);
        }
    }

    pub(super) fn happens(&mut self, happening: Happening) {
        let now = self.now;
        match happening {
            Happening::CallByHand => {
                let number = Some("+12025550177".to_owned());
                return self.phones.place(number, now, now);
            }
            Happening::InboundCall => return self.phones.place(None, now, now),
            Happening::Forward
            | Happening::Hold
            | Happening::CalleeHangsUp
            | Happening::HangUpByHand
            | Happening::DisposeByHand
            | Happening::WrapUpExpires => {}
        }
        let Some(index) = self.phones.newest(now) else {
            return;
        };
        let state = self.phones.calls[index].state.clone();
        let (next, reason) = match (happening, state) {
            (Happening::DisposeByHand, _) => {
                let by_hand = DispositionId::new("99");
                return self.phones.dispose(index, &by_hand, now);
            }
            (Happening::WrapUpExpires, LineState::WrapUp) => {
                (LineState::Finished, Some(EndReason::WrapUpExpired))
            }
            (_, LineState::WrapUp | LineState::Finished) | (Happening::WrapUpExpires, _) => return,
            (Happening::CalleeHangsUp, _) => (LineState::WrapUp, Some(EndReason::Callee)),
            (Happening::HangUpByHand, _) => (LineState::WrapUp, Some(EndReason::Agent)),
            (Happening::Hold, LineState::Talking) => (LineState::OnHold, None),
            (Happening::Forward, LineState::Setup) => (LineState::Ringing, None),
            (Happening::Forward, _) => (LineState::Talking, None),
            (Happening::Hold | Happening::CallByHand | Happening::InboundCall, _) => return,
        };
        self.phones.shift(index, next, reason, now);
    }
}
