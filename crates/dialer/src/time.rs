//! Time as an argument: a wall clock that may jump either way.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// UTC milliseconds. Not monotonic: nothing may rely on the order of two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// From UTC milliseconds.
    pub fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// UTC milliseconds.
    pub fn ms(self) -> u64 {
        self.0
    }

    /// Time since `earlier`; zero if the clock went back meanwhile.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    pub(crate) fn plus(self, length: Duration) -> Self {
        Self(
            self.0
                .saturating_add(u64::try_from(length.as_millis()).unwrap_or(u64::MAX)),
        )
    }
}

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The countdown before the next dial of a run is over.
    Countdown,
    /// An outcome can be taken back no longer.
    HoldBack,
    /// A call that nobody has seen yet is looked for again.
    LookForCall,
    /// What the store refused is written again.
    StoreAgain,
}

/// A deadline that a clock going back delays by no more than its own length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadline {
    armed_at: Timestamp,
    length: Duration,
}

impl Deadline {
    pub(crate) fn arm(now: Timestamp, length: Duration) -> Self {
        Self {
            armed_at: now,
            length,
        }
    }

    /// A deadline from before a stop; it ends at `until` at the latest.
    pub(crate) fn between(from: Timestamp, until: Timestamp, now: Timestamp) -> Self {
        let mut deadline = Self::arm(from, until.since(from));
        deadline.follow_clock(now);
        deadline
    }

    pub(crate) fn armed_at(self) -> Timestamp {
        self.armed_at
    }

    pub(crate) fn due_at(self) -> Timestamp {
        self.armed_at.plus(self.length)
    }

    pub(crate) fn is_due(self, now: Timestamp) -> bool {
        now >= self.due_at()
    }

    /// Starts again from `now` if the clock went back behind the arming.
    pub(crate) fn follow_clock(&mut self, now: Timestamp) {
        if now < self.armed_at {
            self.armed_at = now;
        }
    }
}
