//! One call as the telephone system shows it: a state that only moves forward.

use crate::id::{CallId, DispositionId};
use crate::time::Timestamp;

/// State of a call at the telephone system, in the order of its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineState {
    /// The agent's own leg is being set up.
    Setup,
    /// The far end rings.
    Ringing,
    /// Answered.
    Talking,
    /// Answered and on hold.
    OnHold,
    /// Over; waits for a disposition.
    WrapUp,
    /// Over for good.
    Finished,
    /// A word that this version does not know; counts as live.
    Other(String),
}

impl LineState {
    /// Place in a call's life; talking and on hold share one.
    fn rank(&self) -> u8 {
        match self {
            Self::Setup | Self::Other(_) => 0,
            Self::Ringing => 1,
            Self::Talking | Self::OnHold => 2,
            Self::WrapUp => 3,
            Self::Finished => 4,
        }
    }

    /// Whether the call is over, disposed or not.
    pub fn is_over(&self) -> bool {
        self.rank() >= 3
    }
}

/// What disposition the telephone system holds for a finished call. A fact of its own, apart from
/// "finished".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// The one that was sent: by a 2xx reply to it, or because a call's data names it.
    Confirmed(DispositionId),
    /// Another one, set by hand or by the system; absent when only that much is known.
    SetElsewhere(Option<DispositionId>),
    /// None.
    None,
    /// Not known.
    Unknown,
}

/// A call that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) id: CallId,
    pub(crate) state: LineState,
    /// When it was first seen here.
    pub(crate) seen_at: Timestamp,
}

impl Line {
    /// A time that the clock has not reached again cannot be the time of seeing.
    pub(crate) fn follow_clock(&mut self, now: Timestamp) {
        self.seen_at = self.seen_at.min(now);
    }

    /// Moves to `state` unless that would be backward or no change.
    pub(crate) fn advance(&mut self, state: &LineState) -> bool {
        if *state == self.state || state.rank() < self.state.rank() {
            return false;
        }
        self.state = state.clone();
        true
    }
}

/// Whether two spellings can be one number: the last ten digits agree, or all where there are fewer.
pub(crate) fn same_number(one: &str, other: &str) -> bool {
    fn tail(number: &str) -> String {
        let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
        digits[digits.len().saturating_sub(10)..].iter().collect()
    }
    tail(one) == tail(other)
}
