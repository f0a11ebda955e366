//! What the agent asks.

use std::fmt;

use crate::failure::Failure;
use crate::hidden::Hidden;
use crate::id::{CampaignId, DispositionId, IntentId, RecordId};
use crate::pace::Pace;
use crate::repeat::Repeats;
use crate::time::Timestamp;

/// A closed list of what the agent can ask; every one is answered by [`Accepted`] or a [`Failure`].
#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    /// Calls one person. While a run is on it pauses the run.
    Call {
        /// Whom to call.
        target: Target,
        /// Campaign to call with.
        campaign: CampaignId,
        /// Outcome that the call starts with.
        outcome: Option<Disposition>,
        /// The agent knows that the number was called within the last hour.
        again: bool,
    },
    /// Ends the live call. With an outcome (chosen before, or given here) it is disposed too.
    EndCall {
        /// Replaces the outcome chosen before, if given.
        outcome: Option<Disposition>,
    },
    /// Sets the disposition of a call in wrap-up, and nothing else.
    Dispose {
        /// Replaces the outcome chosen before, if given.
        outcome: Option<Disposition>,
    },
    /// Ends the call as [`Command::EndAndNext`] does, then calls the same person under another of
    /// their numbers, as the same record of a run.
    CallOther {
        /// E.164.
        number: String,
        /// Outcome that the call starts with outside a run.
        outcome: Option<Disposition>,
        /// The agent knows that the number was called within the last hour.
        again: bool,
    },
    /// Takes an outcome back that waits before it is sent.
    UndoSend,
    /// Starts a run over these people, in this order.
    StartRun {
        /// Whom to call.
        targets: Vec<Target>,
        /// Campaign to call with.
        campaign: CampaignId,
        /// Outcome that each call starts with.
        outcome: Option<Disposition>,
        /// What to do with numbers that were called lately or stand there twice.
        repeats: Repeats,
    },
    /// Ends the live call of a run, disposes it, and dials the next.
    EndAndNext,
    /// Skips the current record before its dial; with a call live, the one up next.
    Skip {
        /// Why, in the agent's words.
        reason: Option<String>,
    },
    /// Puts the current record before its dial behind all others; with a call live, the one up next.
    Postpone,
    /// Puts a record that is still to be called before another, or last.
    MoveInRun {
        /// Which record.
        record: RecordId,
        /// Before whom; absent: last.
        before: Option<RecordId>,
    },
    /// Leaves a record that is still to be called out of the run.
    RemoveFromRun(RecordId),
    /// Takes the last such removal back.
    UndoRemoveFromRun,
    /// Nothing further is dialed until [`Command::Resume`].
    Pause,
    /// Goes on with the run; if it asked whether to call the current person again, that is a yes.
    Resume,
    /// Dials the current person of the run, who was shown first or is counted down to.
    CallCurrent,
    /// The agent is busy with the last call: nothing is dialed by itself until they ask for a call.
    HoldAdvance,
    /// How runs go on from now on; nobody is dialed because of it.
    SetPace(Pace),
    /// Ends the run; a live call stays.
    Cancel,
    /// Chooses or clears the outcome of the call.
    ChooseOutcome(Option<Disposition>),
    /// Replaces the note of the call.
    SetNote(String),
    /// Replaces the note of the call for which it was typed, on screen or the last one.
    SetNoteOf {
        /// Which call.
        intent: IntentId,
        /// The whole note.
        note: String,
    },
    /// Changes our own outcome of a call that is over, on screen or the last one.
    Correct {
        /// Which call.
        intent: IntentId,
        /// What its outcome was.
        outcome: Disposition,
    },
    /// Takes a finished or failed call, and a run's summary, off the screen.
    Dismiss,
    /// Calls that are over and were asked for before this time are forgotten: whoever keeps the rows
    /// removes them, and nothing of here writes them again.
    ForgetCalls(Timestamp),
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { target, .. } => write!(f, "Call({target:?})"),
            Self::EndCall { outcome } => write!(f, "EndCall({outcome:?})"),
            Self::Dispose { outcome } => write!(f, "Dispose({outcome:?})"),
            Self::CallOther { .. } => f.write_str("CallOther"),
            Self::UndoSend => f.write_str("UndoSend"),
            Self::StartRun { targets, .. } => write!(f, "StartRun({})", targets.len()),
            Self::EndAndNext => f.write_str("EndAndNext"),
            Self::Skip { .. } => f.write_str("Skip"),
            Self::Postpone => f.write_str("Postpone"),
            Self::MoveInRun { record, before } => write!(f, "MoveInRun({record}, {before:?})"),
            Self::RemoveFromRun(record) => write!(f, "RemoveFromRun({record})"),
            Self::UndoRemoveFromRun => f.write_str("UndoRemoveFromRun"),
            Self::Pause => f.write_str("Pause"),
            Self::Resume => f.write_str("Resume"),
            Self::CallCurrent => f.write_str("CallCurrent"),
            Self::HoldAdvance => f.write_str("HoldAdvance"),
            Self::SetPace(pace) => write!(f, "SetPace({pace:?})"),
            Self::Cancel => f.write_str("Cancel"),
            Self::ChooseOutcome(outcome) => write!(f, "ChooseOutcome({outcome:?})"),
            Self::SetNote(note) => write!(f, "SetNote({:?})", Hidden::text(note)),
            Self::SetNoteOf { intent, note } => {
                write!(f, "SetNoteOf({intent}, {:?})", Hidden::text(note))
            }
            Self::Correct { intent, outcome } => write!(f, "Correct({intent}, {outcome:?})"),
            Self::Dismiss => f.write_str("Dismiss"),
            Self::ForgetCalls(before) => write!(f, "ForgetCalls({})", before.ms()),
        }
    }
}

/// What came of a command at once; the rest is told by reports and snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// Done.
    Done,
    /// A call is being placed under this intent.
    Dialing(IntentId),
    /// The end or the disposition is under way; a report follows.
    UnderWay,
    /// There is no call (any more) to end or dispose.
    NoCall,
}

/// Answer to a command.
pub(crate) type Answer = Result<Accepted, Failure>;

/// Whom to call.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// Our record, if the person is on the list.
    pub record: Option<RecordId>,
    /// Name to show; may be empty.
    pub name: String,
    /// Name of the list that they are on; absent: they are on none, or it has no name.
    pub list: Option<String>,
    /// E.164, or why there is none (a sentence for the agent).
    pub number: Result<String, String>,
    /// E.164: other numbers of the same person that were not tried yet.
    pub others: Vec<String>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("record", &self.record)
            .field("callable", &self.number.is_ok())
            .finish_non_exhaustive()
    }
}

/// A disposition with the name that the agent sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposition {
    /// Id in the telephone system.
    pub id: DispositionId,
    /// Name as shown.
    pub name: String,
}
