//! The same person twice: within an hour, or in one run, the agent is asked.

use dialer::{Command, DialAnswer, DisposeAnswer, LineState, PauseReason, Reason, Repeats, Target};

use crate::harness::{Scene, confirmed, failure, outcome, people, person};

const HOUR_MS: u64 = 60 * 60 * 1_000;

/// Another record with the number of person 0.
fn twin() -> Target {
    Target {
        record: Some(dialer::RecordId::new("twin")),
        number: Ok("202-555-0100".to_owned()),
        ..person(7)
    }
}

/// The call "A", "B" … is ended and disposed.
fn finish(scene: &mut Scene, call: &str) {
    scene.reach(call, LineState::WrapUp);
    scene.asks(Command::EndCall {
        outcome: outcome("46"),
    });
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.forget();
}

/// Person 0 was called and the call is done.
fn called() -> Scene {
    let mut scene = Scene::dialing();
    finish(&mut scene, "A");
    scene
}

fn again(scene: &mut Scene, target: Target) {
    scene.asks(Command::Call {
        target,
        campaign: dialer::CampaignId::new("7"),
        outcome: None,
        again: true,
    });
}

fn start_refusing(scene: &mut Scene, targets: Vec<Target>) -> Option<String> {
    let refused = scene.command(Command::StartRun {
        targets,
        campaign: dialer::CampaignId::new("7"),
        outcome: None,
        repeats: Repeats::Refuse,
    });
    let failure = refused.err()?;
    assert_eq!(failure.reason, Reason::CalledBefore);
    failure.detail
}

#[test]
fn a_number_called_within_the_hour_is_asked_about_and_called_on_a_persons_word() {
    let mut scene = called();
    let refused = scene.try_call(person(0)).expect_err("it is asked about");
    assert_eq!(refused.reason, Reason::CalledBefore);
    assert_eq!(
        scene.try_call(twin()).expect_err("too").reason,
        Reason::CalledBefore
    );
    scene.does(&[]);
    again(&mut scene, person(0));
    scene.does(&["dial 00"]);
}

#[test]
fn after_an_hour_nobody_is_asked() {
    let mut scene = called();
    scene.wait(HOUR_MS);
    scene.call(person(0));
    scene.does(&["dial 00"]);
}

#[test]
fn a_call_that_was_certainly_not_placed_does_not_count() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::NotPlaced(failure(Reason::CampaignRefused)));
    scene.forget();
    scene.call(person(0));
    scene.does(&["dial 00"]);
}

#[test]
fn a_call_that_may_have_been_placed_counts() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Lost { settled: true });
    scene.asks(Command::Dismiss);
    let refused = scene.try_call(person(0)).expect_err("it is asked about");
    assert_eq!(refused.reason, Reason::CalledBefore);
}

#[test]
fn what_was_called_lately_is_known_after_a_restart() {
    let mut scene = called();
    scene.restart(true);
    scene.link(dialer::Link::Ready);
    scene.read(&[]);
    let refused = scene.try_call(person(0)).expect_err("it is asked about");
    assert_eq!(refused.reason, Reason::CalledBefore);
    assert_eq!(start_refusing(&mut scene, people(3)), Some("1".to_owned()));
}

#[test]
fn a_clock_that_went_back_makes_no_call_long_ago() {
    let mut scene = called();
    scene.clock_goes_back(10 * HOUR_MS);
    assert!(scene.try_call(person(0)).is_err());
}

#[test]
fn a_run_with_repeats_does_not_start_unasked_and_says_how_many_there_are() {
    let mut scene = called();
    let targets = vec![person(0), person(1), twin(), person(1)];
    assert_eq!(start_refusing(&mut scene, targets), Some("3".to_owned()));
    assert!(scene.snapshot().run.is_none() && scene.disk.runs.is_empty());
    assert_eq!(start_refusing(&mut scene, vec![person(1), person(2)]), None);
}

#[test]
fn a_run_that_asks_stands_still_at_the_repeat_and_calls_it_on_resume() {
    let mut scene = Scene::ready();
    scene.start_run_asking(vec![person(0), twin(), person(2)], Repeats::Ask);
    scene.does(&["dial 00"]);
    finish(&mut scene, "A");
    let run = scene.run();
    assert_eq!(
        (run.paused, run.position),
        (Some(PauseReason::CalledBefore), 1)
    );
    assert!(matches!(run.called_before, Some(Some(_))));
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
    assert_eq!(scene.run().called_before, None);
}

#[test]
fn to_skip_the_repeat_is_an_answer_too_and_the_run_goes_on() {
    let mut scene = Scene::ready();
    scene.start_run_asking(vec![person(0), twin(), person(2)], Repeats::Ask);
    scene.forget();
    finish(&mut scene, "A");
    scene.asks(Command::Skip { reason: None });
    scene.does(&["dial 02"]);
    assert_eq!(scene.ends(), ["0 called 46", "1 skipped Agent"]);
}

#[test]
fn the_second_of_a_run_is_asked_about_even_after_more_than_an_hour() {
    let mut scene = Scene::ready();
    scene.start_run_asking(vec![person(0), twin()], Repeats::Ask);
    scene.reach("A", LineState::Talking);
    scene.wait(2 * HOUR_MS);
    finish(&mut scene, "A");
    assert_eq!(scene.run().called_before, Some(None));
}

#[test]
fn pause_and_resume_do_not_answer_the_question() {
    let mut scene = Scene::ready();
    scene.start_run_asking(vec![person(0), twin()], Repeats::Ask);
    finish(&mut scene, "A");
    scene.asks(Command::Pause);
    scene.asks(Command::Resume);
    scene.does(&[]);
    assert_eq!(scene.run().paused, Some(PauseReason::CalledBefore));
}

#[test]
fn a_question_is_asked_again_after_a_restart() {
    let mut scene = Scene::ready();
    scene.start_run_asking(vec![person(0), twin()], Repeats::Ask);
    finish(&mut scene, "A");
    scene.restart(false);
    scene.link(dialer::Link::Ready);
    scene.read(&[]);
    assert!(matches!(scene.run().called_before, Some(Some(_))));
    scene.forget();
    scene.asks(Command::Resume);
    scene.does(&["dial 00"]);
}

#[test]
fn a_run_can_leave_repeats_out_and_keeps_to_it_after_a_restart() {
    let mut scene = Scene::ready();
    scene.start_run_asking(vec![person(0), twin(), person(2), twin()], Repeats::Skip);
    scene.forget();
    finish(&mut scene, "A");
    assert_eq!(scene.ends(), ["0 called 46", "1 skipped CalledBefore"]);
    scene.restart(false);
    scene.link(dialer::Link::Ready);
    scene.read(&[crate::harness::fact("B", LineState::WrapUp)]);
    scene.asks(Command::EndCall {
        outcome: outcome("46"),
    });
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    assert_eq!(
        scene.ends(),
        [
            "0 called 46",
            "1 skipped CalledBefore",
            "2 called 46",
            "3 skipped CalledBefore"
        ]
    );
}

#[test]
fn a_run_can_call_repeats_without_asking() {
    let mut scene = Scene::ready();
    scene.start_run_asking(vec![person(0), twin()], Repeats::Call);
    scene.reach("A", LineState::WrapUp);
    scene.asks(Command::EndCall {
        outcome: outcome("46"),
    });
    scene.disposed(DisposeAnswer::Finished(confirmed("46")));
    scene.does(&["dispose A 46", "end: holds 46", "dial 00"]);
}

#[test]
fn who_is_asked_about_a_repeat_hears_how_many_minutes_ago_it_was() {
    let mut scene = called();
    let dialed_at = scene.on_screen().dialed_at.expect("it was dialed");
    for (ms, expected) in [
        (59_999, "less than a minute ago"),
        (60_000, "1 min ago"),
        (150_000, "2 min ago"),
    ] {
        let since = u64::try_from(scene.now().since(dialed_at).as_millis()).expect("not long");
        scene.wait(ms - since);
        let refused = scene.try_call(person(0)).expect_err("it is asked about");
        assert_eq!(refused.detail.as_deref(), Some(expected));
    }
}

#[test]
fn an_hour_to_the_millisecond_is_long_ago() {
    for (ms, is_asked) in [(HOUR_MS - 1, true), (HOUR_MS, false)] {
        let mut scene = called();
        let dialed_at = scene.on_screen().dialed_at.expect("it was dialed");
        let since = u64::try_from(scene.now().since(dialed_at).as_millis()).expect("not long");
        scene.wait(ms - since);
        assert_eq!(scene.try_call(person(0)).is_err(), is_asked);
    }
}

#[test]
fn a_record_that_was_skipped_makes_no_repeat_of_the_next_with_its_number() {
    let mut scene = Scene::ready();
    scene.link(dialer::Link::Interrupted);
    scene.start_run_asking(vec![person(0), twin()], Repeats::Ask);
    scene.asks(Command::Skip { reason: None });
    scene.link(dialer::Link::Ready);
    scene.does(&["dial 00"]);
    assert_eq!(scene.run().called_before, None);
}
