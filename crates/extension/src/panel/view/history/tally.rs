//! What the calls of a range add up to.
//!
//! A call counts unless it is known that it was not placed, at the moment when the agent asked for
//! it; a time that is not known adds nothing to any sum.

use std::collections::{BTreeMap, BTreeSet};

use crate::stored::HistoryCall;
use crate::zone::{Zone, hour_at};

/// What a range of calls comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub n_calls: usize,
    /// Of these, answered by somebody or something.
    pub n_reached: usize,
    pub talk_ms: u64,
    /// From the end of one call to the dial of the next; absent with fewer than two calls.
    pub mean_gap_ms: Option<u64>,
    /// The same, as long as half of them are at most.
    pub median_gap_ms: Option<u64>,
}

/// One hour of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourTally {
    /// 0 to 23.
    pub hour: usize,
    pub n_calls: usize,
    pub n_reached: usize,
}

/// How often calls had an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeTally {
    /// Absent: calls without one.
    pub name: Option<String>,
    pub n_calls: usize,
}

/// Counts and times the calls, in whatever order they are.
pub fn figures(calls: &[HistoryCall]) -> Figures {
    let counted = || calls.iter().filter(|call| call.counts());
    let mut gaps = gaps_ms(counted());
    gaps.sort_unstable();
    let n_gaps = gaps.len() as u64;
    Figures {
        n_calls: counted().count(),
        n_reached: counted().filter(|call| call.is_reached()).count(),
        talk_ms: counted().filter_map(|call| call.talk_ms()).sum(),
        mean_gap_ms: gaps.iter().sum::<u64>().checked_div(n_gaps),
        median_gap_ms: median(&gaps),
    }
}

/// Calls by the local hour, from the first hour with one to the last; no hour between is left out.
pub fn hours(calls: &[HistoryCall], zone: Zone<'_>) -> Vec<HourTally> {
    let mut hours: Vec<HourTally> = (0..24)
        .map(|hour| HourTally {
            hour,
            n_calls: 0,
            n_reached: 0,
        })
        .collect();
    for call in calls.iter().filter(|call| call.counts()) {
        if let Some(tally) = hours.get_mut(hour_at(call.asked_at_ms, zone)) {
            tally.n_calls += 1;
            tally.n_reached += usize::from(call.is_reached());
        }
    }
    let first = hours.iter().position(|hour| hour.n_calls > 0);
    let last = hours.iter().rposition(|hour| hour.n_calls > 0);
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    hours[first..=last].to_vec()
}

/// Calls by outcome as it was corrected, the most frequent first.
pub fn outcomes(calls: &[HistoryCall]) -> Vec<OutcomeTally> {
    let mut names = BTreeMap::new();
    for call in calls.iter().filter(|call| call.counts()) {
        let name = call.last_outcome().map(|outcome| outcome.name.as_str());
        *names.entry(name).or_insert(0) += 1;
    }
    let tally = |(name, n_calls): (Option<&str>, usize)| OutcomeTally {
        name: name.map(str::to_owned),
        n_calls,
    };
    let mut outcomes: Vec<OutcomeTally> = names.into_iter().map(tally).collect();
    outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.n_calls));
    outcomes
}

/// Names of all outcomes of the calls, in the order of the alphabet.
pub fn outcome_names(calls: &[HistoryCall]) -> Vec<String> {
    let names = calls.iter().filter_map(HistoryCall::last_outcome);
    let names: BTreeSet<&str> = names.map(|outcome| outcome.name.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

fn gaps_ms<'a>(calls: impl Iterator<Item = &'a HistoryCall>) -> Vec<u64> {
    let mut calls: Vec<&HistoryCall> = calls.collect();
    calls.sort_by_key(|call| call.asked_at_ms);
    let gap = |pair: &[&HistoryCall]| {
        let dialed_at_ms = pair[1].dialed_at_ms?;
        Some(dialed_at_ms.saturating_sub(pair[0].over_at_ms()?))
    };
    calls.windows(2).filter_map(gap).collect()
}

fn median(sorted: &[u64]) -> Option<u64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    if !sorted.len().is_multiple_of(2) {
        return Some(upper);
    }
    let lower = sorted.get(sorted.len() / 2 - 1)?;
    Some(lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::history::sample::{call, named, talk};
    use crate::stored::CallPlacement;
    use crate::zone::{Date, tests::new_york};

    const MIN_MS: u64 = 60_000;
    const HOUR_MS: u64 = 60 * MIN_MS;

    fn start_ms(date: &str) -> u64 {
        Date::from_text(date).expect("a date").start_ms(&new_york)
    }

    #[test]
    fn an_empty_day_adds_up_to_nothing() {
        assert_eq!(figures(&[]), Figures::default());
        assert!(hours(&[], &new_york).is_empty());
        assert!(outcomes(&[]).is_empty());
    }

    #[test]
    fn one_call_has_no_time_between_calls() {
        let calls = [talk(start_ms("2026-11-24") + 9 * HOUR_MS, 60_000, "Sold")];
        let expected = Figures {
            n_calls: 1,
            n_reached: 1,
            talk_ms: 60_000,
            mean_gap_ms: None,
            median_gap_ms: None,
        };
        assert_eq!(figures(&calls), expected);
        let hour = HourTally {
            hour: 9,
            n_calls: 1,
            n_reached: 1,
        };
        assert_eq!(hours(&calls, &new_york), [hour]);
    }

    #[test]
    fn the_time_between_calls_runs_from_an_end_to_the_next_dial() {
        // Each ends 65 s after it was dialed.
        let at = [0, 5 * MIN_MS, 7 * MIN_MS, 40 * MIN_MS];
        let mut calls: Vec<_> = at.map(|ms| talk(HOUR_MS + ms, 60_000, "Sold")).into();
        calls.reverse();
        let gaps = [235_000, 55_000, 1_915_000];
        let figures = figures(&calls);
        assert_eq!(figures.median_gap_ms, Some(gaps[0]));
        assert_eq!(figures.mean_gap_ms, Some(gaps.iter().sum::<u64>() / 3));
    }

    #[test]
    fn half_of_an_even_number_of_gaps_is_the_middle_of_two() {
        let calls = [0, 100_000, 400_000].map(|ms| talk(HOUR_MS + ms, 0, "Sold"));
        assert_eq!(figures(&calls).median_gap_ms, Some((95_000 + 295_000) / 2));
    }

    #[test]
    fn a_time_that_is_not_known_adds_nothing() {
        let mut answered = talk(HOUR_MS, 60_000, "Sold");
        (answered.ended_at_ms, answered.finished_at_ms) = (None, None);
        let mut undialed = call(2 * HOUR_MS);
        undialed.dialed_at_ms = None;
        let figures = figures(&[answered, undialed]);
        assert_eq!((figures.n_calls, figures.n_reached), (2, 1));
        assert_eq!((figures.talk_ms, figures.mean_gap_ms), (0, None));
    }

    #[test]
    fn what_was_certainly_not_placed_is_no_call() {
        let mut refused = call(HOUR_MS);
        refused.placement = CallPlacement::NotPlaced;
        let mut taken_back = call(2 * HOUR_MS);
        taken_back.placement = CallPlacement::Withdrawn;
        let mut unclear = call(3 * HOUR_MS);
        unclear.placement = CallPlacement::Unknown;
        let calls = [refused, taken_back, unclear];
        assert_eq!(figures(&calls).n_calls, 1);
        assert_eq!(hours(&calls, &|_| 0).len(), 1);
        assert_eq!(outcomes(&calls).len(), 1);
    }

    #[test]
    fn hours_without_calls_stand_between_those_with_some() {
        let day_ms = start_ms("2026-11-24");
        let calls = [
            call(day_ms + 9 * HOUR_MS),
            talk(day_ms + 11 * HOUR_MS, 5, "Sold"),
            call(day_ms + 11 * HOUR_MS + 1),
        ];
        let counted: Vec<_> = hours(&calls, &new_york)
            .into_iter()
            .map(|hour| (hour.hour, hour.n_calls, hour.n_reached))
            .collect();
        assert_eq!(counted, [(9, 1, 0), (10, 0, 0), (11, 2, 1)]);
    }

    #[test]
    fn an_hour_that_the_clock_shows_twice_is_one_hour_and_one_it_leaps_over_is_empty() {
        let longer = start_ms("2026-11-01");
        let calls = [1, 2, 3].map(|n| call(longer + n * HOUR_MS));
        let counted: Vec<_> = hours(&calls, &new_york)
            .into_iter()
            .map(|hour| (hour.hour, hour.n_calls))
            .collect();
        assert_eq!(counted, [(1, 2), (2, 1)]);
        let shorter = start_ms("2026-03-08");
        let calls = [1, 2].map(|n| call(shorter + n * HOUR_MS));
        let counted: Vec<_> = hours(&calls, &new_york)
            .into_iter()
            .map(|hour| (hour.hour, hour.n_calls))
            .collect();
        assert_eq!(counted, [(1, 1), (2, 0), (3, 1)]);
    }

    #[test]
    fn a_call_over_midnight_is_of_the_hour_in_which_it_was_asked_for() {
        let midnight = start_ms("2026-11-25");
        let calls = [talk(midnight - 30_000, 20 * MIN_MS, "Sold")];
        assert_eq!(hours(&calls, &new_york)[0].hour, 23);
        assert_eq!(figures(&calls).talk_ms, 20 * MIN_MS);
    }

    #[test]
    fn outcomes_are_counted_as_corrected_and_the_most_frequent_is_first() {
        let mut corrected = talk(3, 0, "Sold");
        corrected.corrected = Some(named("Call later"));
        let calls = [
            talk(1, 0, "Sold"),
            talk(2, 0, "Call later"),
            corrected,
            call(4),
        ];
        let counted: Vec<_> = outcomes(&calls)
            .into_iter()
            .map(|outcome| (outcome.name, outcome.n_calls))
            .collect();
        let expected = [
            (Some("Call later".to_owned()), 2),
            (None, 1),
            (Some("Sold".to_owned()), 1),
        ];
        assert_eq!(counted, expected);
    }

    #[test]
    fn ringing_ends_with_the_answer_or_the_end() {
        let answered = talk(HOUR_MS, 60_000, "Sold");
        assert_eq!(answered.ring_ms(), Some(5_000));
        let mut unanswered = call(HOUR_MS);
        unanswered.ringing_at_ms = Some(HOUR_MS + 1_000);
        assert_eq!(unanswered.ring_ms(), None);
        unanswered.ended_at_ms = Some(HOUR_MS + 31_000);
        assert_eq!(unanswered.ring_ms(), Some(30_000));
        assert_eq!(unanswered.talk_ms(), None);
    }
}
