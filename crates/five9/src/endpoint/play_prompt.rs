//! `PUT /agents/{A}/interactions/calls/{C}/audio/player/play_prompt`: plays a recording into a
//! call.
//!
//! Only while TALKING, and only a prompt of a skill that the agent has. That it was played to its
//! end says event 41.

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, PromptId};
use crate::lenient;

/// Plays a prompt to the other side.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/audio/player/play_prompt`, body
///   `{"value":"…"}`, the id of the prompt.
/// - Reply: any 2xx, body ignored.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/audio/player"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlayPrompt {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// The prompt.
    pub prompt: PromptId,
}

impl Endpoint for PlayPrompt {
    type Output = ();

    fn to_request(&self) -> Request {
        let path = http::path(&[
            "agents",
            self.agent.as_str(),
            "interactions",
            "calls",
            self.call.as_str(),
            "audio",
            "player",
            "play_prompt",
        ]);
        Request::put(path).with_members(&[("value", Part::Text(self.prompt.as_str()))])
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}
