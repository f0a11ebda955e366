//! The frames of the event socket.
//!
//! A frame's envelope must be readable; its payload must be only where a call hangs on it. In
//! all other events an unreadable payload is absent, which means: read that resource again.
//! The same fact may come twice, under two ids, out of order or never.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Timestamp;
use crate::error::{Error, ExceptionDetail};
use crate::id::{AgentId, CampaignId};
use crate::lenient::{self, TextOrNumber};
use crate::model::{CallInfo, DataCenter, LoginState, RawLocations, Station};

/// The frame around every event.
///
/// Source GO (recorded frames), SK: confidence V.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Which event it is: a number as text.
    pub event_id: String,
    /// Five9's word for why; a hint, never what a decision hangs on.
    pub reason: Option<String>,
    /// When Five9 made it, by its own clock, UTC.
    pub timestamp: Option<Timestamp>,
    /// The agent it is for; absent on broadcasts.
    pub user_id: Option<AgentId>,
    /// What it carries. May be personal.
    pub payload: Value,
}

impl Envelope {
    /// Reads the envelope of a frame.
    ///
    /// # Errors
    /// [`Error::BadReply`] with the JSON path of what could not be read.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let raw: RawFrame = lenient::text(text)?;
        Ok(Self {
            event_id: match raw.context.event_id {
                TextOrNumber::Text(text) => text,
                TextOrNumber::Number(number) => number.to_string(),
            },
            reason: raw.context.event_reason,
            timestamp: raw.context.time_stamp,
            user_id: raw.context.user_id,
            payload: raw.payload,
        })
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("event_id", &self.event_id)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct RawFrame {
    context: RawContext,
    #[serde(rename = "payLoad", default)]
    payload: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawContext {
    event_id: TextOrNumber,
    #[serde(default, deserialize_with = "lenient::or_none")]
    event_reason: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_none")]
    time_stamp: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::or_none")]
    user_id: Option<AgentId>,
}

/// What happened to a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// It is new: event 3, or 30.
    Created,
    /// Something about it changed: event 4.
    Updated,
    /// It left the agent's calls: event 5, or 31.
    Deleted,
}

/// A change to a call.
///
/// Event 4 is V, 3 and 5 are S with the payload I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallEvent {
    /// What happened.
    pub change: Change,
    /// Five9's word for why, for example `DISCONNECTED_BY_CALLER`; a hint.
    pub reason: Option<String>,
    /// When Five9 made the event, by its own clock, UTC. Orders two events of one call.
    pub made_at: Option<Timestamp>,
    /// The call as it is now.
    pub call: CallInfo,
}

/// A call that was accepted and then failed before it became one.
///
/// Event id S, members L: any may be absent.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MakeCallFailed {
    /// The number, as it was given. Personal.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub number: Option<String>,
    /// The campaign.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub campaign_id: Option<CampaignId>,
    /// Five9's words. They can name the number.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub cause: Option<String>,
    /// Five9's number for the reason.
    #[serde(default, deserialize_with = "code")]
    pub error_code: Option<i64>,
}

impl fmt::Debug for MakeCallFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MakeCallFailed")
            .field("campaign_id", &self.campaign_id)
            .field("error_code", &self.error_code)
            .field("has_number", &self.number.is_some())
            .finish_non_exhaustive()
    }
}

fn code<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let code: Option<TextOrNumber> = lenient::or_none(deserializer)?;
    Ok(code.and_then(|code| code.to_i64()))
}

/// What an event says has changed, to be read again by whom it concerns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Resource {
    /// 11: the skills that the agent works with.
    ActiveSkills,
    /// 14: what the agent may do.
    Permissions,
    /// 41: what is played into a call.
    AudioPlayer,
    /// 48 to 51: the reasons to be not ready or to log out.
    ReasonCodes,
    /// 53 to 55: the agent's callbacks.
    Callbacks,
    /// 66, 67: which variables calls have.
    CallVariables,
    /// 77: a contact.
    Contact,
}

/// One event of the socket. An absent payload means: read that resource again.
#[expect(
    clippy::large_enum_variant,
    reason = "an event is read, folded and dropped, one by one"
)]
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// 1010: the socket is open and bound to the session (V).
    Connected,
    /// 1020: the key is in use; Five9 closes this socket (S).
    Duplicate,
    /// 1202: the answer to a ping (V).
    Pong,
    /// 1: something that was asked for was not found (S).
    Exception(Option<ExceptionDetail>),
    /// 3, 30, 4, 5, 31: a call.
    Call(CallEvent),
    /// 65: a call that was accepted failed (id S, payload L).
    MakeCallFailed(MakeCallFailed),
    /// 12: ready or not (S).
    PresenceUpdated,
    /// 17: the login state (id S, payload I).
    LoginStateUpdated(Option<LoginState>),
    /// 18: the station (id S, payload I).
    StationUpdated(Option<Station>),
    /// 42: the station must be restarted (S).
    StationNeedsRestart,
    /// 57, or 7 in its old form: something must be read again (S).
    ResourceInvalidated,
    /// 61: which campaigns manual calls may use has changed (S).
    ManualCallSettingsUpdated,
    /// 11, 14, 41, 48 to 51, 53 to 55, 66, 67, 77: something was changed (S).
    Changed(Resource),
    /// 40: whom a call was to be transferred to does not answer (S).
    TransferUnanswered,
    /// 58: a transfer failed (S).
    TransferFailed,
    /// 37: maintenance begins in this time, if it was said (S).
    MaintenanceAnnounced(Option<Duration>),
    /// 70: maintenance has begun (S).
    MaintenanceStarted,
    /// 73: maintenance is over: move to the new host now (S).
    MaintenanceCompleted,
    /// 71: service moved to the backup host (S).
    BackupHost,
    /// 72: service moved to the primary host (S).
    PrimaryHost,
    /// 84: the organisation may move (S).
    MigrationPossible,
    /// 1001: finish what is in progress, then read the metadata again (S).
    MigrationGraceful,
    /// 1002: moved, and the task in progress was ended; where to, if it was said (S).
    MigrationForced(Option<Vec<DataCenter>>),
    /// 1000: a server is unavailable: restart the session (S).
    ServerUnavailable,
    /// 1003: the event bus is unavailable: restart the session (S).
    EventBusUnavailable,
    /// 1004: the organisation was given another farm (S).
    FarmReassigned,
    /// An event that this version does not use.
    Unknown {
        /// The event's id.
        id: String,
    },
}

/// Says whether a source names an event with this id, whether it is used here or not.
///
/// Source PPN `event_ids.py` (S), GO for the statistics (V).
pub fn is_catalogued(id: &str) -> bool {
    const IDS: [(u16, u16); 22] = [
        (1, 15),
        (17, 26),
        (29, 34),
        (36, 37),
        (39, 42),
        (48, 55),
        (57, 58),
        (60, 67),
        (69, 75),
        (77, 77),
        (79, 79),
        (81, 81),
        (84, 84),
        (200, 202),
        (1000, 1004),
        (1010, 1010),
        (1020, 1020),
        (1202, 1202),
        (5000, 5014),
        (6001, 6008),
        (10000, 10001),
        (10010, 10010),
    ];
    // The texts "04" and "+4" are no ids.
    let number = id
        .parse()
        .ok()
        .filter(|_| id.starts_with(|c| matches!(c, '1'..='9')));
    number.is_some_and(|number: u16| {
        let mut ranges = IDS.iter();
        ranges.any(|(first, last)| (*first..=*last).contains(&number))
    })
}

/// Reads one frame.
///
/// # Errors
/// [`Error::BadReply`] with the JSON path where the envelope, or the call in a call event,
/// could not be read.
pub fn decode(text: &str) -> Result<Event, Error> {
    Envelope::decode(text)?.into_event()
}

impl Envelope {
    /// Reads the event in this envelope.
    ///
    /// # Errors
    /// [`Error::BadReply`] where the call in a call event could not be read.
    pub fn into_event(self) -> Result<Event, Error> {
        Ok(match self.event_id.as_str() {
            "1010" => Event::Connected,
            "1020" => Event::Duplicate,
            "1202" => Event::Pong,
            "1" => Event::Exception(self.exception()),
            "3" | "30" => self.into_call(Change::Created)?,
            "4" => self.into_call(Change::Updated)?,
            "5" | "31" => self.into_call(Change::Deleted)?,
            "65" => Event::MakeCallFailed(self.payload_or_none().unwrap_or_default()),
            "12" => Event::PresenceUpdated,
            "17" => Event::LoginStateUpdated(self.payload_or_none()),
            "18" => Event::StationUpdated(self.station()),
            "42" => Event::StationNeedsRestart,
            "57" | "7" => Event::ResourceInvalidated,
            "61" => Event::ManualCallSettingsUpdated,
            "11" => Event::Changed(Resource::ActiveSkills),
            "14" => Event::Changed(Resource::Permissions),
            "41" => Event::Changed(Resource::AudioPlayer),
            "48" | "49" | "50" | "51" => Event::Changed(Resource::ReasonCodes),
            "53" | "54" | "55" => Event::Changed(Resource::Callbacks),
            "66" | "67" => Event::Changed(Resource::CallVariables),
            "77" => Event::Changed(Resource::Contact),
            "40" => Event::TransferUnanswered,
            "58" => Event::TransferFailed,
            "37" => Event::MaintenanceAnnounced(self.duration_ms()),
            "70" => Event::MaintenanceStarted,
            "73" => Event::MaintenanceCompleted,
            "71" => Event::BackupHost,
            "72" => Event::PrimaryHost,
            "84" => Event::MigrationPossible,
            "1001" => Event::MigrationGraceful,
            "1002" => Event::MigrationForced(self.data_centers()),
            "1000" => Event::ServerUnavailable,
            "1003" => Event::EventBusUnavailable,
            "1004" => Event::FarmReassigned,
            _ => Event::Unknown { id: self.event_id },
        })
    }

    fn into_call(self, change: Change) -> Result<Event, Error> {
        let call = lenient::value("payLoad", self.payload)?;
        Ok(Event::Call(CallEvent {
            change,
            reason: self.reason,
            made_at: self.timestamp,
            call,
        }))
    }

    fn payload_or_none<T: DeserializeOwned>(self) -> Option<T> {
        crate::json::from_value(self.payload).ok()
    }

    fn exception(self) -> Option<ExceptionDetail> {
        let detail = self
            .payload
            .get("five9ExceptionDetail")
            .unwrap_or(&self.payload);
        ExceptionDetail::from_value(detail.clone())
    }

    fn station(self) -> Option<Station> {
        // A null payload says nothing about the station, unlike a null reply to the question.
        if self.payload.is_null() {
            None
        } else {
            self.payload_or_none()
        }
    }

    fn duration_ms(self) -> Option<Duration> {
        let ms = self.payload_or_none::<TextOrNumber>()?.to_i64()?;
        u64::try_from(ms).ok().map(Duration::from_millis)
    }

    fn data_centers(self) -> Option<Vec<DataCenter>> {
        self.payload_or_none::<RawLocations>()?.data_centers
    }
}
