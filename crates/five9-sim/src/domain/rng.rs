//! Chance, from the configured seed only (SplitMix64).
//!
//! Rule: two simulators with one seed and the same inputs give the same outputs.

use std::time::Duration;

#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number of milliseconds, both ends included.
    pub(crate) fn duration(&mut self, from_ms: u64, to_ms: u64) -> Duration {
        let span = to_ms.saturating_sub(from_ms).saturating_add(1).max(1);
        Duration::from_millis(from_ms + self.next() % span)
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }

    /// Upper-case hexadecimal text of `n_words` × 16 characters.
    pub(crate) fn hex(&mut self, n_words: usize) -> String {
        (0..n_words)
            .map(|_| format!("{:016X}", self.next()))
            .collect()
    }

    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex(2).to_lowercase();
        format!(
            "{}-{}-4{}-a{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..32]
        )
    }
}
