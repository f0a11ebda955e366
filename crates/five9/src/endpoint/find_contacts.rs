//! `GET /orgs/{O}/contacts`: looks contacts up.
//!
//! The criteria stand in the query: they are never printed, and the path that holds them is not
//! either.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::OrgId;
use crate::lenient;
use crate::model::{Contact, Contacts};

/// Looks contacts up.
///
/// - Request: `GET /orgs/{O}/contacts`, the criteria as its query, no body.
/// - Reply: 200 with `[{"id","fields"}]`, or an object that holds the array as `contacts` (I).
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`], [`Error::Refused`] for too many finds
///   (I).
/// - Source: "Five9 Docs/Agent REST API/contacts"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq)]
pub struct FindContacts {
    /// The organisation.
    pub org: OrgId,
    /// What they must have: name of the criterion and value. Personal. No source lists the names;
    /// those of contact fields are likely (I).
    pub criteria: Vec<(String, String)>,
}

impl Endpoint for FindContacts {
    type Output = Vec<Contact>;

    fn to_request(&self) -> Request {
        let mut path = http::path(&["orgs", self.org.as_str(), "contacts"]);
        for (index, (name, value)) in self.criteria.iter().enumerate() {
            path.push(if index == 0 { '?' } else { '&' });
            http::encode_into(&mut path, name);
            path.push('=');
            http::encode_into(&mut path, value);
        }
        Request::get(path)
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Contact>, Error> {
        lenient::json(reply).map(|Contacts(contacts)| contacts)
    }
}

impl fmt::Debug for FindContacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FindContacts")
            .field("org", &self.org)
            .finish_non_exhaustive()
    }
}
