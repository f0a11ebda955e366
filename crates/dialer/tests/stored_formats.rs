//! The JSON of everything that is stored, word for word: changing a format is a decision.
//!
//! Each text is read back as well, so that what an earlier version wrote stays readable.

use std::fmt::Debug;

use dialer::{
    AgentId, BlockReason, CallId, CampaignId, CarrierId, DispositionId, EndedBy, Failure, IntentId,
    PauseReason, Reason, RecordId, RunId, SessionId, SkipReason, StoredAdvance, StoredCall,
    StoredDisposition, StoredEnd, StoredEnded, StoredHeld, StoredHeldBack, StoredPlacement,
    StoredProgress, StoredRepeats, StoredRun, StoredRunEnd, StoredRunOrder, StoredTarget,
    Timestamp,
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
        list: Some("Autumn".to_owned()),
        number: Some("+12025550101".to_owned()),
        problem: None,
        others: Vec::new(),
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
        version: 4,
        intent: IntentId::new("i1"),
        target: target(),
        campaign: CampaignId::new("7"),
        agent: Some(AgentId::new("3578927")),
        carrier: Some(CarrierId::new("c1")),
        attempt: Some(2),
        zone_min: Some(-300),
        before_ended_at_ms: at(0),
        run_index: Some(2),
        placement: StoredPlacement::Accepted,
        trouble: Some(Failure::with_detail(Reason::EndedAtOnce, "BUSY")),
        call_id: Some(CallId::new("A")),
        session: Some(SessionId::new("S")),
        recorded: Some(true),
        over: true,
        ended_by: Some(EndedBy::Callee),
        end_pressed: true,
        held_back: None,
        next: None,
        corrected: Some(outcome()),
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
  "version": 4,
  "intent": "i1",
  "target": {
    "record": "r1",
    "name": "Pat Example",
    "list": "Autumn",
    "number": "+12025550101",
    "problem": null
  },
  "campaign": "7",
  "agent": "3578927",
  "carrier": "c1",
  "attempt": 2,
  "zoneMin": -300,
  "beforeEndedAtMs": 0,
  "runIndex": 2,
  "placement": "accepted",
  "trouble": {
    "reason": "endedAtOnce",
    "detail": "BUSY"
  },
  "callId": "A",
  "session": "S",
  "recorded": true,
  "over": true,
  "endedBy": "callee",
  "endPressed": true,
  "outcome": {
    "id": "46",
    "name": "Left Voicemail"
  },
  "corrected": {
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
        session: None,
        recorded: None,
        over: false,
        ended_by: None,
        end_pressed: false,
        held_back: None,
        next: None,
        corrected: None,
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
  "version": 4,
  "intent": "i1",
  "target": {
    "record": "r1",
    "name": "Pat Example",
    "list": "Autumn",
    "number": "+12025550101",
    "problem": null
  },
  "campaign": "7",
  "agent": "3578927",
  "carrier": "c1",
  "attempt": 2,
  "zoneMin": -300,
  "beforeEndedAtMs": 0,
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
fn an_outcome_that_is_held_back() {
    let (from_ms, until_ms) = (Timestamp::from_ms(1), Timestamp::from_ms(5_001));
    check(
        &StoredHeldBack { from_ms, until_ms },
        "{\n  \"fromMs\": 1,\n  \"untilMs\": 5001\n}",
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
        (Reason::CalledBefore, "calledBefore"),
        (Reason::BadReply, "badReply"),
        (Reason::Expired, "expired"),
        (Reason::Offline, "offline"),
        (Reason::ServerError, "serverError"),
        (Reason::Storage, "storage"),
        (Reason::StorageFull, "storageFull"),
        (Reason::Unknown, "unknown"),
    ];
    for (reason, word) in all {
        check(&reason, &format!("{word:?}"));
    }
}

#[test]
fn a_run_with_a_person_who_cannot_be_called() {
    let run = StoredRun {
        version: 4,
        id: RunId::new("n1"),
        list: Some("Autumn".to_owned()),
        targets: vec![StoredTarget {
            record: None,
            name: String::new(),
            number: None,
            problem: Some("too short".to_owned()),
            list: None,
            others: Vec::new(),
        }],
        campaign: CampaignId::new("7"),
        outcome: None,
        repeats: StoredRepeats::Skip,
    };
    check(
        &run,
        r#"
{
  "version": 4,
  "id": "n1",
  "list": "Autumn",
  "targets": [
    {
      "record": null,
      "name": "",
      "number": null,
      "problem": "too short"
    }
  ],
  "campaign": "7",
  "outcome": null,
  "repeats": "skip"
}
"#,
    );
}

#[test]
fn the_end_of_a_record_that_was_called() {
    let end = StoredRunEnd {
        version: 4,
        run: RunId::new("n1"),
        index: 2,
        end: StoredEnd::Called {
            intent: IntentId::new("i1"),
            answered: true,
            talk_ms: 61_000,
            outcome: Some(outcome()),
        },
        reason: None,
    };
    check(
        &end,
        r#"
{
  "version": 4,
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
fn the_end_of_a_record_that_was_skipped_with_a_reason_and_of_one_before_there_were_reasons() {
    let end = StoredRunEnd {
        version: 4,
        run: RunId::new("n1"),
        index: 2,
        end: StoredEnd::Skipped(SkipReason::Agent),
        reason: Some("asked for Monday".to_owned()),
    };
    check(
        &end,
        r#"
{
  "version": 4,
  "run": "n1",
  "index": 2,
  "end": {
    "skipped": "agent"
  },
  "reason": "asked for Monday"
}
"#,
    );
    assert!(!format!("{end:?}").contains("Monday"));
    let old = r#"{"version":2,"run":"n1","index":2,"end":"left"}"#;
    let old: StoredRunEnd = serde_json::from_str(old).expect("it is read");
    assert_eq!(old.reason, None);
}

#[test]
fn the_order_of_a_run() {
    let order = StoredRunOrder {
        version: 4,
        run: RunId::new("n1"),
        ranges: vec![(0, 2), (5, 1), (2, 3)],
        removed: Some(4),
    };
    let json = r#"{"version":4,"run":"n1","ranges":[[0,2],[5,1],[2,3]],"removed":4}"#;
    assert_eq!(serde_json::to_string(&order).expect("written"), json);
    let back: StoredRunOrder = serde_json::from_str(json).expect("read back");
    assert_eq!(back, order);
}

#[test]
fn the_words_of_other_ends() {
    let all = vec![
        StoredEnd::Skipped(SkipReason::Agent),
        StoredEnd::Skipped(SkipReason::InvalidNumber),
        StoredEnd::Skipped(SkipReason::Unknown),
        StoredEnd::Skipped(SkipReason::CalledBefore),
        StoredEnd::Skipped(SkipReason::Removed),
        StoredEnd::Blocked(BlockReason::CallingWindow),
        StoredEnd::Blocked(BlockReason::AttemptCap),
        StoredEnd::Blocked(BlockReason::DoNotCall),
        StoredEnd::Left,
    ];
    let words = concat!(
        r#"[{"skipped":"agent"},{"skipped":"invalidNumber"},"#,
        r#"{"skipped":"unknown"},{"skipped":"calledBefore"},{"skipped":"removed"},"#,
        r#"{"blocked":"callingWindow"},{"blocked":"attemptCap"},{"blocked":"doNotCall"},"left"]"#
    );
    assert_eq!(serde_json::to_string(&all).expect("written"), words);
    let back: Vec<StoredEnd> = serde_json::from_str(words).expect("read back");
    assert_eq!(back, all);
}

#[test]
fn where_the_dialer_stands() {
    let progress = StoredProgress {
        version: 4,
        run: Some(RunId::new("n1")),
        position: 2,
        paused: Some(PauseReason::OtherPerson),
        call: Some(IntentId::new("i1")),
        agent: Some(AgentId::new("3578927")),
        past: vec![CallId::new("A")],
        advance: StoredAdvance::Counting {
            from_ms: Timestamp::from_ms(6),
            until_ms: Timestamp::from_ms(7),
        },
        is_held: true,
        again: None,
        last: Some(IntentId::new("i0")),
        ended: Some(StoredEnded {
            run: RunId::new("n0"),
            cancelled: true,
            at_ms: Timestamp::from_ms(5),
        }),
        record_ms: vec![61_000],
        record_started_ms: Some((2, Timestamp::from_ms(8))),
    };
    check(
        &progress,
        r#"
{
  "version": 4,
  "run": "n1",
  "position": 2,
  "paused": "otherPerson",
  "call": "i1",
  "agent": "3578927",
  "past": [
    "A"
  ],
  "advance": {
    "counting": {
      "fromMs": 6,
      "untilMs": 7
    }
  },
  "isHeld": true,
  "last": "i0",
  "ended": {
    "run": "n0",
    "cancelled": true,
    "atMs": 5
  },
  "recordMs": [
    61000
  ],
  "recordStartedMs": [
    2,
    8
  ]
}
"#,
    );
}

#[test]
fn the_words_of_why_a_run_stands_still() {
    let all = [
        (PauseReason::Agent, "agent"),
        (PauseReason::OtherPerson, "otherPerson"),
        (PauseReason::DialFailed, "dialFailed"),
        (PauseReason::Link, "link"),
        (PauseReason::ClosedBySystem, "closedBySystem"),
        (PauseReason::Storage, "storage"),
        (PauseReason::Restarted, "restarted"),
        (PauseReason::OtherAgent, "otherAgent"),
        (PauseReason::CalledBefore, "calledBefore"),
    ];
    for (reason, word) in all {
        check(&reason, &format!("{word:?}"));
    }
}

#[test]
fn the_words_of_what_stands_before_a_dial() {
    let all = vec![
        StoredAdvance::AtOnce,
        StoredAdvance::Countdown,
        StoredAdvance::Agent,
    ];
    let words = r#"["atOnce","countdown","agent"]"#;
    assert_eq!(serde_json::to_string(&all).expect("written"), words);
    let back: Vec<StoredAdvance> = serde_json::from_str(words).expect("read back");
    assert_eq!(back, all);
}

#[test]
fn what_version_1_wrote_is_read_with_its_missing_members_unknown() {
    let call = r#"{"version":1,"intent":"i1","target":{"record":null,"name":"","number":null,
        "problem":null},"campaign":"7","runIndex":null,"placement":"intended","trouble":null,
        "callId":null,"over":false,"endPressed":false,"outcome":null,"held":null,"note":"",
        "dialedAtMs":null,"ringingAtMs":null,"answeredAtMs":null,"endedAtMs":null,
        "finishedAtMs":null,"knownBefore":[]}"#;
    let call: StoredCall = serde_json::from_str(call).expect("it is read");
    assert_eq!((call.agent, call.carrier), (None, None));
    assert_eq!(call.held_back, None);
    let run = r#"{"version":1,"id":"n1","targets":[],"campaign":"7","outcome":null}"#;
    let run: StoredRun = serde_json::from_str(run).expect("it is read");
    assert_eq!(run.repeats, StoredRepeats::Ask);
    let progress = r#"{"version":1,"run":null,"position":0,"paused":null,"call":null}"#;
    let progress: StoredProgress = serde_json::from_str(progress).expect("it is read");
    assert_eq!(progress.agent, None);
    assert_eq!(progress.advance, StoredAdvance::AtOnce);
    assert!(!progress.is_held);
}

#[test]
fn nothing_stored_shows_a_person_when_printed_for_a_log() {
    let printed = format!("{:?} {:?}", finished_call(), target());
    for private in ["Pat", "2025550101", "Monday"] {
        assert!(!printed.contains(private), "{private} in {printed}");
    }
}
