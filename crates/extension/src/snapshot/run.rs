//! A run as the panel shows it: place, people, and its end.

use serde::Serialize;

use super::DialMode;

/// A person as far as the call view shows them.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    pub record_id: String,
    pub name: String,
    pub number: String,
    /// 1-based place in the run.
    pub position: usize,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    pub id: String,
    pub paused: Option<PauseReason>,
    /// 1-based place of the current record.
    pub position: usize,
    pub n_records: usize,
    /// Records that have ended: called, skipped or blocked.
    pub n_ended: usize,
    pub n_called: usize,
    pub n_skipped: usize,
    pub n_blocked: usize,
    /// Set while it asks whether to call the current person again.
    pub asks: Option<RepeatView>,
    pub current: Option<PersonView>,
    pub next: Option<PersonView>,
    pub mode: DialMode,
    pub started_at_ms: u64,
    /// When the current person is dialed by itself.
    pub next_dial_at_ms: Option<u64>,
    /// The current person is dialed when the agent says so: `callCurrent`.
    pub waits_for_agent: bool,
    /// Who is still to be called after the current person, in order: the first 50.
    pub upcoming: Vec<PersonView>,
    /// How long a record of this run takes, ms: the median of the last ones; null until there are
    /// three.
    pub ms_per_record: Option<u64>,
    /// The last removal from the run can be taken back; its person's name.
    pub removed_name: Option<String>,
}

/// Somebody who was called already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RepeatView {
    /// Null: more than an hour ago, in this run.
    pub called_at_ms: Option<u64>,
}

/// Why a run stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PauseReason {
    /// The agent pressed Pause.
    Agent,
    /// The agent called somebody else by hand.
    OtherPerson,
    /// Five9 would not place the call; the call's trouble says why.
    DialFailed,
    /// The link was lost or is not ready.
    Link,
    /// Five9 closed the wrap-up by itself, or the call was over at once.
    ClosedByFive9,
    /// Something could not be stored.
    Storage,
    /// The browser was restarted.
    Restarted,
    /// Another agent is logged in than the one for whom it went.
    OtherAgent,
    /// The current person was called lately, or by this run already: the agent is asked.
    CalledBefore,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SummaryView {
    pub cancelled: bool,
    pub n_records: usize,
    pub n_called: usize,
    pub n_answered: usize,
    pub n_skipped: usize,
    /// Records without a valid number.
    pub n_invalid: usize,
    /// Records that may not be called.
    pub n_blocked: usize,
    pub n_left: usize,
    pub talk_ms: u64,
    /// From its start to its end.
    pub run_ms: u64,
    /// How many a new run of what is left would have: cancelled, or skipped by hand.
    pub n_to_run: usize,
    /// Outcome names with how often each was chosen, most used first.
    pub outcomes: Vec<(String, usize)>,
}
