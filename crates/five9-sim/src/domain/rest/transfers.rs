//! Transfers to and conferences with a number outside.
//!
//! Rule: one third party at a time is being reached; whoever may not call outside may not bring
//! somebody in from there. Colleagues, skills, campaigns and parking are not simulated: 435.

use serde_json::Value;

use super::{Ctx, Outcome, body_of, not_simulated, text_of};
use crate::domain::call::{CallState, EndedBy, Role};
use crate::domain::http::Response;
use crate::domain::id::{CallId, DispositionId};
use crate::domain::org::TRANSFERRED;
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::Sim;

const NOT_SIMULATED: &[&str] = &[
    "answer",
    "reject",
    "park",
    "retrieve",
    "transfer_to_speed_dial",
    "transfer_to_campaign",
    "transfer_to_agent",
    "transfer_to_skill",
    "transfer_to_call",
    "add_campaign_to_conference",
    "add_agent_to_conference",
    "add_skill_to_conference",
    "add_speed_dial_to_conference",
    "add_to_conference",
];

impl Sim {
    pub(super) fn route_third_party(&mut self, ctx: Ctx<'_>, id: &CallId, verb: &str) -> Outcome {
        match verb {
            "transfer_to_external_number" => self.put_transfer(ctx, id),
            "complete_transfer" => self.put_complete_transfer(ctx, id),
            "cancel_transfer" => self.put_cancel_transfer(ctx, id),
            "add_external_to_conference" => self.post_conference(ctx, id),
            "complete_warm_conference" => self.post_complete_conference(ctx, id),
            "disconnectConferenceParticipant" => self.put_disconnect_participant(ctx, id),
            "leave_conference" => self.put_leave_conference(ctx, id),
            _ if NOT_SIMULATED.contains(&verb) => not_simulated(verb),
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn put_transfer(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        self.require_permission(ctx, "CAN_TRANSFER_TO_EXTERNAL")?;
        let body = body_of(ctx.request)?;
        let destination = &body["destination"];
        let number = text_of(destination, "number")?;
        let disposition = body["dispositionId"].as_str().map(DispositionId::new);
        self.check_free_call(id, "transfer_to_external_number")?;
        self.check_transfer_disposition(id, disposition.as_ref())?;
        self.check_third_party(ctx, number, destination["skipDNCCheck"] == true)?;
        let of = id.clone();
        let role = if body["warm"] == true {
            Role::Consult { of, disposition }
        } else {
            Role::Blind { of, disposition }
        };
        self.hold_for_consult(ctx.now, id);
        self.place_third_party(ctx.now, id, number, role);
        Ok(Response::ok(&self.call_json(id)))
    }

    fn put_complete_transfer(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        let Some((main, third, disposition)) = self.consult_of(id) else {
            return Err(self.wrong_state(id, "complete_transfer"));
        };
        self.close_call(ctx.now, &third, EndedBy::Platform);
        self.tell_deleted(ctx.now, &third, "TRANSFERRED");
        let disposition = disposition.unwrap_or_else(|| DispositionId::new(TRANSFERRED));
        self.hand_over(ctx.now, &main, disposition);
        Ok(Response::ok(&self.call_json(&main)))
    }

    fn put_cancel_transfer(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        let Some((main, third, _)) = self.consult_of(id) else {
            return Err(self.wrong_state(id, "cancel_transfer"));
        };
        self.third_party_leaves(ctx.now, &third, EndedBy::Agent, "DISCONNECTED_BY_AGENT");
        Ok(Response::ok(&self.call_json(&main)))
    }

    /// The transfer that this call, or the call to the third party, is in.
    fn consult_of(&self, id: &CallId) -> Option<(CallId, CallId, Option<DispositionId>)> {
        let mut candidates = self.third_parties(id);
        candidates.push(id.clone());
        candidates
            .into_iter()
            .find_map(|third| match &self.call(&third)?.role {
                Role::Consult { of, disposition } => {
                    Some((of.clone(), third.clone(), disposition.clone()))
                }
                Role::Main
                | Role::Blind { .. }
                | Role::Invited { .. }
                | Role::Participant { .. } => None,
            })
    }

    fn post_conference(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        self.require_permission(ctx, "CAN_CREATE_CONFERENCE_WITH_EXTERNAL")?;
        let body = body_of(ctx.request)?;
        let number = text_of(&body, "number")?;
        let warm = body["warm"] == true;
        self.check_free_call(id, "add_external_to_conference")?;
        self.check_third_party(ctx, number, body["checkDNC"] == false)?;
        if warm {
            self.hold_for_consult(ctx.now, id);
        }
        let role = Role::Invited {
            of: id.clone(),
            warm,
        };
        let third = self.place_third_party(ctx.now, id, number, role);
        Ok(Response::ok(
            &third.map_or(Value::Null, |third| self.call_json(&third)),
        ))
    }

    fn post_complete_conference(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        let mut candidates = self.third_parties(id);
        candidates.push(id.clone());
        let waiting = candidates.into_iter().find_map(|third| {
            let call = self.call(&third)?;
            let is_there = call.state == CallState::Talking;
            match &call.role {
                Role::Invited { of, warm: true } if is_there => Some((of.clone(), third.clone())),
                Role::Main
                | Role::Blind { .. }
                | Role::Consult { .. }
                | Role::Invited { .. }
                | Role::Participant { .. } => None,
            }
        });
        let Some((main, third)) = waiting else {
            return Err(self.wrong_state(id, "complete_warm_conference"));
        };
        self.join(ctx.now, &main, &third);
        Ok(Response::ok(&self.call_json(&main)))
    }

    fn put_disconnect_participant(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        let is_participant = self.call(id).is_some_and(|call| {
            matches!(call.role, Role::Participant { .. } | Role::Invited { .. })
                && call.state.is_live()
        });
        if !is_participant {
            return Err(self.wrong_state(id, "disconnectConferenceParticipant"));
        }
        let reason = "CONFERENCE_PARTICIPANT_DISCONNECTED_BY_AGENT";
        self.third_party_leaves(ctx.now, id, EndedBy::Agent, reason);
        Ok(Response::ok(&self.call_json(id)))
    }

    /// The others go on without the agent.
    fn put_leave_conference(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        let body = body_of(ctx.request)?;
        let disposition = body["dispositionId"].as_str().map(DispositionId::new);
        let third_parties = self.third_parties(id);
        let is_conference = third_parties.iter().any(|third| {
            self.call(third)
                .is_some_and(|call| matches!(call.role, Role::Participant { .. }))
        });
        if !is_conference {
            return Err(self.wrong_state(id, "leave_conference"));
        }
        self.check_transfer_disposition(id, disposition.as_ref())?;
        let disposition = disposition.unwrap_or_else(|| DispositionId::new(TRANSFERRED));
        for third in third_parties {
            self.close_call(ctx.now, &third, EndedBy::Platform);
            self.tell_deleted(ctx.now, &third, "CONFERENCE_LEFT");
        }
        let finish = crate::domain::calls::Finish {
            disposition: Some(disposition),
            reason: "CONFERENCE_LEFT",
            ended_by: EndedBy::Agent,
        };
        self.finish_call(ctx.now, id, finish);
        Ok(Response::ok(&self.call_json(id)))
    }

    /// A connected call of the agent's own with nobody being reached for it.
    fn check_free_call(&self, id: &CallId, action: &str) -> Result<(), Problem> {
        let is_free = self.call(id).is_some_and(|call| {
            call.role == Role::Main && call.state.is_connected() && !call.is_held_for_consult
        });
        let is_reaching = self.third_parties(id).iter().any(|third| {
            self.call(third)
                .is_some_and(|call| !matches!(call.role, Role::Participant { .. }))
        });
        if is_free && !is_reaching {
            return Ok(());
        }
        Err(self.wrong_state(id, action))
    }

    fn check_transfer_disposition(
        &self,
        id: &CallId,
        disposition: Option<&DispositionId>,
    ) -> Result<(), Problem> {
        let campaign = self.call(id).and_then(|call| call.campaign.as_ref());
        match disposition {
            Some(disposition) if !self.org.allows_transfer(campaign, disposition) => {
                let message = "the disposition is not one for transfers of this call";
                Err(Problem::refused(Refusal::DispositionNotAllowed, message))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check_third_party(&self, ctx: Ctx<'_>, number: &str, skip: bool) -> Result<(), Problem> {
        if skip {
            self.require_permission(ctx, "CAN_DIAL_DNC")?;
        }
        let digits = self
            .check_number(number)
            .map_err(|refused| refused.to_problem())?;
        if !skip && self.org.is_on_dnc(ctx.now, &digits) {
            let message = "the number is on the do-not-call list";
            return Err(Problem::refused(Refusal::Dnc, message));
        }
        Ok(())
    }
}
