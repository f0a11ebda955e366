//! Calls for the tests of the history.

use crate::snapshot::HeldView;
use crate::stored::{CallPlacement, HistoryCall, HistoryOutcome};

/// A call that was asked for at this moment, UTC ms, and placed; nobody has answered.
pub(super) fn call(at_ms: u64) -> HistoryCall {
    HistoryCall {
        intent_id: format!("{at_ms:013}-a-1"),
        asked_at_ms: at_ms,
        record_id: None,
        name: "Ada Sample".to_owned(),
        number: Some("+12025550101".to_owned()),
        list: None,
        campaign_id: "483".to_owned(),
        attempt: None,
        zone_min: None,
        before_ended_at_ms: None,
        run_index: None,
        placement: CallPlacement::Accepted,
        trouble: None,
        outcome: None,
        corrected: None,
        held: None,
        ended_by: None,
        recorded: None,
        call_id: None,
        session_id: None,
        note: String::new(),
        dialed_at_ms: Some(at_ms),
        ringing_at_ms: None,
        answered_at_ms: None,
        ended_at_ms: None,
        finished_at_ms: None,
    }
}

/// One that rang 5 s, was talked to for so long, and has an outcome that Five9 holds.
pub(super) fn talk(at_ms: u64, talk_ms: u64, outcome: &str) -> HistoryCall {
    HistoryCall {
        ringing_at_ms: Some(at_ms),
        answered_at_ms: Some(at_ms + 5_000),
        ended_at_ms: Some(at_ms + 5_000 + talk_ms),
        finished_at_ms: Some(at_ms + 15_000 + talk_ms),
        outcome: Some(named(outcome)),
        held: Some(HeldView::Confirmed {
            disposition_id: outcome.to_owned(),
        }),
        ..call(at_ms)
    }
}

/// An outcome whose id is its name.
pub(super) fn named(name: &str) -> HistoryOutcome {
    HistoryOutcome {
        id: name.to_owned(),
        name: name.to_owned(),
    }
}
