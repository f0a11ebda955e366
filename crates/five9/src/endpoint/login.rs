//! `POST /auth/login`: opens a session with a user name and a password.
//!
//! For native programs only: the extension never asks for, stores or sends a credential.

use std::fmt;

use serde::Serialize;

use crate::error::Error;
use crate::http::{Endpoint, Method, Reply, Request, path};
use crate::lenient;
use crate::model::Metadata;

/// What a login does to a session that is already there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum LoginPolicy {
    /// Joins it.
    AttachExisting,
    /// Ends it: every other client of this user sees 401 from then on.
    ForceIn,
}

/// Opens a session.
///
/// - Request: `POST /auth/login` on the login host, never on a data centre's: the session that
///   the latter makes is refused later.
/// - Reply: 200 with the metadata; sets the session's cookies.
/// - Errors: [`Error::NotLoggedIn`] for a wrong password (status V, body I).
/// - Source: "Five9 Docs/Agent REST API/auth/login"; GO, GO2, TS, PP. Confidence V.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: String,
    /// What happens to a session that is already there.
    pub policy: LoginPolicy,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    password_credentials: Credentials<'a>,
    app_key: &'static str,
    policy: LoginPolicy,
}

#[derive(Serialize)]
struct Credentials<'a> {
    username: &'a str,
    password: &'a str,
}

impl Endpoint for Login {
    type Output = Metadata;

    fn to_request(&self) -> Request {
        let body = Body {
            password_credentials: Credentials {
                username: &self.username,
                password: &self.password,
            },
            app_key: "web-ui",
            policy: self.policy,
        };
        let path = path(&["auth", "login"]);
        Request {
            method: Method::Post,
            path,
            body: None,
        }
        .with_body(&body)
    }

    fn decode(&self, reply: &Reply) -> Result<Metadata, Error> {
        lenient::json(reply)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({:?})", self.policy)
    }
}
