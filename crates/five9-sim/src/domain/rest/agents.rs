//! The agent's session: login state, start and stop, notices, skills, station.
//!
//! Rule: what leads to WORKING answers in every login state, everything else only in WORKING.

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of};
use crate::domain::agent::{LoginState, Station, StationType};
use crate::domain::config::StationRestart;
use crate::domain::frame::{Event, EventId};
use crate::domain::http::{Method, Response};
use crate::domain::org::Notice;
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn route_agent(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        use Method::{Get, Put};
        match (ctx.request.method, rest) {
            (Get, ["login_state"]) => self.read_login_state(ctx),
            (Put, ["session_start"]) => self.put_session_start(ctx),
            (Put, ["session_restart"]) => self.put_session_restart(ctx),
            (Put, ["session_stop"]) => self.put_session_stop(ctx),
            (Get, ["session_expiration"]) => self.read_session_expiration(ctx),
            (Get, ["can_stop_session"]) => {
                let can_stop = !self.calls.is_any_open(ctx.agent());
                Ok(Response::ok(&json!(can_stop)))
            }
            (Get, ["switchover_metadata"]) => {
                let (host, port) = ctx.request.authority();
                Ok(Response::ok(&self.data_centers(host, port)))
            }
            (Get, ["maintenance_notices"]) => self.read_notices(ctx),
            (Get, ["maintenance_notices", id]) => self.read_notice(ctx, id),
            (Put, ["maintenance_notices", id, "accept"]) => self.put_notice_accept(ctx, id),
            (Get, ["skills"]) => Ok(self.read_skills()),
            (Get, ["active_skills"]) => self.read_active_skills(ctx),
            (Put, ["active_skills"]) => self.put_active_skills(ctx),
            (Put, ["ping"]) => Ok(Response::empty(204)),
            _ => {
                self.require_working(ctx, rest.last().copied().unwrap_or_default())?;
                self.route_working_agent(ctx, rest)
            }
        }
    }

    fn route_working_agent(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        use Method::{Get, Post, Put};
        match (ctx.request.method, rest) {
            (Get, []) => self.read_agent(ctx),
            (Get, ["station"]) => self.read_station(ctx),
            (Get, ["station_state"]) => self.read_station_state(ctx),
            (Put, ["station", "restart" | "softphone_force_restart"]) => {
                Ok(self.put_station_restart(ctx))
            }
            (Get, ["presence"]) => self.read_presence(ctx),
            (Put, ["presence"]) => self.put_presence(ctx),
            (Put, ["set_system_not_ready_state"]) => Ok(self.put_system_not_ready(ctx)),
            (Get, ["permissions"]) => self.read_permissions(ctx),
            (Get, ["options"]) => self.read_options(ctx),
            (Put, ["options"]) => self.put_options(ctx),
            (Get, ["campaigns_config"]) => Ok(self.read_campaigns_config()),
            (Get, ["campaigns"]) => Ok(self.read_inbound_campaigns()),
            (Get, ["prompts"]) => Ok(self.read_prompts()),
            (Put, ["add_number_to_dnc"]) => self.put_dnc(ctx),
            (_, ["callbacks", rest @ ..]) => self.route_callbacks(ctx, rest),
            (Post, ["interactions", "make_external_call"]) => self.post_dial(ctx),
            (_, ["interactions", rest @ ..]) => self.route_interactions(ctx, rest),
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn read_login_state(&self, ctx: Ctx<'_>) -> Outcome {
        let state = self
            .login_state_of(ctx.agent())
            .ok_or_else(Problem::not_logged_in)?;
        Ok(Response::ok(&Value::from(state.as_str())))
    }

    fn put_session_start(&mut self, ctx: Ctx<'_>) -> Outcome {
        self.require_permission(ctx, "CAN_RUN_WEB_AGENT")?;
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
                return Err(Problem {
                    status: self.config.switches.duplicate_login_status,
                    ..Problem::refused(Refusal::DuplicateLogin, message)
                });
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
        if self.calls.is_any_open(ctx.agent()) {
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
        let unread = notices.filter(|notice| unread.contains(&notice.id));
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

    fn read_session_expiration(&self, ctx: Ctx<'_>) -> Outcome {
        let session = self.agent_of(ctx)?.session.as_ref();
        let last_seen_at = session.map_or(ctx.now, |session| session.last_seen_at);
        let idle = std::time::Duration::from_millis(self.config.switches.session_idle_ms);
        let left = (last_seen_at + idle).saturating_sub(ctx.now);
        Ok(Response::ok(&json!(crate::domain::sim::to_ms(left))))
    }

    fn read_active_skills(&self, ctx: Ctx<'_>) -> Outcome {
        Ok(Response::ok(&json!(self.agent_of(ctx)?.active_skills)))
    }

    fn put_active_skills(&mut self, ctx: Ctx<'_>) -> Outcome {
        let body = body_of(ctx.request)?;
        let ids: Option<Vec<String>> = serde_json::from_value(body).ok();
        let ids = ids.ok_or_else(|| Problem::bad_request("an array of skill ids is expected"))?;
        let is_known = |id: &String| self.org.skills.iter().any(|skill| skill.id == *id);
        if let Some(unknown) = ids.iter().find(|id| !is_known(id)) {
            return Err(Problem::not_found("skill", unknown));
        }
        let payload = json!(ids);
        if let Some(agent) = self.agents.get_mut(ctx.agent()) {
            agent.active_skills = ids;
        }
        let event = Event::new(EventId::ACTIVE_SKILLS_UPDATED, None, payload.clone());
        self.tell(ctx.now, ctx.agent(), &event);
        if self.login_state_of(ctx.agent()) == Some(LoginState::SelectSkills) {
            let has_notice = !self.agent_of(ctx)?.unread_notices.is_empty();
            let next = if has_notice {
                LoginState::AcceptNotice
            } else {
                LoginState::Working
            };
            self.set_login_state(ctx.now, ctx.agent(), next);
        }
        Ok(Response::ok(&payload))
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
}
