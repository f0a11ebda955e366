//! Rows word for word as the last build that wrote version 3 wrote them: they stay readable.

use dialer::{StoredCall, StoredProgress, StoredRun, StoredRunEnd, StoredRunOrder};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A call that is over, called under another number next, with its outcome corrected.
const FINISHED: &str = r#"{"version":3,"intent":"1795449840000-start-1","target":{"record":"r1","name":"Pat Example","number":"+12025550101","problem":null,"others":["+12025550109"]},"campaign":"7","agent":"3578927","carrier":"c1","runIndex":2,"placement":"accepted","trouble":{"reason":"endedAtOnce","detail":"BUSY"},"callId":"A","over":true,"endPressed":true,"outcome":{"id":"46","name":"Left Voicemail"},"next":{"number":"+12025550109","outcome":null,"in_pause":true},"corrected":{"id":"47","name":"Reached"},"held":{"confirmed":{"id":"46"}},"note":"asks for Monday","dialedAtMs":1795449840100,"ringingAtMs":1795449842000,"answeredAtMs":1795449850000,"endedAtMs":1795449915500,"finishedAtMs":1795449930000,"knownBefore":["B"]}"#;

/// A call in wrap-up whose outcome can still be taken back, of a number typed by hand.
const HELD_BACK: &str = r#"{"version":3,"intent":"1795449840000-start-2","target":{"record":null,"name":"","number":"+12025550102","problem":null},"campaign":"7","agent":null,"carrier":null,"runIndex":null,"placement":"unknown","trouble":null,"callId":"C","over":true,"endPressed":true,"heldBack":{"fromMs":1,"untilMs":5001},"outcome":{"id":"46","name":"Left Voicemail"},"held":null,"note":"","dialedAtMs":null,"ringingAtMs":null,"answeredAtMs":null,"endedAtMs":null,"finishedAtMs":null,"knownBefore":[]}"#;

const RUN: &str = r#"{"version":3,"id":"1795449840000-start-3","targets":[{"record":"r1","name":"Pat Example","number":"+12025550101","problem":null,"others":["+12025550109"]},{"record":null,"name":"","number":null,"problem":"too short"}],"campaign":"7","outcome":{"id":"46","name":"Left Voicemail"},"repeats":"skip"}"#;

const RUN_END: &str = r#"{"version":3,"run":"1795449840000-start-3","index":2,"end":{"skipped":"agent"},"reason":"asked for Monday"}"#;

const RUN_ORDER: &str =
    r#"{"version":3,"run":"1795449840000-start-3","ranges":[[0,2],[5,1],[2,3]],"removed":4}"#;

const PROGRESS: &str = r#"{"version":3,"run":"1795449840000-start-3","position":2,"paused":"otherPerson","call":"1795449840000-start-1","agent":"3578927","past":["A"],"advance":{"counting":{"fromMs":6,"untilMs":7}},"isHeld":true,"again":{"index":2,"target":{"record":"r1","name":"Pat Example","number":"+12025550109","problem":null},"end":"left"},"last":"i0","ended":{"run":"n0","cancelled":true,"atMs":5},"recordMs":[61000],"recordStartedMs":[2,8]}"#;

/// Reads a row; nothing is added to it that was not known then.
#[track_caller]
fn read<T: Serialize + DeserializeOwned>(text: &str) -> T {
    let row: T = serde_json::from_str(text).expect("it is read");
    let again = serde_json::to_string(&row).expect("it is written");
    assert_eq!(again, text, "what was not known is absent");
    row
}

#[test]
fn calls_of_version_3_are_read() {
    let call: StoredCall = read(FINISHED);
    assert_eq!(call.target.others, ["+12025550109"]);
    assert_eq!(call.note, "asks for Monday");
    assert_eq!((call.attempt, call.zone_min), (None, None));
    assert_eq!(
        (call.ended_by, call.recorded, &call.session),
        (None, None, &None)
    );
    let call: StoredCall = read(HELD_BACK);
    assert!(call.held_back.is_some() && call.target.record.is_none());
}

#[test]
fn a_run_of_version_3_is_read() {
    let run: StoredRun = read(RUN);
    assert_eq!(run.targets.len(), 2);
    let end: StoredRunEnd = read(RUN_END);
    assert_eq!(end.reason.as_deref(), Some("asked for Monday"));
    let order: StoredRunOrder = read(RUN_ORDER);
    assert_eq!(order.removed, Some(4));
}

#[test]
fn where_the_dialer_stood_in_version_3_is_read() {
    let progress: StoredProgress = read(PROGRESS);
    assert!(progress.again.is_some() && progress.is_held);
}
