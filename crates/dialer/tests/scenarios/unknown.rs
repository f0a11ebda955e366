//! A dial whose answer was lost: Unknown until evidence says more, never dialed again by itself.

use dialer::{
    Accepted, Command, DialAnswer, Event, Held, LineState, PauseReason, Phase, Reason, Timestamp,
};

use crate::harness::{Scene, fact, failure, person};

/// The answer to the dial of a single call is lost, with the request over or perhaps just late.
fn lost(settled: bool) -> Scene {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Lost { settled });
    scene.does(&["dial: Unknown"]);
    scene.shows(Phase::Unknown);
    scene
}

#[test]
fn a_lost_answer_is_unknown_blocks_dialing_and_is_looked_for_less_and_less_often() {
    let mut scene = lost(true);
    assert_eq!(scene.try_call(person(1)), Err(failure(Reason::Busy)));
    let mut waits = Vec::new();
    for seconds in 1..=120 {
        scene.wait(1_000);
        if scene.read_was_asked() {
            waits.push(seconds);
        }
    }
    assert_eq!(waits, [2, 6, 14, 30, 60, 90, 120]);
    scene.shows(Phase::Unknown);
}

#[test]
fn an_unknown_dial_is_resolved_by_a_later_fact() {
    let mut scene = lost(true);
    scene.wait(10_000);
    scene.told("A", LineState::Talking);
    scene.shows(Phase::Talking);
    let mut scene = lost(false);
    scene.read(&[fact("A", LineState::Ringing)]);
    scene.shows(Phase::Ringing);
}

#[test]
fn an_unknown_dial_is_resolved_by_a_late_reply_without_a_second_report() {
    let mut scene = lost(false);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&[]);
    scene.shows(Phase::Dialing);
    let mut scene = lost(false);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::CampaignRefused)));
    scene.does(&[]);
    scene.shows(Phase::Failed);
    assert_eq!(scene.trouble(), Some(Reason::CampaignRefused));
}

#[test]
fn an_unknown_dial_is_resolved_by_the_message_that_the_call_could_not_be_made() {
    let mut scene = lost(true);
    let (number, failure) = (Some("2025550100".to_owned()), failure(Reason::Refused));
    scene.event(Event::MakeCallFailed { number, failure });
    scene.does(&[]);
    scene.shows(Phase::Failed);
}

#[test]
fn an_unknown_dial_is_not_placed_after_two_clean_reads_25_seconds_later() {
    let mut scene = lost(true);
    scene.wait(24_999);
    scene.read(&[]);
    scene.read(&[]);
    scene.shows(Phase::Unknown);
    scene.wait(1);
    scene.read(&[]);
    scene.shows(Phase::Unknown);
    scene.wait(2_000);
    scene.read(&[]);
    scene.shows(Phase::Failed);
    assert_eq!(scene.trouble(), Some(Reason::Refused));
    scene.call(person(0));
}

#[test]
fn reads_prove_nothing_while_the_request_may_still_be_under_way() {
    let mut scene = lost(false);
    for _ in 0..5 {
        scene.wait(60_000);
        scene.read(&[]);
    }
    scene.shows(Phase::Unknown);
    scene.dial_answer(DialAnswer::Lost { settled: true });
    for _ in 0..2 {
        scene.wait(25_000);
        scene.read(&[]);
    }
    scene.shows(Phase::Failed);
}

#[test]
fn reads_prove_nothing_without_every_event_since_before_the_dial() {
    let mut scene = lost(true);
    let with_the_dial = scene.now();
    let after_the_dial = Timestamp::from_ms(scene.now().ms() + 1);
    for events_since in [None, Some(with_the_dial), Some(after_the_dial)] {
        for _ in 0..3 {
            scene.wait(60_000);
            scene.read_heard(&[], events_since);
        }
        scene.shows(Phase::Unknown);
    }
}

#[test]
fn an_accepted_call_that_is_nowhere_is_finished_although_its_end_was_not_heard() {
    for (events_since, trouble) in [
        (None, Reason::Unknown),
        (Some(Timestamp::from_ms(0)), Reason::EndedAtOnce),
    ] {
        let mut scene = Scene::dialing();
        scene.dial_answer(DialAnswer::Accepted);
        for _ in 0..2 {
            scene.shows(Phase::Dialing);
            scene.wait(25_000);
            scene.read_heard(&[], events_since);
        }
        scene.shows(Phase::Failed);
        assert_eq!(scene.trouble(), Some(trouble));
        assert_eq!(scene.on_screen().held, Some(Held::Unknown));
    }
}

#[test]
fn reads_from_before_a_late_answer_prove_nothing_about_the_call_that_it_promises() {
    let mut scene = lost(false);
    for _ in 0..3 {
        scene.wait(30_000);
        scene.read(&[]);
    }
    scene.dial_answer(DialAnswer::Accepted);
    for _ in 0..3 {
        scene.wait(4_000);
        scene.read(&[]);
        scene.shows(Phase::Dialing);
    }
    scene.wait(13_000);
    scene.read(&[]);
    scene.read(&[]);
    scene.shows(Phase::Failed);
}

#[test]
fn the_run_waits_on_an_unknown_record_until_it_is_skipped_as_unknown() {
    let mut scene = Scene::running(3);
    scene.dial_answer(DialAnswer::Lost { settled: false });
    scene.does(&["dial: Unknown"]);
    scene.shows(Phase::Unknown);
    assert_eq!(scene.run().position, 0);
    assert!(scene.snapshot().can_skip);
    scene.asks(Command::Skip { reason: None });
    scene.does(&["dial 01"]);
    assert_eq!(scene.ends(), ["0 skipped Unknown"]);
}

#[test]
fn a_call_that_appears_after_it_was_skipped_as_unknown_blocks_the_next_dial() {
    let mut scene = Scene::running(3);
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.asks(Command::Pause);
    scene.asks(Command::Skip { reason: None });
    scene.told("A", LineState::Talking);
    scene.asks(Command::Resume);
    scene.does(&["dial: Unknown"]);
    scene.told("A", LineState::Finished);
    scene.does(&["dial 01"]);
}

#[test]
fn a_record_found_not_placed_pauses_the_run_and_resume_makes_a_new_intent() {
    let mut scene = Scene::running(2);
    let first = scene.on_screen().intent;
    scene.dial_answer(DialAnswer::Lost { settled: true });
    for _ in 0..2 {
        scene.wait(25_000);
        scene.read(&[]);
    }
    assert_eq!(scene.run().paused, Some(PauseReason::DialFailed));
    scene.forget();
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
    assert_ne!(scene.on_screen().intent, first);
}

#[test]
fn an_unknown_single_call_can_be_dismissed_also_while_a_run_stands_still() {
    let mut scene = lost(true);
    scene.asks(Command::Dismiss);
    assert!(scene.snapshot().call.is_none());
    let mut scene = Scene::running(2);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Refused)));
    scene.call(person(9));
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.does(&["dial: Refused", "dial 09", "dial: Unknown"]);
    scene.asks(Command::Resume);
    scene.does(&[]);
    scene.asks(Command::Dismiss);
    scene.does(&["dial 00"]);
}

#[test]
fn skipping_a_record_does_not_forget_a_call_by_hand_that_is_unknown() {
    let mut scene = Scene::running(3);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Refused)));
    scene.call(person(9));
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.asks(Command::Skip { reason: None });
    assert_eq!(scene.ends(), ["0 skipped Agent"]);
    scene.shows(Phase::Unknown);
}

#[test]
fn an_end_asked_for_an_unknown_call_hangs_up_once_it_is_seen() {
    let mut scene = lost(true);
    assert_eq!(scene.end_call(), Accepted::UnderWay);
    scene.does(&[]);
    scene.told("A", LineState::Talking);
    scene.does(&["disconnect A"]);
}

#[test]
fn an_end_asked_for_an_unknown_call_is_answered_when_the_call_is_dismissed() {
    let mut scene = lost(true);
    scene.end_call();
    scene.asks(Command::Dismiss);
    scene.does(&["end: Unknown"]);
}

#[test]
fn a_cancelled_run_says_of_an_unknown_record_that_it_is_unknown() {
    let mut scene = Scene::running(2);
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.asks(Command::Cancel);
    assert_eq!(scene.ends(), ["0 skipped Unknown", "1 left"]);
    scene.shows(Phase::Unknown);
}
