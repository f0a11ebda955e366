//! `PUT /agents/{A}/interactions/calls/{C}/update_contact`: changes the contact of a call.
//!
//! The whole contact is sent: what is left out may be emptied (I).

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, ContactFieldId, ContactId};
use crate::lenient;
use crate::model::CallInfo;

/// Changes the contact that is attached to a call.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/update_contact`, body
///   `{"id":"…","fields":{"<id>":"value"}}`.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/update_contact"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateCallContact {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// The contact.
    pub contact: ContactId,
    /// Values by the id of their field. Personal.
    pub fields: Vec<(ContactFieldId, String)>,
}

impl Endpoint for UpdateCallContact {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let values = self.fields.iter();
        let values: Vec<_> = values
            .map(|(id, value)| (id.as_str(), Part::Text(value)))
            .collect();
        let path = http::call_path(&self.agent, &self.call, "update_contact");
        Request::put(path).with_members(&[
            ("id", Part::Text(self.contact.as_str())),
            ("fields", Part::Json(http::object(&values))),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for UpdateCallContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateCallContact")
            .field("agent", &self.agent)
            .field("call", &self.call)
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}
