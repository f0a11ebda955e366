//! One call and its CallInfo.
//!
//! Rule: a call never moves backwards from WRAP_UP, and FINISHED is the end.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::callee::Plan;
use super::config::CallTimes;
use super::contact::Contact;
use super::id::{AgentId, CallId, CallbackId, CampaignId, ContactId, DispositionId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallState {
    Offered,
    RingingOnOtherSide,
    Talking,
    OnHold,
    WrapUp,
    Finished,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    Agent,
    Callee,
    /// Busy, no answer, carrier.
    Network,
    /// Station loss, migration, logout.
    Platform,
}

/// What the passing of time does to a call next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Ring,
    Answer,
    Fail,
    CalleeHangsUp,
    WrapUpExpires,
    Remove,
}

/// `Debug` does not show the number.
#[derive(Clone)]
pub struct Call {
    pub id: CallId,
    pub agent: AgentId,
    pub number: String,
    pub campaign: Option<CampaignId>,
    pub state: CallState,
    pub disposition: Option<DispositionId>,
    pub ended_by: Option<EndedBy>,
    /// No longer served: neither listed nor readable.
    pub removed: bool,
    pub recording: bool,
    pub created_at: Duration,
    /// First ring at the far end.
    pub rang_at: Option<Duration>,
    pub answered_at: Option<Duration>,
    pub ended_at: Option<Duration>,
    pub finished_at: Option<Duration>,
    pub(crate) session_id: String,
    pub(crate) caller_id: String,
    pub(crate) unknown_member: bool,
    pub(crate) plan: Plan,
    pub(crate) role: Role,
    pub(crate) contact: Option<ContactId>,
    pub(crate) callback: Option<CallbackId>,
    /// Call variables by their id.
    pub(crate) variables: BTreeMap<String, String>,
    /// Under which its recording can be read, once there is one.
    pub(crate) recording_id: Option<String>,
    /// The state before a transfer or a conference put it on hold.
    pub(crate) is_held_for_consult: bool,
    next: Option<(Duration, Step)>,
}

/// What a call object stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// The agent's call with the person that was dialed.
    Main,
    /// A blind transfer on its way: the agent sees no call object of it.
    Blind {
        of: CallId,
        disposition: Option<DispositionId>,
    },
    /// A warm transfer: the agent talks to the third party, the first call is on hold.
    Consult {
        of: CallId,
        disposition: Option<DispositionId>,
    },
    /// Somebody being asked into the conference of another call.
    Invited { of: CallId, warm: bool },
    /// Somebody in the conference of another call.
    Participant { of: CallId },
}

impl Role {
    /// The call that this one was made for.
    pub(crate) fn of(&self) -> Option<&CallId> {
        match self {
            Self::Main => None,
            Self::Blind { of, .. }
            | Self::Consult { of, .. }
            | Self::Invited { of, .. }
            | Self::Participant { of } => Some(of),
        }
    }
}

/// What a new call is made of.
pub(crate) struct NewCall {
    pub(crate) id: CallId,
    pub(crate) agent: AgentId,
    pub(crate) number: String,
    pub(crate) campaign: Option<CampaignId>,
    pub(crate) state: CallState,
    pub(crate) created_at: Duration,
    pub(crate) session_id: String,
    pub(crate) caller_id: String,
    pub(crate) unknown_member: bool,
    pub(crate) plan: Plan,
    pub(crate) role: Role,
    pub(crate) next: (Duration, Step),
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl CallState {
    /// Five9's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "OFFERED",
            Self::RingingOnOtherSide => "RINGING_ON_OTHER_SIDE",
            Self::Talking => "TALKING",
            Self::OnHold => "ON_HOLD",
            Self::WrapUp => "WRAP_UP",
            Self::Finished => "FINISHED",
        }
    }

    pub(crate) fn is_ringing(self) -> bool {
        matches!(self, Self::Offered | Self::RingingOnOtherSide)
    }

    pub(crate) fn is_connected(self) -> bool {
        matches!(self, Self::Talking | Self::OnHold)
    }

    pub(crate) fn is_live(self) -> bool {
        self.is_ringing() || self.is_connected()
    }
}

impl EndedBy {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Callee => "callee",
            Self::Network => "network",
            Self::Platform => "platform",
        }
    }
}

/// What a CallInfo says beside the call itself.
pub(crate) struct Telling<'a> {
    pub(crate) epoch_ms: u64,
    pub(crate) times: CallTimes,
    pub(crate) contact: Option<&'a Contact>,
    pub(crate) number: String,
}

impl Call {
    pub(crate) fn new(new: NewCall) -> Self {
        let rings = new.state == CallState::RingingOnOtherSide;
        Self {
            id: new.id,
            agent: new.agent,
            number: new.number,
            campaign: new.campaign,
            state: new.state,
            disposition: None,
            ended_by: None,
            removed: false,
            recording: false,
            created_at: new.created_at,
            rang_at: rings.then_some(new.created_at),
            answered_at: None,
            ended_at: None,
            finished_at: None,
            session_id: new.session_id,
            caller_id: new.caller_id,
            unknown_member: new.unknown_member,
            plan: new.plan,
            role: new.role,
            contact: None,
            callback: None,
            variables: BTreeMap::new(),
            recording_id: None,
            is_held_for_consult: false,
            next: Some(new.next),
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.state == CallState::Finished
    }

    /// Whether the agent sees a call object of it.
    pub(crate) fn is_shown(&self) -> bool {
        !matches!(self.role, Role::Blind { .. })
    }

    pub(crate) fn next(&self) -> Option<(Duration, Step)> {
        self.next
    }

    /// For the store alone, which keeps what is due in step with it.
    pub(super) fn set_next(&mut self, next: Option<(Duration, Step)>) {
        self.next = next;
    }

    /// The CallInfo of the fact sheet, null where nothing is established.
    pub(crate) fn to_json(&self, telling: &Telling<'_>) -> Value {
        let call_type = if self.role == Role::Main {
            "AGENT"
        } else {
            "INTERNAL"
        };
        let number = &telling.number;
        let mut info = json!({
            "id": self.id, "state": self.state.as_str(), "callType": call_type,
            "campaignId": self.campaign, "transfer": false, "userTransferringId": null,
            "number": number, "ani": self.caller_id, "dnis": number,
            "addressType": "EXTERNAL", "activeContact": telling.contact.map(Contact::to_json),
            "variables": self.variables,
            "recording": self.recording, "autoRecord": false, "agentInitiated": true,
            "startTimestamp": telling.epoch_ms + super::sim::to_ms(self.created_at),
            "sessionId": self.session_id, "comments": null, "callbackId": self.callback,
            "dispositionId": self.disposition,
        });
        let at = |at: Duration| json!(telling.epoch_ms + super::sim::to_ms(at));
        let names = match telling.times {
            CallTimes::None => None,
            CallTimes::Time => Some(("handleTime", "wrapupTime")),
            CallTimes::Timestamp => Some(("handleTimestamp", "wrapupTimestamp")),
        };
        if let Some((handled, wrapped_up)) = names {
            info[handled] = self.answered_at.map_or(Value::Null, at);
            info[wrapped_up] = self.ended_at.map_or(Value::Null, at);
        }
        if self.unknown_member {
            info["mediaPath"] = json!({"region": "us-east", "codec": "opus", "legs": [1, 2]});
        }
        info
    }
}
