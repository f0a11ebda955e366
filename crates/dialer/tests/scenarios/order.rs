//! The order of a run and who is left out of it, changed while the run is on.

use dialer::{
    Accepted, Command, LineState, Link, MainButton, Mode, Pace, PauseReason, Reason, RecordId,
    Repeats,
};

use crate::harness::{Scene, outcome, people, person};

fn record(index: usize) -> RecordId {
    RecordId::new(format!("r{index}"))
}

fn postpone(scene: &mut Scene) {
    assert_eq!(scene.asks(Command::Postpone), Accepted::Done);
}

fn move_before(scene: &mut Scene, which: usize, before: Option<usize>) {
    scene.asks(Command::MoveInRun {
        record: record(which),
        before: before.map(record),
    });
}

fn remove(scene: &mut Scene, which: usize) {
    assert_eq!(
        scene.asks(Command::RemoveFromRun(record(which))),
        Accepted::Done
    );
}

/// A run of so many in preview before its first dial.
fn previewing(n_people: usize) -> Scene {
    let mut scene = Scene::with_pace(Pace {
        mode: Mode::Preview,
        ..Pace::AT_ONCE
    });
    scene.start_run(people(n_people), outcome("46"));
    scene
}

/// Whoever is still to be called, the current one first, by the last digits of their numbers.
fn to_come(scene: &Scene) -> Vec<usize> {
    let run = scene.run();
    let current = run.current.into_iter();
    let all = current.chain(run.upcoming.into_iter().map(|(_, target)| target));
    all.map(|target| {
        let number = target.number.expect("a number");
        number[number.len() - 2..].parse().expect("digits")
    })
    .collect()
}

fn stop(scene: &mut Scene) {
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[]);
    scene.forget();
}

/// Everybody is called as shown; says in which order.
fn call_all(scene: &mut Scene) -> Vec<String> {
    let mut dialed = Vec::new();
    for n in 0..20 {
        let snapshot = scene.snapshot();
        let Some(run) = snapshot.run else { break };
        if run.waits_for_agent {
            scene.forget();
            let name = format!("{:02}", run.index);
            scene.asks(Command::CallCurrent);
            scene.does(&[&format!("dial {name}")]);
            dialed.push(name);
        }
        let call = format!("C{n}");
        scene.reach(&call, LineState::Talking);
        scene.told(&call, LineState::Finished);
    }
    dialed
}

#[test]
fn somebody_who_is_postponed_is_called_after_all_others_and_once() {
    let mut scene = previewing(3);
    postpone(&mut scene);
    assert_eq!(to_come(&scene), [1, 2, 0]);
    assert_eq!((scene.run().position, scene.run().n_ended), (0, 0));
    stop(&mut scene);
    assert_eq!(to_come(&scene), [1, 2, 0]);
    assert_eq!(call_all(&mut scene), ["01", "02", "00"]);
    assert_eq!(scene.ends(), ["0 called 46", "1 called 46", "2 called 46"]);
}

#[test]
fn with_a_call_live_the_one_up_next_is_postponed() {
    let mut scene = Scene::running(4);
    scene.reach("A", LineState::Talking);
    assert_eq!(scene.snapshot().main_button, MainButton::EndAndCall(1));
    postpone(&mut scene);
    assert_eq!(to_come(&scene), [0, 2, 3, 1]);
    scene.told("A", LineState::Finished);
    scene.does(&["dial 02"]);
}

#[test]
fn postpone_is_offered_exactly_where_somebody_else_is_left() {
    let mut scene = previewing(2);
    assert!(scene.snapshot().can_postpone);
    scene.asks(Command::Skip { reason: None });
    assert!(!scene.snapshot().can_postpone);
    assert_eq!(scene.asks(Command::Postpone), Accepted::NoCall);
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    assert!(!scene.snapshot().can_postpone);
    assert_eq!(scene.asks(Command::Postpone), Accepted::NoCall);
}

#[test]
fn a_question_about_somebody_who_is_postponed_is_asked_when_their_turn_comes() {
    let mut scene = Scene::ready();
    scene.call(person(0));
    scene.reach("A", LineState::Talking);
    scene.told("A", LineState::Finished);
    scene.start_run_asking(people(2), Repeats::Ask);
    assert_eq!(scene.run().paused, Some(PauseReason::CalledBefore));
    scene.forget();
    postpone(&mut scene);
    scene.does(&["dial 01"]);
    scene.reach("B", LineState::Talking);
    scene.told("B", LineState::Finished);
    scene.does(&[]);
    assert_eq!(scene.run().paused, Some(PauseReason::CalledBefore));
}

#[test]
fn a_record_is_moved_before_another_or_last_and_a_stop_keeps_it_there() {
    let mut scene = previewing(5);
    move_before(&mut scene, 4, Some(1));
    assert_eq!(to_come(&scene), [0, 4, 1, 2, 3]);
    move_before(&mut scene, 1, None);
    assert_eq!(to_come(&scene), [0, 4, 2, 3, 1]);
    move_before(&mut scene, 3, Some(0));
    assert_eq!(to_come(&scene), [3, 0, 4, 2, 1]);
    stop(&mut scene);
    assert_eq!(to_come(&scene), [3, 0, 4, 2, 1]);
    assert_eq!(call_all(&mut scene), ["03", "00", "04", "02", "01"]);
}

#[test]
fn whoever_is_being_called_or_was_called_is_not_moved() {
    let mut scene = Scene::running(3);
    scene.reach("A", LineState::Talking);
    for (which, before) in [(0, None), (2, Some(0)), (7, None)] {
        let refused = scene.command(Command::MoveInRun {
            record: record(which),
            before: before.map(record),
        });
        assert_eq!(refused.map_err(|one| one.reason), Err(Reason::Refused));
    }
    let refused = scene.command(Command::RemoveFromRun(record(0)));
    assert_eq!(refused.map_err(|one| one.reason), Err(Reason::Refused));
    assert_eq!(to_come(&scene), [0, 1, 2]);
}

#[test]
fn nobody_is_dialed_out_of_an_order_that_is_not_on_disk() {
    let mut scene = Scene::running(3);
    scene.reach("A", LineState::Talking);
    scene.hold_stores();
    move_before(&mut scene, 2, Some(1));
    scene.told("A", LineState::Finished);
    scene.does(&[]);
    scene.release_stores();
    scene.does(&["dial 02"]);
}

#[test]
fn an_order_that_the_store_refused_is_written_again_before_anybody_is_dialed() {
    let mut scene = Scene::running(3);
    scene.reach("A", LineState::Talking);
    scene.fail_stores();
    move_before(&mut scene, 2, Some(1));
    assert_eq!(scene.run().paused, Some(PauseReason::Storage));
    scene.mend_stores();
    scene.told("A", LineState::Finished);
    scene.asks(Command::Resume);
    scene.does(&["dial 02"]);
    stop(&mut scene);
    assert_eq!(to_come(&scene), [2, 1]);
}

#[test]
fn a_removed_record_is_not_called_and_comes_back_to_its_place() {
    let mut scene = previewing(4);
    remove(&mut scene, 2);
    assert_eq!(to_come(&scene), [0, 1, 3]);
    assert_eq!((scene.run().n_ended, scene.run().n_skipped), (1, 1));
    stop(&mut scene);
    assert_eq!(to_come(&scene), [0, 1, 3]);
    let removed = scene.run().removed.expect("it may come back");
    assert_eq!(removed.record, Some(record(2)));
    assert_eq!(scene.asks(Command::UndoRemoveFromRun), Accepted::Done);
    assert_eq!(to_come(&scene), [0, 1, 2, 3]);
    assert_eq!(scene.asks(Command::UndoRemoveFromRun), Accepted::NoCall);
    assert_eq!(call_all(&mut scene), ["00", "01", "02", "03"]);
}

#[test]
fn a_record_whose_place_is_over_comes_back_next() {
    let mut scene = Scene::running(4);
    remove(&mut scene, 1);
    scene.reach("A", LineState::Talking);
    scene.told("A", LineState::Finished);
    scene.forget();
    scene.reach("B", LineState::Talking);
    assert_eq!(to_come(&scene), [2, 3]);
    scene.asks(Command::UndoRemoveFromRun);
    assert_eq!(to_come(&scene), [2, 1, 3]);
    scene.told("B", LineState::Finished);
    scene.does(&["dial 01"]);
}

#[test]
fn only_the_last_removal_can_be_taken_back_and_the_others_are_ends() {
    let mut scene = previewing(4);
    remove(&mut scene, 0);
    remove(&mut scene, 1);
    assert_eq!(scene.ends(), ["0 skipped Removed"]);
    scene.asks(Command::UndoRemoveFromRun);
    assert_eq!(to_come(&scene), [1, 2, 3]);
    remove(&mut scene, 1);
    scene.asks(Command::Cancel);
    assert_eq!(
        scene.ends(),
        ["0 skipped Removed", "1 skipped Removed", "2 left", "3 left"]
    );
}

#[test]
fn a_run_whose_last_record_is_removed_is_over() {
    let mut scene = previewing(2);
    scene.asks(Command::Skip { reason: None });
    remove(&mut scene, 1);
    assert_eq!(scene.summary().n_skipped, 2);
    assert_eq!(scene.ends(), ["0 skipped Agent", "1 skipped Removed"]);
}

#[test]
fn why_somebody_was_skipped_is_kept_with_their_end() {
    let mut scene = previewing(2);
    let reason = Some("asked for Monday".to_owned());
    scene.asks(Command::Skip {
        reason: reason.clone(),
    });
    let mut ends = scene.disk.ends.values();
    assert_eq!(ends.next().and_then(|end| end.reason.clone()), reason);
}

#[test]
fn a_move_among_very_many_is_a_small_row() {
    let mut scene = Scene::with_pace(Pace {
        mode: Mode::Preview,
        ..Pace::AT_ONCE
    });
    let targets = (0..20_000).map(|index| dialer::Target {
        record: Some(record(index)),
        ..person(index % 90)
    });
    scene.start_run(targets.collect(), None);
    move_before(&mut scene, 19_000, Some(7));
    postpone(&mut scene);
    let order = scene.disk.orders.values().next().expect("an order");
    let expected = [(1, 6), (19_000, 1), (7, 18_993), (19_001, 999), (0, 1)];
    assert_eq!(order.ranges, expected);
    assert_eq!(scene.run().upcoming.len(), 50);
}
