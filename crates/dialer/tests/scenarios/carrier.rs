//! What carried a dial keeps its answer, and is asked for it after the program was stopped.

use dialer::{Command, DialAnswer, LineState, Link, PauseReason, Phase, Reason};

use crate::harness::{Scene, fact, failure, people, person};

/// A single call whose dial has left through `c1` when the program is stopped.
fn stopped_in_a_dial() -> Scene {
    let mut scene = Scene::ready();
    scene.carrier(Some("c1"));
    scene.call(person(0));
    scene.does(&["dial 00"]);
    scene.restart(false);
    scene
}

#[test]
fn after_a_stop_the_carrier_of_an_open_dial_is_asked_before_anything_is_read() {
    let mut scene = stopped_in_a_dial();
    scene.does(&["read", "ask c1"]);
    scene.shows(Phase::Unknown);
}

#[test]
fn an_accepted_dial_that_the_carrier_remembers_was_placed() {
    let mut scene = stopped_in_a_dial();
    scene.dial_answer(DialAnswer::Accepted);
    scene.shows(Phase::Dialing);
    assert!(scene.on_screen().dialed_at.is_some());
}

#[test]
fn a_dial_that_the_carrier_never_had_was_not_placed_and_may_be_tried_again() {
    let mut scene = stopped_in_a_dial();
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Expired)));
    scene.shows(Phase::Failed);
    scene.link(Link::Ready);
    scene.read(&[]);
    scene.call(person(0));
}

#[test]
fn a_carrier_that_is_gone_leaves_the_dial_unknown_for_good() {
    let mut scene = stopped_in_a_dial();
    scene.dial_answer(DialAnswer::Lost { settled: false });
    scene.link(Link::Ready);
    for _ in 0..3 {
        scene.wait(30_000);
        scene.read(&[]);
    }
    scene.shows(Phase::Unknown);
}

#[test]
fn a_call_that_is_seen_before_the_carrier_answers_is_not_unplaced_by_its_answer() {
    let mut scene = stopped_in_a_dial();
    scene.read(&[fact("A", LineState::Ringing)]);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Expired)));
    scene.shows(Phase::Ringing);
}

#[test]
fn a_browser_that_was_restarted_has_no_carrier_left_to_ask() {
    let mut scene = Scene::ready();
    scene.carrier(Some("c1"));
    scene.call(person(0));
    scene.restart(true);
    scene.does(&["read"]);
}

#[test]
fn a_call_whose_answer_is_on_disk_is_not_asked_about() {
    let mut scene = Scene::ready();
    scene.carrier(Some("c1"));
    scene.call(person(0));
    scene.dial_answer(DialAnswer::Accepted);
    scene.restart(false);
    scene.does(&["read"]);
}

#[test]
fn a_dial_leaves_only_when_the_disk_names_what_carries_it() {
    let mut scene = Scene::ready();
    scene.carrier(Some("c1"));
    scene.link(Link::Interrupted);
    scene.call(person(0));
    scene.carrier(Some("c2"));
    scene.hold_stores();
    scene.link(Link::Ready);
    scene.does(&[]);
    scene.release_stores();
    scene.does(&["dial 00"]);
    scene.restart(false);
    scene.does(&["read", "ask c2"]);
}

#[test]
fn a_run_stopped_in_a_dial_that_never_left_stands_still_on_the_same_person() {
    let mut scene = Scene::ready();
    scene.carrier(Some("c1"));
    scene.start_run(people(2), None);
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[]);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Expired)));
    assert_eq!(scene.run().paused, Some(PauseReason::DialFailed));
    assert_eq!(scene.run().position, 0);
    scene.forget();
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
}
