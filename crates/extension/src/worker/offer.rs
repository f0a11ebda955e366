//! What Five9 offers this agent: campaigns and their dispositions, read live and again on every change.
//!
//! Nothing of it is kept on disk but the choices of a person, with the names they had.

use std::cmp::Reverse;

use five9::endpoint::{
    GetCampaign, GetCampaignDispositions, GetCampaignsConfig, GetNoCampaignDispositions,
};
use five9::http::{Lost, Reply};
use five9::id::{AgentId, CampaignId, OrgId};
use five9::model::{CallInfo, Campaign, CampaignState, Disposition};
use litemap::LiteMap;

use crate::worker::replies::decode;
use crate::worker::requests::Purpose;
use crate::worker::{Millis, Worker};

/// Changes that come one after the other are read once.
const PAUSE_MS: Millis = 2_000;

#[derive(Debug, Default)]
pub(super) struct Offer {
    /// In Five9's order.
    pub(super) campaigns: Vec<Offered>,
    /// The list of campaigns is as last read, and nothing has cast doubt on it since.
    pub(super) is_sure: bool,
    /// By campaign, in order of use; those of campaigns that were not asked for are absent.
    pub(super) dispositions: LiteMap<String, Vec<Disposition>>,
    /// Campaigns of the last open calls, none where a call has none.
    of_calls: Vec<(dialer::CallId, Option<CampaignId>)>,
    /// Something changed at Five9: when it is to be read again.
    read_at: Option<Millis>,
}

/// So many calls' campaigns are remembered.
const N_CALLS_MAX: usize = 8;
/// Stands for the campaign of calls that have none.
const NO_CAMPAIGN: &str = "";

/// A campaign that this agent may call under.
#[derive(Debug)]
pub(super) struct Offered {
    pub(super) id: String,
    /// Absent: could not be read.
    pub(super) data: Option<Campaign>,
    /// The data is as last read, and nothing has cast doubt on it since.
    pub(super) is_sure: bool,
}

impl Offered {
    pub(super) fn name(&self) -> &str {
        match &self.data {
            Some(campaign) if !campaign.name.is_empty() => &campaign.name,
            Some(_) | None => &self.id,
        }
    }

    pub(super) fn is_running(&self) -> Option<bool> {
        let campaign = self.data.as_ref()?;
        let is_known = !matches!(campaign.state, CampaignState::Unknown(_));
        is_known.then(|| campaign.is_running())
    }
}

impl Offer {
    pub(super) fn find(&self, id: &str) -> Option<&Offered> {
        self.campaigns.iter().find(|offered| offered.id == id)
    }

    /// Five9 says that something of it is not so any more, or not which.
    pub(super) fn invalidate(&mut self, now: Millis) {
        for offered in &mut self.campaigns {
            offered.is_sure = false;
        }
        self.read_at.get_or_insert(now + PAUSE_MS);
    }

    pub(super) fn due_at(&self) -> Option<Millis> {
        self.read_at
    }
}

impl Worker {
    /// Reads again what Five9 said was changed.
    pub(super) fn drive_offer(&mut self, now: Millis) {
        let due_at = self.link.offer.read_at;
        // A clock that was set back puts nothing off.
        if due_at.is_some_and(|due_at| due_at <= now || due_at > now + PAUSE_MS) {
            self.link.offer.read_at = None;
            self.read_offer(now);
            let (chosen, in_use) = (self.campaign_id(), self.campaign_in_use());
            self.link
                .offer
                .dispositions
                .retain(|id, _| Some(id) == chosen.as_ref() || Some(id) == in_use.as_ref());
            for id in [chosen, in_use.filter(|_| self.has_open_call())]
                .into_iter()
                .flatten()
            {
                self.read_dispositions_anew(&CampaignId::new(id), now);
            }
        }
    }

    /// Reads which campaigns the agent may use, and each that is not known for sure.
    pub(super) fn read_offer(&mut self, now: Millis) {
        if let Some(agent) = self.agent() {
            self.link.offer.is_sure = false;
            self.read(Purpose::CampaignsConfig, &GetCampaignsConfig { agent }, now);
        }
    }

    /// All that a run under this campaign hangs on.
    pub(super) fn read_offer_of(&mut self, id: &CampaignId, now: Millis) {
        for offered in &mut self.link.offer.campaigns {
            offered.is_sure &= offered.id != id.as_str();
        }
        self.read_offer(now);
        self.read_campaign(id, now);
        self.read_dispositions_anew(id, now);
    }

    pub(super) fn read_campaign(&mut self, id: &CampaignId, now: Millis) {
        let purpose = Purpose::Campaign(id.clone());
        if let Some(org) = self.org()
            && !self.requests.has(|open| *open == purpose)
        {
            let campaign = id.clone();
            self.read(purpose, &GetCampaign { org, campaign }, now);
        }
    }

    /// Reads the dispositions of a campaign, unless they are here already.
    pub(super) fn read_dispositions(&mut self, campaign_id: Option<String>, now: Millis) {
        if let Some(id) = campaign_id
            && !self.link.offer.dispositions.contains_key(&id)
        {
            self.read_dispositions_anew(&CampaignId::new(id), now);
        }
    }

    pub(super) fn read_dispositions_anew(&mut self, id: &CampaignId, now: Millis) {
        let Some(org) = self.org() else { return };
        let campaign = id.clone();
        let purpose = Purpose::Dispositions(org.clone(), campaign.clone());
        if self.requests.has(|open| *open == purpose) {
            return;
        }
        if campaign.as_str() == NO_CAMPAIGN {
            self.read(purpose, &GetNoCampaignDispositions { org }, now);
        } else {
            self.read(purpose, &GetCampaignDispositions { org, campaign }, now);
        }
    }

    /// Remembers under which campaign a call runs, and reads what can end it.
    pub(super) fn note_campaign(&mut self, info: &CallInfo, now: Millis) {
        let id = dialer::CallId::new(info.id.as_str());
        let known = &mut self.link.offer.of_calls;
        if !info.state.is_live() || known.iter().any(|(call, _)| *call == id) {
            return;
        }
        if known.len() == N_CALLS_MAX {
            known.remove(0);
        }
        known.push((id, info.campaign_id.clone()));
        let campaign = info.campaign_id.as_ref();
        let campaign = campaign.map_or_else(|| NO_CAMPAIGN.to_owned(), ToString::to_string);
        self.read_dispositions(Some(campaign), now);
    }

    /// The campaign of the call on screen; empty: it has none; absent: no call, or not known.
    fn campaign_of_call(&self) -> Option<String> {
        let call = self.call_on_screen()?;
        if !call.campaign.as_str().is_empty() {
            return Some(call.campaign.to_string());
        }
        let mut known = self.link.offer.of_calls.iter();
        let (_, campaign) = known.find(|(id, _)| Some(id) == call.id.as_ref())?;
        Some(
            campaign
                .as_ref()
                .map_or_else(|| NO_CAMPAIGN.to_owned(), ToString::to_string),
        )
    }

    /// The campaign whose dispositions count: that of the call on screen, else the chosen one.
    pub(super) fn campaign_in_use(&self) -> Option<String> {
        self.campaign_of_call().or_else(|| self.campaign_id())
    }

    /// The same for a callback.
    pub(super) fn campaign_to_call_back(&self) -> Option<CampaignId> {
        let campaign = self.campaign_in_use()?;
        (campaign != NO_CAMPAIGN).then(|| CampaignId::new(campaign))
    }

    pub(super) fn org(&self) -> Option<OrgId> {
        let metadata = self.link.metadata.as_ref();
        metadata.map(|metadata| metadata.org_id.clone())
    }

    pub(super) fn take_campaigns_config(
        &mut self,
        agent: AgentId,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let config = decode(&GetCampaignsConfig { agent }, reply)?;
        let mut old = std::mem::take(&mut self.link.offer.campaigns);
        for id in &config.campaign_ids {
            let known = old.iter().position(|known| known.id == id.as_str());
            let offered = match known {
                Some(index) => old.remove(index),
                None => Offered {
                    id: id.to_string(),
                    data: None,
                    is_sure: false,
                },
            };
            let is_sure = offered.is_sure;
            self.link.offer.campaigns.push(offered);
            if !is_sure {
                self.read_campaign(id, now);
            }
        }
        self.link.offer.is_sure = true;
        Ok(())
    }

    pub(super) fn take_campaign(
        &mut self,
        id: &CampaignId,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let Some(org) = self.org() else { return Ok(()) };
        let campaign = id.clone();
        let campaign = decode(&GetCampaign { org, campaign }, reply)?;
        self.drift.note_campaign(&campaign);
        let mut offered = self.link.offer.campaigns.iter_mut();
        if let Some(offered) = offered.find(|offered| offered.id == id.as_str()) {
            offered.data = Some(campaign);
            offered.is_sure = true;
            if self.settings.remember_campaign(id.as_str(), offered.name()) {
                self.save_settings();
            }
        }
        // Which campaign is the default is known once every one was read.
        if !self
            .requests
            .has(|purpose| matches!(purpose, Purpose::Campaign(_)))
        {
            self.read_dispositions(self.campaign_id(), now);
        }
        Ok(())
    }

    pub(super) fn take_dispositions(
        &mut self,
        org: &OrgId,
        id: &CampaignId,
        reply: Result<Reply, Lost>,
    ) -> Result<(), five9::Error> {
        let (org, campaign) = (org.clone(), id.clone());
        let mut read = if id.as_str() == NO_CAMPAIGN {
            decode(&GetNoCampaignDispositions { org }, reply)?
        } else {
            decode(&GetCampaignDispositions { org, campaign }, reply)?
        };
        // While a call is open no key may come to mean another outcome: what is known keeps its place.
        let known = self.link.offer.dispositions.get(id.as_str());
        let known = known.filter(|_| self.has_open_call());
        let rank = |one: &Disposition| match known {
            Some(known) => {
                let place = known.iter().position(|known| known.id == one.id);
                (place.unwrap_or(known.len()), Reverse(0))
            }
            None => (0, Reverse(self.uses.of(one.id.as_str()))),
        };
        let mut ordered = Vec::with_capacity(read.len());
        while let Some(first) = (0..read.len()).min_by_key(|index| rank(&read[*index])) {
            ordered.push(read.remove(first));
        }
        let mut has_new_name = false;
        for one in &ordered {
            has_new_name |= self.settings.remember_outcome(one.id.as_str(), one.label());
        }
        if has_new_name {
            self.save_settings();
        }
        self.link.offer.dispositions.insert(id.to_string(), ordered);
        Ok(())
    }
}
