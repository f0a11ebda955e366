//! `POST /orgs/{O}/contacts`: makes a contact.
//!
//! Twice is two contacts: nobody repeats it after a lost answer.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{ContactFieldId, OrgId};
use crate::lenient;
use crate::model::Contact;

/// Makes a contact.
///
/// - Request: `POST /orgs/{O}/contacts`, body `{"fields":{"<id>":"value"}}`.
/// - Reply: any 2xx, with or without the contact.
/// - Errors: [`Error::Refused`] for a value that its field does not take.
/// - Source: "Five9 Docs/Agent REST API/contacts"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct CreateContact {
    /// The organisation.
    pub org: OrgId,
    /// Values by the id of their field. Personal.
    pub fields: Vec<(ContactFieldId, String)>,
}

impl Endpoint for CreateContact {
    type Output = Option<Contact>;

    fn to_request(&self) -> Request {
        let values = self.fields.iter();
        let values: Vec<_> = values
            .map(|(id, value)| (id.as_str(), Part::Text(value)))
            .collect();
        let path = http::path(&["orgs", self.org.as_str(), "contacts"]);
        Request::post(path).with_members(&[("fields", Part::Json(http::object(&values)))])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<Contact>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for CreateContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateContact")
            .field("org", &self.org)
            .finish_non_exhaustive()
    }
}
