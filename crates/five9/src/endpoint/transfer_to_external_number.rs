//! `PUT /agents/{A}/interactions/calls/{C}/transfer_to_external_number`: transfers a call to a
//! number outside Five9.
//!
//! It places a call, so nobody repeats it without evidence that none was placed. The do-not-call
//! check is never skipped, and there is no way to ask for that.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, DispositionId};
use crate::lenient;
use crate::model::{CallInfo, DispositionTimeout};

/// Transfers a call to a number outside Five9: at once, or after speaking to who answers.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/transfer_to_external_number`, body with
///   `destination` (`number`, `skipDNCCheck` false, `checkMultipleContacts` false), `warm`,
///   `dispositionId` and `dispositionTimeout` where there are any, and `timeout` 0.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::Refused`] for a number that must not be called or without the permission;
///   event 58 says that a transfer failed later.
/// - Source: "Five9 Docs/Agent REST API/calls/transfer_to_external_number"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct TransferToExternalNumber {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// The number: ten digits, or `+` and the country code. Personal.
    pub number: String,
    /// Whether the agent speaks to who answers first: [`crate::endpoint::CompleteTransfer`] then
    /// lets go of the call.
    pub is_warm: bool,
    /// The disposition of the transferred call, one that can transfer; absent leaves it to Five9.
    pub disposition: Option<DispositionId>,
    /// When to redial or reactivate, if not as usual; sent only with its own disposition.
    pub timeout: Option<DispositionTimeout>,
}

impl Endpoint for TransferToExternalNumber {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let disposition = self.disposition.as_ref();
        let wait_ms = self
            .timeout
            .as_ref()
            .zip(disposition)
            .and_then(|(timeout, disposition)| timeout.ms_for(disposition));
        let destination = http::object(&[
            ("number", Part::Text(&self.number)),
            ("skipDNCCheck", Part::Flag(false)),
            ("checkMultipleContacts", Part::Flag(false)),
        ]);
        let path = http::call_path(&self.agent, &self.call, "transfer_to_external_number");
        Request::put(path).with_members(&[
            ("destination", Part::Json(destination)),
            ("warm", Part::Flag(self.is_warm)),
            (
                "dispositionId",
                Part::text_or_absent(disposition.map(DispositionId::as_str)),
            ),
            (
                "dispositionTimeout",
                wait_ms.map_or(Part::Absent, Part::Number),
            ),
            ("timeout", Part::Number(0)),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for TransferToExternalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransferToExternalNumber")
            .field("agent", &self.agent)
            .field("call", &self.call)
            .field("is_warm", &self.is_warm)
            .field("disposition", &self.disposition)
            .finish_non_exhaustive()
    }
}
