//! What is sent again, and when.

use std::time::Duration;

use five9::Error;
use five9::http::{Lost, Reply};
use five9::retry::{Kind, N_CHANGES_MAX, PAUSE_MAX, pause};

const CHANCES: [u16; 3] = [0, 30_000, u16::MAX];

fn reply(status: u16, retry_after_s: Option<u64>) -> Error {
    Error::from_reply(&Reply {
        retry_after: retry_after_s.map(Duration::from_secs),
        ..Reply::new(status, "")
    })
}

fn lost(lost: Lost) -> Error {
    Error::NoAnswer { lost }
}

#[test]
fn a_dial_is_never_sent_again() {
    for error in [
        reply(503, Some(1)),
        reply(429, Some(1)),
        lost(Lost::Timeout),
        lost(Lost::Expired),
        lost(Lost::Offline),
    ] {
        for n_failed in 1..5 {
            assert_eq!(pause(Kind::Dial, &error, n_failed, 7), None, "{error:?}");
        }
    }
}

#[test]
fn a_read_is_repeated_later_and_later_without_end() {
    let error = reply(500, None);
    let mut before = Duration::ZERO;
    for n_failed in 1..7 {
        let [least, _, most] = CHANCES
            .map(|chance| pause(Kind::Read, &error, n_failed, chance).expect("a read is repeated"));
        let whole = Duration::from_millis(500 << (n_failed - 1));
        assert_eq!((least, most), (whole / 2, whole));
        assert!(least >= before / 2 && most > before);
        before = most;
    }
    for n_failed in [8, 40, u32::MAX] {
        let most = pause(Kind::Read, &error, n_failed, u16::MAX);
        assert_eq!(most, Some(PAUSE_MAX));
    }
}

#[test]
fn chance_spreads_repetitions_over_half_of_the_pause() {
    let pauses = CHANCES.map(|chance| pause(Kind::Read, &lost(Lost::Cut), 1, chance));
    assert!(pauses[0] < pauses[1] && pauses[1] < pauses[2], "{pauses:?}");
}

#[test]
fn a_change_is_sent_three_times_at_most() {
    let error = lost(Lost::Timeout);
    for n_failed in 1..N_CHANGES_MAX {
        assert!(pause(Kind::Change, &error, n_failed, 0).is_some());
    }
    assert_eq!(pause(Kind::Change, &error, N_CHANGES_MAX, 0), None);
}

#[test]
fn what_five9_asks_for_is_waited() {
    for status in [429, 503] {
        let pause = pause(Kind::Read, &reply(status, Some(40)), 1, 0);
        assert_eq!(pause, Some(Duration::from_secs(40)));
    }
    let short = pause(Kind::Read, &reply(429, Some(0)), 3, u16::MAX);
    assert_eq!(short, Some(Duration::from_secs(2)));
    let absurd = pause(Kind::Read, &reply(429, Some(1_000_000)), 1, 0);
    assert_eq!(absurd, Some(Duration::from_secs(300)));
}

#[test]
fn nobody_waits_long_for_a_change() {
    let error = reply(429, Some(11));
    assert_eq!(pause(Kind::Change, &error, 1, 0), None);
    assert!(pause(Kind::Change, &reply(429, Some(10)), 1, 0).is_some());
}

#[test]
fn what_trying_again_cannot_change_is_not_tried_again() {
    let refused = Error::from_reply(&Reply::new(
        435,
        r#"{"five9ExceptionDetail":{"errorCode":90001,"message":"no","context":{}}}"#,
    ));
    let moved = Error::from_reply(&Reply::new(
        435,
        r#"{"five9ExceptionDetail":{"errorCode":5001,"message":"","context":{"farmId":"252"}}}"#,
    ));
    for error in [refused, moved, reply(401, None), reply(404, None)] {
        for kind in [Kind::Read, Kind::Change] {
            assert_eq!(pause(kind, &error, 1, 0), None, "{error:?}");
        }
    }
}
