//! `GET /agents/{A}/prompts`: the recordings that an agent may play.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::Prompt;

/// Asks for the prompts that the agent may play into calls.
///
/// - Request: `GET /agents/{A}/prompts`, no body.
/// - Reply: 200 with `[{"id","name","description","duration"}]`, the duration in milliseconds.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/prompts"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetPrompts {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetPrompts {
    type Output = Vec<Prompt>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "prompts"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Prompt>, Error> {
        lenient::json(reply)
    }
}
