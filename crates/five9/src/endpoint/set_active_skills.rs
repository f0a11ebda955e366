//! `PUT /agents/{A}/active_skills`: chooses the skills to work with.
//!
//! No skills at all is a choice, too: such an agent is offered nothing.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, SkillId};
use crate::lenient;

/// Chooses the skills that the agent works with from now on.
///
/// - Request: `PUT /agents/{A}/active_skills`, body `["…"]`, the ids of the skills.
/// - Reply: any 2xx, body ignored; the log-in state is read again.
/// - Errors: [`Error::NotLoggedIn`], [`Error::Refused`] for a skill that the agent does not have.
/// - Source: "Five9 Docs/Agent REST API/active_skills"; GO2. Confidence V for the request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetActiveSkills {
    /// The agent.
    pub agent: AgentId,
    /// The skills; may be none.
    pub skills: Vec<SkillId>,
}

impl Endpoint for SetActiveSkills {
    type Output = ();

    fn to_request(&self) -> Request {
        let path = http::path(&["agents", self.agent.as_str(), "active_skills"]);
        Request {
            body: Some(http::array(self.skills.iter().map(SkillId::as_str))),
            ..Request::put(path)
        }
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
