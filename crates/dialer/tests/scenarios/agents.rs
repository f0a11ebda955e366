//! Another agent behind the same log-in: the run stands still, and nothing is taken for another's.

use dialer::{Command, LineState, Link, PauseReason, Phase, Reason};

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
fn another_agents_call_may_be_left_as_it_is() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.start_run(people(2), None);
    scene.reach("A", LineState::Talking);
    scene.agent("2");
    scene.forget();
    scene.asks(Command::Skip);
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
