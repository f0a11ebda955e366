//! What the agent desktop page does: opening it, looking, and acting by hand.
//!
//! Rule: what a person does here takes the same way through the domain as a client's request,
//! but is neither logged, held nor hit by faults, and opens no event socket.

use std::time::Duration;

use serde_json::{Value, json};

use super::agent::{LoginState, Station};
use super::call::Call;
use super::control::state::call_json;
use super::http::{Method, Request, Response};
use super::id::AgentId;
use super::log::tenths;
use super::org::{Campaign, Notice};
use super::rest;
use super::session::{LoginPolicy, Proof};
use super::sim::{Origin, Sim};

impl Sim {
    /// Opens the page: a session that the browser already has goes on, else the default agent is
    /// logged in with the station connected. Answers the cookies to set.
    pub fn open_desktop(
        &mut self,
        now: Duration,
        request: &Request,
    ) -> Vec<(&'static str, String)> {
        self.handle_timeout(now);
        if let Some(proof) = self.proof(now, request) {
            self.touch(now, &proof.agent);
            return Vec::new();
        }
        let agent = self.default_agent();
        let proof = self.log_in(now, &agent, LoginPolicy::AttachExisting);
        match self.login_state_of(&agent) {
            Some(LoginState::SelectStation) => {
                self.start_session(now, &agent, Station::softphone());
            }
            Some(
                LoginState::SelectSkills
                | LoginState::AcceptNotice
                | LoginState::Working
                | LoginState::Relogin,
            )
            | None => {}
        }
        self.with_cookies(Response::empty(200), request, &proof)
            .headers
    }

    pub(crate) fn handle_desktop(
        &mut self,
        now: Duration,
        request: &Request,
        rest: &[&str],
    ) -> Response {
        let Some(proof) = self.proof(now, request) else {
            // Not a refusal: browsers report every refused request on the page's console.
            return Response::ok(&json!({"loggedIn": false}));
        };
        self.touch(now, &proof.agent);
        let agent = proof.agent.clone();
        match (request.method, rest) {
            (Method::Get, ["state"]) => Response::ok(&self.desktop_json(now, &agent)),
            (Method::Post, ["station", "connect"]) => {
                self.connect_station(now, &agent);
                Response::empty(204)
            }
            (Method::Post, ["station", "disconnect"]) => {
                self.disconnect_station(now, &agent);
                Response::empty(204)
            }
            (Method::Post, ["logout"]) => {
                self.log_out(now, &agent);
                Response::empty(204)
            }
            (Method::Post, ["start"]) => {
                let body = r#"{"stationId":"3000001","stationType":"SOFTPHONE"}"#;
                self.by_hand(now, request, &proof, ("session_start", body))
            }
            (Method::Post, ["skills"]) => {
                self.by_hand(now, request, &proof, ("active_skills", "[]"))
            }
            (Method::Post, ["notice", id]) => {
                let path = format!("maintenance_notices/{id}/accept");
                self.by_hand(now, request, &proof, (&path, ""))
            }
            (Method::Post, ["presence"]) => {
                self.by_hand(now, request, &proof, ("presence", &request.body))
            }
            (Method::Post, ["dial"]) => {
                let path = "interactions/make_external_call";
                self.by_hand(now, request, &proof, (path, &request.body))
            }
            (Method::Post, ["call", id, action]) => {
                let path = format!("interactions/calls/{id}/{action}");
                self.by_hand(now, request, &proof, (&path, &request.body))
            }
            _ => Response::json(404, &json!({"error": "no such desktop request"})),
        }
    }

    /// Sends a request of the agent's own resources past log, hold and faults.
    fn by_hand(
        &mut self,
        now: Duration,
        origin: &Request,
        proof: &Proof,
        (path, body): (&str, &str),
    ) -> Response {
        let method = if path.ends_with("make_external_call") {
            Method::Post
        } else {
            Method::Put
        };
        let path = format!("{}agents/{}/{path}", rest::PREFIX, proof.agent);
        let request = Request::new(method, origin.host.clone(), path)
            .with_header("authorization", format!("Bearer-{}", proof.token))
            .with_body(body);
        self.rest(now, &request, Origin::default())
    }

    fn desktop_json(&self, now: Duration, agent: &AgentId) -> Value {
        let Some(found) = self.agents.get(agent) else {
            return json!({"loggedIn": false});
        };
        let unread = self.org.notices.iter();
        let unread = unread.filter(|notice| found.unread_notices.contains(&notice.id));
        let calls = self.calls.open_of(agent);
        let last = self
            .calls
            .all()
            .iter()
            .rev()
            .find(|call| call.agent == *agent && call.is_finished() && call.is_shown());
        let campaigns = self
            .org
            .campaigns
            .values()
            .filter(|campaign| campaign.is_running());
        json!({
            "loggedIn": true,
            "now_ms": tenths(now),
            "agent": {"id": agent, "name": found.full_name, "userName": found.user_name},
            "loginState": found.login_state().map(LoginState::as_str),
            "station": found.station().map(Station::to_json),
            "presence": found.presence_json(self.config.epoch_ms),
            "notices": unread.map(Notice::to_json).collect::<Value>(),
            "campaigns": campaigns.map(Campaign::to_json).collect::<Value>(),
            "calls": calls.map(|call| self.desktop_call_json(call)).collect::<Value>(),
            "lastCall": last.map(|call| self.desktop_call_json(call)),
        })
    }

    fn desktop_call_json(&self, call: &Call) -> Value {
        let campaign = call
            .campaign
            .as_ref()
            .and_then(|id| self.org.campaigns.get(id));
        let attached = campaign.map_or(&self.org.no_campaign_dispositions, |campaign| {
            &campaign.dispositions
        });
        let choices = attached
            .iter()
            .filter(|id| self.org.allows(call.campaign.as_ref(), id))
            .filter_map(|id| self.org.dispositions.get(id))
            .map(|choice| json!({"id": choice.id, "name": choice.name, "flags": choice.flags}));
        let chosen = call
            .disposition
            .as_ref()
            .and_then(|id| self.org.dispositions.get(id));
        let mut json = call_json(call);
        json["campaignName"] =
            campaign.map_or(Value::Null, |campaign| campaign.name.clone().into());
        json["dispositionName"] = chosen.map_or(Value::Null, |chosen| chosen.name.clone().into());
        json["dispositions"] = choices.collect();
        json
    }
}
