//! Deadlines in virtual time, with a clock that somebody sets back.

use dialer::{DialAnswer, LineState, Phase, Timestamp};

use crate::harness::{Scene, fact};

#[test]
fn a_call_is_noticed_to_be_gone_after_the_clock_went_back() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.told("H", LineState::Talking);
    scene.clock_goes_back(3_600_000);
    scene.read(&[fact("A", LineState::Talking), fact("H", LineState::Talking)]);
    scene.wait(2_000);
    scene.read(&[]);
    scene.shows(Phase::Done);
    assert_eq!(scene.snapshot().others, []);
}

#[test]
fn reads_after_the_clock_went_back_behind_a_lost_dial_prove_nothing() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.clock_goes_back(3_600_000);
    for _ in 0..3 {
        scene.read(&[]);
        scene.wait(25_000);
    }
    scene.shows(Phase::Unknown);
    scene.told("A", LineState::Ringing);
    scene.shows(Phase::Ringing);
}

#[test]
fn an_accepted_call_that_is_nowhere_is_finished_also_after_the_clock_went_back() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    scene.clock_goes_back(3_600_000);
    for _ in 0..3 {
        scene.read(&[]);
        scene.wait(25_000);
    }
    scene.shows(Phase::Failed);
}

#[test]
fn a_socket_that_came_up_after_the_clock_went_back_did_not_hear_the_dial() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.clock_goes_back(3_600_000);
    scene.read(&[]);
    scene.wait(1_000);
    let events_since: Option<Timestamp> = Some(scene.now());
    scene.wait(30_000);
    for _ in 0..3 {
        scene.wait(10_000);
        scene.read_heard(&[], events_since);
    }
    scene.shows(Phase::Unknown);
}

#[test]
fn a_call_that_rang_for_long_did_not_end_at_once_because_the_clock_went_back() {
    let mut scene = Scene::in_call(LineState::Ringing);
    scene.wait(30_000);
    scene.clock_goes_back(3_600_000);
    scene.told("A", LineState::Finished);
    assert_eq!(scene.trouble(), None);
}

#[test]
fn a_clock_that_goes_forward_is_no_evidence_that_no_call_came() {
    let mut scene = Scene::running(2);
    scene.dial_answer(DialAnswer::Accepted);
    scene.wait(3_000);
    scene.read(&[]);
    scene.clock_goes_forward(3_600_000);
    for _ in 0..3 {
        scene.wait(5_000);
        scene.read(&[]);
    }
    scene.shows(Phase::Dialing);
    for _ in 0..2 {
        scene.wait(12_000);
        scene.read(&[]);
    }
    scene.shows(Phase::Failed);
}

#[test]
fn a_clock_that_went_forward_before_the_answer_is_no_evidence_that_no_call_came() {
    for answer in [DialAnswer::Accepted, DialAnswer::Lost { settled: true }] {
        let mut scene = Scene::dialing();
        scene.clock_goes_forward(3_600_000);
        scene.dial_answer(answer);
        for _ in 0..3 {
            scene.wait(4_000);
            scene.read(&[]);
        }
        scene.told("A", LineState::Ringing);
        scene.shows(Phase::Ringing);
    }
}

#[test]
fn a_timer_up_to_two_seconds_late_is_no_jump_of_the_clock() {
    for (late_ms, phase) in [(2_000, Phase::Failed), (2_001, Phase::Unknown)] {
        let mut scene = Scene::dialing();
        scene.dial_answer(DialAnswer::Lost { settled: true });
        // The first read is due after two seconds.
        scene.clock_goes_forward(2_000 + late_ms);
        scene.read(&[]);
        scene.wait(25_000 - 2_000 - late_ms);
        scene.read(&[]);
        scene.read(&[]);
        scene.shows(phase);
    }
}

#[test]
fn a_clock_that_goes_back_a_little_delays_the_evidence_of_reads_by_no_more_than_its_length() {
    let mut scene = Scene::dialing();
    scene.wait(10_000);
    scene.dial_answer(DialAnswer::Lost { settled: true });
    // Not behind the dial: every event since then was heard.
    scene.clock_goes_back(5_000);
    scene.read(&[]);
    scene.wait(25_000);
    scene.read(&[]);
    scene.read(&[]);
    scene.shows(Phase::Failed);
}
