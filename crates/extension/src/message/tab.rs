//! The messages between worker and content script; names, fields and words are an outside interface.

use serde::Serialize;
use serde_json::Value;

/// What the worker asks of the adopted content script; `http` is performed as it stands.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum TabMessage {
    /// POST make_external_call.
    #[serde(rename = "executeFive9Call")]
    Call {
        request_id: String,
        connector_id: String,
        not_after_ms: u64,
        http: TabHttp,
    },
    /// PUT disconnect.
    #[serde(rename = "executeFive9Hangup")]
    Hangup {
        request_id: String,
        connector_id: String,
        not_after_ms: u64,
        http: TabHttp,
    },
    /// PUT dispose.
    #[serde(rename = "executeFive9DisposeOnly")]
    DisposeOnly {
        request_id: String,
        connector_id: String,
        not_after_ms: u64,
        http: TabHttp,
    },
    /// Any GET.
    #[serde(rename = "executeFive9Read")]
    Read {
        request_id: String,
        connector_id: String,
        not_after_ms: u64,
        http: TabHttp,
    },
    /// PUTs of the station and the session.
    #[serde(rename = "executeFive9Session")]
    Session {
        request_id: String,
        connector_id: String,
        not_after_ms: u64,
        http: TabHttp,
    },
    /// Any other change: hold, recording, prompts, notes, callbacks, ready or not.
    #[serde(rename = "executeFive9Control")]
    Control {
        request_id: String,
        connector_id: String,
        not_after_ms: u64,
        http: TabHttp,
    },
    /// Opens, pings or closes the event socket.
    #[serde(rename = "executeFive9Socket")]
    Socket {
        request_id: String,
        connector_id: String,
        not_after_ms: u64,
        socket: SocketCommand,
    },
}

impl TabMessage {
    /// The request that it carries, and until when that may be sent.
    pub fn http(&self) -> Option<(&TabHttp, u64)> {
        match self {
            Self::Call {
                http, not_after_ms, ..
            }
            | Self::Hangup {
                http, not_after_ms, ..
            }
            | Self::DisposeOnly {
                http, not_after_ms, ..
            }
            | Self::Read {
                http, not_after_ms, ..
            }
            | Self::Session {
                http, not_after_ms, ..
            }
            | Self::Control {
                http, not_after_ms, ..
            } => Some((http, *not_after_ms)),
            Self::Socket { .. } => None,
        }
    }
}

/// One HTTP request as the content script performs it, to the tab's own host.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct TabHttp {
    /// `GET`, `PUT`, `POST` or `DELETE`.
    pub method: String,
    /// Path with query, from `/appsvcs/` on.
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What the content script does with its one event socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "op", rename_all = "camelCase")]
pub enum SocketCommand {
    /// Opens the socket, closing an older one.
    Open { url: String },
    /// Sends the text `ping`.
    Ping,
    /// Closes the socket.
    Close,
}

/// What the content script answers to a [`TabMessage`].
#[derive(Clone, PartialEq, Eq)]
pub enum TabReply {
    /// The request was answered.
    Http {
        status: u16,
        headers: TabHeaders,
        body: String,
    },
    /// `expired`, `refused`, `offline`, or what the browser said.
    Failed { error: String },
    /// A socket command was carried out.
    Done { done: bool },
}

impl TabReply {
    /// Reads an answer; absent where it is none of the three.
    pub fn read(value: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if let Some(status) = value["status"].as_u64() {
            let headers = &value["headers"];
            return Some(Self::Http {
                status: u16::try_from(status).ok()?,
                headers: TabHeaders {
                    retry_after: text(&headers["retry-after"]),
                    content_type: text(&headers["content-type"]),
                },
                body: text(&value["body"]).unwrap_or_default(),
            });
        }
        match (text(&value["error"]), value["done"].as_bool()) {
            (Some(error), _) => Some(Self::Failed { error }),
            (None, Some(done)) => Some(Self::Done { done }),
            (None, None) => None,
        }
    }
}

/// The two headers that matter, where the reply had them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabHeaders {
    pub retry_after: Option<String>,
    pub content_type: Option<String>,
}

/// What the content script sends on its Port, and in its place whoever hosts the simulated Five9.
///
/// On the wire the variant's name is the member `type`; see [`crate::wire`].
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TabEvent {
    /// First message of each Port.
    Hello {
        /// Random, made by the shim at its start.
        connector_id: String,
        /// Host (with port, if any) of the tab's address.
        host: String,
        /// State of the shim's socket: `closed`, `connecting` or `open`.
        socket: String,
        /// Client key of that socket, where there is one.
        socket_key: Option<String>,
    },
    /// One text frame of the event socket.
    Five9Frame { text: String },
    /// What came of a request, where the simulated Five9 answers.
    Five9Answer { request_id: String, reply: Value },
    /// The tab's computer has a network, or has none any more.
    Five9Network { online: bool },
    /// The socket opened or closed.
    Five9Socket { state: String, code: Option<u16> },
}

/// Bodies, numbers and Five9's words stay out of every log.
macro_rules! opaque_debug {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

opaque_debug! { TabMessage TabHttp TabReply TabEvent }
