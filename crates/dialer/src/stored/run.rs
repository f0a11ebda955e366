//! What is kept of a run: its people, how they ended, and in which order they are called.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{StoredDisposition, StoredTarget, VERSION};
use crate::block::BlockReason;
use crate::command::{Disposition, Target};
use crate::id::{CampaignId, IntentId, RunId};
use crate::repeat::Repeats;
use crate::run::{Run, SkipReason};

/// A record of a run that is called under another number, until that call ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAgain {
    /// Which record.
    pub index: usize,
    /// Whom.
    pub target: StoredTarget,
    /// How it ended by the call before; absent: that was not placed.
    pub end: Option<StoredEnd>,
}

/// A run's people; written once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredRun {
    /// Version of the format.
    pub version: u32,
    /// Key.
    pub id: RunId,
    /// Name of the list that all of them are on; absent: what stands with each counts. Since
    /// version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// In order.
    pub targets: Vec<StoredTarget>,
    /// With which campaign.
    pub campaign: CampaignId,
    /// Outcome that each call starts with.
    pub outcome: Option<StoredDisposition>,
    /// What to do with numbers that were called lately or stand there twice. Since version 2.
    #[serde(default)]
    pub repeats: StoredRepeats,
}

/// What a run does with a number that was called lately or stands there twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StoredRepeats {
    /// Stands still at each and asks.
    #[default]
    Ask,
    /// Calls them all.
    Call,
    /// Skips them all.
    Skip,
}

/// How one record of a run ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredRunEnd {
    /// Version of the format.
    pub version: u32,
    /// Key, first part.
    pub run: RunId,
    /// Key, second part.
    pub index: usize,
    /// How.
    pub end: StoredEnd,
    /// Why, in the agent's words. Since version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl fmt::Debug for StoredRunEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "StoredRunEnd({}, {}, {:?})",
            self.run, self.index, self.end
        )
    }
}

/// The order of a run, where it is not the one it started with. Since version 3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredRunOrder {
    /// Version of the format.
    pub version: u32,
    /// Key.
    pub run: RunId,
    /// Pieces of the order it started with: the first index and how many follow it.
    pub ranges: Vec<(usize, usize)>,
    /// Index of the record that was left out last and may come back.
    pub removed: Option<usize>,
}

/// The ways in which a record of a run ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StoredEnd {
    /// Called.
    Called {
        /// Which call.
        intent: IntentId,
        /// Whether anybody or anything answered.
        answered: bool,
        /// Time between answer and end, ms.
        talk_ms: u64,
        /// Chosen outcome.
        outcome: Option<StoredDisposition>,
    },
    /// Skipped.
    Skipped(SkipReason),
    /// Not to be called.
    Blocked(BlockReason),
    /// The run was cancelled before.
    Left,
}

impl StoredRun {
    pub(crate) fn of(run: &Run) -> Self {
        let list = run.list();
        let targets = run.entries.iter().map(|entry| {
            let mut target = StoredTarget::from(&entry.target);
            target.list = target.list.filter(|_| list.is_none());
            target
        });
        Self {
            version: VERSION,
            id: run.id.clone(),
            list: list.map(str::to_owned),
            targets: targets.collect(),
            campaign: run.campaign.clone(),
            outcome: run.outcome.as_ref().map(StoredDisposition::from),
            repeats: match run.repeats {
                Repeats::Refuse | Repeats::Ask => StoredRepeats::Ask,
                Repeats::Call => StoredRepeats::Call,
                Repeats::Skip => StoredRepeats::Skip,
            },
        }
    }

    pub(crate) fn into_run(self, ends: Vec<StoredRunEnd>, order: Option<&StoredRunOrder>) -> Run {
        let targets = self.targets.into_iter().map(|target| {
            let mut target = Target::from(target);
            target.list = self.list.clone().or(target.list);
            target
        });
        let targets = targets.collect();
        let outcome = self.outcome.map(Disposition::from);
        let repeats = match self.repeats {
            StoredRepeats::Ask => Repeats::Ask,
            StoredRepeats::Call => Repeats::Call,
            StoredRepeats::Skip => Repeats::Skip,
        };
        let mut run = Run::new(self.id, targets, self.campaign, outcome, repeats);
        for end in ends {
            if let Some(entry) = run.entries.get_mut(end.index) {
                entry.end = Some(end.end);
            }
        }
        if let Some(order) = order {
            run.take_order(order);
        }
        run.place = 0;
        run.pass_ended();
        run
    }
}
