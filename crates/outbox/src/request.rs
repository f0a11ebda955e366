//! An HTTP request that is ready to be sent.
//!
//! Rule: it is whole: whoever sends it adds nothing and changes nothing, least of all the body, which
//! may be signed.

use std::fmt;

/// How the resource is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Makes or asks.
    Post,
    /// Sets.
    Put,
    /// Makes or changes.
    Patch,
}

/// A request to a destination.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where, whole.
    pub url: String,
    /// Name and value; names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// JSON; empty: there is none.
    pub body: String,
}

impl Method {
    /// As HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
        }
    }
}

impl Request {
    /// A request of JSON that whoever holds the token may make.
    pub(crate) fn with_token(method: Method, url: String, token: &str, body: String) -> Self {
        let mut headers = vec![("authorization", format!("Bearer {token}"))];
        if !body.is_empty() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        Self {
            method,
            url,
            headers,
            body,
        }
    }
}

/// An address may hold a secret, and a body tells of a person.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Request({}, {} bytes)",
            self.method.name(),
            self.body.len()
        )
    }
}
