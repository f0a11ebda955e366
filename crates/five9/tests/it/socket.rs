//! The address and the life of the event socket, in virtual time.
//!
//! Two missing pongs are death; any frame is life.

use std::time::Duration;

use five9::Timestamp;
use five9::id::ClientKey;
use five9::model::Authority;
use five9::socket::{self, Due, Life, PING_INTERVAL};

#[test]
fn the_address_leaves_out_the_usual_port() {
    let authority = Authority {
        host: "app-atl.five9.com".to_owned(),
        port: 443,
    };
    let url = socket::url(&authority, &ClientKey::new("k1"));
    assert_eq!(url, "wss://app-atl.five9.com/appsvcs/ws/k1");
    let authority = Authority {
        host: "localhost".to_owned(),
        port: 8443,
    };
    let url = socket::url(&authority, &ClientKey::new("a/b"));
    assert_eq!(url, "wss://localhost:8443/appsvcs/ws/a%2Fb");
}

#[test]
fn two_missing_pongs_are_death() {
    let start = Timestamp::from_ms(1_000);
    let mut life = Life::new(start);
    assert_eq!(life.handle_timeout(start + Duration::from_secs(14)), None);
    let first = life.poll_timeout();
    assert_eq!(first.since(start), PING_INTERVAL);
    assert_eq!(life.handle_timeout(first), Some(Due::Ping));
    let doubt = life.poll_timeout();
    assert_eq!(life.handle_timeout(doubt), Some(Due::Doubt));
    assert_eq!(doubt.since(start), Duration::from_secs(20));
    let second = life.poll_timeout();
    assert_eq!(life.handle_timeout(second), Some(Due::Ping));
    assert_eq!(second.since(start), 2 * PING_INTERVAL);
    let dead = life.poll_timeout();
    assert_eq!(life.handle_timeout(dead), Some(Due::Dead));
    assert_eq!(dead.since(start), Duration::from_secs(35));
}

#[test]
fn a_pong_at_the_last_moment_saves_the_socket() {
    let mut life = Life::new(Timestamp::from_ms(0));
    assert_eq!(life.handle_timeout(life.poll_timeout()), Some(Due::Ping));
    assert_eq!(life.handle_timeout(life.poll_timeout()), Some(Due::Doubt));
    let second = life.poll_timeout();
    assert_eq!(life.handle_timeout(second), Some(Due::Ping));
    let pong = second + Duration::from_secs(4);
    life.handle_frame(pong);
    assert_eq!(life.poll_timeout().since(pong), PING_INTERVAL);
}

#[test]
fn a_pong_in_time_leaves_nothing_to_doubt() {
    let mut life = Life::new(Timestamp::from_ms(0));
    let ping = life.poll_timeout();
    assert_eq!(life.handle_timeout(ping), Some(Due::Ping));
    let pong = ping + Duration::from_millis(40);
    life.handle_frame(pong);
    assert_eq!(life.poll_timeout().since(pong), PING_INTERVAL);
    assert_eq!(life.handle_timeout(life.poll_timeout()), Some(Due::Ping));
}

#[test]
fn a_frame_keeps_the_socket_alive() {
    let mut life = Life::new(Timestamp::from_ms(0));
    for _ in 0..10 {
        let now = life.poll_timeout();
        assert_eq!(life.handle_timeout(now), Some(Due::Ping));
        life.handle_frame(now);
    }
}

#[test]
fn a_clock_set_back_puts_a_ping_off_by_one_interval_at_most() {
    let mut life = Life::new(Timestamp::from_ms(1_000_000_000));
    let back = Timestamp::from_ms(5_000);
    assert_eq!(life.handle_timeout(back), None);
    assert_eq!(life.poll_timeout().since(back), PING_INTERVAL);
}
