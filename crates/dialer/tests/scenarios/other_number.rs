//! The same person under another of their numbers: one record, an intent for each press.

use dialer::{
    Command, DialAnswer, DisposeAnswer, Failure, HangUpAnswer, LineState, Link, PauseReason, Phase,
    Reason, Repeats, Target,
};

use crate::harness::{Scene, confirmed, fact, failure, outcome, person};

const OTHER: &str = "+12025550177";

fn with_another(index: usize) -> Target {
    Target {
        list: None,
        others: vec![OTHER.to_owned()],
        ..person(index)
    }
}

fn call_other(scene: &mut Scene) -> Result<dialer::Accepted, Failure> {
    scene.command(Command::CallOther {
        number: OTHER.to_owned(),
        outcome: outcome("46"),
        again: false,
    })
}

/// A run of two whose first person has another number and rings.
fn ringing() -> Scene {
    let mut scene = Scene::ready();
    scene.start_run(vec![with_another(0), person(1)], outcome("46"));
    scene.does(&["dial 00"]);
    scene.reach("A", LineState::Ringing);
    scene
}

fn is_ended(scene: &mut Scene, call: &str) {
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&[
        &format!("disconnect {call}"),
        &format!("dispose {call} 46"),
        "end: holds 46",
        if call == "A" { "dial 77" } else { "dial 01" },
    ]);
}

#[test]
fn the_other_number_is_dialed_as_the_same_record_which_the_last_call_ends() {
    let mut scene = ringing();
    let first = scene.on_screen().intent;
    assert!(scene.on_screen().can_call_other);
    call_other(&mut scene).expect("it ends, then dials");
    is_ended(&mut scene, "A");
    assert_eq!((scene.run().index, scene.run().n_ended), (0, 0));
    assert_ne!(scene.on_screen().intent, first);
    assert!(!scene.on_screen().can_call_other);
    assert_eq!(scene.ends(), Vec::<String>::new());
    scene.reach("B", LineState::Talking);
    scene.asks(Command::EndAndNext);
    is_ended(&mut scene, "B");
    assert_eq!(scene.ends(), ["0 called 46"]);
    assert_eq!(scene.disk.calls.len(), 3);
}

#[test]
fn a_second_press_dials_nobody_twice() {
    let mut scene = ringing();
    call_other(&mut scene).expect("it ends, then dials");
    call_other(&mut scene).expect("it is under way");
    is_ended(&mut scene, "A");
    let refused = call_other(&mut scene).map_err(|failure| failure.reason);
    assert_eq!(refused, Err(Reason::InvalidNumber));
    scene.does(&[]);
}

#[test]
fn a_ring_without_an_outcome_and_an_unknown_number_are_refused() {
    let mut scene = Scene::ready();
    scene.start_run(vec![with_another(0), person(1)], None);
    scene.reach("A", LineState::Ringing);
    assert!(!scene.on_screen().can_call_other);
    assert_eq!(call_other(&mut scene), Err(failure(Reason::Busy)));
    scene.told("A", LineState::WrapUp);
    assert!(scene.on_screen().can_call_other);
    scene.forget();
    call_other(&mut scene).expect("it waits for the outcome");
    scene.does(&["end: wrap-up"]);
    scene.choose("46");
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["dispose A 46", "dial 77"]);
}

#[test]
fn a_stop_on_the_way_changes_nothing() {
    let mut scene = ringing();
    call_other(&mut scene).expect("it ends, then dials");
    scene.asks(Command::Pause);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[]);
    scene.forget();
    assert_eq!((scene.run().index, scene.run().n_ended), (0, 0));
    scene.asks(Command::Resume);
    scene.does(&["dial 77"]);
}

#[test]
fn whoever_is_skipped_or_cancelled_after_the_first_call_was_called() {
    for command in [Command::Skip { reason: None }, Command::Cancel] {
        let mut scene = ringing();
        call_other(&mut scene).expect("it ends, then dials");
        scene.asks(Command::Pause);
        scene.hung_up(HangUpAnswer::WrapUp);
        scene.disposed(DisposeAnswer::Finished(confirmed("46")));
        assert!(!scene.snapshot().can_postpone);
        scene.asks(command);
        assert_eq!(
            scene.ends().first().map(String::as_str),
            Some("0 called 46")
        );
    }
}

#[test]
fn after_the_end_the_record_is_opened_again_and_told_by_the_last_call() {
    let mut scene = ringing();
    scene.asks(Command::Pause);
    scene.told("A", LineState::Finished);
    assert_eq!(scene.run().index, 1);
    assert_eq!(scene.ends(), ["0 called 46"]);
    scene.forget();
    call_other(&mut scene).expect("it is dialed");
    scene.does(&["dial 77"]);
    assert_eq!((scene.run().index, scene.run().n_ended), (0, 0));
    scene.restart(false);
    scene.told("B", LineState::Ringing);
    assert_eq!((scene.run().index, scene.run().n_ended), (0, 0));
    scene.link(Link::Ready);
    scene.read(&[crate::harness::fact("B", LineState::Ringing)]);
    scene.told("B", LineState::Talking);
    scene.told("B", LineState::Finished);
    assert_eq!((scene.run().index, scene.run().n_called), (1, 1));
}

#[test]
fn a_dial_that_failed_makes_room_for_the_other_number() {
    let mut scene = Scene::ready();
    scene.start_run(vec![with_another(0), person(1)], None);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::Refused)));
    assert_eq!(scene.run().paused, Some(PauseReason::DialFailed));
    scene.forget();
    call_other(&mut scene).expect("it is dialed");
    scene.does(&["dial 77"]);
    assert_eq!(scene.run().paused, Some(PauseReason::DialFailed));
}

/// The other number is called and finished.
fn other_is_done(scene: &mut Scene) {
    scene.reach("B", LineState::Talking);
    scene.asks(Command::EndCall { outcome: None });
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.forget();
}

#[test]
fn in_a_run_that_stands_still_the_other_number_is_dialed_and_nobody_else() {
    let mut scene = ringing();
    scene.asks(Command::Pause);
    call_other(&mut scene).expect("it ends, then dials");
    is_ended(&mut scene, "A");
    assert_eq!(scene.run().paused, Some(PauseReason::Agent));
    other_is_done(&mut scene);
    assert_eq!(scene.run().paused, Some(PauseReason::Agent));
    assert_eq!(scene.ends(), ["0 called 46"]);
    scene.does(&[]);
    scene.asks(Command::Resume);
    scene.does(&["dial 01"]);
}

#[test]
fn after_the_end_too_the_run_goes_on_standing_still() {
    let mut scene = ringing();
    scene.asks(Command::Pause);
    scene.told("A", LineState::Finished);
    scene.forget();
    call_other(&mut scene).expect("it is dialed");
    scene.does(&["dial 77"]);
    other_is_done(&mut scene);
    assert_eq!(scene.run().paused, Some(PauseReason::Agent));
    scene.does(&[]);
}

#[test]
fn what_was_asked_for_in_a_pause_waits_after_another_pause_and_a_restart_of_the_browser() {
    for stops in [
        |scene: &mut Scene| _ = scene.asks(Command::Pause),
        |scene: &mut Scene| {
            scene.restart(true);
            scene.link(Link::Ready);
            scene.read(&[fact("A", LineState::Ringing)]);
        },
    ] {
        let mut scene = ringing();
        scene.asks(Command::Pause);
        call_other(&mut scene).expect("it ends, then dials");
        stops(&mut scene);
        scene.told("A", LineState::WrapUp);
        scene.disposed(DisposeAnswer::Finished(confirmed("46")));
        scene.forget();
        assert_eq!((scene.run().index, scene.run().n_ended), (0, 0));
        scene.asks(Command::Resume);
        scene.does(&["dial 77"]);
    }
}

#[test]
fn outside_a_run_the_other_number_follows_the_end_as_well() {
    let mut scene = Scene::ready();
    scene.call(with_another(0));
    scene.reach("A", LineState::Talking);
    scene.choose("46");
    call_other(&mut scene).expect("it ends, then dials");
    is_ended(&mut scene, "A");
    assert_eq!(scene.on_screen().outcome, outcome("46"));
    scene.shows(Phase::Dialing);
    scene.dial_answer(DialAnswer::Accepted);
    scene.told("B", LineState::Ringing);
    scene.shows(Phase::Ringing);
}

#[test]
fn an_outcome_that_is_taken_back_takes_the_other_number_back() {
    let mut scene = ringing();
    scene.asks(Command::SetPace(dialer::Pace {
        hold_back: std::time::Duration::from_secs(5),
        ..dialer::Pace::AT_ONCE
    }));
    call_other(&mut scene).expect("it ends, then dials");
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.asks(Command::UndoSend);
    scene.asks(Command::SetPace(dialer::Pace::AT_ONCE));
    scene.forget();
    scene.asks(Command::EndAndNext);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["dispose A 46", "end: holds 46", "dial 01"]);
}

/// Somebody calls the other number by hand, and that call is done.
fn other_was_called(scene: &mut Scene) {
    scene.call(Target {
        number: Ok(OTHER.to_owned()),
        ..person(9)
    });
    scene.reach("Z", LineState::Talking);
    scene.told("Z", LineState::Finished);
    scene.forget();
}

#[test]
fn another_number_that_was_called_lately_is_asked_about_once() {
    let mut scene = Scene::ready();
    other_was_called(&mut scene);
    scene.start_run_asking(vec![with_another(0), person(1)], Repeats::Ask);
    scene.does(&["dial 00"]);
    scene.reach("A", LineState::Talking);
    scene.choose("46");
    let refused = call_other(&mut scene).expect_err("it is asked about");
    assert_eq!(refused.reason, Reason::CalledBefore);
    assert_eq!(refused.detail.as_deref(), Some("less than a minute ago"));
    scene.does(&[]);
    scene.asks(Command::CallOther {
        number: OTHER.to_owned(),
        outcome: None,
        again: true,
    });
    is_ended(&mut scene, "A");
}

#[test]
fn another_number_that_was_called_lately_is_asked_about_after_the_end_too() {
    let mut scene = Scene::ready();
    other_was_called(&mut scene);
    scene.call(with_another(0));
    scene.reach("A", LineState::Talking);
    scene.told("A", LineState::Finished);
    scene.forget();
    let refused = call_other(&mut scene).map_err(|failure| failure.reason);
    assert_eq!(refused, Err(Reason::CalledBefore));
    scene.asks(Command::CallOther {
        number: OTHER.to_owned(),
        outcome: None,
        again: true,
    });
    scene.does(&["dial 77"]);
}

#[test]
fn a_call_that_was_put_aside_and_is_taken_up_again_leads_to_no_other_number() {
    let mut scene = Scene::ready();
    scene.agent("1");
    scene.call(with_another(0));
    scene.reach("A", LineState::Talking);
    scene.choose("46");
    call_other(&mut scene).expect("it ends, then dials");
    scene.agent("2");
    scene.asks(Command::Dismiss);
    scene.agent("1");
    scene.read(&[fact("A", LineState::WrapUp)]);
    scene.forget();
    scene.asks(Command::Dispose {
        outcome: outcome("43"),
    });
    scene.disposed(DisposeAnswer::Finished(confirmed("43")));
    scene.does(&["dispose A 43", "disposed: holds 43"]);
    scene.shows(Phase::Done);
}
