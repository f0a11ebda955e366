//! One intent to call, from before its dial until it is finished.
//!
//! What is known is kept apart by kind (placed? seen in what state? ending? disposing? finished?), so
//! that facts may arrive in any order and twice; the phase shown to the agent is derived from them.

use std::fmt;
use std::time::Duration;

use crate::command::{Disposition, Target};
use crate::event::{CallFact, EndReason};
use crate::failure::{Failure, Reason};
use crate::id::{
    AgentId, CallId, CampaignId, CarrierId, DispositionId, IntentId, RequestId, StoreId,
};
use crate::line::{Held, Line, LineState, Told, same_number};
use crate::particulars::Particulars;
use crate::placement::Placement;
use crate::snapshot::Phase;
use crate::stored::{StoredCall, StoredDisposition, StoredNext};
use crate::time::{Deadline, Timestamp};

/// A call over so soon after it was accepted never really took place.
const AT_ONCE: Duration = Duration::from_secs(3);

/// A step towards the end of a call: stored first, then asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    No,
    Storing(StoreId),
    Asked(RequestId),
}

/// When things happened, as far as they did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) dialed_at: Option<Timestamp>,
    pub(crate) ringing_at: Option<Timestamp>,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) finished_at: Option<Timestamp>,
}

#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) intent: IntentId,
    pub(crate) target: Target,
    pub(crate) campaign: CampaignId,
    /// For whom it was placed; absent means not known.
    pub(crate) agent: Option<AgentId>,
    /// What carries its dial, as the disk has it.
    pub(crate) carrier: Option<CarrierId>,
    /// Index in the current run.
    pub(crate) run_index: Option<usize>,
    pub(crate) placement: Placement,
    /// No earlier than then the dial left, by a clock that may have gone back since.
    pub(crate) left_at: Option<Timestamp>,
    /// Events since the dial may have gone to a former life of the program, or the clock went back
    /// behind it: that none told of a call proves nothing.
    pub(crate) may_have_missed: bool,
    /// The dial whose answer is still awaited.
    pub(crate) dial_request: Option<RequestId>,
    pub(crate) line: Option<Line>,
    pub(crate) ending: Step,
    pub(crate) disposing: Step,
    /// The agent asked for the end.
    pub(crate) end_pressed: bool,
    /// Until then the outcome can be taken back and is not sent.
    pub(crate) held_back: Option<Deadline>,
    pub(crate) outcome: Option<Disposition>,
    pub(crate) note: String,
    /// Whom to call once it is over: the same person under another number.
    pub(crate) next: Option<StoredNext>,
    /// What the agent says now that the outcome was.
    pub(crate) corrected: Option<StoredDisposition>,
    /// The end is on disk, and which outcome may be sent by that.
    pub(crate) stored_end: Option<Option<DispositionId>>,
    /// The last disposition that was sent.
    pub(crate) sent_disposition: Option<DispositionId>,
    /// The disposition that the telephone system named for it last.
    pub(crate) named_disposition: Option<DispositionId>,
    pub(crate) held: Option<Held>,
    pub(crate) trouble: Option<Failure>,
    pub(crate) dial_report_due: bool,
    pub(crate) hang_up_report_due: bool,
    pub(crate) dispose_report_due: bool,
    /// The wrap-up was closed by its own time limit, or the call was over at once.
    pub(crate) closed_by_system: bool,
    /// Calls that were there when the intent was written; none of them can be ours.
    pub(crate) known_before: Vec<CallId>,
    pub(crate) times: Times,
    pub(crate) particulars: Particulars,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("intent", &self.intent)
            .field("placement", &self.placement)
            .field("line", &self.line)
            .field("ending", &self.ending)
            .field("disposing", &self.disposing)
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

impl Call {
    pub(crate) fn new(intent: IntentId, target: Target, campaign: CampaignId) -> Self {
        Self {
            intent,
            target,
            campaign,
            agent: None,
            carrier: None,
            run_index: None,
            placement: Placement::Stored,
            left_at: None,
            may_have_missed: false,
            dial_request: None,
            line: None,
            ending: Step::No,
            disposing: Step::No,
            end_pressed: false,
            held_back: None,
            outcome: None,
            note: String::new(),
            next: None,
            corrected: None,
            stored_end: None,
            sent_disposition: None,
            named_disposition: None,
            held: None,
            trouble: None,
            dial_report_due: false,
            hang_up_report_due: false,
            dispose_report_due: false,
            closed_by_system: false,
            known_before: Vec::new(),
            times: Times::default(),
            particulars: Particulars::default(),
        }
    }

    /// Keeps comparisons of times true after the clock went back; times of the history stay.
    pub(crate) fn follow_clock(&mut self, now: Timestamp) {
        if let Some(left_at) = self.left_at.as_mut().filter(|left_at| now < **left_at) {
            *left_at = now;
            self.may_have_missed = true;
        }
        if let Some(line) = &mut self.line {
            line.follow_clock(now);
        }
        if let Some(held_back) = &mut self.held_back {
            held_back.follow_clock(now);
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.held.is_some()
    }

    /// Nothing more can happen to it: finished, not placed, or taken back.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_finished()
            || matches!(
                self.placement,
                Placement::NotPlaced(_) | Placement::Withdrawn
            )
    }

    /// Not dialed yet: can still be taken back.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(self.placement, Placement::Storing(_) | Placement::Stored)
    }

    pub(crate) fn is_in_wrap_up(&self) -> bool {
        !self.is_finished() && self.line.as_ref().is_some_and(|line| line.state.is_over())
    }

    /// Its line is finished; while a disposition is on its way the call itself is not yet.
    pub(crate) fn was_seen_finished(&self) -> bool {
        self.line
            .as_ref()
            .is_some_and(|line| line.state == LineState::Finished)
    }

    /// It should be there and was not seen, or what became of it is not known.
    pub(crate) fn needs_lookout(&self) -> bool {
        let unseen = self.line.is_none()
            && matches!(
                self.placement,
                Placement::Accepted | Placement::Unknown { .. }
            );
        let unsure = self
            .trouble
            .as_ref()
            .is_some_and(|f| f.reason == Reason::Unknown);
        !self.is_closed() && (unseen || unsure)
    }

    pub(crate) fn phase(&self) -> Phase {
        match &self.placement {
            Placement::NotPlaced(_) | Placement::Withdrawn => return Phase::Failed,
            Placement::Storing(_)
            | Placement::Stored
            | Placement::Asked(_)
            | Placement::Accepted
            | Placement::Unknown { .. } => {}
        }
        if self.is_finished() {
            return if self.line.is_none() {
                Phase::Failed
            } else {
                Phase::Done
            };
        }
        if self.disposing != Step::No {
            return Phase::Disposing;
        }
        if self.is_in_wrap_up() {
            return Phase::WrapUp;
        }
        if self.line.is_none() && matches!(self.placement, Placement::Unknown { .. }) {
            return Phase::Unknown;
        }
        if self.end_pressed {
            return Phase::Ending;
        }
        match self.line.as_ref().map(|line| &line.state) {
            None | Some(LineState::Setup | LineState::Other(_)) => Phase::Dialing,
            Some(LineState::Ringing) => Phase::Ringing,
            Some(LineState::Talking) => Phase::Talking,
            Some(LineState::OnHold) => Phase::OnHold,
            Some(LineState::WrapUp | LineState::Finished) => Phase::WrapUp,
        }
    }

    /// Whether `fact` can be about the call that this intent placed, not seen until now.
    pub(crate) fn can_adopt(&self, fact: &CallFact) -> bool {
        let other_number = match (&fact.number, &self.target.number) {
            (Some(seen), Ok(dialed)) => !same_number(seen, dialed),
            (None, _) | (_, Err(_)) => false,
        };
        self.line.is_none()
            && !self.is_closed()
            && self.placement.may_have_call()
            && fact.by_agent
            && !other_number
            && !self.known_before.contains(&fact.id)
    }

    /// Folds a fact about this very call; true if it told something new.
    pub(crate) fn apply(&mut self, fact: &CallFact, told: Option<Told>, now: Timestamp) -> bool {
        if self.is_finished() {
            return false;
        }
        if fact.disposition.is_some() {
            self.named_disposition.clone_from(&fact.disposition);
        }
        let was_unsure = self
            .trouble
            .as_ref()
            .is_some_and(|f| f.reason == Reason::Unknown);
        if was_unsure {
            self.trouble = None;
        }
        let is_new = self.note_particulars(fact) | self.line.is_none() | was_unsure;
        self.note_placed();
        let line = self.line.get_or_insert_with(|| Line {
            id: fact.id.clone(),
            state: LineState::Setup,
            seen_at: now,
            told: None,
        });
        if !line.advance(&fact.state, told) {
            return is_new;
        }
        self.note_times(&fact.state, now);
        if fact.state.is_over() {
            self.note_over();
            let is_finished = fact.state == LineState::Finished;
            self.note_end(fact.end_reason.as_ref(), is_finished, now);
        }
        // While a disposition is on its way, its own answer says what Five9 holds.
        if fact.state == LineState::Finished && !matches!(self.disposing, Step::Asked(_)) {
            self.finish(self.held_by_evidence(), now);
        }
        true
    }

    /// There is evidence that it was placed.
    pub(crate) fn note_placed(&mut self) {
        self.placement = Placement::Accepted;
        // The program may have been stopped before it could note the time.
        self.times.dialed_at = self.times.dialed_at.or(self.intent.made_at());
    }

    /// The call is no longer there.
    pub(crate) fn vanish(&mut self, now: Timestamp) {
        if !self.is_finished() && !matches!(self.disposing, Step::Asked(_)) {
            self.note_over();
            self.note_end(None, true, now);
            self.finish(self.held_by_evidence(), now);
        }
    }

    pub(crate) fn finish(&mut self, held: Held, now: Timestamp) {
        if let Some(line) = &mut self.line {
            line.advance(&LineState::Finished, None);
        }
        self.times.ended_at.get_or_insert(now);
        self.times.finished_at = Some(now);
        self.ending = Step::No;
        self.disposing = Step::No;
        self.held_back = None;
        self.held = Some(held);
    }

    pub(crate) fn talk_time(&self) -> Duration {
        match (self.times.answered_at, self.times.ended_at) {
            (Some(answered_at), Some(ended_at)) => ended_at.since(answered_at),
            (None, _) | (_, None) => Duration::ZERO,
        }
    }

    /// Takes another outcome, unless one is on its way: that one wins.
    pub(crate) fn replace_outcome(&mut self, outcome: Option<Disposition>) -> Result<(), Failure> {
        if outcome.is_none() || outcome == self.outcome {
            return Ok(());
        }
        if matches!(self.disposing, Step::Asked(_)) {
            return Err(Failure::new(Reason::Busy));
        }
        self.outcome = outcome;
        Ok(())
    }

    /// What is on disk now, of ending and outcome.
    pub(crate) fn note_stored(&mut self, stored: &StoredCall) {
        self.stored_end = stored.announced_end();
    }

    fn note_times(&mut self, state: &LineState, now: Timestamp) {
        match state {
            LineState::Ringing => _ = self.times.ringing_at.get_or_insert(now),
            LineState::Talking | LineState::OnHold => _ = self.times.answered_at.get_or_insert(now),
            LineState::WrapUp | LineState::Finished => _ = self.times.ended_at.get_or_insert(now),
            LineState::Setup | LineState::Other(_) => {}
        }
    }

    fn note_end(&mut self, reason: Option<&EndReason>, is_finished: bool, now: Timestamp) {
        if matches!(reason, Some(EndReason::WrapUpExpired | EndReason::System)) {
            self.closed_by_system = true;
        }
        let asked_end = self.end_pressed || reason == Some(&EndReason::Agent);
        let Some(dialed_at) = self.times.dialed_at else {
            return;
        };
        // A clock that went back says nothing about how long the call took.
        let at_once = dialed_at <= now && now.since(dialed_at) <= AT_ONCE;
        if asked_end || self.times.answered_at.is_some() || !at_once {
            return;
        }
        if self.trouble.is_none() {
            let word = reason.map(|reason| reason.word().to_owned());
            self.trouble = Some(Failure {
                reason: Reason::EndedAtOnce,
                detail: word,
            });
        }
        self.closed_by_system |= is_finished;
    }

    /// What a finished call holds, as far as its own data named it.
    pub(crate) fn held_by_evidence(&self) -> Held {
        match &self.named_disposition {
            Some(id) if self.sent_disposition.as_ref() == Some(id) => Held::Confirmed(id.clone()),
            Some(id) => Held::SetElsewhere(Some(id.clone())),
            None => Held::Unknown,
        }
    }

    /// The same, where an answer says what is held.
    pub(crate) fn held_by_answer(&self, held: Held) -> Held {
        match held {
            Held::Confirmed(_) | Held::SetElsewhere(_) | Held::None => held,
            Held::Unknown => self.held_by_evidence(),
        }
    }
}
