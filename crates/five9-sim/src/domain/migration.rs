//! Migration to another data centre.
//!
//! Rule: the old host answers 435/5001 for a minute and 401 after that, except for the metadata,
//! which names the new host everywhere.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::agent::LoginState;
use super::call::EndedBy;
use super::calls::Finish;
use super::config::OldHost;
use super::frame::{Event, EventId};
use super::http::Request;
use super::id::{AgentId, DispositionId};
use super::problem::Problem;
use super::sim::{Sim, Task};

const OLD_HOST_LIFE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone)]
pub(crate) struct Migration {
    pub(crate) host: String,
    pub(crate) port: String,
    pub(crate) farm_id: String,
    pub(crate) old_host_dies_at: Duration,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MigrateSpec {
    #[serde(default = "default_host")]
    host: String,
    #[serde(default = "default_port")]
    port: String,
    #[serde(default = "default_farm_id")]
    farm_id: String,
    /// Graceful: the task at hand may be finished; else it is ended with a system disposition.
    #[serde(default)]
    graceful: bool,
    #[serde(default = "default_completed_after_ms")]
    completed_after_ms: u64,
    /// Event 37 says that the maintenance begins in so many milliseconds; absent: no such event.
    #[serde(default)]
    announced_ms: Option<u64>,
}

fn default_host() -> String {
    "app-scl.five9.com".to_owned()
}

fn default_port() -> String {
    "443".to_owned()
}

fn default_farm_id() -> String {
    "252".to_owned()
}

fn default_completed_after_ms() -> u64 {
    2_000
}

impl Sim {
    pub(crate) fn migrate(&mut self, now: Duration, spec: MigrateSpec) {
        self.migration = Some(Migration {
            host: spec.host,
            port: spec.port,
            farm_id: spec.farm_id,
            old_host_dies_at: now + OLD_HOST_LIFE,
        });
        let agents: Vec<_> = self.agents.keys().cloned().collect();
        for agent in agents {
            if let Some(announced_ms) = spec.announced_ms {
                let payload = Value::from(announced_ms);
                let event = Event::new(EventId::MAINTENANCE_ANNOUNCED, None, payload);
                self.tell(now, &agent, &event);
            }
            self.migrate_agent(now, &agent, spec.graceful, spec.completed_after_ms);
        }
        for socket in self.sockets.open.values_mut() {
            socket.pings_only = true;
        }
    }

    fn migrate_agent(&mut self, now: Duration, agent: &AgentId, graceful: bool, after_ms: u64) {
        let started = Event::new(EventId::MAINTENANCE_STARTED, Some("STARTED"), Value::Null);
        self.tell(now, agent, &started);
        if graceful {
            let switchover = Event::new(EventId::SWITCHOVER_GRACEFUL, None, Value::Null);
            self.tell(now, agent, &switchover);
        } else {
            self.end_calls_by_migration(now, agent);
            let metadata = self.data_centers("app-atl.five9.com", "443");
            let reason = "Domain Migrated, please use MetadataAPI to reload client.";
            self.tell(
                now,
                agent,
                &Event::new(EventId::SWITCHOVER_FORCED, Some(reason), metadata),
            );
        }
        if let Some(session) = self.session_mut(agent) {
            session.login_state = LoginState::Relogin;
        }
        let event = Event::new(
            EventId::MAINTENANCE_COMPLETED,
            Some("COMPLETED"),
            Value::from("IDLE_MAINTENANCE"),
        );
        let at = now + Duration::from_millis(after_ms);
        self.schedule(
            at,
            Task::Tell {
                agent: agent.clone(),
                event,
            },
        );
    }

    fn end_calls_by_migration(&mut self, now: Duration, agent: &AgentId) {
        for call in self.unfinished_calls(agent) {
            let finish = Finish {
                disposition: Some(DispositionId::new("-5")),
                reason: "DISPOSITIONED",
                ended_by: EndedBy::Platform,
            };
            self.finish_call(now, &call, finish);
        }
    }

    pub(crate) fn farm_id(&self) -> &str {
        self.migration
            .as_ref()
            .map_or("149", |migration| &migration.farm_id)
    }

    /// What a request to a host that no longer serves the organisation gets.
    pub(crate) fn check_host(&self, now: Duration, request: &Request) -> Result<(), Problem> {
        let Some(migration) = &self.migration else {
            return Ok(());
        };
        let (host, port) = request.authority();
        if host == migration.host && port == migration.port {
            return Ok(());
        }
        let is_dead = now >= migration.old_host_dies_at;
        match self.config.switches.old_host {
            OldHost::Migrated if !is_dead => Err(Problem::migrated(&migration.farm_id)),
            OldHost::Migrated | OldHost::NotLoggedIn => Err(Problem::not_logged_in()),
        }
    }

    /// The `metadata` member: the authority that the request came to, or the new one after a migration.
    pub(crate) fn data_centers(&self, host: &str, port: &str) -> Value {
        let center = |name: &str, active: bool, host: &str, port: &str| {
            let urls =
                json!([{"host": host, "port": port, "routeKey": "simatl", "version": "13.0.183"}]);
            json!({"name": name, "active": active, "uiUrls": urls, "apiUrls": urls, "loginUrls": urls})
        };
        let centers = match &self.migration {
            None => json!([
                center("Atlanta Data Center", true, host, port),
                center("Santa Clara Data Center", false, "app-scl.five9.com", "443"),
            ]),
            Some(new) => json!([
                center("Atlanta Data Center", false, "app-atl.five9.com", "443"),
                center("Santa Clara Data Center", true, &new.host, &new.port),
            ]),
        };
        json!({"freedomUrl": "https://app.five9.com", "dataCenters": centers})
    }
}
