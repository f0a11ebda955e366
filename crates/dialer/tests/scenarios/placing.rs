//! Placing a single call: facts and answers may come in any order, twice or late.

use dialer::{
    Accepted, CallFact, DialAnswer, EndReason, Event, Held, LineState, Link, MainButton, Phase,
    Reason,
};

use crate::harness::{Scene, fact, fact_because, failure, nobody, person};

#[test]
fn a_single_call_goes_from_dial_to_done() {
    let mut scene = Scene::ready();
    scene.call(person(0));
    scene.stored("store call Intended, progress 0");
    scene.does(&["dial 00"]);
    scene.shows(Phase::Dialing);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&["dial: accepted"]);
    scene.told("A", LineState::Setup);
    scene.shows(Phase::Dialing);
    scene.told("A", LineState::Ringing);
    scene.shows(Phase::Ringing);
    scene.told("A", LineState::Talking);
    scene.shows(Phase::Talking);
    scene.told("A", LineState::OnHold);
    scene.shows(Phase::OnHold);
    scene.told("A", LineState::Talking);
    scene.shows(Phase::Talking);
    scene.told("A", LineState::WrapUp);
    scene.shows(Phase::WrapUp);
    scene.choose("46");
    scene.does(&["dispose A 46"]);
    scene.shows(Phase::Disposing);
    scene.disposed(dialer::DisposeAnswer::Finished(crate::harness::confirmed(
        "46",
    )));
    scene.does(&[]);
    scene.shows(Phase::Done);
    assert_eq!(scene.snapshot().main_button, MainButton::Call);
}

#[test]
fn ring_talk_and_wrap_up_are_timed_from_the_real_states() {
    let mut scene = Scene::dialing();
    let dialed_at = scene.now();
    scene.wait(300);
    scene.told("A", LineState::Setup);
    scene.wait(700);
    scene.told("A", LineState::Ringing);
    scene.wait(5_000);
    scene.told("A", LineState::Talking);
    scene.wait(60_000);
    scene.told("A", LineState::WrapUp);
    scene.wait(9_000);
    scene.told("A", LineState::Finished);
    let call = scene.on_screen();
    let after = |at: Option<dialer::Timestamp>| at.expect("seen").since(dialed_at).as_millis();
    assert_eq!(call.dialed_at, Some(dialed_at));
    assert_eq!(after(call.ringing_at), 1_000);
    assert_eq!(after(call.answered_at), 6_000);
    assert_eq!(after(call.ended_at), 66_000);
    assert_eq!(after(call.finished_at), 75_000);
}

#[test]
fn a_call_seen_before_its_reply_is_reported_once_by_the_reply() {
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Ringing);
    scene.shows(Phase::Ringing);
    scene.does(&[]);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&["dial: accepted"]);
    scene.shows(Phase::Ringing);
}

#[test]
fn a_lost_reply_to_a_call_that_was_seen_is_a_success() {
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Ringing);
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.does(&["dial: accepted"]);
    scene.shows(Phase::Ringing);
}

#[test]
fn duplicates_and_backward_states_change_nothing() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    let before = format!("{:?}", scene.on_screen());
    for state in [
        LineState::Setup,
        LineState::Ringing,
        LineState::Talking,
        LineState::OnHold,
        LineState::WrapUp,
        LineState::Other("TRANSFERRED".to_owned()),
    ] {
        scene.told("A", state);
    }
    scene.does(&[]);
    assert_eq!(format!("{:?}", scene.on_screen()), before);
}

#[test]
fn a_late_frame_does_not_bring_a_finished_call_back() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.told("A", LineState::Finished);
    scene.shows(Phase::Done);
    scene.told("A", LineState::Talking);
    scene.shows(Phase::Done);
    assert_eq!(scene.snapshot().others, []);
    scene.call(person(1));
    scene.does(&["dial 01"]);
    scene.told("A", LineState::WrapUp);
    scene.shows(Phase::Dialing);
}

#[test]
fn a_word_that_is_not_known_counts_as_live() {
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Other("PARKED".to_owned()));
    scene.shows(Phase::Dialing);
    assert_eq!(scene.try_call(person(1)), Err(failure(Reason::Busy)));
}

#[test]
fn an_invalid_number_is_never_dialed() {
    let mut scene = Scene::ready();
    let refused = scene.try_call(nobody(0)).expect_err("there is no number");
    assert_eq!(refused.reason, Reason::InvalidNumber);
    assert_eq!(refused.detail.as_deref(), Some("too short"));
    scene.does(&[]);
}

#[test]
fn a_second_call_while_one_is_live_is_refused_as_busy() {
    for state in [
        LineState::Setup,
        LineState::Ringing,
        LineState::Talking,
        LineState::OnHold,
        LineState::WrapUp,
    ] {
        let mut scene = Scene::in_call(state);
        assert_eq!(scene.try_call(person(1)), Err(failure(Reason::Busy)));
        scene.does(&[]);
    }
}

#[test]
fn a_call_started_by_hand_elsewhere_blocks_dialing_until_it_is_finished() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::Talking);
    assert_eq!(scene.try_call(person(0)), Err(failure(Reason::Busy)));
    scene.told("H", LineState::WrapUp);
    assert_eq!(scene.try_call(person(0)), Err(failure(Reason::Busy)));
    scene.told("H", LineState::Finished);
    scene.call(person(0));
    scene.does(&["dial 00"]);
}

#[test]
fn a_call_that_begins_while_the_intent_is_stored_makes_a_single_call_busy() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.call(person(0));
    scene.told("H", LineState::Ringing);
    scene.release_stores();
    scene.does(&["dial: Busy"]);
    scene.shows(Phase::Failed);
}

#[test]
fn an_inbound_call_is_never_taken_for_the_one_dialed() {
    let mut scene = Scene::dialing();
    let inbound = CallFact {
        by_agent: false,
        ..fact("I", LineState::Talking)
    };
    scene.event(Event::Call(inbound));
    scene.shows(Phase::Dialing);
    assert_eq!(scene.snapshot().others.len(), 1);
}

#[test]
fn a_call_to_another_number_is_never_taken_for_the_one_dialed() {
    let mut scene = Scene::dialing();
    let other = CallFact {
        number: Some("2025550199".to_owned()),
        ..fact("H", LineState::Ringing)
    };
    scene.event(Event::Call(other));
    scene.shows(Phase::Dialing);
    let ours = CallFact {
        number: Some("(202) 555-0100".to_owned()),
        ..fact("A", LineState::Ringing)
    };
    scene.event(Event::Call(ours));
    scene.shows(Phase::Ringing);
    assert_eq!(
        scene.on_screen().id.map(|id| id.to_string()),
        Some("A".into())
    );
}

#[test]
fn a_call_that_was_there_before_is_never_taken_for_the_one_dialed() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::Talking);
    scene.read(&[]);
    assert_eq!(
        scene.snapshot().others.len(),
        1,
        "seen at the time of the read"
    );
    scene.wait(1);
    scene.read(&[]);
    assert_eq!(scene.snapshot().others, []);
    scene.told("H", LineState::Finished);
    scene.call(person(0));
    scene.told("H", LineState::Talking);
    scene.shows(Phase::Dialing);
}

#[test]
fn a_definite_refusal_ends_in_failed_and_the_next_call_is_a_new_intent() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::CampaignRefused)));
    scene.does(&["dial: CampaignRefused"]);
    scene.shows(Phase::Failed);
    assert_eq!(scene.trouble(), Some(Reason::CampaignRefused));
    scene.stored("store call NotPlaced");
    scene.call(person(0));
    scene.does(&["dial 00"]);
}

#[test]
fn a_message_that_the_call_could_not_be_made_is_a_refusal() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&["dial: accepted"]);
    let number = Some("2025550142".to_owned());
    let failure = failure(Reason::Refused);
    let elsewhere = Event::MakeCallFailed {
        number,
        failure: failure.clone(),
    };
    scene.event(elsewhere);
    scene.shows(Phase::Dialing);
    let number = None;
    scene.event(Event::MakeCallFailed { number, failure });
    scene.does(&[]);
    scene.shows(Phase::Failed);
}

#[test]
fn on_a_call_although_none_is_known_is_no_refusal() {
    // A call by hand to the same number was refused because of the one that was asked for here.
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&["dial: accepted"]);
    let (number, failure) = (None, failure(Reason::Busy));
    scene.event(Event::MakeCallFailed { number, failure });
    scene.shows(Phase::Dialing);
    scene.told("H", LineState::WrapUp);
    scene.shows(Phase::WrapUp);
}

#[test]
fn a_reply_after_the_message_that_the_call_could_not_be_made_changes_nothing() {
    let mut scene = Scene::dialing();
    let (number, failure) = (None, failure(Reason::Refused));
    scene.event(Event::MakeCallFailed { number, failure });
    scene.does(&["dial: Refused"]);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&[]);
    scene.shows(Phase::Failed);
}

#[test]
fn a_message_of_failure_does_not_touch_a_call_that_was_seen() {
    let mut scene = Scene::in_call(LineState::Ringing);
    let (number, failure) = (None, failure(Reason::Refused));
    scene.event(Event::MakeCallFailed { number, failure });
    scene.shows(Phase::Ringing);
}

#[test]
fn a_dial_waits_for_a_link_that_is_interrupted() {
    let mut scene = Scene::ready();
    scene.link(Link::Interrupted);
    scene.call(person(0));
    scene.does(&[]);
    scene.shows(Phase::Dialing);
    scene.link(Link::Ready);
    scene.does(&["dial 00"]);
}

#[test]
fn a_call_while_the_link_is_down_is_refused_with_the_links_own_reason() {
    let mut scene = Scene::ready();
    scene.link(Link::Down(failure(Reason::NotLoggedIn)));
    assert_eq!(scene.try_call(person(0)), Err(failure(Reason::NotLoggedIn)));
}

#[test]
fn a_link_that_goes_down_before_the_dial_refuses_the_call() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.call(person(0));
    scene.link(Link::Down(failure(Reason::NoTab)));
    scene.does(&["dial: NoTab"]);
    scene.shows(Phase::Failed);
    scene.link(Link::Ready);
    scene.release_stores();
    scene.does(&[]);
}

#[test]
fn a_live_call_goes_on_while_the_link_is_down() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.link(Link::Down(failure(Reason::Offline)));
    scene.does(&[]);
    scene.link(Link::Ready);
    scene.shows(Phase::Talking);
    scene.told("A", LineState::WrapUp);
    scene.shows(Phase::WrapUp);
}

#[test]
fn a_call_over_within_three_seconds_says_that_it_ended_at_once() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    scene.wait(1_500);
    let reason = EndReason::FailedToConnect;
    scene.event(Event::Call(fact_because("A", LineState::Finished, reason)));
    scene.shows(Phase::Done);
    let trouble = scene.on_screen().trouble.expect("there is trouble");
    assert_eq!(trouble.reason, Reason::EndedAtOnce);
    assert_eq!(trouble.detail.as_deref(), Some("FAILED_TO_CONNECT"));
    assert_eq!(scene.on_screen().held, Some(Held::Unknown));
}

#[test]
fn a_call_that_rang_longer_or_was_answered_did_not_end_at_once() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    scene.wait(3_001);
    scene.told("A", LineState::Finished);
    assert_eq!(scene.trouble(), None);
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Talking);
    scene.wait(1_000);
    scene.told("A", LineState::WrapUp);
    assert_eq!(scene.trouble(), None);
}

#[test]
fn an_accepted_call_is_looked_for_until_it_is_seen() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&["dial: accepted"]);
    scene.wait(2_000);
    scene.does(&["read"]);
    scene.wait(4_000);
    scene.does(&["read"]);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.shows(Phase::Talking);
    scene.wait(120_000);
    scene.does(&[]);
}

#[test]
fn a_dial_reported_for_a_call_that_came_and_went_before_its_reply_is_reported_once() {
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Talking);
    scene.wait(1_000);
    scene.told("A", LineState::Finished);
    scene.does(&["dial: accepted"]);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&[]);
}

#[test]
fn a_lost_answer_and_a_late_one_are_reported_once() {
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Ringing);
    scene.dial_answer(DialAnswer::Lost { settled: false });
    scene.does(&["dial: accepted"]);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&[]);
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Lost { settled: false });
    scene.does(&["dial: Unknown"]);
    scene.told("A", LineState::Ringing);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&[]);
    scene.shows(Phase::Ringing);
}

#[test]
fn a_finished_call_leaves_the_screen_when_dismissed_and_a_live_one_does_not() {
    let mut scene = Scene::in_call(LineState::Talking);
    assert_eq!(scene.asks(dialer::Command::Dismiss), Accepted::Done);
    scene.shows(Phase::Talking);
    scene.told("A", LineState::Finished);
    scene.asks(dialer::Command::Dismiss);
    assert!(scene.snapshot().call.is_none());
}

#[test]
fn a_call_that_the_agent_ended_within_three_seconds_did_not_end_at_once_by_itself() {
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Ringing);
    scene.wait(1_000);
    scene.end_call();
    scene.told("A", LineState::Finished);
    assert_eq!(scene.trouble(), None);
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Ringing);
    scene.wait(1_000);
    let reason = EndReason::Agent;
    scene.event(Event::Call(fact_because("A", LineState::Finished, reason)));
    assert_eq!(scene.trouble(), None);
}

#[test]
fn the_last_64_finished_calls_are_remembered() {
    let mut scene = Scene::ready();
    for index in 0..64 {
        scene.told(&format!("H{index}"), LineState::Finished);
    }
    scene.told("H0", LineState::WrapUp);
    assert_eq!(scene.snapshot().others, []);
}

#[test]
fn a_call_first_seen_in_the_moment_of_a_read_is_not_gone_because_the_read_lacks_it() {
    let mut scene = Scene::dialing();
    scene.told("A", LineState::Ringing);
    scene.read(&[]);
    scene.shows(Phase::Ringing);
}
