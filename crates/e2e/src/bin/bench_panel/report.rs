//! The table: what was measured, what is allowed, and whether that was kept.

use crate::measure::Measured;

/// A budget of the panel, and the plain page beside it.
#[derive(Debug)]
pub(crate) struct Row {
    what: &'static str,
    ours: f64,
    theirs: f64,
    /// Absent: told, but not judged.
    budget: Option<f64>,
}

impl Row {
    pub(crate) fn is_judged(&self) -> bool {
        self.budget.is_some()
    }

    /// A number that is none is no number within the budget.
    pub(crate) fn is_kept(&self) -> bool {
        self.budget.is_none_or(|budget| self.ours <= budget)
    }
}

/// The medians of all runs, and the first paint of the first run by itself: later openings find
/// compiled what it had to compile.
pub(crate) fn rows(ours: &[Measured], theirs: &[Measured]) -> Vec<Row> {
    let (our_median, their_median) = (Measured::median(ours), Measured::median(theirs));
    let row = |what, part: fn(&Measured) -> f64, budget: Option<f64>| Row {
        what,
        ours: part(&our_median),
        theirs: part(&their_median),
        budget,
    };
    let first = |all: &[Measured]| all.first().map_or(f64::NAN, |one| one.first_paint_ms);
    vec![
        row("first useful paint, ms", |m| m.first_paint_ms, Some(150.0)),
        Row {
            what: "the same, of the first opening, ms",
            ours: first(ours),
            theirs: first(theirs),
            budget: None,
        },
        row(
            "state change to pixels, p95, ms",
            |m| m.state_p95_ms,
            Some(50.0),
        ),
        row(
            "search key to result, p95, ms",
            |m| m.found_p95_ms,
            Some(16.0),
        ),
        row("search key to its frame, p95, ms", |m| m.drawn_p95_ms, None),
        row(
            "longest task over 50 ms while scrolling",
            |m| m.longest_task_ms,
            Some(0.0),
        ),
        row(
            "JavaScript heap and WebAssembly, MB",
            |m| m.memory_mb,
            Some(150.0),
        ),
    ]
}

pub(crate) fn print(rows: &[Row], n_records: usize, n_runs: usize) {
    say(&format!("{n_records} records, medians of {n_runs} runs"));
    say(&format!(
        "{:<42}{:>9}{:>12}{:>9}",
        "", "Ninepin", "plain page", "budget"
    ));
    for row in rows {
        let verdict = match row.budget {
            None => "        –".to_owned(),
            Some(budget) if row.is_kept() => format!("{budget:>9.0}  pass"),
            Some(budget) => format!("{budget:>9.0}  MISS"),
        };
        say(&format!(
            "{:<42}{:>9.1}{:>12.1}{verdict}",
            row.what, row.ours, row.theirs
        ));
    }
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

    fn row(ours: f64) -> Row {
        Row {
            what: "time",
            ours,
            theirs: 1.0,
            budget: Some(50.0),
        }
    }

    #[test]
    fn a_budget_is_kept_up_to_its_last_bit_and_not_without_a_number() {
        assert!(row(50.0).is_kept());
        assert!(!row(50.1).is_kept());
        assert!(!row(f64::NAN).is_kept());
    }
}
