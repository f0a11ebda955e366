//! `GET /agents/{A}/interactions`: what the agent is busy with, as stubs.
//!
//! The stubs have no state: that one is there says nothing but that it is not finished.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::InteractionStub;

/// Asks for the agent's interactions of all channels.
///
/// - Request: `GET /agents/{A}/interactions`, no body.
/// - Reply: 200 with `[{"channelType","interactionId"}]`; a call stays listed in WRAP_UP and
///   goes when it has its disposition.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/interactions"; SRK. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetInteractions {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetInteractions {
    type Output = Vec<InteractionStub>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "interactions"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<InteractionStub>, Error> {
        lenient::json(reply)
    }
}
