//! Keeping one event socket open for a whole shift, with no clock and no I/O.
//!
//! One socket at a time, each under a key that nobody used before. What happened while none was
//! open is never sent again, so after every opening everything is read again. A move to another
//! host closes the old socket at once: it would answer pings for ever and tell nothing.

use std::collections::VecDeque;
use std::time::Duration;

use super::{CLOSE_DUPLICATE, Due, Life, url};
use crate::Timestamp;
use crate::event::Event;
use crate::id::ClientKey;
use crate::model::{Authority, api_authority};

/// A socket that has not opened after this long is given up.
pub const CONNECT_WAIT: Duration = Duration::from_secs(10);
/// A socket greets with event 1010; without it, everything is read again this long after opening.
pub const GREETING_WAIT: Duration = Duration::from_secs(2);
/// The pause before the first reconnect; it doubles with each that fails.
pub const PAUSE_FIRST: Duration = Duration::from_millis(500);
/// The longest pause between two reconnects.
pub const PAUSE_MAX: Duration = Duration::from_secs(30);
/// A socket that lived this long was no failure: the next pause is the first one again.
pub const STABLE: Duration = Duration::from_secs(15);

/// The code of a close that somebody meant: the session ended, or a fourth socket pushed out this
/// one (S).
const CLOSE_NORMAL: u16 = 1000;

/// What the caller does for a socket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// Open a socket at this address, and tell [`Socket::handle_opened`] or
    /// [`Socket::handle_closed`].
    Open {
        /// The key in the address.
        key: ClientKey,
        /// Where to.
        url: String,
    },
    /// Send [`super::PING_TEXT`].
    Ping,
    /// Close the socket. What it may still tell is of no interest.
    Close,
    /// A pong is late: read something, so that it is known whether Five9 answers at all.
    Doubt,
    /// Read log-in state, station, presence and calls again.
    ReReadAll,
    /// Read the metadata, and tell [`Socket::handle_authority`] which host it names: the
    /// organisation moves, or the session may be over. While a move lasts it can come with every
    /// request that is refused: one read a second is enough.
    Locate,
    /// Five9 named a new host: requests go there from now on.
    Moved {
        /// The host.
        authority: Authority,
    },
}

/// How far the socket is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// None is wanted: it is not known where to, or [`Socket::shut`] was asked for.
    Shut,
    /// None is open; the next attempt waits for its time. Events are missed: read instead.
    Down,
    /// One is being opened. Events are missed: read instead.
    Connecting,
    /// One is open.
    Open,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Phase {
    Shut,
    Down(Deadline),
    Connecting(Deadline),
    Open {
        life: Life,
        since: Timestamp,
        /// Present until the socket greeted.
        greeting: Option<Deadline>,
    },
}

/// A moment that a clock set back delays by no more than its own length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Deadline {
    at: Timestamp,
    length: Duration,
}

impl Deadline {
    fn new(now: Timestamp, length: Duration) -> Self {
        let at = now + length;
        Self { at, length }
    }

    /// Says whether it has come.
    fn is_due(&mut self, now: Timestamp) -> bool {
        self.at = self.at.min(now + self.length);
        self.at <= now
    }
}

/// The event socket of an agent, through reconnects and moves.
///
/// After every `handle_*` the caller drains [`Socket::poll_action`] to `None`. Each kind of action
/// waits at most once, so the queue stays below eight.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Socket {
    stem: String,
    authority: Option<Authority>,
    /// Where a forced migration leads, until the move.
    next_authority: Option<Authority>,
    phase: Phase,
    key: Option<ClientKey>,
    /// Attempts in a row that did not lead to a stable socket.
    n_failed: u32,
    n_keys: u32,
    actions: VecDeque<Action>,
}

impl Socket {
    /// Makes a socket that knows no host yet.
    ///
    /// `stem` is random text, another one for every `Socket`: it makes the keys unique, and spreads
    /// the reconnects of clients that were cut off together.
    pub fn new(stem: impl Into<String>) -> Self {
        Self {
            stem: stem.into(),
            authority: None,
            next_authority: None,
            phase: Phase::Shut,
            key: None,
            n_failed: 0,
            n_keys: 0,
            actions: VecDeque::new(),
        }
    }

    /// Returns how far the socket is.
    pub fn state(&self) -> State {
        match self.phase {
            Phase::Shut => State::Shut,
            Phase::Down(_) => State::Down,
            Phase::Connecting(_) => State::Connecting,
            Phase::Open { .. } => State::Open,
        }
    }

    /// Says whether events arrive.
    pub fn is_open(&self) -> bool {
        self.state() == State::Open
    }

    /// Returns the key of the socket that is, or was last, asked for.
    pub fn key(&self) -> Option<&ClientKey> {
        self.key.as_ref()
    }

    /// Returns the host that the socket belongs to.
    pub fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }

    /// Returns what to do next.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// Returns when [`Socket::handle_timeout`] is due; absent means never.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        match &self.phase {
            Phase::Shut => None,
            Phase::Down(deadline) | Phase::Connecting(deadline) => Some(deadline.at),
            Phase::Open { life, greeting, .. } => {
                let ping = life.poll_timeout();
                Some(greeting.map_or(ping, |greeting| greeting.at.min(ping)))
            }
        }
    }

    /// Takes it that the API lives at this host, as the metadata says.
    ///
    /// The first host, and any other than the last one, opens a socket at once.
    pub fn handle_authority(&mut self, authority: Authority, now: Timestamp) {
        self.next_authority = None;
        if self.authority.as_ref() == Some(&authority) && self.phase != Phase::Shut {
            return;
        }
        self.authority = Some(authority);
        self.close();
        self.n_failed = 0;
        self.open(now);
    }

    /// Takes over a socket that somebody opened in a former life of the caller.
    pub fn handle_found_open(&mut self, authority: Authority, key: ClientKey, now: Timestamp) {
        self.authority = Some(authority);
        self.key = Some(key);
        self.n_failed = 0;
        self.open_since(now, None);
        self.push(Action::ReReadAll);
    }

    /// Takes it that the socket asked for is open.
    pub fn handle_opened(&mut self, now: Timestamp) {
        if matches!(self.phase, Phase::Connecting(_)) {
            self.open_since(now, Some(Deadline::new(now, GREETING_WAIT)));
        }
    }

    /// Takes it that the socket asked for has closed, or could not be opened.
    ///
    /// `code` is the WebSocket's close code; absent means that there was none, as with 1006.
    pub fn handle_closed(&mut self, code: Option<u16>, now: Timestamp) {
        if matches!(self.phase, Phase::Shut | Phase::Down(_)) {
            return;
        }
        if code == Some(CLOSE_NORMAL) {
            self.push(Action::Locate);
        }
        if let Some(next) = self.next_authority.take() {
            self.phase = Phase::Shut;
            self.move_to(next, now);
        } else if code == Some(CLOSE_DUPLICATE) && self.n_failed == 0 {
            // Another key is all that it takes; if not, the pauses come.
            self.n_failed = 1;
            self.phase = Phase::Shut;
            self.open(now);
        } else {
            self.fall(now);
        }
    }

    /// Takes a frame; `None` is one that could not be read. Any frame shows that the socket lives.
    pub fn handle_frame(&mut self, event: Option<&Event>, now: Timestamp) {
        let Phase::Open { life, greeting, .. } = &mut self.phase else {
            return;
        };
        life.handle_frame(now);
        if greeting.take().is_some() {
            self.push(Action::ReReadAll);
        }
        match event {
            Some(Event::Duplicate) => {
                self.push(Action::Close);
                self.handle_closed(Some(CLOSE_DUPLICATE), now);
            }
            Some(Event::MigrationForced(data_centers)) => {
                let named = data_centers.as_deref().and_then(api_authority);
                self.next_authority = named.or(self.next_authority.take());
                self.push(Action::Locate);
            }
            Some(Event::MaintenanceCompleted) => self.handle_migrated(now),
            Some(
                Event::MaintenanceStarted
                | Event::MigrationGraceful
                | Event::ServerUnavailable
                | Event::EventBusUnavailable
                | Event::FarmReassigned,
            ) => self.push(Action::Locate),
            _ => {}
        }
    }

    /// Takes it that Five9 refused a request with [`crate::Error::Migrated`].
    pub fn handle_migrated(&mut self, now: Timestamp) {
        self.push(Action::Locate);
        if let Some(next) = self.next_authority.take() {
            self.move_to(next, now);
        }
    }

    /// Takes it that the network is back: a pause that is left is not worth waiting for.
    pub fn handle_online(&mut self, now: Timestamp) {
        if matches!(self.phase, Phase::Down(_)) {
            self.open(now);
        }
    }

    /// Wants no socket any more, until [`Socket::handle_authority`].
    pub fn shut(&mut self) {
        self.close();
        self.phase = Phase::Shut;
        self.authority = None;
        self.next_authority = None;
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        match &mut self.phase {
            Phase::Shut => {}
            Phase::Down(deadline) => {
                if deadline.is_due(now) {
                    self.open(now);
                }
            }
            Phase::Connecting(deadline) => {
                if deadline.is_due(now) {
                    self.push(Action::Close);
                    self.fall(now);
                }
            }
            Phase::Open { life, greeting, .. } => {
                let due = life.handle_timeout(now);
                let is_late = greeting.as_mut().is_some_and(|late| late.is_due(now));
                if is_late {
                    *greeting = None;
                    self.push(Action::ReReadAll);
                }
                match due {
                    Some(Due::Ping) => self.push(Action::Ping),
                    Some(Due::Doubt) => self.push(Action::Doubt),
                    Some(Due::Dead) => {
                        self.push(Action::Close);
                        self.fall(now);
                    }
                    None => {}
                }
            }
        }
    }

    fn open_since(&mut self, now: Timestamp, greeting: Option<Deadline>) {
        self.phase = Phase::Open {
            life: Life::new(now),
            since: now,
            greeting,
        };
    }

    fn move_to(&mut self, authority: Authority, now: Timestamp) {
        self.push(Action::Moved {
            authority: authority.clone(),
        });
        self.handle_authority(authority, now);
    }

    fn open(&mut self, now: Timestamp) {
        let Some(authority) = &self.authority else {
            return;
        };
        self.n_keys += 1;
        let key = ClientKey::new(format!("{}-{}", self.stem, self.n_keys));
        let url = url(authority, &key);
        self.key = Some(key.clone());
        self.phase = Phase::Connecting(Deadline::new(now, CONNECT_WAIT));
        self.push(Action::Open { key, url });
    }

    /// Has a socket closed that may be open.
    fn close(&mut self) {
        self.actions
            .retain(|action| !matches!(action, Action::Open { .. } | Action::Ping));
        if matches!(self.phase, Phase::Connecting(_) | Phase::Open { .. }) {
            self.push(Action::Close);
        }
    }

    /// The socket is gone: the next one comes later, and later still if that fails, too.
    fn fall(&mut self, now: Timestamp) {
        if let Phase::Open { since, .. } = self.phase
            && now.since(since) >= STABLE
        {
            self.n_failed = 0;
        }
        self.n_failed = self.n_failed.saturating_add(1);
        let whole = (PAUSE_FIRST * (1 << (self.n_failed - 1).min(16))).min(PAUSE_MAX);
        let pause = whole / 2 + whole / 2 * u32::from(self.chance()) / u32::from(u16::MAX);
        self.phase = Phase::Down(Deadline::new(now, pause));
    }

    /// A number that differs from socket to socket and from client to client.
    fn chance(&self) -> u16 {
        let key = self.key.as_ref().map_or("", ClientKey::as_str);
        let hash = key.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        (hash >> 16) as u16
    }

    fn push(&mut self, action: Action) {
        if !self.actions.contains(&action) {
            self.actions.push_back(action);
        }
    }
}
