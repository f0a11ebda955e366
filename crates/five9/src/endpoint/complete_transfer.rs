//! `PUT /agents/{A}/interactions/calls/{C}/complete_transfer`: lets go of a call that is being
//! transferred.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Lets go of a call after speaking to whom it goes to.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/complete_transfer`, no body.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/complete_transfer"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompleteTransfer {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for CompleteTransfer {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        Request::put(http::call_path(
            &self.agent,
            &self.call,
            "complete_transfer",
        ))
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
