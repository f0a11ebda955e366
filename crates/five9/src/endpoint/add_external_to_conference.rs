//! `POST /agents/{A}/interactions/calls/{C}/add_external_to_conference`: brings a number outside
//! Five9 into a call.
//!
//! It places a call, so nobody repeats it without evidence that none was placed. The do-not-call
//! list is always checked, and there is no way to ask for less.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Calls a number outside Five9 and brings it into a call.
///
/// - Request: `POST /agents/{A}/interactions/calls/{C}/add_external_to_conference`, body
///   `{"number","warm","checkDNC":true,"includeCallerInfo"}`.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::Refused`] for a number that must not be called or without the permission.
/// - Source: "Five9 Docs/Agent REST API/calls/add_external_to_conference"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct AddExternalToConference {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// The number: ten digits, or `+` and the country code. Personal.
    pub number: String,
    /// Whether the agent speaks to who answers first: [`crate::endpoint::CompleteWarmConference`]
    /// then joins all.
    pub is_warm: bool,
    /// Whether who is called sees who is on the line.
    pub includes_caller_info: bool,
}

impl Endpoint for AddExternalToConference {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let path = http::call_path(&self.agent, &self.call, "add_external_to_conference");
        Request::post(path).with_members(&[
            ("number", Part::Text(&self.number)),
            ("warm", Part::Flag(self.is_warm)),
            ("checkDNC", Part::Flag(true)),
            ("includeCallerInfo", Part::Flag(self.includes_caller_info)),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for AddExternalToConference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddExternalToConference")
            .field("agent", &self.agent)
            .field("call", &self.call)
            .field("is_warm", &self.is_warm)
            .finish_non_exhaustive()
    }
}
