//! What a simulator is started with, and the switches between behaviours that no source settles.
//!
//! Rule: each switch's first variant or documented value is the conservative default of the fact sheet.

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
    pub switches: Switches,
}

impl Config {
    #[must_use]
    pub fn new(seed: u64, epoch_ms: u64) -> Self {
        Self {
            seed,
            epoch_ms,
            latency: Duration::ZERO,
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
    /// More requests than this in one second get 429; none: no limit.
    pub requests_per_second_max: Option<u32>,
}

impl Switches {
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
        }
    }
}
