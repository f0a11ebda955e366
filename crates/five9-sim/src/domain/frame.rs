//! Event frames: the envelope and the event ids.
//!
//! Rule: `context` and `payLoad` are spelled as Five9 spells them, capital letters included.

use std::fmt;

use serde_json::{Value, json};

use super::id::{AgentId, OrgId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventId {
    CallCreated,
    CallUpdated,
    CallDeleted,
    PresenceUpdated,
    LoginStateUpdated,
    StationUpdated,
    CallCreatedAgain,
    CallDeletedAgain,
    InteractionSessionCreated,
    StationNeedsRestart,
    ManualCallSettingsUpdated,
    MakeCallFailed,
    MaintenanceStarted,
    MaintenanceCompleted,
    SwitchoverGraceful,
    SwitchoverForced,
    Connected,
    Duplicate,
    Pong,
}

impl EventId {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::CallCreated => "3",
            Self::CallUpdated => "4",
            Self::CallDeleted => "5",
            Self::PresenceUpdated => "12",
            Self::LoginStateUpdated => "17",
            Self::StationUpdated => "18",
            Self::CallCreatedAgain => "30",
            Self::CallDeletedAgain => "31",
            Self::InteractionSessionCreated => "32",
            Self::StationNeedsRestart => "42",
            Self::ManualCallSettingsUpdated => "61",
            Self::MakeCallFailed => "65",
            Self::MaintenanceStarted => "70",
            Self::MaintenanceCompleted => "73",
            Self::SwitchoverGraceful => "1001",
            Self::SwitchoverForced => "1002",
            Self::Connected => "1010",
            Self::Duplicate => "1020",
            Self::Pong => "1202",
        }
    }

    /// Frames about the connection itself, which socket faults leave alone unless asked.
    pub(crate) fn is_of_link(self) -> bool {
        matches!(self, Self::Connected | Self::Duplicate | Self::Pong)
    }
}

/// What happened, before it is put on a socket. `Debug` does not show the payload.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) id: EventId,
    pub(crate) reason: Option<&'static str>,
    pub(crate) payload: Value,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Event {
    pub(crate) fn new(id: EventId, reason: Option<&'static str>, payload: Value) -> Self {
        Self {
            id,
            reason,
            payload,
        }
    }

    pub(crate) fn to_text(
        &self,
        org: &OrgId,
        agent: &AgentId,
        now_ms: u64,
        message: u64,
    ) -> String {
        let broad_cast = matches!(self.id, EventId::MaintenanceCompleted);
        let message_id = (!self.id.is_of_link()).then(|| message.to_string());
        json!({
            "context": {
                "eventId": self.id.as_str(), "eventReason": self.reason, "messageId": message_id,
                "userId": (!broad_cast).then_some(agent), "correlationId": null, "userName": null,
                "timeStamp": now_ms, "tenantId": org, "broadCast": broad_cast,
            },
            "payLoad": self.payload,
        })
        .to_string()
    }
}
