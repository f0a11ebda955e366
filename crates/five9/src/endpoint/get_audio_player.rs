//! `GET /agents/{A}/interactions/calls/{C}/audio/player`: what is played into a call.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::AudioPlayer;

/// Asks what is played into a call.
///
/// - Request: `GET /agents/{A}/interactions/calls/{C}/audio/player`, no body.
/// - Reply: 200; no source shows the body, and nothing in it is required (I).
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/audio/player"; PPN. Endpoint S, shape I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetAudioPlayer {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for GetAudioPlayer {
    type Output = AudioPlayer;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "agents",
            self.agent.as_str(),
            "interactions",
            "calls",
            self.call.as_str(),
            "audio",
            "player",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<AudioPlayer, Error> {
        lenient::optional_json(reply).map(Option::unwrap_or_default)
    }
}
