//! `PUT /agents/{A}/callbacks/{id}/dismiss`: silences the reminder of a callback.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallbackId};
use crate::lenient;

/// Silences the reminder of a callback; whether the callback stays is not established (I).
///
/// - Request: `PUT /agents/{A}/callbacks/{id}/dismiss`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] for a callback that is gone.
/// - Source: "Five9 Docs/Agent REST API/callbacks/dismiss"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DismissCallback {
    /// The agent.
    pub agent: AgentId,
    /// The callback.
    pub callback: CallbackId,
}

impl Endpoint for DismissCallback {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::put(http::path(&[
            "agents",
            self.agent.as_str(),
            "callbacks",
            self.callback.as_str(),
            "dismiss",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
