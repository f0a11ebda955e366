//! An outcome that is held back: it can be taken back until it is sent, and is sent once.

use std::time::Duration;

use dialer::{
    Accepted, Command, DisposeAnswer, HangUpAnswer, LineState, Link, Pace, Phase, Reason, Timestamp,
};

use crate::harness::{Scene, confirmed, failure, outcome, people};

const HELD_BACK: Pace = Pace {
    hold_back: Duration::from_secs(5),
    ..Pace::AT_ONCE
};

/// A run of two whose first call was ended; its outcome is held back.
fn holding() -> Scene {
    let mut scene = Scene::with_pace(HELD_BACK);
    scene.start_run(people(2), outcome("46"));
    scene.does(&["dial 00"]);
    scene.reach("A", LineState::Talking);
    scene.asks(Command::EndAndNext);
    scene.does(&["disconnect A"]);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene
}

fn held_back(scene: &Scene) -> Option<(Timestamp, Timestamp)> {
    scene.on_screen().held_back
}

#[track_caller]
fn is_sent_and_goes_on(scene: &mut Scene, id: &str) {
    scene.does(&[&format!("dispose A {id}")]);
    assert_eq!(held_back(scene), None);
    scene.disposed(DisposeAnswer::Finished(confirmed(id)));
    scene.does(&[&format!("end: holds {id}"), "dial 01"]);
}

#[test]
fn the_call_ends_at_once_and_its_outcome_is_sent_after_the_hold_back() {
    let mut scene = holding();
    scene.shows(Phase::WrapUp);
    let (from, until) = held_back(&scene).expect("it is held back");
    assert_eq!(until.since(from), Duration::from_secs(5));
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    is_sent_and_goes_on(&mut scene, "46");
}

#[test]
fn what_is_taken_back_was_not_sent_and_leaves_the_call_in_wrap_up() {
    let mut scene = holding();
    scene.wait(4_000);
    assert_eq!(scene.asks(Command::UndoSend), Accepted::Done);
    scene.does(&["end: wrap-up"]);
    assert_eq!(held_back(&scene), None);
    assert!(!scene.on_screen().disposition_sent);
    scene.wait(600_000);
    scene.does(&[]);
    scene.shows(Phase::WrapUp);
    scene.choose("48");
    scene.wait(600_000);
    scene.does(&[]);
    scene.asks(Command::EndAndNext);
    scene.wait(5_000);
    is_sent_and_goes_on(&mut scene, "48");
}

#[test]
fn what_is_sent_or_was_taken_back_already_cannot_be_taken_back() {
    let mut scene = holding();
    scene.asks(Command::UndoSend);
    assert_eq!(scene.command(Command::UndoSend), Err(failure(Reason::Busy)));
    let mut scene = holding();
    scene.wait(5_000);
    assert_eq!(scene.command(Command::UndoSend), Err(failure(Reason::Busy)));
    is_sent_and_goes_on(&mut scene, "46");
    assert_eq!(scene.command(Command::UndoSend), Err(failure(Reason::Busy)));
}

#[test]
fn an_end_that_has_not_left_is_taken_back_with_the_outcome_and_answered() {
    let mut scene = Scene::with_pace(HELD_BACK);
    scene.start_run(people(2), outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.hold_stores();
    scene.asks(Command::EndAndNext);
    scene.asks(Command::UndoSend);
    scene.does(&["end: Refused"]);
    scene.release_stores();
    scene.wait(60_000);
    scene.does(&[]);
    scene.shows(Phase::Talking);
    scene.asks(Command::EndAndNext);
    scene.does(&["disconnect A"]);
}

#[test]
fn what_is_taken_back_stays_so_after_a_stop() {
    let mut scene = holding();
    scene.asks(Command::UndoSend);
    scene.restart(false);
    scene.link(Link::Ready);
    scene.told("A", LineState::WrapUp);
    scene.read(&[crate::harness::fact("A", LineState::WrapUp)]);
    scene.forget();
    scene.wait(60_000);
    scene.does(&[]);
}

#[test]
fn a_second_press_sends_at_once() {
    let mut scene = holding();
    scene.wait(1_000);
    scene.asks(Command::EndAndNext);
    is_sent_and_goes_on(&mut scene, "46");
}

#[test]
fn another_outcome_is_held_back_anew() {
    let mut scene = holding();
    scene.wait(4_000);
    scene.choose("48");
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    is_sent_and_goes_on(&mut scene, "48");
}

#[test]
fn an_outcome_that_is_cleared_while_it_is_held_back_is_not_sent() {
    let mut scene = holding();
    scene.asks(Command::ChooseOutcome(None));
    scene.does(&["end: wrap-up"]);
    scene.wait(60_000);
    scene.does(&[]);
    assert!(scene.on_screen().waits_for_outcome);
    scene.choose("48");
    scene.wait(4_999);
    scene.does(&[]);
}

#[test]
fn a_stop_in_the_hold_back_sends_it_at_its_time_or_at_once_if_that_is_over() {
    for (stopped_ms, rest_ms) in [(1_000, 2_000), (60_000, 0)] {
        for browser in [false, true] {
            let mut scene = holding();
            scene.wait(2_000);
            scene.clock_goes_forward(stopped_ms);
            scene.restart(browser);
            scene.link(Link::Ready);
            scene.read(&[crate::harness::fact("A", LineState::WrapUp)]);
            if rest_ms > 0 {
                assert!(!scene.on_screen().disposition_sent);
                scene.forget();
                scene.wait(rest_ms - 1);
                scene.does(&[]);
                scene.wait(1);
            } else {
                scene.wait(1);
                scene.does(&["read", "dispose A 46"]);
                continue;
            }
            scene.does(&["dispose A 46"]);
        }
    }
}

#[test]
fn a_clock_that_goes_back_delays_it_by_no_more_than_its_length() {
    let mut scene = holding();
    scene.wait(4_000);
    scene.clock_goes_back(3_600_000);
    scene.asks(Command::SetNote("n".to_owned()));
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    is_sent_and_goes_on(&mut scene, "46");
}

#[test]
fn nothing_is_sent_before_the_disk_says_that_it_is_not_held_back() {
    let mut scene = holding();
    scene.hold_stores();
    scene.wait(5_000);
    scene.does(&[]);
    scene.release_stores();
    is_sent_and_goes_on(&mut scene, "46");
}

#[test]
fn an_end_announced_before_it_was_taken_back_announces_nothing_afterwards() {
    let mut scene = Scene::with_pace(HELD_BACK);
    scene.start_run(people(2), outcome("46"));
    scene.reach("A", LineState::WrapUp);
    scene.asks(Command::SetPace(Pace::AT_ONCE));
    scene.forget();
    scene.hold_stores();
    scene.asks(Command::SetPace(HELD_BACK));
    scene.asks(Command::EndAndNext);
    scene.asks(Command::UndoSend);
    scene.asks(Command::SetPace(Pace::AT_ONCE));
    scene.asks(Command::EndAndNext);
    scene.release_oldest_store();
    scene.release_oldest_store();
    let disposes = |log: &str| log.contains("  dispose A 46");
    assert!(!disposes(scene.log()), "the newest row is not written yet");
    scene.release_stores();
    assert!(disposes(scene.log()));
}

#[test]
fn a_call_that_five9_closes_in_the_hold_back_sends_nothing() {
    let mut scene = holding();
    scene.told("A", LineState::Finished);
    scene.wait(60_000);
    assert!(!scene.log().contains("  dispose"));
    scene.shows(Phase::Dialing);
}

#[test]
fn in_the_first_ring_outcome_and_note_are_free_and_nothing_is_sent_before_the_press() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Ringing);
    for id in ["46", "48", "43"] {
        scene.choose(id);
        scene.asks(Command::SetNote(format!("note {id}")));
        scene.wait(1_000);
    }
    scene.asks(Command::ChooseOutcome(None));
    scene.choose("48");
    scene.told("A", LineState::Talking);
    scene.does(&[]);
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&["disconnect A", "dispose A 48"]);
    assert_eq!(scene.on_screen().note, "note 43");
}
