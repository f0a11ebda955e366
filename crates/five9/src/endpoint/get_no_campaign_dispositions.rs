//! `GET /orgs/{O}/no_campaign_dispositions`: how calls without a campaign may end.

use crate::error::Error;
use crate::http::{self, Endpoint, Reply, Request};
use crate::id::OrgId;
use crate::lenient;
use crate::model::{Disposition, Dispositions};

/// Asks for the dispositions of calls that were made without a campaign.
///
/// - Request: `GET /orgs/{O}/no_campaign_dispositions`, no body.
/// - Reply: 200 with `[DispositionInfo]`; an object that holds them is understood, too.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`].
/// - Source: "Five9 Docs/Agent REST API/no_campaign_dispositions"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GetNoCampaignDispositions {
    /// The organisation.
    pub org: OrgId,
}

impl Endpoint for GetNoCampaignDispositions {
    type Output = Vec<Disposition>;

    fn to_request(&self) -> Request {
        Request::get(http::path(&[
            "orgs",
            self.org.as_str(),
            "no_campaign_dispositions",
        ]))
    }

    fn decode(&self, reply: &Reply) -> Result<Vec<Disposition>, Error> {
        lenient::json(reply).map(|Dispositions(dispositions)| dispositions)
    }
}
