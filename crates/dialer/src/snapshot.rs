//! What the dialer knows, for showing: plain values, made anew at each call.

use std::fmt;

use crate::call::Call;
use crate::command::{Disposition, Target};
use crate::dialer::Other;
use crate::failure::{Failure, Reason};
use crate::hidden::Hidden;
use crate::id::{CallId, CampaignId, IntentId, RecordId, RunId};
use crate::line::{Held, LineState};
use crate::pace::Mode;
use crate::placement::Placement;
use crate::run::{PauseReason, Run};
use crate::stored::{StoredCall, StoredEnd};
use crate::time::{Deadline, Timestamp};

/// So many of those who are still to be called are shown.
const UPCOMING_MAX: usize = 50;

/// Everything there is to show.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The call on screen: open, or the last one until it is dismissed.
    pub call: Option<CallSnapshot>,
    /// Open calls of this agent that were not started here.
    pub others: Vec<OtherCall>,
    /// The run, if one is on.
    pub run: Option<RunSnapshot>,
    /// The last run's end, until it is dismissed.
    pub summary: Option<Summary>,
    /// The call before the one on screen, if it was placed.
    pub last: Option<LastCall>,
    /// What the one big button does.
    pub main_button: MainButton,
    /// Whether [`crate::Command::Skip`] would do something.
    pub can_skip: bool,
    /// Whether [`crate::Command::Postpone`] would do something.
    pub can_postpone: bool,
    /// Whether [`crate::Command::Pause`] would do something.
    pub can_pause: bool,
    /// Whether [`crate::Command::Resume`] would do something.
    pub can_resume: bool,
    /// Whether [`crate::Command::Cancel`] would do something.
    pub can_cancel: bool,
    /// The last write failed; what it held is written again with the next one.
    pub storage_failed: Option<Reason>,
}

/// A call, as far as it is known.
#[derive(Clone)]
pub struct CallSnapshot {
    /// What it is for.
    pub intent: IntentId,
    /// The telephone system's id, once seen.
    pub id: Option<CallId>,
    /// Whom.
    pub target: Target,
    /// With which campaign; empty for a call that was started elsewhere.
    pub campaign: CampaignId,
    /// State shown to the agent.
    pub phase: Phase,
    /// State at the telephone system, once seen.
    pub line: Option<LineState>,
    /// When the dial left.
    pub dialed_at: Option<Timestamp>,
    /// First ring.
    pub ringing_at: Option<Timestamp>,
    /// Answered.
    pub answered_at: Option<Timestamp>,
    /// Start of wrap-up.
    pub ended_at: Option<Timestamp>,
    /// Finished.
    pub finished_at: Option<Timestamp>,
    /// Chosen outcome.
    pub outcome: Option<Disposition>,
    /// The agent's note.
    pub note: String,
    /// What the telephone system holds; absent until finished.
    pub held: Option<Held>,
    /// What went wrong.
    pub trouble: Option<Failure>,
    /// A disposition was sent, or may have been.
    pub disposition_sent: bool,
    /// The agent asked for the end and only the outcome is missing.
    pub waits_for_outcome: bool,
    /// What the agent says now that the outcome was.
    pub corrected: Option<Disposition>,
    /// [`crate::Command::CallOther`] would be obeyed for one of the target's other numbers.
    pub can_call_other: bool,
    /// [`crate::Command::Correct`] would be obeyed.
    pub can_correct: bool,
    /// The outcome waits before it is sent: since when, and until when.
    pub held_back: Option<(Timestamp, Timestamp)>,
    /// It went on while nobody could see it (the browser or the link was gone), and the agent has
    /// done nothing since.
    pub came_back: bool,
}

impl fmt::Debug for CallSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallSnapshot")
            .field("intent", &self.intent)
            .field("id", &self.id)
            .field("phase", &self.phase)
            .field("line", &self.line)
            .field("answered_at", &self.answered_at)
            .field("ended_at", &self.ended_at)
            .field("outcome", &self.outcome)
            .field("note", &Hidden::text(&self.note))
            .field("held", &self.held)
            .field("trouble", &self.trouble)
            .finish_non_exhaustive()
    }
}

/// A call that was on screen before.
#[derive(Clone)]
pub struct LastCall {
    /// What it was for.
    pub intent: IntentId,
    /// Whom.
    pub target: Target,
    /// Chosen outcome.
    pub outcome: Option<Disposition>,
    /// What the agent says now that it was.
    pub corrected: Option<Disposition>,
    /// What the telephone system holds; absent: not known to be finished.
    pub held: Option<Held>,
}

impl LastCall {
    fn of(stored: &StoredCall) -> Self {
        Self {
            intent: stored.intent.clone(),
            target: Target::from(stored.target.clone()),
            outcome: stored.outcome.clone().map(Disposition::from),
            corrected: stored.corrected.clone().map(Disposition::from),
            held: stored.held.clone().map(Held::from),
        }
    }
}

impl fmt::Debug for LastCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LastCall({}, {:?})", self.intent, self.held)
    }
}

/// Call states shown to the agent, in the order of a call's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Asked for; the far end does not ring yet.
    Dialing,
    /// The far end rings.
    Ringing,
    /// Answered.
    Talking,
    /// On hold.
    OnHold,
    /// The end was asked for.
    Ending,
    /// Over; waits for a disposition.
    WrapUp,
    /// A disposition is on its way.
    Disposing,
    /// Finished.
    Done,
    /// There is no call.
    Failed,
    /// Asked for, and nobody knows whether it was placed.
    Unknown,
}

/// An open call that was not started here.
#[derive(Clone, PartialEq, Eq)]
pub struct OtherCall {
    /// Which.
    pub id: CallId,
    /// Its state.
    pub state: LineState,
    /// Number at the other end.
    pub number: Option<String>,
}

impl fmt::Debug for OtherCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OtherCall({}, {:?})", self.id, self.state)
    }
}

/// The run.
#[derive(Clone, Debug)]
pub struct RunSnapshot {
    /// Which.
    pub id: RunId,
    /// Why it stands still, if it does.
    pub paused: Option<PauseReason>,
    /// Place of the current record, from 0.
    pub position: usize,
    /// Its index, which it keeps whatever its place.
    pub index: usize,
    /// The current record.
    pub current: Option<Target>,
    /// Place of the record up next, from 0.
    pub next_position: Option<usize>,
    /// The record up next.
    pub next: Option<Target>,
    /// Who is still to be called after the current record, with their places: the first 50.
    pub upcoming: Vec<(usize, Target)>,
    /// Who was left out last and may come back.
    pub removed: Option<Target>,
    /// How many records the run has.
    pub n_records: usize,
    /// How many have ended.
    pub n_ended: usize,
    /// How many of them were called.
    pub n_called: usize,
    /// How many of them were skipped.
    pub n_skipped: usize,
    /// How many of them were not to be called.
    pub n_blocked: usize,
    /// Whether the next person is shown first.
    pub mode: Mode,
    /// When it was started; absent: not known.
    pub started_at: Option<Timestamp>,
    /// How long a record takes, ms: the median of the last ones, once there are three.
    pub ms_per_record: Option<u64>,
    /// When the current record is dialed by itself.
    pub next_dial_at: Option<Timestamp>,
    /// The current record is dialed when the agent says so: [`crate::Command::CallCurrent`].
    pub waits_for_agent: bool,
    /// While it asks whether to call the current person again: when they were called last; absent
    /// means more than an hour ago, in this run.
    pub called_before: Option<Option<Timestamp>>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The agent ended it early.
    pub cancelled: bool,
    /// Records in all.
    pub n_records: usize,
    /// Called.
    pub n_called: usize,
    /// Called and answered, by a person or a machine.
    pub n_answered: usize,
    /// Skipped by the agent.
    pub n_skipped: usize,
    /// Without a valid number.
    pub n_invalid: usize,
    /// Not to be called.
    pub n_blocked: usize,
    /// Not reached because the run was cancelled.
    pub n_left: usize,
    /// Time between answer and end, all calls together, ms.
    pub talk_ms: u64,
    /// Time between its start and its end, ms.
    pub run_ms: u64,
    /// How many a new run of what is left would call: cancelled, or skipped by the agent.
    pub n_to_run: usize,
    /// Names of outcomes with how often each was chosen, most frequent first.
    pub outcomes: Vec<(String, usize)>,
}

/// What the one big button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MainButton {
    /// Calls one person or starts a run, by what is selected.
    Call,
    /// Dials the current record of a run, who was shown first or is counted down to.
    CallCurrent,
    /// Ends the call.
    EndCall,
    /// Ends the call and dials the record at this place, from 0.
    EndAndCall(usize),
    /// Ends the call, the last of the run.
    EndAndFinish,
    /// Nothing: a run stands between two calls.
    Waiting,
}

impl crate::Dialer {
    /// Whether the run is still to call this record, or calls it now.
    pub fn is_to_call(&self, record: &RecordId) -> bool {
        let entries = self.run.iter().flat_map(|run| &run.entries);
        let mut open = entries.filter(|entry| entry.end.is_none());
        open.any(|entry| entry.target.record.as_ref() == Some(record))
    }

    /// Calls that are not over, as far as is known: the one on screen, and those that were put aside
    /// before their end was known.
    pub fn open_calls(&self) -> Vec<IntentId> {
        let on_screen = self.open_call().map(|call| call.intent.clone());
        let left = self.left.iter().map(|call| call.intent.clone());
        on_screen.into_iter().chain(left).collect()
    }

    /// Everything there is to show, as it is now known.
    pub fn snapshot(&self) -> Snapshot {
        let open = self.open_call();
        let live = open.is_some_and(|call| !call.is_unsent());
        let in_run = open.is_some_and(|call| call.run_index.is_some());
        let run = self.run.as_ref().map(|run| self.run_snapshot(run, in_run));
        let can_skip = run.as_ref().is_some_and(|run| {
            let unknown = open.is_some_and(|call| self.can_pass_unknown(call));
            if live && in_run && !unknown {
                run.next.is_some()
            } else {
                run.current.is_some()
            }
        });
        Snapshot {
            call: self.call.as_ref().map(|call| self.call_snapshot(call)),
            last: self.last.as_ref().map(LastCall::of),
            others: self.others.values().map(OtherCall::from).collect(),
            summary: self.summary.clone(),
            main_button: self.main_button(),
            can_skip,
            can_postpone: self.place_to_postpone().is_some(),
            can_pause: run.as_ref().is_some_and(|run| run.paused.is_none()),
            can_resume: run.as_ref().is_some_and(|run| run.paused.is_some()),
            can_cancel: run.is_some(),
            run,
            storage_failed: self.storage_failed,
        }
    }

    /// A call that cannot be compared with the telephone system is unknown: while nothing is heard
    /// of that and until the calls were read after it, before the first read of a new browser, and
    /// when it is another agent's.
    fn phase_of(&self, call: &Call) -> Phase {
        let is_unread = self.is_stale && self.is_new_browser;
        let is_unseen = self.is_cut_off() || self.unseen_since.is_some();
        let is_hidden = is_unseen || is_unread || self.is_of_other_agent(call);
        if is_hidden && !call.is_closed() && !call.is_unsent() {
            Phase::Unknown
        } else {
            call.phase()
        }
    }

    fn call_snapshot(&self, call: &Call) -> CallSnapshot {
        let trouble = match &call.placement {
            Placement::NotPlaced(failure) => Some(failure.clone()),
            Placement::Storing(_)
            | Placement::Stored
            | Placement::Asked(_)
            | Placement::Accepted
            | Placement::Unknown { .. }
            | Placement::Withdrawn => call.trouble.clone(),
        };
        let phase = self.phase_of(call);
        CallSnapshot {
            intent: call.intent.clone(),
            id: call.line.as_ref().map(|line| line.id.clone()),
            target: call.target.clone(),
            campaign: call.campaign.clone(),
            phase,
            line: call.line.as_ref().map(|line| line.state.clone()),
            dialed_at: call.times.dialed_at,
            ringing_at: call.times.ringing_at,
            answered_at: call.times.answered_at,
            ended_at: call.times.ended_at,
            finished_at: call.times.finished_at,
            outcome: call.outcome.clone(),
            note: call.note.clone(),
            held: call.held.clone(),
            disposition_sent: call.sent_disposition.is_some(),
            trouble,
            waits_for_outcome: phase == Phase::WrapUp && call.end_pressed && call.outcome.is_none(),
            corrected: call.corrected.clone().map(Disposition::from),
            can_call_other: phase != Phase::Unknown && call.can_call_other(),
            can_correct: call.can_correct(),
            held_back: call
                .held_back
                .map(|held_back| (held_back.armed_at(), held_back.due_at())),
            came_back: self.came_back,
        }
    }

    fn run_snapshot(&self, run: &Run, in_run: bool) -> RunSnapshot {
        let is_open = self.open_call().is_some();
        // While a call of the run is open it is the current record; the next is behind it.
        let next_position = if in_run || !run.is_over() {
            run.next_place()
        } else {
            None
        };
        let target = |place: usize| {
            let index = *run.order.get(place)?;
            Some(run.entries.get(index)?.target.clone())
        };
        let upcoming = run.open_places_after(run.place).take(UPCOMING_MAX);
        let removed = run.removed.and_then(|index| run.entries.get(index));
        RunSnapshot {
            id: run.id.clone(),
            paused: run.paused,
            position: run.place,
            index: run.position,
            current: target(run.place),
            upcoming: upcoming
                .filter_map(|place| Some((place, target(place)?)))
                .collect(),
            removed: removed.map(|entry| entry.target.clone()),
            next_position,
            next: next_position.and_then(target),
            n_records: run.entries.len(),
            n_ended: run.n_ended(),
            n_called: run.count(|end| matches!(end, StoredEnd::Called { .. })),
            n_skipped: run.count(|end| matches!(end, StoredEnd::Skipped(_))),
            n_blocked: run.count(|end| matches!(end, StoredEnd::Blocked(_))),
            mode: self.config.pace.mode,
            started_at: run.started_at(),
            ms_per_record: run.tempo.ms_per_record(),
            next_dial_at: run.countdown().filter(|_| !is_open).map(Deadline::due_at),
            waits_for_agent: !is_open && run.waits_for_agent(),
            called_before: run.asks.map(|repeat| repeat.called_at),
        }
    }

    fn main_button(&self) -> MainButton {
        let open = self.open_call();
        let Some(run) = &self.run else {
            let live = open.is_some() || !self.others.is_empty();
            return if live {
                MainButton::EndCall
            } else {
                MainButton::Call
            };
        };
        match open {
            None if self.others.is_empty() => {
                let is_shown = run.waits_for_agent() || run.countdown().is_some();
                if is_shown && !run.is_over() {
                    MainButton::CallCurrent
                } else {
                    MainButton::Waiting
                }
            }
            None => MainButton::EndCall,
            Some(call) if call.run_index.is_none() || run.paused.is_some() => MainButton::EndCall,
            Some(_) => match run.next_place() {
                Some(next) => MainButton::EndAndCall(next),
                None => MainButton::EndAndFinish,
            },
        }
    }
}

impl From<&Other> for OtherCall {
    fn from(other: &Other) -> Self {
        Self {
            id: other.line.id.clone(),
            state: other.line.state.clone(),
            number: other.number.clone(),
        }
    }
}
