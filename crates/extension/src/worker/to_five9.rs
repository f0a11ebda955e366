//! From the dialer's words and the worker's to Five9's: the only place that makes requests.

use five9::http::{Endpoint, Method, Request};

use crate::message::{SocketCommand, TabHttp, TabMessage};
use crate::worker::Millis;
use crate::worker::requests::{Purpose, Side};

/// A dial that waited this long in the tab is dropped unsent.
const DIAL_NOT_AFTER_MS: Millis = 3_000;
/// Everything else may wait as long as its answer is awaited.
const NOT_AFTER_MS: Millis = 8_000;

pub(super) fn time(now: Millis) -> dialer::Timestamp {
    dialer::Timestamp::from_ms(now)
}

pub(super) fn five9_time(now: Millis) -> five9::Timestamp {
    five9::Timestamp::from_ms(now)
}

pub(super) fn request(endpoint: &impl Endpoint) -> Request {
    endpoint.to_request()
}

pub(super) fn campaign(id: &dialer::CampaignId) -> five9::id::CampaignId {
    five9::id::CampaignId::new(id.as_str())
}

pub(super) fn call(id: &dialer::CallId) -> five9::id::CallId {
    five9::id::CallId::new(id.as_str())
}

pub(super) fn disposition(id: &dialer::DispositionId) -> five9::id::DispositionId {
    five9::id::DispositionId::new(id.as_str())
}

/// The state that the hang-up sequence starts from.
pub(super) fn call_state(state: &dialer::LineState) -> five9::model::CallState {
    use five9::model::CallState;
    match state {
        dialer::LineState::Setup => CallState::Offered,
        dialer::LineState::Ringing => CallState::RingingOnOtherSide,
        dialer::LineState::Talking => CallState::Talking,
        dialer::LineState::OnHold => CallState::OnHold,
        dialer::LineState::WrapUp => CallState::WrapUp,
        dialer::LineState::Finished => CallState::Finished,
        dialer::LineState::Other(word) => CallState::Unknown(word.clone()),
    }
}

/// The message that carries a request to the content script.
pub(super) fn message(
    purpose: &Purpose,
    request: &Request,
    request_id: String,
    connector_id: String,
    now: Millis,
) -> TabMessage {
    let http = TabHttp {
        method: request.method.as_str().to_owned(),
        path: request.path.clone(),
        body: request.body.clone(),
    };
    let not_after_ms = now + NOT_AFTER_MS;
    match (purpose, request.method) {
        (Purpose::Dial(_), _) => {
            let not_after_ms = now + DIAL_NOT_AFTER_MS;
            TabMessage::Call {
                request_id,
                connector_id,
                not_after_ms,
                http,
            }
        }
        (Purpose::HangUp { .. }, Method::Put) if request.body.is_some() => {
            TabMessage::DisposeOnly {
                request_id,
                connector_id,
                not_after_ms,
                http,
            }
        }
        (Purpose::HangUp { .. }, Method::Put) => TabMessage::Hangup {
            request_id,
            connector_id,
            not_after_ms,
            http,
        },
        (Purpose::RestartStation | Purpose::RestartSession, _) => TabMessage::Session {
            request_id,
            connector_id,
            not_after_ms,
            http,
        },
        (Purpose::Side(Side::Ping), _) => TabMessage::Session {
            request_id,
            connector_id,
            not_after_ms,
            http,
        },
        (Purpose::Side(_), Method::Put | Method::Post | Method::Delete) => TabMessage::Control {
            request_id,
            connector_id,
            not_after_ms,
            http,
        },
        _ => TabMessage::Read {
            request_id,
            connector_id,
            not_after_ms,
            http,
        },
    }
}

/// The message that carries a socket command.
pub(super) fn socket_message(
    socket: SocketCommand,
    request_id: String,
    connector_id: String,
    now: Millis,
) -> TabMessage {
    let not_after_ms = now + NOT_AFTER_MS;
    TabMessage::Socket {
        request_id,
        connector_id,
        not_after_ms,
        socket,
    }
}
