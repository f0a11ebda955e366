//! What the agent prefers about the way from one call to the next, as the dialer takes it.

use std::time::Duration;

use dialer::{Command, Mode, Pace, Timer};

use crate::snapshot::{DialMode, PreferencesView};
use crate::worker::preferences::{COUNTDOWN_S_MAX, HOLD_BACK_S_MAX};
use crate::worker::{Millis, Worker, to_five9};

pub(super) fn pace(preferences: &PreferencesView) -> Pace {
    let countdown_s = preferences.countdown_s.map(|s| s.min(COUNTDOWN_S_MAX));
    let hold_back_s = preferences.hold_back_s.min(HOLD_BACK_S_MAX);
    Pace {
        hold_back: Duration::from_secs(hold_back_s.into()),
        mode: match preferences.mode {
            DialMode::Power => Mode::Power,
            DialMode::Preview => Mode::Preview,
        },
        countdown: countdown_s.map(|s| Duration::from_secs(s.into())),
    }
}

pub(super) fn mode(mode: Mode) -> DialMode {
    match mode {
        Mode::Power => DialMode::Power,
        Mode::Preview => DialMode::Preview,
    }
}

impl Worker {
    /// Runs go on as these preferences say, from now on; nobody is dialed because of it.
    pub fn set_pace(&mut self, preferences: &PreferencesView, now: Millis) {
        let command = Command::SetPace(pace(preferences));
        let answer = self.dialer.handle_command(command, to_five9::time(now));
        debug_assert!(answer.is_ok(), "a preference is never refused");
    }

    /// A countdown that ends in a dial: after a long silence the link is read first.
    pub(super) fn check_before_countdown_ends(&mut self, now: Millis) {
        if let Some((due_at, Timer::Countdown)) = self.dialer.poll_timeout()
            && due_at.ms() <= now
        {
            self.check_before_dial(false, now);
        }
    }
}
