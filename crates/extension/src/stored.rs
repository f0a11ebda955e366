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
    pub campaign_id: String,
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
