//! `POST /agents/{A}/interactions/make_external_call`: places a call.
//!
//! It is not idempotent: nobody repeats it without evidence that no call was placed. The
//! do-not-call check is never skipped, and there is no way to ask for that.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CampaignId};
use crate::lenient;

/// Places a call to a number outside Five9.
///
/// - Request: `POST /agents/{A}/interactions/make_external_call`, body with the members in
///   this order: `number`, `skipDNCCheck`, `checkMultipleContacts`, `campaignId`.
/// - Reply: any 2xx means accepted, nothing more; the body is ignored. The call itself shows
///   up in events and in the list of calls, before or after the reply.
/// - Errors: statuses of refusals were never recorded (I). [`Error::is_definite_refusal`] says
///   whether an error proves that no call was placed. A refusal may also come later, as
///   [`crate::event::Event::MakeCallFailed`].
/// - Source: "Five9 Docs/Agent REST API/make_external_call"; SRK, SK. Confidence V.
#[derive(Clone, PartialEq, Eq)]
pub struct MakeExternalCall {
    /// The agent.
    pub agent: AgentId,
    /// The number: ten digits, or `+` and the country code. Sent as it is.
    pub number: String,
    /// The campaign to call under.
    pub campaign: CampaignId,
}

impl Endpoint for MakeExternalCall {
    type Output = ();

    fn to_request(&self) -> Request {
        let agent = self.agent.as_str();
        let path = http::path(&["agents", agent, "interactions", "make_external_call"]);
        Request::post(path).with_members(&[
            ("number", Part::Text(&self.number)),
            ("skipDNCCheck", Part::Flag(false)),
            ("checkMultipleContacts", Part::Flag(true)),
            ("campaignId", Part::Text(self.campaign.as_str())),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<(), Error> {
        lenient::accepted(reply)
    }
}

impl fmt::Debug for MakeExternalCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MakeExternalCall")
            .field("agent", &self.agent)
            .field("campaign", &self.campaign)
            .finish_non_exhaustive()
    }
}
