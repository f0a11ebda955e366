//! Many seeds on all cores, and one seed by itself.
//!
//! Rule: what is reported depends on the seeds alone, not on which core ran what.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::fault::{Fault, Tally};
use super::world::World;

/// Invariants of DESIGN.md, and 0: the worker's outside interface.
pub(crate) const N_INVARIANTS: usize = 9;

/// What was done, by one seed or by many.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    pub(crate) n_calls: u64,
    pub(crate) n_steps: u64,
    pub(crate) n_lives: u64,
    /// Controls that succeeded, and that did not.
    pub(crate) n_controls: (usize, usize),
    pub(crate) n_checks: [u64; N_INVARIANTS],
    pub(crate) virtual_time: Duration,
    pub(crate) tally: Tally,
}

/// What one seed came to.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) seed: u64,
    pub(crate) counts: Counts,
    /// Which invariant broke, and how.
    pub(crate) failure: Option<(usize, String)>,
}

/// Sums over a range of seeds.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) n_seeds: u64,
    pub(crate) counts: Counts,
    pub(crate) failures: Vec<Outcome>,
    pub(crate) took: Duration,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.n_calls += other.n_calls;
        self.n_steps += other.n_steps;
        self.n_lives += other.n_lives;
        self.n_controls.0 += other.n_controls.0;
        self.n_controls.1 += other.n_controls.1;
        for (sum, n_checks) in self.n_checks.iter_mut().zip(other.n_checks) {
            *sum += n_checks;
        }
        self.virtual_time += other.virtual_time;
        self.tally.add(&other.tally);
    }
}

impl Totals {
    fn add(&mut self, outcome: &Outcome) {
        self.n_seeds += 1;
        self.counts.add(&outcome.counts);
        if outcome.failure.is_some() {
            self.failures.push(outcome.clone());
        }
    }

    /// Kinds of faults that never took effect.
    pub(crate) fn idle_faults(&self) -> Vec<Fault> {
        let idle = |fault: &Fault| self.counts.tally.effective(*fault) == 0;
        Fault::ALL.into_iter().filter(idle).collect()
    }
}

/// Runs one seed; with its steps if they are wanted.
pub(crate) fn run_seed(seed: u64, is_verbose: bool) -> (Outcome, Vec<String>) {
    let mut world = World::new(seed, is_verbose);
    let run = catch_unwind(AssertUnwindSafe(|| world.run()));
    if let Err(panic) = run {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        let text = format!("panicked: {}", text.unwrap_or_default());
        world.checks.fail(0, text);
    }
    let violation = world.violation();
    let outcome = Outcome {
        seed,
        counts: Counts {
            n_calls: u64::try_from(world.sim.calls().len()).unwrap_or_default(),
            n_steps: world.n_steps,
            n_lives: u64::from(world.process.life),
            n_controls: world.checks.n_controls,
            n_checks: world.checks.n_made,
            virtual_time: world.now,
            tally: world.tally.clone(),
        },
        failure: violation.map(|violation| (violation.invariant, violation.text.clone())),
    };
    (outcome, world.take_journal())
}

/// Runs seeds `from` to `from + n − 1`.
pub(crate) fn run_seeds(from: u64, n_seeds: u64) -> Totals {
    let started = Instant::now();
    let next = AtomicU64::new(from);
    let outcomes = Mutex::new(Vec::new());
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + n_seeds {
                        return;
                    }
                    let (outcome, _) = run_seed(seed, false);
                    outcomes.lock().expect("no thread panics").push(outcome);
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().expect("no thread panics");
    outcomes.sort_by_key(|outcome| outcome.seed);
    let mut totals = Totals::default();
    for outcome in &outcomes {
        totals.add(outcome);
    }
    totals.took = started.elapsed();
    totals
}
