//! What the store holds: versioned structs, apart from all live state.
//!
//! Every struct names its version; a change of shape is a new version with a migration.

use serde::Serialize;

use crate::snapshot::{HeldView, Trouble};

/// One person of the list.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredRecord {
    /// Unique in the store; two people of one name never collide.
    pub id: String,
    pub name: String,
    /// As the list had it.
    pub number_given: String,
    /// E.164, where the number is valid.
    pub number: Option<String>,
    /// Why it is not, in words.
    pub number_problem: Option<String>,
    /// Further numbers of the same person that can be dialed, in the list's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_numbers: Vec<OtherNumber>,
    /// The other columns, in the list's order: heading and value.
    pub columns: Vec<(String, String)>,
}

/// Another number of a person.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherNumber {
    /// Heading of its column.
    pub label: String,
    /// E.164.
    pub number: String,
}

/// One call of the history, as pages read it from the dialer's row.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryCall {
    pub intent_id: String,
    /// When the agent asked for it, UTC ms.
    pub asked_at_ms: u64,
    pub record_id: Option<String>,
    pub name: String,
    /// E.164; absent: it had none that could be dialed.
    pub number: Option<String>,
    /// Name of the list that they were on; absent: a number typed by hand, or the list has no name.
    pub list: Option<String>,
    pub campaign_id: String,
    /// How many calls went to this number before, and this one; absent: not known.
    pub attempt: Option<u32>,
    /// Minutes by which the agent's clocks were ahead of UTC then; absent: not known.
    pub zone_min: Option<i32>,
    /// When the agent's call before was over, if that was lately.
    pub before_ended_at_ms: Option<u64>,
    /// Its place in a run, from 0; absent: it was called outside of one.
    pub run_index: Option<usize>,
    pub placement: CallPlacement,
    /// Why it was not placed, or what was odd.
    pub trouble: Option<Trouble>,
    /// As the agent chose it.
    pub outcome: Option<HistoryOutcome>,
    /// What the agent says now that it was; Five9 holds another.
    pub corrected: Option<HistoryOutcome>,
    /// What Five9 holds; absent until the call is finished.
    pub held: Option<HeldView>,
    /// Absent: not over, or nobody told.
    pub ended_by: Option<EndedBy>,
    /// Whether Five9 told of a recording; absent: of neither that nor none.
    pub recorded: Option<bool>,
    /// Five9's id of the call, once seen.
    pub call_id: Option<String>,
    /// Five9's session of the call, where that is told: recordings are filed under it.
    pub session_id: Option<String>,
    pub note: String,
    pub dialed_at_ms: Option<u64>,
    pub ringing_at_ms: Option<u64>,
    pub answered_at_ms: Option<u64>,
    /// Start of wrap-up.
    pub ended_at_ms: Option<u64>,
    pub finished_at_ms: Option<u64>,
}

impl HistoryCall {
    /// Nothing more can happen to it.
    pub fn is_over(&self) -> bool {
        let is_off = matches!(
            self.placement,
            CallPlacement::NotPlaced | CallPlacement::Withdrawn
        );
        is_off || self.held.is_some()
    }

    /// Whether it is a call: all but those of which it is known that they were not placed.
    pub fn counts(&self) -> bool {
        match self.placement {
            CallPlacement::Intended | CallPlacement::Accepted | CallPlacement::Unknown => true,
            CallPlacement::NotPlaced | CallPlacement::Withdrawn => false,
        }
    }

    /// Whether somebody or something answered.
    pub fn is_reached(&self) -> bool {
        self.answered_at_ms.is_some()
    }

    /// From the first ring to the answer, or to the end if nobody answered.
    pub fn ring_ms(&self) -> Option<u64> {
        let until_ms = self.answered_at_ms.or_else(|| self.over_at_ms())?;
        Some(until_ms.saturating_sub(self.ringing_at_ms?))
    }

    /// From the answer to the end.
    pub fn talk_ms(&self) -> Option<u64> {
        Some(self.over_at_ms()?.saturating_sub(self.answered_at_ms?))
    }

    /// When the talk or the ring was over.
    pub fn over_at_ms(&self) -> Option<u64> {
        self.ended_at_ms.or(self.finished_at_ms)
    }

    /// The outcome in our own record: as corrected, else as chosen.
    pub fn last_outcome(&self) -> Option<&HistoryOutcome> {
        self.corrected.as_ref().or(self.outcome.as_ref())
    }
}

/// Whether a call was placed, as far as it was known when its row was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CallPlacement {
    /// The dial may have left.
    Intended,
    /// Accepted by Five9, or seen there.
    Accepted,
    NotPlaced,
    /// The answer was lost.
    Unknown,
    /// Taken back before its dial left.
    Withdrawn,
}

/// Who ended a call, by Five9's word, or for the agent because their end was under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EndedBy {
    Agent,
    /// The person called, or the network.
    Callee,
}

/// A disposition with the name that it had then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryOutcome {
    pub id: String,
    pub name: String,
}

impl std::fmt::Debug for HistoryCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HistoryCall({}, {:?})", self.intent_id, self.placement)
    }
}

impl std::fmt::Debug for OtherNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OtherNumber")
    }
}

impl std::fmt::Debug for StoredRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "StoredRecord({}, callable: {})",
            self.id,
            self.number.is_some()
        )
    }
}

#[cfg(test)]
mod tests {
    use dialer::{
        CallId, CampaignId, DispositionId, Failure, IntentId, Reason, RecordId, SessionId,
        StoredCall, StoredDisposition, StoredHeld, StoredPlacement, StoredTarget, Timestamp,
    };

    use super::*;
    use crate::message::Code;
    use crate::wire::read_text;

    fn stored() -> StoredCall {
        StoredCall {
            version: dialer::VERSION,
            intent: IntentId::new("1800000000000-start-1"),
            target: StoredTarget {
                record: Some(RecordId::new("r1")),
                name: "Ada".to_owned(),
                list: Some("Autumn".to_owned()),
                number: Some("+12025550101".to_owned()),
                problem: None,
                others: Vec::new(),
            },
            campaign: CampaignId::new("7"),
            agent: None,
            carrier: None,
            attempt: Some(2),
            zone_min: Some(-300),
            before_ended_at_ms: Some(Timestamp::from_ms(6)),
            run_index: Some(2),
            placement: StoredPlacement::Accepted,
            trouble: Some(Failure::with_detail(Reason::EndedAtOnce, "BUSY")),
            call_id: Some(CallId::new("A")),
            session: Some(SessionId::new("S")),
            recorded: Some(true),
            over: true,
            ended_by: Some(dialer::EndedBy::Callee),
            end_pressed: true,
            held_back: None,
            next: None,
            outcome: Some(StoredDisposition {
                id: DispositionId::new("46"),
                name: "Left Voicemail".to_owned(),
            }),
            corrected: Some(StoredDisposition {
                id: DispositionId::new("47"),
                name: "Reached".to_owned(),
            }),
            held: Some(StoredHeld::Confirmed {
                id: DispositionId::new("46"),
            }),
            note: "asked for Monday".to_owned(),
            dialed_at_ms: Some(Timestamp::from_ms(1)),
            ringing_at_ms: Some(Timestamp::from_ms(2)),
            answered_at_ms: Some(Timestamp::from_ms(3)),
            ended_at_ms: Some(Timestamp::from_ms(4)),
            finished_at_ms: Some(Timestamp::from_ms(5)),
            known_before: Vec::new(),
        }
    }

    fn read(call: &StoredCall) -> HistoryCall {
        let json = serde_json::to_string(call).expect("a row is JSON");
        read_text(&json).expect("a row of calls is a call")
    }

    #[test]
    fn a_row_that_the_dialer_wrote_is_a_call_of_the_history() {
        let call = read(&stored());
        assert_eq!(call.intent_id, "1800000000000-start-1");
        assert_eq!(call.asked_at_ms, 1_800_000_000_000);
        assert_eq!(call.record_id.as_deref(), Some("r1"));
        assert_eq!(call.number.as_deref(), Some("+12025550101"));
        assert_eq!((call.name.as_str(), call.run_index), ("Ada", Some(2)));
        assert_eq!(call.placement, CallPlacement::Accepted);
        let trouble = call.trouble.as_ref().expect("it was odd");
        assert_eq!(trouble.code, Code::EndedAtOnce);
        assert_eq!(trouble.detail.as_deref(), Some("BUSY"));
        let outcome = call.outcome.as_ref().expect("an outcome");
        assert_eq!(
            (outcome.id.as_str(), outcome.name.as_str()),
            ("46", "Left Voicemail")
        );
        let corrected = call.corrected.as_ref().expect("it was corrected");
        assert_eq!(corrected.name, "Reached");
        assert_eq!(call.note, "asked for Monday");
        assert_eq!(call.list.as_deref(), Some("Autumn"));
        assert_eq!((call.attempt, call.zone_min), (Some(2), Some(-300)));
        assert_eq!(call.before_ended_at_ms, Some(6));
        assert_eq!(
            (call.ended_by, call.recorded),
            (Some(EndedBy::Callee), Some(true))
        );
        let ids = (call.call_id.as_deref(), call.session_id.as_deref());
        assert_eq!(ids, (Some("A"), Some("S")));
        let times = [
            call.dialed_at_ms,
            call.ringing_at_ms,
            call.answered_at_ms,
            call.ended_at_ms,
            call.finished_at_ms,
        ];
        assert_eq!(times, [1, 2, 3, 4, 5].map(Some));
        assert!(call.is_over());
    }

    #[test]
    fn every_way_to_hold_a_disposition_and_every_placement_is_read() {
        let id = || DispositionId::new("9");
        let disposition_id = || "9".to_owned();
        for (held, expected) in [
            (
                StoredHeld::Confirmed { id: id() },
                HeldView::Confirmed {
                    disposition_id: disposition_id(),
                },
            ),
            (
                StoredHeld::SetElsewhere { id: Some(id()) },
                HeldView::SetElsewhere {
                    disposition_id: Some(disposition_id()),
                },
            ),
            (StoredHeld::None, HeldView::None),
            (StoredHeld::Unknown, HeldView::Unknown),
        ] {
            let held = Some(held);
            let call = read(&StoredCall { held, ..stored() });
            assert_eq!(call.held, Some(expected));
        }
        for (placement, is_over) in [
            (StoredPlacement::Intended, false),
            (StoredPlacement::Accepted, false),
            (StoredPlacement::Unknown, false),
            (StoredPlacement::NotPlaced, true),
            (StoredPlacement::Withdrawn, true),
        ] {
            let held = None;
            let call = read(&StoredCall {
                placement,
                held,
                ..stored()
            });
            assert_eq!(call.is_over(), is_over, "{placement:?}");
        }
    }

    #[test]
    fn a_row_without_what_later_versions_added_is_read() {
        let mut row = serde_json::to_value(stored()).expect("a row is JSON");
        let members = row.as_object_mut().expect("an object");
        let late = [
            "agent",
            "carrier",
            "corrected",
            "attempt",
            "zoneMin",
            "beforeEndedAtMs",
            "session",
            "recorded",
            "endedBy",
        ];
        for late in late {
            assert!(members.shift_remove(late).is_some(), "{late}");
        }
        members["target"]
            .as_object_mut()
            .expect("an object")
            .shift_remove("list");
        let call: HistoryCall = read_text(&row.to_string()).expect("a call");
        assert!(call.corrected.is_none() && call.list.is_none());
        assert_eq!(
            (call.attempt, call.ended_by, call.recorded),
            (None, None, None)
        );
        assert!(read_text::<HistoryCall>("{}").is_none());
    }
}
