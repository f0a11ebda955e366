//! `GET /orgs/{O}/contact_fields`: which fields a contact can have.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::OrgId;
use crate::lenient;
use crate::model::ContactField;

/// Asks which fields contacts of the organisation have.
///
/// - Request: `GET /orgs/{O}/contact_fields`, no body.
/// - Reply: 200 with `[{"id","name","dataType","primary","restrictions"}]`.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/contact_fields"; SK. Confidence S/V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetContactFields {
    /// The organisation.
    pub org: OrgId,
}

impl Endpoint for GetContactFields {
    type Output = Vec<ContactField>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["orgs", self.org.as_str(), "contact_fields"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<ContactField>, Error> {
        lenient::json(reply)
    }
}
