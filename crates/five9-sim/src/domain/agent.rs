//! Agents: login state, station, presence, permissions, session.
//!
//! Rule: an agent without a session has no login state; everything that a session owns dies with it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::id::AgentId;

/// What an agent of the default organisation may do. The last four names are invented (README).
pub(crate) const PERMISSIONS: &[&str] = &[
    "CAN_RUN_WEB_AGENT",
    "CAN_MAKE_CALLS_TO_EXTERNAL",
    "CAN_WRAPUP_CALL",
    "CAN_PLACE_CALL_ON_HOLD",
    "CAN_REJECT_CALLS",
    "CAN_TRANSFER_TO_EXTERNAL",
    "CAN_CREATE_CONFERENCE_WITH_EXTERNAL",
    "CAN_CHANGE_DATA_FIELDS",
    "IS_VOICE_MEDIA_ENABLED",
    "CAN_MAKE_RECORDINGS",
    "CAN_PLAY_AUDIO_FILES",
    "CAN_CREATE_CALLBACKS",
    "CAN_ADD_TO_DNC",
];

/// `Debug` shows neither name nor password.
#[derive(Clone)]
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    pub(crate) user_name: String,
    pub(crate) password: String,
    pub(crate) full_name: String,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) must_select_skills: bool,
    pub(crate) active_skills: Vec<String>,
    pub(crate) options: Vec<String>,
    pub(crate) unread_notices: Vec<String>,
    pub(crate) session: Option<Session>,
    pub(crate) presence: Presence,
    pub(crate) pending_presence: Option<Presence>,
    pub(crate) presence_since: Duration,
    /// When the latest call of the agent was finished.
    pub(crate) call_finished_at: Option<Duration>,
    /// Dials that were accepted and whose call has not appeared yet.
    pub(crate) n_calls_to_come: usize,
}

/// One logged-in session, possibly shared by several tokens.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) login_state: LoginState,
    pub(crate) station: Option<Station>,
    /// When the station was lost, while it still is.
    pub(crate) station_lost_at: Option<Duration>,
    pub(crate) last_seen_at: Duration,
    /// Oldest first.
    pub(crate) tokens: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginState {
    SelectStation,
    SelectSkills,
    AcceptNotice,
    Working,
    Relogin,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    pub id: String,
    pub station_type: StationType,
    pub connected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationType {
    Empty,
    Softphone,
    Pstn,
    Station,
    Gateway,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presence {
    pub(crate) ready_channels: Vec<String>,
    pub(crate) reason_code_id: String,
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("login_state", &self.login_state)
            .finish_non_exhaustive()
    }
}

impl Agent {
    pub(crate) fn new(id: &str, user_name: &str, password: &str, full_name: &str) -> Self {
        Self {
            id: AgentId::new(id),
            user_name: user_name.to_owned(),
            password: password.to_owned(),
            full_name: full_name.to_owned(),
            permissions: PERMISSIONS.iter().map(|name| (*name).to_owned()).collect(),
            must_select_skills: false,
            active_skills: Vec::new(),
            options: Vec::new(),
            unread_notices: Vec::new(),
            session: None,
            presence: Presence::not_ready(),
            pending_presence: None,
            presence_since: Duration::ZERO,
            call_finished_at: None,
            n_calls_to_come: 0,
        }
    }

    pub(crate) fn without(mut self, permissions: &[&str]) -> Self {
        self.permissions
            .retain(|name| !permissions.contains(&name.as_str()));
        self
    }

    pub(crate) fn may(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }

    pub(crate) fn login_state(&self) -> Option<LoginState> {
        self.session.as_ref().map(|session| session.login_state)
    }

    pub(crate) fn station(&self) -> Option<&Station> {
        self.session.as_ref()?.station.as_ref()
    }

    /// What the session still needs once it has a station.
    pub(crate) fn state_after_station(&self) -> LoginState {
        if self.must_select_skills {
            LoginState::SelectSkills
        } else if self.unread_notices.is_empty() {
            LoginState::Working
        } else {
            LoginState::AcceptNotice
        }
    }

    pub(crate) fn presence_json(&self, epoch_ms: u64) -> Value {
        json!({
            "currentState": self.presence.to_json(),
            "pendingState": self.pending_presence.as_ref().map(Presence::to_json),
            "currentStateTime": epoch_ms + super::sim::to_ms(self.presence_since),
        })
    }
}

impl Presence {
    pub(crate) fn not_ready() -> Self {
        Self {
            ready_channels: Vec::new(),
            reason_code_id: "0".to_owned(),
        }
    }

    pub(crate) fn is_ready(&self) -> bool {
        !self.ready_channels.is_empty()
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({"readyChannels": self.ready_channels, "notReadyReasonCodeId": self.reason_code_id})
    }
}

impl LoginState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SelectStation => "SELECT_STATION",
            Self::SelectSkills => "SELECT_SKILLS",
            Self::AcceptNotice => "ACCEPT_NOTICE",
            Self::Working => "WORKING",
            Self::Relogin => "RELOGIN",
        }
    }
}

impl StationType {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "EMPTY" => Some(Self::Empty),
            "SOFTPHONE" => Some(Self::Softphone),
            "PSTN" => Some(Self::Pstn),
            "STATION" => Some(Self::Station),
            "GATEWAY" => Some(Self::Gateway),
            _ => None,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "EMPTY",
            Self::Softphone => "SOFTPHONE",
            Self::Pstn => "PSTN",
            Self::Station => "STATION",
            Self::Gateway => "GATEWAY",
        }
    }
}

impl Station {
    pub(crate) fn softphone() -> Self {
        Self {
            id: "3000001".to_owned(),
            station_type: StationType::Softphone,
            connected: true,
        }
    }

    #[must_use]
    pub fn state(&self) -> &'static str {
        if self.connected {
            "CONNECTED"
        } else {
            "DISCONNECTED"
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({"stationId": self.id, "stationType": self.station_type.as_str(), "state": self.state()})
    }
}
