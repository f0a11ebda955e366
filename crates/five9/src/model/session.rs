//! The agent's session and station.
//!
//! What a station can do is believed only when Five9 says so: no type is no audio.

use serde::de::Deserializer;
use serde::{Deserialize, Serialize};

use crate::id::{NoticeId, SkillId, StationId};
use crate::lenient::{self, words};

words! {
    /// How far an agent's session has come; nearly everything needs `Working`.
    ///
    /// Source TS, GO, GO2: confidence V.
    LoginState {
        /// A station must be chosen: start the session.
        SelectStation = "SELECT_STATION",
        /// Skills must be chosen.
        SelectSkills = "SELECT_SKILLS",
        /// A maintenance notice must be accepted.
        AcceptNotice = "ACCEPT_NOTICE",
        /// Ready for everything.
        Working = "WORKING",
        /// The organisation has moved: restart the session.
        Relogin = "RELOGIN",
    }
}

words! {
    /// What carries the agent's voice.
    ///
    /// `EMPTY` and `PSTN`: confidence V; the others S.
    StationType {
        /// Nothing: no audio.
        Empty = "EMPTY",
        /// The softphone in the browser or on the computer.
        Softphone = "SOFTPHONE",
        /// A phone number that Five9 calls.
        Pstn = "PSTN",
        /// A desk phone or extension.
        Station = "STATION",
        /// A gateway.
        Gateway = "GATEWAY",
    }
}

/// The station that a session is started with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StationChoice {
    /// The station's id; empty for one that has none. For `PSTN` a phone number.
    pub station_id: StationId,
    /// What kind it is.
    pub station_type: StationType,
}

/// The agent's station as it is now.
///
/// Source SRK: the endpoint V, the shape I.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Station {
    /// The station's id; absent means none.
    pub station_id: Option<StationId>,
    /// What kind it is; absent means not known.
    pub station_type: Option<StationType>,
    /// Five9's word, for example `CONNECTED` or `DISCONNECTED`.
    pub state: Option<String>,
}

impl Station {
    /// Says whether a station is there and not reported as disconnected.
    pub fn is_connected(&self) -> bool {
        let named = self.station_id.is_some() || self.station_type.is_some();
        named && self.state.as_deref() != Some("DISCONNECTED")
    }

    /// Says whether the agent can hear and speak: connected, and not `EMPTY`.
    pub fn has_audio(&self) -> bool {
        self.is_connected() && self.station_type != Some(StationType::Empty)
    }
}

impl<'de> Deserialize<'de> for Station {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Option::<RawStation>::deserialize(deserializer)?.unwrap_or_default();
        let word = raw
            .station_type
            .or(raw.type_)
            .filter(|word| !word.is_empty());
        Ok(Self {
            station_id: raw.station_id,
            station_type: word.map(|word| StationType::from_word(&word)),
            state: raw.state,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawStation {
    #[serde(default, deserialize_with = "lenient::or_none")]
    station_id: Option<StationId>,
    #[serde(default, deserialize_with = "lenient::or_none")]
    station_type: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "lenient::or_none")]
    type_: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_none")]
    state: Option<String>,
}

/// A notice that an agent must accept before the session goes on.
///
/// Source GO: confidence V.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct MaintenanceNotice {
    /// The notice's id.
    pub id: NoticeId,
    /// Its heading; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub annotation: String,
    /// What it says, as HTML that was not checked; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub text: String,
    /// Whether it was accepted. The reply to accepting still says no: never decide by this, read
    /// the log-in state again.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub accepted: bool,
}

/// A skill: what kind of work an agent takes.
///
/// The endpoint is S, the shape I.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Skill {
    /// The skill's id.
    pub id: SkillId,
    /// The name that administrators gave it; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
}
