//! `GET /orgs/{O}/campaigns`: all campaigns.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::OrgId;
use crate::lenient;
use crate::model::Campaign;

/// Asks for the campaigns of an organisation.
///
/// - Request: `GET /orgs/{O}/campaigns`, no body.
/// - Reply: 200 with `[CampaignInfo]`.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/orgs/campaigns"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetCampaigns {
    /// The organisation.
    pub org: OrgId,
}

impl Endpoint for GetCampaigns {
    type Output = Vec<Campaign>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&["orgs", self.org.as_str(), "campaigns"]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Campaign>, Error> {
        lenient::json(reply)
    }
}
