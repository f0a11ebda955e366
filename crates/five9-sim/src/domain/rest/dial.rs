//! `make_external_call`: every reason to refuse it, and the call if there is none.
//!
//! Rule: a refused dial creates no call; an accepted one says nothing about how it goes.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of};
use crate::domain::agent::{Station, StationType};
use crate::domain::callee::{Behaviour, DialFailure, digits_of};
use crate::domain::calls::Dial;
use crate::domain::config::{DialRefusals, ReplyBody};
use crate::domain::frame::{Event, EventId};
use crate::domain::http::Response;
use crate::domain::id::CampaignId;
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::{Sim, Task};

/// A dial that is refused, and whether the refusal comes later.
struct Refused {
    kind: Refusal,
    message: &'static str,
    /// Absent: as the switch says.
    later: Option<bool>,
}

impl Sim {
    pub(super) fn post_dial(&mut self, ctx: Ctx<'_>) -> Outcome {
        let body = body_of(ctx.request)?;
        let number = body["number"]
            .as_str()
            .ok_or_else(|| Problem::bad_request("number is missing"))?
            .to_owned();
        let campaign = body["campaignId"].as_str().map(CampaignId::new);
        if let Err(refused) = self.check_dial(ctx, &body, &number, campaign.as_ref()) {
            return self.refuse_dial(ctx, &refused, &number, campaign.as_ref());
        }
        let digits = digits_of(&number).unwrap_or_default();
        let behaviour = self.callees.of(&digits).clone();
        let agent = ctx.agent().clone();
        let dial = Dial {
            agent,
            number,
            campaign,
            behaviour,
        };
        let log = ctx.origin.log;
        if let Some(after) = ctx.origin.create_after {
            let dial = Box::new(dial);
            self.schedule(ctx.now + after, Task::CreateCall { dial, log });
            return Ok(Response::empty(200));
        }
        let call = self.place_call(ctx.now, dial);
        if let Some(log) = log {
            self.log.made(log, &call);
        }
        Ok(match self.config.switches.dial_reply {
            ReplyBody::Empty => Response::empty(200),
            ReplyBody::CallInfo => Response::ok(&self.call_json(&call)),
        })
    }

    fn check_dial(
        &self,
        ctx: Ctx<'_>,
        body: &Value,
        number: &str,
        campaign: Option<&CampaignId>,
    ) -> Result<(), Refused> {
        self.check_agent_may_dial(ctx, body)?;
        let Some(digits) = digits_of(number) else {
            return refuse(Refusal::InvalidNumber, "the number is not valid");
        };
        self.check_campaign(campaign)?;
        if self.org.dnc.contains(&digits) {
            return refuse(Refusal::Dnc, "the number is on the do-not-call list");
        }
        match self.callees.of(&digits) {
            Behaviour::Refused {
                failure:
                    DialFailure {
                        context_code,
                        later,
                    },
            } => Err(Refused {
                kind: Refusal::parse(context_code).unwrap_or(Refusal::InvalidNumber),
                message: "the call was refused",
                later: *later,
            }),
            Behaviour::Answer { .. }
            | Behaviour::Voicemail { .. }
            | Behaviour::NoAnswer
            | Behaviour::Busy { .. } => Ok(()),
        }
    }

    fn check_agent_may_dial(&self, ctx: Ctx<'_>, body: &Value) -> Result<(), Refused> {
        let Some(agent) = self.agents.get(ctx.agent()) else {
            return refuse(Refusal::NoPermission, "unknown agent");
        };
        if !agent.may_call_external || body["skipDNCCheck"] == true {
            return refuse(
                Refusal::NoPermission,
                "the agent has no permission for this call",
            );
        }
        let has_audio = |station: &Station| {
            station.connected
                && (station.station_type != StationType::Empty
                    || self.config.switches.empty_station_dials)
        };
        if !agent.station().is_some_and(has_audio) {
            return refuse(Refusal::StationNotConnected, "the station is not connected");
        }
        let is_on_call = !self.unfinished_calls(ctx.agent()).is_empty();
        if is_on_call || self.n_calls_to_come(ctx.agent()) > 0 {
            return refuse(Refusal::AlreadyOnCall, "the agent is already on a call");
        }
        Ok(())
    }

    fn check_campaign(&self, campaign: Option<&CampaignId>) -> Result<(), Refused> {
        let Some(campaign) = campaign else {
            if self.config.switches.no_campaign_dials {
                return Ok(());
            }
            return refuse(Refusal::CampaignNotAllowed, "a campaign is required");
        };
        match self.org.campaigns.get(campaign) {
            None => refuse(
                Refusal::CampaignNotAllowed,
                "the agent may not use this campaign",
            ),
            Some(campaign) if !campaign.is_running() => {
                refuse(Refusal::CampaignNotRunning, "the campaign is not running")
            }
            Some(_) => Ok(()),
        }
    }

    fn refuse_dial(
        &mut self,
        ctx: Ctx<'_>,
        refused: &Refused,
        number: &str,
        campaign: Option<&CampaignId>,
    ) -> Outcome {
        let by_switch = self.config.switches.dial_refusals == DialRefusals::Async;
        if !refused.later.unwrap_or(by_switch) {
            return Err(Problem::refused(refused.kind, refused.message));
        }
        let payload = json!({
            "number": number, "campaignId": campaign, "cause": refused.kind.context_code(),
            "errorCode": refused.kind.error_code(), "callbackId": null,
        });
        let at: Duration = ctx.now + self.rng.duration(200, 1_500);
        let event = Event::new(EventId::MakeCallFailed, None, payload);
        self.schedule(
            at,
            Task::Tell {
                agent: ctx.agent().clone(),
                event,
            },
        );
        Ok(Response::empty(200))
    }
}

fn refuse(kind: Refusal, message: &'static str) -> Result<(), Refused> {
    Err(Refused {
        kind,
        message,
        later: None,
    })
}
