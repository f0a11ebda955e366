//! What happens to calls: by the agent, by the far end, by the passing of time.
//!
//! Rule: every change of state goes through here, whoever causes it, and is told to the agent's sockets.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::{Call, CallState, EndedBy, Step};
use super::callee::{Behaviour, Plan};
use super::config::HangUpWhileRinging;
use super::frame::{Event, EventId};
use super::id::{AgentId, CallId, CampaignId, DispositionId};
use super::sim::Sim;

/// Removed calls beyond this are forgotten, oldest first.
const N_CALLS_MAX: usize = 5_000;

/// How a call ends for good.
#[derive(Debug, Clone)]
pub(crate) struct Finish {
    pub(crate) disposition: Option<DispositionId>,
    pub(crate) reason: &'static str,
    /// Who ended it, if it was still live.
    pub(crate) ended_by: EndedBy,
}

/// An accepted dial. `Debug` does not show the number.
#[derive(Clone)]
pub(crate) struct Dial {
    pub(crate) agent: AgentId,
    pub(crate) number: String,
    pub(crate) campaign: Option<CampaignId>,
    pub(crate) behaviour: Behaviour,
}

impl std::fmt::Debug for Dial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dial")
            .field("agent", &self.agent)
            .finish_non_exhaustive()
    }
}

impl Sim {
    pub(crate) fn call(&self, id: &CallId) -> Option<&Call> {
        self.calls.iter().rev().find(|call| call.id == *id)
    }

    pub(crate) fn call_mut(&mut self, id: &CallId) -> Option<&mut Call> {
        self.calls.iter_mut().rev().find(|call| call.id == *id)
    }

    pub(crate) fn live_calls(&self, agent: &AgentId) -> Vec<CallId> {
        self.calls_of(agent)
            .filter(|call| call.state.is_live())
            .map(|call| call.id.clone())
            .collect()
    }

    pub(crate) fn unfinished_calls(&self, agent: &AgentId) -> Vec<CallId> {
        self.calls_of(agent)
            .filter(|call| !call.is_finished())
            .map(|call| call.id.clone())
            .collect()
    }

    pub(crate) fn calls_of(&self, agent: &AgentId) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(move |call| call.agent == *agent)
    }

    pub(crate) fn place_call(&mut self, now: Duration, dial: Dial) -> CallId {
        let id = CallId::new(self.rng.hex(2));
        let plan = self.plan(&dial.behaviour);
        let caller_id = dial
            .campaign
            .as_ref()
            .and_then(|campaign| self.org.campaigns.get(campaign))
            .map_or("+12025550100", |campaign| campaign.caller_id);
        let offered = self.config.switches.offered;
        let ring_at = now
            + if offered {
                self.rng.duration(300, 800)
            } else {
                Duration::ZERO
            };
        let call = Call {
            id: id.clone(),
            agent: dial.agent,
            number: dial.number,
            campaign: dial.campaign,
            state: if offered {
                CallState::Offered
            } else {
                CallState::RingingOnOtherSide
            },
            disposition: None,
            ended_by: None,
            removed: false,
            recording: false,
            created_at: now,
            answered_at: None,
            ended_at: None,
            finished_at: None,
            session_id: self.rng.hex(2),
            caller_id,
            unknown_member: self.config.switches.unknown_members && self.rng.one_in(3),
            plan,
            next: Some(if offered {
                (ring_at, Step::Ring)
            } else {
                ringing(now, plan)
            }),
        };
        self.calls.push(call);
        self.forget_old_calls();
        self.tell_call(now, &id, EventId::CallCreated, "CREATED");
        if self.config.switches.both_event_ids {
            self.tell_call(now, &id, EventId::CallCreatedAgain, "CREATED");
        }
        id
    }

    pub(crate) fn step_call(&mut self, now: Duration, id: &CallId, step: Step) {
        match step {
            Step::Ring => self.ring(now, id),
            Step::Answer => self.answer_call(now, id),
            Step::Fail => self.wrap_up_call(now, id, EndedBy::Network, "FAILED_TO_CONNECT"),
            Step::CalleeHangsUp => {
                self.wrap_up_call(now, id, EndedBy::Callee, "DISCONNECTED_BY_CALLER");
            }
            Step::WrapUpExpires => self.expire_wrap_up(now, id),
            Step::Remove => {
                if let Some(call) = self.call_mut(id) {
                    call.removed = true;
                    call.next = None;
                }
                let open = |call: &Call| !call.removed;
                let n_more = self.calls[self.n_removed..].iter().position(open);
                self.n_removed = n_more.map_or(self.calls.len(), |n_more| self.n_removed + n_more);
            }
        }
    }

    fn ring(&mut self, now: Duration, id: &CallId) {
        let Some(call) = self.call_mut(id) else {
            return;
        };
        call.state = CallState::RingingOnOtherSide;
        call.next = Some(ringing(now, call.plan));
        self.tell_call(now, id, EventId::CallUpdated, "UPDATED");
    }

    /// The far end answers, a person or a machine.
    pub(crate) fn answer_call(&mut self, now: Duration, id: &CallId) {
        let Some(call) = self.call_mut(id).filter(|call| call.state.is_ringing()) else {
            return;
        };
        call.state = CallState::Talking;
        call.answered_at = Some(now);
        call.next = match call.plan {
            Plan::Answer {
                hangs_up_after: Some(after),
                ..
            } => Some((now + after, Step::CalleeHangsUp)),
            Plan::Answer {
                hangs_up_after: None,
                ..
            }
            | Plan::Fail { .. } => None,
        };
        self.tell_call(now, id, EventId::CallUpdated, "CONNECTED");
        self.tell_call(now, id, EventId::CallUpdated, "RECORDING_ALLOWED");
    }

    /// The call is over for the far end; the agent has to set an outcome.
    pub(crate) fn wrap_up_call(
        &mut self,
        now: Duration,
        id: &CallId,
        ended_by: EndedBy,
        reason: &'static str,
    ) {
        let Some(call) = self.call(id).filter(|call| call.state.is_live()) else {
            return;
        };
        let limit = call
            .campaign
            .as_ref()
            .and_then(|campaign| self.org.campaigns.get(campaign))
            .and_then(|campaign| campaign.wrap_up.as_ref())
            .map(|limit| Duration::from_millis(limit.timeout_ms));
        let Some(call) = self.call_mut(id) else {
            return;
        };
        call.state = CallState::WrapUp;
        call.recording = false;
        call.ended_by = Some(ended_by);
        call.ended_at = Some(now);
        call.next = limit.map(|limit| (now + limit, Step::WrapUpExpires));
        self.tell_call(now, id, EventId::CallUpdated, reason);
    }

    /// The agent hangs up. Says whether there was anything to hang up.
    pub(crate) fn disconnect_call(&mut self, now: Duration, id: &CallId) -> bool {
        let Some(call) = self.call(id).filter(|call| call.state.is_live()) else {
            return false;
        };
        let deletes = call.state.is_ringing()
            && self.config.switches.hang_up_while_ringing == HangUpWhileRinging::Delete;
        if deletes {
            self.delete_call(now, id, EndedBy::Agent);
        } else {
            self.wrap_up_call(now, id, EndedBy::Agent, "DISCONNECTED_BY_AGENT");
        }
        true
    }

    /// Finishes a call with an outcome; a live call is hung up first.
    pub(crate) fn finish_call(&mut self, now: Duration, id: &CallId, finish: Finish) {
        let Some(call) = self.call_mut(id).filter(|call| !call.is_finished()) else {
            return;
        };
        let (agent, number) = (call.agent.clone(), call.number.clone());
        call.disposition.clone_from(&finish.disposition);
        self.close_call(now, id, finish.ended_by);
        let adds_to_dnc = finish
            .disposition
            .and_then(|disposition| self.org.dispositions.get(&disposition))
            .is_some_and(|disposition| disposition.adds_to_dnc);
        if adds_to_dnc && let Some(digits) = super::callee::digits_of(&number) {
            self.org.dnc.insert(digits);
        }
        self.tell_call(now, id, EventId::CallUpdated, finish.reason);
        self.tell_deleted(now, id, finish.reason);
        self.tell(
            now,
            &agent,
            &Event::new(EventId::InteractionSessionCreated, None, json!({"id": id})),
        );
        self.apply_pending_presence(now, &agent);
    }

    fn delete_call(&mut self, now: Duration, id: &CallId, ended_by: EndedBy) {
        self.close_call(now, id, ended_by);
        self.tell_deleted(now, id, "DISCONNECTED_BY_AGENT");
    }

    fn close_call(&mut self, now: Duration, id: &CallId, ended_by: EndedBy) {
        let retained = Duration::from_millis(self.config.switches.finished_retained_ms);
        let Some(call) = self.call_mut(id) else {
            return;
        };
        if call.state.is_live() {
            call.ended_by = Some(ended_by);
            call.ended_at = Some(now);
        }
        call.state = CallState::Finished;
        call.recording = false;
        call.finished_at = Some(now);
        call.next = Some((now + retained, Step::Remove));
    }

    fn expire_wrap_up(&mut self, now: Duration, id: &CallId) {
        let disposition = self
            .call(id)
            .and_then(|call| self.org.campaigns.get(call.campaign.as_ref()?))
            .and_then(|campaign| Some(campaign.wrap_up.as_ref()?.disposition.clone()));
        let finish = Finish {
            disposition,
            reason: "AFTER_CALL_WORK_TIME_EXPIRED",
            ended_by: EndedBy::Platform,
        };
        self.finish_call(now, id, finish);
    }

    pub(crate) fn set_hold(&mut self, now: Duration, id: &CallId, on: bool) -> bool {
        let (from, to) = if on {
            (CallState::Talking, CallState::OnHold)
        } else {
            (CallState::OnHold, CallState::Talking)
        };
        let Some(call) = self.call_mut(id).filter(|call| call.state == from) else {
            return false;
        };
        call.state = to;
        self.tell_call(now, id, EventId::CallUpdated, "UPDATED");
        true
    }

    pub(crate) fn set_recording(&mut self, now: Duration, id: &CallId, on: bool) -> bool {
        let Some(call) = self.call_mut(id).filter(|call| call.state.is_connected()) else {
            return false;
        };
        call.recording = on;
        self.tell_call(now, id, EventId::CallUpdated, "RECORDING_INFO_UPDATED");
        true
    }

    pub(crate) fn call_json(&self, id: &CallId) -> Value {
        self.call(id)
            .map_or(Value::Null, |call| call.to_json(self.config.epoch_ms))
    }

    pub(crate) fn tell_call(
        &mut self,
        now: Duration,
        id: &CallId,
        event: EventId,
        reason: &'static str,
    ) {
        let Some(call) = self.call(id) else { return };
        tracing::debug!(call.id = %id, state = call.state.as_str(), reason, "call event");
        let agent = call.agent.clone();
        let payload = call.to_json(self.config.epoch_ms);
        self.tell(now, &agent, &Event::new(event, Some(reason), payload));
    }

    fn tell_deleted(&mut self, now: Duration, id: &CallId, reason: &'static str) {
        self.tell_call(now, id, EventId::CallDeleted, reason);
        if self.config.switches.both_event_ids {
            self.tell_call(now, id, EventId::CallDeletedAgain, reason);
        }
    }

    fn apply_pending_presence(&mut self, now: Duration, agent: &AgentId) {
        let epoch_ms = self.config.epoch_ms;
        let Some(found) = self.agents.get_mut(agent) else {
            return;
        };
        let Some(presence) = found.pending_presence.take() else {
            return;
        };
        found.presence = presence;
        found.presence_since = now;
        let payload = found.presence_json(epoch_ms);
        self.tell(
            now,
            agent,
            &Event::new(EventId::PresenceUpdated, None, payload),
        );
    }

    fn plan(&mut self, behaviour: &Behaviour) -> Plan {
        let ring_timeout = Duration::from_millis(self.config.switches.ring_timeout_ms);
        match behaviour {
            Behaviour::Answer { after_ms, .. } | Behaviour::Voicemail { after_ms, .. }
                if Duration::from_millis(*after_ms) > ring_timeout =>
            {
                Plan::Fail {
                    after: ring_timeout,
                }
            }
            Behaviour::Answer {
                after_ms,
                hangs_up_after_ms,
            }
            | Behaviour::Voicemail {
                after_ms,
                hangs_up_after_ms,
            } => Plan::Answer {
                after: Duration::from_millis(*after_ms),
                hangs_up_after: hangs_up_after_ms.map(Duration::from_millis),
            },
            Behaviour::NoAnswer | Behaviour::Refused { .. } => Plan::Fail {
                after: ring_timeout,
            },
            Behaviour::Busy {
                after_ms: Some(after_ms),
            } => Plan::Fail {
                after: Duration::from_millis(*after_ms),
            },
            Behaviour::Busy { after_ms: None } => Plan::Fail {
                after: self.rng.duration(2_000, 4_000),
            },
        }
    }

    fn forget_old_calls(&mut self) {
        if self.calls.len() > N_CALLS_MAX
            && let Some(oldest) = self.calls.iter().position(|call| call.removed)
        {
            self.calls.remove(oldest);
            self.n_removed = self.n_removed.saturating_sub(1);
        }
    }
}

/// The step that ends the ringing.
fn ringing(now: Duration, plan: Plan) -> (Duration, Step) {
    match plan {
        Plan::Answer { after, .. } => (now + after, Step::Answer),
        Plan::Fail { after } => (now + after, Step::Fail),
    }
}
