//! What the client sees of the organisation's lists.
//!
//! Rule: each function starts from a fresh meeting and says what it saw in a few words.

use five9::endpoint::{GetCampaignDispositions, GetCampaignsConfig, GetDispositions};
use five9::http::Endpoint;
use five9::id::{CampaignId, OrgId};
use five9::model::DispositionFlag;

use crate::meeting::{Meeting, ORG, agent};

/// The shape on the wire, and how many the client read out of it.
fn shape<T, E: Endpoint<Output = T>>(
    meeting: &mut Meeting,
    endpoint: &E,
    count: impl Fn(&T) -> usize,
) -> String {
    let reply = meeting.reply(endpoint);
    let shape = if reply.body.starts_with('{') {
        "object"
    } else {
        "array"
    };
    let read = endpoint.decode(&reply).expect("read in both shapes");
    format!("{shape} of {}", count(&read))
}

pub(crate) fn campaigns_config(meeting: &mut Meeting) -> String {
    let endpoint = GetCampaignsConfig { agent: agent() };
    shape(meeting, &endpoint, |config| config.campaign_ids.len())
}

pub(crate) fn dispositions(meeting: &mut Meeting) -> String {
    let endpoint = GetCampaignDispositions {
        org: OrgId::new(ORG),
        campaign: CampaignId::new("1137597"),
    };
    shape(meeting, &endpoint, Vec::len)
}

pub(crate) fn unknown_flags(meeting: &mut Meeting) -> String {
    let all = meeting
        .ask(&GetDispositions {
            org: OrgId::new(ORG),
        })
        .expect("dispositions");
    let flags = all.iter().flat_map(|disposition| &disposition.flags);
    let unknown = flags.filter(|flag| matches!(flag, DispositionFlag::Unknown(_)));
    unknown.count().to_string()
}
