//! `GET /orgs/{O}/call_variables`: which variables a call can have.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::OrgId;
use crate::lenient;
use crate::model::CallVariable;

/// Asks which variables calls of the organisation can have.
///
/// - Request: `GET /orgs/{O}/call_variables`, no body.
/// - Reply: 200 with `[{"id","group","name","type","restrictions"}]`.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/call_variables"; ADT, PPN. Confidence S/V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCallVariables {
    /// The organisation.
    pub org: OrgId,
}

impl Endpoint for GetCallVariables {
    type Output = Vec<CallVariable>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["orgs", self.org.as_str(), "call_variables"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<CallVariable>, Error> {
        lenient::json(reply)
    }
}
