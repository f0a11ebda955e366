//! `GET /agents/{A}/login_state`: how far the agent's session has come.
//!
//! The reply is a bare JSON string, quotes included.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::LoginState;

/// Asks how far the agent's session has come.
///
/// - Request: `GET /agents/{A}/login_state`, no body.
/// - Reply: 200 with a JSON string. The first read also binds the session to the node.
/// - Errors: [`Error::NotLoggedIn`], also for a few seconds after a login.
/// - Source: "Five9 Docs/Agent REST API/login_state"; TS, GO, GO2. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetLoginState {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetLoginState {
    type Output = LoginState;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "login_state"]))
    }

    fn decode(&self, reply: &Reply) -> Result<LoginState, Error> {
        lenient::json(reply)
    }
}
