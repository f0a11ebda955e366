//! `GET /agents/{A}/interactions/{iid}/note`: the notes at an interaction.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::{Note, Notes};

/// Asks for the notes at an interaction.
///
/// - Request: `GET /agents/{A}/interactions/{iid}/note`, no body.
/// - Reply: 200 with an array of notes, an object that holds it as `notes`, or one note (I); an
///   empty body means none.
/// - Errors: [`Error::NotFound`].
/// - Source: "Five9 Docs/Agent REST API/interactions/note"; PPN. Endpoint S, shape I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetInteractionNotes {
    /// The agent.
    pub agent: AgentId,
    /// The interaction: for a call, the call.
    pub interaction: CallId,
}

impl Endpoint for GetInteractionNotes {
    type Output = Vec<Note>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "agents",
            self.agent.as_str(),
            "interactions",
            self.interaction.as_str(),
            "note",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Note>, Error> {
        let notes: Option<Notes> = lenient::optional_json(reply)?;
        Ok(notes.map(|Notes(notes)| notes).unwrap_or_default())
    }
}
