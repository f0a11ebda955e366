//! How long a run will still take, and how long until it dials by itself.
//!
//! An estimate is said only where the run's own pace is known, and never finer than it is.

use crate::panel::view::words::Words;
use crate::snapshot::{HeldBackView, RunView};

const MINUTE_MS: u64 = 60_000;

/// `about 40 min left`; nothing before the pace is known, or where nobody is left.
pub fn time_left(run: &RunView) -> Option<Words> {
    let n_left = run.n_records.saturating_sub(run.n_ended) as u64;
    let left_ms = run.ms_per_record?.saturating_mul(n_left);
    if left_ms == 0 {
        return None;
    }
    Some(match left_ms.div_ceil(MINUTE_MS) {
        1 => Words::new("timeLeftMinute"),
        minutes @ 2..=10 => left_in_minutes(minutes),
        minutes @ 11..=57 => left_in_minutes(minutes.next_multiple_of(5)),
        minutes => left_in_hours(minutes.next_multiple_of(10)),
    })
}

fn left_in_minutes(minutes: u64) -> Words {
    Words::with("timeLeftMinutes", [minutes.to_string().into()])
}

fn left_in_hours(minutes: u64) -> Words {
    let (hours, minutes) = ((minutes / 60).to_string(), (minutes % 60).to_string());
    if minutes == "0" {
        return Words::with("timeLeftHours", [hours.into()]);
    }
    Words::with("timeLeftHoursMinutes", [hours.into(), minutes.into()])
}

/// A span that runs out on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// Seconds left, the one that has begun included.
    pub seconds: u64,
    /// How much of the span is left, in hundredths.
    pub percent: u64,
}

/// What is left of a span of `whole_ms` that ends at `until_ms`.
pub fn countdown(until_ms: u64, whole_ms: u64, now_ms: u64) -> Countdown {
    let left_ms = until_ms.saturating_sub(now_ms);
    let whole_ms = whole_ms.max(1);
    Countdown {
        seconds: left_ms.div_ceil(1000),
        percent: (left_ms.saturating_mul(100) / whole_ms).min(100),
    }
}

/// What is left of the time in which an outcome can be taken back.
pub fn held_back_left(held: HeldBackView, now_ms: u64) -> Countdown {
    let whole_ms = held.until_ms.saturating_sub(held.from_ms);
    countdown(held.until_ms, whole_ms, now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::run;

    fn left(n_left: usize, ms_per_record: Option<u64>) -> Option<Words> {
        let mut run = run();
        run.n_records = 10 + n_left;
        run.n_ended = 10;
        run.ms_per_record = ms_per_record;
        time_left(&run)
    }

    #[test]
    fn nothing_is_estimated_before_the_pace_is_known_or_when_nobody_is_left() {
        assert_eq!(left(40, None), None);
        assert_eq!(left(0, Some(60_000)), None);
    }

    #[test]
    fn the_longer_it_takes_the_rounder_it_is_told() {
        let minutes = |n: &str| Some(Words::with("timeLeftMinutes", [n.into()]));
        assert_eq!(left(1, Some(20_000)), Some(Words::new("timeLeftMinute")));
        assert_eq!(left(7, Some(60_000)), minutes("7"));
        assert_eq!(left(38, Some(60_000)), minutes("40"));
        let hours = Some(Words::with("timeLeftHours", ["1".into()]));
        assert_eq!(left(59, Some(60_000)), hours);
        let both = Words::with("timeLeftHoursMinutes", ["1".into(), "20".into()]);
        assert_eq!(left(78, Some(60_000)), Some(both));
    }

    #[test]
    fn a_span_runs_out_and_stays_at_nothing() {
        let at = |now_ms| countdown(10_000, 5_000, now_ms);
        let (whole, half) = (at(5_000), at(7_400));
        assert_eq!((whole.seconds, whole.percent), (5, 100));
        assert_eq!((half.seconds, half.percent), (3, 52));
        assert_eq!((at(12_000).seconds, at(12_000).percent), (0, 0));
        assert_eq!(at(1_000).percent, 100, "a clock behind shows a whole span");
    }

    #[test]
    fn an_outcome_held_back_runs_from_its_own_start() {
        let held = HeldBackView {
            from_ms: 1_000,
            until_ms: 5_000,
        };
        assert_eq!(held_back_left(held, 3_000).percent, 50);
    }
}
