//! `POST /auth/logout`: ends the session of every host.
//!
//! Five9 decides what becomes of a call in progress: finish it first.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::lenient;

/// Logs out.
///
/// - Request: `POST /auth/logout`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotLoggedIn`] where there is no session any more, which is as good.
/// - Source: "Five9 Docs/Agent REST API/auth/logout"; PP. Confidence S; one comment says `PUT`,
///   all code sends `POST`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Logout;

impl Endpoint for Logout {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::post(http::path(&["auth", "logout"]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
