//! `GET /agents/{A}/station`: the agent's station as it is now.
//!
//! No body and `null` mean that there is no station.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::Station;

/// Asks for the agent's station.
///
/// - Request: `GET /agents/{A}/station`, no body.
/// - Reply: 200 with `{"stationId","stationType","state"}`; a station is there when any of
///   `stationId`, `stationType` and `type` is.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/station"; SRK. Endpoint V, shape I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetStation {
    /// The agent.
    pub agent: AgentId,
}

impl Endpoint for GetStation {
    type Output = Station;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["agents", self.agent.as_str(), "station"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Station, Error> {
        lenient::accepted(reply)?;
        if reply.body.trim().is_empty() {
            return Ok(Station::default());
        }
        lenient::text(&reply.body)
    }
}
