//! `GET /orgs/{O}/campaigns/{id}`: one campaign.
//!
//! The id may have been typed in by a person, so it is encoded into the path.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{CampaignId, OrgId};
use crate::lenient;
use crate::model::Campaign;

/// Asks for one campaign.
///
/// - Request: `GET /orgs/{O}/campaigns/{id}`, no body.
/// - Reply: 200 with `CampaignInfo`.
/// - Errors: [`Error::NotFound`] for an id that is not the organisation's.
/// - Source: "Five9 Docs/Agent REST API/campaigns"; SK. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCampaign {
    /// The organisation.
    pub org: OrgId,
    /// The campaign.
    pub campaign: CampaignId,
}

impl Endpoint for GetCampaign {
    type Output = Campaign;

    fn to_request(&self) -> Request {
        let campaign = self.campaign.as_str();
        Request::get(http::path(&[
            "orgs",
            self.org.as_str(),
            "campaigns",
            campaign,
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Campaign, Error> {
        lenient::json(reply)
    }
}
