//! The agent REST API: which request goes where, and who may send it.
//!
//! Rule: a request is checked in Five9's order — host, login, agent, login state — before it is looked at.

mod agents;
mod audio;
mod auth;
mod callbacks;
mod click;
mod contacts;
mod dial;
mod interactions;
mod notes;
mod orgs;
mod profile;
mod recordings;
mod sockets;
mod transfers;

use std::time::Duration;

use serde_json::Value;

use super::agent::{Agent, LoginState};
use super::http::{Request, Response};
use super::id::AgentId;
use super::problem::Problem;
use super::session::Proof;
use super::sim::{Origin, Sim};

pub(crate) const PREFIX: &str = "/appsvcs/rs/svc/";
/// Recordings and attachments.
pub(crate) const STORAGE_PREFIX: &str = "/strsvcs/rs/svc/";
pub(crate) const SOCKET_PREFIX: &str = "/appsvcs/ws/";

type Outcome = Result<Response, Problem>;

/// A request with its proof of who sent it, on its way to one of the handlers.
#[derive(Debug, Clone, Copy)]
struct Ctx<'a> {
    now: Duration,
    request: &'a Request,
    proof: &'a Proof,
    origin: Origin,
}

impl Ctx<'_> {
    fn agent(&self) -> &AgentId {
        &self.proof.agent
    }
}

impl Sim {
    pub(crate) fn rest(&mut self, now: Duration, request: &Request, origin: Origin) -> Response {
        let outcome = self.route(now, request, origin);
        let response = outcome.unwrap_or_else(|problem| problem.to_response(self.now_ms(now)));
        tracing::debug!(
            method = request.method.as_str(),
            status = response.status,
            "request"
        );
        response
    }

    fn route(&mut self, now: Duration, request: &Request, origin: Origin) -> Outcome {
        let path = request.path_only();
        let (rest, is_storage) = match path.strip_prefix(PREFIX) {
            Some(rest) => (rest, false),
            None => {
                let rest = path.strip_prefix(STORAGE_PREFIX);
                let rest = rest.ok_or_else(|| Problem::not_found("resource", path))?;
                (rest, true)
            }
        };
        let segments: Vec<_> = rest.split('/').collect();
        if let ["auth", verb] = segments.as_slice()
            && let Some(outcome) = self.route_open_auth(now, request, verb)
        {
            return outcome;
        }
        let proof = self.authenticate(now, request)?;
        self.check_host(now, request)?;
        let ctx = Ctx {
            now,
            request,
            proof: &proof,
            origin,
        };
        match segments.as_slice() {
            ["agents", agent, "recordings", id] if is_storage => {
                self.check_own(ctx, agent)?;
                self.read_recording(ctx, id)
            }
            ["auth", verb] => self.route_auth(ctx, verb),
            ["agents", agent, rest @ ..] => {
                self.check_own(ctx, agent)?;
                self.route_agent(ctx, rest)
            }
            ["orgs", org, rest @ ..] => {
                if *org != self.org.id.as_str() {
                    return Err(Problem::not_found("organization", org));
                }
                self.require_working(ctx, rest.last().copied().unwrap_or_default())?;
                self.route_org(ctx, rest)
            }
            _ => Err(Problem::not_found("resource", path)),
        }
    }

    fn check_own(&self, ctx: Ctx<'_>, agent: &str) -> Result<(), Problem> {
        if agent == ctx.agent().as_str() {
            return Ok(());
        }
        Err(Problem::plain(403, "not the logged-in agent"))
    }

    /// Refuses what needs a permission that the agent does not have.
    fn require_permission(&self, ctx: Ctx<'_>, permission: &str) -> Result<(), Problem> {
        if self.agent_of(ctx)?.may(permission) {
            return Ok(());
        }
        Err(Problem::no_permission(permission))
    }

    fn require_working(&self, ctx: Ctx<'_>, method: &str) -> Result<(), Problem> {
        match self.login_state_of(ctx.agent()) {
            Some(LoginState::Working) => Ok(()),
            Some(state) => Err(Problem::login_state(state.as_str(), method, "WORKING")),
            None => Err(Problem::not_logged_in()),
        }
    }

    pub(crate) fn login_state_of(&self, agent: &AgentId) -> Option<LoginState> {
        self.agents.get(agent).and_then(Agent::login_state)
    }

    fn agent_of(&self, ctx: Ctx<'_>) -> Result<&Agent, Problem> {
        self.agents
            .get(ctx.agent())
            .ok_or_else(Problem::not_logged_in)
    }
}

fn not_simulated(what: &str) -> Outcome {
    Err(Problem::refused(
        super::problem::Refusal::NotSimulated,
        format!("{what} is not simulated"),
    ))
}

/// A member of a body that must be text.
fn text_of<'a>(body: &'a Value, name: &str) -> Result<&'a str, Problem> {
    body[name]
        .as_str()
        .ok_or_else(|| Problem::bad_request(format!("{name} is missing")))
}

/// The body as JSON; an absent one is null.
fn body_of(request: &Request) -> Result<Value, Problem> {
    if request.body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&request.body).map_err(|_| Problem::bad_request("the body is not JSON"))
}
