//! `PUT /agents/{A}/add_number_to_dnc`: puts a number on the do-not-call list.
//!
//! There is no way back for an agent. The body is a guess: a refusal is told, never taken for a
//! success.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::AgentId;
use crate::lenient;

/// Puts a number on the organisation's do-not-call list.
///
/// - Request: `PUT /agents/{A}/add_number_to_dnc`, body `{"number":"…"}` (I).
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::Refused`] without the permission to add to the list.
/// - Source: "Five9 Docs/Agent REST API/add_number_to_dnc"; PPN. Endpoint S, body I.
#[derive(Clone, PartialEq, Eq)]
pub struct AddNumberToDnc {
    /// The agent.
    pub agent: AgentId,
    /// The number. Personal.
    pub number: String,
}

impl Endpoint for AddNumberToDnc {
    type Output = ();

    fn to_request(&self) -> Request {
        let path = http::path(&["agents", self.agent.as_str(), "add_number_to_dnc"]);
        Request::put(path).with_members(&[("number", Part::Text(&self.number))])
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}

impl fmt::Debug for AddNumberToDnc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddNumberToDnc")
            .field("agent", &self.agent)
            .finish_non_exhaustive()
    }
}
