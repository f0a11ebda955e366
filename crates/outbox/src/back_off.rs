//! How long to wait before an entry is sent again.
//!
//! Rule: soon at first, since most faults pass at once; then ever more rarely, up to twice a day.

use std::time::Duration;

/// After so many tries that a destination did not take, an entry is a dead letter; that is more than
/// five days. Tries without an answer do not count.
pub const N_TRIES_MAX: u32 = 24;

const MINUTE_SECS: u64 = 60;
const HOUR_SECS: u64 = 60 * MINUTE_SECS;
/// After so many tries, seconds; the last one holds from there on.
const WAITS_SECS: [u64; 9] = [
    5,
    15,
    MINUTE_SECS,
    5 * MINUTE_SECS,
    15 * MINUTE_SECS,
    HOUR_SECS,
    3 * HOUR_SECS,
    6 * HOUR_SECS,
    12 * HOUR_SECS,
];

/// How long to wait after so many tries, from 1; `share` from 0 to 255 spreads those that failed
/// together over the last fifth of that time.
pub fn wait(n_tries: u32, share: u8) -> Duration {
    let last = WAITS_SECS.len() - 1;
    let idx = usize::try_from(n_tries.saturating_sub(1)).map_or(last, |idx| idx.min(last));
    let whole_ms = WAITS_SECS[idx] * 1_000;
    let spread_ms = whole_ms / 5 * u64::from(255 - share) / 255;
    Duration::from_millis(whole_ms - spread_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_longer_than_the_one_before_up_to_half_a_day() {
        let waits: Vec<Duration> = (1..12).map(|n_tries| wait(n_tries, 0)).collect();
        assert!(waits.is_sorted(), "{waits:?}");
        assert_eq!(wait(1, 255), Duration::from_secs(5));
        assert_eq!(wait(u32::MAX, 255), Duration::from_secs(12 * HOUR_SECS));
        assert_eq!(wait(0, 255), wait(1, 255));
    }

    #[test]
    fn the_share_takes_off_a_fifth_at_most() {
        assert_eq!(wait(3, 0), Duration::from_secs(48));
        assert_eq!(wait(3, 255), Duration::from_secs(60));
    }

    #[test]
    fn an_entry_is_tried_for_more_than_five_days() {
        let all: Duration = (1..N_TRIES_MAX).map(|n_tries| wait(n_tries, 0)).sum();
        assert!(all > Duration::from_secs(5 * 24 * HOUR_SECS), "{all:?}");
    }
}
