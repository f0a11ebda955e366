//! Campaigns, and which of them an agent may call under.
//!
//! A campaign's id is required; that it runs is believed only when Five9 says so.

use serde::Deserialize;
use serde::de::Deserializer;

use crate::id::CampaignId;
use crate::lenient::{self, words};

words! {
    /// What a campaign is for. Manual calls may use outbound and inbound ones.
    CampaignType {
        /// Takes calls.
        Inbound = "INBOUND",
        /// Places calls from lists.
        Outbound = "OUTBOUND",
        /// Places calls without agents.
        Autodial = "AUTODIAL",
    }
}

words! {
    /// Whether a campaign runs.
    CampaignState {
        /// It runs.
        Running = "RUNNING",
        /// It does not run.
        NotRunning = "NOT_RUNNING",
        /// It is about to run.
        Starting = "STARTING",
        /// It is about to stop.
        Stopping = "STOPPING",
        /// Its lists are being reset.
        Resetting = "RESETTING",
    }
}

/// A campaign: `CampaignInfo`.
///
/// Source SK: confidence S.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    /// The campaign's id.
    pub id: CampaignId,
    /// The name that administrators gave it; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub campaign_type: Option<CampaignType>,
    /// Whether it runs; an empty `Unknown` if it was not sent.
    #[serde(default = "unknown_state")]
    pub state: CampaignState,
}

fn unknown_state() -> CampaignState {
    CampaignState::Unknown(String::new())
}

impl Campaign {
    /// Says whether Five9 reports the campaign as running.
    pub fn is_running(&self) -> bool {
        self.state == CampaignState::Running
    }
}

/// The campaigns that an agent may use for manual calls.
///
/// Source SK: confidence S. Its code reads an object, its comment shows a bare array.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CampaignsConfig {
    /// The campaigns, in Five9's order.
    pub campaign_ids: Vec<CampaignId>,
}

impl<'de> Deserialize<'de> for CampaignsConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Object {
            campaign_ids: Option<Vec<CampaignId>>,
        }

        let campaign_ids = lenient::array_or(deserializer, |object: Object| {
            object.campaign_ids.unwrap_or_default()
        })?;
        Ok(Self { campaign_ids })
    }
}
