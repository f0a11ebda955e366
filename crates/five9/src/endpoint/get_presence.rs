//! `GET /agents/{A}/presence`: ready or not.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::Presence;

/// Asks whether the agent is ready.
///
/// - Request: `GET /agents/{A}/presence`, no body.
/// - Reply: 200 with `{"currentState","pendingState","currentStateTime"}`.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/presence"; endpoint PPN (S), shape ADT.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetPresence {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetPresence {
    type Output = Presence;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "presence"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Presence, Error> {
        lenient::json(reply)
    }
}
