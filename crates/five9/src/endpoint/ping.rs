//! `PUT /agents/{A}/ping`: says that the agent is still there.
//!
//! The event socket has its own ping; this one keeps a session without a socket.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;

/// Keeps the session alive.
///
/// - Request: `PUT /agents/{A}/ping`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotLoggedIn`] for a session that has ended.
/// - Source: "Five9 Docs/Agent REST API/ping"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ping {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for Ping {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::put(http::path(&["agents", self.agent.as_str(), "ping"]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
