//! The agent's own past: what their days came to, and today beside them.
//!
//! Rule: nobody is compared with anybody else. A rate is told with how many calls it is of, and
//! what no call says anything of is absent.

use std::collections::BTreeMap;

use crate::days::{Day, Part, Tally};
use crate::panel::view::history::tally::{HourTally, OutcomeTally};
use crate::zone::Date;

/// What some calls come to, as far as they say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Calls that were placed or may have been.
    pub n_calls: u64,
    /// Of a hundred calls so many were answered.
    pub reached_percent: Option<u64>,
    /// Mean talk of those that were answered.
    pub talk_ms: Option<u64>,
    /// Mean time from the end to the disposition.
    pub wrap_up_ms: Option<u64>,
    /// Mean time from the end of one call to the next dial, where that was within an hour.
    pub gap_ms: Option<u64>,
    /// In the hours in which there was a call, in tenths of calls.
    pub an_hour_tenths: Option<u64>,
}

/// How many of the calls of an hour, a day of the week or a list were answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate<K> {
    /// What they have in common.
    pub of: K,
    /// How many there were.
    pub n_calls: u64,
    /// Of these, answered.
    pub n_reached: u64,
}

/// Days and what they come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Days with calls before today.
    pub n_days: usize,
    /// Today, up to now.
    pub today: Summary,
    /// The median of the days before, each up to the same hour; absent: there are none.
    pub usual: Option<Summary>,
    /// From the first hour with a call to the last.
    pub hours: Vec<HourTally>,
    /// Answered calls by the day of the week, from Monday, 0; without days of the week that have none.
    pub weekdays: Vec<Rate<usize>>,
    /// The most frequent first.
    pub outcomes: Vec<OutcomeTally>,
    /// Answered calls by list, the one with most calls first; absent: people of no list.
    pub lists: Vec<Rate<Option<String>>>,
}

impl Summary {
    fn of(tally: &Tally, n_hours: u64) -> Self {
        let mean = |sum: u64, n: u64| sum.checked_div(n);
        let (n_calls, n_reached) = (tally.n_calls(), tally.n_reached());
        Self {
            n_calls,
            reached_percent: mean(n_reached * 100 + n_calls / 2, n_calls),
            talk_ms: mean(tally.talk_ms(), n_reached),
            wrap_up_ms: mean(tally.wrap_up_ms(), tally.n_wrapped_up()),
            gap_ms: mean(tally.gap_ms(), tally.n_gaps()),
            an_hour_tenths: mean(n_calls * 10, n_hours),
        }
    }

    /// The middle of each figure on its own.
    fn median(all: &[Self]) -> Option<Self> {
        let of = |part: fn(&Self) -> Option<u64>| middle(all.iter().filter_map(part).collect());
        Some(Self {
            n_calls: of(|one| Some(one.n_calls))?,
            reached_percent: of(|one| one.reached_percent),
            talk_ms: of(|one| one.talk_ms),
            wrap_up_ms: of(|one| one.wrap_up_ms),
            gap_ms: of(|one| one.gap_ms),
            an_hour_tenths: of(|one| one.an_hour_tenths),
        })
    }
}

impl<K> Rate<K> {
    /// Of a hundred, rounded.
    pub fn percent(&self) -> u64 {
        let half = self.n_calls / 2;
        (self.n_reached * 100 + half)
            .checked_div(self.n_calls)
            .unwrap_or_default()
    }
}

/// What these days come to; `hour` is the hour that it is now. Days after today are left out.
pub fn past(days: &[(Date, Day)], today: Date, hour: usize) -> Past {
    let days = days
        .iter()
        .filter(|(date, day)| *date <= today && !day.is_empty());
    let mut past = Past::default();
    let (mut hours, mut weekdays) = ([Tally::default(); 24], [Tally::default(); 7]);
    let (mut outcomes, mut lists) = (BTreeMap::new(), BTreeMap::new());
    let mut before = Vec::new();
    for (date, day) in days {
        if *date == today {
            past.today = until(day, hour);
        } else {
            past.n_days += 1;
            before.push(until(day, hour));
        }
        weekdays[date.weekday()].add(&day.sum());
        for (key, tally) in &day.hours {
            if let Some(sum) = hour_of(key.as_deref()).and_then(|hour| hours.get_mut(hour)) {
                sum.add(tally);
            }
        }
        add_all(&mut outcomes, &day.outcomes);
        add_all(&mut lists, &day.lists);
    }
    past.usual = Summary::median(&before);
    past.hours = hours_of(&hours);
    past.weekdays = rates(weekdays.into_iter().enumerate());
    past.outcomes = outcomes_of(outcomes);
    past.lists = rates(lists.into_iter());
    past.lists
        .sort_by_key(|list| std::cmp::Reverse(list.n_calls));
    past
}

/// The best rate of those that are of a tenth of all calls at least: a single call says nothing.
pub fn best<K>(rates: &[Rate<K>]) -> Option<&Rate<K>> {
    let n_all: u64 = rates.iter().map(|one| one.n_calls).sum();
    let weighty = rates.iter().filter(|one| one.n_calls * 10 >= n_all);
    weighty.max_by_key(|one| one.percent())
}

/// What a day came to up to an hour, that hour included.
fn until(day: &Day, hour: usize) -> Summary {
    let mut sum = Tally::default();
    let mut n_hours = 0;
    for (key, tally) in &day.hours {
        if hour_of(key.as_deref()).is_some_and(|of| of <= hour) {
            sum.add(tally);
            n_hours += 1;
        }
    }
    Summary::of(&sum, n_hours)
}

fn hour_of(key: Option<&str>) -> Option<usize> {
    key?.parse().ok()
}

fn add_all(sums: &mut BTreeMap<Option<String>, Tally>, part: &Part) {
    for (key, tally) in part {
        sums.entry(key.clone()).or_default().add(tally);
    }
}

fn hours_of(sums: &[Tally; 24]) -> Vec<HourTally> {
    let first = sums.iter().position(|sum| sum.n_calls() > 0);
    let last = sums.iter().rposition(|sum| sum.n_calls() > 0);
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let hours = sums.iter().enumerate();
    let hours = hours.take(last + 1).skip(first);
    hours
        .map(|(hour, sum)| HourTally {
            hour,
            n_calls: count(sum.n_calls()),
            n_reached: count(sum.n_reached()),
        })
        .collect()
}

fn outcomes_of(sums: BTreeMap<Option<String>, Tally>) -> Vec<OutcomeTally> {
    let outcomes = sums.into_iter().map(|(name, sum)| OutcomeTally {
        name,
        n_calls: count(sum.n_calls()),
    });
    let mut outcomes: Vec<_> = outcomes.collect();
    outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.n_calls));
    outcomes
}

fn rates<K>(sums: impl Iterator<Item = (K, Tally)>) -> Vec<Rate<K>> {
    let rates = sums.map(|(of, sum)| Rate {
        of,
        n_calls: sum.n_calls(),
        n_reached: sum.n_reached(),
    });
    rates.filter(|rate| rate.n_calls > 0).collect()
}

fn middle(mut all: Vec<u64>) -> Option<u64> {
    all.sort_unstable();
    let upper = *all.get(all.len() / 2)?;
    if !all.len().is_multiple_of(2) {
        return Some(upper);
    }
    Some(all[all.len() / 2 - 1].midpoint(upper))
}

fn count(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls, answered, talk ms, wrapped up, wrap-up ms, gaps, gap ms.
    fn tally(n: u64, reached: u64) -> Tally {
        Tally([
            n,
            reached,
            reached * 60_000,
            n,
            n * 10_000,
            n - 1,
            (n - 1) * 30_000,
        ])
    }

    fn day(hours: &[(&str, u64, u64)], outcome: &str, list: Option<&str>) -> Day {
        let mut sum = Tally::default();
        let mut day = Day::default();
        for (hour, n, reached) in hours {
            let tally = tally(*n, *reached);
            sum.add(&tally);
            day.hours.push((Some((*hour).to_owned()), tally));
        }
        day.outcomes.push((Some(outcome.to_owned()), sum));
        day.lists.push((list.map(str::to_owned), sum));
        day
    }

    fn date(text: &str) -> Date {
        Date::from_text(text).expect("a date")
    }

    #[test]
    fn without_a_day_nothing_is_said() {
        assert_eq!(past(&[], date("2026-11-24"), 12), Past::default());
    }

    #[test]
    fn today_is_compared_with_the_same_hours_of_days_before() {
        let days = [
            (
                date("2026-11-20"),
                day(&[("09", 10, 5), ("15", 90, 0)], "Sold", None),
            ),
            (
                date("2026-11-23"),
                day(&[("09", 20, 5)], "Sold", Some("Autumn")),
            ),
            (
                date("2026-11-24"),
                day(&[("09", 12, 3), ("10", 8, 3)], "Busy", Some("Autumn")),
            ),
            // A clock that went back: nothing of tomorrow is known.
            (date("2026-11-25"), day(&[("09", 1, 1)], "Busy", None)),
        ];
        let past = past(&days, date("2026-11-24"), 10);
        assert_eq!(past.n_days, 2);
        let today = Summary {
            n_calls: 20,
            reached_percent: Some(30),
            talk_ms: Some(60_000),
            wrap_up_ms: Some(10_000),
            gap_ms: Some(30_000),
            an_hour_tenths: Some(100),
        };
        assert_eq!(past.today, today);
        let usual = past.usual.expect("two days");
        assert_eq!((usual.n_calls, usual.reached_percent), (15, Some(37)));
        assert_eq!(usual.an_hour_tenths, Some(150));
        let hours: Vec<_> = past
            .hours
            .iter()
            .map(|one| (one.hour, one.n_calls))
            .collect();
        assert_eq!(
            hours,
            [
                (9, 42),
                (10, 8),
                (11, 0),
                (12, 0),
                (13, 0),
                (14, 0),
                (15, 90)
            ]
        );
    }

    #[test]
    fn rates_are_told_with_their_calls_and_lists_by_their_size() {
        let days = [
            (date("2026-11-20"), day(&[("09", 3, 1)], "Sold", None)),
            (
                date("2026-11-23"),
                day(&[("09", 20, 5)], "Busy", Some("Autumn")),
            ),
            (
                date("2026-11-24"),
                day(&[("09", 12, 3)], "Busy", Some("Autumn")),
            ),
        ];
        let past = past(&days, date("2026-11-24"), 23);
        // A Friday, a Monday, a Tuesday.
        let weekdays: Vec<_> = past
            .weekdays
            .iter()
            .map(|one| (one.of, one.percent()))
            .collect();
        assert_eq!(weekdays, [(0, 25), (1, 25), (4, 33)]);
        let best = best(&past.weekdays).map(|one| one.of);
        assert_eq!(best, Some(1), "three calls of 35 are no tenth");
        let lists: Vec<_> = past
            .lists
            .iter()
            .map(|one| (one.of.as_deref(), one.n_calls))
            .collect();
        assert_eq!(lists, [(Some("Autumn"), 32), (None, 3)]);
        let outcomes: Vec<_> = past.outcomes.iter().map(|one| one.n_calls).collect();
        assert_eq!(outcomes, [32, 3]);
    }
}
