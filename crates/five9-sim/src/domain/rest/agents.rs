//! The agent's own resources: login state, session, station, notices, presence.
//!
//! Rule: what leads to WORKING answers in every login state, everything else only in WORKING.

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of};
use crate::domain::agent::{LoginState, Presence, Station, StationType};
use crate::domain::config::{ListShape, StationRestart};
use crate::domain::frame::{Event, EventId};
use crate::domain::http::{Method, Response};
use crate::domain::org::Notice;
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::Sim;

const PERMISSIONS: &[&str] = &[
    "CAN_RUN_WEB_AGENT",
    "CAN_WRAPUP_CALL",
    "CAN_PLACE_CALL_ON_HOLD",
    "CAN_REJECT_CALLS",
    "CAN_CHANGE_DATA_FIELDS",
    "IS_VOICE_MEDIA_ENABLED",
];

impl Sim {
    pub(super) fn route_agent(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        use Method::{Get, Post, Put};
        match (ctx.request.method, rest) {
            (Get, ["login_state"]) => self.read_login_state(ctx),
            (Put, ["session_start"]) => self.put_session_start(ctx),
            (Put, ["session_restart"]) => self.put_session_restart(ctx),
            (Put, ["session_stop"]) => self.put_session_stop(ctx),
            (Get, ["maintenance_notices"]) => self.read_notices(ctx),
            (Get, ["maintenance_notices", id]) => self.read_notice(ctx, id),
            (Put, ["maintenance_notices", id, "accept"]) => self.put_notice_accept(ctx, id),
            (Put, ["active_skills"]) => self.put_active_skills(ctx),
            (Put, ["ping"]) => Ok(Response::empty(204)),
            _ => {
                self.require_working(ctx, rest.last().copied().unwrap_or_default())?;
                match (ctx.request.method, rest) {
                    (Get, ["station"]) => self.read_station(ctx),
                    (Get, ["station_state"]) => self.read_station_state(ctx),
                    (Put, ["station", "restart" | "softphone_force_restart"]) => {
                        Ok(self.put_station_restart(ctx))
                    }
                    (Get, ["presence"]) => self.read_presence(ctx),
                    (Put, ["presence"]) => self.put_presence(ctx),
                    (Get, ["permissions"]) => self.read_permissions(ctx),
                    (Get, ["skills" | "active_skills"]) => Ok(Response::ok(&json!([]))),
                    (Get, ["campaigns_config"]) => Ok(self.read_campaigns_config()),
                    (Get, ["prompts"]) => {
                        let prompts = self.org.prompts.iter();
                        Ok(Response::ok(
                            &prompts.map(|prompt| prompt.to_json()).collect(),
                        ))
                    }
                    (Post, ["interactions", "make_external_call"]) => self.post_dial(ctx),
                    (_, ["interactions", rest @ ..]) => self.route_interactions(ctx, rest),
                    _ => Err(Problem::not_found("resource", ctx.request.path_only())),
                }
            }
        }
    }

    fn read_login_state(&self, ctx: Ctx<'_>) -> Outcome {
        let state = self
            .login_state_of(ctx.agent())
            .ok_or_else(Problem::not_logged_in)?;
        Ok(Response::ok(&Value::from(state.as_str())))
    }

    fn put_session_start(&mut self, ctx: Ctx<'_>) -> Outcome {
        let body = body_of(ctx.request)?;
        let station_type = body["stationType"]
            .as_str()
            .and_then(StationType::parse)
            .ok_or_else(|| Problem::bad_request("stationType is missing or unknown"))?;
        let id = body["stationId"].as_str().unwrap_or_default().to_owned();
        let is_forced = ctx.request.query("force") == Some("true");
        let state = self
            .login_state_of(ctx.agent())
            .ok_or_else(Problem::not_logged_in)?;
        match state {
            LoginState::SelectStation => {}
            LoginState::Working if is_forced => self.revoke_other_tokens(ctx.proof),
            LoginState::Working => {
                let message = "the agent has a session elsewhere";
                return Err(Problem::refused(Refusal::DuplicateLogin, message));
            }
            LoginState::SelectSkills | LoginState::AcceptNotice | LoginState::Relogin => {
                let method = "session_start";
                return Err(Problem::login_state(
                    state.as_str(),
                    method,
                    "SELECT_STATION",
                ));
            }
        }
        self.start_session(
            ctx.now,
            ctx.agent(),
            Station {
                id,
                station_type,
                connected: true,
            },
        );
        Ok(Response::empty(204))
    }

    fn put_session_restart(&mut self, ctx: Ctx<'_>) -> Outcome {
        let state = self
            .login_state_of(ctx.agent())
            .ok_or_else(Problem::not_logged_in)?;
        if state != LoginState::Relogin {
            return Err(Problem::login_state(
                state.as_str(),
                "session_restart",
                "RELOGIN",
            ));
        }
        self.set_login_state(ctx.now, ctx.agent(), LoginState::Working);
        Ok(Response::empty(204))
    }

    fn put_session_stop(&mut self, ctx: Ctx<'_>) -> Outcome {
        if !self.unfinished_calls(ctx.agent()).is_empty() {
            return Err(Problem::refused(
                Refusal::CallInProgress,
                "a call is not finished",
            ));
        }
        if let Some(session) = self.session_mut(ctx.agent()) {
            session.station = None;
            session.station_lost_at = None;
        }
        self.set_login_state(ctx.now, ctx.agent(), LoginState::SelectStation);
        Ok(Response::empty(204))
    }

    fn read_notices(&self, ctx: Ctx<'_>) -> Outcome {
        let unread = &self.agent_of(ctx)?.unread_notices;
        let notices = self.org.notices.iter();
        let unread = notices.filter(|notice| unread.iter().any(|id| id == notice.id));
        Ok(Response::ok(&unread.map(Notice::to_json).collect()))
    }

    fn notice(&self, id: &str) -> Result<&Notice, Problem> {
        let notices = &self.org.notices;
        notices
            .iter()
            .find(|notice| notice.id == id)
            .ok_or_else(|| Problem::not_found("notice", id))
    }

    fn read_notice(&self, _ctx: Ctx<'_>, id: &str) -> Outcome {
        Ok(Response::ok(&self.notice(id)?.to_json()))
    }

    fn put_notice_accept(&mut self, ctx: Ctx<'_>, id: &str) -> Outcome {
        let reply = self.notice(id)?.to_json();
        self.accept_notice(ctx, id);
        Ok(Response::ok(&reply))
    }

    fn accept_notice(&mut self, ctx: Ctx<'_>, id: &str) {
        let Some(agent) = self.agents.get_mut(ctx.agent()) else {
            return;
        };
        agent.unread_notices.retain(|unread| unread != id);
        let is_done = agent.unread_notices.is_empty();
        if is_done && agent.login_state() == Some(LoginState::AcceptNotice) {
            self.set_login_state(ctx.now, ctx.agent(), LoginState::Working);
        }
    }

    fn put_active_skills(&mut self, ctx: Ctx<'_>) -> Outcome {
        let body = body_of(ctx.request)?;
        if !body.is_array() {
            return Err(Problem::bad_request("an array of skill ids is expected"));
        }
        if self.login_state_of(ctx.agent()) == Some(LoginState::SelectSkills) {
            let has_notice = !self.agent_of(ctx)?.unread_notices.is_empty();
            let next = if has_notice {
                LoginState::AcceptNotice
            } else {
                LoginState::Working
            };
            self.set_login_state(ctx.now, ctx.agent(), next);
        }
        Ok(Response::ok(&body))
    }

    fn read_station(&self, ctx: Ctx<'_>) -> Outcome {
        let station = self.agent_of(ctx)?.station();
        let none = || json!({"stationId": null, "stationType": null, "state": "DISCONNECTED"});
        Ok(Response::ok(&station.map_or_else(none, Station::to_json)))
    }

    fn read_station_state(&self, ctx: Ctx<'_>) -> Outcome {
        let state = self
            .agent_of(ctx)?
            .station()
            .map_or("DISCONNECTED", Station::state);
        Ok(Response::ok(&Value::from(state)))
    }

    fn put_station_restart(&mut self, ctx: Ctx<'_>) -> Response {
        match self.config.switches.station_restart {
            StationRestart::Works => self.connect_station(ctx.now, ctx.agent()),
            StationRestart::StaysDown => {}
        }
        Response::empty(204)
    }

    fn read_presence(&self, ctx: Ctx<'_>) -> Outcome {
        Ok(Response::ok(
            &self.agent_of(ctx)?.presence_json(self.config.epoch_ms),
        ))
    }

    fn put_presence(&mut self, ctx: Ctx<'_>) -> Outcome {
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
        let is_busy = !self.unfinished_calls(agent).is_empty();
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
            &Event::new(EventId::PresenceUpdated, None, payload),
        );
    }

    fn read_permissions(&self, ctx: Ctx<'_>) -> Outcome {
        let mut permissions = PERMISSIONS.to_vec();
        if self.agent_of(ctx)?.may_call_external {
            permissions.push("CAN_MAKE_CALLS_TO_EXTERNAL");
        }
        Ok(Response::ok(&json!(permissions)))
    }

    fn read_campaigns_config(&self) -> Response {
        let ids = &self.org.manual_campaigns;
        Response::ok(&match self.config.switches.campaigns_config {
            ListShape::Object => json!({"campaignIds": ids}),
            ListShape::Array => json!(ids),
        })
    }
}
