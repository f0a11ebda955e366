//! Ending a call and setting its disposition: "finished" and "held" are two facts, each by evidence.

use dialer::{
    Accepted, CallId, Command, DialAnswer, DisposeAnswer, DispositionId, EndReason, Event,
    HangUpAnswer, Held, LineState, Phase, Reason,
};

use crate::harness::{
    Scene, confirmed, fact, fact_because, fact_holding, failure, outcome, person,
};

#[test]
fn end_call_with_an_outcome_hangs_up_and_disposes() {
    let mut scene = Scene::in_call(LineState::Talking);
    let outcome = outcome("46");
    assert_eq!(scene.asks(Command::EndCall { outcome }), Accepted::UnderWay);
    scene.does(&["disconnect A"]);
    scene.shows(Phase::Ending);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&["dispose A 46"]);
    scene.shows(Phase::Disposing);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["end: holds 46"]);
    scene.shows(Phase::Done);
    assert_eq!(scene.on_screen().held, Some(confirmed("46")));
}

#[test]
fn end_call_without_an_outcome_stops_at_wrap_up_and_says_so_once() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.end_call();
    scene.does(&["disconnect A"]);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&["end: wrap-up"]);
    scene.shows(Phase::WrapUp);
    assert!(scene.on_screen().waits_for_outcome);
    scene.choose("48");
    scene.does(&["dispose A 48"]);
    scene.disposed(DisposeAnswer::Finished(confirmed("48")));
    scene.does(&[]);
    scene.shows(Phase::Done);
}

#[test]
fn wrap_up_seen_by_event_goes_on_without_waiting_for_the_reply() {
    let mut scene = Scene::in_call(LineState::Talking);
    let outcome = outcome("46");
    scene.asks(Command::EndCall { outcome });
    scene.does(&["disconnect A"]);
    scene.told("A", LineState::WrapUp);
    scene.does(&["dispose A 46"]);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&[]);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["end: holds 46"]);
}

#[test]
fn a_lost_answer_to_the_hang_up_does_not_disturb_a_call_already_in_wrap_up() {
    for answer in [
        HangUpAnswer::Unknown,
        HangUpAnswer::StillLive(failure(Reason::Refused)),
        HangUpAnswer::Finished(Held::Unknown),
        HangUpAnswer::Finished(Held::None),
    ] {
        let mut scene = Scene::in_call(LineState::Talking);
        let outcome = outcome("46");
        scene.asks(Command::EndCall { outcome });
        scene.told("A", LineState::WrapUp);
        scene.does(&["disconnect A", "dispose A 46"]);
        scene.hung_up(answer);
        scene.does(&[]);
        scene.shows(Phase::Disposing);
        scene.disposed(DisposeAnswer::Finished(confirmed("46")));
        scene.does(&["end: holds 46"]);
        assert_eq!(scene.on_screen().held, Some(confirmed("46")));
    }
}

#[test]
fn end_pressed_while_dialing_takes_effect_once_the_call_is_seen() {
    let mut scene = Scene::dialing();
    scene.end_call();
    scene.does(&[]);
    scene.shows(Phase::Ending);
    scene.dial_answer(DialAnswer::Accepted);
    scene.does(&["dial: accepted"]);
    scene.told("A", LineState::Setup);
    scene.does(&["disconnect A"]);
    scene.hung_up(HangUpAnswer::Finished(Held::None));
    scene.does(&["end: holds none"]);
    scene.shows(Phase::Done);
}

#[test]
fn end_pressed_before_the_intent_is_stored_takes_the_dial_back() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.call(person(0));
    assert_eq!(scene.end_call(), Accepted::Done);
    scene.does(&["dial: Refused"]);
    scene.release_stores();
    scene.does(&[]);
    assert!(scene.snapshot().call.is_none());
    scene.stored("store call Withdrawn, progress 0");
}

#[test]
fn end_pressed_on_a_dial_that_is_then_refused_is_answered() {
    let mut scene = Scene::dialing();
    scene.end_call();
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::CampaignRefused)));
    scene.does(&["dial: CampaignRefused", "end: holds none"]);
    scene.shows(Phase::Failed);
}

#[test]
fn the_callee_hangs_up_first_and_the_outcome_alone_finishes_the_call() {
    let mut scene = Scene::in_call(LineState::Talking);
    let reason = EndReason::Callee;
    scene.event(Event::Call(fact_because("A", LineState::WrapUp, reason)));
    scene.shows(Phase::WrapUp);
    assert!(!scene.on_screen().waits_for_outcome);
    scene.choose("46");
    scene.does(&["dispose A 46"]);
}

#[test]
fn a_preset_outcome_waits_for_the_agent_when_the_callee_hangs_up_first() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.choose("46");
    scene.told("A", LineState::WrapUp);
    scene.does(&[]);
    scene.end_call();
    scene.does(&["dispose A 46"]);
}

#[test]
fn nobody_answers_and_the_call_goes_to_wrap_up_or_is_gone() {
    let mut scene = Scene::in_call(LineState::Ringing);
    scene.wait(30_000);
    let reason = EndReason::FailedToConnect;
    scene.event(Event::Call(fact_because("A", LineState::WrapUp, reason)));
    scene.shows(Phase::WrapUp);
    assert_eq!(scene.trouble(), None);
    assert_eq!(scene.on_screen().answered_at, None);
    let mut scene = Scene::in_call(LineState::Ringing);
    scene.wait(30_000);
    scene.event(Event::CallGone(CallId::new("A")));
    scene.shows(Phase::Done);
    assert_eq!(scene.on_screen().held, Some(Held::Unknown));
}

#[test]
fn a_hang_up_by_hand_in_the_desktop_shows_wrap_up_at_every_state() {
    for state in [
        LineState::Setup,
        LineState::Ringing,
        LineState::Talking,
        LineState::OnHold,
    ] {
        let mut scene = Scene::in_call(state);
        let reason = EndReason::Agent;
        scene.event(Event::Call(fact_because("A", LineState::WrapUp, reason)));
        scene.shows(Phase::WrapUp);
        assert_eq!(scene.trouble(), None);
        scene.does(&[]);
    }
}

#[test]
fn a_disposition_by_hand_in_the_desktop_finishes_the_call_at_every_state() {
    for state in [
        LineState::Setup,
        LineState::Ringing,
        LineState::Talking,
        LineState::OnHold,
        LineState::WrapUp,
    ] {
        let mut scene = Scene::in_call(state);
        scene.event(Event::Call(fact_holding("A", "43")));
        scene.shows(Phase::Done);
        let elsewhere = Held::SetElsewhere(Some(DispositionId::new("43")));
        assert_eq!(scene.on_screen().held, Some(elsewhere));
        assert_eq!(scene.end_call(), Accepted::NoCall);
        scene.does(&[]);
    }
}

#[test]
fn a_disposition_by_hand_while_the_hang_up_is_on_its_way_answers_the_end() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.end_call();
    scene.event(Event::Call(fact_holding("A", "43")));
    scene.does(&["disconnect A", "end: holds 43 set elsewhere"]);
    scene.hung_up(HangUpAnswer::Unknown);
    scene.does(&[]);
    scene.shows(Phase::Done);
}

#[test]
fn a_call_that_is_gone_during_the_hang_up_is_finished_without_claiming_a_disposition() {
    let mut scene = Scene::in_call(LineState::Talking);
    let outcome = outcome("46");
    scene.asks(Command::EndCall { outcome });
    scene.hung_up(HangUpAnswer::Finished(Held::Unknown));
    scene.does(&["disconnect A", "end: holding unknown"]);
    assert_eq!(scene.on_screen().held, Some(Held::Unknown));
}

#[test]
fn a_call_that_goes_on_after_the_hang_up_says_so_and_can_be_ended_again() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.end_call();
    scene.hung_up(HangUpAnswer::StillLive(failure(Reason::Refused)));
    scene.does(&["disconnect A", "end: Refused"]);
    scene.shows(Phase::Talking);
    assert_eq!(scene.trouble(), Some(Reason::Refused));
    scene.end_call();
    scene.does(&["disconnect A"]);
    assert_eq!(scene.trouble(), None);
}

#[test]
fn a_hang_up_without_any_answer_is_unknown_and_the_call_is_read_again() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.end_call();
    scene.hung_up(HangUpAnswer::Unknown);
    scene.does(&["disconnect A", "end: Unknown"]);
    assert_eq!(scene.trouble(), Some(Reason::Unknown));
    scene.wait(2_000);
    scene.does(&["read"]);
    scene.read(&[fact("A", LineState::Talking)]);
    assert_eq!(scene.trouble(), None);
    scene.shows(Phase::Talking);
    scene.wait(60_000);
    scene.does(&[]);
}

#[test]
fn a_refused_disposition_waits_for_another_one() {
    let mut scene = Scene::in_call(LineState::Talking);
    let outcome = outcome("46");
    scene.asks(Command::EndCall { outcome });
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Refused(failure(Reason::DispositionRefused)));
    scene.does(&["disconnect A", "dispose A 46", "end: DispositionRefused"]);
    scene.shows(Phase::WrapUp);
    assert_eq!(scene.trouble(), Some(Reason::DispositionRefused));
    assert!(scene.on_screen().waits_for_outcome);
    scene.choose("48");
    scene.does(&["dispose A 48"]);
    scene.disposed(DisposeAnswer::Finished(confirmed("48")));
    assert_eq!(scene.on_screen().held, Some(confirmed("48")));
}

#[test]
fn a_lost_answer_to_the_disposition_is_unknown_and_never_success() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.disposed(DisposeAnswer::Unknown);
    assert_eq!(scene.on_screen().held, None);
    assert_eq!(scene.trouble(), Some(Reason::Unknown));
    scene.wait(2_000);
    scene.does(&["dispose A 46", "read"]);
    scene.read(&[]);
    scene.shows(Phase::Done);
    assert_eq!(scene.on_screen().held, Some(Held::Unknown));
}

#[test]
fn a_finished_call_that_names_the_disposition_sent_confirms_it() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.disposed(DisposeAnswer::Unknown);
    scene.event(Event::Call(fact_holding("A", "46")));
    assert_eq!(scene.on_screen().held, Some(confirmed("46")));
}

#[test]
fn a_finished_call_seen_before_the_lost_answer_to_the_disposition_is_still_evidence() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.event(Event::Call(fact_holding("A", "46")));
    scene.shows(Phase::Disposing);
    scene.disposed(DisposeAnswer::Unknown);
    scene.shows(Phase::Done);
    assert_eq!(scene.on_screen().held, Some(confirmed("46")));
}

#[test]
fn a_finished_call_that_names_another_disposition_was_set_elsewhere() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.event(Event::Call(fact_holding("A", "43")));
    scene.disposed(DisposeAnswer::Refused(failure(Reason::DispositionRefused)));
    scene.shows(Phase::Done);
    let elsewhere = Held::SetElsewhere(Some(DispositionId::new("43")));
    assert_eq!(scene.on_screen().held, Some(elsewhere));
}

#[test]
fn the_answer_to_a_disposition_says_what_is_held() {
    let elsewhere = Held::SetElsewhere(Some(DispositionId::new("43")));
    for held in [confirmed("46"), elsewhere, Held::None, Held::Unknown] {
        let mut scene = Scene::in_call(LineState::WrapUp);
        scene.choose("46");
        scene.disposed(DisposeAnswer::Finished(held.clone()));
        scene.shows(Phase::Done);
        assert_eq!(scene.on_screen().held, Some(held));
    }
}

#[test]
fn another_outcome_is_refused_while_one_is_on_its_way() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.does(&["dispose A 46"]);
    let busy = Err(failure(Reason::Busy));
    assert_eq!(scene.command(Command::ChooseOutcome(outcome("48"))), busy);
    let outcome = outcome("48");
    assert_eq!(
        scene.command(Command::Dispose {
            outcome: outcome.clone()
        }),
        busy
    );
    assert_eq!(scene.command(Command::EndCall { outcome }), busy);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    let chosen = scene.on_screen().outcome.map(|outcome| outcome.id);
    assert_eq!(chosen, Some(DispositionId::new("46")));
}

#[test]
fn dispose_alone_needs_a_call_in_wrap_up_and_an_outcome() {
    let mut scene = Scene::ready();
    let dispose = |id| Command::Dispose { outcome: id };
    assert_eq!(scene.asks(dispose(outcome("46"))), Accepted::NoCall);
    let mut scene = Scene::in_call(LineState::Talking);
    let busy = Err(failure(Reason::Busy));
    assert_eq!(scene.command(dispose(outcome("46"))), busy);
    assert_eq!(scene.on_screen().outcome, None);
    scene.told("A", LineState::WrapUp);
    let refused = scene.command(dispose(None)).expect_err("no outcome");
    assert_eq!(refused.reason, Reason::DispositionRefused);
    assert_eq!(scene.asks(dispose(outcome("46"))), Accepted::UnderWay);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["dispose A 46", "disposed: holds 46"]);
}

#[test]
fn end_call_with_no_call_left_says_that_there_is_none() {
    let mut scene = Scene::ready();
    assert_eq!(scene.end_call(), Accepted::NoCall);
    scene.does(&[]);
}

#[test]
fn the_one_call_started_elsewhere_can_be_ended_and_disposed_from_here() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::Talking);
    let outcome = outcome("46");
    assert_eq!(scene.asks(Command::EndCall { outcome }), Accepted::UnderWay);
    scene.does(&["disconnect H"]);
    scene.told("H", LineState::WrapUp);
    scene.does(&["dispose H 46"]);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["end: holds 46"]);
}

#[test]
fn the_note_goes_to_the_disk_with_the_call() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.asks(Command::SetNote("asks for Monday".to_owned()));
    let printed = format!("{:?} {}", scene.snapshot(), scene.log());
    assert!(!printed.contains("Monday"), "a note is printed: {printed}");
    let intent = scene.on_screen().intent;
    let note = |scene: &Scene| scene.disk.calls.get(&intent).map(|call| call.note.clone());
    assert_eq!(note(&scene).as_deref(), Some("asks for Monday"));
}

#[test]
fn dispose_alone_does_not_lose_a_live_call_over_another_that_is_in_wrap_up() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.told("H", LineState::WrapUp);
    let outcome = outcome("46");
    let refused = scene.command(Command::Dispose { outcome });
    assert_eq!(refused, Err(failure(Reason::Busy)));
    assert_eq!(scene.on_screen().id, Some(CallId::new("A")));
    scene.shows(Phase::Talking);
}

#[test]
fn dispose_alone_finishes_the_one_call_started_elsewhere_that_is_in_wrap_up() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::WrapUp);
    let outcome = outcome("46");
    assert_eq!(scene.asks(Command::Dispose { outcome }), Accepted::UnderWay);
    scene.does(&["dispose H 46"]);
}

#[test]
fn a_call_that_is_gone_while_its_disposition_is_on_its_way_waits_for_the_answer() {
    let mut scene = Scene::in_call(LineState::WrapUp);
    scene.choose("46");
    scene.event(Event::CallGone(CallId::new("A")));
    scene.shows(Phase::Disposing);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.shows(Phase::Done);
    assert_eq!(scene.on_screen().held, Some(confirmed("46")));
}

#[test]
fn dispose_alone_is_busy_while_a_call_started_elsewhere_is_live() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::Talking);
    let outcome = outcome("46");
    let refused = scene.command(Command::Dispose { outcome });
    assert_eq!(refused, Err(failure(Reason::Busy)));
    scene.does(&[]);
    assert_eq!(scene.snapshot().others.len(), 1);
}

#[test]
fn of_two_calls_started_elsewhere_none_is_ended_and_nobody_says_that_there_is_none() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::Talking);
    scene.told("I", LineState::WrapUp);
    let busy = Err(failure(Reason::Busy));
    let outcome = outcome("46");
    let end = Command::EndCall {
        outcome: outcome.clone(),
    };
    assert_eq!(scene.command(end), busy);
    assert_eq!(scene.command(Command::Dispose { outcome }), busy);
    scene.does(&[]);
    assert_eq!(scene.snapshot().others.len(), 2);
}

#[test]
fn that_another_call_is_gone_says_nothing_about_this_one() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.told("H", LineState::Ringing);
    scene.event(Event::CallGone(CallId::new("H")));
    scene.shows(Phase::Talking);
    assert_eq!(scene.snapshot().others, []);
    let mut scene = Scene::dialing();
    scene.event(Event::CallGone(CallId::new("H")));
    scene.shows(Phase::Dialing);
}
