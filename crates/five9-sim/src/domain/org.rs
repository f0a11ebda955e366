//! The organisation's own data: campaigns, dispositions, codes, prompts, notices.
//!
//! Rule: everything here is what an administrator would set; nothing here knows a call or an agent's session.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::id::{CampaignId, DispositionId, OrgId};

#[derive(Clone)]
pub(crate) struct Org {
    pub(crate) id: OrgId,
    pub(crate) campaigns: BTreeMap<CampaignId, Campaign>,
    /// Campaigns that agents may call by hand with, in the order in which they are offered.
    pub(crate) manual_campaigns: Vec<CampaignId>,
    pub(crate) dispositions: BTreeMap<DispositionId, Disposition>,
    pub(crate) no_campaign_dispositions: Vec<DispositionId>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) not_ready_codes: Vec<Named>,
    pub(crate) logout_codes: Vec<Named>,
    pub(crate) prompts: Vec<Prompt>,
    /// Numbers as digits, with country code.
    pub(crate) dnc: BTreeSet<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Campaign {
    pub(crate) id: CampaignId,
    pub(crate) name: &'static str,
    pub(crate) campaign_type: &'static str,
    pub(crate) state: String,
    /// The number that the called person sees.
    pub(crate) caller_id: &'static str,
    pub(crate) dispositions: Vec<DispositionId>,
    pub(crate) wrap_up: Option<WrapUpLimit>,
}

#[derive(Debug, Clone)]
pub(crate) struct WrapUpLimit {
    pub(crate) timeout_ms: u64,
    pub(crate) disposition: DispositionId,
}

#[derive(Debug, Clone)]
pub(crate) struct Disposition {
    pub(crate) id: DispositionId,
    pub(crate) name: &'static str,
    pub(crate) description: Option<&'static str>,
    pub(crate) flags: &'static [&'static str],
    pub(crate) filters: &'static [&'static str],
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) adds_to_dnc: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) id: &'static str,
    pub(crate) annotation: &'static str,
    pub(crate) text: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) duration_ms: u64,
}

pub(crate) const ENDS_CALL: &str = "VOICE_DISPOSE_CALL_OR_VOICEMAIL";
pub(crate) const TRANSFERS_CALL: &str = "VOICE_TRANSFER_CALL";

impl Org {
    /// Whether this disposition may end a call of this campaign.
    pub(crate) fn allows(&self, campaign: Option<&CampaignId>, id: &DispositionId) -> bool {
        let attached = match campaign.and_then(|campaign| self.campaigns.get(campaign)) {
            Some(campaign) => &campaign.dispositions,
            None => &self.no_campaign_dispositions,
        };
        attached.contains(id)
            && self
                .dispositions
                .get(id)
                .is_some_and(|found| found.filters.contains(&ENDS_CALL))
    }

    pub(crate) fn dispositions_of(&self, ids: &[DispositionId]) -> Vec<Value> {
        ids.iter()
            .filter_map(|id| self.dispositions.get(id))
            .map(Disposition::to_json)
            .collect()
    }
}

impl Campaign {
    pub(crate) fn is_running(&self) -> bool {
        self.state == "RUNNING"
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "campaignType": self.campaign_type,
            "customSource": null, "customIcon": null, "assistances": [], "attributes": [],
            "avatarURL": null, "chatWelcomeMessage": null, "chatTerminateMessage": null,
            "outEmail": null, "skillIds": [], "state": self.state,
            "flags": ["PASS_CONTACTS_ANI_FOR_3RD_PARTY_CONFERENCES"],
        })
    }
}

impl Disposition {
    pub(crate) fn may_set_timer(&self) -> bool {
        self.flags.iter().any(|flag| flag.starts_with("ALLOW_SET_"))
    }

    pub(crate) fn to_json(&self) -> Value {
        let timeout = self
            .timeout_ms
            .map_or_else(|| json!(-1), |timeout_ms| json!(timeout_ms));
        json!({
            "id": self.id, "name": self.name, "displayName": self.name,
            "description": self.description, "flags": self.flags,
            "channelTypes": {"CALL": {"filters": self.filters}},
            "timeout": timeout, "numberForTransfersAndConferences": null, "type": null,
        })
    }
}

impl Notice {
    /// Five9 echoes `accepted: false` even in its answer to the acceptance.
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "annotation": self.annotation, "text": self.text, "accepted": false})
    }
}

impl Named {
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "selectable": true})
    }
}

impl Prompt {
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "description": self.name, "duration": self.duration_ms})
    }
}
