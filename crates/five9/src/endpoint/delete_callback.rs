//! `DELETE /agents/{A}/callbacks/{id}`: takes a callback back.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallbackId};
use crate::lenient;

/// Takes a callback back.
///
/// - Request: `DELETE /agents/{A}/callbacks/{id}`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] for a callback that is gone already.
/// - Source: "Five9 Docs/Agent REST API/callbacks"; PPN. Endpoint S, members L.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteCallback {
    /// The agent.
    pub agent: AgentId,
    /// The callback.
    pub callback: CallbackId,
}

impl Endpoint for DeleteCallback {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::delete(http::path(&[
            "agents",
            self.agent.as_str(),
            "callbacks",
            self.callback.as_str(),
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
