//! `PUT /orgs/{O}/contacts/{id}/note`: writes a note at a contact.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{ContactId, OrgId};
use crate::lenient;

/// Writes a note at a contact.
///
/// - Request: `PUT /orgs/{O}/contacts/{id}/note`, body `{"note":"…"}`.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] for a contact that is not there.
/// - Source: "Five9 Docs/Agent REST API/contacts/note"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct AddContactNote {
    /// The organisation.
    pub org: OrgId,
    /// The contact.
    pub contact: ContactId,
    /// What it says. Personal.
    pub note: String,
}

impl Endpoint for AddContactNote {
    type Output = ();

    fn to_request(&self) -> Request {
        let path = http::path(&[
            "orgs",
            self.org.as_str(),
            "contacts",
            self.contact.as_str(),
            "note",
        ]);
        Request::put(path).with_members(&[("note", Part::Text(&self.note))])
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}

impl fmt::Debug for AddContactNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddContactNote")
            .field("org", &self.org)
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}
