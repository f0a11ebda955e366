//! `GET /agents/{A}/interactions/calls/{C}`: one call in full.
//!
//! [`Error::NotFound`] is an answer here: the call is gone, or was never this agent's.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Asks for one call.
///
/// - Request: `GET /agents/{A}/interactions/calls/{C}`, no body.
/// - Reply: 200 with `CallInfo`.
/// - Errors: [`Error::NotFound`] (status V, body I).
/// - Source: "Five9 Docs/Agent REST API/interactions/calls/id"; SRK. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCall {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for GetCall {
    type Output = CallInfo;

    fn to_request(&self) -> Request {
        let (agent, call) = (self.agent.as_str(), self.call.as_str());
        Request::get(http::path(&[
            "agents",
            agent,
            "interactions",
            "calls",
            call,
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<CallInfo, Error> {
        lenient::json(reply)
    }
}
