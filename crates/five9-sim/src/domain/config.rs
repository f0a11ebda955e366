//! What a simulator is started with, and the switches between behaviours that no source settles.
//!
//! Rule: each switch's first variant or documented value is the conservative default of the fact sheet,
//! but chance (frames lost, doubled or out of order) is off until it is asked for.

use std::time::Duration;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone)]
pub struct Config {
    /// All chance comes from here.
    pub seed: u64,
    /// UTC milliseconds at simulator time zero.
    pub epoch_ms: u64,
    /// Every request is held this long between its arrival and its handling.
    pub latency: Duration,
    /// So many agents beside those of the organisation: agent1, agent2 and so on.
    pub n_agents: usize,
    pub switches: Switches,
}

impl Config {
    #[must_use]
    pub fn new(seed: u64, epoch_ms: u64) -> Self {
        Self {
            seed,
            epoch_ms,
            latency: Duration::ZERO,
            n_agents: 0,
            switches: Switches::conservative(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReplyBody {
    Empty,
    CallInfo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DialRefusals {
    /// 435 in answer to the dial.
    Sync,
    /// 200, then event 65 after 200–1500 ms.
    Async,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HangUpWhileRinging {
    WrapUp,
    /// The call is deleted without wrap-up.
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ListShape {
    Object,
    Array,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DuplicateSocket {
    CloseNew,
    CloseOld,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StationRestart {
    Works,
    /// 2xx, but the softphone stays down, as seen in the field.
    StaysDown,
}

/// Under which names a call tells when it was answered and when it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallTimes {
    None,
    /// `handleTime` and `wrapupTime`.
    Time,
    /// `handleTimestamp` and `wrapupTimestamp`.
    Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MultipleContacts {
    Ignored,
    /// A dial that asks for the check is refused if several contacts have the number.
    Refused,
}

/// What a call that does not exist is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UnknownCall {
    /// 404.
    NotFound,
    /// 435.
    Refused,
}

/// What a request over the limit is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OverRate {
    /// 429.
    TooMany,
    /// 503 in HTML, as a gateway sends it.
    Unavailable,
}

/// What the old host answers in the minute after a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OldHost {
    /// 435 with error code 5001.
    Migrated,
    /// 401, as after that minute.
    NotLoggedIn,
}

/// How a call's number is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NumberEcho {
    AsGiven,
    /// Ten digits where it is a number of the North American plan.
    TenDigits,
}

/// Open questions about the real service, each with the conservative answer as default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Switches {
    pub dial_reply: ReplyBody,
    pub dial_refusals: DialRefusals,
    pub disconnect_reply: ReplyBody,
    pub dispose_reply: ReplyBody,
    /// A call shows OFFERED for 300–800 ms before it rings.
    pub offered: bool,
    pub ring_timeout_ms: u64,
    pub hang_up_while_ringing: HangUpWhileRinging,
    pub campaigns_config: ListShape,
    pub dispositions: ListShape,
    /// An agent with an EMPTY station may dial.
    pub empty_station_dials: bool,
    /// A call without campaign may be dialed.
    pub no_campaign_dials: bool,
    /// Created and deleted calls are told twice: 3 and 30, 5 and 31.
    pub both_event_ids: bool,
    /// Some calls carry a member that no client knows.
    pub unknown_members: bool,
    /// Frames leave up to this much after they were caused, in order.
    pub event_jitter_ms: u64,
    pub duplicate_socket: DuplicateSocket,
    pub station_restart: StationRestart,
    /// A station lost in a call ends the call after this.
    pub station_loss_grace_ms: u64,
    pub finished_retained_ms: u64,
    /// Without any request or socket traffic the session ends.
    pub session_idle_ms: u64,
    /// A fresh token answers 401 this long.
    pub login_propagation_ms: u64,
    /// More requests than this in one second are refused; none: no limit.
    pub requests_per_second_max: Option<u32>,
    pub over_rate: OverRate,
    pub multiple_contacts: MultipleContacts,
    pub unknown_call: UnknownCall,
    /// Some dispositions carry a flag that no client knows.
    pub unknown_flags: bool,
    pub call_times: CallTimes,
    /// A dial this soon after a call was finished is refused as on a call; 0: never.
    pub dial_after_finished_ms: u64,
    /// An agent who is not ready may dial.
    pub not_ready_dials: bool,
    /// Numbers with `+` and a country code are dialed, too.
    pub plus_numbers: bool,
    pub number_echo: NumberEcho,
    /// A number put on the do-not-call list counts only this much later.
    pub dnc_delay_ms: u64,
    pub duplicate_login_status: u16,
    pub old_host: OldHost,
    /// Of a hundred frames so many are lost on the way.
    pub frames_lost_percent: u8,
    /// Of a hundred frames so many arrive twice.
    pub frames_doubled_percent: u8,
    /// A reply leaves up to this much after its request was handled, so that events overtake it.
    pub reply_jitter_ms: u64,
}

impl Switches {
    /// Whether there is a switch of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        serde_json::to_value(self).is_ok_and(|switches| switches.get(name).is_some())
    }

    /// The same switches but for those that are named, as JSON has them.
    ///
    /// # Errors
    /// A switch that there is not, or a value that it cannot have.
    pub fn changed(
        &self,
        changes: impl IntoIterator<Item = (String, serde_json::Value)>,
    ) -> Result<Self, serde_json::Error> {
        let mut switches = serde_json::to_value(self)?;
        if let Some(switches) = switches.as_object_mut() {
            switches.extend(changes);
        }
        serde_json::from_value(switches)
    }

    /// The behaviours a careful client must be able to live with.
    #[must_use]
    pub fn conservative() -> Self {
        Self {
            dial_reply: ReplyBody::Empty,
            dial_refusals: DialRefusals::Sync,
            disconnect_reply: ReplyBody::Empty,
            dispose_reply: ReplyBody::CallInfo,
            offered: true,
            ring_timeout_ms: 45_000,
            hang_up_while_ringing: HangUpWhileRinging::WrapUp,
            campaigns_config: ListShape::Object,
            dispositions: ListShape::Object,
            empty_station_dials: false,
            no_campaign_dials: false,
            both_event_ids: true,
            unknown_members: true,
            event_jitter_ms: 0,
            duplicate_socket: DuplicateSocket::CloseNew,
            station_restart: StationRestart::Works,
            station_loss_grace_ms: 10_000,
            finished_retained_ms: 5_000,
            session_idle_ms: 30 * 60 * 1000,
            login_propagation_ms: 0,
            requests_per_second_max: None,
            over_rate: OverRate::TooMany,
            multiple_contacts: MultipleContacts::Ignored,
            unknown_call: UnknownCall::NotFound,
            unknown_flags: true,
            call_times: CallTimes::None,
            dial_after_finished_ms: 0,
            not_ready_dials: true,
            plus_numbers: true,
            number_echo: NumberEcho::AsGiven,
            dnc_delay_ms: 0,
            duplicate_login_status: 435,
            old_host: OldHost::Migrated,
            frames_lost_percent: 0,
            frames_doubled_percent: 0,
            reply_jitter_ms: 0,
        }
    }
}
