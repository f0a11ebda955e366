//! `GET /orgs/{O}/dispositions`: all dispositions of an organisation.
//!
//! A call takes only those of its campaign: this list is for names, not for choosing.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::OrgId;
use crate::lenient;
use crate::model::{Disposition, Dispositions};

/// Asks for all dispositions of an organisation.
///
/// - Request: `GET /orgs/{O}/dispositions`, no body.
/// - Reply: 200 with `[DispositionInfo]`; an object that holds them is understood, too.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/orgs/dispositions"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetDispositions {
    /// The organisation.
    pub org: OrgId,
}

impl Endpoint for GetDispositions {
    type Output = Vec<Disposition>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["orgs", self.org.as_str(), "dispositions"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Disposition>, Error> {
        lenient::json(reply).map(|Dispositions(dispositions)| dispositions)
    }
}
