//! Store before act, and what happens when the store refuses: nothing is sent, nothing is lost.

use dialer::{
    Accepted, Command, DialAnswer, DisposeAnswer, HangUpAnswer, LineState, PauseReason, Phase,
    Reason, StoredHeld, StoredPlacement,
};

use crate::harness::{Scene, confirmed, failure, outcome, people, person};

#[test]
fn nothing_leaves_before_the_batch_that_announces_it_is_stored() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.call(person(0));
    scene.does(&[]);
    scene.release_stores();
    scene.does(&["dial 00"]);
    scene.reach("A", LineState::Talking);
    scene.hold_stores();
    scene.end_call();
    scene.does(&[]);
    scene.shows(Phase::Ending);
    scene.release_stores();
    scene.does(&["disconnect A"]);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.hold_stores();
    scene.choose("46");
    scene.shows(Phase::Disposing);
    scene.does(&["end: wrap-up"]);
    scene.release_stores();
    scene.does(&["dispose A 46"]);
}

#[test]
fn a_dial_that_could_not_be_stored_is_not_sent() {
    let mut scene = Scene::ready();
    scene.fail_stores();
    scene.call(person(0));
    scene.does(&["dial: Storage"]);
    scene.shows(Phase::Failed);
    assert_eq!(scene.trouble(), Some(Reason::Storage));
    assert_eq!(scene.snapshot().storage_failed, Some(Reason::Storage));
    scene.mend_stores();
    scene.call(person(1));
    scene.does(&["dial 01"]);
    assert_eq!(scene.snapshot().storage_failed, None);
}

#[test]
fn what_the_store_refused_is_written_again_though_nothing_else_happens() {
    let mut scene = Scene::running_with(1, outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.fail_stores();
    scene.told("A", LineState::Finished);
    assert_eq!(scene.ends(), [""; 0]);
    scene.wait(10_000);
    assert_eq!(scene.ends(), [""; 0]);
    scene.mend_stores();
    scene.wait(30_000);
    assert_eq!(scene.ends(), ["0 called 46"]);
    assert_eq!(scene.snapshot().storage_failed, None);
}

#[test]
fn a_run_whose_dial_could_not_be_stored_pauses_on_the_same_record_and_loses_nothing() {
    let mut scene = Scene::ready();
    scene.fail_stores();
    scene.start_run(people(2), None);
    scene.does(&["dial: Storage"]);
    assert_eq!(scene.run().paused, Some(PauseReason::Storage));
    assert_eq!(scene.run().position, 0);
    assert!(scene.disk.runs.is_empty());
    scene.mend_stores();
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
    assert_eq!(scene.disk.runs.len(), 1);
    let placements: Vec<_> = scene
        .disk
        .calls
        .values()
        .map(|call| call.placement)
        .collect();
    let expected = [StoredPlacement::NotPlaced, StoredPlacement::Intended];
    assert_eq!(placements, expected);
}

#[test]
fn an_end_that_could_not_be_stored_is_not_sent_and_can_be_asked_again() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.fail_stores();
    scene.end_call();
    scene.does(&["end: Storage"]);
    scene.shows(Phase::Talking);
    assert_eq!(scene.trouble(), Some(Reason::Storage));
    scene.mend_stores();
    scene.end_call();
    scene.does(&["disconnect A"]);
}

#[test]
fn a_disposition_that_could_not_be_stored_is_not_sent_and_can_be_asked_again() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.fail_stores();
    let dispose = |id| Command::Dispose {
        outcome: outcome(id),
    };
    assert_eq!(scene.asks(dispose("46")), Accepted::UnderWay);
    scene.does(&["disposed: Storage"]);
    scene.shows(Phase::WrapUp);
    scene.mend_stores();
    scene.asks(dispose("46"));
    scene.does(&["dispose A 46"]);
}

#[test]
fn a_run_pauses_when_an_end_or_a_disposition_could_not_be_stored() {
    for state in [LineState::Talking, LineState::WrapUp] {
        let mut scene = Scene::running_with(2, outcome("46"));
        scene.reach("A", state);
        scene.fail_stores();
        scene.asks(Command::EndAndNext);
        scene.does(&["end: Storage"]);
        assert_eq!(scene.run().paused, Some(PauseReason::Storage));
    }
}

#[test]
fn a_run_that_pauses_because_of_another_write_takes_back_the_dial_being_stored() {
    let mut scene = Scene::running_with(2, outcome("46"));
    scene.reach("A", LineState::WrapUp);
    scene.asks(Command::EndAndNext);
    scene.hold_stores();
    scene.asks(Command::SetNote("n".to_owned()));
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["dispose A 46", "end: holds 46"]);
    assert_eq!(
        scene.n_waiting_stores(),
        2,
        "the note, then the next intent"
    );
    scene.fail_oldest_store();
    assert_eq!(scene.run().paused, Some(PauseReason::Storage));
    scene.release_stores();
    scene.does(&["dial: Refused"]);
    scene.asks(Command::Resume);
    scene.does(&["dial 01"]);
}

#[test]
fn what_could_not_be_written_is_written_with_the_next_batch() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.fail_stores();
    scene.asks(Command::SetNote("first".to_owned()));
    assert_eq!(scene.snapshot().storage_failed, Some(Reason::Storage));
    scene.told("A", LineState::Finished);
    scene.asks(Command::Dismiss);
    scene.mend_stores();
    scene.call(person(1));
    let first = scene.disk.calls.values().next().expect("the first call");
    assert_eq!(first.note, "first");
    assert_eq!(first.held, Some(StoredHeld::Unknown));
    assert_eq!(scene.snapshot().storage_failed, None);
}

#[test]
fn a_refused_batch_never_overwrites_a_newer_one() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.hold_stores();
    scene.asks(Command::SetNote("older".to_owned()));
    scene.asks(Command::SetNote("newer".to_owned()));
    scene.fail_oldest_store();
    scene.release_stores();
    scene.asks(Command::Pause);
    scene.asks(Command::Resume);
    let note = scene
        .disk
        .calls
        .values()
        .next()
        .map(|call| call.note.clone());
    assert_eq!(note.as_deref(), Some("newer"));
}

#[test]
fn the_last_state_of_a_call_reaches_the_disk_although_the_next_begins_at_once() {
    let mut scene = Scene::running_with(2, outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.stored("store end of 0, call Accepted, call Intended, progress 1");
    let first = scene.disk.calls.values().next().expect("the first call");
    let held = StoredHeld::Confirmed {
        id: dialer::DispositionId::new("46"),
    };
    assert_eq!(first.held, Some(held));
    assert!(first.finished_at_ms.is_some());
}

#[test]
fn a_dial_refused_while_the_store_fails_leaves_the_call_failed() {
    let mut scene = Scene::dialing();
    scene.fail_stores();
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::CampaignRefused)));
    scene.does(&["dial: CampaignRefused"]);
    assert_eq!(scene.trouble(), Some(Reason::CampaignRefused));
}

#[test]
fn what_was_refused_is_written_as_soon_as_the_store_works_again() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.start_run(people(1), None);
    scene.asks(Command::Skip { reason: None });
    scene.call(person(9));
    scene.fail_oldest_store();
    scene.fail_oldest_store();
    assert_eq!(scene.snapshot().storage_failed, Some(Reason::Storage));
    scene.release_stores();
    assert_eq!(scene.ends(), ["0 skipped Agent"]);
    assert_eq!(scene.snapshot().storage_failed, None);
}

#[test]
fn a_refused_batch_of_one_run_is_not_given_up_for_the_same_record_of_the_next() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    for _ in 0..2 {
        scene.start_run(people(1), None);
        scene.asks(Command::Skip { reason: None });
    }
    assert_eq!(scene.n_waiting_stores(), 4, "a start and an end of each");
    scene.fail_oldest_store();
    scene.fail_oldest_store();
    scene.release_stores();
    assert_eq!((scene.disk.runs.len(), scene.disk.ends.len()), (2, 2));
}

/// A call whose note was written twice, with both batches still under way.
fn two_notes_under_way() -> Scene {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.hold_stores();
    scene.asks(Command::SetNote("older".to_owned()));
    scene.asks(Command::SetNote("newer".to_owned()));
    assert_eq!(scene.n_waiting_stores(), 2);
    scene
}

/// The note on disk, once the store works again and everything refused was written.
fn note_in_the_end(mut scene: Scene) -> String {
    scene.release_stores();
    scene.wait(30_000);
    let call = scene.disk.calls.values().next().expect("a call is on disk");
    call.note.clone()
}

#[test]
fn a_batch_refused_after_a_newer_one_was_written_does_not_undo_it() {
    let mut scene = two_notes_under_way();
    scene.release_newest_store();
    scene.fail_oldest_store();
    assert_eq!(note_in_the_end(scene), "newer");
}

#[test]
fn a_batch_refused_after_an_older_one_was_written_is_written_again() {
    let mut scene = two_notes_under_way();
    scene.release_oldest_store();
    scene.fail_oldest_store();
    assert_eq!(note_in_the_end(scene), "newer");
}

/// How many batches were handed to the store so far.
fn n_batches(scene: &Scene) -> usize {
    scene.log().matches("\n  store ").count()
}

#[test]
fn a_store_that_refuses_is_tried_later_and_later_and_at_its_next_failure_soon_again() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.fail_stores();
    scene.asks(Command::SetNote("first".to_owned()));
    let before = n_batches(&scene);
    scene.wait(60_000);
    assert_eq!(n_batches(&scene) - before, 5, "after 2, 6, 14, 30 and 60 s");
    scene.mend_stores();
    scene.wait(30_000);
    scene.fail_stores();
    scene.asks(Command::SetNote("second".to_owned()));
    scene.mend_stores();
    scene.wait(2_000);
    let call = scene.disk.calls.values().next().expect("a call is on disk");
    assert_eq!(call.note, "second");
}
