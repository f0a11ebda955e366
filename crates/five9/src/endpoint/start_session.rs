//! `PUT /agents/{A}/session_start`: starts the agent's session with a station.
//!
//! Taking a session over from another client is asked for in so many words, never implied.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::AgentId;
use crate::lenient;
use crate::model::StationChoice;

/// Starts the agent's session with a station.
///
/// - Request: `PUT /agents/{A}/session_start`, `?force=true` to take over,
///   body `{"stationId":"","stationType":"EMPTY"}`.
/// - Reply: 204 without a body; any 2xx is accepted.
/// - Errors: context `DUPLICATE_LOGIN` where another client has the session (S, its status is
///   not known); [`Error::LoginState`] in a state other than SELECT_STATION.
/// - Source: "Five9 Docs/Agent REST API/session_start"; GO, PP. Confidence V for `EMPTY` and
///   `PSTN`, S for the other kinds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartSession {
    /// The agent.
    pub agent: AgentId,
    /// The station to use.
    pub station: StationChoice,
    /// Whether to take the session over from another client.
    pub force: bool,
}

impl Endpoint for StartSession {
    type Output = ();

    fn to_request(&self) -> Request {
        let mut path = http::path(&["agents", self.agent.as_str(), "session_start"]);
        if self.force {
            path.push_str("?force=true");
        }
        Request::put(path).with_body(&self.station)
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
