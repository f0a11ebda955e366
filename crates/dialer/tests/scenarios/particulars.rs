//! What the history keeps of a call beside its course: attempt, list, who ended it, its recording.

use dialer::{
    CallFact, Command, DialAnswer, EndReason, EndedBy, Event, HangUpAnswer, LineState, SessionId,
    StoredCall, Target,
};

use crate::harness::{Scene, fact, fact_because, outcome, person};

fn stored(scene: &Scene) -> StoredCall {
    scene.disk.calls[&scene.on_screen().intent].clone()
}

fn ended_by(scene: &Scene) -> Option<EndedBy> {
    stored(scene).ended_by
}

#[test]
fn who_ended_a_call_is_what_five9_says() {
    for (reason, expected) in [
        (EndReason::Agent, Some(EndedBy::Agent)),
        (EndReason::Callee, Some(EndedBy::Callee)),
        (EndReason::FailedToConnect, Some(EndedBy::Callee)),
        (EndReason::System, None),
        (EndReason::Other("ODD".to_owned()), None),
    ] {
        let mut scene = Scene::in_call(LineState::Talking);
        let over = fact_because("A", LineState::WrapUp, reason.clone());
        scene.event(Event::Call(over));
        assert_eq!(ended_by(&scene), expected, "{reason:?}");
    }
}

#[test]
fn a_call_that_was_over_by_itself_and_of_which_no_more_is_said_was_ended_by_nobody_known() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.told("A", LineState::WrapUp);
    assert_eq!(ended_by(&scene), None);
    let late = fact_because("A", LineState::WrapUp, EndReason::Callee);
    scene.event(Event::Call(late));
    assert_eq!(ended_by(&scene), Some(EndedBy::Callee));
}

#[test]
fn an_end_that_was_asked_for_is_the_agents_unless_five9_names_another() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.end_call();
    scene.told("A", LineState::WrapUp);
    assert_eq!(ended_by(&scene), Some(EndedBy::Agent));
    let late = fact_because("A", LineState::WrapUp, EndReason::Callee);
    scene.event(Event::Call(late));
    assert_eq!(ended_by(&scene), Some(EndedBy::Callee));

    let mut scene = Scene::in_call(LineState::Talking);
    scene.end_call();
    scene.hung_up(HangUpAnswer::WrapUp);
    assert_eq!(ended_by(&scene), Some(EndedBy::Agent));
}

#[test]
fn an_end_whose_answer_was_lost_ended_nothing_that_is_known() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.end_call();
    scene.hung_up(HangUpAnswer::Unknown);
    scene.told("A", LineState::WrapUp);
    assert_eq!(ended_by(&scene), None);
}

#[test]
fn a_call_was_recorded_if_five9_said_so_once() {
    let said = |recording| CallFact {
        recording,
        ..fact("A", LineState::Talking)
    };
    let mut scene = Scene::in_call(LineState::Talking);
    assert_eq!(stored(&scene).recorded, None);
    for (recording, expected) in [
        (Some(false), Some(false)),
        (Some(true), Some(true)),
        (Some(false), Some(true)),
        (None, Some(true)),
    ] {
        scene.event(Event::Call(said(recording)));
        assert_eq!(stored(&scene).recorded, expected);
    }
    scene.restart(false);
    scene.event(Event::Call(said(Some(false))));
    assert_eq!(stored(&scene).recorded, Some(true));
}

#[test]
fn the_session_of_a_call_is_kept_once_it_is_told() {
    let mut scene = Scene::in_call(LineState::Talking);
    let session = Some(SessionId::new("S1"));
    scene.event(Event::Call(CallFact {
        session: session.clone(),
        ..fact("A", LineState::Talking)
    }));
    scene.told("A", LineState::WrapUp);
    assert_eq!(stored(&scene).session, session);
}

#[test]
fn the_attempt_that_the_store_counted_is_in_every_later_row() {
    let mut scene = Scene::dialing();
    let intent = scene.on_screen().intent;
    assert_eq!(stored(&scene).attempt, None);
    scene.event(Event::Attempt(intent.clone(), 3));
    scene.dial_answer(DialAnswer::Accepted);
    assert_eq!(stored(&scene).attempt, Some(3));
    scene.told("A", LineState::Finished);
    scene.asks(Command::Dismiss);
    scene.asks(Command::SetNoteOf {
        intent: intent.clone(),
        note: "late".to_owned(),
    });
    assert_eq!(scene.disk.calls[&intent].attempt, Some(3));
}

#[test]
fn a_call_has_the_zone_of_the_agents_clocks_at_its_intent() {
    let mut scene = Scene::ready();
    scene.event(Event::Zone(-300));
    scene.call(person(1));
    scene.event(Event::Zone(60));
    scene.dial_answer(DialAnswer::Accepted);
    assert_eq!(stored(&scene).zone_min, Some(-300));
}

#[test]
fn a_call_tells_when_the_one_before_was_over_unless_that_is_long_ago() {
    let mut scene = Scene::in_call(LineState::Talking);
    assert_eq!(stored(&scene).before_ended_at_ms, None);
    scene.told("A", LineState::WrapUp);
    let over_at = scene.now();
    scene.wait(5_000);
    scene.told("A", LineState::Finished);
    scene.wait(7_000);
    scene.call(person(2));
    assert_eq!(stored(&scene).before_ended_at_ms, Some(over_at));
    scene.reach("B", LineState::Talking);
    scene.told("B", LineState::Finished);
    scene.wait(60 * 60_000);
    scene.call(person(3));
    assert_eq!(stored(&scene).before_ended_at_ms, None);
}

#[test]
fn every_call_to_a_person_names_their_list_also_after_a_restart_and_under_another_number() {
    let on_list = |index: usize, list: Option<&str>| Target {
        list: list.map(str::to_owned),
        others: vec!["+12025550199".to_owned()],
        ..person(index)
    };
    let mut scene = Scene::ready();
    let targets = vec![on_list(0, Some("Autumn")), on_list(1, Some("Autumn"))];
    scene.start_run(targets, outcome("46"));
    let run = scene.disk.runs.values().next().expect("a run").clone();
    assert_eq!(run.list.as_deref(), Some("Autumn"));
    assert!(run.targets.iter().all(|target| target.list.is_none()));
    scene.reach("A", LineState::Talking);
    assert_eq!(stored(&scene).target.list.as_deref(), Some("Autumn"));
    scene.restart(false);
    scene.read(&[]);
    scene.link(dialer::Link::Ready);
    assert_eq!(stored(&scene).target.list.as_deref(), Some("Autumn"));
    assert_eq!(scene.on_screen().target.record, person(1).record);

    let mut scene = Scene::ready();
    scene.start_run(vec![on_list(0, Some("Autumn")), on_list(1, None)], None);
    let run = scene.disk.runs.values().next().expect("a run").clone();
    assert_eq!(run.list, None);
    let lists = run.targets.iter().map(|target| target.list.as_deref());
    assert_eq!(lists.collect::<Vec<_>>(), [Some("Autumn"), None]);
}
