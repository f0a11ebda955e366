//! Reading and controlling calls.
//!
//! Rule: an unknown or removed call is 404, one in the wrong state is 435 and stays as it was.

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of, not_simulated, text_of};
use crate::domain::call::{Call, CallState, EndedBy, Role};
use crate::domain::calls::Finish;
use crate::domain::config::{ReplyBody, UnknownCall};
use crate::domain::http::{Method, Response};
use crate::domain::id::{CallId, DispositionId};
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::Sim;

/// Ways to dial that are answered 435.
const OTHER_DIALS: &[&str] = &[
    "make_agent_call",
    "make_skill_call",
    "make_speed_dial_call",
    "make_test_call",
    "return_missed_call",
];

/// 366 days.
const REDIAL_MS_MAX: u64 = 366 * 24 * 3_600_000;

impl Sim {
    pub(super) fn route_interactions(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        use Method::{Get, Post};
        match (ctx.request.method, rest) {
            (Get, []) => Ok(self.read_stubs(ctx)),
            (Get, ["calls"]) => Ok(self.read_calls(ctx)),
            (_, ["calls", id, rest @ ..]) => {
                let id = self.readable_call(ctx, id)?;
                self.route_call(ctx, &id, rest)
            }
            (Post, [verb]) if OTHER_DIALS.contains(verb) => not_simulated(verb),
            (_, [id, "note" | "worksheet", ..]) => {
                let call = self.readable_call(ctx, id)?;
                self.route_interaction(ctx, &call, &rest[1..])
            }
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn route_call(&mut self, ctx: Ctx<'_>, id: &CallId, rest: &[&str]) -> Outcome {
        use Method::{Get, Post, Put};
        match (ctx.request.method, rest) {
            (Get, []) => Ok(Response::ok(&self.call_json(id))),
            (_, ["audio", rest @ ..]) => self.route_audio(ctx, id, rest),
            (Put, ["disconnect"]) => self.put_disconnect(ctx, id),
            (Put, ["dispose"]) => self.put_dispose(ctx, id),
            (Put, ["hold" | "unhold"]) => self.put_hold(ctx, id, rest[0] == "hold"),
            (Put, [verb]) if verb.ends_with("_recording") => self.put_recording(ctx, id, verb),
            (Put, ["variables_2" | "call_variables"]) => self.put_variables(ctx, id),
            (Put, ["update_contact"]) => self.put_call_contact(ctx, id),
            (Put, ["active_contact_2"]) => self.put_active_contact(ctx, id),
            (Post, ["contacts_2"]) => self.post_call_contact(ctx, id),
            (Put | Post, [verb]) => self.route_third_party(ctx, id, verb),
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn put_hold(&mut self, ctx: Ctx<'_>, id: &CallId, on: bool) -> Outcome {
        self.require_permission(ctx, "CAN_PLACE_CALL_ON_HOLD")?;
        if !self.set_hold(ctx.now, id, on) {
            return Err(self.wrong_state(id, if on { "hold" } else { "unhold" }));
        }
        if on {
            self.stop_player(ctx.now, id);
        }
        Ok(Response::ok(&self.call_json(id)))
    }

    fn put_recording(&mut self, ctx: Ctx<'_>, id: &CallId, verb: &str) -> Outcome {
        let on = match verb {
            "start_recording" | "resume_recording" => true,
            "stop_recording" | "pause_recording" => false,
            _ => return Err(Problem::not_found("resource", ctx.request.path_only())),
        };
        self.require_permission(ctx, "CAN_MAKE_RECORDINGS")?;
        if !self.set_recording(ctx.now, id, on) {
            return Err(self.wrong_state(id, verb));
        }
        Ok(Response::ok(&self.call_json(id)))
    }

    fn put_disconnect(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        if self.call(id).is_some_and(|call| call.role == Role::Main) {
            self.require_permission(ctx, "CAN_WRAPUP_CALL")?;
        }
        if !self.disconnect_call(ctx.now, id) {
            return Err(self.wrong_state(id, "disconnect"));
        }
        Ok(match self.config.switches.disconnect_reply {
            ReplyBody::Empty => Response::empty(204),
            ReplyBody::CallInfo => Response::ok(&self.call_json(id)),
        })
    }

    fn put_dispose(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
        let body = body_of(ctx.request)?;
        let disposition = DispositionId::new(text_of(&body, "dispositionId")?);
        self.dispose_call(ctx.now, id, &disposition, &body["timeout"])?;
        Ok(match self.config.switches.dispose_reply {
            ReplyBody::Empty => Response::empty(204),
            ReplyBody::CallInfo => Response::ok(&self.call_json(id)),
        })
    }

    /// Sets an outcome and finishes the call; whether a person confirmed it the service cannot see.
    pub(crate) fn dispose_call(
        &mut self,
        now: std::time::Duration,
        id: &CallId,
        disposition: &DispositionId,
        timeout: &Value,
    ) -> Result<(), Problem> {
        let call = self
            .call(id)
            .ok_or_else(|| Problem::not_found("call", id.as_str()))?;
        if call.is_finished() || call.role != Role::Main {
            return Err(self.wrong_state(id, "dispose"));
        }
        let refused = |message| Err(Problem::refused(Refusal::DispositionNotAllowed, message));
        if !self.org.allows(call.campaign.as_ref(), disposition) {
            return refused("the disposition is not allowed for this call");
        }
        if let Some(timeout_ms) = timeout.as_u64() {
            let may_set = self.org.dispositions[disposition].may_set_timer();
            if !may_set || timeout_ms > REDIAL_MS_MAX {
                return refused("the disposition does not take this timeout");
            }
        }
        let finish = Finish {
            disposition: Some(disposition.clone()),
            reason: "DISPOSITIONED",
            ended_by: EndedBy::Agent,
        };
        self.finish_call(now, id, finish);
        Ok(())
    }

    /// Stubs without a state, as the real list has them.
    fn read_stubs(&self, ctx: Ctx<'_>) -> Response {
        let shown = self
            .calls
            .open_of(ctx.agent())
            .filter(|call| call.is_shown());
        let stubs = shown.map(|call| json!({"channelType": "CALL", "interactionId": call.id}));
        Response::list(stubs.collect())
    }

    fn read_calls(&self, ctx: Ctx<'_>) -> Response {
        let shown = self
            .calls
            .open_of(ctx.agent())
            .filter(|call| call.is_shown());
        Response::list(shown.map(|call| self.call_info(call)).collect())
    }

    fn readable_call(&self, ctx: Ctx<'_>, id: &str) -> Result<CallId, Problem> {
        let is_readable =
            |call: &&Call| call.agent == *ctx.agent() && !call.removed && call.is_shown();
        let found = self.call(&CallId::new(id)).filter(is_readable);
        found
            .map(|call| call.id.clone())
            .ok_or_else(|| match self.config.switches.unknown_call {
                UnknownCall::NotFound => Problem::not_found("call", id),
                UnknownCall::Refused => Problem {
                    object_id: Some(id.to_owned()),
                    ..Problem::refused(Refusal::CallState, "the call is not there any more")
                },
            })
    }

    pub(super) fn wrong_state(&self, id: &CallId, action: &str) -> Problem {
        let state = self.call(id).map_or(CallState::Finished, |call| call.state);
        let message = format!(
            "Improper call state {} while calling {action}",
            state.as_str()
        );
        Problem {
            object_id: Some(id.to_string()),
            ..Problem::refused(Refusal::CallState, message)
        }
    }
}
