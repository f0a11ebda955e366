//! A call of the history as the text that student-success suites take as a note.

use outbox::{Call, EndedBy, Held, Named, Person, Placement};

use crate::snapshot::HeldView;
use crate::stored::{self, CallPlacement, HistoryCall, HistoryOutcome};

/// The call in lines to paste. `zone_min` is how far the clocks here are ahead of UTC, minutes, for a
/// call whose own zone was not kept.
pub fn note_text(call: &HistoryCall, zone_min: i32) -> String {
    outbox::note_text(&call_to_tell(call, zone_min))
}

fn call_to_tell(call: &HistoryCall, zone_min: i32) -> Call {
    Call {
        id: call.intent_id.clone(),
        person: Person {
            record_id: call.record_id.clone(),
            name: call.name.clone(),
            number: call.number.clone().unwrap_or_default(),
            columns: Vec::new(),
        },
        list: call.list.clone(),
        campaign: Named {
            id: call.campaign_id.clone(),
            name: String::new(),
        },
        agent_id: None,
        attempt: call.attempt,
        placement: match call.placement {
            CallPlacement::Accepted => Placement::Placed,
            CallPlacement::NotPlaced | CallPlacement::Withdrawn => Placement::NotPlaced,
            CallPlacement::Intended | CallPlacement::Unknown => Placement::Unknown,
        },
        ended_by: match call.ended_by {
            Some(stored::EndedBy::Agent) => EndedBy::Agent,
            Some(stored::EndedBy::Callee) => EndedBy::Callee,
            None => EndedBy::Unknown,
        },
        outcome: call.outcome.as_ref().map(named),
        corrected: call.corrected.as_ref().map(named),
        held: held(call),
        note: call.note.clone(),
        recording_url: None,
        asked_at_ms: call.asked_at_ms,
        dialed_at_ms: call.dialed_at_ms,
        ringing_at_ms: call.ringing_at_ms,
        answered_at_ms: call.answered_at_ms,
        ended_at_ms: call.ended_at_ms,
        finished_at_ms: call.finished_at_ms,
        zone_min: call.zone_min.unwrap_or(zone_min),
    }
}

fn held(call: &HistoryCall) -> Held {
    match &call.held {
        Some(HeldView::Confirmed { disposition_id }) => {
            Held::Confirmed(disposition(call, disposition_id))
        }
        Some(HeldView::SetElsewhere { disposition_id }) => {
            let id = disposition_id.as_deref();
            Held::Elsewhere(id.map(|id| disposition(call, id)))
        }
        Some(HeldView::None) => Held::Nothing,
        Some(HeldView::Unknown) | None => Held::Unknown,
    }
}

/// One that Five9 holds, by the name that the agent saw, if they chose it.
fn disposition(call: &HistoryCall, id: &str) -> Named {
    let mut chosen = [&call.outcome, &call.corrected].into_iter().flatten();
    let found = chosen.find(|one| one.id == id);
    found.map_or_else(
        || Named {
            id: id.to_owned(),
            name: String::new(),
        },
        named,
    )
}

fn named(outcome: &HistoryOutcome) -> Named {
    Named {
        id: outcome.id.clone(),
        name: outcome.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::history::sample;

    const NOON_MS: u64 = 1_768_478_400_000;

    #[test]
    fn a_talk_is_told_with_its_outcome_and_note() {
        let call = HistoryCall {
            attempt: Some(3),
            note: "Will enroll in May.".to_owned(),
            ..sample::talk(NOON_MS, 65_000, "Follow Up")
        };
        let text = "Call to Ada Sample (+12025550101)\nDate: 2026-01-15\nOutcome: Follow Up\n\
                    Talk time: 1:05\nAttempt: 3\nNote: Will enroll in May.";
        assert_eq!(note_text(&call, 0), text);
    }

    #[test]
    fn what_five9_holds_instead_is_named_and_an_unknown_call_is_none_that_was_placed() {
        let call = HistoryCall {
            placement: CallPlacement::Unknown,
            held: Some(HeldView::SetElsewhere {
                disposition_id: Some("-17".to_owned()),
            }),
            ..sample::talk(NOON_MS, 65_000, "Follow Up")
        };
        let text = note_text(&call, 0);
        assert!(text.contains("\nFive9 holds: -17\n"), "{text}");
        assert!(text.contains("\nStatus: "), "{text}");
    }

    #[test]
    fn the_date_is_that_of_the_agent_then() {
        let late = sample::call(NOON_MS + 11 * 3_600_000 + 1_800_000);
        let date = |zone_min| note_text(&late, zone_min).lines().nth(1).map(str::to_owned);
        assert_eq!(date(0).as_deref(), Some("Date: 2026-01-15"));
        assert_eq!(date(60).as_deref(), Some("Date: 2026-01-16"));
    }
}
