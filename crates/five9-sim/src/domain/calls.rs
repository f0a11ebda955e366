//! What happens to calls: by the agent, by the far end, by the passing of time.
//!
//! Rule: every change of state goes through here, whoever causes it, and is told to the agent's sockets.

use std::time::Duration;

use serde_json::{Value, json};

use super::agent::Presence;
use super::call::{Call, CallState, EndedBy, NewCall, Role, Step, Telling};
use super::callee::{Behaviour, Plan};
use super::config::{HangUpWhileRinging, NumberEcho};
use super::frame::{Event, EventId};
use super::id::{AgentId, CallId, CallbackId, CampaignId, ContactId, DispositionId};
use super::sim::Sim;

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
    pub(crate) contact: Option<ContactId>,
    pub(crate) callback: Option<CallbackId>,
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
        self.calls.get(id)
    }

    pub(crate) fn call_mut(&mut self, id: &CallId) -> Option<&mut Call> {
        self.calls.get_mut(id)
    }

    pub(crate) fn live_calls(&self, agent: &AgentId) -> Vec<CallId> {
        self.calls
            .open_of(agent)
            .filter(|call| call.state.is_live())
            .map(|call| call.id.clone())
            .collect()
    }

    pub(crate) fn unfinished_calls(&self, agent: &AgentId) -> Vec<CallId> {
        self.calls
            .open_of(agent)
            .map(|call| call.id.clone())
            .collect()
    }

    pub(crate) fn place_call(&mut self, now: Duration, dial: Dial) -> CallId {
        let plan = self.plan(&dial.behaviour);
        let id = self.new_call(
            now,
            &dial.agent,
            &dial.number,
            dial.campaign,
            plan,
            Role::Main,
        );
        if let Some(call) = self.calls.get_mut(&id) {
            call.contact = dial.contact;
            call.callback = dial.callback;
        }
        self.tell_created(now, &id);
        id
    }

    /// A call to a third party, for a transfer or a conference of another call.
    pub(crate) fn place_third_party(
        &mut self,
        now: Duration,
        main: &CallId,
        number: &str,
        role: Role,
    ) -> Option<CallId> {
        let main = self.calls.get(main)?;
        let (agent, campaign) = (main.agent.clone(), main.campaign.clone());
        let digits = super::callee::digits_of(number).unwrap_or_default();
        let behaviour = self.callees.of(&digits).clone();
        let plan = self.plan(&behaviour);
        let id = self.new_call(now, &agent, number, campaign, plan, role);
        self.tell_created(now, &id);
        Some(id)
    }

    fn new_call(
        &mut self,
        now: Duration,
        agent: &AgentId,
        number: &str,
        campaign: Option<CampaignId>,
        plan: Plan,
        role: Role,
    ) -> CallId {
        let id = CallId::new(self.rng.hex(2));
        let caller_id = campaign
            .as_ref()
            .and_then(|campaign| self.org.campaigns.get(campaign))
            .map_or("+12025550100", |campaign| &campaign.caller_id)
            .to_owned();
        let offered = self.config.switches.offered && role == Role::Main;
        let next = if offered {
            (now + self.rng.duration(300, 800), Step::Ring)
        } else {
            ringing(now, plan)
        };
        let call = Call::new(NewCall {
            id: id.clone(),
            agent: agent.clone(),
            number: number.to_owned(),
            campaign,
            state: if offered {
                CallState::Offered
            } else {
                CallState::RingingOnOtherSide
            },
            created_at: now,
            session_id: self.rng.hex(2),
            caller_id,
            unknown_member: self.config.switches.unknown_members && self.rng.one_in(3),
            plan,
            role,
            next,
        });
        self.calls.push(call);
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
            Step::Remove => self.remove_call(id),
        }
    }

    fn remove_call(&mut self, id: &CallId) {
        if let Some(call) = self.call_mut(id) {
            call.removed = true;
        }
        self.interactions.remove(id);
    }

    fn ring(&mut self, now: Duration, id: &CallId) {
        let Some(call) = self.call_mut(id) else {
            return;
        };
        call.state = CallState::RingingOnOtherSide;
        call.rang_at = Some(now);
        let next = ringing(now, call.plan);
        self.calls.set_next(id, Some(next));
        self.tell_call(now, id, EventId::CALL_UPDATED, "UPDATED");
    }

    /// The far end answers, a person or a machine.
    pub(crate) fn answer_call(&mut self, now: Duration, id: &CallId) {
        let Some(call) = self.call_mut(id).filter(|call| call.state.is_ringing()) else {
            return;
        };
        call.state = CallState::Talking;
        call.answered_at = Some(now);
        let role = call.role.clone();
        let next = match call.plan {
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
        self.calls.set_next(id, next);
        if role == Role::Main {
            self.tell_call(now, id, EventId::CALL_UPDATED, "CONNECTED");
            self.tell_call(now, id, EventId::CALL_UPDATED, "RECORDING_ALLOWED");
        } else {
            self.third_party_answers(now, id, role);
        }
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
        if call.role != Role::Main {
            self.third_party_leaves(now, id, ended_by, reason);
            return;
        }
        let limit = call
            .campaign
            .as_ref()
            .and_then(|campaign| self.org.campaigns.get(campaign))
            .and_then(|campaign| campaign.wrap_up.as_ref())
            .map(|limit| Duration::from_millis(limit.timeout_ms));
        self.end_third_parties(now, id, reason);
        let Some(call) = self.call_mut(id) else {
            return;
        };
        call.state = CallState::WrapUp;
        call.recording = false;
        call.is_held_for_consult = false;
        call.ended_by = Some(ended_by);
        call.ended_at = Some(now);
        let next = limit.map(|limit| (now + limit, Step::WrapUpExpires));
        self.calls.set_next(id, next);
        self.stop_player(now, id);
        self.tell_call(now, id, EventId::CALL_UPDATED, reason);
    }

    /// The agent hangs up. Says whether there was anything to hang up.
    pub(crate) fn disconnect_call(&mut self, now: Duration, id: &CallId) -> bool {
        let Some(call) = self.call(id).filter(|call| call.state.is_live()) else {
            return false;
        };
        let agent = call.agent.clone();
        let deletes = call.role == Role::Main
            && call.state.is_ringing()
            && self.config.switches.hang_up_while_ringing == HangUpWhileRinging::Delete;
        if deletes {
            self.close_call(now, id, EndedBy::Agent);
            self.tell_deleted(now, id, "DISCONNECTED_BY_AGENT");
            self.apply_pending_presence(now, &agent);
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
        let is_main = call.role == Role::Main;
        call.disposition.clone_from(&finish.disposition);
        self.close_call(now, id, finish.ended_by);
        let adds_to_dnc = finish
            .disposition
            .and_then(|disposition| self.org.dispositions.get(&disposition))
            .is_some_and(|disposition| disposition.adds_to_dnc);
        if adds_to_dnc && let Some(digits) = super::callee::digits_of(&number) {
            self.put_on_dnc(now, digits);
        }
        self.tell_call(now, id, EventId::CALL_UPDATED, finish.reason);
        self.tell_deleted(now, id, finish.reason);
        if is_main {
            let payload = json!({"id": id});
            let event = Event::new(EventId::INTERACTION_SESSION_CREATED, None, payload);
            self.tell(now, &agent, &event);
        }
        self.apply_pending_presence(now, &agent);
    }

    pub(crate) fn put_on_dnc(&mut self, now: Duration, digits: String) {
        let delay = Duration::from_millis(self.config.switches.dnc_delay_ms);
        self.org.dnc.entry(digits).or_insert(now + delay);
    }

    /// The call is over for good; nothing is told of it yet, except of those who were in it.
    pub(crate) fn close_call(&mut self, now: Duration, id: &CallId, ended_by: EndedBy) {
        let retained = Duration::from_millis(self.config.switches.finished_retained_ms);
        self.stop_player(now, id);
        self.end_third_parties(now, id, "DISCONNECTED_BY_AGENT");
        let Some(call) = self.call_mut(id) else {
            return;
        };
        if call.state.is_live() {
            call.ended_by = Some(ended_by);
            call.ended_at = Some(now);
        }
        call.state = CallState::Finished;
        call.recording = false;
        call.is_held_for_consult = false;
        call.finished_at = Some(now);
        let (agent, is_main) = (call.agent.clone(), call.role == Role::Main);
        self.calls
            .set_next(id, Some((now + retained, Step::Remove)));
        self.calls.close(&agent, id);
        if is_main && let Some(agent) = self.agents.get_mut(&agent) {
            agent.call_finished_at = Some(now);
        }
    }

    fn expire_wrap_up(&mut self, now: Duration, id: &CallId) {
        let Some(call) = self.call(id) else { return };
        let agent = call.agent.clone();
        let limit = call
            .campaign
            .as_ref()
            .and_then(|campaign| self.org.campaigns.get(campaign))
            .and_then(|campaign| campaign.wrap_up.clone());
        let finish = Finish {
            disposition: limit.as_ref().map(|limit| limit.disposition.clone()),
            reason: "AFTER_CALL_WORK_TIME_EXPIRED",
            ended_by: EndedBy::Platform,
        };
        self.finish_call(now, id, finish);
        if let Some(reason_code_id) = limit.and_then(|limit| limit.not_ready_reason) {
            let not_ready = Presence {
                reason_code_id,
                ..Presence::not_ready()
            };
            self.set_presence(now, &agent, not_ready);
        }
    }

    pub(crate) fn set_hold(&mut self, now: Duration, id: &CallId, on: bool) -> bool {
        let (from, to) = if on {
            (CallState::Talking, CallState::OnHold)
        } else {
            (CallState::OnHold, CallState::Talking)
        };
        let fits = |call: &&mut Call| call.state == from && !call.is_held_for_consult;
        let Some(call) = self.call_mut(id).filter(fits) else {
            return false;
        };
        call.state = to;
        self.tell_call(now, id, EventId::CALL_UPDATED, "UPDATED");
        true
    }

    pub(crate) fn set_recording(&mut self, now: Duration, id: &CallId, on: bool) -> bool {
        let Some(call) = self.call(id).filter(|call| call.state.is_connected()) else {
            return false;
        };
        let recording_id = match &call.recording_id {
            None if on => Some(self.next_id().to_string()),
            None | Some(_) => None,
        };
        let Some(call) = self.call_mut(id) else {
            return false;
        };
        call.recording = on;
        call.recording_id = recording_id.or(call.recording_id.take());
        self.tell_call(now, id, EventId::CALL_UPDATED, "RECORDING_INFO_UPDATED");
        true
    }

    pub(crate) fn call_json(&self, id: &CallId) -> Value {
        self.call(id)
            .map_or(Value::Null, |call| self.call_info(call))
    }

    pub(crate) fn call_info(&self, call: &Call) -> Value {
        let number = match self.config.switches.number_echo {
            NumberEcho::AsGiven => call.number.clone(),
            NumberEcho::TenDigits => ten_digits(&call.number),
        };
        let contact = call.contact.as_ref();
        call.to_json(&Telling {
            epoch_ms: self.config.epoch_ms,
            times: self.config.switches.call_times,
            contact: contact.and_then(|contact| self.contacts.get(contact)),
            number,
        })
    }

    pub(crate) fn tell_call(
        &mut self,
        now: Duration,
        id: &CallId,
        event: EventId,
        reason: &'static str,
    ) {
        let Some(call) = self.call(id).filter(|call| call.is_shown()) else {
            return;
        };
        tracing::debug!(call.id = %id, state = call.state.as_str(), reason, "call event");
        let agent = call.agent.clone();
        let payload = if self.is_heard(&agent) {
            self.call_info(call)
        } else {
            Value::Null
        };
        self.tell(now, &agent, &Event::new(event, Some(reason), payload));
    }

    fn tell_created(&mut self, now: Duration, id: &CallId) {
        self.tell_call(now, id, EventId::CALL_CREATED, "CREATED");
        if self.config.switches.both_event_ids {
            self.tell_call(now, id, EventId::CALL_CREATED_AGAIN, "CREATED");
        }
    }

    pub(crate) fn tell_deleted(&mut self, now: Duration, id: &CallId, reason: &'static str) {
        self.tell_call(now, id, EventId::CALL_DELETED, reason);
        if self.config.switches.both_event_ids {
            self.tell_call(now, id, EventId::CALL_DELETED_AGAIN, reason);
        }
    }

    fn apply_pending_presence(&mut self, now: Duration, agent: &AgentId) {
        if self.calls.is_any_open(agent) {
            return;
        }
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
            &Event::new(EventId::PRESENCE_UPDATED, None, payload),
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
}

/// The step that ends the ringing.
fn ringing(now: Duration, plan: Plan) -> (Duration, Step) {
    match plan {
        Plan::Answer { after, .. } => (now + after, Step::Answer),
        Plan::Fail { after } => (now + after, Step::Fail),
    }
}

/// Without `+1` or a leading 1, if it is a number of the North American plan.
fn ten_digits(number: &str) -> String {
    let digits = super::callee::digits_of(number);
    match digits
        .as_deref()
        .and_then(|digits| digits.strip_prefix('1'))
    {
        Some(national) if national.len() == 10 => national.to_owned(),
        Some(_) | None => number.to_owned(),
    }
}
