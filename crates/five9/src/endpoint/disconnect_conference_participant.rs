//! `PUT /agents/{A}/interactions/calls/{C}/disconnectConferenceParticipant`: hangs up one party
//! of a conference.
//!
//! A party is a call of its own in the list of calls, and its id stands in the path.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{AgentId, CallId};
use crate::lenient;
use crate::model::CallInfo;

/// Hangs up one party of a conference; the others go on.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/disconnectConferenceParticipant`, no body.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/disconnectConferenceParticipant"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DisconnectConferenceParticipant {
    /// The agent.
    pub agent: AgentId,
    /// The party's own call.
    pub participant: CallId,
}

impl Endpoint for DisconnectConferenceParticipant {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        Request::put(http::call_path(
            &self.agent,
            &self.participant,
            "disconnectConferenceParticipant",
        ))
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
