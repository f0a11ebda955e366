//! `PUT /agents/{A}/interactions/calls/{C}/dispose`: finishes a call with a disposition.
//!
//! 404 and 435 do not say whether the call got this disposition, another, or none: the call
//! is read again.

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, DispositionId};
use crate::lenient;
use crate::model::{CallInfo, DispositionTimeout};

/// Finishes a call with a disposition; one that is still live is hung up by Five9 first.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/dispose`, body `{"dispositionId":"…"}`, and
///   `"timeout"` in milliseconds where the disposition lets an agent choose it.
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
    /// When to redial or reactivate, if not as usual; sent only with its own disposition.
    pub timeout: Option<DispositionTimeout>,
}

impl Endpoint for Dispose {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let timeout = self.timeout.as_ref();
        let wait_ms = timeout.and_then(|timeout| timeout.ms_for(&self.disposition));
        let path = http::call_path(&self.agent, &self.call, "dispose");
        Request::put(path).with_members(&[
            ("dispositionId", Part::Text(self.disposition.as_str())),
            ("timeout", wait_ms.map_or(Part::Absent, Part::Number)),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
