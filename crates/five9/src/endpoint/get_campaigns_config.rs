//! `GET /agents/{A}/campaigns_config`: the campaigns an agent may use for manual calls.
//!
//! An object and a bare array are both understood.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::CampaignsConfig;

/// Asks which campaigns the agent may use for manual calls.
///
/// - Request: `GET /agents/{A}/campaigns_config`, no body.
/// - Reply: 200 with `{"campaignIds":["…"]}`, or the bare array.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/campaigns_config"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCampaignsConfig {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetCampaignsConfig {
    type Output = CampaignsConfig;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "agents",
            self.agent.as_str(),
            "campaigns_config",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<CampaignsConfig, Error> {
        lenient::json(reply)
    }
}
