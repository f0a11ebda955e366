//! Control requests with a body or a choice of their own.
//!
//! Rule: a request is read in full before anything is changed.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::{ControlError, parse};
use crate::domain::call::EndedBy;
use crate::domain::callee::{Behaviour, digits_of};
use crate::domain::frame::{Event, EventId};
use crate::domain::http::Request;
use crate::domain::id::{CallId, CampaignId, DispositionId};
use crate::domain::org::WrapUpLimit;
use crate::domain::problem::Refusal;
use crate::domain::sim::Sim;
use crate::domain::socket::FaultKind;

#[derive(Deserialize)]
struct CalleeSpec {
    /// Absent: everyone without a behaviour of their own.
    number: Option<String>,
    #[serde(flatten)]
    behaviour: Behaviour,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CampaignSpec {
    id: CampaignId,
    state: Option<String>,
    wrap_up: Option<WrapUpSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WrapUpSpec {
    timeout_ms: u64,
    disposition_id: DispositionId,
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
        let CalleeSpec { number, behaviour } = parse(request)?;
        if let Behaviour::Refused { failure } = &behaviour
            && Refusal::parse(&failure.context_code).is_none()
        {
            return Err(ControlError::Malformed("unknown contextCode".to_owned()));
        }
        let digits = number.as_deref().map(digits).transpose()?;
        self.callees.set(digits, behaviour);
        Ok(())
    }

    /// Changes the named switches and leaves the others.
    pub(super) fn control_switches(&mut self, request: &Request) -> Result<(), ControlError> {
        let changes: serde_json::Map<String, Value> = parse(request)?;
        let mut switches = serde_json::to_value(&self.config.switches).unwrap_or_default();
        if let Some(switches) = switches.as_object_mut() {
            switches.extend(changes);
        }
        self.config.switches = serde_json::from_value(switches)
            .map_err(|error| ControlError::Malformed(error.to_string()))?;
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
        if let Some(WrapUpSpec {
            timeout_ms,
            disposition_id,
        }) = wrap_up
        {
            campaign.wrap_up = Some(WrapUpLimit {
                timeout_ms,
                disposition: disposition_id,
            });
        }
        let agents: Vec<_> = self.agents.keys().cloned().collect();
        let event = Event::new(EventId::ManualCallSettingsUpdated, None, Value::Null);
        for agent in agents {
            self.tell(now, &agent, &event);
        }
        Ok(())
    }

    pub(super) fn control_dnc(&mut self, request: &Request) -> Result<(), ControlError> {
        let DncSpec { number, remove } = parse(request)?;
        let digits = digits(&number)?;
        if remove {
            self.org.dnc.remove(&digits);
        } else {
            self.org.dnc.insert(digits);
        }
        Ok(())
    }
}

fn digits(number: &str) -> Result<String, ControlError> {
    digits_of(number).ok_or_else(|| ControlError::Malformed("not a telephone number".to_owned()))
}
