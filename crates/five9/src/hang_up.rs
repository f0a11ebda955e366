//! The hang-up sequence: disconnect, wait for WRAP_UP, dispose; with no clock and no I/O.
//!
//! No success without evidence. That a call is over, and which disposition it holds, are two
//! facts, and each is reported only from a reply, an event or a read that shows it. A lost
//! answer is never success: the call is read again. A state never goes backwards, so late and
//! repeated frames change nothing.
//!
//! After every `handle_*` and `start_*` the caller drains [`HangUp::poll_request`] and
//! [`HangUp::poll_outcome`] to `None`, and answers every request with exactly one
//! [`HangUp::handle_reply`], a lost one with how it was lost. Both queues stay below four
//! entries, since no input adds more than one of each.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use crate::Timestamp;
use crate::endpoint::{Disconnect, Dispose, GetCall};
use crate::error::Error;
use crate::event::{CallEvent, Change};
pub use crate::http::Lost;
use crate::http::{Endpoint, Reply, Request};
use crate::id::{AgentId, CallId, DispositionId};
use crate::model::{CallInfo, CallState, DispositionTimeout};

mod fold;

/// How long events get to show what an accepted request did, before the call is read.
pub const EVENT_WAIT: Duration = Duration::from_millis(500);
/// How long a dispose may stay unanswered after the call was seen to be over.
pub const REPLY_WAIT: Duration = Duration::from_secs(2);
/// How many reads in a row may fail, or show no effect.
pub const N_READS_MAX: u32 = 5;

/// What a request of the sequence is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestKind {
    /// Hangs up.
    Disconnect,
    /// Sets the disposition.
    Dispose,
    /// Reads the call.
    Read,
}

/// A request that the caller carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HangUpRequest {
    /// Names the request in [`HangUp::handle_reply`]; never used again by this machine.
    pub id: u64,
    /// What it is for.
    pub kind: RequestKind,
    /// The request itself.
    pub request: Request,
}

/// Which disposition a finished call holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Held {
    /// This one, asked for here: Five9 accepted it, or the call names it.
    Confirmed(DispositionId),
    /// Another one that the call names: by hand, by a timer, or by the system.
    SetElsewhere(DispositionId),
    /// Not known: it was asked for or could have been set, and nothing shows what holds.
    Unknown,
    /// None, as its own last data shows: it was over without wrap-up and without anybody asking.
    None,
}

/// What a step of the sequence came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Hung up; the call waits for a disposition.
    WrapUp,
    /// The call still goes on.
    StillLive {
        /// Why it was not hung up; absent means that it was accepted without effect.
        error: Option<Error>,
    },
    /// The call is over. Nothing follows.
    Finished {
        /// The disposition it holds.
        disposition: Held,
    },
    /// The disposition was not set, and the call is still there.
    NotDisposed {
        /// Why.
        error: Error,
        /// The call's state as last seen.
        state: Option<CallState>,
    },
    /// Neither an answer nor a read says what became of the call.
    Unknown,
}

/// What the present step wants to reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Goal {
    Disconnect,
    Dispose,
}

/// How the request of a step was answered, and how often the call was read since.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Answered {
    goal: Goal,
    /// Absent means accepted.
    error: Option<Error>,
    n_reads: u32,
}

/// A deadline that a clock set back delays by no more than its own length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Deadline {
    at: Timestamp,
    length: Duration,
}

impl Deadline {
    fn new(now: Timestamp, length: Duration) -> Self {
        Self {
            at: now + length,
            length,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Phase {
    /// Nothing was asked for.
    Idle,
    /// The request of a step is out.
    Asked { goal: Goal, id: u64 },
    /// The request was answered; a read is due unless an event comes first.
    Waiting {
        answered: Answered,
        deadline: Deadline,
    },
    /// A read is out.
    Reading { answered: Answered, id: u64 },
    /// The request of a step failed without effect; it is sent again at the deadline.
    Retrying { goal: Goal, deadline: Deadline },
    /// The call is over; the answer to the dispose would say what it holds.
    Settling { id: u64, deadline: Deadline },
    /// The call is over and reported.
    Done,
}

/// One call on its way to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HangUp {
    agent: AgentId,
    call: CallId,
    /// Never goes backwards.
    state: Option<CallState>,
    saw_wrap_up: bool,
    /// Its own data said FINISHED, which a call that is merely gone does not.
    saw_finished: bool,
    phase: Phase,
    /// Set while a dispose waits for the disconnect before it.
    wanted: Option<DispositionId>,
    /// Sent with the disposition that it was chosen for.
    timeout: Option<DispositionTimeout>,
    /// The disposition of the last dispose.
    asked: Option<DispositionId>,
    /// How often the request of the present step was sent.
    n_sent: u32,
    /// Dispositions that were sent, and so may arrive even after their answer was lost.
    attempted: BTreeSet<DispositionId>,
    /// The disposition that Five9 accepted.
    accepted: Option<DispositionId>,
    /// The disposition that the finished call names.
    named: Option<DispositionId>,
    requests: VecDeque<HangUpRequest>,
    outcomes: VecDeque<Outcome>,
    next_id: u64,
}

impl HangUp {
    /// Takes a call over in the state it was last seen in; absent means not known.
    pub fn new(agent: AgentId, call: CallId, last_seen: Option<CallState>) -> Self {
        Self {
            agent,
            call,
            saw_wrap_up: last_seen == Some(CallState::WrapUp),
            saw_finished: false,
            state: last_seen,
            phase: Phase::Idle,
            wanted: None,
            timeout: None,
            asked: None,
            n_sent: 0,
            attempted: BTreeSet::new(),
            accepted: None,
            named: None,
            requests: VecDeque::new(),
            outcomes: VecDeque::new(),
            next_id: 1,
        }
    }

    /// Returns the call.
    pub fn call(&self) -> &CallId {
        &self.call
    }

    /// Returns the call's state as last seen; absent means not known.
    pub fn state(&self) -> Option<&CallState> {
        self.state.as_ref()
    }

    /// Hangs up. A step that is under way already goes on as it is.
    ///
    /// Leads to [`Outcome::WrapUp`], [`Outcome::StillLive`], [`Outcome::Finished`] or
    /// [`Outcome::Unknown`].
    pub fn start_disconnect(&mut self, now: Timestamp) {
        self.bound_deadline(now);
        match (&self.phase, &self.state) {
            (Phase::Idle, Some(CallState::WrapUp)) => self.outcomes.push_back(Outcome::WrapUp),
            (Phase::Idle | Phase::Done, Some(CallState::Finished)) | (Phase::Done, _) => {
                self.finish();
            }
            (Phase::Idle, _) => {
                self.n_sent = 0;
                self.ask_disconnect();
            }
            (
                Phase::Asked { .. }
                | Phase::Waiting { .. }
                | Phase::Reading { .. }
                | Phase::Retrying { .. }
                | Phase::Settling { .. },
                _,
            ) => {}
        }
    }

    /// Sets the disposition, after hanging up where the call is known to be live.
    ///
    /// During a disconnect it follows as soon as WRAP_UP is seen; [`Outcome::WrapUp`] is left
    /// out then. While an earlier dispose is under way nothing changes: the first one wins.
    /// Leads to [`Outcome::Finished`], [`Outcome::NotDisposed`] or [`Outcome::Unknown`], and
    /// to [`Outcome::StillLive`] where hanging up failed.
    pub fn start_dispose(&mut self, disposition: DispositionId, now: Timestamp) {
        self.bound_deadline(now);
        let live = self.state.as_ref().is_some_and(CallState::is_live);
        match &self.phase {
            Phase::Done => self.finish(),
            Phase::Idle if self.state == Some(CallState::Finished) => self.finish(),
            Phase::Idle if live => {
                self.n_sent = 0;
                self.wanted = Some(disposition);
                self.ask_disconnect();
            }
            Phase::Idle => {
                self.n_sent = 0;
                self.ask_dispose(disposition);
            }
            Phase::Asked { goal, .. }
            | Phase::Retrying { goal, .. }
            | Phase::Waiting {
                answered: Answered { goal, .. },
                ..
            }
            | Phase::Reading {
                answered: Answered { goal, .. },
                ..
            } => match goal {
                Goal::Disconnect => self.wanted = Some(disposition),
                Goal::Dispose => {}
            },
            Phase::Settling { .. } => {}
        }
    }

    /// Has a time until redial or reactivation sent with the disposition that it was chosen for.
    ///
    /// It changes a dispose that was not sent yet, and none that was.
    pub fn choose_timeout(&mut self, timeout: DispositionTimeout) {
        self.timeout = Some(timeout);
    }

    /// Finds out what became of a dispose that may have been sent in a former life: reads the call,
    /// which can still be read for a while after it has left the list, and sends nothing else. A
    /// step that is under way already goes on as it is.
    ///
    /// Leads to [`Outcome::Finished`], or to [`Outcome::Unknown`] where the call is still there.
    pub fn start_recovery(&mut self, disposition: DispositionId, now: Timestamp) {
        self.bound_deadline(now);
        match self.phase {
            Phase::Idle => {
                self.attempted.insert(disposition.clone());
                self.asked = Some(disposition);
                self.ask_read(Answered {
                    goal: Goal::Dispose,
                    error: None,
                    n_reads: 0,
                });
            }
            Phase::Done => self.finish(),
            Phase::Asked { .. }
            | Phase::Waiting { .. }
            | Phase::Reading { .. }
            | Phase::Retrying { .. }
            | Phase::Settling { .. } => {}
        }
    }

    /// Returns the next request to carry.
    pub fn poll_request(&mut self) -> Option<HangUpRequest> {
        self.requests.pop_front()
    }

    /// Returns when [`HangUp::handle_timeout`] is due; absent means never.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        match &self.phase {
            Phase::Waiting { deadline, .. }
            | Phase::Retrying { deadline, .. }
            | Phase::Settling { deadline, .. } => Some(deadline.at),
            Phase::Idle | Phase::Asked { .. } | Phase::Reading { .. } | Phase::Done => None,
        }
    }

    /// Returns what the step came to, once.
    pub fn poll_outcome(&mut self) -> Option<Outcome> {
        self.outcomes.pop_front()
    }

    /// Takes the call as an event or somebody else's read shows it.
    pub fn handle_call(&mut self, call: &CallInfo, now: Timestamp) {
        self.bound_deadline(now);
        self.fold(call, now);
    }

    /// Takes an event about any call; one that removes this call shows that it is gone.
    pub fn handle_event(&mut self, event: &CallEvent, now: Timestamp) {
        self.handle_call(&event.call, now);
        if event.change == Change::Deleted && event.call.id == self.call {
            self.saw_finished = true;
            self.handle_gone(now);
        }
    }

    /// Takes it that a complete read of the agent's calls does not have this call.
    pub fn handle_gone(&mut self, now: Timestamp) {
        self.bound_deadline(now);
        self.gone(now);
    }

    /// Takes the answer to a request; one to a request of an earlier step changes nothing.
    pub fn handle_reply(&mut self, id: u64, reply: Result<Reply, Lost>, now: Timestamp) {
        self.bound_deadline(now);
        match self.phase.clone() {
            Phase::Asked { goal, id: asked } if asked == id => self.answered(goal, reply, now),
            Phase::Reading {
                answered,
                id: asked,
            } if asked == id => {
                self.read(answered, reply, now);
            }
            Phase::Settling { id: asked, .. } if asked == id => self.settle(reply),
            Phase::Idle
            | Phase::Asked { .. }
            | Phase::Waiting { .. }
            | Phase::Reading { .. }
            | Phase::Retrying { .. }
            | Phase::Settling { .. }
            | Phase::Done => {}
        }
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.bound_deadline(now);
        match self.phase.clone() {
            Phase::Waiting { answered, deadline } if deadline.at <= now => self.ask_read(answered),
            Phase::Settling { deadline, .. } if deadline.at <= now => self.finish(),
            Phase::Retrying { goal, deadline } if deadline.at <= now => self.ask_again(goal),
            Phase::Idle
            | Phase::Asked { .. }
            | Phase::Waiting { .. }
            | Phase::Reading { .. }
            | Phase::Retrying { .. }
            | Phase::Settling { .. }
            | Phase::Done => {}
        }
    }

    fn bound_deadline(&mut self, now: Timestamp) {
        match &mut self.phase {
            Phase::Waiting { deadline, .. }
            | Phase::Retrying { deadline, .. }
            | Phase::Settling { deadline, .. } => {
                deadline.at = deadline.at.min(now + deadline.length);
            }
            Phase::Idle | Phase::Asked { .. } | Phase::Reading { .. } | Phase::Done => {}
        }
    }
}
