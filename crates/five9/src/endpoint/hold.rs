//! `PUT /agents/{A}/interactions/calls/{C}/hold`: puts the other side on hold.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Puts a call on hold: TALKING becomes ON_HOLD.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/hold`, no body.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/hold"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hold {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for Hold {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        Request::put(http::call_path(&self.agent, &self.call, "hold"))
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
