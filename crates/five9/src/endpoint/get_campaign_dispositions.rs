//! `GET /orgs/{O}/campaigns/{id}/dispositions`: how calls of a campaign may end.
//!
//! An object and a bare array are both understood. All are returned, also those that cannot
//! end a call: choosing is the caller's.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::{CampaignId, OrgId};
use crate::lenient;
use crate::model::{Disposition, Dispositions};

/// Asks for the dispositions of a campaign.
///
/// - Request: `GET /orgs/{O}/campaigns/{id}/dispositions`, no body.
/// - Reply: 200 with `{"dispositions":[DispositionInfo]}`, or the bare array.
/// - Errors: [`Error::NotFound`] for a campaign that is not the organisation's.
/// - Source: "Five9 Docs/Agent REST API/campaigns/dispositions"; SK (S), ADT (V).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCampaignDispositions {
    /// The organisation.
    pub org: OrgId,
    /// The campaign.
    pub campaign: CampaignId,
}

impl Endpoint for GetCampaignDispositions {
    type Output = Vec<Disposition>;

    fn to_request(&self) -> Request {
        let (org, campaign) = (self.org.as_str(), self.campaign.as_str());
        Request::get(http::path(&[
            "orgs",
            org,
            "campaigns",
            campaign,
            "dispositions",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Disposition>, Error> {
        lenient::json(reply).map(|Dispositions(dispositions)| dispositions)
    }
}
