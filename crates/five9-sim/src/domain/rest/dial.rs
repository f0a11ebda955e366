//! `make_external_call`: every reason to refuse it, and the call if there is none.
//!
//! Rule: a refused dial creates no call; an accepted one says nothing about how it goes.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of, text_of};
use crate::domain::agent::{Station, StationType};
use crate::domain::callee::{Behaviour, DialFailure, digits_of};
use crate::domain::calls::Dial;
use crate::domain::config::{DialRefusals, MultipleContacts, ReplyBody};
use crate::domain::frame::{Event, EventId};
use crate::domain::http::Response;
use crate::domain::id::{CallbackId, CampaignId, ContactId};
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::{Sim, Task};

/// A dial that is refused, and whether the refusal comes later.
pub(super) struct Refused {
    kind: Refusal,
    message: &'static str,
    /// Absent: as the switch says.
    later: Option<bool>,
}

/// What a dial asks for.
pub(super) struct Asked {
    pub(super) number: String,
    pub(super) campaign: Option<CampaignId>,
    pub(super) skips_dnc: bool,
    pub(super) checks_contacts: bool,
    pub(super) contact: Option<ContactId>,
    pub(super) callback: Option<CallbackId>,
}

impl Asked {
    fn from_body(body: &Value) -> Result<Self, Problem> {
        Ok(Self {
            number: text_of(body, "number")?.to_owned(),
            campaign: body["campaignId"].as_str().map(CampaignId::new),
            skips_dnc: body["skipDNCCheck"] == true,
            checks_contacts: body["checkMultipleContacts"] == true,
            contact: body["contactId"].as_str().map(ContactId::new),
            callback: body["callbackId"].as_str().map(CallbackId::new),
        })
    }
}

impl Refused {
    pub(super) fn to_problem(&self) -> Problem {
        Problem::refused(self.kind, self.message)
    }

    /// The payload of events 65 and 75.
    pub(super) fn to_payload(&self, asked: &Asked) -> Value {
        json!({
            "number": asked.number, "campaignId": asked.campaign,
            "cause": self.kind.context_code(), "errorCode": self.kind.error_code(),
            "callbackId": asked.callback,
        })
    }
}

impl Sim {
    pub(super) fn post_dial(&mut self, ctx: Ctx<'_>) -> Outcome {
        let body = body_of(ctx.request)?;
        let asked = Asked::from_body(&body)?;
        self.dial(ctx, asked)
    }

    /// Checks a dial, and places its call or refuses it.
    pub(super) fn dial(&mut self, ctx: Ctx<'_>, asked: Asked) -> Outcome {
        if let Err(refused) = self.check_dial(ctx, &asked) {
            return self.refuse_dial(ctx, &refused, &asked);
        }
        self.accept_dial(ctx, asked)
    }

    /// Places the call of a dial that was checked.
    pub(super) fn accept_dial(&mut self, ctx: Ctx<'_>, asked: Asked) -> Outcome {
        let digits = digits_of(&asked.number).unwrap_or_default();
        let dial = Dial {
            agent: ctx.agent().clone(),
            contact: asked.contact.or_else(|| self.only_contact(&digits)),
            number: asked.number,
            campaign: asked.campaign,
            behaviour: self.callees.of(&digits).clone(),
            callback: asked.callback,
        };
        let log = ctx.origin.log;
        if let Some(after) = ctx.origin.create_after {
            if let Some(log) = log {
                self.log.will_make(log);
            }
            if let Some(agent) = self.agents.get_mut(ctx.agent()) {
                agent.n_calls_to_come += 1;
            }
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

    /// The contact that has this number, if it is the only one.
    fn only_contact(&self, digits: &str) -> Option<ContactId> {
        let mut found = self
            .contacts
            .values()
            .filter(|contact| contact.has_number(&self.org, digits));
        let first = found.next()?;
        found.next().is_none().then(|| first.id.clone())
    }

    pub(super) fn check_dial(&self, ctx: Ctx<'_>, asked: &Asked) -> Result<(), Refused> {
        self.check_agent_may_dial(ctx, asked)?;
        let digits = self.check_number(&asked.number)?;
        self.check_campaign(asked.campaign.as_ref())?;
        if !asked.skips_dnc && self.org.is_on_dnc(ctx.now, &digits) {
            return refuse(Refusal::Dnc, "the number is on the do-not-call list");
        }
        if asked.checks_contacts
            && self.config.switches.multiple_contacts == MultipleContacts::Refused
        {
            let contacts = self.contacts.values();
            let n_found = contacts
                .filter(|contact| contact.has_number(&self.org, &digits))
                .count();
            if n_found > 1 {
                return refuse(
                    Refusal::MultipleContacts,
                    "several contacts have the number",
                );
            }
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

    /// The digits of a number that may be dialed.
    pub(super) fn check_number(&self, number: &str) -> Result<String, Refused> {
        let is_taken = self.config.switches.plus_numbers || !number.starts_with('+');
        digits_of(number).filter(|_| is_taken).ok_or(Refused {
            kind: Refusal::InvalidNumber,
            message: "the number is not valid",
            later: None,
        })
    }

    fn check_agent_may_dial(&self, ctx: Ctx<'_>, asked: &Asked) -> Result<(), Refused> {
        let Some(agent) = self.agents.get(ctx.agent()) else {
            return refuse(Refusal::NoPermission, "unknown agent");
        };
        let may_dial = agent.may("CAN_MAKE_CALLS_TO_EXTERNAL")
            && (!asked.skips_dnc || agent.may("CAN_DIAL_DNC"))
            && (agent.presence.is_ready() || self.config.switches.not_ready_dials);
        if !may_dial {
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
        let pause = Duration::from_millis(self.config.switches.dial_after_finished_ms);
        let is_too_soon = agent
            .call_finished_at
            .is_some_and(|finished_at| ctx.now < finished_at + pause);
        if self.calls.is_any_open(ctx.agent()) || agent.n_calls_to_come > 0 || is_too_soon {
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
        let may_call = self.org.manual_campaigns.contains(campaign);
        match self.org.campaigns.get(campaign).filter(|_| may_call) {
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

    fn refuse_dial(&mut self, ctx: Ctx<'_>, refused: &Refused, asked: &Asked) -> Outcome {
        let by_switch = self.config.switches.dial_refusals == DialRefusals::Async;
        if !refused.later.unwrap_or(by_switch) {
            return Err(refused.to_problem());
        }
        let payload = refused.to_payload(asked);
        let at: Duration = ctx.now + self.rng.duration(200, 1_500);
        let event = Event::new(EventId::MAKE_CALL_FAILED, None, payload);
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
