//! Chance from a seed, so that a story that failed can be played again as it was.
//!
//! `NINEPIN_SEED` replaces the seed of every story: the same plot at other moments.

use std::time::Duration;

/// Names another seed than the story's own.
const SEED_VARIABLE: &str = "NINEPIN_SEED";

/// A seeded source of chance (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let given = std::env::var(SEED_VARIABLE).ok();
        let seed = given.and_then(|text| text.parse().ok()).unwrap_or(seed);
        Self { seed, state: seed }
    }

    /// What it was started with, for messages.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// A whole number below `n`, which is not zero.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap_or_default()
    }

    /// A length of time from nothing up to the given one.
    pub fn up_to(&mut self, longest: Duration) -> Duration {
        let span_ms = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX - 1);
        Duration::from_millis(self.next() % (span_ms + 1))
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for idx in (1..all.len()).rev() {
            let other = self.below(idx + 1);
            all.swap(idx, other);
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_order_and_loses_nobody() {
        let shuffled = |seed| {
            let mut all: Vec<usize> = (0..50).collect();
            Dice { seed, state: seed }.shuffle(&mut all);
            all
        };
        assert_eq!(shuffled(1), shuffled(1));
        assert_ne!(shuffled(1), shuffled(2));
        let mut sorted = shuffled(1);
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..50));
    }
}
