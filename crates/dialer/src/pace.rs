//! How a run goes from one person to the next: at once, after a countdown, or when the agent says so.
//!
//! The wait begins when nothing else is in the way, so that an agent whose other call has just ended
//! is not surprised by a dial; only the agent's own press ends a wait for them.

use std::time::Duration;

use crate::command::{Accepted, Answer};
use crate::dialer::Dialer;
use crate::event::Link;
use crate::failure::{Failure, Reason};
use crate::run::{PauseReason, Run};
use crate::time::{Deadline, Timestamp};

/// Whether the agent sees a person before the dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The end of one call leads to the next dial.
    Power,
    /// The next person is shown first, and called when the agent says so or a countdown ends.
    Preview,
}

/// What the agent prefers about the way from one call to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Whether the next person is shown first.
    pub mode: Mode,
    /// Time between the end of one call of a run and the next dial. Absent: none in power mode,
    /// without end in preview.
    pub countdown: Option<Duration>,
    /// How long an outcome can be taken back before it is sent; zero: it is sent at once.
    pub hold_back: Duration,
}

impl Pace {
    /// Every dial leaves as soon as nothing is in its way.
    pub const AT_ONCE: Self = Self {
        mode: Mode::Power,
        countdown: None,
        hold_back: Duration::ZERO,
    };

    /// What stands between a person who has just become the current one and their dial.
    pub(crate) fn advance(self) -> Advance {
        match (self.mode, self.countdown) {
            (_, Some(countdown)) if !countdown.is_zero() => Advance::Countdown,
            (Mode::Preview, None) => Advance::Agent,
            (Mode::Power | Mode::Preview, _) => Advance::AtOnce,
        }
    }
}

/// What stands between the current record of a run and its dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advance {
    /// Nothing.
    AtOnce,
    /// A countdown that begins when nothing else is in the way.
    Countdown,
    /// A countdown that has begun.
    Counting(Deadline),
    /// The agent's word.
    Agent,
}

impl Advance {
    /// A countdown that was cut short begins anew.
    pub(crate) fn stop_counting(&mut self) {
        if let Self::Counting(_) = self {
            *self = Self::Countdown;
        }
    }
}

impl Run {
    /// A person has become the current one.
    pub(crate) fn arrive(&mut self, pace: Pace) {
        self.advance = pace.advance();
    }

    /// The current person is dialed when the agent says so.
    pub(crate) fn waits_for_agent(&self) -> bool {
        self.paused.is_none() && (self.is_held || self.advance == Advance::Agent)
    }

    /// The countdown that ends in a dial.
    pub(crate) fn countdown(&self) -> Option<Deadline> {
        match self.advance {
            Advance::Counting(deadline) if self.paused.is_none() && !self.is_held => Some(deadline),
            Advance::Counting(_) | Advance::AtOnce | Advance::Countdown | Advance::Agent => None,
        }
    }
}

impl Dialer {
    /// A wait that is on becomes no shorter by what is preferred from now on: nobody is dialed
    /// because of a setting.
    pub(crate) fn set_pace(&mut self, pace: Pace) -> Answer {
        self.config.pace = pace;
        if let Some(run) = &mut self.run
            && pace.advance() == Advance::Agent
            && matches!(run.advance, Advance::Countdown | Advance::Counting(_))
        {
            run.advance = Advance::Agent;
            self.progress_changed = true;
        }
        Ok(Accepted::Done)
    }

    /// Dials the current person of the run, who was shown and waits.
    pub(crate) fn call_current(&mut self) -> Answer {
        if self.run.is_none() {
            return Ok(Accepted::NoCall);
        }
        if let Link::Down(failure) = &self.link {
            return Err(failure.clone());
        }
        let is_in_the_way = self.open_call().is_some() || !self.others.is_empty();
        let Some(run) = self.run.as_mut().filter(|run| run.paused.is_none()) else {
            return Err(Failure::new(Reason::Busy));
        };
        if is_in_the_way {
            return Err(Failure::new(Reason::Busy));
        }
        run.advance = Advance::AtOnce;
        run.is_held = false;
        self.progress_changed = true;
        Ok(Accepted::Done)
    }

    /// Nothing is dialed by itself until the agent asks for the next call.
    pub(crate) fn hold_advance(&mut self) -> Answer {
        let Some(run) = &mut self.run else {
            return Ok(Accepted::NoCall);
        };
        self.progress_changed |= !run.is_held;
        run.is_held = true;
        Ok(Accepted::Done)
    }

    /// The agent asked for the end of the run's call, and with it for what comes next.
    pub(crate) fn release_advance(&mut self) {
        let is_of_run = |call: &crate::call::Call| call.run_index.is_some();
        if let Some(run) = &mut self.run
            && self.call.as_ref().is_some_and(is_of_run)
        {
            self.progress_changed |= run.is_held;
            run.is_held = false;
        }
    }

    /// What stands between the current person and their dial after the agent let the run go on.
    pub(crate) fn advance_on_resume(&self, paused: Option<PauseReason>) -> Advance {
        // Whoever says yes to a repeat, or tries again what failed, has looked at the person.
        let position = self.run.as_ref().map(|run| run.position);
        let is_failed = |call: &crate::call::Call| {
            call.run_index.is_some()
                && call.run_index == position
                && call.is_closed()
                && !call.is_finished()
        };
        let has_seen = self.call.as_ref().is_some_and(is_failed);
        let advance = self.config.pace.advance();
        let says_yes = paused == Some(PauseReason::CalledBefore);
        if says_yes || has_seen && advance == Advance::Agent {
            Advance::AtOnce
        } else {
            advance
        }
    }

    /// Whether the current person may be dialed now; a countdown that was only waiting begins.
    pub(crate) fn may_advance(&mut self, now: Timestamp) -> bool {
        let countdown = self.config.pace.countdown.unwrap_or_default();
        let Some(run) = self.run.as_mut().filter(|run| !run.is_held) else {
            return false;
        };
        if run.advance == Advance::Countdown {
            run.advance = Advance::Counting(Deadline::arm(now, countdown));
            self.progress_changed = true;
        }
        match run.advance {
            Advance::AtOnce => true,
            Advance::Counting(deadline) => deadline.is_due(now),
            Advance::Countdown | Advance::Agent => false,
        }
    }
}
