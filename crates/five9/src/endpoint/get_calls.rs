//! `GET /agents/{A}/interactions/calls`: the agent's calls in full.
//!
//! A list that was read completely is evidence that a call not in it is gone, so a list of
//! which any part could not be read is an error, and an empty body is no empty list.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::CallInfo;

/// Asks for the agent's calls.
///
/// - Request: `GET /agents/{A}/interactions/calls`, no body.
/// - Reply: 200 with `[CallInfo]`.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/interactions/calls"; SK. Confidence S/V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCalls {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetCalls {
    type Output = Vec<CallInfo>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "agents",
            self.agent.as_str(),
            "interactions",
            "calls",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<CallInfo>, Error> {
        lenient::json(reply)
    }
}
