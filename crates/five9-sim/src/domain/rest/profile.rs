//! The agent: presence, permissions, options, skills, prompts, campaigns, do-not-call.
//!
//! Rule: only in the login state WORKING, which the caller has checked; skills in every state.

use serde_json::json;

use super::{Ctx, Outcome, body_of};
use crate::domain::agent::Presence;
use crate::domain::callee::digits_of;
use crate::domain::config::ListShape;
use crate::domain::frame::{Event, EventId};
use crate::domain::http::Response;
use crate::domain::org::{Campaign, Named, Prompt};
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn read_presence(&self, ctx: Ctx<'_>) -> Outcome {
        Ok(Response::ok(
            &self.agent_of(ctx)?.presence_json(self.config.epoch_ms),
        ))
    }

    pub(super) fn put_presence(&mut self, ctx: Ctx<'_>) -> Outcome {
        let body = body_of(ctx.request)?;
        let channels = body["readyChannels"]
            .as_array()
            .ok_or_else(|| Problem::bad_request("readyChannels is missing"))?;
        let presence = Presence {
            ready_channels: channels
                .iter()
                .filter_map(|channel| channel.as_str().map(str::to_owned))
                .collect(),
            reason_code_id: body["notReadyReasonCodeId"]
                .as_str()
                .unwrap_or("0")
                .to_owned(),
        };
        self.set_presence(ctx.now, ctx.agent(), presence);
        self.read_presence(ctx)
    }

    pub(crate) fn set_presence(
        &mut self,
        now: std::time::Duration,
        agent: &crate::domain::AgentId,
        presence: Presence,
    ) {
        let is_busy = self.calls.is_any_open(agent);
        let epoch_ms = self.config.epoch_ms;
        let Some(found) = self.agents.get_mut(agent) else {
            return;
        };
        if is_busy {
            found.pending_presence = Some(presence);
        } else {
            found.presence = presence;
            found.presence_since = now;
        }
        let payload = found.presence_json(epoch_ms);
        self.tell(
            now,
            agent,
            &Event::new(EventId::PRESENCE_UPDATED, None, payload),
        );
    }

    pub(super) fn put_system_not_ready(&mut self, ctx: Ctx<'_>) -> Response {
        self.set_presence(ctx.now, ctx.agent(), Presence::not_ready());
        Response::empty(204)
    }

    pub(super) fn read_agent(&self, ctx: Ctx<'_>) -> Outcome {
        let agent = self.agent_of(ctx)?;
        Ok(Response::ok(&json!({
            "id": agent.id, "userName": agent.user_name, "fullName": agent.full_name,
            "active": true, "permissions": agent.permissions,
        })))
    }

    pub(super) fn read_permissions(&self, ctx: Ctx<'_>) -> Outcome {
        Ok(Response::ok(&json!(self.agent_of(ctx)?.permissions)))
    }

    pub(super) fn read_options(&self, ctx: Ctx<'_>) -> Outcome {
        Ok(Response::ok(
            &json!({"options": self.agent_of(ctx)?.options}),
        ))
    }

    /// What is not named is off from then on.
    pub(super) fn put_options(&mut self, ctx: Ctx<'_>) -> Outcome {
        let body = body_of(ctx.request)?;
        let options: Option<Vec<String>> = serde_json::from_value(body["options"].clone()).ok();
        let options = options.ok_or_else(|| Problem::bad_request("options is missing"))?;
        let payload = json!({"options": options});
        if let Some(agent) = self.agents.get_mut(ctx.agent()) {
            agent.options = options;
        }
        let event = Event::new(EventId::OPTIONS_UPDATED, None, payload.clone());
        self.tell(ctx.now, ctx.agent(), &event);
        Ok(Response::ok(&payload))
    }

    pub(super) fn read_skills(&self) -> Response {
        Response::list(self.org.skills.iter().map(Named::to_skill_json).collect())
    }

    pub(super) fn read_prompts(&self) -> Response {
        Response::list(self.org.prompts.iter().map(Prompt::to_json).collect())
    }

    pub(super) fn read_inbound_campaigns(&self) -> Response {
        let campaigns = self.org.campaigns.values();
        let inbound = campaigns.filter(|campaign| campaign.campaign_type == "INBOUND");
        Response::list(inbound.map(Campaign::to_json).collect())
    }

    /// The body is not known: `value` as elsewhere, or `number`.
    pub(super) fn put_dnc(&mut self, ctx: Ctx<'_>) -> Outcome {
        self.require_permission(ctx, "CAN_ADD_TO_DNC")?;
        let body = body_of(ctx.request)?;
        let number = body["value"].as_str().or(body["number"].as_str());
        let number = number.ok_or_else(|| Problem::bad_request("number is missing"))?;
        let digits = digits_of(number)
            .ok_or_else(|| Problem::refused(Refusal::InvalidNumber, "the number is not valid"))?;
        self.put_on_dnc(ctx.now, digits);
        Ok(Response::empty(204))
    }

    pub(super) fn read_campaigns_config(&self) -> Response {
        let ids = &self.org.manual_campaigns;
        Response::ok(&match self.config.switches.campaigns_config {
            ListShape::Object => json!({"campaignIds": ids}),
            ListShape::Array => json!(ids),
        })
    }
}
