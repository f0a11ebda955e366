//! Skip, pause, resume and cancel at every moment: nothing leaves after they are acknowledged.

use dialer::{
    Accepted, Command, DialAnswer, DisposeAnswer, HangUpAnswer, LineState, Link, PauseReason,
    Phase, Reason,
};

use crate::harness::{Scene, confirmed, failure, outcome, people, person};

const LIVE_STATES: [LineState; 5] = [
    LineState::Setup,
    LineState::Ringing,
    LineState::Talking,
    LineState::OnHold,
    LineState::WrapUp,
];

/// A run of three whose first intent is still being stored.
fn storing_the_intent() -> Scene {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.start_run(people(3), outcome("46"));
    scene.does(&[]);
    scene
}

/// A run of three whose first intent is stored and waits for the link.
fn waiting_for_the_link() -> Scene {
    let mut scene = storing_the_intent();
    scene.link(Link::Interrupted);
    scene.release_stores();
    scene.does(&[]);
    scene
}

/// The live call "A" of the run is ended by the agent and disposed.
fn end_it(scene: &mut Scene, state: &LineState) {
    scene.end_call();
    if *state != LineState::WrapUp {
        scene.hung_up(HangUpAnswer::WrapUp);
    }
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
}

#[test]
fn cancel_before_the_dial_takes_it_back_for_good() {
    for mut scene in [storing_the_intent(), waiting_for_the_link()] {
        scene.asks(Command::Cancel);
        scene.does(&["dial: Refused"]);
        scene.release_stores();
        scene.link(Link::Ready);
        scene.wait(60_000);
        scene.does(&[]);
        assert_eq!(scene.ends(), ["0 left", "1 left", "2 left"]);
        assert!(scene.summary().cancelled);
        assert!(scene.snapshot().call.is_none());
    }
}

#[test]
fn cancel_leaves_the_live_call_and_dials_nothing_after_it() {
    for state in LIVE_STATES {
        let mut scene = Scene::running_with(3, outcome("46"));
        scene.reach("A", state.clone());
        let phase = scene.on_screen().phase;
        scene.asks(Command::Cancel);
        scene.does(&[]);
        scene.shows(phase);
        assert!(scene.snapshot().run.is_none());
        assert_eq!(scene.ends(), ["0 called 46", "1 left", "2 left"]);
        end_it(&mut scene, &state);
        scene.forget();
        scene.wait(60_000);
        scene.does(&[]);
        scene.shows(Phase::Done);
    }
}

#[test]
fn cancel_while_the_dial_is_on_its_way_leaves_the_call_to_the_agent() {
    let mut scene = Scene::running(2);
    scene.asks(Command::Cancel);
    scene.dial_answer(DialAnswer::Accepted);
    scene.told("A", LineState::Ringing);
    scene.does(&["dial: accepted"]);
    scene.shows(Phase::Ringing);
    scene.told("A", LineState::Finished);
    scene.does(&[]);
}

#[test]
fn a_record_whose_dial_is_still_on_its_way_does_not_count_as_called() {
    let mut scene = Scene::running(2);
    scene.asks(Command::Cancel);
    assert_eq!(scene.ends(), ["0 skipped Unknown", "1 left"]);
}

#[test]
fn cancel_between_two_calls_leaves_the_rest() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.link(Link::Interrupted);
    scene.told("A", LineState::Finished);
    scene.asks(Command::Cancel);
    scene.link(Link::Ready);
    scene.does(&[]);
    assert_eq!(scene.ends(), ["0 called -", "1 left"]);
    assert_eq!((scene.summary().n_called, scene.summary().n_left), (1, 1));
}

#[test]
fn cancel_while_ending_or_disposing_lets_the_end_go_on_and_dials_nothing() {
    let mut scene = Scene::running_with(2, outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.asks(Command::EndAndNext);
    scene.asks(Command::Cancel);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&["disconnect A", "dispose A 46"]);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["end: holds 46"]);
    scene.shows(Phase::Done);
}

#[test]
fn pause_before_the_dial_takes_it_back_and_resume_makes_a_new_intent() {
    for mut scene in [storing_the_intent(), waiting_for_the_link()] {
        scene.asks(Command::Pause);
        scene.does(&["dial: Refused"]);
        scene.release_stores();
        scene.link(Link::Ready);
        scene.does(&[]);
        assert_eq!(scene.run().paused, Some(PauseReason::Agent));
        assert_eq!(scene.run().position, 0);
        scene.asks(Command::Resume);
        scene.does(&["dial 00"]);
    }
}

#[test]
fn pause_with_a_live_call_leaves_it_and_holds_the_next() {
    for state in LIVE_STATES {
        let mut scene = Scene::running_with(2, outcome("46"));
        scene.reach("A", state.clone());
        scene.asks(Command::Pause);
        scene.does(&[]);
        end_it(&mut scene, &state);
        scene.forget();
        scene.wait(60_000);
        scene.does(&[]);
        assert_eq!(scene.run().position, 1);
        scene.asks(Command::Resume);
        scene.does(&["dial 01"]);
    }
}

#[test]
fn resume_with_a_live_call_lets_the_run_go_on_after_it() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Ringing);
    scene.asks(Command::Pause);
    scene.asks(Command::Resume);
    scene.does(&[]);
    scene.told("A", LineState::Finished);
    scene.does(&["dial 01"]);
}

#[test]
fn skip_before_the_dial_goes_on_with_the_next_record() {
    for mut scene in [storing_the_intent(), waiting_for_the_link()] {
        scene.asks(Command::Skip { reason: None });
        scene.release_stores();
        scene.link(Link::Ready);
        scene.does(&["dial: Refused", "dial 01"]);
        assert_eq!(scene.ends(), ["0 skipped Agent"]);
    }
}

#[test]
fn skip_with_a_live_call_skips_the_record_up_next_and_leaves_the_call() {
    for state in LIVE_STATES {
        let mut scene = Scene::running(3);
        scene.reach("A", state);
        let phase = scene.on_screen().phase;
        scene.asks(Command::Skip { reason: None });
        scene.does(&[]);
        scene.shows(phase);
        assert_eq!(scene.ends(), ["1 skipped Agent"]);
        assert_eq!(scene.run().next_position, Some(2));
        scene.asks(Command::Skip { reason: None });
        assert!(!scene.snapshot().can_skip);
        assert_eq!(scene.asks(Command::Skip { reason: None }), Accepted::NoCall);
        scene.told("A", LineState::Finished);
        scene.does(&[]);
        assert_eq!(scene.summary().n_skipped, 2);
    }
}

#[test]
fn skip_while_paused_moves_to_the_next_record_and_dials_nothing() {
    let mut scene = storing_the_intent();
    scene.asks(Command::Pause);
    scene.release_stores();
    scene.asks(Command::Skip { reason: None });
    scene.asks(Command::Skip { reason: None });
    scene.does(&["dial: Refused"]);
    assert_eq!(scene.run().position, 2);
    scene.asks(Command::Resume);
    scene.does(&["dial 02"]);
}

#[test]
fn skipping_the_last_record_ends_the_run() {
    let mut scene = storing_the_intent();
    scene.asks(Command::Pause);
    scene.release_stores();
    for _ in 0..3 {
        scene.asks(Command::Skip { reason: None });
    }
    assert!(scene.snapshot().run.is_none());
    assert_eq!(scene.summary().n_skipped, 3);
}

#[test]
fn end_and_call_before_the_dial_skips_the_record() {
    for mut scene in [storing_the_intent(), waiting_for_the_link()] {
        scene.asks(Command::EndAndNext);
        scene.release_stores();
        scene.link(Link::Ready);
        scene.does(&["dial: Refused", "dial 01"]);
        assert_eq!(scene.ends(), ["0 skipped Agent"]);
    }
}

#[test]
fn end_call_before_the_dial_of_a_record_pauses_on_it_and_does_not_dial_it_again() {
    for mut scene in [storing_the_intent(), waiting_for_the_link()] {
        assert_eq!(scene.end_call(), Accepted::Done);
        scene.release_stores();
        scene.link(Link::Ready);
        scene.does(&["dial: Refused"]);
        assert_eq!(scene.run().paused, Some(PauseReason::Agent));
        assert_eq!(scene.run().position, 0);
    }
}

#[test]
fn pause_takes_back_a_call_by_hand_that_has_not_left() {
    let mut scene = waiting_for_the_link();
    scene.asks(Command::Pause);
    scene.call(person(9));
    scene.asks(Command::Pause);
    scene.link(Link::Ready);
    scene.does(&["dial: Refused", "dial: Refused"]);
    assert!(scene.snapshot().call.is_none());
}

#[test]
fn cancel_with_an_accepted_call_that_nobody_has_seen_counts_it_as_called() {
    let mut scene = Scene::running(2);
    scene.dial_answer(DialAnswer::Accepted);
    scene.asks(Command::Cancel);
    assert_eq!(scene.ends(), ["0 called -", "1 left"]);
}

#[test]
fn cancel_with_a_call_by_hand_counts_no_record_as_called() {
    let mut scene = Scene::ready();
    scene.link(Link::Interrupted);
    scene.start_run(people(2), None);
    scene.call(person(9));
    scene.link(Link::Ready);
    scene.reach("H", LineState::Talking);
    scene.asks(Command::Cancel);
    assert_eq!(scene.ends(), ["0 left", "1 left"]);
    scene.shows(Phase::Talking);
}

#[test]
fn cancel_after_a_refused_dial_leaves_its_record() {
    let mut scene = Scene::running(2);
    let refusal = failure(Reason::CampaignRefused);
    scene.dial_answer(DialAnswer::NotPlaced(refusal));
    scene.asks(Command::Cancel);
    assert_eq!(scene.ends(), ["0 left", "1 left"]);
}

#[test]
fn skip_after_the_last_record_does_nothing_while_a_call_by_hand_keeps_the_run_open() {
    let mut scene = storing_the_intent();
    scene.asks(Command::Pause);
    scene.release_stores();
    scene.call(person(9));
    for _ in 0..3 {
        assert_eq!(scene.asks(Command::Skip { reason: None }), Accepted::Done);
    }
    assert!(!scene.snapshot().can_skip);
    assert_eq!(scene.asks(Command::Skip { reason: None }), Accepted::NoCall);
    assert_eq!(scene.run().n_ended, 3);
}

#[test]
fn resume_clears_the_screen_of_a_failed_call_and_leaves_a_finished_one() {
    let mut scene = Scene::running(2);
    let refusal = failure(Reason::CampaignRefused);
    scene.dial_answer(DialAnswer::NotPlaced(refusal));
    scene.link(Link::Interrupted);
    scene.asks(Command::Resume);
    assert!(scene.snapshot().call.is_none());
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.asks(Command::Pause);
    scene.told("A", LineState::Finished);
    scene.link(Link::Interrupted);
    scene.asks(Command::Resume);
    scene.shows(Phase::Done);
}

#[test]
fn a_dial_refused_after_a_pause_leaves_the_pause_the_agents_own() {
    let mut scene = Scene::running(2);
    scene.asks(Command::Pause);
    let refusal = failure(Reason::CampaignRefused);
    scene.dial_answer(DialAnswer::NotPlaced(refusal));
    assert_eq!(scene.run().paused, Some(PauseReason::Agent));
}

#[test]
fn a_call_by_hand_that_is_refused_does_not_pause_a_run_that_waits_behind_it() {
    let mut scene = Scene::running(2);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Refused)));
    scene.call(person(9));
    scene.asks(Command::Resume);
    scene.forget();
    let refusal = failure(Reason::CampaignRefused);
    scene.dial_answer(DialAnswer::NotPlaced(refusal));
    scene.does(&["dial: CampaignRefused", "dial 00"]);
    assert_eq!(scene.run().paused, None);
}
