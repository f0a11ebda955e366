//! The organisation's own data: campaigns, dispositions, codes, prompts, notices, skills, variables.
//!
//! Rule: everything here is what an administrator would set; nothing here knows a call or an agent's session.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

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
    pub(crate) skills: Vec<Named>,
    pub(crate) prompts: Vec<Prompt>,
    pub(crate) call_variables: Vec<CallVariable>,
    pub(crate) contact_fields: Vec<ContactField>,
    /// Numbers as digits, with country code, and from when on they count.
    pub(crate) dnc: BTreeMap<String, Duration>,
}

#[derive(Debug, Clone)]
pub(crate) struct Campaign {
    pub(crate) id: CampaignId,
    pub(crate) name: String,
    pub(crate) campaign_type: String,
    pub(crate) state: String,
    /// The number that the called person sees.
    pub(crate) caller_id: String,
    pub(crate) dispositions: Vec<DispositionId>,
    pub(crate) wrap_up: Option<WrapUpLimit>,
}

#[derive(Debug, Clone)]
pub(crate) struct WrapUpLimit {
    pub(crate) timeout_ms: u64,
    pub(crate) disposition: DispositionId,
    /// The reason with which the agent is made not ready when the time is up.
    pub(crate) not_ready_reason: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Disposition {
    pub(crate) id: DispositionId,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) flags: Vec<String>,
    pub(crate) filters: Vec<String>,
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) adds_to_dnc: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) id: String,
    pub(crate) annotation: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) duration_ms: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct CallVariable {
    pub(crate) id: String,
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) data_type: String,
    pub(crate) default: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct ContactField {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) data_type: String,
    pub(crate) primary: bool,
}

pub(crate) const ENDS_CALL: &str = "VOICE_DISPOSE_CALL_OR_VOICEMAIL";
pub(crate) const TRANSFERS_CALL: &str = "VOICE_TRANSFER_CALL";
/// Five9's own disposition of a call that was transferred without one being named.
pub(crate) const TRANSFERRED: &str = "-23";

impl Org {
    /// Whether this disposition may end a call of this campaign.
    pub(crate) fn allows(&self, campaign: Option<&CampaignId>, id: &DispositionId) -> bool {
        self.is_attached(campaign, id) && self.has_filter(id, ENDS_CALL)
    }

    /// Whether this disposition may be given to a call of this campaign that is handed on.
    pub(crate) fn allows_transfer(
        &self,
        campaign: Option<&CampaignId>,
        id: &DispositionId,
    ) -> bool {
        let is_known = id.as_str() == TRANSFERRED || self.is_attached(campaign, id);
        is_known && self.has_filter(id, TRANSFERS_CALL)
    }

    fn is_attached(&self, campaign: Option<&CampaignId>, id: &DispositionId) -> bool {
        match campaign.and_then(|campaign| self.campaigns.get(campaign)) {
            Some(campaign) => campaign.dispositions.contains(id),
            None => self.no_campaign_dispositions.contains(id),
        }
    }

    fn has_filter(&self, id: &DispositionId, filter: &str) -> bool {
        self.dispositions
            .get(id)
            .is_some_and(|found| found.filters.iter().any(|own| own == filter))
    }

    pub(crate) fn is_on_dnc(&self, now: Duration, digits: &str) -> bool {
        self.dnc.get(digits).is_some_and(|from| *from <= now)
    }

    /// The fields that hold telephone numbers.
    pub(crate) fn phone_fields(&self) -> BTreeSet<&str> {
        let fields = self.contact_fields.iter();
        let phones = fields.filter(|field| field.data_type == "PHONE");
        phones.map(|field| field.id.as_str()).collect()
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
    pub(crate) fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
        }
    }

    /// A reason code.
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "selectable": true})
    }

    pub(crate) fn to_skill_json(&self) -> Value {
        json!({"id": self.id, "name": self.name})
    }
}

impl Prompt {
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "description": self.name, "duration": self.duration_ms})
    }
}

impl CallVariable {
    pub(crate) fn to_json(&self) -> Value {
        let default = self.default.iter();
        let default = default.map(|value| json!({"type": "DEFAULT_VALUE", "value": value}));
        json!({
            "id": self.id, "group": self.group, "name": self.name, "type": self.data_type,
            "restrictions": {"restrictions": default.collect::<Value>()},
        })
    }
}

impl ContactField {
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "dataType": self.data_type, "primary": self.primary,
            "restrictions": {"restrictions": [], "limitedSetInfo": null},
        })
    }
}
