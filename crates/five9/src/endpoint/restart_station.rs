//! `PUT /agents/{A}/station/restart`: connects the agent's station again.
//!
//! A 2xx says that Five9 tries; whether there is audio is read from the station afterwards.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;

/// Connects the agent's station again.
///
/// - Request: `PUT /agents/{A}/station/restart`, body `{"value":null}`.
/// - Reply: 200 or 204, body ignored. It does not register a softphone.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`], [`Error::Refused`].
/// - Source: "Five9 Docs/Agent REST API/station/restart"; SRK. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestartStation {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for RestartStation {
    type Output = ();

    fn to_request(&self) -> Request {
        let path = http::path(&["agents", self.agent.as_str(), "station", "restart"]);
        Request {
            body: Some(r#"{"value":null}"#.to_owned()),
            ..Request::put(path)
        }
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
