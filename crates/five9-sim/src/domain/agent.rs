//! Agents: login state, station, presence, session.
//!
//! Rule: an agent without a session has no login state; everything that a session owns dies with it.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::id::AgentId;

/// `Debug` shows neither name nor password.
#[derive(Clone)]
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    pub(crate) user_name: &'static str,
    pub(crate) password: &'static str,
    pub(crate) full_name: &'static str,
    pub(crate) may_call_external: bool,
    pub(crate) must_select_skills: bool,
    pub(crate) unread_notices: Vec<String>,
    pub(crate) session: Option<Session>,
    pub(crate) presence: Presence,
    pub(crate) pending_presence: Option<Presence>,
    pub(crate) presence_since: Duration,
}

/// One logged-in session, possibly shared by several tokens.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) login_state: LoginState,
    pub(crate) station: Option<Station>,
    /// When the station was lost, while it still is.
    pub(crate) station_lost_at: Option<Duration>,
    pub(crate) last_seen_at: Duration,
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

impl Agent {
    pub(crate) fn new(
        id: &str,
        user_name: &'static str,
        password: &'static str,
        full_name: &'static str,
    ) -> Self {
        Self {
            id: AgentId::new(id),
            user_name,
            password,
            full_name,
            may_call_external: true,
            must_select_skills: false,
            unread_notices: Vec::new(),
            session: None,
            presence: Presence {
                ready_channels: Vec::new(),
                reason_code_id: "0".to_owned(),
            },
            pending_presence: None,
            presence_since: Duration::ZERO,
        }
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
