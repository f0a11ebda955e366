//! `GET /agents/{A}/callbacks`: the calls that an agent promised.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::Callback;

/// Asks for the callbacks of an agent.
///
/// - Request: `GET /agents/{A}/callbacks`, no body.
/// - Reply: 200 with `[{"id","number","campaignId","dueDate","comments"}]`.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/callbacks"; PPN. Endpoint S, members L.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCallbacks {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetCallbacks {
    type Output = Vec<Callback>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "callbacks"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Callback>, Error> {
        lenient::json(reply)
    }
}
