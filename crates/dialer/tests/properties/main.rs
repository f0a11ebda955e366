//! Random shifts against a small telephone system: whatever happens, the invariants hold.
//!
//! A shift is a list of steps (commands, answers, losses, events late, twice or out of order, the
//! link, the clock, restarts); after each step the world checks what must always be so, and at the
//! end everything is mended and the run must come to its end. A failing shift is shrunk and printed.
//! `DIALER_SHIFTS` and `DIALER_SEED` in the environment ask for other numbers of shifts and others.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

#[path = "../support/disk.rs"]
mod disk;
mod fake;
mod step;
mod world;

use step::{Step, step};
use world::World;

const N_SHIFTS: u64 = 2_000;
const SEED: u64 = 20_261_122;
const N_STEPS_MAX: usize = 70;

fn config() -> Config {
    let from_environment = |name: &str, otherwise: u64| match std::env::var(name) {
        Ok(text) => text.parse().expect("a whole number"),
        Err(_) => otherwise,
    };
    Config {
        cases: u32::try_from(from_environment("DIALER_SHIFTS", N_SHIFTS)).expect("not that many"),
        // The same shifts at every run: a failure here is a failure everywhere.
        rng_seed: RngSeed::Fixed(from_environment("DIALER_SEED", SEED)),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_invariants_hold_on_every_step_of_any_shift(
        steps in prop::collection::vec(step(), 1..N_STEPS_MAX)
    ) {
        play(&steps);
    }
}

fn play(steps: &[Step]) {
    let mut world = World::new();
    for step in steps {
        world.take(step);
    }
    world.come_to_an_end();
}
