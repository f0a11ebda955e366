//! `PUT /orgs/{O}/contacts/{id}`: changes a contact.
//!
//! Whether fields that are left out are emptied is not established (I): send all that shall stay.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{ContactFieldId, ContactId, OrgId};
use crate::lenient;
use crate::model::Contact;

/// Changes a contact.
///
/// - Request: `PUT /orgs/{O}/contacts/{id}`, body `{"id":"…","fields":{"<id>":"value"}}`.
/// - Reply: any 2xx, with or without the contact.
/// - Errors: [`Error::NotFound`], [`Error::Refused`] for a value that its field does not take.
/// - Source: "Five9 Docs/Agent REST API/contacts/id"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateContact {
    /// The organisation.
    pub org: OrgId,
    /// The contact.
    pub contact: ContactId,
    /// Values by the id of their field. Personal.
    pub fields: Vec<(ContactFieldId, String)>,
}

impl Endpoint for UpdateContact {
    type Output = Option<Contact>;

    fn to_request(&self) -> Request {
        let values = self.fields.iter();
        let values: Vec<_> = values
            .map(|(id, value)| (id.as_str(), Part::Text(value)))
            .collect();
        let path = http::path(&["orgs", self.org.as_str(), "contacts", self.contact.as_str()]);
        Request::put(path).with_members(&[
            ("id", Part::Text(self.contact.as_str())),
            ("fields", Part::Json(http::object(&values))),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<Contact>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for UpdateContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateContact")
            .field("org", &self.org)
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}
