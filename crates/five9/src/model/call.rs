//! Calls and the stubs that list them.
//!
//! `id` and `state` are required, since every decision hangs on them. A call is never dropped
//! from a list because something else in it could not be read.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use crate::Timestamp;
use crate::id::{AgentId, CallId, CampaignId, DispositionId};
use crate::lenient::{self, words};
use crate::model::{Channel, Contact};

words! {
    /// Where a call is in its life.
    ///
    /// Source SRK, SK: confidence V. Conferences and parking have further states.
    CallState {
        /// Set up towards the agent's own station.
        Offered = "OFFERED",
        /// Ringing at the person called.
        RingingOnOtherSide = "RINGING_ON_OTHER_SIDE",
        /// Connected; a machine that answers is the same.
        Talking = "TALKING",
        /// Connected, the person called is on hold.
        OnHold = "ON_HOLD",
        /// Over for the person called; waits for a disposition.
        WrapUp = "WRAP_UP",
        /// Over. Nothing follows.
        Finished = "FINISHED",
    }
}

impl CallState {
    /// Says whether the call is before WRAP_UP. A state that is not known counts as live.
    pub fn is_live(&self) -> bool {
        self.rank() < Self::WrapUp.rank()
    }

    /// Orders the states along a call's life: a lower rank never follows a higher one.
    ///
    /// States that a call can move between in both directions share a rank, and so does a
    /// state that is not known, since those that exist belong to the middle of a call.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Offered => 0,
            Self::RingingOnOtherSide => 1,
            Self::Talking | Self::OnHold | Self::Unknown(_) => 2,
            Self::WrapUp => 3,
            Self::Finished => 4,
        }
    }
}

/// A call in full: `CallInfo`.
///
/// Source SK, SRK, ADT: `id`, `state`, `callType`, `campaignId` are V, others as marked in the
/// field. All but `id` and `state` may be absent.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallInfo {
    /// The call's id (V).
    pub id: CallId,
    /// Where the call is in its life (V).
    pub state: CallState,
    /// `AGENT` for a call that the agent placed by hand (S).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub call_type: Option<String>,
    /// The campaign it runs under; absent means none (V).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub campaign_id: Option<CampaignId>,
    /// The number dialled, as it was given (L). Personal.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub number: Option<String>,
    /// The caller's number; on a manual call the caller id shown (I). Personal.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub ani: Option<String>,
    /// The number called (I). Personal.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub dnis: Option<String>,
    /// `EXTERNAL` for a participant outside Five9 (V).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub address_type: Option<String>,
    /// Whether it came by a transfer (V).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub transfer: Option<bool>,
    /// Who is transferring it (V).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub user_transferring_id: Option<AgentId>,
    /// Whether it is being recorded (V).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub recording: Option<bool>,
    /// When it began, UTC (name V, unit I).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub start_timestamp: Option<Timestamp>,
    /// Five9's session id of the call (L).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub session_id: Option<String>,
    /// The same under its other name; a call may have both (L).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub call_session_id: Option<String>,
    /// The disposition it was given (I). See [`CallInfo::disposition`].
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub disposition_id: Option<DispositionId>,
    /// The contact attached to it (V). Personal.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub active_contact: Option<Contact>,
    /// Call variables by the id of their definition (V). Personal.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub variables: BTreeMap<String, Value>,
    /// Members that this version does not know, as they came. May be personal.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl CallInfo {
    /// Makes a call of which nothing else is known.
    pub fn new(id: CallId, state: CallState) -> Self {
        Self {
            id,
            state,
            call_type: None,
            campaign_id: None,
            number: None,
            ani: None,
            dnis: None,
            address_type: None,
            transfer: None,
            user_transferring_id: None,
            recording: None,
            start_timestamp: None,
            session_id: None,
            call_session_id: None,
            disposition_id: None,
            active_contact: None,
            variables: BTreeMap::new(),
            other: BTreeMap::new(),
        }
    }

    /// Says whether an agent placed this call by hand.
    pub fn is_agent_call(&self) -> bool {
        self.call_type.as_deref() == Some("AGENT")
    }

    /// Returns the disposition that the call names; `-1` means that it names none.
    pub fn disposition(&self) -> Option<&DispositionId> {
        self.disposition_id.as_ref().filter(|id| !id.is_unset())
    }
}

impl fmt::Debug for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallInfo")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("call_type", &self.call_type)
            .field("campaign_id", &self.campaign_id)
            .field("disposition_id", &self.disposition_id)
            .field("has_number", &self.number.is_some())
            .finish_non_exhaustive()
    }
}

/// A line in the list of an agent's interactions. It has no state.
///
/// Source SRK: confidence V.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InteractionStub {
    /// What kind it is.
    pub channel_type: Channel,
    /// The id; for a call the call's id.
    pub interaction_id: CallId,
}

impl InteractionStub {
    /// Returns the call's id if this is a call.
    pub fn call_id(&self) -> Option<&CallId> {
        (self.channel_type == Channel::Call).then_some(&self.interaction_id)
    }
}
