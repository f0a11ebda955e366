//! Ready or not, and the reasons for not being ready.
//!
//! A change asked for in a call waits until the call has its disposition; both states are told.

use serde::Deserialize;

use crate::Timestamp;
use crate::id::ReasonCodeId;
use crate::lenient::{self, words};

words! {
    /// A kind of interaction, and what an agent can be ready for.
    Channel {
        /// A call.
        Call = "CALL",
        /// A voicemail.
        VoiceMail = "VOICE_MAIL",
        /// A chat.
        Chat = "CHAT",
        /// An e-mail.
        Email = "EMAIL",
        /// A social message.
        Social = "SOCIAL",
        /// A video call.
        Video = "VIDEO",
    }
}

/// What an agent is ready for, and why for nothing.
///
/// Source ADT, a model of the reply and no recording: confidence S.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceState {
    /// The channels; none of them means not ready.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub ready_channels: Vec<Channel>,
    /// Why not ready; absent means that no reason was given. Five9 writes `"0"` for that.
    #[serde(
        default,
        rename = "notReadyReasonCodeId",
        deserialize_with = "reason_code"
    )]
    pub reason: Option<ReasonCodeId>,
}

impl PresenceState {
    /// Says whether Five9 may offer any work.
    pub fn is_ready(&self) -> bool {
        !self.ready_channels.is_empty()
    }
}

/// Whether an agent is ready.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// What holds now. Required: without it nothing is known.
    #[serde(rename = "currentState")]
    pub current: PresenceState,
    /// What will hold once the call is over; absent means that nothing changes.
    #[serde(
        default,
        rename = "pendingState",
        deserialize_with = "lenient::or_none"
    )]
    pub pending: Option<PresenceState>,
    /// Since when, by Five9's clock, UTC (unit I).
    #[serde(
        default,
        rename = "currentStateTime",
        deserialize_with = "lenient::or_none"
    )]
    pub since: Option<Timestamp>,
}

impl Presence {
    /// Says whether Five9 may offer any work now.
    pub fn is_ready(&self) -> bool {
        self.current.is_ready()
    }
}

fn reason_code<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ReasonCodeId>, D::Error> {
    let id: Option<ReasonCodeId> = lenient::or_none(deserializer)?;
    Ok(id.filter(|id| !id.is_none()))
}

/// A reason to be not ready, or to log out.
///
/// Source GO: confidence V.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct ReasonCode {
    /// The reason's id.
    pub id: ReasonCodeId,
    /// The name that administrators gave it; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Whether an agent may choose it; so if it was not said.
    #[serde(
        default = "yes",
        rename = "selectable",
        deserialize_with = "unless_false"
    )]
    pub is_selectable: bool,
}

fn yes() -> bool {
    true
}

fn unless_false<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let flag: Option<bool> = lenient::or_none(deserializer)?;
    Ok(flag != Some(false))
}
