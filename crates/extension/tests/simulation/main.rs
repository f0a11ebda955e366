//! The deterministic simulation: seeds that once found a bug, and some fresh ones.
//!
//! Rule: every seed that ever found a bug stays; long searches are `cargo xtask simulate`.

mod harness;

use harness::search::{run_seed, run_seeds};

/// Seeds that found something, each with what it was.
const PINNED: [(u64, &str); 0] = [];

#[test]
fn every_seed_that_found_a_bug_is_clean() {
    for (seed, what) in PINNED {
        let (outcome, steps) = run_seed(seed, true);
        assert!(
            outcome.failure.is_none(),
            "{what}\n{}\n{}",
            steps.join("\n"),
            outcome.print()
        );
    }
}

#[test]
fn fresh_seeds_are_clean_and_every_fault_takes_effect() {
    let totals = run_seeds(1, 150);
    let report = totals.print();
    assert!(totals.failures.is_empty(), "{report}");
    assert_eq!(totals.idle_faults(), [], "{report}");
}

#[test]
fn a_seed_makes_the_same_steps_again() {
    for seed in [3, 4, 5] {
        let (one, other) = (run_seed(seed, true), run_seed(seed, true));
        assert_eq!(one.1, other.1);
        assert_eq!(one.0.n_checks, other.0.n_checks);
    }
}
