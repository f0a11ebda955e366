//! The same person twice: what was called lately is remembered, and the agent is asked.
//!
//! A call counts from the moment its dial leaves, and stops counting on evidence that it was not
//! placed. Whether it was answered does not matter: the telephone rang.

use std::fmt;
use std::time::Duration;

use crate::dialer::Dialer;
use crate::failure::{Failure, Reason};
use crate::id::IntentId;
use crate::line::tail;
use crate::run::Run;
use crate::stored::{StoredCall, StoredEnd};
use crate::time::Timestamp;

/// A number called again within this time is asked about.
pub const LATELY: Duration = Duration::from_secs(60 * 60);

/// What a run does with a number that was called lately, or that an earlier record of it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// Nothing: the run does not start if there are any.
    Refuse,
    /// Stands still at each and asks.
    Ask,
    /// Calls them all.
    Call,
    /// Skips them all.
    Skip,
}

/// A call that was placed, or may have been.
#[derive(Clone)]
pub(crate) struct Lately {
    intent: IntentId,
    /// The digits that all spellings of its number share.
    tail: String,
    dialed_at: Timestamp,
}

impl fmt::Debug for Lately {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lately({})", self.intent)
    }
}

impl Lately {
    /// What the history has of a call, if it counts.
    pub(crate) fn of(stored: &StoredCall) -> Option<Self> {
        if !stored.placement.may_have_call() {
            return None;
        }
        Some(Self {
            intent: stored.intent.clone(),
            tail: tail(stored.target.number.as_ref()?),
            // Before its dial a call is stored without the time of it.
            dialed_at: stored.dialed_at_ms.or(stored.intent.made_at())?,
        })
    }

    /// A clock that went back says nothing: the call then counts as made just now.
    fn counts(&self, now: Timestamp) -> bool {
        now.since(self.dialed_at) < LATELY
    }
}

/// "This person was called already": what the agent is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    /// Absent: more than an hour ago, in this run.
    pub(crate) called_at: Option<Timestamp>,
}

impl Dialer {
    pub(crate) fn note_dialed(&mut self, intent: IntentId, number: &str, now: Timestamp) {
        self.lately.retain(|known| known.counts(now));
        self.lately.push(Lately {
            intent,
            tail: tail(number),
            dialed_at: now,
        });
    }

    pub(crate) fn forget_dialed(&mut self, intent: &IntentId) {
        self.lately.retain(|known| known.intent != *intent);
    }

    /// When this number was called last, if that was lately.
    pub(crate) fn called_lately(&self, number: &str, now: Timestamp) -> Option<Timestamp> {
        let tail = tail(number);
        let is_one = |known: &&Lately| known.tail == tail && known.counts(now);
        let found = self.lately.iter().filter(is_one);
        found.map(|known| known.dialed_at).max()
    }

    /// # Errors
    /// When this number was called, if that was lately.
    pub(crate) fn check_called_lately(&self, number: &str, now: Timestamp) -> Result<(), Failure> {
        let Some(called_at) = self.called_lately(number, now) else {
            return Ok(());
        };
        let minutes = now.since(called_at).as_secs() / 60;
        let detail = match minutes {
            0 => "less than a minute ago".to_owned(),
            _ => format!("{minutes} min ago"),
        };
        Err(Failure::with_detail(Reason::CalledBefore, detail))
    }

    /// Counts the people who were called lately, or have the number of one before them.
    ///
    /// # Errors
    /// How many there are, if there are any.
    pub(crate) fn check_repeats(&self, run: &Run, now: Timestamp) -> Result<(), Failure> {
        let targets = run.entries.iter().map(|entry| &entry.target);
        let numbers = targets.filter_map(|target| target.number.as_ref().ok());
        let mut tails: Vec<String> = numbers.map(|number| tail(number)).collect();
        let n_numbers = tails.len();
        tails.sort_unstable();
        tails.dedup();
        let is_lately = |tail: &&String| {
            let mut lately = self.lately.iter();
            lately.any(|known| known.tail == **tail && known.counts(now))
        };
        // Of a number that stands there twice, one is enough, unless it was called lately.
        let n_repeats = n_numbers - tails.len() + tails.iter().filter(is_lately).count();
        if n_repeats == 0 {
            return Ok(());
        }
        let detail = n_repeats.to_string();
        Err(Failure::with_detail(Reason::CalledBefore, detail))
    }

    /// What is to be asked about the current record of the run, if anything.
    pub(crate) fn repeat_of(&self, run: &Run, now: Timestamp) -> Option<Repeat> {
        let target = &run.entries.get(run.position)?.target;
        let number = target.number.as_ref().ok()?;
        let called_at = self.called_lately(number, now);
        (called_at.is_some() || run.has_called(number)).then_some(Repeat { called_at })
    }
}

impl Run {
    /// Whether another record of this run with the same number was called.
    fn has_called(&self, number: &str) -> bool {
        let tail_wanted = tail(number);
        self.entries.iter().any(|entry| {
            let is_called = matches!(entry.end, Some(StoredEnd::Called { .. }));
            let number = entry.target.number.as_ref();
            is_called && number.is_ok_and(|number| tail(number) == tail_wanted)
        })
    }
}
