//! Reads that failed and are sent again: later and later, for as long as the link is wanted.
//!
//! When is decided by [`five9::retry`]; here is only remembered what failed how often. A read that
//! failed because nobody was logged in is sent again when the agent is at work.

use five9::error::NextStep;
use five9::retry::{self, Kind};

use crate::worker::requests::Purpose;
use crate::worker::{Millis, Worker};

/// A read that is refused, although the agent is at work, is not sent more often.
const N_REFUSED_MAX: u32 = 3;

/// A read that failed, so many times in a row.
#[derive(Debug)]
pub(super) struct Failed {
    purpose: Purpose,
    n_failed: u32,
    due: Due,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    At(Millis),
    WhenAtWork,
    /// It was sent again.
    UnderWay,
}

impl Failed {
    fn due_at(&self) -> Option<Millis> {
        match self.due {
            Due::At(due_at) => Some(due_at),
            Due::WhenAtWork | Due::UnderWay => None,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Retries {
    failed: Vec<Failed>,
}

impl Retries {
    pub(super) fn succeeded(&mut self, purpose: &Purpose) {
        self.failed.retain(|failed| failed.purpose != *purpose);
    }

    /// The link is read from the start; what is read once is not, and is still owed.
    pub(super) fn forget_link(&mut self) {
        self.failed.retain(|failed| failed.purpose.is_read_once());
    }

    /// Another agent is asked for everything.
    pub(super) fn clear(&mut self) {
        self.failed.clear();
    }

    /// The log-in state was read, and allows everything.
    pub(super) fn came_to_work(&mut self, now: Millis) {
        let waiting = self.failed.iter_mut();
        for failed in waiting.filter(|failed| failed.due == Due::WhenAtWork) {
            failed.due = Due::At(now);
        }
    }

    pub(super) fn due_at(&self) -> Option<Millis> {
        self.failed.iter().filter_map(Failed::due_at).min()
    }

    /// The clock was set back by so much.
    pub(super) fn set_back(&mut self, back: Millis) {
        for failed in &mut self.failed {
            if let Due::At(due_at) = &mut failed.due {
                *due_at = due_at.saturating_sub(back);
            }
        }
    }

    /// Counts a failure and says when to try again; absent: not at all, or when the agent is at work.
    fn fail(
        &mut self,
        purpose: &Purpose,
        error: &five9::Error,
        chance: u16,
        now: Millis,
    ) -> Option<Millis> {
        let known = self.failed.iter().find(|failed| failed.purpose == *purpose);
        let n_failed = known.map_or(0, |failed| failed.n_failed).saturating_add(1);
        self.succeeded(purpose);
        let due = match retry::pause(Kind::Read, error, n_failed, chance) {
            Some(pause) => Due::At(now + u64::try_from(pause.as_millis()).unwrap_or(u64::MAX)),
            None if purpose.is_read_once()
                && n_failed < N_REFUSED_MAX
                && waits_for_log_in(error) =>
            {
                Due::WhenAtWork
            }
            None => return None,
        };
        let failed = Failed {
            purpose: purpose.clone(),
            n_failed,
            due,
        };
        let due_at = failed.due_at();
        self.failed.push(failed);
        due_at
    }

    fn take_due(&mut self, now: Millis) -> Vec<Purpose> {
        let due = self
            .failed
            .iter_mut()
            .filter(|failed| failed.due_at().is_some_and(|due_at| due_at <= now));
        due.map(|failed| {
            failed.due = Due::UnderWay;
            failed.purpose.clone()
        })
        .collect()
    }
}

fn waits_for_log_in(error: &five9::Error) -> bool {
    match error.next_step() {
        NextStep::LogIn | NextStep::RunLoginLoop | NextStep::Migrate { .. } => true,
        NextStep::Retry { .. } | NextStep::AskAgent | NextStep::GiveUp => false,
    }
}

impl Worker {
    /// A read failed: it is sent again at its time, where that can help.
    pub(super) fn read_failed(&mut self, purpose: &Purpose, error: &five9::Error, now: Millis) {
        let chance = self.chance();
        let due_at = self.link.retries.fail(purpose, error, chance, now);
        if let Some(asked) = error.retry_after() {
            let asked = u64::try_from(asked.as_millis()).unwrap_or(u64::MAX);
            self.link.rest_until = now.saturating_add(asked);
        }
        if *purpose == Purpose::Calls
            && let Some(due_at) = due_at
        {
            self.link.poll_at = self.link.poll_at.max(due_at);
        }
    }

    pub(super) fn drive_retries(&mut self, now: Millis) {
        for purpose in self.link.retries.take_due(now) {
            if !self.requests.has(|open| *open == purpose) {
                self.read_anew(purpose, now);
            }
        }
    }

    /// Any number: the random text of this start, stirred a little further each time.
    pub(super) fn chance(&mut self) -> u16 {
        self.n_ids += 1;
        let start = self.n_ids as u16;
        self.seed.bytes().fold(start, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u16::from(byte))
        })
    }
}
