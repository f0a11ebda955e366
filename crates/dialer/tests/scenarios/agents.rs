//! Another agent behind the same log-in: the run stands still, and nothing is taken for another's.

use dialer::{Command, Failure, LineState, Link, PauseReason, Phase, Reason};

use crate::harness::{Scene, fact, people, person};

#[test]
fn the_history_has_the_agent_of_each_call() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.call(person(0));
    let agents: Vec<_> = scene
        .disk
        .calls
        .values()
        .map(|call| call.agent.clone())
        .collect();
    assert_eq!(agents, [Some(dialer::AgentId::new("1"))]);
}

#[test]
fn another_agent_pauses_the_run_until_a_person_says_so() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.hold_stores();
    scene.start_run(people(2), None);
    scene.agent("2");
    scene.does(&["dial: Refused"]);
    scene.release_stores();
    scene.does(&[]);
    assert_eq!(scene.run().paused, Some(PauseReason::OtherAgent));
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
    scene.agent("2");
    assert_eq!(scene.run().paused, None);
}

#[test]
fn a_link_lost_to_another_agent_is_said_to_be_so_and_a_pause_of_the_agents_own_stays() {
    let lost = || Link::Down(Failure::new(Reason::NotLoggedIn));
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.start_run(people(2), None);
    scene.reach("A", LineState::Talking);
    scene.link(lost());
    assert_eq!(scene.run().paused, Some(PauseReason::Link));
    scene.agent("2");
    assert_eq!(scene.run().paused, Some(PauseReason::OtherAgent));

    let mut scene = Scene::ready();
    scene.agent("1");
    scene.start_run(people(2), None);
    scene.asks(Command::Pause);
    scene.link(lost());
    scene.agent("2");
    assert_eq!(scene.run().paused, Some(PauseReason::Agent));
}

#[test]
fn another_agent_after_a_restart_is_noticed() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.start_run(people(2), None);
    scene.reach("A", LineState::Talking);
    scene.restart(false);
    scene.agent("2");
    assert_eq!(scene.run().paused, Some(PauseReason::OtherAgent));
}

#[test]
fn what_another_agent_can_see_says_nothing_about_a_call_of_the_first() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.call(person(0));
    scene.reach("A", LineState::Talking);
    scene.agent("2");
    scene.read(&[]);
    scene.shows(Phase::Unknown);
    let refused = scene.command(Command::EndCall { outcome: None });
    assert_eq!(refused.expect_err("not theirs").reason, Reason::Refused);
    scene.agent("1");
    scene.read(&[fact("A", LineState::WrapUp)]);
    scene.shows(Phase::WrapUp);
}

#[test]
fn an_end_asked_for_by_the_first_agent_is_not_sent_for_another() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.call(person(0));
    scene.dial_answer(dialer::DialAnswer::Accepted);
    scene.end_call();
    scene.agent("2");
    scene.forget();
    scene.told("A", LineState::Talking);
    scene.does(&[]);
    assert_eq!(scene.snapshot().others.len(), 1);
}

#[test]
fn a_call_put_aside_goes_on_under_its_own_intent_when_its_agent_is_back() {
    for restarts in [false, true] {
        let mut scene = Scene::ready();
        scene.agent("1");
        scene.call(person(0));
        scene.reach("A", LineState::Talking);
        let intent = scene.on_screen().intent;
        scene.agent("2");
        scene.asks(Command::Dismiss);
        if restarts {
            scene.restart(false);
            scene.link(Link::Ready);
        }
        scene.agent("1");
        scene.read(&[fact("A", LineState::Talking)]);
        scene.end_call();
        assert_eq!(scene.on_screen().intent, intent);
        assert_eq!(scene.disk.calls.len(), 1, "restarts: {restarts}");
    }
}

#[test]
fn what_was_on_for_one_agent_is_nothing_to_the_next() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.told("H", LineState::Talking);
    scene.agent("2");
    assert!(scene.snapshot().others.is_empty());
}

#[test]
fn another_agents_call_may_be_left_as_it_is() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.start_run(people(2), None);
    scene.reach("A", LineState::Talking);
    scene.agent("2");
    scene.forget();
    scene.asks(Command::Skip { reason: None });
    assert_eq!(scene.ends(), ["0 called -"]);
    scene.asks(Command::Resume);
    scene.does(&["dial 01"]);
}

#[test]
fn a_call_by_hand_that_has_not_left_is_not_dialed_for_another_agent() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.link(Link::Interrupted);
    scene.call(person(0));
    scene.agent("2");
    scene.does(&["dial: Refused"]);
    scene.link(Link::Ready);
    scene.does(&[]);
}

/// Agent 1 calls person `index`, and agent 2 puts that call aside while it goes on.
fn put_aside(scene: &mut Scene, index: usize) -> dialer::IntentId {
    scene.agent("1");
    scene.call(person(index));
    scene.reach(&format!("A{index}"), LineState::Talking);
    let intent = scene.on_screen().intent;
    scene.agent("2");
    scene.asks(Command::Dismiss);
    intent
}

/// The intent under which the call of person `index` goes on when agent 1 is back.
fn intent_of(scene: &mut Scene, index: usize) -> dialer::IntentId {
    scene.agent("1");
    scene.read(&[fact(&format!("A{index}"), LineState::Talking)]);
    scene.end_call();
    scene.on_screen().intent
}

#[test]
fn sixteen_calls_put_aside_are_remembered_and_the_seventeenth_displaces_the_first() {
    for (n_calls, is_remembered) in [(16, true), (17, false)] {
        let mut scene = Scene::ready();
        let first = put_aside(&mut scene, 0);
        for index in 1..n_calls {
            put_aside(&mut scene, index);
        }
        assert_eq!(intent_of(&mut scene, 0) == first, is_remembered);
    }
}

#[test]
fn a_call_put_aside_is_not_forgotten_over_calls_whose_end_is_known() {
    let mut scene = Scene::ready();
    let first = put_aside(&mut scene, 0);
    for index in 1..20 {
        scene.call(person(index));
        scene.reach(&format!("B{index}"), LineState::WrapUp);
        scene.told(&format!("B{index}"), LineState::Finished);
        scene.asks(Command::Dismiss);
    }
    assert_eq!(intent_of(&mut scene, 0), first);
}

#[test]
fn a_call_put_aside_is_not_forgotten_over_calls_that_were_never_seen() {
    let mut scene = Scene::ready();
    let first = put_aside(&mut scene, 0);
    for index in 1..20 {
        scene.call(person(index));
        scene.dial_answer(dialer::DialAnswer::Lost { settled: true });
        scene.asks(Command::Dismiss);
    }
    assert_eq!(intent_of(&mut scene, 0), first);
}
