//! The request log that tests read.
//!
//! Rule: a request is logged when it arrives, exactly as it came; what a person does on the desktop page is not.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};

use super::http::Request;
use super::id::CallId;

/// The oldest entries go first when a log grows beyond this.
const N_ENTRIES_MAX: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogId(u64);

/// One request, as a program in the same process reads it. `Debug` does not show the body.
#[derive(Clone)]
pub struct Entry {
    id: u64,
    /// When its last byte arrived.
    pub arrived_at: Duration,
    pub method: &'static str,
    /// With its query.
    pub path: String,
    pub body: Option<String>,
    /// What the client was answered; absent while held, or if the answer was dropped.
    pub status: Option<u16>,
    /// What the service itself said, whatever became of its answer; absent: never handled.
    pub handled: Option<u16>,
    /// The call that it made, once there is one.
    pub call: Option<CallId>,
    /// The dial was accepted, and its call is still to come.
    pub is_call_to_come: bool,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("status", &self.status)
            .field("handled", &self.handled)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Default)]
pub(crate) struct Log {
    entries: VecDeque<Entry>,
    n_logged: u64,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Log")
            .field("n_entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

impl Log {
    pub(crate) fn record(&mut self, now: Duration, request: &Request) -> LogId {
        self.n_logged += 1;
        if self.entries.len() == N_ENTRIES_MAX {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            id: self.n_logged,
            arrived_at: now,
            method: request.method.as_str(),
            path: request.path.clone(),
            body: (!request.body.is_empty()).then(|| request.body.clone()),
            status: None,
            handled: None,
            call: None,
            is_call_to_come: false,
        });
        LogId(self.n_logged)
    }

    pub(crate) fn answered(&mut self, id: LogId, status: u16) {
        if let Some(entry) = self.entry_mut(id) {
            entry.status = Some(status);
        }
    }

    pub(crate) fn handled(&mut self, id: LogId, status: u16) {
        if let Some(entry) = self.entry_mut(id) {
            entry.handled = Some(status);
        }
    }

    pub(crate) fn made(&mut self, id: LogId, call: &CallId) {
        if let Some(entry) = self.entry_mut(id) {
            entry.call = Some(call.clone());
            entry.is_call_to_come = false;
        }
    }

    pub(crate) fn will_make(&mut self, id: LogId) {
        if let Some(entry) = self.entry_mut(id) {
            entry.is_call_to_come = true;
        }
    }

    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter()
    }

    fn entry_mut(&mut self, id: LogId) -> Option<&mut Entry> {
        // Ids count up without a gap.
        let first = self.entries.front()?.id;
        let place = usize::try_from(id.0.checked_sub(first)?).ok()?;
        self.entries.get_mut(place)
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn to_json(&self) -> Value {
        self.entries.iter().map(Entry::to_json).collect()
    }
}

impl Entry {
    fn to_json(&self) -> Value {
        json!({
            "t_ms": tenths(self.arrived_at), "method": self.method, "path": self.path,
            "body": self.body, "status": self.status, "handled": self.handled, "callId": self.call,
        })
    }
}

/// Milliseconds with one decimal.
pub(crate) fn tenths(at: Duration) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "exact below 2^53 tenths, some 28,000 years"
    )]
    let tenths = (at.as_micros() / 100) as f64;
    tenths / 10.0
}
