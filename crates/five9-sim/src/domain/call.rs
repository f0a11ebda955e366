//! One call and its CallInfo.
//!
//! Rule: a call never moves backwards from WRAP_UP, and FINISHED is the end.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::callee::Plan;
use super::id::{AgentId, CallId, CampaignId, DispositionId};

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
    pub(crate) caller_id: &'static str,
    pub(crate) unknown_member: bool,
    pub(crate) plan: Plan,
    pub(crate) next: Option<(Duration, Step)>,
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

impl Call {
    pub(crate) fn is_finished(&self) -> bool {
        self.state == CallState::Finished
    }

    /// The CallInfo of the fact sheet, null where nothing is established.
    pub(crate) fn to_json(&self, epoch_ms: u64) -> Value {
        let mut info = json!({
            "id": self.id, "state": self.state.as_str(), "callType": "AGENT",
            "campaignId": self.campaign, "transfer": false, "userTransferringId": null,
            "number": self.number, "ani": self.caller_id, "dnis": self.number,
            "addressType": "EXTERNAL", "activeContact": null, "variables": {},
            "recording": self.recording, "autoRecord": false, "agentInitiated": true,
            "startTimestamp": epoch_ms + super::sim::to_ms(self.created_at),
            "sessionId": self.session_id, "comments": null, "callbackId": null,
            "dispositionId": self.disposition,
        });
        if self.unknown_member {
            info["mediaPath"] = json!({"region": "us-east", "codec": "opus", "legs": [1, 2]});
        }
        info
    }
}
