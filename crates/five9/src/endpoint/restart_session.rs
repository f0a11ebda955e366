//! `PUT /agents/{A}/session_restart`: takes the agent's session up again after a migration.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;

/// Takes the agent's session up again where the log-in state is RELOGIN.
///
/// - Request: `PUT /agents/{A}/session_restart`, no body.
/// - Reply: any 2xx, body ignored; the log-in state is read again afterwards.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`] in another state.
/// - Source: "Five9 Docs/Agent REST API/session_restart"; TS, GO2. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestartSession {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for RestartSession {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::put(http::path(&[
            "agents",
            self.agent.as_str(),
            "session_restart",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
