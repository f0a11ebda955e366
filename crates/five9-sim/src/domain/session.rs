//! Sessions and tokens: login, logout, expiry, what a request proves.
//!
//! Rule: a token belongs to one agent's present session; ending the session ends all its tokens and sockets.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::agent::{LoginState, Session, Station};
use super::call::EndedBy;
use super::calls::Finish;
use super::frame::{Event, EventId};
use super::http::{Request, Response};
use super::id::{AgentId, DispositionId};
use super::problem::Problem;
use super::sim::{Sim, Task};

/// Logins of one agent that are not logged out beyond this end the oldest one.
const N_TOKENS_MAX: usize = 100;

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) agent: AgentId,
    valid_from: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoginPolicy {
    AttachExisting,
    ForceIn,
}

/// An agent proved by a request, and the token that proved it. `Debug` does not show the token.
#[derive(Clone)]
pub(crate) struct Proof {
    pub(crate) agent: AgentId,
    pub(crate) token: String,
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof")
            .field("agent", &self.agent)
            .finish_non_exhaustive()
    }
}

impl Sim {
    /// Who sends this request: by the `Bearer-` header, else by the session cookie.
    pub(crate) fn authenticate(
        &mut self,
        now: Duration,
        request: &Request,
    ) -> Result<Proof, Problem> {
        let proof = self
            .proof(now, request)
            .ok_or_else(Problem::not_logged_in)?;
        self.touch(now, &proof.agent);
        Ok(proof)
    }

    pub(crate) fn proof(&self, now: Duration, request: &Request) -> Option<Proof> {
        if has_foreign_cookie(request) {
            return None;
        }
        let header = request.header("authorization");
        let cookie = request.cookies().find(|(name, _)| *name == "Authorization");
        [header, cookie.map(|(_, value)| value)]
            .into_iter()
            .flatten()
            .filter_map(|value| value.strip_prefix("Bearer-"))
            .find_map(|token| {
                let found = self
                    .tokens
                    .get(token)
                    .filter(|found| found.valid_from <= now)?;
                Some(Proof {
                    agent: found.agent.clone(),
                    token: token.to_owned(),
                })
            })
    }

    pub(crate) fn touch(&mut self, now: Duration, agent: &AgentId) {
        if let Some(session) = self.session_mut(agent) {
            session.last_seen_at = session.last_seen_at.max(now);
        }
    }

    pub(crate) fn session_mut(&mut self, agent: &AgentId) -> Option<&mut Session> {
        self.agents.get_mut(agent)?.session.as_mut()
    }

    /// Gives a fresh token, in the running session or in a new one.
    pub(crate) fn log_in(&mut self, now: Duration, agent: &AgentId, policy: LoginPolicy) -> Proof {
        let is_running = self
            .agents
            .get(agent)
            .is_some_and(|agent| agent.session.is_some());
        if is_running && policy == LoginPolicy::ForceIn {
            self.end_session(agent, 1000, "logged in elsewhere");
        }
        let id = self.rng.hex(4).to_lowercase();
        if let Some(found) = self.agents.get_mut(agent) {
            found.session.get_or_insert(Session {
                id,
                login_state: LoginState::SelectStation,
                station: None,
                station_lost_at: None,
                last_seen_at: now,
                tokens: Vec::new(),
            });
        }
        self.watch_session(now);
        let token = self.rng.uuid();
        self.keep_token(agent, &token);
        let valid_from = now + Duration::from_millis(self.config.switches.login_propagation_ms);
        self.tokens.insert(
            token.clone(),
            Token {
                agent: agent.clone(),
                valid_from,
            },
        );
        self.touch(now, agent);
        Proof {
            agent: agent.clone(),
            token,
        }
    }

    /// Ends every token and socket of the agent; calls go on.
    pub(crate) fn end_session(&mut self, agent: &AgentId, code: u16, reason: &'static str) {
        let session = self
            .agents
            .get_mut(agent)
            .and_then(|agent| agent.session.take());
        for token in session.into_iter().flat_map(|session| session.tokens) {
            self.tokens.remove(&token);
        }
        for socket in self.sockets.of(agent) {
            self.sockets.close(socket, code, reason);
        }
    }

    /// A session has so many tokens at most; the oldest ones go.
    fn keep_token(&mut self, agent: &AgentId, token: &str) {
        let Some(session) = self.session_mut(agent) else {
            return;
        };
        session.tokens.push(token.to_owned());
        if session.tokens.len() > N_TOKENS_MAX {
            let oldest = session.tokens.remove(0);
            self.tokens.remove(&oldest);
        }
    }

    pub(crate) fn expire_session(&mut self, agent: &AgentId) {
        self.end_session(agent, 1003, "session expired");
    }

    /// Ends the session for good: a call in progress gets a system disposition.
    pub(crate) fn log_out(&mut self, now: Duration, agent: &AgentId) {
        for call in self.unfinished_calls(agent) {
            let finish = Finish {
                disposition: Some(DispositionId::new("-5")),
                reason: "DISPOSITIONED",
                ended_by: EndedBy::Platform,
            };
            self.finish_call(now, &call, finish);
        }
        self.end_session(agent, 1000, "logged out");
    }

    pub(crate) fn revoke_other_tokens(&mut self, proof: &Proof) {
        let Some(session) = self.session_mut(&proof.agent) else {
            return;
        };
        let tokens = std::mem::replace(&mut session.tokens, vec![proof.token.clone()]);
        for token in tokens.iter().filter(|token| **token != proof.token) {
            self.tokens.remove(token);
        }
        for socket in self.sockets.of(&proof.agent) {
            self.sockets.close(socket, 1000, "session taken over");
        }
    }

    pub(crate) fn start_session(&mut self, now: Duration, agent: &AgentId, station: Station) {
        let Some(found) = self.agents.get_mut(agent) else {
            return;
        };
        let login_state = found.state_after_station();
        if let Some(session) = &mut found.session {
            session.station_lost_at = None;
            session.station = Some(station);
            session.login_state = login_state;
        }
        self.tell_station(now, agent);
        self.tell_login_state(now, agent);
    }

    pub(crate) fn set_login_state(&mut self, now: Duration, agent: &AgentId, state: LoginState) {
        if let Some(session) = self.session_mut(agent) {
            session.login_state = state;
        }
        self.tell_login_state(now, agent);
    }

    pub(crate) fn connect_station(&mut self, now: Duration, agent: &AgentId) {
        let Some(session) = self.session_mut(agent) else {
            return;
        };
        session.station_lost_at = None;
        session
            .station
            .get_or_insert_with(Station::softphone)
            .connected = true;
        self.tell_station(now, agent);
    }

    pub(crate) fn disconnect_station(&mut self, now: Duration, agent: &AgentId) {
        let grace = Duration::from_millis(self.config.switches.station_loss_grace_ms);
        let Some(session) = self.session_mut(agent) else {
            return;
        };
        let Some(station) = &mut session.station else {
            return;
        };
        if !station.connected {
            return;
        }
        station.connected = false;
        session.station_lost_at = Some(now);
        self.schedule(
            now + grace,
            Task::StationStaysLost {
                agent: agent.clone(),
                lost_at: now,
            },
        );
        self.tell_station(now, agent);
        self.tell(
            now,
            agent,
            &Event::new(EventId::STATION_NEEDS_RESTART, None, Value::Null),
        );
    }

    pub(crate) fn end_call_of_lost_station(
        &mut self,
        now: Duration,
        agent: &AgentId,
        lost_at: Duration,
    ) {
        let is_still_lost = self
            .session_mut(agent)
            .is_some_and(|session| session.station_lost_at == Some(lost_at));
        if is_still_lost {
            for call in self.live_calls(agent) {
                self.wrap_up_call(now, &call, EndedBy::Platform, "DISCONNECTED_BY_AGENT");
            }
        }
    }

    pub(crate) fn tell_station(&mut self, now: Duration, agent: &AgentId) {
        let payload = self
            .agents
            .get(agent)
            .and_then(|agent| agent.station())
            .map_or(Value::Null, Station::to_json);
        self.tell(
            now,
            agent,
            &Event::new(EventId::STATION_UPDATED, None, payload),
        );
    }

    pub(crate) fn tell_login_state(&mut self, now: Duration, agent: &AgentId) {
        let state = self
            .agents
            .get(agent)
            .and_then(super::agent::Agent::login_state);
        let payload = state.map_or(Value::Null, |state| Value::from(state.as_str()));
        self.tell(
            now,
            agent,
            &Event::new(EventId::LOGIN_STATE_UPDATED, None, payload),
        );
    }

    /// Adds the cookies of a login, with a different `SameSite` each, so that a client that works
    /// from the wrong place is found out.
    pub(crate) fn with_cookies(
        &self,
        response: Response,
        request: &Request,
        proof: &Proof,
    ) -> Response {
        let (host, _) = request.authority();
        let domain = if is_five9_host(host) {
            "; Domain=five9.com"
        } else {
            ""
        };
        let session = self
            .agents
            .get(&proof.agent)
            .and_then(|agent| agent.session.as_ref());
        let session_id = session
            .map(|session| session.id.as_str())
            .unwrap_or_default();
        let stamp = host_stamp(host);
        [
            format!(
                "Authorization=Bearer-{}{domain}; Path=/; Secure; HttpOnly; SameSite=Lax",
                proof.token
            ),
            format!(
                "farmId={}{domain}; Path=/; Secure; SameSite=None",
                self.farm_id()
            ),
            format!("apiRouteKey=simatl{domain}; Path=/; Secure; HttpOnly; SameSite=Lax"),
            format!("f9-sessionId={session_id}{domain}; Path=/; Secure; HttpOnly; SameSite=Strict"),
            format!("BIGipServerSim={stamp}; Path=/; Secure; HttpOnly; SameSite=Lax"),
            format!("TS01sim={stamp}; Path=/; Secure; HttpOnly; SameSite=None"),
        ]
        .into_iter()
        .fold(response, |response, cookie| {
            response.with_header("set-cookie", cookie)
        })
    }
}

pub(crate) fn is_five9_host(host: &str) -> bool {
    host == "five9.com" || host.ends_with(".five9.com")
}

/// The load balancer's cookies are host-only: one that comes back on another host proves a broken cookie jar.
fn has_foreign_cookie(request: &Request) -> bool {
    let stamp = host_stamp(request.authority().0);
    request
        .cookies()
        .any(|(name, value)| name == "BIGipServerSim" && value != stamp)
}

/// FNV-1a of the host, so that no cookie holds a host's name in clear.
fn host_stamp(host: &str) -> String {
    let hash = host.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    format!("{hash:016x}")
}
