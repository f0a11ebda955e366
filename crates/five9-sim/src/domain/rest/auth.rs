//! Login and metadata.
//!
//! Rule: a login gives a token and cookies; the metadata says whose they are and which host serves them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of};
use crate::domain::http::{Method, Request, Response};
use crate::domain::id::AgentId;
use crate::domain::problem::Problem;
use crate::domain::session::{LoginPolicy, Proof};
use crate::domain::sim::Sim;

/// The access tokens that `login_by_token` takes: this and the user name.
const ACCESS_TOKEN: &str = "Bearer sim-access-";

impl Sim {
    /// What is answered without a login on this host.
    pub(super) fn route_open_auth(
        &mut self,
        now: Duration,
        request: &Request,
        verb: &str,
    ) -> Option<Outcome> {
        match (request.method, verb) {
            (Method::Post, "login") => Some(self.post_login(now, request)),
            (Method::Post, "login_by_token") => Some(self.post_login_by_token(now, request)),
            (Method::Get, "metadata") => Some(self.read_metadata(now, request)),
            _ => None,
        }
    }

    pub(super) fn route_auth(&mut self, ctx: Ctx<'_>, verb: &str) -> Outcome {
        match (ctx.request.method, verb) {
            (Method::Post, "logout") => {
                self.log_out(ctx.now, ctx.agent());
                Ok(Response::empty(204))
            }
            (Method::Get, "permissions") => self.read_permissions(ctx),
            (Method::Get, "roles") => Ok(Response::ok(&json!(["AGENT"]))),
            (Method::Get, "settings") => Ok(Response::ok(&json!({}))),
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn post_login(&mut self, now: Duration, request: &Request) -> Outcome {
        let body = body_of(request)?;
        let credentials = &body["passwordCredentials"];
        let user_name = credentials["username"].as_str().unwrap_or_default();
        let found = self.user_names.get(user_name);
        let agent = found
            .and_then(|id| self.agents.get(id))
            .filter(|agent| credentials["password"] == agent.password.as_str())
            .map(|agent| agent.id.clone())
            .ok_or_else(|| Problem::plain(401, "Invalid user name or password"))?;
        self.let_in(now, request, &agent, &body)
    }

    fn post_login_by_token(&mut self, now: Duration, request: &Request) -> Outcome {
        let body = body_of(request)?;
        let header = request.header("authorization").unwrap_or_default();
        let agent = header
            .strip_prefix(ACCESS_TOKEN)
            .and_then(|user_name| self.user_names.get(user_name))
            .cloned()
            .ok_or_else(|| Problem::plain(401, "Invalid access token"))?;
        self.let_in(now, request, &agent, &body)
    }

    fn let_in(
        &mut self,
        now: Duration,
        request: &Request,
        agent: &AgentId,
        body: &Value,
    ) -> Outcome {
        let policy = match body["policy"].as_str() {
            None | Some("AttachExisting") => LoginPolicy::AttachExisting,
            Some("ForceIn") => LoginPolicy::ForceIn,
            Some(_) => return Err(Problem::bad_request("unknown login policy")),
        };
        let proof = self.log_in(now, agent, policy);
        tracing::info!(agent.id = %agent, "agent logged in");
        let response = Response::ok(&self.metadata(request, &proof));
        Ok(self.with_cookies(response, request, &proof))
    }

    /// Answers on every host, also after a migration: it is how a client finds the new one.
    fn read_metadata(&mut self, now: Duration, request: &Request) -> Outcome {
        let proof = self.authenticate(now, request)?;
        if let Some(migration) = &self.migration
            && now >= migration.old_host_dies_at
        {
            self.check_host(now, request)?;
        }
        Ok(Response::ok(&self.metadata(request, &proof)))
    }

    fn metadata(&self, request: &Request, proof: &Proof) -> Value {
        let (host, port) = request.authority();
        let session = self
            .agents
            .get(&proof.agent)
            .and_then(|agent| agent.session.as_ref());
        json!({
            "tokenId": proof.token,
            "sessionId": session.map(|session| session.id.as_str()),
            "orgId": self.org.id,
            "userId": proof.agent,
            "context": {
                "cloudClientUrl": "https://api.prod.us.five9.net/",
                "cloudTokenUrl": "https://api.prod.us.five9.net/",
                "farmId": self.farm_id(),
            },
            "metadata": self.data_centers(host, port),
        })
    }
}
