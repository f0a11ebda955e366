//! `GET /agents/{A}/maintenance_notices`: what the agent must accept before the session goes on.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::MaintenanceNotice;

/// Asks for the notices that wait for the agent.
///
/// - Request: `GET /agents/{A}/maintenance_notices`, no body.
/// - Reply: 200 with `[{"id","annotation","text","accepted"}]`, possibly empty.
/// - Errors: [`Error::NotLoggedIn`].
/// - Source: "Five9 Docs/Agent REST API/maintenance_notices"; GO recordings. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetMaintenanceNotices {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetMaintenanceNotices {
    type Output = Vec<MaintenanceNotice>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "agents",
            self.agent.as_str(),
            "maintenance_notices",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<MaintenanceNotice>, Error> {
        lenient::json(reply)
    }
}
