//! `POST /agents/{A}/interactions/calls/{C}/complete_warm_conference`: joins all parties of a
//! conference.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Joins whom the agent spoke to into the call.
///
/// - Request: `POST /agents/{A}/interactions/calls/{C}/complete_warm_conference`, no body.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/complete_warm_conference"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompleteWarmConference {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for CompleteWarmConference {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        Request::post(http::call_path(
            &self.agent,
            &self.call,
            "complete_warm_conference",
        ))
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
