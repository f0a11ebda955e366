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
    /// When the present state was told, by the telephone system's clock and by ours.
    pub(crate) told: Option<Told>,
}

/// How a state came to be known, to tell an older one of the same rank from a newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// By an event: when it was made, by the telephone system's clock, and when it was heard, by ours.
    Event {
        made_at: Timestamp,
        heard_at: Timestamp,
    },
    /// By a read that was asked for then, by our clock.
    Read { asked_at: Timestamp },
}

impl Told {
    /// Whether a state told so is older than one told like `other`, as far as clocks can say.
    fn is_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Event { made_at: one, .. }, Self::Event { made_at: other, .. }) => one < other,
            // What was heard while a read was under way is newer than what the read may show.
            (Self::Read { asked_at }, Self::Event { heard_at, .. }) => asked_at <= heard_at,
            (Self::Read { asked_at: one }, Self::Read { asked_at: other }) => one < other,
            (Self::Event { .. }, Self::Read { .. }) => false,
        }
    }
}

impl Line {
    /// A time that the clock has not reached again cannot be the time of seeing.
    pub(crate) fn follow_clock(&mut self, now: Timestamp) {
        self.seen_at = self.seen_at.min(now);
        if let Some(Told::Event { heard_at: at, .. } | Told::Read { asked_at: at }) = &mut self.told
        {
            *at = (*at).min(now);
        }
    }

    /// Moves to `state` unless that would be backward or no change. Between states of one rank,
    /// which a call may change between either way, what was told later counts.
    pub(crate) fn advance(&mut self, state: &LineState, told: Option<Told>) -> bool {
        let is_stale = |known: Option<Told>| match (told, known) {
            (Some(told), Some(known)) => told.is_before(known),
            (None, _) | (_, None) => false,
        };
        let same_rank = state.rank() == self.state.rank();
        if state.rank() < self.state.rank() || (same_rank && is_stale(self.told)) {
            return false;
        }
        self.told = told.or(self.told);
        if *state == self.state {
            return false;
        }
        self.state = state.clone();
        true
    }
}

/// Whether two spellings can be one number: the last ten digits agree, or all where there are fewer.
pub(crate) fn same_number(one: &str, other: &str) -> bool {
    tail(one) == tail(other)
}

/// The last ten digits of a number, or all where there are fewer.
pub(crate) fn tail(number: &str) -> String {
    let mut digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.split_off(digits.len().saturating_sub(10))
}
