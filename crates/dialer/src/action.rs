//! What is to be done: the dialer's only output.

use std::fmt;

use crate::failure::Failure;
use crate::id::{CallId, CampaignId, CarrierId, DispositionId, IntentId, RequestId, StoreId};
use crate::line::Held;
use crate::stored::{StoredCall, StoredProgress, StoredRun, StoredRunEnd, StoredRunOrder};

/// A closed list of what the caller must do. `Dial`, `Disconnect` and `Dispose` come only after the
/// entries that announce them were stored.
#[derive(Clone, PartialEq, Eq)]
pub enum Action {
    /// Writes all entries in one transaction, then reports `Stored` or `StoreFailed`.
    Store {
        /// To be named in the answer.
        id: StoreId,
        /// What to write; later entries of one key replace earlier ones.
        entries: Vec<Entry>,
    },
    /// Places a call. At most one per intent, ever.
    Dial {
        /// To be named in the answer.
        request: RequestId,
        /// What the call is for.
        intent: IntentId,
        /// E.164.
        number: String,
        /// Campaign to call with.
        campaign: CampaignId,
    },
    /// Ends a call and finds out what became of it.
    Disconnect {
        /// To be named in the answer.
        request: RequestId,
        /// Which call.
        call: CallId,
    },
    /// Sets a disposition and finds out what became of it.
    Dispose {
        /// To be named in the answer.
        request: RequestId,
        /// Which call.
        call: CallId,
        /// With what.
        disposition: DispositionId,
    },
    /// Finds out what became of a disposition that may have been sent before the program was
    /// stopped, without sending one, and reports `Disposed`.
    Recover {
        /// To be named in the answer.
        request: RequestId,
        /// Which call; it is not among the agent's calls any more.
        call: CallId,
        /// With what it may have been disposed.
        disposition: DispositionId,
    },
    /// Asks what carried the dial of this intent for its answer, and reports `DialAnswered`.
    ///
    /// Nothing may be sent to the telephone system: a carrier that never had the dial says so, and
    /// from then on refuses it.
    AskCarrier {
        /// To be named in the answer.
        request: RequestId,
        /// What the call was for.
        intent: IntentId,
        /// What carried its dial, if it left.
        carrier: CarrierId,
    },
    /// Reads the complete list of calls and reports `CallsRead`; a failed read is not reported.
    ReadCalls,
    /// Tells whoever asked what came of a command.
    Report(Report),
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store { id, entries } => write!(f, "Store({}, {entries:?})", id.0),
            Self::Dial {
                request, intent, ..
            } => write!(f, "Dial({request}, {intent})"),
            Self::Disconnect { request, call } => write!(f, "Disconnect({request}, {call})"),
            Self::Dispose {
                request,
                call,
                disposition,
            } => {
                write!(f, "Dispose({request}, {call}, {disposition})")
            }
            Self::Recover {
                request,
                call,
                disposition,
            } => {
                write!(f, "Recover({request}, {call}, {disposition})")
            }
            Self::AskCarrier {
                request,
                intent,
                carrier,
            } => {
                write!(f, "AskCarrier({request}, {intent}, {carrier})")
            }
            Self::ReadCalls => f.write_str("ReadCalls"),
            Self::Report(report) => write!(f, "{report:?}"),
        }
    }
}

/// One thing to store, under its own key.
#[derive(Clone, PartialEq, Eq)]
pub enum Entry {
    /// A call, by its intent: the history, from before the dial on.
    Call(Box<StoredCall>),
    /// A run's people, once.
    Run(Box<StoredRun>),
    /// Where the dialer stands; there is one.
    Progress(Box<StoredProgress>),
    /// How one record of a run ended, by run and index.
    RunEnd(StoredRunEnd),
    /// The order of a run that is not the one it started with.
    RunOrder(StoredRunOrder),
}

impl Entry {
    pub(crate) fn as_call(&self) -> Option<&StoredCall> {
        match self {
            Self::Call(call) => Some(call),
            Self::Run(_) | Self::Progress(_) | Self::RunEnd(_) | Self::RunOrder(_) => None,
        }
    }

    /// Whether both have one key, so that the later of them is what counts.
    pub(crate) fn replaces(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Call(one), Self::Call(other)) => one.intent == other.intent,
            (Self::Run(one), Self::Run(other)) => one.id == other.id,
            (Self::Progress(_), Self::Progress(_)) => true,
            (Self::RunEnd(one), Self::RunEnd(other)) => {
                one.run == other.run && one.index == other.index
            }
            (Self::RunOrder(one), Self::RunOrder(other)) => one.run == other.run,
            (
                Self::Call(_)
                | Self::Run(_)
                | Self::Progress(_)
                | Self::RunEnd(_)
                | Self::RunOrder(_),
                _,
            ) => false,
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(call) => write!(f, "Call({})", call.intent),
            Self::Run(run) => write!(f, "Run({}, {} records)", run.id, run.targets.len()),
            Self::Progress(_) => f.write_str("Progress"),
            Self::RunEnd(end) => write!(f, "RunEnd({}, {:?})", end.index, end.end),
            Self::RunOrder(order) => write!(f, "RunOrder({} pieces)", order.ranges.len()),
        }
    }
}

/// What came of a command, once known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// Of a dial: accepted, or why not. `Reason::Unknown` means: not known whether it was placed.
    Dial(IntentId, Result<(), Failure>),
    /// Of ending a call.
    HangUp(Result<HangUpEnd, Failure>),
    /// Of a disposition alone.
    Dispose(Result<Held, Failure>),
}

/// How far ending a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HangUpEnd {
    /// It waits in wrap-up for an outcome.
    WrapUp,
    /// It is finished.
    Finished(Held),
}
