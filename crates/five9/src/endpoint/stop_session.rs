//! `PUT /agents/{A}/session_stop`: ends the agent's session, and not the login.
//!
//! A reason code to log out with is presumably possible; no source shows how it is sent, so none
//! is.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;

/// Ends the agent's session: the agent is offered nothing more and the station is free.
///
/// - Request: `PUT /agents/{A}/session_stop`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::Refused`] presumably while a call is not finished (I).
/// - Source: "Five9 Docs/Agent REST API/session_stop"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StopSession {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for StopSession {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::put(http::path(&["agents", self.agent.as_str(), "session_stop"]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
