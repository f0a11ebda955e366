//! `PUT /agents/{A}/interactions/calls/{C}/dispose`: finishes a call with a disposition.
//!
//! 404 and 435 do not say whether the call got this disposition, another, or none: the call
//! is read again.

use serde::Serialize;

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId, DispositionId};
use crate::lenient;
use crate::model::CallInfo;

/// Finishes a call with a disposition; one that is still live is hung up by Five9 first.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/dispose`, body `{"dispositionId":"…"}`.
/// - Reply: 200 with the call in FINISHED; other 2xx and no body are accepted. The call may
///   show WRAP_UP for a disposition that does not finish a preview.
/// - Errors: [`Error::NotFound`], [`Error::Refused`]: see the module.
/// - Source: "Five9 Docs/Agent REST API/calls/dispose"; SRK (V), SK (S).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispose {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// The disposition, one of the call's campaign that can end a call.
    pub disposition: DispositionId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    disposition_id: &'a DispositionId,
}

impl Endpoint for Dispose {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let (agent, call) = (self.agent.as_str(), self.call.as_str());
        let path = http::path(&["agents", agent, "interactions", "calls", call, "dispose"]);
        Request::put(path).with_body(&Body {
            disposition_id: &self.disposition,
        })
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
