//! The event socket: what the client's machine wants done for it, carried out through the adopted tab.
//!
//! While events do not arrive, calls are read; a move of the organisation leads to its new host.

use five9::id::ClientKey;
use five9::model::Authority;
use five9::socket::{Action, Socket};

use crate::message::SocketCommand;
use crate::worker::effect::Effect;
use crate::worker::requests::Purpose;
use crate::worker::{Millis, Worker, to_five9};

impl Worker {
    /// Has the machine take something, and does what it wants done.
    pub(super) fn socket(
        &mut self,
        now: Millis,
        handle: impl FnOnce(&mut Socket, five9::Timestamp),
    ) {
        let was_open = self.link.socket.is_open();
        handle(&mut self.link.socket, to_five9::five9_time(now));
        self.after_socket(was_open, now);
    }

    /// Apart, so that it is compiled once and not for everything that the machine takes.
    #[inline(never)]
    fn after_socket(&mut self, was_open: bool, now: Millis) {
        let is_open = self.link.socket.is_open();
        if is_open && !was_open {
            self.link.events_since = now;
        } else if was_open {
            self.link.poll_at = if is_open { self.link.poll_at } else { now };
        }
        while let Some(action) = self.link.socket.poll_action() {
            self.obey_socket(action, now);
        }
    }

    fn obey_socket(&mut self, action: Action, now: Millis) {
        match action {
            Action::Open { url, .. } => {
                self.send_socket(Purpose::OpenSocket, SocketCommand::Open { url }, now);
            }
            Action::Ping => self.send_socket(Purpose::PingSocket, SocketCommand::Ping, now),
            Action::Close => self.send_socket(Purpose::CloseSocket, SocketCommand::Close, now),
            Action::Doubt => self.read_calls(now),
            Action::ReReadAll => self.read_again(now),
            Action::Locate => self.follow_migration(now),
            Action::Moved { authority } => {
                self.link.moved_to = Some(authority);
                self.link.begin_check();
            }
        }
    }

    /// Takes it that the API lives there. `found` is the key of a socket that the tab holds open.
    pub(super) fn place_socket(&mut self, found: Option<String>, now: Millis) {
        let Some(authority) = self.link.authority() else {
            return;
        };
        self.socket(now, |socket, now| match found {
            Some(key) => {
                socket.handle_found_open(authority, ClientKey::new(key), now);
                // All is read anyhow when a tab is adopted.
                _ = socket.poll_action();
            }
            None => socket.handle_authority(authority, now),
        });
    }

    /// Opens another at once, whatever the pause.
    pub(super) fn hurry_socket(&mut self, now: Millis) {
        if self.link.is_logged_in() && !self.link.socket.is_open() {
            self.link.drop_socket();
            self.place_socket(None, now);
        }
    }

    pub(super) fn drive_socket(&mut self, now: Millis) {
        let was_open = self.link.socket.is_open();
        self.socket(now, Socket::handle_timeout);
        // Neither events nor answers: that is the link, and need not be found out again.
        if was_open
            && !self.link.socket.is_open()
            && let Some(failure) = self.link.unanswered.take()
        {
            self.lose(failure, now);
        }
    }

    /// The socket is gone.
    pub(super) fn socket_closed(&mut self, code: Option<u16>, now: Millis) {
        self.socket(now, |socket, now| socket.handle_closed(code, now));
    }

    pub(super) fn send_socket(&mut self, purpose: Purpose, command: SocketCommand, now: Millis) {
        let request_id = self.next_id();
        self.requests.add(request_id.clone(), purpose, None, now);
        let Some((tab, hello)) = self.link.adopted_hello() else {
            self.undelivered.push(request_id);
            return;
        };
        let connector_id = hello.connector_id.clone();
        let route = self.route_to(tab);
        let message = to_five9::socket_message(command, request_id.clone(), connector_id, now);
        self.effects.push_back(Effect::Send {
            request_id,
            route,
            message,
        });
    }
}

impl crate::worker::link::Link {
    /// No socket is wanted; what the tab holds it keeps or loses with itself.
    pub(super) fn drop_socket(&mut self) {
        self.socket.shut();
        while self.socket.poll_action().is_some() {}
    }

    /// Where the API lives: where Five9 said that it moves, else as the metadata says, else the
    /// tab's own host.
    pub(super) fn authority(&self) -> Option<Authority> {
        let named = self.metadata.as_ref();
        let named = named.and_then(five9::model::Metadata::api_authority);
        self.moved_to.clone().or(named).or_else(|| {
            let (_, hello) = self.adopted_hello()?;
            let (host, port) = hello.host.split_once(':').unwrap_or((&hello.host, "443"));
            Some(Authority {
                host: host.to_owned(),
                port: port.parse().ok()?,
            })
        })
    }
}
