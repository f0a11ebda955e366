//! Blocked is blocked: who may not be called is passed over with the reason, at any moment.

use dialer::{BlockReason, Command, DisposeAnswer, LineState, Link, Phase, Reason};

use crate::harness::{Scene, confirmed, failure, outcome, people, person};

#[test]
fn a_run_passes_blocked_records_over_and_says_why() {
    let mut scene = Scene::ready();
    scene.block(0, Some(BlockReason::DoNotCall));
    scene.block(1, Some(BlockReason::CallingWindow));
    scene.start_run(people(3), None);
    scene.does(&["dial 02"]);
    assert_eq!(
        scene.ends(),
        ["0 blocked DoNotCall", "1 blocked CallingWindow"]
    );
    assert_eq!(scene.run().n_blocked, 2);
}

#[test]
fn a_run_of_blocked_records_alone_is_over_without_a_dial() {
    let mut scene = Scene::ready();
    for index in 0..2 {
        scene.block(index, Some(BlockReason::AttemptCap));
    }
    scene.start_run(people(2), None);
    scene.does(&[]);
    assert_eq!(scene.summary().n_blocked, 2);
}

#[test]
fn a_record_blocked_while_its_intent_is_stored_is_not_dialed() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.start_run(people(2), None);
    scene.block(0, Some(BlockReason::CallingWindow));
    scene.release_stores();
    scene.does(&["dial: Refused", "dial 01"]);
    assert_eq!(scene.ends(), ["0 blocked CallingWindow"]);
}

#[test]
fn a_record_blocked_while_the_one_before_it_talks_is_passed_over() {
    let mut scene = Scene::running_with(3, outcome("46"));
    scene.reach("A", LineState::WrapUp);
    scene.block(1, Some(BlockReason::DoNotCall));
    scene.asks(Command::EndAndNext);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["dispose A 46", "end: holds 46", "dial 02"]);
}

#[test]
fn a_live_call_is_not_touched_by_a_block() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.block(0, Some(BlockReason::DoNotCall));
    scene.does(&[]);
    scene.shows(Phase::Talking);
}

#[test]
fn a_blocked_person_is_refused_by_hand_too_and_may_be_called_once_the_block_is_lifted() {
    let mut scene = Scene::ready();
    scene.block(0, Some(BlockReason::CallingWindow));
    assert_eq!(scene.try_call(person(0)), Err(failure(Reason::Blocked)));
    scene.does(&[]);
    scene.block(0, None);
    scene.call(person(0));
    scene.does(&["dial 00"]);
}

#[test]
fn a_call_by_hand_blocked_before_its_dial_leaves_is_refused() {
    let mut scene = Scene::ready();
    scene.link(Link::Interrupted);
    scene.call(person(0));
    scene.block(0, Some(BlockReason::DoNotCall));
    scene.does(&["dial: Blocked"]);
    scene.link(Link::Ready);
    scene.does(&[]);
}
