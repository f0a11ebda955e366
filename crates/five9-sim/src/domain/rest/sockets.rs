//! Opening the event socket and what a client sends on it.
//!
//! Rule: the first frame is 1010; only the text `ping` is answered.

use std::time::Duration;

use serde_json::Value;

use super::SOCKET_PREFIX;
use crate::domain::config::DuplicateSocket;
use crate::domain::frame::{Event, EventId};
use crate::domain::http::{Request, Response};
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;
use crate::domain::socket::{Sender, SocketId};

impl Sim {
    /// Whether this is the path of the event socket.
    #[must_use]
    pub fn is_socket_path(path: &str) -> bool {
        path.strip_prefix(SOCKET_PREFIX)
            .is_some_and(|key| !key.is_empty())
    }

    /// Opens an event socket, or answers why not.
    ///
    /// # Errors
    /// The response to send instead of the upgrade.
    pub fn open_socket(&mut self, now: Duration, request: &Request) -> Result<SocketId, Response> {
        self.handle_timeout(now);
        let key = request
            .path_only()
            .strip_prefix(SOCKET_PREFIX)
            .unwrap_or_default()
            .to_owned();
        let outcome = self.authenticate(now, request).and_then(|proof| {
            self.check_host(now, request)?;
            Ok(proof)
        });
        let agent = match outcome {
            Ok(proof) => proof.agent,
            Err(problem) => return Err(Problem::to_response(&problem, self.now_ms(now))),
        };
        let double = self.sockets.with_key(&agent, &key);
        if let Some(old) = double
            && self.config.switches.duplicate_socket == DuplicateSocket::CloseOld
        {
            self.tell_socket(now, old, EventId::DUPLICATE, None);
            self.sockets.close(old, 3000, "duplicate connection");
        }
        // Only another key is another socket: a duplicate pushes out nobody.
        if double.is_none() {
            self.sockets.make_room(&agent);
        }
        let id = self.sockets.open(now, &agent, &key);
        if double.is_some() && self.config.switches.duplicate_socket == DuplicateSocket::CloseNew {
            self.tell_socket(now, id, EventId::DUPLICATE, None);
            self.sockets.close(id, 3000, "duplicate connection");
        } else {
            let reason = "Successful WebSocket Connection";
            self.tell_socket(now, id, EventId::CONNECTED, Some(reason));
        }
        tracing::debug!(agent.id = %agent, socket = id.0, "event socket opened");
        Ok(id)
    }

    pub fn handle_socket_text(&mut self, now: Duration, id: SocketId, text: &str) {
        self.handle_timeout(now);
        let Some(socket) = self.sockets.open.get_mut(&id) else {
            return;
        };
        if text == "ping" {
            socket.note_ping(now);
        }
        let agent = socket.agent.clone();
        self.touch(now, &agent);
        if text == "ping" {
            self.tell_socket(now, id, EventId::PONG, None);
        }
    }

    pub fn handle_socket_closed(&mut self, id: SocketId) {
        self.sockets.forget(id);
    }

    fn tell_socket(
        &mut self,
        now: Duration,
        id: SocketId,
        event: EventId,
        reason: Option<&'static str>,
    ) {
        let payload = if event == EventId::PONG {
            Value::from("pong")
        } else {
            Value::Null
        };
        let sender = Sender {
            org: &self.org.id,
            now,
            now_ms: self.config.epoch_ms + crate::domain::sim::to_ms(now),
            jitter: Duration::ZERO,
            n_copies: 1,
        };
        self.sockets
            .send(sender, &[id], &Event::new(event, reason, payload));
    }
}
