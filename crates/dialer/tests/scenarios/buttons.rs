//! What the buttons say is what they do: the big one, skip, and who is up next.

use dialer::{Accepted, Command, DialAnswer, LineState, Link, MainButton, Phase, Reason};

use crate::harness::{Scene, failure, outcome, people, person};

#[track_caller]
fn shows_button(scene: &Scene, button: MainButton) {
    assert_eq!(scene.snapshot().main_button, button);
}

/// A run of three that stands still before its first dial.
fn paused_before_the_dial() -> Scene {
    let mut scene = Scene::ready();
    scene.link(Link::Interrupted);
    scene.start_run(people(3), None);
    scene.asks(Command::Pause);
    scene.link(Link::Ready);
    scene.forget();
    scene
}

/// The same with a live call by hand.
fn paused_with_a_call_by_hand() -> Scene {
    let mut scene = paused_before_the_dial();
    scene.call(person(9));
    scene.reach("H", LineState::Talking);
    scene
}

#[test]
fn the_button_of_a_single_call_ends_it_from_its_intent_until_it_is_finished() {
    let mut scene = Scene::ready();
    shows_button(&scene, MainButton::Call);
    scene.link(Link::Interrupted);
    scene.call(person(0));
    shows_button(&scene, MainButton::EndCall);
    scene.link(Link::Ready);
    scene.reach("A", LineState::WrapUp);
    shows_button(&scene, MainButton::EndCall);
    scene.told("A", LineState::Finished);
    shows_button(&scene, MainButton::Call);
}

#[test]
fn the_button_ends_a_call_that_was_started_elsewhere() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::Talking);
    shows_button(&scene, MainButton::EndCall);
    scene.told("H", LineState::Finished);
    shows_button(&scene, MainButton::Call);
}

#[test]
fn the_button_of_a_run_between_two_calls_does_nothing() {
    let mut scene = paused_before_the_dial();
    shows_button(&scene, MainButton::Waiting);
    scene.told("H", LineState::Talking);
    shows_button(&scene, MainButton::EndCall);
}

#[test]
fn the_button_of_a_going_run_names_who_is_called_next_and_of_a_paused_one_only_ends() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    shows_button(&scene, MainButton::EndAndCall(1));
    scene.asks(Command::Pause);
    shows_button(&scene, MainButton::EndCall);
}

#[test]
fn the_button_of_a_call_by_hand_only_ends_it_also_when_the_run_goes_on_behind_it() {
    let mut scene = paused_with_a_call_by_hand();
    shows_button(&scene, MainButton::EndCall);
    scene.asks(Command::Resume);
    shows_button(&scene, MainButton::EndCall);
}

#[test]
fn who_is_up_next_is_shown_between_two_calls_too() {
    let scene = paused_before_the_dial();
    assert_eq!(
        (scene.run().position, scene.run().next_position),
        (0, Some(1))
    );
    let mut scene = Scene::running(2);
    assert_eq!(
        (scene.run().position, scene.run().next_position),
        (0, Some(1))
    );
    scene.asks(Command::Skip { reason: None });
    assert_eq!((scene.run().position, scene.run().next_position), (0, None));
}

/// What is shown of skip, and what it then does.
#[track_caller]
fn skip_does_something(mut scene: Scene, expected: bool) {
    assert_eq!(scene.snapshot().can_skip, expected, "as shown");
    let answer = scene.asks(Command::Skip { reason: None });
    assert_eq!(answer == Accepted::Done, expected, "as done: {answer:?}");
}

#[test]
fn skip_is_offered_exactly_where_it_does_something() {
    skip_does_something(Scene::ready(), false);
    skip_does_something(Scene::in_call(LineState::Talking), false);
    skip_does_something(paused_before_the_dial(), true);
    skip_does_something(paused_with_a_call_by_hand(), true);
    skip_does_something(Scene::running(2), true);
    skip_does_something(Scene::running(1), false);
}

#[test]
fn the_last_record_can_be_skipped_before_its_dial_while_it_is_unknown_and_beside_a_call_by_hand() {
    let mut scene = Scene::ready();
    scene.link(Link::Interrupted);
    scene.start_run(people(1), None);
    skip_does_something(scene, true);
    let mut scene = Scene::running(1);
    scene.dial_answer(DialAnswer::Lost { settled: true });
    skip_does_something(scene, true);
    let mut scene = Scene::running(1);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Refused)));
    scene.call(person(9));
    scene.reach("H", LineState::Talking);
    skip_does_something(scene, true);
}

#[test]
fn the_outcome_chosen_most_often_comes_first_in_the_summary() {
    let mut scene = Scene::running(3);
    for (call, id) in [("A", "46"), ("B", "48"), ("C", "48")] {
        scene.reach(call, LineState::Talking);
        scene.choose(id);
        scene.told(call, LineState::Finished);
    }
    let expected = [("Outcome 48".to_owned(), 2), ("Outcome 46".to_owned(), 1)];
    assert_eq!(scene.summary().outcomes, expected);
}

#[test]
fn a_call_that_is_over_is_shown_as_it_ended_also_while_the_link_is_cut() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.asks(Command::EndCall {
        outcome: outcome("46"),
    });
    scene.told("A", LineState::Finished);
    scene.disposed(dialer::DisposeAnswer::Unknown);
    scene.shows(Phase::Done);
    scene.link(Link::Down(failure(Reason::Offline)));
    scene.shows(Phase::Done);
}
