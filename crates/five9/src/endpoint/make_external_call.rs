//! `POST /agents/{A}/interactions/make_external_call`: places a call.
//!
//! It is not idempotent: nobody repeats it without evidence that no call was placed. The
//! do-not-call check is never skipped, and there is no way to ask for that.

use std::fmt;

use serde::Serialize;

use crate::error::Error;
use crate::http::{Endpoint, Method, Reply, Request, path};
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    number: &'a str,
    #[serde(rename = "skipDNCCheck")]
    skip_dnc_check: bool,
    check_multiple_contacts: bool,
    campaign_id: &'a CampaignId,
}

impl Endpoint for MakeExternalCall {
    type Output = ();

    fn to_request(&self) -> Request {
        let body = Body {
            number: &self.number,
            skip_dnc_check: false,
            check_multiple_contacts: true,
            campaign_id: &self.campaign,
        };
        let agent = self.agent.as_str();
        let path = path(&["agents", agent, "interactions", "make_external_call"]);
        Request {
            method: Method::Post,
            path,
            body: None,
        }
        .with_body(&body)
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
