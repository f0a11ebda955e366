//! `PUT /agents/{A}/interactions/calls/{C}/stop_recording`: records no more.
//!
//! Whether it is recorded is what the call says afterwards, not that this was accepted.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Records no more of a call.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/stop_recording`, no body.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/stop_recording"; SK. Confidence S, reply I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StopRecording {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for StopRecording {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        Request::put(http::call_path(&self.agent, &self.call, "stop_recording"))
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
