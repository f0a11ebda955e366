//! Reading and controlling calls.
//!
//! Rule: an unknown or removed call is 404, one in the wrong state is 435 and stays as it was.

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of};
use crate::domain::call::{Call, CallState, EndedBy};
use crate::domain::calls::Finish;
use crate::domain::config::ReplyBody;
use crate::domain::http::{Method, Response};
use crate::domain::id::{CallId, DispositionId};
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::Sim;

/// 366 days.
const REDIAL_MS_MAX: u64 = 366 * 24 * 3_600_000;

impl Sim {
    pub(super) fn route_interactions(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        use Method::{Get, Put};
        match (ctx.request.method, rest) {
            (Get, []) => Ok(self.read_stubs(ctx)),
            (Get, ["calls"]) => Ok(self.read_calls(ctx)),
            (Get, ["calls", id]) => {
                let id = self.readable_call(ctx, id)?;
                Ok(Response::ok(&self.call_json(&id)))
            }
            (Put, ["calls", id, action]) => {
                let id = self.readable_call(ctx, id)?;
                self.put_call(ctx, &id, action)
            }
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn put_call(&mut self, ctx: Ctx<'_>, id: &CallId, action: &str) -> Outcome {
        let is_done = match action {
            "disconnect" => return self.put_disconnect(ctx, id),
            "dispose" => return self.put_dispose(ctx, id),
            "hold" => self.set_hold(ctx.now, id, true),
            "unhold" => self.set_hold(ctx.now, id, false),
            "start_recording" | "resume_recording" => self.set_recording(ctx.now, id, true),
            "stop_recording" | "pause_recording" => self.set_recording(ctx.now, id, false),
            _ => return Err(Problem::not_found("resource", ctx.request.path_only())),
        };
        if is_done {
            Ok(Response::ok(&self.call_json(id)))
        } else {
            Err(self.wrong_state(id, action))
        }
    }

    fn put_disconnect(&mut self, ctx: Ctx<'_>, id: &CallId) -> Outcome {
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
        let disposition = body["dispositionId"]
            .as_str()
            .map(DispositionId::new)
            .ok_or_else(|| Problem::bad_request("dispositionId is missing"))?;
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
        if call.is_finished() {
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
        let stubs = self
            .calls_of(ctx.agent())
            .filter(|call| !call.is_finished())
            .map(|call| json!({"channelType": "CALL", "interactionId": call.id}));
        Response::ok(&stubs.collect())
    }

    fn read_calls(&self, ctx: Ctx<'_>) -> Response {
        let calls = self
            .calls_of(ctx.agent())
            .filter(|call| !call.is_finished())
            .map(|call| call.to_json(self.config.epoch_ms));
        Response::ok(&calls.collect())
    }

    fn readable_call(&self, ctx: Ctx<'_>, id: &str) -> Result<CallId, Problem> {
        let is_readable = |call: &&Call| call.agent == *ctx.agent() && !call.removed;
        let found = self.call(&CallId::new(id)).filter(is_readable);
        found
            .map(|call| call.id.clone())
            .ok_or_else(|| Problem::not_found("call", id))
    }

    fn wrong_state(&self, id: &CallId, action: &str) -> Problem {
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
