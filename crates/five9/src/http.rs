//! Requests and replies as plain values, and what it means that no reply came.
//!
//! Whoever carries them (a content script, a native client, a simulator in the same process)
//! adds host, cookies and headers; nothing here knows about them.

use std::fmt;
use std::time::Duration;

use crate::error::Error;
use crate::id::{AgentId, CallId};

/// The method of a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Creates.
    Post,
    /// Changes.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// Returns the method as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request that somebody else carries to an API host.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query, from the root: `/appsvcs/rs/svc/…`.
    pub path: String,
    /// The exact JSON text of the body; absent means that no body is sent at all.
    pub body: Option<String>,
}

impl Request {
    pub(crate) fn get(path: String) -> Self {
        Self {
            method: Method::Get,
            path,
            body: None,
        }
    }

    pub(crate) fn put(path: String) -> Self {
        Self {
            method: Method::Put,
            path,
            body: None,
        }
    }

    pub(crate) fn post(path: String) -> Self {
        Self {
            method: Method::Post,
            path,
            body: None,
        }
    }

    pub(crate) fn delete(path: String) -> Self {
        Self {
            method: Method::Delete,
            path,
            body: None,
        }
    }

    /// Adds a body of these members, in this order.
    pub(crate) fn with_members(self, members: &[(&str, Part<'_>)]) -> Self {
        Self {
            body: Some(object(members)),
            ..self
        }
    }

    pub(crate) fn with_body(self, body: &impl serde::Serialize) -> Self {
        let body = serde_json::to_string(body).expect("bodies are structs of text and flags");
        Self {
            body: Some(body),
            ..self
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body can hold a phone number or a password, the query a name.
        let body_bytes = self.body.as_ref().map(String::len);
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "{} {path} (body: {body_bytes:?} bytes)", self.method)
    }
}

/// A complete answer of an API host, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`, if it was there and counted seconds.
    pub retry_after: Option<Duration>,
    /// The body as text; empty means none.
    pub body: String,
}

impl Reply {
    /// Makes a reply without `Retry-After`.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            retry_after: None,
            body: body.into(),
        }
    }

    /// Says whether the status is 2xx.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status <= 299
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body can hold numbers, names and tokens.
        write!(f, "{} (body: {} bytes)", self.status, self.body.len())
    }
}

/// Why a request got no complete answer.
///
/// All but [`Lost::Expired`] leave open whether Five9 acted on the request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lost {
    /// It was dropped before it was sent, since its time was over: Five9 never saw it.
    Expired,
    /// No network, or whoever should carry it is gone.
    Offline,
    /// No answer within the time allowed.
    Timeout,
    /// The connection broke before the answer was complete.
    Cut,
}

impl Lost {
    /// Says whether Five9 can have seen the request.
    pub const fn may_have_been_sent(self) -> bool {
        match self {
            Self::Expired => false,
            Self::Offline | Self::Timeout | Self::Cut => true,
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "expired before it was sent",
            Self::Offline => "no connection",
            Self::Timeout => "no answer in time",
            Self::Cut => "connection lost before the answer",
        })
    }
}

/// One request that Five9 understands, and how its reply is read.
pub trait Endpoint {
    /// What a successful reply says.
    type Output;

    /// Describes the request.
    fn to_request(&self) -> Request;

    /// Reads the reply to that request.
    ///
    /// # Errors
    /// What Five9 refused, or that the reply is not what this endpoint answers.
    fn decode(&self, reply: &Reply) -> Result<Self::Output, Error>;
}

/// Builds a path below the agent service, with every segment percent-encoded: an id typed in
/// by a person must not be able to name another endpoint.
pub(crate) fn path(segments: &[&str]) -> String {
    let mut path = String::from("/appsvcs/rs/svc");
    for segment in segments {
        path.push('/');
        encode_into(&mut path, segment);
    }
    path
}

/// The path of something done to a call.
pub(crate) fn call_path(agent: &AgentId, call: &CallId, verb: &str) -> String {
    let mut path = path(&["agents", agent.as_str(), "interactions", "calls"]);
    for segment in [call.as_str(), verb] {
        path.push('/');
        encode_into(&mut path, segment);
    }
    path
}

/// A value in a body. Bodies are small and flat: writing them by hand costs a tenth of what a
/// type for each would.
pub(crate) enum Part<'a> {
    Text(&'a str),
    Number(u64),
    Flag(bool),
    /// JSON text, as it is.
    Json(String),
    /// Leaves the member out.
    Absent,
}

impl<'a> Part<'a> {
    pub(crate) fn text_or_absent(text: Option<&'a str>) -> Self {
        text.map_or(Self::Absent, Self::Text)
    }

    fn write(&self, target: &mut String) {
        match self {
            Self::Text(text) => quote_into(target, text),
            Self::Number(number) => target.push_str(&number.to_string()),
            Self::Flag(flag) => target.push_str(if *flag { "true" } else { "false" }),
            Self::Json(json) => target.push_str(json),
            Self::Absent => {}
        }
    }
}

/// Writes a JSON object with these members, in this order.
pub(crate) fn object(members: &[(&str, Part<'_>)]) -> String {
    let mut text = String::from("{");
    for (name, part) in members {
        if matches!(part, Part::Absent) {
            continue;
        }
        if text.len() > 1 {
            text.push(',');
        }
        quote_into(&mut text, name);
        text.push(':');
        part.write(&mut text);
    }
    text.push('}');
    text
}

/// Writes a JSON array of these texts.
pub(crate) fn array<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut array = String::from("[");
    for text in texts {
        if array.len() > 1 {
            array.push(',');
        }
        quote_into(&mut array, text);
    }
    array.push(']');
    array
}

fn quote_into(target: &mut String, text: &str) {
    let quoted = serde_json::to_string(text).expect("text is always JSON");
    target.push_str(&quoted);
}

/// Percent-encodes all but the characters that RFC 3986 calls unreserved.
pub(crate) fn encode_into(target: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.') {
            target.push(char::from(byte));
        } else {
            target.push_str(&format!("%{byte:02X}"));
        }
    }
}
