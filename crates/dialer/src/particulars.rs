//! What the history keeps of a call beside its course: which attempt it was, who ended it, its
//! recording.
//!
//! Rule: what nobody told is absent; it is never concluded from something else.

use serde::{Deserialize, Serialize};

use crate::call::{Call, Step};
use crate::dialer::Dialer;
use crate::event::{CallFact, EndReason};
use crate::id::{IntentId, SessionId};
use crate::repeat::LATELY;
use crate::stored::StoredCall;
use crate::time::Timestamp;

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EndedBy {
    /// The agent: the telephone system said so, or an end of theirs was under way when the call was
    /// seen over and the telephone system named nobody.
    Agent,
    /// The person called, or the network: the telephone system said so.
    Callee,
}

/// As far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Particulars {
    /// How many calls went to its number before, and this one, as the store counted.
    pub(crate) attempt: Option<u32>,
    /// Minutes by which the agent's clocks were ahead of UTC.
    pub(crate) zone_min: Option<i32>,
    /// When the call before was over.
    pub(crate) before_ended_at: Option<Timestamp>,
    pub(crate) ended_by: Option<EndedBy>,
    /// It was recorded at some time; or every word about that was a no.
    pub(crate) recorded: Option<bool>,
    pub(crate) session: Option<SessionId>,
}

impl Particulars {
    pub(crate) fn of(stored: &StoredCall) -> Self {
        Self {
            attempt: stored.attempt,
            zone_min: stored.zone_min,
            before_ended_at: stored.before_ended_at_ms,
            ended_by: stored.ended_by,
            recorded: stored.recorded,
            session: stored.session.clone(),
        }
    }
}

impl Call {
    /// Takes what a fact says of these; true if that was news.
    pub(crate) fn note_particulars(&mut self, fact: &CallFact) -> bool {
        let before = self.particulars.clone();
        if fact.recording.is_some() && self.particulars.recorded != Some(true) {
            self.particulars.recorded = fact.recording;
        }
        if fact.session.is_some() {
            self.particulars.session.clone_from(&fact.session);
        }
        self.note_end_reason(fact.end_reason.as_ref());
        self.particulars != before
    }

    fn note_end_reason(&mut self, reason: Option<&EndReason>) {
        let named = match reason {
            Some(EndReason::Agent) => EndedBy::Agent,
            Some(EndReason::Callee | EndReason::FailedToConnect) => EndedBy::Callee,
            None | Some(EndReason::WrapUpExpired | EndReason::System | EndReason::Other(_)) => {
                return;
            }
        };
        self.particulars.ended_by = Some(named);
    }

    /// It was seen over just now.
    pub(crate) fn note_over(&mut self) {
        if matches!(self.ending, Step::Asked(_)) {
            self.particulars.ended_by.get_or_insert(EndedBy::Agent);
        }
    }
}

impl Dialer {
    /// What is known of a call when its intent is made.
    pub(crate) fn particulars_at(&self, now: Timestamp) -> Particulars {
        let last = self.last.as_ref().filter(|last| last.agent == self.agent);
        let over_at = last.and_then(|last| last.ended_at_ms.or(last.finished_at_ms));
        // A clock that went back says nothing about how long that is ago.
        let is_lately = |at: &Timestamp| *at <= now && now.since(*at) < LATELY;
        Particulars {
            zone_min: self.zone_min,
            before_ended_at: over_at.filter(is_lately),
            ..Particulars::default()
        }
    }

    /// The disk has this already, with the row of the intent.
    pub(crate) fn handle_attempt(&mut self, intent: &IntentId, attempt: u32) {
        let call = self.call.as_mut().filter(|call| call.intent == *intent);
        if let Some(call) = call {
            call.particulars.attempt = Some(attempt);
        }
        let rows = self.last.iter_mut().chain(&mut self.left);
        for row in rows.filter(|row| row.intent == *intent) {
            row.attempt = Some(attempt);
        }
    }
}
