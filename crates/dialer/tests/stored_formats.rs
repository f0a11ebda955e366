//! The JSON of everything that is stored, word for word: changing a format is a decision.
//!
//! Each text is read back as well, so that what an earlier version wrote stays readable.

use std::fmt::Debug;

use dialer::{
    CallId, CampaignId, DispositionId, Failure, IntentId, PauseReason, Reason, RecordId, RunId,
    SkipReason, StoredCall, StoredDisposition, StoredEnd, StoredHeld, StoredPlacement,
    StoredProgress, StoredRun, StoredRunEnd, StoredTarget, Timestamp,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, expected: &str) {
    let json = serde_json::to_string_pretty(value).expect("it is written");
    assert_eq!(json, expected.trim(), "the format on disk");
    let back: T = serde_json::from_str(expected).expect("it is read back");
    assert_eq!(&back, value, "what is read back");
}

fn target() -> StoredTarget {
    StoredTarget {
        record: Some(RecordId::new("r1")),
        name: "Pat Example".to_owned(),
        number: Some("+12025550101".to_owned()),
        problem: None,
    }
}

fn outcome() -> StoredDisposition {
    StoredDisposition {
        id: DispositionId::new("46"),
        name: "Left Voicemail".to_owned(),
    }
}

fn at(ms: u64) -> Option<Timestamp> {
    Some(Timestamp::from_ms(ms))
}

fn finished_call() -> StoredCall {
    StoredCall {
        version: 1,
        intent: IntentId::new("i1"),
        target: target(),
        campaign: CampaignId::new("7"),
        run_index: Some(2),
        placement: StoredPlacement::Accepted,
        trouble: Some(Failure::with_detail(Reason::EndedAtOnce, "BUSY")),
        call_id: Some(CallId::new("A")),
        over: true,
        end_pressed: true,
        outcome: Some(outcome()),
        held: Some(StoredHeld::Confirmed {
            id: DispositionId::new("46"),
        }),
        note: "asks for Monday".to_owned(),
        dialed_at_ms: at(1),
        ringing_at_ms: at(2),
        answered_at_ms: at(3),
        ended_at_ms: at(4),
        finished_at_ms: at(5),
        known_before: vec![CallId::new("B")],
    }
}

#[test]
fn a_finished_call() {
    check(
        &finished_call(),
        r#"
{
  "version": 1,
  "intent": "i1",
  "target": {
    "record": "r1",
    "name": "Pat Example",
    "number": "+12025550101",
    "problem": null
  },
  "campaign": "7",
  "runIndex": 2,
  "placement": "accepted",
  "trouble": {
    "reason": "endedAtOnce",
    "detail": "BUSY"
  },
  "callId": "A",
  "over": true,
  "endPressed": true,
  "outcome": {
    "id": "46",
    "name": "Left Voicemail"
  },
  "held": {
    "confirmed": {
      "id": "46"
    }
  },
  "note": "asks for Monday",
  "dialedAtMs": 1,
  "ringingAtMs": 2,
  "answeredAtMs": 3,
  "endedAtMs": 4,
  "finishedAtMs": 5,
  "knownBefore": [
    "B"
  ]
}
"#,
    );
}

#[test]
fn an_intent_before_its_dial() {
    let intent = StoredCall {
        run_index: None,
        placement: StoredPlacement::Intended,
        trouble: None,
        call_id: None,
        over: false,
        end_pressed: false,
        outcome: None,
        held: None,
        note: String::new(),
        dialed_at_ms: None,
        ringing_at_ms: None,
        answered_at_ms: None,
        ended_at_ms: None,
        finished_at_ms: None,
        known_before: Vec::new(),
        ..finished_call()
    };
    check(
        &intent,
        r#"
{
  "version": 1,
  "intent": "i1",
  "target": {
    "record": "r1",
    "name": "Pat Example",
    "number": "+12025550101",
    "problem": null
  },
  "campaign": "7",
  "runIndex": null,
  "placement": "intended",
  "trouble": null,
  "callId": null,
  "over": false,
  "endPressed": false,
  "outcome": null,
  "held": null,
  "note": "",
  "dialedAtMs": null,
  "ringingAtMs": null,
  "answeredAtMs": null,
  "endedAtMs": null,
  "finishedAtMs": null,
  "knownBefore": []
}
"#,
    );
}

#[test]
fn the_words_of_placement() {
    let all = vec![
        StoredPlacement::Intended,
        StoredPlacement::Accepted,
        StoredPlacement::NotPlaced,
        StoredPlacement::Unknown,
        StoredPlacement::Withdrawn,
    ];
    let words = r#"["intended","accepted","notPlaced","unknown","withdrawn"]"#;
    assert_eq!(serde_json::to_string(&all).expect("written"), words);
    let back: Vec<StoredPlacement> = serde_json::from_str(words).expect("read back");
    assert_eq!(back, all);
}

#[test]
fn the_words_of_what_is_held() {
    let id = DispositionId::new("43");
    let all = vec![
        StoredHeld::SetElsewhere { id: Some(id) },
        StoredHeld::SetElsewhere { id: None },
        StoredHeld::None,
        StoredHeld::Unknown,
    ];
    let words = concat!(
        r#"[{"setElsewhere":{"id":"43"}},{"setElsewhere":{"id":null}},"#,
        r#""none","unknown"]"#
    );
    assert_eq!(serde_json::to_string(&all).expect("written"), words);
    let back: Vec<StoredHeld> = serde_json::from_str(words).expect("read back");
    assert_eq!(back, all);
}

#[test]
fn the_words_of_failure() {
    let all = [
        (Reason::NoTab, "noTab"),
        (Reason::Disconnected, "disconnected"),
        (Reason::NotLoggedIn, "notLoggedIn"),
        (Reason::Metadata, "metadata"),
        (Reason::InvalidNumber, "invalidNumber"),
        (Reason::StationDown, "stationDown"),
        (Reason::Busy, "busy"),
        (Reason::CampaignRefused, "campaignRefused"),
        (Reason::DispositionRefused, "dispositionRefused"),
        (Reason::EndedAtOnce, "endedAtOnce"),
        (Reason::Refused, "refused"),
        (Reason::Blocked, "blocked"),
        (Reason::BadReply, "badReply"),
        (Reason::Expired, "expired"),
        (Reason::Offline, "offline"),
        (Reason::ServerError, "serverError"),
        (Reason::Storage, "storage"),
        (Reason::Unknown, "unknown"),
    ];
    for (reason, word) in all {
        check(&reason, &format!("{word:?}"));
    }
}

#[test]
fn a_run_with_a_person_who_cannot_be_called() {
    let run = StoredRun {
        version: 1,
        id: RunId::new("n1"),
        targets: vec![StoredTarget {
            record: None,
            name: String::new(),
            number: None,
            problem: Some("too short".to_owned()),
        }],
        campaign: CampaignId::new("7"),
        outcome: None,
    };
    check(
        &run,
        r#"
{
  "version": 1,
  "id": "n1",
  "targets": [
    {
      "record": null,
      "name": "",
      "number": null,
      "problem": "too short"
    }
  ],
  "campaign": "7",
  "outcome": null
}
"#,
    );
}

#[test]
fn the_end_of_a_record_that_was_called() {
    let end = StoredRunEnd {
        version: 1,
        run: RunId::new("n1"),
        index: 2,
        end: StoredEnd::Called {
            intent: IntentId::new("i1"),
            answered: true,
            talk_ms: 61_000,
            outcome: Some(outcome()),
        },
    };
    check(
        &end,
        r#"
{
  "version": 1,
  "run": "n1",
  "index": 2,
  "end": {
    "called": {
      "intent": "i1",
      "answered": true,
      "talkMs": 61000,
      "outcome": {
        "id": "46",
        "name": "Left Voicemail"
      }
    }
  }
}
"#,
    );
}

#[test]
fn the_words_of_other_ends() {
    let all = vec![
        StoredEnd::Skipped(SkipReason::Agent),
        StoredEnd::Skipped(SkipReason::InvalidNumber),
        StoredEnd::Skipped(SkipReason::Unknown),
        StoredEnd::Left,
    ];
    let words = concat!(
        r#"[{"skipped":"agent"},{"skipped":"invalidNumber"},"#,
        r#"{"skipped":"unknown"},"left"]"#
    );
    assert_eq!(serde_json::to_string(&all).expect("written"), words);
    let back: Vec<StoredEnd> = serde_json::from_str(words).expect("read back");
    assert_eq!(back, all);
}

#[test]
fn where_the_dialer_stands() {
    let progress = StoredProgress {
        version: 1,
        run: Some(RunId::new("n1")),
        position: 2,
        paused: Some(PauseReason::OtherPerson),
        call: Some(IntentId::new("i1")),
        past: vec![CallId::new("A")],
    };
    check(
        &progress,
        r#"
{
  "version": 1,
  "run": "n1",
  "position": 2,
  "paused": "otherPerson",
  "call": "i1",
  "past": [
    "A"
  ]
}
"#,
    );
    let all = [
        (PauseReason::Agent, "agent"),
        (PauseReason::OtherPerson, "otherPerson"),
        (PauseReason::DialFailed, "dialFailed"),
        (PauseReason::Link, "link"),
        (PauseReason::ClosedBySystem, "closedBySystem"),
        (PauseReason::Storage, "storage"),
        (PauseReason::Restarted, "restarted"),
    ];
    for (reason, word) in all {
        check(&reason, &format!("{word:?}"));
    }
}

#[test]
fn nothing_stored_shows_a_person_when_printed_for_a_log() {
    let printed = format!("{:?} {:?}", finished_call(), target());
    for private in ["Pat", "2025550101", "Monday"] {
        assert!(!printed.contains(private), "{private} in {printed}");
    }
}
