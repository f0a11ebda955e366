//! `GET /auth/metadata`: who is logged in, and where the API lives.
//!
//! It changes nothing and needs no agent id, so it is the first question to any session.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::lenient;
use crate::model::Metadata;

/// Asks whether there is a session, whose it is, and where its API lives.
///
/// - Request: `GET /auth/metadata`, no body, on any host that the session's cookies reach.
/// - Reply: 200 with the shape of a login; ports are text.
/// - Errors: [`Error::NotLoggedIn`] where there is no session.
/// - Source: "Five9 Docs/Agent REST API/auth/metadata"; GO recordings, SK, WS. Confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetMetadata;

impl Endpoint for GetMetadata {
    type Output = Metadata;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["auth", "metadata"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Metadata, Error> {
        lenient::json(reply)
    }
}
