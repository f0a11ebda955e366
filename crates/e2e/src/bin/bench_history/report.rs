//! The table: what was measured by how many calls, what is allowed, and whether that was kept.

use std::fmt;

/// At so many calls budgets hold.
const N_JUDGED: u64 = 100_000;

/// Medians at one number of calls, ms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) n_calls: u64,
    /// Opened for the first time by this version: its new tables are filled.
    pub(crate) open_ms: f64,
    /// One call is written, strictly durable, with its attempt and its day.
    pub(crate) insert_ms: f64,
    /// The newest 50 calls of all.
    pub(crate) page_ms: f64,
    /// All calls of one day.
    pub(crate) day_ms: f64,
    /// The newest 5,000, and those of them that have two words.
    pub(crate) search_ms: f64,
    /// All calls to a number.
    pub(crate) number_ms: f64,
    /// All days by weekday, hour, outcome and list.
    pub(crate) aggregate_ms: f64,
}

/// A row of the table: what, of which number, and its budget at [`N_JUDGED`] calls.
type Row = (&'static str, fn(&Measured) -> f64, Option<f64>);

const ROWS: [Row; 7] = [
    ("brought up to date, once", |one| one.open_ms, None),
    ("one call written", |one| one.insert_ms, None),
    ("page: the newest 50", |one| one.page_ms, Some(20.0)),
    ("a day of 400", |one| one.day_ms, None),
    ("newest 5,000, searched", |one| one.search_ms, None),
    ("all calls to a number", |one| one.number_ms, None),
    (
        "aggregates of all days",
        |one| one.aggregate_ms,
        Some(200.0),
    ),
];

impl Measured {
    /// Budgets that are not kept. A number that is none is not within one.
    pub(crate) fn n_missed(&self) -> usize {
        let is_judged = self.n_calls <= N_JUDGED;
        let missed = ROWS.iter().filter(|(_, part, budget)| {
            let is_kept = budget.is_none_or(|budget| part(self) <= budget);
            is_judged && !is_kept
        });
        missed.count()
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, part, _) in ROWS {
            write!(f, "{what} {:.1} ms; ", part(self))?;
        }
        Ok(())
    }
}

pub(crate) fn print(all: &[Measured]) {
    let mut head = format!("{:<28}", "medians, ms, by calls");
    for one in all {
        head.push_str(&format!("{:>12}", one.n_calls));
    }
    say(&format!("{head}{:>12}", "budget"));
    for (what, part, budget) in ROWS {
        let mut line = format!("{what:<28}");
        for one in all {
            line.push_str(&format!("{:>12.1}", part(one)));
        }
        let judged = all.iter().filter(|one| one.n_calls <= N_JUDGED);
        line.push_str(&match budget {
            None => format!("{:>12}", "–"),
            Some(budget) if judged.clone().all(|one| part(one) <= budget) => {
                format!("{budget:>12.0}  pass")
            }
            Some(budget) => format!("{budget:>12.0}  MISS"),
        });
        say(&line);
    }
    say("budgets hold up to 100,000 calls");
}

#[expect(
    clippy::print_stdout,
    reason = "the benchmark tells the person its times"
)]
pub(crate) fn say(what: &str) {
    println!("{what}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_hold_up_to_a_hundred_thousand_calls_and_not_without_a_number() {
        let measured = |n_calls, page_ms| Measured {
            n_calls,
            open_ms: 1.0,
            insert_ms: 1.0,
            page_ms,
            day_ms: 1.0,
            search_ms: 1.0,
            number_ms: 1.0,
            aggregate_ms: 1.0,
        };
        assert_eq!(measured(100_000, 20.0).n_missed(), 0);
        assert_eq!(measured(1_000, 20.1).n_missed(), 1);
        assert_eq!(measured(1_000, f64::NAN).n_missed(), 1);
        assert_eq!(measured(1_000_000, 20.1).n_missed(), 0);
    }
}
