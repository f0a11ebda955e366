//! What happened: answers to requests, facts about calls, stored entries, the state of the link.

use std::fmt;

use crate::block::BlockReason;
use crate::failure::Failure;
use crate::hidden::Hidden;
use crate::id::{
    AgentId, CallId, CarrierId, DispositionId, IntentId, RecordId, RequestId, SessionId, StoreId,
};
use crate::line::{Held, LineState};
use crate::time::Timestamp;

/// A closed list of what can happen to the dialer.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// The entries of this write are on disk.
    Stored(StoreId),
    /// They could not be written.
    StoreFailed(StoreId),
    /// The same, because no room is left.
    StoreFull(StoreId),
    /// The dial was answered, or its answer was lost.
    DialAnswered(RequestId, DialAnswer),
    /// The telephone system reports that a call could not be made.
    MakeCallFailed {
        /// Dialed number, where it is named.
        number: Option<String>,
        /// Why, in its own words.
        failure: Failure,
    },
    /// A fact about one call, from an event, a reply or a read.
    Call(CallFact),
    /// A complete list of this agent's calls was read.
    CallsRead(CallsRead),
    /// One call was read by its id and is not there.
    CallGone(CallId),
    /// What came of an [`crate::Action::Disconnect`].
    HungUp(RequestId, HangUpAnswer),
    /// What came of an [`crate::Action::Dispose`].
    Disposed(RequestId, DisposeAnswer),
    /// The link is so from now on.
    Link(Link),
    /// This is what carries dials from now on; absent where nothing can be asked again.
    Carrier(Option<CarrierId>),
    /// This agent is logged in at the telephone system.
    Agent(AgentId),
    /// So many minutes the agent's clocks are ahead of UTC from now on.
    Zone(i32),
    /// The store has counted the calls to the number of this intent; see [`crate::StoredCall`].
    Attempt(IntentId, u32),
    /// From now on this record may not be called, or, without a reason, may be called again.
    Blocked {
        /// Which record.
        record: RecordId,
        /// Why not.
        reason: Option<BlockReason>,
    },
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stored(id) => write!(f, "Stored({})", id.0),
            Self::StoreFailed(id) => write!(f, "StoreFailed({})", id.0),
            Self::StoreFull(id) => write!(f, "StoreFull({})", id.0),
            Self::DialAnswered(request, answer) => write!(f, "DialAnswered({request}, {answer:?})"),
            Self::MakeCallFailed { number, failure } => {
                let number = Hidden::option(number);
                write!(f, "MakeCallFailed({number:?}, {failure:?})")
            }
            Self::Call(fact) => write!(f, "Call({fact:?})"),
            Self::CallsRead(read) => write!(f, "{read:?}"),
            Self::CallGone(id) => write!(f, "CallGone({id})"),
            Self::HungUp(request, answer) => write!(f, "HungUp({request}, {answer:?})"),
            Self::Disposed(request, answer) => write!(f, "Disposed({request}, {answer:?})"),
            Self::Link(link) => write!(f, "Link({link:?})"),
            Self::Carrier(carrier) => write!(f, "Carrier({carrier:?})"),
            Self::Agent(agent) => write!(f, "Agent({agent})"),
            Self::Zone(minutes) => write!(f, "Zone({minutes})"),
            Self::Attempt(intent, attempt) => write!(f, "Attempt({intent}, {attempt})"),
            Self::Blocked { record, reason } => write!(f, "Blocked({record}, {reason:?})"),
        }
    }
}

/// Answer to a dial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialAnswer {
    /// Accepted: 2xx. Says nothing about ringing.
    Accepted,
    /// Definitely not placed.
    NotPlaced(Failure),
    /// No answer that says whether the call was placed.
    Lost {
        /// The request is known to be over (an error arrived), not just late.
        settled: bool,
    },
}

/// What came of a disconnect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HangUpAnswer {
    /// The call is in wrap-up.
    WrapUp,
    /// The call is over without a wrap-up.
    Finished(Held),
    /// The call is still live.
    StillLive(Failure),
    /// Nothing could be learned.
    Unknown,
}

/// What came of a disposition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisposeAnswer {
    /// The call is finished.
    Finished(Held),
    /// Refused, and the call still waits for a disposition.
    Refused(Failure),
    /// Nothing could be learned.
    Unknown,
}

/// What is known about one call.
#[derive(Clone, PartialEq, Eq)]
pub struct CallFact {
    /// Which call.
    pub id: CallId,
    /// Its state.
    pub state: LineState,
    /// Placed by the agent (not received). Absent type counts as placed.
    pub by_agent: bool,
    /// Number at the other end, in any spelling.
    pub number: Option<String>,
    /// Disposition that the telephone system names for it.
    pub disposition: Option<DispositionId>,
    /// Why it ended, a hint.
    pub end_reason: Option<EndReason>,
    /// Whether it is being recorded; absent: that is not said.
    pub recording: Option<bool>,
    /// The telephone system's session of it, under which a recording is found.
    pub session: Option<SessionId>,
    /// When the telephone system told it, by its own clock; absent for replies and reads.
    pub told_at: Option<Timestamp>,
}

impl fmt::Debug for CallFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "CallFact({}, {:?}, {:?})",
            self.id, self.state, self.end_reason
        )
    }
}

/// Hint why a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The agent hung up.
    Agent,
    /// The callee hung up.
    Callee,
    /// Busy, no answer, or a carrier's error.
    FailedToConnect,
    /// The wrap-up's own time limit ran out.
    WrapUpExpired,
    /// The telephone system ended it for a reason of its own, such as a move of the organisation.
    System,
    /// Something else, in the telephone system's word.
    Other(String),
}

impl EndReason {
    /// The word to show beside a call that ended too soon.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Agent => "DISCONNECTED_BY_AGENT",
            Self::Callee => "DISCONNECTED_BY_CALLER",
            Self::FailedToConnect => "FAILED_TO_CONNECT",
            Self::WrapUpExpired => "AFTER_CALL_WORK_TIME_EXPIRED",
            Self::System => "SYSTEM",
            Self::Other(word) => word,
        }
    }
}

/// A complete list of this agent's calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallsRead {
    /// When the read was asked for: a call first seen later may be missing without being gone.
    pub asked_at: Timestamp,
    /// Since when events have arrived without a gap; absent while they do not.
    pub events_since: Option<Timestamp>,
    /// All calls.
    pub calls: Vec<CallFact>,
}

/// What the link to the telephone system is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Calls can be placed.
    Ready,
    /// It may be back in a moment: nothing is dialed, the run is not paused.
    Interrupted,
    /// Calls cannot be placed; a run pauses.
    Down(Failure),
}
