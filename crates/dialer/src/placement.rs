//! Whether a call was placed: evidence only, never a guess.

use std::time::Duration;

use crate::event::CallsRead;
use crate::failure::Failure;
use crate::id::{RequestId, StoreId};
use crate::time::{Deadline, Timestamp};

/// A call that nobody has seen so long after the answer to its dial was not placed, or is over.
const UNSEEN_AFTER: Duration = Duration::from_secs(25);
/// So many reads, all later than that, must agree.
const CLEAN_READS: u8 = 2;
/// A timer that fires later than this was overtaken by the clock.
const LATENESS_MAX: Duration = Duration::from_secs(2);
const LOOK_FIRST: Duration = Duration::from_secs(2);
const LOOK_AT_MOST: Duration = Duration::from_secs(30);

/// How far placing a call got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// The intent is being stored.
    Storing(StoreId),
    /// Stored; the dial leaves as soon as the link allows.
    Stored,
    /// The dial left.
    Asked(RequestId),
    /// Accepted, or the call was seen.
    Accepted,
    /// The answer was lost. A late first answer to the request is still evidence.
    Unknown {
        request: Option<RequestId>,
        /// The request is over: no call can come of it any more.
        is_settled: bool,
    },
    /// Evidence says that there is no call.
    NotPlaced(Failure),
    /// Taken back before the dial left.
    Withdrawn,
}

impl Placement {
    /// Whether a call may exist, or may yet come to exist, for this intent.
    pub(crate) fn may_have_call(&self) -> bool {
        matches!(self, Self::Asked(_) | Self::Accepted | Self::Unknown { .. })
    }
}

/// Looks for a call that should be there, less and less often.
///
/// It counts by its own time alone: it begins anew with each answer to the dial, since what was so
/// before, and how long ago the dial left by a clock that may have jumped, proves nothing.
#[derive(Clone, Debug)]
pub(crate) struct Lookout {
    deadline: Deadline,
    pause: Duration,
    n_clean: u8,
    /// It began then, or the clock jumped forward then: time before counts for nothing.
    since: Timestamp,
}

impl Lookout {
    pub(crate) fn start(now: Timestamp) -> Self {
        Self {
            deadline: Deadline::arm(now, LOOK_FIRST),
            pause: LOOK_FIRST,
            n_clean: 0,
            since: now,
        }
    }

    pub(crate) fn due_at(&self) -> Timestamp {
        self.deadline.due_at()
    }

    /// A clock that went forward by itself, or a computer that slept, brings no evidence.
    pub(crate) fn follow_clock(&mut self, now: Timestamp) {
        self.deadline.follow_clock(now);
        if now > self.deadline.due_at().plus(LATENESS_MAX) {
            self.since = now;
            self.n_clean = 0;
        }
        self.since = self.since.min(now);
    }

    /// Whether to look now; if so the next look is later by twice the pause.
    pub(crate) fn poll(&mut self, now: Timestamp) -> bool {
        if !self.deadline.is_due(now) {
            return false;
        }
        self.pause = (self.pause * 2).min(LOOK_AT_MOST);
        self.deadline = Deadline::arm(now, self.pause);
        true
    }

    /// Counts a read that shows no such call; true once that is evidence.
    pub(crate) fn saw_nothing(&mut self, read: &CallsRead) -> bool {
        if read.asked_at < self.since.plus(UNSEEN_AFTER) {
            return false;
        }
        self.n_clean += 1;
        self.n_clean >= CLEAN_READS
    }
}
