//! The program stops at any point: what is on disk goes on, without a second dial.

use dialer::{
    CallFact, Command, DialAnswer, DisposeAnswer, DispositionId, Event, HangUpAnswer, Held,
    LineState, Link, PauseReason, Phase, StoredPlacement,
};

use crate::harness::{Scene, confirmed, fact, fact_holding, failure, outcome, people, person};

/// One step of the scripted run, with what a read would show after it.
type Step = (&'static str, fn(&mut Scene), Option<LineState>);

/// A run of two with a preset outcome, through to the second dial.
const SCRIPT: [Step; 9] = [
    (
        "start",
        |scene| scene.start_run(people(2), outcome("46")),
        None,
    ),
    (
        "accepted",
        |scene| scene.dial_answer(DialAnswer::Accepted),
        Some(LineState::Setup),
    ),
    (
        "setup",
        |scene| scene.told("A", LineState::Setup),
        Some(LineState::Setup),
    ),
    (
        "ringing",
        |scene| scene.told("A", LineState::Ringing),
        Some(LineState::Ringing),
    ),
    (
        "talking",
        |scene| scene.told("A", LineState::Talking),
        Some(LineState::Talking),
    ),
    (
        "note",
        |scene| _ = scene.asks(Command::SetNote("n".to_owned())),
        Some(LineState::Talking),
    ),
    (
        "end",
        |scene| _ = scene.asks(Command::EndAndNext),
        Some(LineState::Talking),
    ),
    (
        "wrap-up",
        |scene| scene.told("A", LineState::WrapUp),
        Some(LineState::WrapUp),
    ),
    (
        "disposed",
        |scene| scene.disposed(DisposeAnswer::Finished(confirmed("46"))),
        None,
    ),
];

fn phase_of(state: &LineState) -> Phase {
    match state {
        LineState::Setup | LineState::Other(_) => Phase::Dialing,
        LineState::Ringing => Phase::Ringing,
        LineState::Talking => Phase::Talking,
        LineState::OnHold => Phase::OnHold,
        LineState::WrapUp => Phase::WrapUp,
        LineState::Finished => Phase::Done,
    }
}

#[test]
fn a_restart_after_any_step_of_a_run_goes_on_without_a_second_dial() {
    for stop in 1..SCRIPT.len() {
        let mut scene = Scene::ready();
        for (_, step, _) in &SCRIPT[..stop] {
            step(&mut scene);
            scene.wait(1_500);
            scene.forget();
        }
        let (name, _, state) = &SCRIPT[stop - 1];
        scene.wait(4_000);
        scene.restart(false);
        scene.does(&["read"]);
        scene.link(Link::Ready);
        scene.does(&[]);
        let Some(state) = state else {
            assert_eq!(*name, "start", "only there the dial may not have left");
            scene.read(&[]);
            scene.does(&[]);
            scene.shows(Phase::Unknown);
            continue;
        };
        scene.read(&[fact("A", state.clone())]);
        match *name {
            "end" => scene.does(&["disconnect A"]),
            "wrap-up" => scene.does(&["dispose A 46"]),
            _ => {
                scene.does(&[]);
                scene.shows(phase_of(state));
            }
        }
        assert_eq!(scene.run().paused, None, "after {name}");
        scene.told("A", LineState::Finished);
        scene.wait(1);
        if *name == "wrap-up" {
            scene.disposed(DisposeAnswer::Finished(confirmed("46")));
        }
        scene.does(&["dial 01"]);
        assert_eq!(scene.ends(), ["0 called 46"], "after {name}");
    }
}

#[test]
fn a_restart_while_any_batch_is_under_way_never_dials_a_record_twice_by_itself() {
    for stop in 1..=SCRIPT.len() {
        let mut scene = Scene::ready();
        for (_, step, _) in &SCRIPT[..stop - 1] {
            step(&mut scene);
            scene.wait(1_500);
            scene.forget();
        }
        scene.hold_stores();
        SCRIPT[stop - 1].1(&mut scene);
        scene.wait(4_000);
        scene.mend_stores();
        scene.restart(false);
        scene.link(Link::Ready);
        scene.read(&[]);
        scene.wait(1);
        let name = SCRIPT[stop - 1].0;
        match name {
            // Nothing of the run was on disk: there is none.
            "start" => assert!(scene.snapshot().run.is_none()),
            // Of the first dial only the intent was on disk.
            "accepted" => scene.shows(Phase::Unknown),
            // Accepted and not yet seen, as far as the disk knows.
            "setup" => scene.shows(Phase::Dialing),
            // The end with its outcome was on disk: it may have been sent.
            "wrap-up" | "disposed" => {
                scene.does(&["read", "recover A 46"]);
                scene.disposed(DisposeAnswer::Finished(Held::Unknown));
                scene.does(&["dial 01"]);
            }
            _ => scene.does(&["read", "dial 01"]),
        }
    }
}

#[test]
fn a_restart_between_two_calls_dials_the_next_after_the_first_read() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.link(Link::Interrupted);
    scene.told("A", LineState::Finished);
    scene.restart(false);
    scene.link(Link::Ready);
    scene.does(&["read"]);
    scene.read(&[]);
    scene.does(&["dial 01"]);
}

#[test]
fn after_a_restart_of_the_browser_the_run_is_there_paused_on_the_same_person() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.restart(true);
    scene.link(Link::Ready);
    scene.read(&[fact("A", LineState::Talking)]);
    assert_eq!(scene.run().paused, Some(PauseReason::Restarted));
    assert_eq!(scene.run().position, 0);
    scene.shows(Phase::Talking);
    scene.told("A", LineState::Finished);
    scene.does(&["read"]);
    scene.asks(Command::Resume);
    scene.does(&["dial 01"]);
}

#[test]
fn a_paused_run_stays_paused_for_its_reason_after_a_restart() {
    let mut scene = Scene::running(2);
    scene.dial_answer(DialAnswer::NotPlaced(failure(dialer::Reason::Refused)));
    scene.restart(true);
    assert_eq!(scene.run().paused, Some(PauseReason::DialFailed));
    scene.shows(Phase::Failed);
}

#[test]
fn a_cancelled_run_stays_cancelled_after_a_restart() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.asks(Command::Cancel);
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.told("A", LineState::Finished);
    scene.does(&["read"]);
    assert!(scene.snapshot().run.is_none());
}

#[test]
fn the_first_read_after_a_restart_is_asked_again_until_it_succeeds() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.restart(false);
    scene.does(&["read"]);
    scene.wait(6_000);
    scene.does(&["read", "read"]);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.wait(60_000);
    scene.does(&[]);
}

#[test]
fn a_restored_call_is_unknown_while_the_link_is_down() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.restart(true);
    scene.link(Link::Down(failure(dialer::Reason::NoTab)));
    scene.shows(Phase::Unknown);
    scene.link(Link::Ready);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.shows(Phase::Talking);
}

#[test]
fn a_call_that_ended_while_the_program_was_away_is_finished_by_the_first_read() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.restart(false);
    scene.read(&[]);
    scene.shows(Phase::Done);
    assert_eq!(scene.on_screen().held, Some(Held::Unknown));
}

#[test]
fn an_intent_whose_dial_may_have_left_is_resolved_by_what_is_seen() {
    let mut scene = Scene::dialing();
    scene.restart(false);
    scene.shows(Phase::Unknown);
    let ours = CallFact {
        number: Some("2025550100".to_owned()),
        ..fact("A", LineState::Ringing)
    };
    scene.read(&[ours]);
    scene.shows(Phase::Ringing);
}

#[test]
fn an_intent_whose_dial_may_have_left_is_never_found_not_placed_by_reads() {
    // What the program heard before it stopped, and did not store, nobody tells again.
    let mut scene = Scene::running(2);
    scene.hold_stores();
    scene.told("A", LineState::Ringing);
    scene.told("A", LineState::Finished);
    scene.mend_stores();
    scene.restart(false);
    scene.link(Link::Ready);
    for _ in 0..3 {
        scene.wait(30_000);
        scene.read(&[]);
    }
    scene.shows(Phase::Unknown);
    scene.forget();
    scene.asks(Command::Skip { reason: None });
    scene.does(&["dial 01"]);
    assert_eq!(scene.ends(), ["0 skipped Unknown"]);
}

#[test]
fn a_call_that_was_there_before_the_intent_is_not_taken_for_it_after_a_restart() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::WrapUp);
    scene.told("H", LineState::Finished);
    scene.call(person(0));
    scene.restart(false);
    scene.read(&[fact("H", LineState::WrapUp)]);
    scene.shows(Phase::Unknown);
}

#[test]
fn a_late_event_after_a_restart_brings_no_finished_call_back() {
    let mut scene = Scene::running_with(1, outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.told("A", LineState::Finished);
    scene.asks(Command::Dismiss);
    scene.restart(false);
    scene.told("A", LineState::WrapUp);
    assert!(scene.snapshot().others.is_empty());
}

#[test]
fn an_outcome_announced_before_a_restart_is_confirmed_by_the_call_that_names_it() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.restart(false);
    scene.event(Event::Call(fact_holding("A", "46")));
    assert_eq!(scene.on_screen().held, Some(confirmed("46")));
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.restart(false);
    scene.event(Event::Call(fact_holding("A", "43")));
    let elsewhere = Held::SetElsewhere(Some(DispositionId::new("43")));
    assert_eq!(scene.on_screen().held, Some(elsewhere));
}

#[test]
fn a_disposition_that_may_have_been_sent_before_a_restart_is_looked_for_once() {
    let stopped = || {
        let mut scene = Scene::in_call(LineState::WrapUp);
        scene.asks(Command::EndCall {
            outcome: outcome("46"),
        });
        scene.restart(true);
        scene.link(Link::Ready);
        scene.forget();
        scene.read(&[]);
        scene.does(&["recover A 46"]);
        scene.shows(Phase::Disposing);
        scene
    };
    let mut scene = stopped();
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    assert_eq!(scene.on_screen().held, Some(confirmed("46")));
    let mut scene = stopped();
    scene.disposed(DisposeAnswer::Finished(Held::Unknown));
    assert_eq!(scene.on_screen().held, Some(Held::Unknown));
    let mut scene = stopped();
    scene.disposed(DisposeAnswer::Unknown);
    scene.read(&[]);
    scene.does(&[]);
    scene.shows(Phase::Done);
    assert_eq!(scene.on_screen().held, Some(Held::Unknown));
}

#[test]
fn an_end_asked_before_a_restart_is_carried_out_after_it() {
    let mut scene = Scene::in_call(LineState::Talking);
    let outcome = outcome("46");
    scene.asks(Command::EndCall { outcome });
    scene.restart(false);
    scene.link(Link::Ready);
    scene.does(&["read"]);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.does(&["disconnect A"]);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&["dispose A 46"]);
}

#[test]
fn a_withdrawn_intent_is_nothing_after_a_restart() {
    let mut scene = Scene::ready();
    scene.link(Link::Interrupted);
    scene.call(person(0));
    scene.end_call();
    let placement = scene.disk.calls.values().next().map(|call| call.placement);
    assert_eq!(placement, Some(StoredPlacement::Withdrawn));
    scene.restart(false);
    scene.link(Link::Ready);
    scene.does(&[]);
    assert!(scene.snapshot().call.is_none());
}

#[test]
fn intents_of_two_starts_in_one_millisecond_differ() {
    let mut scene = Scene::ready();
    scene.call(person(0));
    let first = scene.on_screen().intent;
    scene.dial_answer(DialAnswer::NotPlaced(failure(dialer::Reason::Refused)));
    scene.restart(false);
    scene.link(Link::Ready);
    scene.call(person(0));
    assert!(first < scene.on_screen().intent);
}

#[test]
fn a_call_by_hand_after_a_restart_waits_for_the_first_read() {
    for browser_restarted in [false, true] {
        let mut scene = Scene::running(2);
        scene.dial_answer(DialAnswer::NotPlaced(failure(dialer::Reason::Refused)));
        scene.restart(browser_restarted);
        scene.link(Link::Ready);
        scene.call(person(9));
        scene.does(&["read"]);
        scene.shows(Phase::Dialing);
        scene.read(&[]);
        scene.does(&["dial 09"]);
    }
}

#[test]
fn a_stop_of_the_program_shows_the_call_as_it_was_in_every_state() {
    for state in [
        LineState::Setup,
        LineState::Ringing,
        LineState::Talking,
        LineState::WrapUp,
    ] {
        let mut scene = Scene::in_call(state);
        let phase = scene.on_screen().phase;
        scene.restart(false);
        scene.shows(phase);
    }
}

#[test]
fn a_call_that_was_accepted_before_a_long_stop_is_looked_for_before_it_counts_as_over() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    scene.clock_goes_forward(60_000);
    scene.restart(false);
    scene.link(Link::Ready);
    for _ in 0..3 {
        scene.read(&[]);
        scene.wait(4_000);
    }
    scene.shows(Phase::Dialing);
    scene.wait(13_000);
    scene.read(&[]);
    scene.read(&[]);
    scene.shows(Phase::Failed);
}

#[test]
fn a_call_that_was_on_over_a_restart_is_not_open_once_it_is_finished() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.restart(false);
    scene.link(Link::Ready);
    scene.read(&[fact("A", LineState::Talking)]);
    assert_eq!(scene.open_calls(), [scene.on_screen().intent]);
    scene.told("A", LineState::Finished);
    assert_eq!(scene.open_calls(), []);
}
