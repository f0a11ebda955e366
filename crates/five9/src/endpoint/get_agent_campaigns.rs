//! `GET /agents/{A}/campaigns`: the campaigns of the agent's skills.
//!
//! These are the inbound ones; which campaigns manual calls may use says
//! [`crate::endpoint::GetCampaignsConfig`].

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::Campaign;

/// Asks for the campaigns that the agent's skills serve.
///
/// - Request: `GET /agents/{A}/campaigns`, no body.
/// - Reply: 200 with `[CampaignInfo]`.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/agents/campaigns"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetAgentCampaigns {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetAgentCampaigns {
    type Output = Vec<Campaign>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "campaigns"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Campaign>, Error> {
        lenient::json(reply)
    }
}
