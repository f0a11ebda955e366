//! `GET /agents/{A}/skills`: the skills an agent has.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::Skill;

/// Asks for the skills of an agent.
///
/// - Request: `GET /agents/{A}/skills`, no body.
/// - Reply: 200 with `[{"id","name"}]` (shape I).
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/skills"; PPN. Endpoint S, shape I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetSkills {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetSkills {
    type Output = Vec<Skill>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "skills"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Skill>, Error> {
        lenient::json(reply)
    }
}
