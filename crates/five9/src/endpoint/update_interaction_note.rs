//! `PUT /agents/{A}/interactions/{iid}/note/{noteId}`: changes a note at an interaction.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, NoteId};
use crate::lenient;
use crate::model::Note;

/// Changes a note at an interaction.
///
/// - Request: `PUT /agents/{A}/interactions/{iid}/note/{noteId}`, body `{"note":"…"}` (I).
/// - Reply: any 2xx, with or without the note.
/// - Errors: [`Error::NotFound`] for a note that is gone.
/// - Source: "Five9 Docs/Agent REST API/interactions/note"; PPN. Confidence S, body I by analogy
///   with the note of a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateInteractionNote {
    /// The agent.
    pub agent: AgentId,
    /// The interaction: for a call, the call.
    pub interaction: CallId,
    /// The note.
    pub note: NoteId,
    /// What it says. Personal.
    pub text: String,
}

impl Endpoint for UpdateInteractionNote {
    type Output = Option<Note>;

    fn to_request(&self) -> Request {
        let path = http::path(&[
            "agents",
            self.agent.as_str(),
            "interactions",
            self.interaction.as_str(),
            "note",
            self.note.as_str(),
        ]);
        Request::put(path).with_members(&[("note", Part::Text(&self.text))])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<Note>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for UpdateInteractionNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateInteractionNote")
            .field("agent", &self.agent)
            .field("interaction", &self.interaction)
            .field("note", &self.note)
            .finish_non_exhaustive()
    }
}
