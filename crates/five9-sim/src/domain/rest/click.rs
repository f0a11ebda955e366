//! `click_to_dial`: asks the agent's desktop to dial.
//!
//! Rule: without `dialImmediately` the desktop is only told; a refusal comes as event 75, never as an answer.

use serde_json::json;

use super::dial::Asked;
use super::{Ctx, Outcome};
use crate::domain::frame::{Event, EventId};
use crate::domain::http::Response;
use crate::domain::id::{CampaignId, ContactId};
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn click_to_dial(&mut self, ctx: Ctx<'_>) -> Outcome {
        let queries = ctx.request.queries();
        let query = |name: &str| {
            let found = queries.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str())
        };
        let number = query("number").ok_or_else(|| Problem::bad_request("number is missing"))?;
        let asked = Asked {
            number: number.to_owned(),
            campaign: query("campaignId").map(|text| self.campaign_by_id_or_name(text)),
            skips_dnc: query("skipDNCCheck") == Some("true"),
            checks_contacts: query("skipMultipleContactsCheck") != Some("true"),
            contact: query("contactId").map(ContactId::new),
            callback: None,
        };
        let is_immediate = query("dialImmediately") == Some("true");
        let payload = json!({
            "number": asked.number, "campaignId": asked.campaign, "contactId": asked.contact,
            "dialImmediately": is_immediate,
        });
        let event = Event::new(EventId::CLICK_TO_DIAL_REQUESTED, None, payload);
        self.tell(ctx.now, ctx.agent(), &event);
        if !is_immediate {
            return Ok(Response::empty(200));
        }
        if let Err(refused) = self.check_dial(ctx, &asked) {
            let payload = refused.to_payload(&asked);
            let event = Event::new(EventId::CLICK_TO_DIAL_FAILED, None, payload);
            self.tell(ctx.now, ctx.agent(), &event);
            return Ok(Response::empty(200));
        }
        self.accept_dial(ctx, asked)?;
        Ok(Response::empty(200))
    }

    fn campaign_by_id_or_name(&self, text: &str) -> CampaignId {
        let named = self.org.campaigns.values();
        let mut named = named.filter(|campaign| campaign.name == text);
        named
            .next()
            .map_or_else(|| CampaignId::new(text), |campaign| campaign.id.clone())
    }
}
