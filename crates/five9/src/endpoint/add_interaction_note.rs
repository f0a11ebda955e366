//! `POST /agents/{A}/interactions/{iid}/note`: writes a note at an interaction.
//!
//! Twice is two notes: after a lost answer the notes are read first.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::Note;

/// Writes a note at an interaction.
///
/// - Request: `POST /agents/{A}/interactions/{iid}/note`, body `{"note":"…"}` (I).
/// - Reply: any 2xx, with or without the note.
/// - Errors: [`Error::NotFound`] for an interaction that is gone.
/// - Source: "Five9 Docs/Agent REST API/interactions/note"; PPN. Confidence S, body I by analogy
///   with the note of a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct AddInteractionNote {
    /// The agent.
    pub agent: AgentId,
    /// The interaction: for a call, the call.
    pub interaction: CallId,
    /// What it says. Personal.
    pub note: String,
}

impl Endpoint for AddInteractionNote {
    type Output = Option<Note>;

    fn to_request(&self) -> Request {
        let path = http::path(&[
            "agents",
            self.agent.as_str(),
            "interactions",
            self.interaction.as_str(),
            "note",
        ]);
        Request::post(path).with_members(&[("note", Part::Text(&self.note))])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<Note>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for AddInteractionNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddInteractionNote")
            .field("agent", &self.agent)
            .field("interaction", &self.interaction)
            .finish_non_exhaustive()
    }
}
