//! `GET /orgs/{O}/not_ready_reason_codes`: why an agent may be not ready.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::OrgId;
use crate::lenient;
use crate::model::ReasonCode;

/// Asks for the reasons to be not ready.
///
/// - Request: `GET /orgs/{O}/not_ready_reason_codes`, no body.
/// - Reply: 200 with `[{"id","name","selectable"}]`; all are returned, also those nobody can
///   choose.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/not_ready_reason_codes"; GO. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetNotReadyReasonCodes {
    /// The organisation.
    pub org: OrgId,
}

impl Endpoint for GetNotReadyReasonCodes {
    type Output = Vec<ReasonCode>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "orgs",
            self.org.as_str(),
            "not_ready_reason_codes",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<ReasonCode>, Error> {
        lenient::json(reply)
    }
}
