//! `GET /orgs/{O}/contacts/{id}`: one contact.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{ContactId, OrgId};
use crate::lenient;
use crate::model::Contact;

/// Asks for a contact.
///
/// - Request: `GET /orgs/{O}/contacts/{id}`, no body.
/// - Reply: 200 with `{"id","fields":{"<id>":"value"}}`.
/// - Errors: [`Error::NotFound`].
/// - Source: "Five9 Docs/Agent REST API/contacts/id"; PPN. Confidence S, shape V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetContact {
    /// The organisation.
    pub org: OrgId,
    /// The contact.
    pub contact: ContactId,
}

impl Endpoint for GetContact {
    type Output = Contact;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "orgs",
            self.org.as_str(),
            "contacts",
            self.contact.as_str(),
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Contact, Error> {
        lenient::json(reply)
    }
}
