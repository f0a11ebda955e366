//! `PUT /agents/{A}/maintenance_notices/{id}/accept`: accepts a notice.
//!
//! The reply is the notice and still says that it is not accepted, so nothing of it is read: the
//! log-in state is.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, NoticeId};
use crate::lenient;

/// Accepts a notice.
///
/// - Request: `PUT /agents/{A}/maintenance_notices/{id}/accept`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] for a notice that is gone.
/// - Source: "Five9 Docs/Agent REST API/maintenance_notices/accept"; GO recordings. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AcceptMaintenanceNotice {
    /// The agent.
    pub agent: AgentId,
    /// The notice.
    pub notice: NoticeId,
}

impl Endpoint for AcceptMaintenanceNotice {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::put(http::path(&[
            "agents",
            self.agent.as_str(),
            "maintenance_notices",
            self.notice.as_str(),
            "accept",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
