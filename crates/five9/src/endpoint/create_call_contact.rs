//! `POST /agents/{A}/interactions/calls/{C}/contacts_2`: makes a contact and attaches it to a
//! call.
//!
//! Twice is two contacts: nobody repeats it after a lost answer.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, ContactFieldId};
use crate::lenient;
use crate::model::CallInfo;

/// Makes a contact and attaches it to a call.
///
/// - Request: `POST /agents/{A}/interactions/calls/{C}/contacts_2`, body
///   `{"fields":{"<id>":"value"}}`.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/contacts_2"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct CreateCallContact {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// Values by the id of their field. Personal.
    pub fields: Vec<(ContactFieldId, String)>,
}

impl Endpoint for CreateCallContact {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let values = self.fields.iter();
        let values: Vec<_> = values
            .map(|(id, value)| (id.as_str(), Part::Text(value)))
            .collect();
        let path = http::call_path(&self.agent, &self.call, "contacts_2");
        Request::post(path).with_members(&[("fields", Part::Json(http::object(&values)))])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for CreateCallContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateCallContact")
            .field("agent", &self.agent)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}
