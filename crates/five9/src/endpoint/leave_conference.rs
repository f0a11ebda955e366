//! `PUT /agents/{A}/interactions/calls/{C}/leave_conference`: leaves a conference to the others.

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, DispositionId};
use crate::lenient;
use crate::model::CallInfo;

/// Leaves a conference; the others go on.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/leave_conference`, body
///   `{"dispositionId":"…","isToTransferCallOwnership":"false"}`, the flag as text.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/leave_conference"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeaveConference {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// The disposition of the call.
    pub disposition: DispositionId,
    /// Whether another agent in the conference owns the call from then on.
    pub gives_up_ownership: bool,
}

impl Endpoint for LeaveConference {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let path = http::call_path(&self.agent, &self.call, "leave_conference");
        Request::put(path).with_members(&[
            ("dispositionId", Part::Text(self.disposition.as_str())),
            (
                "isToTransferCallOwnership",
                Part::Text(if self.gives_up_ownership {
                    "true"
                } else {
                    "false"
                }),
            ),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
