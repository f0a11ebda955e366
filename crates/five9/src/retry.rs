//! Whether a failed request is sent again, and when: one pure function.
//!
//! A read is repeated for as long as somebody needs it, a change a few times, placing a call never:
//! a second call can come of a request whose answer was lost.

use std::time::Duration;

use crate::error::{Error, NextStep};

/// The pause before the first repetition; it doubles with each.
pub const PAUSE_FIRST: Duration = Duration::from_millis(500);
/// The longest pause, unless Five9 asks for a longer one.
pub const PAUSE_MAX: Duration = Duration::from_secs(30);
/// A longer `Retry-After` than this is taken for this.
pub const ASKED_PAUSE_MAX: Duration = Duration::from_secs(300);
/// A change is sent this often at most, the first time included.
pub const N_CHANGES_MAX: u32 = 3;
/// Who waits for a change does not wait longer than this for its repetition.
pub const CHANGE_PAUSE_MAX: Duration = Duration::from_secs(10);

/// What a request does, as far as repeating it is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Changes nothing.
    Read,
    /// Changes something, and twice is as good as once.
    Change,
    /// Places a call: twice is two calls.
    Dial,
}

/// How long to wait before a request is sent again; `None` means never.
///
/// `n_failed` counts the failures in a row, this one included, from 1. `chance` is any number: it
/// spreads repetitions over the second half of their pause, so that clients that failed together do
/// not come back together. A `Retry-After` is a lower bound.
pub fn pause(kind: Kind, error: &Error, n_failed: u32, chance: u16) -> Option<Duration> {
    let may_repeat = match kind {
        Kind::Read => true,
        Kind::Change => n_failed < N_CHANGES_MAX,
        Kind::Dial => false,
    };
    let can_help = matches!(error.next_step(), NextStep::Retry { .. });
    if !may_repeat || !can_help {
        return None;
    }
    let doublings = n_failed.saturating_sub(1).min(16);
    let whole = (PAUSE_FIRST * (1 << doublings)).min(PAUSE_MAX);
    let spread = whole / 2 * u32::from(chance) / u32::from(u16::MAX);
    let asked = error.retry_after().unwrap_or_default().min(ASKED_PAUSE_MAX);
    let pause = asked.max(whole / 2 + spread);
    (kind == Kind::Read || pause <= CHANGE_PAUSE_MAX).then_some(pause)
}
