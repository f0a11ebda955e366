//! What `GET /_sim/state` shows.
//!
//! Rule: it shows all calls since the start or the last reset, those that Five9 no longer serves, too.

use std::time::Duration;

use serde_json::{Value, json};

use crate::domain::agent::{Agent, Station};
use crate::domain::call::{Call, EndedBy};
use crate::domain::log::tenths;
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn state_json(&self, now: Duration) -> Value {
        let sockets = self.sockets.open.values().map(|socket| {
            json!({
                "agentId": socket.agent,
                "key": socket.key,
                "opened_ms": tenths(socket.opened_at),
                "pings_ms": socket.pings.iter().copied().map(tenths).collect::<Value>(),
            })
        });
        json!({
            "now_ms": tenths(now),
            "orgId": self.org.id,
            "agents": self.agents.values().map(|agent| self.agent_json(agent)).collect::<Value>(),
            "calls": self.calls.all().iter().map(call_json).collect::<Value>(),
            "sockets": sockets.collect::<Value>(),
            "callees": self.callees.to_json(),
            "faults": self.faults.to_json(),
            "socketFaults": self.sockets.n_faults(),
            "switches": self.config.switches,
            "dnc": self.org.dnc.keys().map(|digits| format!("+{digits}")).collect::<Value>(),
            "migratedTo": self.migration.as_ref().map(|new| format!("{}:{}", new.host, new.port)),
        })
    }

    fn agent_json(&self, agent: &Agent) -> Value {
        let session = agent.session.as_ref().map(|session| {
            json!({"id": session.id, "tokens": session.tokens.len(), "lastSeen_ms": tenths(session.last_seen_at)})
        });
        json!({
            "id": agent.id,
            "name": agent.full_name,
            "userName": agent.user_name,
            "loginState": agent.login_state().map(super::super::agent::LoginState::as_str),
            "session": session,
            "station": agent.station().map(Station::to_json),
            "presence": agent.presence.to_json(),
            "sockets": self.sockets.of(&agent.id).len(),
            "socketsOpened": self.sockets.n_opened.get(&agent.id).copied().unwrap_or_default(),
        })
    }
}

pub(crate) fn call_json(call: &Call) -> Value {
    json!({
        "id": call.id,
        "agentId": call.agent,
        "number": call.number,
        "campaignId": call.campaign,
        "state": call.state.as_str(),
        "dispositionId": call.disposition,
        "endedBy": call.ended_by.map(EndedBy::as_str),
        "removed": call.removed,
        "recording": call.recording,
        "recordingId": call.recording_id,
        "partOf": call.role.of(),
        "created_ms": tenths(call.created_at),
        "answered_ms": call.answered_at.map(tenths),
        "ended_ms": call.ended_at.map(tenths),
        "finished_ms": call.finished_at.map(tenths),
    })
}
