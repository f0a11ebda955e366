//! Event frames: the envelope and the event ids.
//!
//! Rule: `context` and `payLoad` are spelled as Five9 spells them, capital letters included.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Value, json};

use super::id::{AgentId, OrgId};

/// Five9's number of an event: text on the wire, and any number may be asked for by a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventId(u32);

impl EventId {
    pub(crate) const CALL_CREATED: Self = Self(3);
    pub(crate) const CALL_UPDATED: Self = Self(4);
    pub(crate) const CALL_DELETED: Self = Self(5);
    pub(crate) const INTERACTION_SESSION_UPDATED: Self = Self(6);
    pub(crate) const ACTIVE_SKILLS_UPDATED: Self = Self(11);
    pub(crate) const PRESENCE_UPDATED: Self = Self(12);
    pub(crate) const OPTIONS_UPDATED: Self = Self(13);
    pub(crate) const PERMISSIONS_UPDATED: Self = Self(14);
    pub(crate) const LOGIN_STATE_UPDATED: Self = Self(17);
    pub(crate) const STATION_UPDATED: Self = Self(18);
    pub(crate) const CALL_CREATED_AGAIN: Self = Self(30);
    pub(crate) const CALL_DELETED_AGAIN: Self = Self(31);
    pub(crate) const INTERACTION_SESSION_CREATED: Self = Self(32);
    pub(crate) const MAINTENANCE_ANNOUNCED: Self = Self(37);
    pub(crate) const TRANSFER_NOT_ANSWERED: Self = Self(40);
    pub(crate) const AUDIO_PLAYER_UPDATED: Self = Self(41);
    pub(crate) const STATION_NEEDS_RESTART: Self = Self(42);
    pub(crate) const CALLBACK_CREATED: Self = Self(53);
    pub(crate) const CALLBACK_UPDATED: Self = Self(54);
    pub(crate) const CALLBACK_DELETED: Self = Self(55);
    pub(crate) const TRANSFER_FAILED: Self = Self(58);
    pub(crate) const MANUAL_CALL_SETTINGS_UPDATED: Self = Self(61);
    pub(crate) const MAKE_CALL_FAILED: Self = Self(65);
    pub(crate) const MAINTENANCE_STARTED: Self = Self(70);
    pub(crate) const MAINTENANCE_COMPLETED: Self = Self(73);
    pub(crate) const CLICK_TO_DIAL_REQUESTED: Self = Self(74);
    pub(crate) const CLICK_TO_DIAL_FAILED: Self = Self(75);
    pub(crate) const CONTACT_UPDATED: Self = Self(77);
    pub(crate) const SERVER_UNAVAILABLE: Self = Self(1000);
    pub(crate) const SWITCHOVER_GRACEFUL: Self = Self(1001);
    pub(crate) const SWITCHOVER_FORCED: Self = Self(1002);
    pub(crate) const EVENT_BUS_UNAVAILABLE: Self = Self(1003);
    pub(crate) const CONNECTED: Self = Self(1010);
    pub(crate) const DUPLICATE: Self = Self(1020);
    pub(crate) const PONG: Self = Self(1202);

    /// Any event, by its number as text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    pub(crate) fn to_text(self) -> String {
        self.0.to_string()
    }

    /// Frames about the connection itself, which socket faults leave alone unless asked.
    pub(crate) fn is_of_link(self) -> bool {
        matches!(self, Self::CONNECTED | Self::DUPLICATE | Self::PONG)
    }
}

/// What happened, before it is put on a socket. `Debug` does not show the payload.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) id: EventId,
    pub(crate) reason: Option<Cow<'static, str>>,
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
            reason: reason.map(Cow::Borrowed),
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
        let broad_cast = self.id == EventId::MAINTENANCE_COMPLETED;
        let message_id = (!self.id.is_of_link()).then(|| message.to_string());
        json!({
            "context": {
                "eventId": self.id.to_text(), "eventReason": self.reason, "messageId": message_id,
                "userId": (!broad_cast).then_some(agent), "correlationId": null, "userName": null,
                "timeStamp": now_ms, "tenantId": org, "broadCast": broad_cast,
            },
            "payLoad": self.payload,
        })
        .to_string()
    }
}
