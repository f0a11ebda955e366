//! `PUT /agents/{A}/interactions/calls/{C}/audio/player/pause`: stops what is played into a call
//! for a while.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;

/// Stops what is played into a call until it is told to go on.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/audio/player/pause`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/audio/player"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PausePrompt {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for PausePrompt {
    type Output = ();

    fn to_request(&self) -> Request {
        Request::put(http::path(&[
            "agents",
            self.agent.as_str(),
            "interactions",
            "calls",
            self.call.as_str(),
            "audio",
            "player",
            "pause",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
