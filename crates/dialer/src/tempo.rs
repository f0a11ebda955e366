//! How long a record of a run takes, from the last ones.

use std::collections::VecDeque;

use crate::time::Timestamp;

/// So many records are looked at.
const N_MAX: usize = 20;
/// Fewer say nothing.
const N_MIN: usize = 3;

/// Times from one record's first dial to the next one's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tempo {
    pub(crate) lengths_ms: VecDeque<u64>,
    /// The record that was dialed last, and when first.
    pub(crate) started: Option<(usize, Timestamp)>,
}

impl Tempo {
    /// A record is about to be dialed; one that is dialed again does not begin again.
    pub(crate) fn note_start(&mut self, index: usize, now: Timestamp) {
        let before = self.started;
        if before.is_some_and(|(known, _)| known == index) {
            return;
        }
        self.started = Some((index, now));
        let Some((_, before)) = before.filter(|(_, before)| *before <= now) else {
            return;
        };
        let length = now.since(before);
        self.lengths_ms
            .push_back(u64::try_from(length.as_millis()).unwrap_or(u64::MAX));
        if self.lengths_ms.len() > N_MAX {
            self.lengths_ms.pop_front();
        }
    }

    /// The median, once there are enough.
    pub(crate) fn ms_per_record(&self) -> Option<u64> {
        let mut lengths: Vec<u64> = self.lengths_ms.iter().copied().collect();
        lengths.sort_unstable();
        let median = lengths.get(lengths.len() / 2).copied();
        median.filter(|_| lengths.len() >= N_MIN)
    }
}
