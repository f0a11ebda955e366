//! `PUT /agents/{A}/interactions/calls/{C}/audio/player/stop`: ends what is played into a call.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;

/// Ends what is played into a call.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/audio/player/stop`, no body.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/audio/player"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StopPrompt {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
}

impl Endpoint for StopPrompt {
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
            "stop",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
