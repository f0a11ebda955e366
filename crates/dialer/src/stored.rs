//! What is kept on disk: versioned structs with their conversions, apart from the live state.

mod run;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Times};
use crate::command::{Disposition, Target};
use crate::failure::Failure;
use crate::id::{
    AgentId, CallId, CampaignId, CarrierId, DispositionId, IntentId, RecordId, RunId, SessionId,
};
use crate::line::{Held, Line, LineState};
use crate::pace::Advance;
use crate::particulars::{EndedBy, Particulars};
use crate::placement::Placement;
use crate::run::{PauseReason, Run};
use crate::time::{Deadline, Timestamp};

pub use run::{StoredAgain, StoredEnd, StoredRepeats, StoredRun, StoredRunEnd, StoredRunOrder};

/// Version of every struct of this module. Earlier ones lacked the members that say so; absent, they
/// mean that it is not known.
pub const VERSION: u32 = 4;

/// One call: written before its dial, completed by evidence.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredCall {
    /// Version of the format.
    pub version: u32,
    /// Key.
    pub intent: IntentId,
    /// Whom.
    pub target: StoredTarget,
    /// With which campaign.
    pub campaign: CampaignId,
    /// For which agent. Since version 2.
    #[serde(default)]
    pub agent: Option<AgentId>,
    /// What carries the dial, from before it leaves. Since version 2.
    #[serde(default)]
    pub carrier: Option<CarrierId>,
    /// How many calls went to this number before, and this one. Since version 4.
    ///
    /// The store counts when the intent is written, from its own rows: every call to the number that
    /// was placed or may have been, whoever's record, list or agent it was for. It goes on from the
    /// number of the last of them, so that calls which were forgotten since are counted, too. A
    /// number once written stays, whatever becomes known of those calls later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// Minutes by which the agent's clocks were ahead of UTC when they asked. Since version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone_min: Option<i32>,
    /// When the agent's call before was over, UTC ms; absent also if that was an hour ago or more.
    /// Since version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_ended_at_ms: Option<Timestamp>,
    /// Index in the run that it belongs to.
    pub run_index: Option<usize>,
    /// Whether it was placed.
    pub placement: StoredPlacement,
    /// Why not, or what was odd.
    pub trouble: Option<Failure>,
    /// The telephone system's id, once seen.
    pub call_id: Option<CallId>,
    /// Under which the telephone system keeps its recordings. Since version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// Whether it was recorded at some time, by the telephone system's word. Since version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<bool>,
    /// In wrap-up or finished, as last seen.
    pub over: bool,
    /// Who ended it. Since version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<EndedBy>,
    /// The agent asked for the end.
    pub end_pressed: bool,
    /// The outcome waits and was not sent. Since version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_back: Option<StoredHeldBack>,
    /// Chosen outcome.
    pub outcome: Option<StoredDisposition>,
    /// Whom the agent asked to call once it is over. Since version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<StoredNext>,
    /// What the agent says now that it was. Since version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<StoredDisposition>,
    /// What the telephone system holds; absent until finished.
    pub held: Option<StoredHeld>,
    /// The agent's note, as typed.
    pub note: String,
    /// When the dial left, UTC ms.
    pub dialed_at_ms: Option<Timestamp>,
    /// First ring, UTC ms.
    pub ringing_at_ms: Option<Timestamp>,
    /// Answer, UTC ms.
    pub answered_at_ms: Option<Timestamp>,
    /// Start of wrap-up, UTC ms.
    pub ended_at_ms: Option<Timestamp>,
    /// Finish, UTC ms.
    pub finished_at_ms: Option<Timestamp>,
    /// Calls that were there when the intent was written.
    pub known_before: Vec<CallId>,
}

impl fmt::Debug for StoredCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "StoredCall({}, {:?}, {:?})",
            self.intent, self.placement, self.held
        )
    }
}

/// Whether a call was placed, as far as it was known when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StoredPlacement {
    /// Announced: the dial may have left.
    Intended,
    /// Accepted, or seen.
    Accepted,
    /// There is no call.
    NotPlaced,
    /// The answer was lost.
    Unknown,
    /// Taken back before the dial left.
    Withdrawn,
}

/// The same person under another number, once a call is over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredNext {
    /// E.164.
    pub number: String,
    /// Outcome that the call starts with outside a run.
    pub outcome: Option<StoredDisposition>,
    /// It was asked for while the run stood still: it is called although the run does. Since version
    /// 3; absent: no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub in_pause: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl fmt::Debug for StoredNext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredNext")
    }
}

/// An outcome before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredHeldBack {
    /// Since when, UTC ms.
    pub from_ms: Timestamp,
    /// When it is sent, UTC ms.
    pub until_ms: Timestamp,
}

/// Whom to call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredTarget {
    /// Our record, if the person is on the list.
    pub record: Option<RecordId>,
    /// Name as shown.
    pub name: String,
    /// Name of the list that they are on; of a run's people it may stand with the run. Since
    /// version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// E.164.
    pub number: Option<String>,
    /// Why there is no number.
    pub problem: Option<String>,
    /// Other numbers that were not tried yet. Since version 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
}

impl fmt::Debug for StoredTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredTarget({:?})", self.record)
    }
}

/// A disposition with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDisposition {
    /// Id in the telephone system.
    pub id: DispositionId,
    /// Name as shown.
    pub name: String,
}

/// What the telephone system holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StoredHeld {
    /// The one that was sent, by evidence.
    Confirmed {
        /// Which.
        id: DispositionId,
    },
    /// Another one.
    SetElsewhere {
        /// Which, where known.
        id: Option<DispositionId>,
    },
    /// None.
    None,
    /// Not known.
    Unknown,
}

/// Where the dialer stands; one per store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredProgress {
    /// Version of the format.
    pub version: u32,
    /// The run that is on.
    pub run: Option<RunId>,
    /// Its current index.
    pub position: usize,
    /// Why it stands still, if it does.
    pub paused: Option<PauseReason>,
    /// The call on screen.
    pub call: Option<IntentId>,
    /// The agent for whom the run goes. Since version 2.
    #[serde(default)]
    pub agent: Option<AgentId>,
    /// The last calls that were finished, so that a late event brings none of them back; absent in
    /// what older versions wrote.
    #[serde(default)]
    pub past: Vec<CallId>,
    /// What stands between the run's current record and its dial. Since version 3.
    #[serde(default)]
    pub advance: StoredAdvance,
    /// Nothing is dialed by itself until the agent asks for a call. Since version 3.
    #[serde(default)]
    pub is_held: bool,
    /// The current record is called under another number. Since version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<StoredAgain>,
    /// The call before the one on screen. Since version 3.
    #[serde(default)]
    pub last: Option<IntentId>,
    /// The run before, while its summary is shown, unless it is a large one. Since version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<StoredEnded>,
    /// How long the last records of the run took, ms. Since version 3.
    #[serde(default)]
    pub record_ms: Vec<u64>,
    /// Index of the record that was dialed last, and when first, UTC ms. Since version 3.
    #[serde(default)]
    pub record_started_ms: Option<(usize, Timestamp)>,
}

/// A run that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredEnded {
    /// Which.
    pub run: RunId,
    /// The agent ended it early.
    pub cancelled: bool,
    /// When it ended, UTC ms.
    pub at_ms: Timestamp,
}

/// What stands between the current record of a run and its dial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StoredAdvance {
    /// Nothing.
    #[default]
    AtOnce,
    /// A countdown that begins when nothing else is in the way.
    Countdown,
    /// A countdown that has begun.
    Counting {
        /// When, UTC ms.
        from_ms: Timestamp,
        /// When it ends, UTC ms.
        until_ms: Timestamp,
    },
    /// The agent's word.
    Agent,
}

impl StoredProgress {
    /// The run whose rows are to be read back: the one that is on, or the one before.
    pub fn run_to_read(&self) -> Option<&RunId> {
        let ended = self.ended.as_ref().map(|ended| &ended.run);
        self.run.as_ref().or(ended)
    }
}

impl StoredAdvance {
    pub(crate) fn of(run: &Run) -> Self {
        match run.advance {
            Advance::AtOnce => Self::AtOnce,
            Advance::Countdown => Self::Countdown,
            Advance::Counting(deadline) => Self::Counting {
                from_ms: deadline.armed_at(),
                until_ms: deadline.due_at(),
            },
            Advance::Agent => Self::Agent,
        }
    }

    pub(crate) fn into_advance(self, now: Timestamp) -> Advance {
        match self {
            Self::AtOnce => Advance::AtOnce,
            Self::Countdown => Advance::Countdown,
            Self::Counting { from_ms, until_ms } => {
                Advance::Counting(Deadline::between(from_ms, until_ms, now))
            }
            Self::Agent => Advance::Agent,
        }
    }
}

/// What is read back at a start.
#[derive(Clone, Debug, Default)]
pub struct Restored {
    /// Where the dialer stood; absent on the first start ever.
    pub progress: Option<StoredProgress>,
    /// The run that the progress names, or the one before, whose summary is shown.
    pub run: Option<StoredRun>,
    /// The ends of that run's records.
    pub ends: Vec<StoredRunEnd>,
    /// Its order, if that was changed.
    pub order: Option<StoredRunOrder>,
    /// The call that the progress names.
    pub call: Option<StoredCall>,
    /// Calls of the last hour, at least.
    pub lately: Vec<StoredCall>,
    /// Not just the program was restarted but the whole browser: a run pauses.
    pub browser_restarted: bool,
}

impl From<&Target> for StoredTarget {
    fn from(target: &Target) -> Self {
        Self {
            record: target.record.clone(),
            name: target.name.clone(),
            list: target.list.clone(),
            number: target.number.as_ref().ok().cloned(),
            problem: target.number.as_ref().err().cloned(),
            others: target.others.clone(),
        }
    }
}

impl From<StoredTarget> for Target {
    fn from(stored: StoredTarget) -> Self {
        Self {
            record: stored.record,
            name: stored.name,
            list: stored.list,
            others: stored.others,
            number: stored
                .number
                .ok_or_else(|| stored.problem.unwrap_or_default()),
        }
    }
}

impl From<&Disposition> for StoredDisposition {
    fn from(disposition: &Disposition) -> Self {
        Self {
            id: disposition.id.clone(),
            name: disposition.name.clone(),
        }
    }
}

impl From<StoredDisposition> for Disposition {
    fn from(stored: StoredDisposition) -> Self {
        Self {
            id: stored.id,
            name: stored.name,
        }
    }
}

impl From<&Held> for StoredHeld {
    fn from(held: &Held) -> Self {
        match held {
            Held::Confirmed(id) => Self::Confirmed { id: id.clone() },
            Held::SetElsewhere(id) => Self::SetElsewhere { id: id.clone() },
            Held::None => Self::None,
            Held::Unknown => Self::Unknown,
        }
    }
}

impl From<StoredHeld> for Held {
    fn from(stored: StoredHeld) -> Self {
        match stored {
            StoredHeld::Confirmed { id } => Self::Confirmed(id),
            StoredHeld::SetElsewhere { id } => Self::SetElsewhere(id),
            StoredHeld::None => Self::None,
            StoredHeld::Unknown => Self::Unknown,
        }
    }
}

impl StoredPlacement {
    /// Whether a call was placed, or may have been.
    pub(crate) fn may_have_call(self) -> bool {
        match self {
            Self::Intended | Self::Accepted | Self::Unknown => true,
            Self::NotPlaced | Self::Withdrawn => false,
        }
    }
}

impl StoredCall {
    pub(crate) fn of(call: &Call) -> Self {
        let placement = match &call.placement {
            Placement::Storing(_) | Placement::Stored | Placement::Asked(_) => {
                StoredPlacement::Intended
            }
            Placement::Accepted => StoredPlacement::Accepted,
            Placement::Unknown { .. } => StoredPlacement::Unknown,
            Placement::NotPlaced(_) => StoredPlacement::NotPlaced,
            Placement::Withdrawn => StoredPlacement::Withdrawn,
        };
        let trouble = match &call.placement {
            Placement::NotPlaced(failure) => Some(failure.clone()),
            Placement::Storing(_)
            | Placement::Stored
            | Placement::Asked(_)
            | Placement::Accepted
            | Placement::Unknown { .. }
            | Placement::Withdrawn => call.trouble.clone(),
        };
        Self {
            version: VERSION,
            intent: call.intent.clone(),
            target: StoredTarget::from(&call.target),
            campaign: call.campaign.clone(),
            agent: call.agent.clone(),
            carrier: call.carrier.clone(),
            attempt: call.particulars.attempt,
            zone_min: call.particulars.zone_min,
            before_ended_at_ms: call.particulars.before_ended_at,
            run_index: call.run_index,
            placement,
            trouble,
            call_id: call.line.as_ref().map(|line| line.id.clone()),
            session: call.particulars.session.clone(),
            recorded: call.particulars.recorded,
            over: call.line.as_ref().is_some_and(|line| line.state.is_over()),
            ended_by: call.particulars.ended_by,
            end_pressed: call.end_pressed,
            held_back: call.held_back.map(|held_back| StoredHeldBack {
                from_ms: held_back.armed_at(),
                until_ms: held_back.due_at(),
            }),
            outcome: call.outcome.as_ref().map(StoredDisposition::from),
            next: call.next.clone(),
            corrected: call.corrected.clone(),
            held: call.held.as_ref().map(StoredHeld::from),
            note: call.note.clone(),
            dialed_at_ms: call.times.dialed_at,
            ringing_at_ms: call.times.ringing_at,
            answered_at_ms: call.times.answered_at,
            ended_at_ms: call.times.ended_at,
            finished_at_ms: call.times.finished_at,
            known_before: call.known_before.clone(),
        }
    }

    /// The end that this row announces, and which outcome may be sent by it.
    pub(crate) fn announced_end(&self) -> Option<Option<DispositionId>> {
        let outcome = self.outcome.as_ref().filter(|_| self.held_back.is_none());
        self.end_pressed
            .then(|| outcome.map(|outcome| outcome.id.clone()))
    }

    /// The call as it is known after a restart: whatever was on its way is unknown.
    pub(crate) fn into_call(self, now: Timestamp) -> Call {
        let announced_end = self.announced_end();
        let particulars = Particulars::of(&self);
        let mut call = Call::new(self.intent, Target::from(self.target), self.campaign);
        // The dial's own time may not have reached the disk, nor what was heard since.
        call.left_at = Some(self.dialed_at_ms.unwrap_or(now));
        call.may_have_missed = true;
        call.particulars = particulars;
        call.agent = self.agent;
        call.carrier = self.carrier;
        call.placement = match self.placement {
            StoredPlacement::Intended | StoredPlacement::Unknown => Placement::Unknown {
                request: None,
                is_settled: true,
            },
            StoredPlacement::Accepted => Placement::Accepted,
            StoredPlacement::NotPlaced => {
                let unknown = Failure::new(crate::failure::Reason::Unknown);
                Placement::NotPlaced(self.trouble.clone().unwrap_or(unknown))
            }
            StoredPlacement::Withdrawn => Placement::Withdrawn,
        };
        call.stored_end = announced_end;
        call.line = self.call_id.map(|id| Line {
            id,
            state: match (self.held.is_some(), self.over) {
                (true, _) => LineState::Finished,
                (false, true) => LineState::WrapUp,
                (false, false) if self.answered_at_ms.is_some() => LineState::Talking,
                (false, false) if self.ringing_at_ms.is_some() => LineState::Ringing,
                (false, false) => LineState::Setup,
            },
            seen_at: Timestamp::from_ms(0),
            told: None,
        });
        call.run_index = self.run_index;
        call.end_pressed = self.end_pressed;
        call.held_back = self
            .held_back
            .map(|held_back| Deadline::between(held_back.from_ms, held_back.until_ms, now));
        // What is announced may have been sent.
        call.sent_disposition = call.stored_end.clone().flatten();
        call.outcome = self.outcome.map(Disposition::from);
        call.note = self.note;
        call.next = self.next;
        call.corrected = self.corrected;
        call.held = self.held.map(Held::from);
        call.trouble = self.trouble;
        call.known_before = self.known_before;
        call.times = Times {
            dialed_at: self.dialed_at_ms,
            ringing_at: self.ringing_at_ms,
            answered_at: self.answered_at_ms,
            ended_at: self.ended_at_ms,
            finished_at: self.finished_at_ms,
        };
        call
    }
}
