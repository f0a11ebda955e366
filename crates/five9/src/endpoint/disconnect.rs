//! `PUT /agents/{A}/interactions/calls/{C}/disconnect`: hangs up.
//!
//! A 2xx says that Five9 took the request; the call is over for the person called only when
//! a reply, an event or a read shows it.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Hangs up a call, which then waits for its disposition in WRAP_UP.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/disconnect`, no body.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over: read again.
/// - Source: "Five9 Docs/Agent REST API/calls/disconnect"; SRK. Confidence V, reply body I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disconnect {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for Disconnect {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        Request::put(http::call_path(&self.agent, &self.call, "disconnect"))
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
