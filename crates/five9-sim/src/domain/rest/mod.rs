//! The agent REST API: which request goes where, and who may send it.
//!
//! Rule: a request is checked in Five9's order — host, login, agent, login state — before it is looked at.

mod agents;
mod auth;
mod dial;
mod interactions;
mod orgs;
mod sockets;

use std::time::Duration;

use serde_json::Value;

use super::agent::{Agent, LoginState};
use super::http::{Method, Request, Response};
use super::id::AgentId;
use super::problem::Problem;
use super::session::Proof;
use super::sim::{Origin, Sim};

pub(crate) const PREFIX: &str = "/appsvcs/rs/svc/";
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
        let Some(rest) = path.strip_prefix(PREFIX) else {
            return Err(Problem::not_found("resource", path));
        };
        let segments: Vec<_> = rest.split('/').collect();
        match (request.method, segments.as_slice()) {
            (Method::Post, ["auth", "login"]) => return self.post_login(now, request),
            (Method::Get, ["auth", "metadata"]) => return self.read_metadata(now, request),
            _ => {}
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
            ["auth", "logout"] if request.method == Method::Post => {
                self.log_out(now, ctx.agent());
                Ok(Response::empty(204))
            }
            ["agents", agent, rest @ ..] => {
                if *agent != ctx.agent().as_str() {
                    return Err(Problem::plain(403, "not the logged-in agent"));
                }
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

/// The body as JSON; an absent one is null.
fn body_of(request: &Request) -> Result<Value, Problem> {
    if request.body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&request.body).map_err(|_| Problem::bad_request("the body is not JSON"))
}
