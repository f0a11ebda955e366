//! What a search prints.
//!
//! Rule: a failing seed is printed so that it can be run again as it was.

use std::fmt::Write as _;

use super::fault::Fault;
use super::search::{Outcome, Totals};

/// More failing seeds than this are counted, not named.
const N_NAMED_MAX: usize = 1_000;

const INVARIANTS: [&str; 9] = [
    "outside interface: answered once, timers end",
    "at most one dial per intent",
    "nothing skipped, nothing lost",
    "no success without evidence",
    "one live call",
    "cancel means cancel",
    "blocked is blocked",
    "the link is known",
    "liveness",
];

impl Totals {
    pub(crate) fn print(&self) -> String {
        let mut text = String::new();
        let seconds = self.took.as_secs_f64().max(0.001);
        _ = writeln!(
            text,
            "{} seeds, {} simulated calls in {seconds:.1} s: {:.0} calls/s",
            self.n_seeds,
            self.counts.n_calls,
            as_f64(self.counts.n_calls) / seconds
        );
        _ = writeln!(
            text,
            "{:.0} h of virtual time, {} steps, {} worker lives",
            self.counts.virtual_time.as_secs_f64() / 3_600.0,
            self.counts.n_steps,
            self.counts.n_lives
        );
        let (n_done, n_not_done) = self.counts.n_controls;
        _ = writeln!(
            text,
            "{n_done} controls done, {n_not_done} refused or not known"
        );
        _ = writeln!(
            text,
            "\nfaults                                        injected  effective"
        );
        for fault in Fault::ALL {
            _ = writeln!(
                text,
                "  {:<42}{:>10} {:>10}",
                fault.name(),
                self.counts.tally.injected(fault),
                self.counts.tally.effective(fault)
            );
        }
        _ = writeln!(
            text,
            "\ninvariants                                      checks"
        );
        for (number, name) in INVARIANTS.iter().enumerate() {
            _ = writeln!(
                text,
                "  {number} {name:<44}{:>8}",
                self.counts.n_checks[number]
            );
        }
        let n_checks: u64 = self.counts.n_checks.iter().sum();
        _ = writeln!(text, "  {:<46}{n_checks:>8}", "in all");
        self.print_failures(&mut text);
        text
    }

    fn print_failures(&self, text: &mut String) {
        for failure in self.failures.iter().take(N_NAMED_MAX) {
            _ = writeln!(text, "{}", failure.print());
        }
        if self.failures.is_empty() {
            _ = writeln!(text, "\nclean");
        } else {
            _ = writeln!(text, "\n{} seeds FAILED", self.failures.len());
        }
    }
}

impl Outcome {
    pub(crate) fn print(&self) -> String {
        match &self.failure {
            None => format!("seed {} is clean: {} calls", self.seed, self.counts.n_calls),
            Some((invariant, how)) => format!(
                "seed {} breaks invariant {invariant} after {:?}: {how}\n  after: {}\n  \
                 again, step by step: cargo xtask simulate --seed {} --verbose",
                self.seed,
                self.counts.virtual_time,
                self.faults_met(),
                self.seed
            ),
        }
    }

    /// What had gone wrong by then.
    fn faults_met(&self) -> String {
        let met = Fault::ALL
            .iter()
            .filter(|fault| self.counts.tally.effective(**fault) > 0);
        let names: Vec<&str> = met.map(|fault| fault.name()).collect();
        names.join(", ")
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of calls are far below 2^53"
)]
fn as_f64(count: u64) -> f64 {
    count as f64
}
