//! What is left of a call and of a run once they are over: correction, tempo, who is still to call.

use dialer::{Accepted, Command, LineState, Link, Phase};

use crate::harness::{Scene, nobody, outcome, people, person};

fn correct(scene: &mut Scene, intent: &dialer::IntentId, id: &str) -> Accepted {
    scene.asks(Command::Correct {
        intent: intent.clone(),
        outcome: outcome(id).expect("an outcome"),
    })
}

#[test]
fn the_call_before_can_be_corrected_while_the_next_is_on_and_a_stop_keeps_that() {
    let mut scene = Scene::running_with(2, outcome("46"));
    let intent = scene.on_screen().intent;
    assert_eq!(correct(&mut scene, &intent, "48"), Accepted::NoCall);
    scene.reach("A", LineState::Talking);
    assert!(scene.snapshot().last.is_none());
    scene.told("A", LineState::Finished);
    let last = scene.snapshot().last.expect("the call before");
    assert_eq!(
        (last.intent.clone(), last.outcome),
        (intent.clone(), outcome("46"))
    );
    assert_eq!(last.corrected, None);
    assert_eq!(correct(&mut scene, &intent, "48"), Accepted::Done);
    scene.restart(false);
    scene.link(Link::Ready);
    let last = scene.snapshot().last.expect("the call before");
    assert_eq!(last.corrected, outcome("48"));
    assert_eq!(correct(&mut scene, &intent, "46"), Accepted::Done);
    assert_eq!(scene.disk.calls[&intent].corrected, None);
    assert!(scene.disk.calls[&intent].held.is_some());
}

#[test]
fn a_finished_call_on_screen_is_corrected_there() {
    let mut scene = Scene::in_call(LineState::Talking);
    let intent = scene.on_screen().intent;
    scene.choose("46");
    assert!(!scene.on_screen().can_correct);
    scene.told("A", LineState::Finished);
    scene.shows(Phase::Done);
    assert!(scene.on_screen().can_correct);
    correct(&mut scene, &intent, "48");
    assert_eq!(scene.on_screen().corrected, outcome("48"));
    let stored = &scene.disk.calls[&intent];
    let corrected = stored.corrected.as_ref().map(|one| one.id.as_str());
    assert_eq!(corrected, Some("48"));
    scene.asks(Command::Dismiss);
    let last = scene.snapshot().last.expect("the call before");
    assert_eq!(last.corrected, outcome("48"));
}

#[test]
fn a_note_that_comes_late_is_kept_with_the_call_for_which_it_was_typed() {
    let mut scene = Scene::running_with(2, outcome("46"));
    let first = scene.on_screen().intent;
    let note_of = |scene: &mut Scene, intent: &dialer::IntentId, note: &str| {
        scene.asks(Command::SetNoteOf {
            intent: intent.clone(),
            note: note.to_owned(),
        })
    };
    scene.reach("A", LineState::Talking);
    assert_eq!(note_of(&mut scene, &first, "first"), Accepted::Done);
    assert_eq!(scene.on_screen().note, "first");
    scene.told("A", LineState::Finished);
    let second = scene.on_screen().intent;
    assert_ne!(first, second);
    assert_eq!(note_of(&mut scene, &first, "first, whole"), Accepted::Done);
    assert_eq!(scene.on_screen().note, "");
    assert_eq!(scene.disk.calls[&first].note, "first, whole");
    let other = dialer::IntentId::new("0000000000001-a-9");
    assert_eq!(note_of(&mut scene, &other, "whose?"), Accepted::NoCall);
    assert_eq!(scene.on_screen().note, "");
}

#[test]
fn a_call_that_was_not_placed_is_no_call_before() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.call(person(0));
    scene.end_call();
    scene.release_stores();
    assert!(scene.snapshot().last.is_none());
}

#[test]
fn how_long_a_record_takes_is_told_once_there_are_three_and_outlives_a_stop() {
    let mut scene = Scene::running(6);
    for (n, wait_ms) in [10_000, 50_000, 20_000].into_iter().enumerate() {
        assert_eq!(scene.run().ms_per_record, None, "after {n}");
        let call = format!("C{n}");
        scene.reach(&call, LineState::Ringing);
        scene.wait(wait_ms);
        scene.told(&call, LineState::Finished);
    }
    assert_eq!(scene.run().ms_per_record, Some(28_000));
    scene.restart(false);
    assert_eq!(scene.run().ms_per_record, Some(28_000));
}

#[test]
fn what_a_run_left_is_whom_it_did_not_reach_and_whom_the_agent_skipped() {
    let mut scene = Scene::ready();
    let mut targets = people(6);
    targets[4] = nobody(4);
    scene.start_run(targets, None);
    scene.reach("A", LineState::Talking);
    scene.asks(Command::Skip { reason: None });
    scene.asks(Command::Postpone);
    let removed = person(3).record.expect("a record");
    scene.asks(Command::RemoveFromRun(removed));
    scene.asks(Command::Cancel);
    let left: Vec<_> = scene.left_of_last_run();
    assert_eq!(left, [person(1), person(5), person(2)]);
    assert_eq!(scene.summary().n_to_run, 3);
    assert!(scene.summary().run_ms > 0);
    scene.told("A", LineState::Finished);
    scene.asks(Command::Dismiss);
    assert!(scene.left_of_last_run().is_empty());
}

/// A run of three that was cancelled in its first call, and that call is over.
fn cancelled() -> Scene {
    let mut scene = Scene::running(3);
    scene.reach("A", LineState::Talking);
    scene.asks(Command::Cancel);
    scene.told("A", LineState::Finished);
    scene
}

#[test]
fn how_the_last_run_went_and_whom_it_left_outlives_a_stop_until_it_is_dismissed() {
    let mut scene = cancelled();
    let (summary, left) = (scene.summary(), scene.left_of_last_run());
    scene.wait(60_000);
    scene.restart(false);
    assert_eq!((scene.summary(), scene.left_of_last_run()), (summary, left));
    scene.asks(Command::Dismiss);
    scene.restart(false);
    assert_eq!(scene.snapshot().summary, None);
    assert!(scene.left_of_last_run().is_empty());
}

#[test]
fn another_run_and_another_start_of_the_browser_leave_the_summary_behind() {
    let mut scene = cancelled();
    scene.link(dialer::Link::Ready);
    scene.restart(true);
    assert_eq!(scene.snapshot().summary, None);
    let mut scene = cancelled();
    scene.start_run(people(2), None);
    scene.restart(false);
    assert_eq!(scene.snapshot().summary, None);
    assert_eq!(scene.run().n_records, 2);
}

#[test]
fn a_run_of_more_than_a_thousand_is_not_read_back_for_its_summary() {
    for (n_people, is_kept) in [(1_000, true), (1_001, false)] {
        let mut scene = Scene::running(n_people);
        scene.asks(Command::Cancel);
        scene.restart(false);
        assert_eq!(scene.snapshot().summary.is_some(), is_kept);
    }
}
