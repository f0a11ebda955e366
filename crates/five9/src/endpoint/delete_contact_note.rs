//! `DELETE /orgs/{O}/contacts/{id}/note/{noteId}`: removes a note at a contact.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{ContactId, NoteId, OrgId};
use crate::lenient;

/// Removes a note at a contact.
///
/// - Request: `DELETE /orgs/{O}/contacts/{id}/note/{noteId}`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] for a note that is gone already.
/// - Source: "Five9 Docs/Agent REST API/contacts/note/id"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteContactNote {
    /// The organisation.
    pub org: OrgId,
    /// The contact.
    pub contact: ContactId,
    /// The note.
    pub note: NoteId,
}

impl Endpoint for DeleteContactNote {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::delete(http::path(&[
            "orgs",
            self.org.as_str(),
            "contacts",
            self.contact.as_str(),
            "note",
            self.note.as_str(),
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
