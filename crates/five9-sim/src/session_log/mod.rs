//! Session logs: what a client and the service said to each other, redacted, and its replay.
//!
//! Rule: no telephone number, name, note, token or cookie is in a log; the same value has the same
//! stand-in everywhere, so that a log still shows what belongs together.

mod redact;
mod replay;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::redact::Redactor;
pub use self::replay::{Difference, ReplayError, Replayed, replay};

/// The only version there is.
const VERSION: u32 = 1;

/// Who said something on a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum From {
    Client,
    Service,
}

/// One line of a log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum Line {
    /// The first one.
    Session { version: u32 },
    /// A request and what it was answered.
    Exchange {
        /// Since the start of the service, milliseconds.
        t_ms: f64,
        method: String,
        /// With its query.
        path: String,
        /// Only those that prove who sends the request.
        headers: Vec<(String, String)>,
        /// Absent: none was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        /// Absent: the answer was dropped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// Absent: it had no body.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Value>,
    },
    /// A frame of an event socket.
    Frame {
        t_ms: f64,
        socket: u64,
        from: From,
        frame: Value,
    },
}

impl Line {
    /// The line that a log starts with.
    #[must_use]
    pub fn head() -> Self {
        Self::Session { version: VERSION }
    }

    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
