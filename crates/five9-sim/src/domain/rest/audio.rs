//! `audio` and `audio/player` of a call: voicemail drop.
//!
//! Rule: only while the call is TALKING, and only with the permission to play.

use std::time::Duration;

use serde_json::json;

use super::{Ctx, Outcome, body_of, text_of};
use crate::domain::call::CallState;
use crate::domain::http::{Method, Response};
use crate::domain::id::CallId;
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn route_audio(&mut self, ctx: Ctx<'_>, id: &CallId, rest: &[&str]) -> Outcome {
        use Method::{Get, Put};
        match (ctx.request.method, rest) {
            (Get, []) => Ok(Response::ok(
                &json!({"player": self.player_json(ctx.now, id)}),
            )),
            (Get, ["player"]) => Ok(Response::ok(&self.player_json(ctx.now, id))),
            (Put, ["player", verb]) => self.put_player(ctx, id, verb),
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn put_player(&mut self, ctx: Ctx<'_>, id: &CallId, verb: &str) -> Outcome {
        self.require_permission(ctx, "CAN_PLAY_AUDIO_FILES")?;
        let is_talking = self
            .call(id)
            .is_some_and(|call| call.state == CallState::Talking);
        if !is_talking {
            return Err(self.wrong_state(id, verb));
        }
        let is_done = match verb {
            "play_prompt" => {
                let body = body_of(ctx.request)?;
                let prompt = text_of(&body, "value")?;
                let duration = self.prompt_duration(prompt)?;
                self.play_prompt(ctx.now, id, prompt, duration);
                true
            }
            "pause" => self.pause_player(ctx.now, id, true),
            "resume" => self.pause_player(ctx.now, id, false),
            "stop" => self.stop_player(ctx.now, id),
            _ => return Err(Problem::not_found("resource", ctx.request.path_only())),
        };
        if is_done {
            Ok(Response::ok(&self.player_json(ctx.now, id)))
        } else {
            Err(self.wrong_state(id, verb))
        }
    }

    fn prompt_duration(&self, id: &str) -> Result<Duration, Problem> {
        let found = self.org.prompts.iter().find(|prompt| prompt.id == id);
        found
            .map(|prompt| Duration::from_millis(prompt.duration_ms))
            .ok_or_else(|| Problem::not_found("prompt", id))
    }
}
