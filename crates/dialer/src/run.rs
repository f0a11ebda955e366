//! A run over a list: every record ends in exactly one way, in order, none lost.

use serde::{Deserialize, Serialize};

use crate::command::{Disposition, Target};
use crate::id::{AgentId, CampaignId, RunId};
use crate::pace::Advance;
use crate::repeat::{Repeat, Repeats};
use crate::snapshot::Summary;
use crate::stored::{StoredAgain, StoredEnd};
use crate::tempo::Tempo;
use crate::time::Timestamp;

/// Why a run stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PauseReason {
    /// The agent asked.
    Agent,
    /// The agent called somebody else by hand.
    OtherPerson,
    /// The current record's call could not be placed.
    DialFailed,
    /// The link was lost or is not ready.
    Link,
    /// The system ended the call or its wrap-up, not a person.
    ClosedBySystem,
    /// Something could not be stored.
    Storage,
    /// The browser was restarted.
    Restarted,
    /// Another agent is logged in than the one for whom it went.
    OtherAgent,
    /// The current record's number was called lately, or by this run already: the agent is asked.
    CalledBefore,
}

/// Why a record was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SkipReason {
    /// The agent asked.
    Agent,
    /// It has no valid number.
    InvalidNumber,
    /// It is not known whether its call was placed, and the agent went on.
    Unknown,
    /// Its number was called lately, or by this run already, and such are left out.
    CalledBefore,
    /// The agent left it out of the run.
    Removed,
}

#[derive(Clone, Debug)]
pub(crate) struct RunEntry {
    pub(crate) target: Target,
    pub(crate) end: Option<StoredEnd>,
}

/// A run that is over.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) run: Run,
    pub(crate) cancelled: bool,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) id: RunId,
    /// Absent while it is going.
    pub(crate) paused: Option<PauseReason>,
    /// Index of the current record; equals the length when all have ended.
    pub(crate) position: usize,
    /// Place of the current record in the order.
    pub(crate) place: usize,
    pub(crate) entries: Vec<RunEntry>,
    /// Indices of all records, in the order in which they are called.
    pub(crate) order: Vec<usize>,
    /// The record that was left out last and may come back; its end is not stored yet.
    pub(crate) removed: Option<usize>,
    pub(crate) campaign: CampaignId,
    pub(crate) outcome: Option<Disposition>,
    /// What stands between the current record and its dial.
    pub(crate) advance: Advance,
    /// The agent is busy with the last call: nothing is dialed by itself.
    pub(crate) is_held: bool,
    pub(crate) repeats: Repeats,
    /// The current record is called under another number than it stood there with.
    pub(crate) again: Option<StoredAgain>,
    /// How long records take.
    pub(crate) tempo: Tempo,
    /// What the agent is asked about the current record.
    pub(crate) asks: Option<Repeat>,
    /// The record that may be called although its number was called lately: a person said so.
    pub(crate) confirmed: Option<usize>,
    /// The agent for whom it goes; absent until one is known.
    pub(crate) agent: Option<AgentId>,
}

impl Run {
    pub(crate) fn new(
        id: RunId,
        targets: Vec<Target>,
        campaign: CampaignId,
        outcome: Option<Disposition>,
        repeats: Repeats,
    ) -> Self {
        let entries: Vec<RunEntry> = targets
            .into_iter()
            .map(|target| {
                let invalid = target.number.is_err();
                let end = invalid.then_some(StoredEnd::Skipped(SkipReason::InvalidNumber));
                RunEntry { target, end }
            })
            .collect();
        let mut run = Self {
            id,
            paused: None,
            position: 0,
            place: 0,
            order: (0..entries.len()).collect(),
            removed: None,
            entries,
            campaign,
            outcome,
            advance: Advance::AtOnce,
            is_held: false,
            repeats,
            again: None,
            tempo: Tempo::default(),
            asks: None,
            confirmed: None,
            agent: None,
        };
        run.pass_ended();
        run
    }

    pub(crate) fn is_over(&self) -> bool {
        self.place >= self.order.len()
    }

    pub(crate) fn n_ended(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.end.is_some())
            .count()
    }

    pub(crate) fn count(&self, is_one: impl Fn(&StoredEnd) -> bool) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.end.as_ref().is_some_and(&is_one))
            .count()
    }

    /// Those whom a new run of what is left would call, in order.
    pub(crate) fn left(&self) -> impl Iterator<Item = &Target> {
        let entries = self.order.iter().map(|&index| &self.entries[index]);
        let is_left = |entry: &&RunEntry| {
            matches!(
                entry.end,
                Some(StoredEnd::Left | StoredEnd::Skipped(SkipReason::Agent))
            )
        };
        entries.filter(is_left).map(|entry| &entry.target)
    }

    /// The list that all its people are on, if it is one.
    pub(crate) fn list(&self) -> Option<&str> {
        let mut lists = self
            .entries
            .iter()
            .map(|entry| entry.target.list.as_deref());
        let first = lists.next().flatten();
        first.filter(|_| lists.all(|list| list == first))
    }

    /// When it was started, as its id says.
    pub(crate) fn started_at(&self) -> Option<Timestamp> {
        self.id.made_at()
    }

    pub(crate) fn summary(&self, cancelled: bool, now: Timestamp) -> Summary {
        let mut summary = Summary {
            cancelled,
            n_records: self.entries.len(),
            n_called: 0,
            n_answered: 0,
            n_skipped: 0,
            n_invalid: 0,
            n_blocked: 0,
            n_left: 0,
            talk_ms: 0,
            run_ms: self.started_at().map_or(0, |at| {
                u64::try_from(now.since(at).as_millis()).unwrap_or(u64::MAX)
            }),
            n_to_run: self.left().count(),
            outcomes: Vec::new(),
        };
        for entry in &self.entries {
            match &entry.end {
                Some(StoredEnd::Called {
                    answered,
                    talk_ms,
                    outcome,
                    ..
                }) => {
                    summary.n_called += 1;
                    summary.n_answered += usize::from(*answered);
                    summary.talk_ms += talk_ms;
                    if let Some(outcome) = outcome {
                        count_outcome(&mut summary.outcomes, &outcome.name);
                    }
                }
                Some(StoredEnd::Skipped(SkipReason::InvalidNumber)) => summary.n_invalid += 1,
                Some(StoredEnd::Skipped(
                    SkipReason::Agent
                    | SkipReason::Unknown
                    | SkipReason::CalledBefore
                    | SkipReason::Removed,
                )) => {
                    summary.n_skipped += 1;
                }
                Some(StoredEnd::Blocked(_)) => summary.n_blocked += 1,
                Some(StoredEnd::Left) | None => summary.n_left += 1,
            }
        }
        summary
            .outcomes
            .sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        summary
    }
}

fn count_outcome(outcomes: &mut Vec<(String, usize)>, name: &str) {
    match outcomes.iter_mut().find(|(known, _)| known == name) {
        Some((_, n_times)) => *n_times += 1,
        None => outcomes.push((name.to_owned(), 1)),
    }
}
