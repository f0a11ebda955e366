//! The event socket: where it is, when it is dead, and how one stays open for a whole shift.
//!
//! [`Socket`] is the whole of it, [`Life`] the part of one open socket.
//! Pings are text frames that the client sends; Five9 answers each with event 1202. Without
//! them the socket dies silently. Nothing missed while it was down is sent again.

use std::time::Duration;

use crate::Timestamp;
use crate::http::encode_into;
use crate::id::ClientKey;
use crate::model::Authority;

mod connection;

pub use connection::{
    Action, CONNECT_WAIT, GREETING_WAIT, PAUSE_FIRST, PAUSE_MAX, STABLE, Socket, State,
};

/// The text frame that asks for a pong.
///
/// Source SK: confidence V.
pub const PING_TEXT: &str = "ping";
/// The time between two pings.
///
/// Source SK: confidence V.
pub const PING_INTERVAL: Duration = Duration::from_secs(15);
/// With this many pongs missing in a row the socket is dead.
///
/// Source PPN (the guide's rule): confidence S.
pub const PONGS_MISSED_MAX: u32 = 2;
/// How long the last pong that counts may take.
///
/// So a socket that dies right after a pong is found dead within two intervals and this: 35 s.
pub const PONG_WAIT: Duration = Duration::from_secs(5);

/// The code that Five9 closes a socket with whose key is in use.
pub const CLOSE_DUPLICATE: u16 = 3000;

/// Returns the address of the agent's event socket.
///
/// "Five9 Docs/Agent WebSocket": `wss://{host}/appsvcs/ws/{key}`. Confidence V.
pub fn url(authority: &Authority, key: &ClientKey) -> String {
    let mut url = format!("wss://{authority}/appsvcs/ws/");
    encode_into(&mut url, key.as_str());
    url
}

/// The life of one open socket: says when to ping, and when it is dead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Life {
    next_due: Timestamp,
    n_pongs_missing: u32,
    /// The first missing pong is to be doubted, and was not yet.
    may_doubt: bool,
}

/// What is due in a socket's life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Send [`PING_TEXT`].
    Ping,
    /// A pong is late: read something, so that it is known whether Five9 answers at all by the time
    /// that the socket counts as dead.
    Doubt,
    /// Close it, open another with a new key, and read everything again.
    Dead,
}

impl Life {
    /// Begins when the socket has opened.
    pub fn new(now: Timestamp) -> Self {
        Self {
            next_due: now + PING_INTERVAL,
            n_pongs_missing: 0,
            may_doubt: false,
        }
    }

    /// Notes a frame. Any frame, not only a pong, shows that the socket lives.
    pub fn handle_frame(&mut self, now: Timestamp) {
        let is_waiting = self.n_pongs_missing >= PONGS_MISSED_MAX || self.may_doubt;
        if is_waiting {
            self.next_due = now + PING_INTERVAL;
        }
        self.may_doubt = false;
        self.n_pongs_missing = 0;
    }

    /// Returns when [`Life::handle_timeout`] has something to say.
    pub fn poll_timeout(&self) -> Timestamp {
        self.next_due
    }

    /// Says what is due at `now`, if anything.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Option<Due> {
        // A clock that was set back must not put the next ping off by hours.
        self.next_due = self.next_due.min(now + PING_INTERVAL);
        if now < self.next_due {
            return None;
        }
        if self.n_pongs_missing >= PONGS_MISSED_MAX {
            return Some(Due::Dead);
        }
        if std::mem::take(&mut self.may_doubt) {
            self.next_due = now + (PING_INTERVAL - PONG_WAIT);
            return Some(Due::Doubt);
        }
        self.n_pongs_missing += 1;
        self.may_doubt = self.n_pongs_missing < PONGS_MISSED_MAX;
        self.next_due = now + PONG_WAIT;
        Some(Due::Ping)
    }
}
