//! From one person to the next: at once, after a countdown, or when the agent says so.

use std::time::Duration;

use dialer::{
    Accepted, Command, DialAnswer, DisposeAnswer, EndReason, Event, HangUpAnswer, LineState, Link,
    MainButton, Mode, Pace, PauseReason, Reason, Repeats,
};

use crate::harness::{Scene, confirmed, fact_because, failure, outcome, people, person};

const PREVIEW: Pace = Pace {
    mode: Mode::Preview,
    ..Pace::AT_ONCE
};

const COUNTDOWN: Pace = Pace {
    countdown: Some(Duration::from_secs(5)),
    ..Pace::AT_ONCE
};

const PREVIEW_COUNTDOWN: Pace = Pace {
    mode: Mode::Preview,
    countdown: Some(Duration::from_secs(5)),
    ..Pace::AT_ONCE
};

/// A run of three in preview before its first dial.
fn previewing() -> Scene {
    let mut scene = Scene::with_pace(PREVIEW);
    scene.start_run(people(3), outcome("46"));
    scene
}

/// A run of three with a countdown whose first call is over.
fn counting() -> Scene {
    let mut scene = Scene::with_pace(COUNTDOWN);
    scene.start_run(people(3), outcome("46"));
    scene.does(&["dial 00"]);
    scene.reach("A", LineState::Talking);
    end(&mut scene);
    scene.forget();
    scene
}

/// The live call of the run is ended and disposed.
fn end(scene: &mut Scene) {
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
}

#[track_caller]
fn waits_for_agent(scene: &mut Scene, index: usize) {
    scene.wait(600_000);
    scene.does(&[]);
    let run = scene.run();
    assert_eq!((run.position, run.waits_for_agent), (index, true));
    assert_eq!((run.paused, run.next_dial_at), (None, None));
    assert_eq!(scene.snapshot().main_button, MainButton::CallCurrent);
    assert!(scene.snapshot().can_skip);
}

#[test]
fn in_preview_everybody_is_shown_first_and_dialed_when_the_agent_says_so() {
    let mut scene = previewing();
    waits_for_agent(&mut scene, 0);
    scene.asks(Command::CallCurrent);
    scene.does(&["dial 00"]);
    assert!(!scene.run().waits_for_agent);
    scene.reach("A", LineState::Talking);
    assert_eq!(scene.snapshot().main_button, MainButton::EndAndCall(1));
    end(&mut scene);
    scene.forget();
    waits_for_agent(&mut scene, 1);
    scene.asks(Command::Skip { reason: None });
    waits_for_agent(&mut scene, 2);
    scene.asks(Command::CallCurrent);
    scene.does(&["dial 02"]);
}

#[test]
fn a_preview_outlives_a_stop_of_the_program() {
    let mut scene = previewing();
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[]);
    scene.forget();
    waits_for_agent(&mut scene, 0);
    scene.asks(Command::CallCurrent);
    scene.does(&["dial 00"]);
}

#[test]
fn the_first_dial_of_a_run_in_power_mode_leaves_at_once_and_the_next_after_the_countdown() {
    let mut scene = counting();
    let due_at = scene.run().next_dial_at.expect("it counts down");
    assert_eq!(due_at.since(scene.now()), Duration::from_secs(5));
    assert_eq!(scene.snapshot().main_button, MainButton::CallCurrent);
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    scene.does(&["dial 01"]);
}

#[test]
fn in_preview_with_a_countdown_the_first_dial_is_counted_down_to_as_well() {
    let mut scene = Scene::with_pace(PREVIEW_COUNTDOWN);
    scene.start_run(people(2), None);
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    scene.does(&["dial 00"]);
}

#[test]
fn the_agent_may_dial_before_the_countdown_ends() {
    let mut scene = counting();
    scene.wait(1_000);
    scene.asks(Command::CallCurrent);
    scene.does(&["dial 01"]);
    scene.reach("B", LineState::Talking);
    scene.wait(60_000);
    scene.does(&[]);
}

#[test]
fn somebody_who_is_skipped_in_the_countdown_makes_it_begin_anew() {
    let mut scene = counting();
    scene.wait(4_000);
    scene.asks(Command::Skip { reason: None });
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    scene.does(&["dial 02"]);
}

#[test]
fn a_pause_stops_the_countdown_and_resume_begins_it_anew() {
    let mut scene = counting();
    scene.wait(4_000);
    scene.asks(Command::Pause);
    assert_eq!(scene.run().next_dial_at, None);
    scene.wait(60_000);
    scene.does(&[]);
    scene.asks(Command::Resume);
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    scene.does(&["dial 01"]);
}

#[test]
fn a_clock_that_goes_back_delays_the_countdown_by_no_more_than_its_length() {
    for restarts in [false, true] {
        let mut scene = counting();
        scene.wait(4_000);
        scene.clock_goes_back(3_600_000);
        if restarts {
            scene.restart(false);
            scene.link(Link::Ready);
            scene.read(&[]);
            scene.forget();
        } else {
            scene.asks(Command::SetNote("n".to_owned()));
        }
        scene.wait(4_999);
        scene.does(&[]);
        scene.wait(1);
        scene.does(&["dial 01"]);
    }
}

#[test]
fn a_countdown_goes_on_through_a_stop_of_the_program() {
    let mut scene = counting();
    scene.wait(4_000);
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[]);
    scene.forget();
    scene.wait(999);
    scene.does(&[]);
    scene.wait(1);
    scene.does(&["dial 01"]);
}

#[test]
fn an_agent_who_is_busy_with_the_last_call_stops_the_countdown_until_they_press() {
    let mut scene = counting();
    scene.wait(4_000);
    scene.asks(Command::HoldAdvance);
    scene.wait(60_000);
    waits_for_agent(&mut scene, 1);
    scene.asks(Command::Skip { reason: None });
    waits_for_agent(&mut scene, 2);
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[]);
    scene.forget();
    waits_for_agent(&mut scene, 2);
    scene.asks(Command::CallCurrent);
    scene.does(&["dial 02"]);
}

#[test]
fn a_press_after_typing_is_the_agents_word_for_the_next_dial() {
    // In power mode the press that ends the call asks for the next one.
    let mut scene = Scene::running_with(3, outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.asks(Command::HoldAdvance);
    end(&mut scene);
    scene.does(&["disconnect A", "dispose A 46", "end: holds 46", "dial 01"]);
    // Without a press nobody is dialed, and a pause with its end is one.
    scene.reach("B", LineState::Talking);
    scene.asks(Command::HoldAdvance);
    let reason = EndReason::Agent;
    scene.event(Event::Call(fact_because("B", LineState::Finished, reason)));
    waits_for_agent(&mut scene, 2);
    scene.asks(Command::Pause);
    scene.asks(Command::Resume);
    scene.does(&["dial 02"]);
}

#[test]
fn an_outcome_that_an_asked_end_waits_for_is_a_press_too() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.asks(Command::HoldAdvance);
    scene.choose("48");
    scene.disposed(DisposeAnswer::Finished(confirmed("48")));
    scene.forget();
    scene.told("B", LineState::Ringing);
    assert_eq!(scene.run().position, 1);
    assert!(!scene.run().waits_for_agent);
}

#[test]
fn another_call_in_the_way_stops_the_countdown_which_begins_anew_after_it() {
    let mut scene = counting();
    scene.wait(4_000);
    scene.told("H", LineState::Ringing);
    assert_eq!(
        scene.command(Command::CallCurrent),
        Err(failure(Reason::Busy))
    );
    assert_eq!(scene.run().next_dial_at, None);
    scene.told("H", LineState::Finished);
    scene.wait(4_999);
    scene.does(&[]);
    scene.wait(1);
    scene.does(&["dial 01"]);
}

#[test]
fn resume_in_preview_shows_the_person_and_dials_nobody() {
    let mut scene = previewing();
    scene.asks(Command::Pause);
    assert_eq!(scene.snapshot().main_button, MainButton::Waiting);
    assert_eq!(
        scene.command(Command::CallCurrent),
        Err(failure(Reason::Busy))
    );
    scene.asks(Command::Resume);
    waits_for_agent(&mut scene, 0);
}

#[test]
fn a_dial_that_was_taken_back_in_preview_waits_for_the_agent_again() {
    let mut scene = previewing();
    scene.hold_stores();
    scene.asks(Command::CallCurrent);
    scene.told("H", LineState::Ringing);
    scene.release_stores();
    scene.told("H", LineState::Finished);
    scene.forget();
    waits_for_agent(&mut scene, 0);
}

#[test]
fn trying_again_what_failed_and_yes_to_a_repeat_dial_at_once_in_preview() {
    let mut scene = previewing();
    scene.asks(Command::CallCurrent);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::StationDown)));
    assert_eq!(scene.run().paused, Some(PauseReason::DialFailed));
    scene.forget();
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);

    let mut scene = Scene::with_pace(PREVIEW);
    scene.call(person(0));
    scene.reach("A", LineState::Talking);
    scene.told("A", LineState::Finished);
    scene.start_run_asking(people(2), Repeats::Ask);
    assert_eq!(scene.run().paused, Some(PauseReason::CalledBefore));
    scene.forget();
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
}

#[test]
fn whoever_took_the_place_of_a_failed_call_is_seen_first_in_preview() {
    let mut scene = previewing();
    scene.asks(Command::CallCurrent);
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::StationDown)));
    scene.asks(Command::MoveInRun {
        record: dialer::RecordId::new("r0"),
        before: None,
    });
    scene.forget();
    scene.asks(Command::Resume);
    scene.does(&[]);
    assert!(scene.run().waits_for_agent);
}

#[test]
fn a_lost_link_stops_the_countdown_with_the_run() {
    let mut scene = counting();
    scene.link(Link::Down(failure(Reason::NoTab)));
    assert_eq!(scene.run().next_dial_at, None);
    assert_eq!(
        scene.command(Command::CallCurrent),
        Err(failure(Reason::NoTab))
    );
    scene.wait(60_000);
    scene.link(Link::Ready);
    scene.does(&[]);
    scene.asks(Command::Resume);
    assert!(scene.run().next_dial_at.is_some());
}

#[test]
fn a_preference_dials_nobody_and_counts_from_the_next_person_on() {
    let mut scene = counting();
    scene.asks(Command::SetPace(PREVIEW));
    waits_for_agent(&mut scene, 1);
    scene.asks(Command::SetPace(Pace::AT_ONCE));
    waits_for_agent(&mut scene, 1);
    scene.asks(Command::CallCurrent);
    scene.does(&["dial 01"]);
    scene.reach("B", LineState::Talking);
    end(&mut scene);
    let at_once = ["disconnect B", "dispose B 46", "end: holds 46", "dial 02"];
    scene.does(&at_once);
}

#[test]
fn there_is_nobody_to_dial_or_to_wait_for_without_a_run() {
    let mut scene = Scene::with_pace(PREVIEW);
    for command in [Command::CallCurrent, Command::HoldAdvance] {
        assert_eq!(scene.asks(command), Accepted::NoCall);
    }
    scene.call(person(0));
    scene.does(&["dial 00"]);
}
