//! `GET /agents/{A}/permissions`: what an agent may do.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::Permissions;

/// Asks what the agent may do.
///
/// - Request: `GET /agents/{A}/permissions`, no body.
/// - Reply: 200 with a list of words; see [`Permissions`] for the shapes that are understood.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/permissions"; endpoint PPN (S), words GO (V), shape I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetPermissions {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetPermissions {
    type Output = Permissions;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "permissions"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Permissions, Error> {
        lenient::json(reply)
    }
}
