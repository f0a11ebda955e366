//! Login and metadata.
//!
//! Rule: a login gives a token and cookies; the metadata says whose they are and which host serves them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Outcome, body_of};
use crate::domain::http::{Request, Response};
use crate::domain::problem::Problem;
use crate::domain::session::{LoginPolicy, Proof};
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn post_login(&mut self, now: Duration, request: &Request) -> Outcome {
        let body = body_of(request)?;
        let credentials = &body["passwordCredentials"];
        let agent = self
            .agents
            .values()
            .find(|agent| {
                credentials["username"] == agent.user_name
                    && credentials["password"] == agent.password
            })
            .map(|agent| agent.id.clone())
            .ok_or_else(|| Problem::plain(401, "Invalid user name or password"))?;
        let policy = match body["policy"].as_str() {
            None | Some("AttachExisting") => LoginPolicy::AttachExisting,
            Some("ForceIn") => LoginPolicy::ForceIn,
            Some(_) => return Err(Problem::bad_request("unknown login policy")),
        };
        let proof = self.log_in(now, &agent, policy);
        tracing::info!(agent.id = %agent, "agent logged in");
        let response = Response::ok(&self.metadata(request, &proof));
        Ok(self.with_cookies(response, request, &proof))
    }

    /// Answers on every host, also after a migration: it is how a client finds the new one.
    pub(super) fn read_metadata(&mut self, now: Duration, request: &Request) -> Outcome {
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
