//! What is printed for a log: enough to follow what happened, and of people only that they are there.

use dialer::{Action, Command, DialAnswer, Event, LineState, Reason};

use crate::harness::{Scene, fact_holding, failure, outcome, people};

#[track_caller]
fn prints(printed: &str, expected: &[&str]) {
    for words in expected {
        assert!(printed.contains(words), "{words} is missing in: {printed}");
    }
}

#[test]
fn what_goes_in_is_printed_with_its_ids_and_without_numbers_and_words() {
    let mut scene = Scene::dialing();
    scene.dial_answer(DialAnswer::Accepted);
    for number in [Some("2025550142".to_owned()), None] {
        let failure = failure(Reason::Busy);
        scene.event(Event::MakeCallFailed { number, failure });
    }
    scene.event(Event::Call(fact_holding("A", "43")));
    for note in ["n", ""] {
        scene.asks(Command::SetNote(note.to_owned()));
    }
    let log = scene.log();
    assert!(!log.contains("DialAnswered(,"), "which request? {log}");
    prints(
        log,
        &[
            "> Call(Target { record: Some(RecordId(\"r0\")), callable: true, .. })",
            "> MakeCallFailed(…, ",
            "> MakeCallFailed(-, ",
            "> Call(CallFact(A, Finished, None))",
            "> SetNote(…)",
            "> SetNote(-)",
        ],
    );
}

#[test]
fn what_is_known_and_to_be_done_is_printed_with_its_ids() {
    let mut scene = Scene::ready();
    scene.start_run(people(2), outcome("46"));
    scene.reach("A", LineState::Talking);
    scene.fail_stores();
    scene.asks(Command::SetNote("n".to_owned()));
    scene.told("H", LineState::Ringing);
    let intent = scene.on_screen().intent;
    prints(
        &scene.printed(),
        &[
            &format!("Call {{ intent: IntentId(\"{intent}\")"),
            &format!("[Call({intent})"),
            &format!("Lately({intent})"),
            "Other(Line { id: CallId(\"H\")",
        ],
    );
    let shown = format!("{:?}", scene.snapshot());
    let call = format!("CallSnapshot {{ intent: IntentId(\"{intent}\")");
    prints(&shown, &[&call, "note: …", "OtherCall(H, Ringing)"]);
    let disk = format!("{:?}", scene.disk);
    let call = format!("StoredCall({intent}, Accepted, None)");
    prints(&disk, &[&call, "StoredTarget(Some(RecordId(\"r1\")))"]);
    assert_eq!(format!("{:?}", Action::ReadCalls), "ReadCalls");
}
