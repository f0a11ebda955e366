//! Sans-IO power dialer: single calls and runs over a list.
//!
//! The crate has no clock, no randomness, no async and no I/O: time is an argument, everything that
//! is to be done comes out of [`Dialer::poll_action`], and everything that happened goes in through
//! `handle_*`. After every `handle_*` the caller drains `poll_action` to `None`.
#![warn(missing_docs)]

mod action;
mod agent;
mod block;
mod call;
mod command;
mod dialer;
mod event;
mod facts;
mod failure;
mod hidden;
mod hold_back;
mod id;
mod last;
mod line;
mod order;
mod other_number;
mod pace;
mod particulars;
mod placement;
mod pump;
mod repeat;
mod run;
mod snapshot;
mod stored;
mod tempo;
mod time;

pub use action::{Action, Entry, HangUpEnd, Report};
pub use block::BlockReason;
pub use command::{Accepted, Command, Disposition, Target};
pub use dialer::{Config, Dialer};
pub use event::{
    CallFact, CallsRead, DialAnswer, DisposeAnswer, EndReason, Event, HangUpAnswer, Link,
};
pub use failure::{Failure, Reason};
pub use id::{
    AgentId, CallId, CampaignId, CarrierId, DispositionId, IntentId, RecordId, RequestId, RunId,
    SessionId, StoreId,
};
pub use line::{Held, LineState};
pub use pace::{Mode, Pace};
pub use particulars::EndedBy;
pub use repeat::{LATELY, Repeats};
pub use run::{PauseReason, SkipReason};
pub use snapshot::{
    CallSnapshot, LastCall, MainButton, OtherCall, Phase, RunSnapshot, Snapshot, Summary,
};
pub use stored::{
    Restored, StoredAdvance, StoredAgain, StoredCall, StoredDisposition, StoredEnd, StoredEnded,
    StoredHeld, StoredHeldBack, StoredNext, StoredPlacement, StoredProgress, StoredRepeats,
    StoredRun, StoredRunEnd, StoredRunOrder, StoredTarget, VERSION,
};
pub use time::{Timer, Timestamp};
