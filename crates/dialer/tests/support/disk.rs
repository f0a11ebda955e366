//! What has reached the disk, latest by key: all that a start of the program has to go by.

use std::collections::BTreeMap;

use dialer::{
    Entry, IntentId, Restored, RunId, StoredCall, StoredEnd, StoredProgress, StoredRun,
    StoredRunEnd, StoredRunOrder,
};

#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    pub(crate) calls: BTreeMap<IntentId, StoredCall>,
    pub(crate) runs: BTreeMap<RunId, StoredRun>,
    pub(crate) progress: Option<StoredProgress>,
    pub(crate) orders: BTreeMap<RunId, StoredRunOrder>,
    pub(crate) ends: BTreeMap<(RunId, usize), StoredRunEnd>,
}

/// A record that was called under another number is told by its last call.
fn is_called_again(before: &StoredRunEnd, end: &StoredRunEnd) -> bool {
    match (&before.end, &end.end) {
        (StoredEnd::Called { intent: one, .. }, StoredEnd::Called { intent: other, .. }) => {
            one < other
        }
        (
            StoredEnd::Called { .. }
            | StoredEnd::Skipped(_)
            | StoredEnd::Blocked(_)
            | StoredEnd::Left,
            _,
        ) => false,
    }
}

impl Disk {
    /// Writes one entry; a record that ends a second time, and otherwise, fails the test.
    pub(crate) fn write(&mut self, entry: Entry) {
        match entry {
            Entry::Call(call) => _ = self.calls.insert(call.intent.clone(), *call),
            Entry::Run(run) => _ = self.runs.insert(run.id.clone(), *run),
            Entry::Progress(progress) => self.progress = Some(*progress),
            Entry::RunOrder(order) => _ = self.orders.insert(order.run.clone(), order),
            Entry::RunEnd(end) => {
                let key = (end.run.clone(), end.index);
                let before = self.ends.insert(key, end.clone());
                assert!(
                    before
                        .as_ref()
                        .is_none_or(|before| *before == end || is_called_again(before, &end)),
                    "record {} ends twice: {before:?}, {end:?}",
                    end.index
                );
            }
        }
    }

    /// What a start of the program reads back.
    pub(crate) fn restored(&self, browser_restarted: bool) -> Restored {
        let progress = self.progress.clone();
        let run = progress.as_ref().and_then(|one| one.run_to_read().cloned());
        let call = progress.as_ref().and_then(|progress| progress.call.clone());
        let of_run = |end: &&StoredRunEnd| Some(&end.run) == run.as_ref();
        Restored {
            ends: self.ends.values().filter(of_run).cloned().collect(),
            order: run.as_ref().and_then(|run| self.orders.get(run).cloned()),
            run: run.and_then(|run| self.runs.get(&run).cloned()),
            call: call.and_then(|call| self.calls.get(&call).cloned()),
            lately: self.calls.values().cloned().collect(),
            progress,
            browser_restarted,
        }
    }
}
