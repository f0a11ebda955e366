//! A run over a list: in order, one call at a time, every record ending in exactly one way.

use dialer::{
    Accepted, Command, DialAnswer, DisposeAnswer, DispositionId, EndReason, Event, HangUpAnswer,
    Held, LineState, Link, MainButton, PauseReason, Phase, Reason, Repeats, Summary,
};

use crate::harness::{
    Scene, confirmed, fact_because, fact_holding, failure, nobody, outcome, people, person,
};

/// The call "A" of a run is ended and disposed with 46, which is preset or chosen.
fn end_with_46(scene: &mut Scene) {
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
}

#[test]
fn end_and_call_with_a_preset_outcome_disposes_and_dials_the_next_at_once() {
    let mut scene = Scene::running_with(2, outcome("46"));
    assert_eq!(scene.snapshot().main_button, MainButton::EndAndCall(1));
    scene.reach("A", LineState::Talking);
    scene.asks(Command::EndAndNext);
    scene.does(&["disconnect A"]);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&["dispose A 46"]);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["end: holds 46", "dial 01"]);
    assert_eq!(scene.snapshot().main_button, MainButton::EndAndFinish);
}

#[test]
fn end_and_call_without_an_outcome_waits_in_wrap_up_for_the_choice() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.does(&["disconnect A", "end: wrap-up"]);
    scene.shows(Phase::WrapUp);
    assert!(scene.on_screen().waits_for_outcome);
    scene.wait(600_000);
    scene.does(&[]);
    scene.choose("48");
    scene.does(&["dispose A 48"]);
    scene.disposed(DisposeAnswer::Finished(confirmed("48")));
    scene.does(&["dial 01"]);
}

#[test]
fn an_outcome_chosen_while_talking_does_not_end_the_call() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.choose("48");
    scene.does(&[]);
    scene.told("A", LineState::WrapUp);
    scene.does(&[]);
    scene.asks(Command::EndAndNext);
    scene.does(&["dispose A 48"]);
}

#[test]
fn the_last_record_ends_in_a_summary_and_single_mode() {
    let mut scene = Scene::running_with(2, outcome("46"));
    scene.reach("A", LineState::Talking);
    end_with_46(&mut scene);
    scene.reach("B", LineState::Ringing);
    scene.choose("48");
    assert_eq!(scene.snapshot().main_button, MainButton::EndAndFinish);
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("48")));
    scene.does(&["disconnect B", "dispose B 48", "end: holds 48"]);
    assert!(scene.snapshot().run.is_none());
    assert_eq!(scene.snapshot().main_button, MainButton::Call);
    let expected = Summary {
        cancelled: false,
        n_records: 2,
        n_called: 2,
        n_answered: 1,
        n_skipped: 0,
        n_invalid: 0,
        n_blocked: 0,
        n_left: 0,
        talk_ms: 4_000,
        run_ms: 20_000,
        n_to_run: 0,
        outcomes: vec![("Outcome 46".to_owned(), 1), ("Outcome 48".to_owned(), 1)],
    };
    assert_eq!(scene.summary(), expected);
    assert_eq!(scene.ends(), ["0 called 46", "1 called 48"]);
    scene.asks(Command::Dismiss);
    assert!(scene.snapshot().summary.is_none());
}

#[test]
fn the_callee_hangs_up_first_and_the_run_waits_for_the_agent() {
    let mut scene = Scene::running_with(2, outcome("46"));
    scene.reach("A", LineState::Talking);
    let reason = EndReason::Callee;
    scene.event(Event::Call(fact_because("A", LineState::WrapUp, reason)));
    scene.wait(30_000);
    scene.does(&[]);
    assert_eq!(scene.run().paused, None);
    scene.asks(Command::EndAndNext);
    scene.does(&["dispose A 46"]);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["end: holds 46", "dial 01"]);
}

#[test]
fn a_disposition_by_hand_in_the_desktop_lets_the_run_go_on() {
    for state in [LineState::Ringing, LineState::Talking, LineState::WrapUp] {
        let mut scene = Scene::running(2);
        scene.reach("A", state);
        scene.event(Event::Call(fact_holding("A", "43")));
        scene.does(&["dial 01"]);
    }
}

#[test]
fn a_wrap_up_that_expired_by_itself_pauses_the_run() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::WrapUp);
    let reason = EndReason::WrapUpExpired;
    scene.event(Event::Call(fact_because("A", LineState::Finished, reason)));
    scene.does(&[]);
    assert_eq!(scene.run().paused, Some(PauseReason::ClosedBySystem));
    assert_eq!(scene.run().position, 1);
    scene.asks(Command::Resume);
    scene.does(&["dial 01"]);
}

#[test]
fn an_outcome_that_comes_after_the_wrap_up_expired_pauses_the_run() {
    // Whether or not the end itself is heard before what became of the outcome.
    for is_heard in [true, false] {
        let mut scene = Scene::running(2);
        scene.reach("A", LineState::WrapUp);
        scene.choose("46");
        scene.asks(Command::EndAndNext);
        scene.does(&["dispose A 46"]);
        if is_heard {
            let reason = EndReason::WrapUpExpired;
            scene.event(Event::Call(fact_because("A", LineState::Finished, reason)));
        }
        let elsewhere = Held::SetElsewhere(Some(DispositionId::new("43")));
        scene.disposed(DisposeAnswer::Finished(elsewhere));
        scene.does(&["end: holds 43 set elsewhere"]);
        assert_eq!(scene.run().paused, Some(PauseReason::ClosedBySystem));
    }
}

#[test]
fn an_outcome_that_five9_holds_goes_on_whatever_it_called_the_end() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::WrapUp);
    scene.choose("46");
    scene.asks(Command::EndAndNext);
    scene.does(&["dispose A 46"]);
    let reason = EndReason::WrapUpExpired;
    scene.event(Event::Call(fact_because("A", LineState::Finished, reason)));
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["end: holds 46", "dial 01"]);
}

#[test]
fn a_call_that_is_over_at_once_pauses_the_run_so_that_no_list_is_burnt() {
    for by_read in [false, true] {
        let mut scene = Scene::running(3);
        scene.dial_answer(DialAnswer::Accepted);
        scene.told("A", LineState::Setup);
        scene.wait(1_000);
        if by_read {
            scene.read(&[]);
        } else {
            let reason = EndReason::FailedToConnect;
            scene.event(Event::Call(fact_because("A", LineState::Finished, reason)));
        }
        scene.does(&["dial: accepted"]);
        assert_eq!(scene.trouble(), Some(Reason::EndedAtOnce));
        assert_eq!(scene.run().paused, Some(PauseReason::ClosedBySystem));
        assert_eq!(scene.ends(), ["0 called -"]);
    }
}

#[test]
fn records_without_a_valid_number_are_skipped_with_a_note() {
    let mut scene = Scene::ready();
    let targets = vec![nobody(0), person(1), nobody(2), person(3), nobody(4)];
    scene.start_run(targets, outcome("46"));
    scene.does(&["dial 01"]);
    assert_eq!(scene.snapshot().main_button, MainButton::EndAndCall(3));
    scene.reach("A", LineState::Talking);
    end_with_46(&mut scene);
    scene.reach("B", LineState::Talking);
    end_with_46(&mut scene);
    assert_eq!(
        scene.ends(),
        [
            "0 skipped InvalidNumber",
            "1 called 46",
            "2 skipped InvalidNumber",
            "3 called 46",
            "4 skipped InvalidNumber",
        ]
    );
    assert_eq!(
        (scene.summary().n_invalid, scene.summary().n_called),
        (3, 2)
    );
}

#[test]
fn a_run_over_nobody_is_refused() {
    let mut scene = Scene::ready();
    let start = Command::StartRun {
        targets: vec![nobody(0)],
        campaign: dialer::CampaignId::new("7"),
        outcome: None,
        repeats: Repeats::Refuse,
    };
    let refused = scene.command(start).expect_err("nobody can be called");
    assert_eq!(refused.reason, Reason::InvalidNumber);
    assert!(scene.disk.runs.is_empty());
}

#[test]
fn a_call_that_the_system_ended_for_itself_pauses_the_run() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    let ended = fact_because("A", LineState::Finished, EndReason::System);
    scene.event(Event::Call(ended));
    scene.does(&[]);
    assert_eq!(scene.run().paused, Some(PauseReason::ClosedBySystem));
}

#[test]
fn a_second_run_is_refused_while_one_is_on() {
    let mut scene = Scene::running(2);
    let start = Command::StartRun {
        targets: people(1),
        campaign: dialer::CampaignId::new("7"),
        outcome: None,
        repeats: Repeats::Refuse,
    };
    assert_eq!(scene.command(start), Err(failure(Reason::Busy)));
}

#[test]
fn a_refused_dial_pauses_the_run_on_the_same_record_and_resume_makes_a_new_intent() {
    let mut scene = Scene::running(2);
    let first = scene.on_screen().intent;
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::CampaignRefused)));
    scene.does(&["dial: CampaignRefused"]);
    assert_eq!(scene.run().paused, Some(PauseReason::DialFailed));
    assert_eq!((scene.run().position, scene.run().n_ended), (0, 0));
    scene.shows(Phase::Failed);
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
    assert_ne!(scene.on_screen().intent, first);
}

#[test]
fn a_live_call_of_somebody_elses_making_holds_the_run_until_it_is_over() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.told("H", LineState::Ringing);
    scene.told("A", LineState::Finished);
    scene.does(&[]);
    assert_eq!(scene.run().paused, None);
    assert_eq!(scene.snapshot().main_button, MainButton::EndCall);
    scene.told("H", LineState::WrapUp);
    scene.does(&[]);
    scene.told("H", LineState::Finished);
    scene.does(&["dial 01"]);
}

#[test]
fn a_call_that_begins_while_the_next_intent_is_stored_holds_the_run_and_does_not_pause_it() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.start_run(people(2), None);
    scene.told("H", LineState::Ringing);
    scene.release_stores();
    scene.does(&["dial: Refused"]);
    assert_eq!(scene.run().paused, None);
    scene.told("H", LineState::Finished);
    scene.does(&["dial 00"]);
}

#[test]
fn a_call_in_the_way_of_a_run_can_be_ended_from_here() {
    let mut scene = Scene::ready();
    scene.told("H", LineState::Talking);
    let start = Command::StartRun {
        targets: people(1),
        campaign: dialer::CampaignId::new("7"),
        outcome: outcome("46"),
        repeats: Repeats::Refuse,
    };
    assert_eq!(scene.command(start), Err(failure(Reason::Busy)));
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::WrapUp);
    scene.told("H", LineState::Talking);
    scene.told("A", LineState::Finished);
    let outcome = outcome("46");
    scene.asks(Command::EndCall { outcome });
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    let done = ["disconnect H", "dispose H 46", "end: holds 46", "dial 01"];
    scene.does(&done);
}

#[test]
fn an_interrupted_link_holds_the_run_without_pausing_it() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.link(Link::Interrupted);
    scene.told("A", LineState::Finished);
    scene.does(&[]);
    assert_eq!(scene.run().paused, None);
    scene.link(Link::Ready);
    scene.does(&["dial 01"]);
}

#[test]
fn a_lost_link_pauses_the_run_until_a_person_resumes_it_on_the_same_record() {
    let mut scene = Scene::running(2);
    scene.reach("A", LineState::Talking);
    scene.link(Link::Down(failure(Reason::NoTab)));
    assert_eq!(scene.run().paused, Some(PauseReason::Link));
    let refused = scene.command(Command::Resume);
    assert_eq!(refused, Err(failure(Reason::NoTab)));
    scene.link(Link::Ready);
    scene.told("A", LineState::Finished);
    scene.wait(60_000);
    scene.does(&[]);
    assert_eq!(scene.run().position, 1);
    scene.asks(Command::Resume);
    scene.does(&["dial 01"]);
}

#[test]
fn a_link_lost_while_the_intent_is_stored_pauses_even_if_it_comes_back_before() {
    let mut scene = Scene::ready();
    scene.hold_stores();
    scene.start_run(people(2), None);
    scene.link(Link::Down(failure(Reason::Offline)));
    scene.link(Link::Ready);
    scene.release_stores();
    scene.does(&["dial: Refused"]);
    assert_eq!(scene.run().paused, Some(PauseReason::Link));
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
}

#[test]
fn choosing_another_person_pauses_the_run_until_it_is_resumed() {
    let mut scene = Scene::ready();
    scene.link(Link::Interrupted);
    scene.start_run(people(2), None);
    scene.call(person(9));
    assert_eq!(scene.run().paused, Some(PauseReason::OtherPerson));
    scene.link(Link::Ready);
    scene.does(&["dial 09"]);
    assert_eq!(scene.snapshot().main_button, MainButton::EndCall);
    scene.reach("A", LineState::Talking);
    scene.told("A", LineState::Finished);
    scene.wait(60_000);
    scene.does(&[]);
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
    assert_eq!(scene.run().n_ended, 0, "the call by hand ends no record");
}

#[test]
fn a_refused_disposition_holds_the_run_until_another_is_chosen() {
    let mut scene = Scene::running_with(2, outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.asks(Command::EndAndNext);
    scene.hung_up(HangUpAnswer::WrapUp);
    scene.disposed(DisposeAnswer::Refused(failure(Reason::DispositionRefused)));
    scene.forget();
    scene.shows(Phase::WrapUp);
    scene.choose("48");
    scene.disposed(DisposeAnswer::Finished(confirmed("48")));
    scene.does(&["dispose A 48", "dial 01"]);
    assert_eq!(scene.ends(), ["0 called 48"]);
}

#[test]
fn commands_of_a_run_do_nothing_without_one() {
    let mut scene = Scene::in_call(LineState::Talking);
    for command in [
        Command::Skip { reason: None },
        Command::Resume,
        Command::Cancel,
    ] {
        assert_eq!(scene.asks(command), Accepted::NoCall);
    }
    scene.asks(Command::Pause);
    scene.does(&[]);
    scene.shows(Phase::Talking);
}

#[test]
fn the_end_of_another_call_that_was_missed_is_found_by_reading() {
    let mut scene = Scene::running_with(2, outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.told("H", LineState::Talking);
    scene.told("A", LineState::Finished);
    scene.forget();
    scene.wait(2_000);
    assert!(scene.read_was_asked());
    scene.read(&[]);
    scene.does(&["dial 01"]);
}

#[test]
fn a_paused_run_keeps_its_reason_whatever_happens_to_link_and_call() {
    let mut scene = Scene::running(3);
    scene.reach("A", LineState::WrapUp);
    scene.asks(Command::Pause);
    scene.link(Link::Down(failure(Reason::Offline)));
    assert_eq!(scene.run().paused, Some(PauseReason::Agent));
    scene.link(Link::Ready);
    let reason = EndReason::WrapUpExpired;
    scene.event(Event::Call(fact_because("A", LineState::Finished, reason)));
    assert_eq!(scene.run().paused, Some(PauseReason::Agent));
}
