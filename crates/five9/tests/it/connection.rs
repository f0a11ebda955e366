//! Scenarios of the event socket over a shift, in virtual time.
//!
//! Each plays what the transport and Five9 say and compares the whole log of actions.

use std::time::Duration;

use five9::Timestamp;
use five9::event::{self, Event};
use five9::id::ClientKey;
use five9::model::Authority;
use five9::socket::{Action, CONNECT_WAIT, PAUSE_FIRST, PAUSE_MAX, Socket, State};

use crate::fixtures::read;

const S: fn(u64) -> Duration = Duration::from_secs;

#[test]
fn a_socket_opens_greets_and_has_everything_read() {
    let mut rig = Rig::new();
    rig.expect(&["open app-atl.five9.com k-1"]);
    assert_eq!(rig.socket.state(), State::Connecting);
    assert!(!rig.socket.is_open());
    assert_eq!(rig.socket.authority(), Some(&host("app-atl.five9.com")));
    rig.opened();
    rig.expect(&[]);
    rig.frame("connected");
    rig.expect(&["read all"]);
    rig.frame("connected");
    rig.expect(&[]);
    assert!(rig.socket.is_open());
}

#[test]
fn without_a_greeting_everything_is_read_all_the_same() {
    let mut rig = Rig::new();
    rig.opened();
    rig.clear();
    rig.run(S(2));
    rig.expect(&["read all"]);
    rig.frame("connected");
    rig.expect(&[]);
}

#[test]
fn any_first_frame_is_a_greeting_even_one_that_cannot_be_read() {
    let mut rig = Rig::new();
    rig.opened();
    rig.clear();
    rig.socket.handle_frame(None, rig.now);
    rig.drain();
    rig.expect(&["read all"]);
}

#[test]
fn pings_go_every_fifteen_seconds() {
    let mut rig = Rig::open();
    for _ in 0..3 {
        rig.run(S(15));
        rig.expect(&["ping"]);
        rig.frame("pong");
    }
}

#[test]
fn two_missing_pongs_lead_to_a_new_socket_with_a_new_key() {
    let mut rig = Rig::open();
    rig.run(S(36));
    rig.expect(&[
        "ping",
        "doubt",
        "ping",
        "close",
        "open app-atl.five9.com k-2",
    ]);
    rig.opened();
    rig.frame("connected");
    rig.expect(&["read all"]);
}

#[test]
fn a_lost_socket_is_opened_again_later_and_later() {
    let mut rig = Rig::open();
    rig.run(S(20));
    rig.frame("pong");
    rig.clear();
    let mut whole = PAUSE_FIRST;
    for _ in 0..12 {
        rig.closed(Some(1006));
        assert_eq!(rig.socket.state(), State::Down);
        let pause = rig.socket.poll_timeout().unwrap().since(rig.now);
        assert!(
            pause >= whole / 2 && pause <= whole,
            "{pause:?} of {whole:?}"
        );
        rig.run(pause);
        assert_eq!(rig.socket.state(), State::Connecting);
        whole = (whole * 2).min(PAUSE_MAX);
    }
    assert_eq!(whole, PAUSE_MAX);
}

#[test]
fn clients_cut_off_together_do_not_come_back_together() {
    let pause = |stem: &str| {
        let mut rig = Rig::with_stem(stem);
        rig.closed(None);
        rig.socket.poll_timeout().unwrap()
    };
    let pauses: std::collections::BTreeSet<_> =
        (0..50).map(|n| pause(&format!("stem{n}"))).collect();
    assert!(pauses.len() > 40, "{pauses:?}");
}

#[test]
fn a_socket_that_lived_is_no_failure_and_one_that_flaps_is() {
    let mut rig = Rig::open();
    for _ in 0..5 {
        rig.closed(Some(1003));
        rig.run(S(40));
        rig.opened();
        rig.frame("connected");
    }
    rig.closed(Some(1003));
    let flapping = rig.socket.poll_timeout().unwrap().since(rig.now);
    assert!(flapping >= S(4), "{flapping:?}");
    rig.run(S(40));
    rig.opened();
    rig.frame("connected");
    rig.run(S(15));
    rig.frame("pong");
    rig.closed(Some(1003));
    let lived = rig.socket.poll_timeout().unwrap().since(rig.now);
    assert!(lived <= PAUSE_FIRST, "{lived:?}");
}

#[test]
fn a_duplicate_gets_another_key_at_once_and_a_pause_the_next_time() {
    let mut rig = Rig::open();
    rig.closed(Some(3000));
    rig.expect(&["open app-atl.five9.com k-2"]);
    rig.closed(Some(3000));
    rig.expect(&[]);
    assert_eq!(rig.socket.state(), State::Down);
}

#[test]
fn the_event_of_a_duplicate_does_not_wait_for_the_close() {
    let mut rig = Rig::open();
    rig.frame("duplicate");
    rig.expect(&["close", "open app-atl.five9.com k-2"]);
}

#[test]
fn a_close_that_was_meant_has_the_session_looked_at() {
    let mut rig = Rig::open();
    rig.closed(Some(1000));
    rig.expect(&["locate"]);
    assert_eq!(rig.socket.state(), State::Down);
}

#[test]
fn a_socket_that_does_not_open_is_given_up() {
    let mut rig = Rig::new();
    rig.clear();
    rig.run(CONNECT_WAIT - Duration::from_millis(1));
    rig.expect(&[]);
    rig.run(Duration::from_millis(1));
    rig.expect(&["close"]);
    rig.run(PAUSE_FIRST);
    rig.expect(&["open app-atl.five9.com k-2"]);
}

#[test]
fn another_host_in_the_middle_of_a_shift_closes_the_old_socket_first() {
    let mut rig = Rig::open();
    rig.authority("app-scl.five9.com");
    rig.expect(&["close", "open app-scl.five9.com k-2"]);
    rig.opened();
    rig.frame("connected");
    rig.expect(&["read all"]);
    rig.authority("app-scl.five9.com");
    rig.expect(&[]);
}

#[test]
fn a_forced_migration_moves_when_it_is_complete() {
    let mut rig = Rig::open();
    rig.frame("maintenance_started");
    rig.expect(&["locate"]);
    rig.frame("migration_forced");
    rig.expect(&["locate"]);
    assert!(rig.socket.is_open(), "the old socket stays meanwhile");
    rig.frame("maintenance_completed");
    let moved = "moved app-scl.five9.com";
    rig.expect(&["locate", moved, "close", "open app-scl.five9.com k-2"]);
}

#[test]
fn a_graceful_migration_moves_to_where_the_metadata_says() {
    let mut rig = Rig::open();
    rig.frame("migration_graceful");
    rig.expect(&["locate"]);
    rig.authority("app-atl.five9.com");
    rig.expect(&[]);
    rig.frame("maintenance_completed");
    rig.expect(&["locate"]);
    rig.authority("app-scl.five9.com");
    rig.expect(&["close", "open app-scl.five9.com k-2"]);
}

#[test]
fn a_refusal_with_5001_moves_at_once_where_the_host_is_known() {
    let mut rig = Rig::open();
    rig.socket.handle_migrated(rig.now);
    rig.drain();
    rig.expect(&["locate"]);
    rig.frame("migration_forced");
    rig.clear();
    rig.socket.handle_migrated(rig.now);
    rig.drain();
    let moved = "moved app-scl.five9.com";
    rig.expect(&["locate", moved, "close", "open app-scl.five9.com k-2"]);
}

#[test]
fn an_old_socket_that_closes_in_a_move_is_not_opened_again() {
    let mut rig = Rig::open();
    rig.frame("migration_forced");
    rig.clear();
    rig.closed(Some(1006));
    rig.expect(&["moved app-scl.five9.com", "open app-scl.five9.com k-2"]);
}

#[test]
fn an_unreachable_server_has_the_metadata_read() {
    for name in [
        "server_unavailable",
        "event_bus_unavailable",
        "farm_reassigned",
    ] {
        let mut rig = Rig::open();
        rig.frame(name);
        rig.expect(&["locate"]);
    }
}

#[test]
fn a_socket_found_open_is_kept_and_everything_is_read() {
    let mut rig = Rig::bare("k");
    let found = ClientKey::new("found");
    rig.socket
        .handle_found_open(host("app-atl.five9.com"), found.clone(), rig.now);
    rig.drain();
    rig.expect(&["read all"]);
    rig.authority("app-atl.five9.com");
    rig.expect(&[]);
    assert_eq!(rig.socket.key(), Some(&found));
    rig.run(S(15));
    rig.expect(&["ping"]);
}

#[test]
fn what_is_shut_stays_shut_until_a_host_is_named() {
    let mut rig = Rig::open();
    rig.socket.shut();
    rig.drain();
    rig.expect(&["close"]);
    rig.closed(Some(1000));
    rig.frame("connected");
    rig.run(S(120));
    rig.expect(&[]);
    assert_eq!(rig.socket.poll_timeout(), None);
    rig.authority("app-atl.five9.com");
    rig.expect(&["open app-atl.five9.com k-2"]);
}

#[test]
fn a_network_that_is_back_ends_the_pause_and_nothing_else() {
    let mut rig = Rig::open();
    rig.socket.handle_online(rig.now);
    rig.drain();
    rig.expect(&[]);
    rig.closed(None);
    rig.socket.handle_online(rig.now);
    rig.socket.handle_online(rig.now);
    rig.drain();
    rig.expect(&["open app-atl.five9.com k-2"]);
}

#[test]
fn an_attempt_that_was_overtaken_is_not_made() {
    let mut rig = Rig::bare("k");
    let now = rig.now;
    rig.socket.handle_authority(host("app-atl.five9.com"), now);
    rig.socket.handle_authority(host("app-scl.five9.com"), now);
    rig.drain();
    rig.expect(&["close", "open app-scl.five9.com k-2"]);
}

#[test]
fn a_clock_set_back_delays_a_reconnect_by_its_pause_at_most() {
    let mut rig = Rig::open();
    rig.closed(None);
    rig.now = Timestamp::from_ms(5);
    rig.socket.handle_timeout(rig.now);
    let due = rig.socket.poll_timeout().unwrap();
    assert!(due.since(rig.now) <= PAUSE_FIRST, "{due}");
}

fn host(name: &str) -> Authority {
    Authority {
        host: name.to_owned(),
        port: 443,
    }
}

struct Rig {
    socket: Socket,
    now: Timestamp,
    log: Vec<String>,
}

impl Rig {
    fn bare(stem: &str) -> Self {
        Self {
            socket: Socket::new(stem),
            now: Timestamp::from_ms(1_000_000),
            log: Vec::new(),
        }
    }

    fn with_stem(stem: &str) -> Self {
        let mut rig = Self::bare(stem);
        rig.authority("app-atl.five9.com");
        rig
    }

    fn new() -> Self {
        Self::with_stem("k")
    }

    /// With its socket open and everything read.
    fn open() -> Self {
        let mut rig = Self::new();
        rig.opened();
        rig.frame("connected");
        rig.clear();
        rig
    }

    fn drain(&mut self) {
        while let Some(action) = self.socket.poll_action() {
            self.log.push(match action {
                Action::Open { key, url } => {
                    let host = url.split('/').nth(2).unwrap();
                    assert!(url.ends_with(key.as_str()), "{url}");
                    format!("open {host} {key}")
                }
                Action::Ping => "ping".to_owned(),
                Action::Close => "close".to_owned(),
                Action::Doubt => "doubt".to_owned(),
                Action::ReReadAll => "read all".to_owned(),
                Action::Locate => "locate".to_owned(),
                Action::Moved { authority } => format!("moved {authority}"),
            });
        }
    }

    fn authority(&mut self, name: &str) {
        self.socket.handle_authority(host(name), self.now);
        self.drain();
    }

    fn opened(&mut self) {
        self.socket.handle_opened(self.now);
        self.drain();
    }

    fn closed(&mut self, code: Option<u16>) {
        self.socket.handle_closed(code, self.now);
        self.drain();
    }

    fn frame(&mut self, name: &str) {
        let event: Event = event::decode(&read(&format!("events/{name}.json"))).unwrap();
        self.socket.handle_frame(Some(&event), self.now);
        self.drain();
    }

    /// Lets time pass, doing all that falls due on the way.
    fn run(&mut self, length: Duration) {
        let end = self.now + length;
        while let Some(due) = self.socket.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.socket.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
    }

    fn clear(&mut self) {
        self.log.clear();
    }

    /// Compares what was done since the last look.
    #[track_caller]
    fn expect(&mut self, log: &[&str]) {
        assert_eq!(std::mem::take(&mut self.log), log);
    }
}
