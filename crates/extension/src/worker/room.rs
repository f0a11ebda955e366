//! How much more the browser keeps for us: read now and then, and said when it ends soon.
//!
//! Rule: nothing waits for it and no call is refused because of it; only a write that failed stops one.

use crate::worker::effect::Effect;
use crate::worker::{Millis, Worker};

/// Less than this is little. A call is written anew with each thing that becomes known of it, which
/// the browser's log keeps for a while, and again for each system that hears of it: 20 KB at most.
/// A thousand calls a day are 20 MB then, so five full days are left to save and delete.
const LITTLE_BYTES: u64 = 100_000_000;
const AGAIN_MS: Millis = 60 * 60_000;
/// While little is left: whoever made room sees it.
const AGAIN_SOON_MS: Millis = 60_000;

/// What is known of the room there is.
#[derive(Debug, Default)]
pub(super) struct Room {
    left_bytes: Option<u64>,
    asked_at: Option<Millis>,
    /// The write that failed for want of it, until what came of it is told.
    full_write: Option<u64>,
}

impl Room {
    /// What is left, where that is little.
    pub(super) fn little_left(&self) -> Option<u64> {
        self.left_bytes.filter(|left| *left < LITTLE_BYTES)
    }

    /// A time ahead of now is of a clock that was set back.
    fn is_fresh(&self, now: Millis) -> bool {
        let again = match self.little_left() {
            Some(_) => AGAIN_SOON_MS,
            None => AGAIN_MS,
        };
        self.asked_at
            .is_some_and(|at| at <= now && now < at + again)
    }

    /// Whether this write failed for want of room.
    pub(super) fn take_full(&mut self, write: u64) -> bool {
        self.full_write.take_if(|full| *full == write).is_some()
    }
}

impl Worker {
    /// With whatever wakes the worker: it is not woken for this.
    pub(super) fn look_at_room(&mut self, now: Millis) {
        if !self.room.is_fresh(now) {
            self.room.asked_at = Some(now);
            self.effects.push_back(Effect::ReadRoom);
        }
    }

    pub(super) fn handle_room(&mut self, left_bytes: Option<u64>) {
        self.room.left_bytes = left_bytes;
    }

    pub(super) fn handle_store_full(&mut self, write: u64) {
        self.room.full_write = Some(write);
        // How much is left is asked at once.
        self.room.asked_at = None;
    }
}
