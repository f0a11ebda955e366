//! Records that may not be called, and why: set by whoever knows the rules, heeded here.

use serde::{Deserialize, Serialize};

use crate::command::Target;
use crate::dialer::Dialer;
use crate::id::RecordId;
use crate::stored::StoredEnd;

/// Why a record may not be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BlockReason {
    /// It is not the time of day at which the person may be called.
    CallingWindow,
    /// The person was called as often as allowed.
    AttemptCap,
    /// The person is on a do-not-call list.
    DoNotCall,
}

impl Dialer {
    /// A record that was just blocked loses its dial, if that has not left.
    pub(crate) fn handle_blocked(&mut self, record: RecordId, reason: Option<BlockReason>) {
        match reason {
            Some(reason) => _ = self.blocks.insert(record, reason),
            None => _ = self.blocks.remove(&record),
        }
    }

    pub(crate) fn block_of(&self, target: &Target) -> Option<BlockReason> {
        self.blocks.get(target.record.as_ref()?).copied()
    }

    /// Ends the current record as blocked, if it is; says whether.
    pub(crate) fn pass_blocked(&mut self) -> bool {
        let Some(run) = &self.run else { return false };
        let index = run.position;
        let target = run.entries.get(index).map(|entry| &entry.target);
        let Some(reason) = target.and_then(|target| self.block_of(target)) else {
            return false;
        };
        self.end_entry(index, StoredEnd::Blocked(reason), None);
        true
    }
}
