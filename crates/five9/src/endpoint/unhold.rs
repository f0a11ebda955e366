//! `PUT /agents/{A}/interactions/calls/{C}/unhold`: takes the other side off hold.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Takes a call off hold: ON_HOLD becomes TALKING.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/unhold`, no body.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/unhold"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unhold {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for Unhold {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        Request::put(http::call_path(&self.agent, &self.call, "unhold"))
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
