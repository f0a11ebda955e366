//! The control API under `/_sim/`: what tests and the desktop page may see and do.
//!
//! Rule: no web page but the simulator's own reaches it; a mistake in a request changes nothing.

mod actions;
mod guard;
pub(crate) mod state;

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::http::{Method, Request, Response};
use super::id::{AgentId, CallId};
use super::sim::Sim;

pub(crate) const PREFIX: &str = "/_sim/";

/// Why a control request did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ControlError {
    #[error("only the simulator's own desktop page may use the control interface")]
    ForeignPage,
    #[error("no such control request")]
    NoRoute,
    #[error("no such {0}")]
    Absent(&'static str),
    #[error("the {0} is in another state")]
    WrongState(&'static str),
    #[error("{0}")]
    Malformed(String),
}

type Outcome = Result<Value, ControlError>;

impl ControlError {
    fn status(&self) -> u16 {
        match self {
            Self::ForeignPage => 403,
            Self::NoRoute | Self::Absent(_) => 404,
            Self::WrongState(_) => 409,
            Self::Malformed(_) => 400,
        }
    }
}

impl Sim {
    /// Whether this path belongs to the control API.
    #[must_use]
    pub fn is_control_path(path: &str) -> bool {
        path.starts_with(PREFIX)
    }

    /// Answers a control request at once: it is neither logged nor held, and no fault hits it.
    pub fn handle_control(&mut self, now: Duration, request: &Request) -> Response {
        self.handle_timeout(now);
        if let Err(error) = guard::check(request) {
            return refused(&error);
        }
        let path = request.path_only().strip_prefix(PREFIX).unwrap_or_default();
        let segments: Vec<_> = path.split('/').collect();
        if let ["desktop", rest @ ..] = segments.as_slice() {
            return self.handle_desktop(now, request, rest);
        }
        match self.control(now, request, &segments) {
            Ok(value) => Response::ok(&value),
            Err(error) => refused(&error),
        }
    }

    fn control(&mut self, now: Duration, request: &Request, segments: &[&str]) -> Outcome {
        use Method::{Delete, Get, Post};
        match (request.method, segments) {
            (Get, ["log"]) => return Ok(self.log.to_json()),
            (Get, ["state"]) => return Ok(self.state_json(now)),
            (Get, ["switches"]) => {}
            (Get, ["callee"]) => return Ok(self.callees.to_json()),
            (Delete, ["log"]) => self.log.clear(),
            (Delete, ["fault"]) => self.faults.clear(),
            (Delete, ["socket"]) => self.sockets.clear_faults(),
            (Post, ["reset"]) => self.reset(now),
            (Post, ["call", id, action]) => {
                let id = self.call_named(&self.agent_named(request)?, id)?;
                self.control_call(now, &id, action)?;
            }
            (Post, ["station", "connect"]) => {
                let agent = self.agent_in_session(request)?;
                self.connect_station(now, &agent);
            }
            (Post, ["station", "disconnect"]) => {
                let agent = self.agent_in_session(request)?;
                self.disconnect_station(now, &agent);
            }
            (Post, ["session", "expire"]) => {
                let agent = self.agent_named(request)?;
                self.expire_session(&agent);
            }
            (Post, ["fault"]) => self.faults.add(parse(request)?),
            (Post, ["socket", kind]) => self.control_socket(request, kind)?,
            (Post, ["migrate"]) => self.migrate(now, parse(request)?),
            (Post, ["callee"]) => self.control_callee(request)?,
            (Post, ["switches"]) => self.control_switches(request)?,
            (Post, ["campaign"]) => self.control_campaign(now, request)?,
            (Post, ["dnc"]) => self.control_dnc(now, request)?,
            (Post, ["event"]) => self.control_event(now, request)?,
            (Post, ["agent"]) => self.control_agent(now, request)?,
            _ => return Err(ControlError::NoRoute),
        }
        if segments == ["switches"] {
            return Ok(serde_json::to_value(&self.config.switches).unwrap_or_default());
        }
        Ok(json!({"ok": true}))
    }

    /// The agent that `?agent=` names, else the default one.
    fn agent_named(&self, request: &Request) -> Result<AgentId, ControlError> {
        let named = request.query("agent").map(AgentId::new);
        let id = named.unwrap_or_else(|| self.default_agent());
        if self.agents.contains_key(&id) {
            Ok(id)
        } else {
            Err(ControlError::Absent("agent"))
        }
    }

    fn agent_in_session(&self, request: &Request) -> Result<AgentId, ControlError> {
        let agent = self.agent_named(request)?;
        match self.agents[&agent].session {
            Some(_) => Ok(agent),
            None => Err(ControlError::WrongState("agent")),
        }
    }

    /// A call by its id; `current` is the agent's call that is not finished.
    fn call_named(&self, agent: &AgentId, id: &str) -> Result<CallId, ControlError> {
        let found = match id {
            "current" => self.calls.open_of(agent).next(),
            _ => self.call(&CallId::new(id)),
        };
        found
            .map(|call| call.id.clone())
            .ok_or(ControlError::Absent("call"))
    }
}

fn parse<T: DeserializeOwned>(request: &Request) -> Result<T, ControlError> {
    let body = if request.body.trim().is_empty() {
        "{}"
    } else {
        &request.body
    };
    serde_json::from_str(body).map_err(|error| ControlError::Malformed(error.to_string()))
}

fn refused(error: &ControlError) -> Response {
    Response::json(error.status(), &json!({"error": error.to_string()}))
}
