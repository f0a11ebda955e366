//! Control requests with a body or a choice of their own.
//!
//! Rule: a request is read in full before anything is changed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, parse};
use crate::domain::agent::LoginState;
use crate::domain::call::EndedBy;
use crate::domain::callee::{CalleeSpec, digits_of};
use crate::domain::frame::{Event, EventId};
use crate::domain::http::Request;
use crate::domain::id::{CallId, CampaignId};
use crate::domain::scenario::WrapUpSpec;
use crate::domain::sim::Sim;
use crate::domain::socket::FaultKind;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CampaignSpec {
    id: CampaignId,
    state: Option<String>,
    wrap_up: Option<WrapUpSpec>,
}

/// Any event, as it would come.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventSpec {
    event_id: String,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    payload: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentSpec {
    permissions: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DncSpec {
    number: String,
    #[serde(default)]
    remove: bool,
}

impl Sim {
    pub(super) fn control_call(
        &mut self,
        now: Duration,
        id: &CallId,
        action: &str,
    ) -> Result<(), ControlError> {
        let state = self.call(id).ok_or(ControlError::Absent("call"))?.state;
        let fits = match action {
            "answer" | "busy" | "noanswer" => state.is_ringing(),
            "hangup" => state.is_live(),
            _ => return Err(ControlError::NoRoute),
        };
        if !fits {
            return Err(ControlError::WrongState("call"));
        }
        match action {
            "answer" => self.answer_call(now, id),
            "hangup" => self.wrap_up_call(now, id, EndedBy::Callee, "DISCONNECTED_BY_CALLER"),
            _ => self.wrap_up_call(now, id, EndedBy::Network, "FAILED_TO_CONNECT"),
        }
        Ok(())
    }

    pub(super) fn control_socket(
        &mut self,
        request: &Request,
        kind: &str,
    ) -> Result<(), ControlError> {
        let agent = self.agent_named(request)?;
        let kind = match kind {
            "drop" => {
                for socket in self.sockets.of(&agent) {
                    self.sockets.abort(socket);
                }
                return Ok(());
            }
            "duplicate" => FaultKind::Duplicate,
            "lose" => FaultKind::Lose,
            "reorder" => FaultKind::Reorder,
            "delay" => FaultKind::Delay,
            _ => return Err(ControlError::NoRoute),
        };
        self.sockets.add_fault(kind, parse(request)?);
        Ok(())
    }

    pub(super) fn control_callee(&mut self, request: &Request) -> Result<(), ControlError> {
        let callee: CalleeSpec = parse(request)?;
        callee
            .check()
            .map_err(|_| ControlError::Malformed("unknown contextCode".to_owned()))?;
        let digits = callee.number.as_deref().map(digits).transpose()?;
        self.callees.set(digits, callee.behaviour);
        Ok(())
    }

    /// Changes the named switches and leaves the others.
    pub(super) fn control_switches(&mut self, request: &Request) -> Result<(), ControlError> {
        let changes: serde_json::Map<String, Value> = parse(request)?;
        let changed = self.config.switches.changed(changes);
        self.config.switches =
            changed.map_err(|error| ControlError::Malformed(error.to_string()))?;
        // The time after which a session is idle may be another.
        self.look_for_idle_sessions();
        Ok(())
    }

    pub(super) fn control_campaign(
        &mut self,
        now: Duration,
        request: &Request,
    ) -> Result<(), ControlError> {
        let CampaignSpec { id, state, wrap_up } = parse(request)?;
        let campaign = self
            .org
            .campaigns
            .get_mut(&id)
            .ok_or(ControlError::Absent("campaign"))?;
        if let Some(state) = state {
            campaign.state = state;
        }
        if let Some(limit) = wrap_up {
            campaign.wrap_up = Some(limit.to_limit());
        }
        let agents: Vec<_> = self.agents.keys().cloned().collect();
        let event = Event::new(EventId::MANUAL_CALL_SETTINGS_UPDATED, None, Value::Null);
        for agent in agents {
            self.tell(now, &agent, &event);
        }
        Ok(())
    }

    pub(super) fn control_dnc(
        &mut self,
        now: Duration,
        request: &Request,
    ) -> Result<(), ControlError> {
        let DncSpec { number, remove } = parse(request)?;
        let digits = digits(&number)?;
        if remove {
            self.org.dnc.remove(&digits);
        } else {
            self.put_on_dnc(now, digits);
        }
        Ok(())
    }

    /// Tells the agent an event. After 1000 and 1003 the session waits for `session_restart`,
    /// which is what they ask for.
    pub(super) fn control_event(
        &mut self,
        now: Duration,
        request: &Request,
    ) -> Result<(), ControlError> {
        let spec: EventSpec = parse(request)?;
        let id = EventId::parse(&spec.event_id)
            .ok_or_else(|| ControlError::Malformed("eventId is no number".to_owned()))?;
        let agent = self.agent_in_session(request)?;
        let event = Event {
            id,
            reason: spec.reason.map(Cow::Owned),
            payload: spec.payload,
        };
        self.tell(now, &agent, &event);
        if matches!(
            id,
            EventId::SERVER_UNAVAILABLE | EventId::EVENT_BUS_UNAVAILABLE
        ) && let Some(session) = self.session_mut(&agent)
        {
            session.login_state = LoginState::Relogin;
        }
        Ok(())
    }

    /// Gives the agent other permissions and says so.
    pub(super) fn control_agent(
        &mut self,
        now: Duration,
        request: &Request,
    ) -> Result<(), ControlError> {
        let AgentSpec { permissions } = parse(request)?;
        let agent = self.agent_named(request)?;
        let payload = json!(permissions);
        if let Some(found) = self.agents.get_mut(&agent) {
            found.permissions = permissions;
        }
        let event = Event::new(EventId::PERMISSIONS_UPDATED, None, payload);
        self.tell(now, &agent, &event);
        Ok(())
    }
}

fn digits(number: &str) -> Result<String, ControlError> {
    digits_of(number).ok_or_else(|| ControlError::Malformed("not a telephone number".to_owned()))
}
