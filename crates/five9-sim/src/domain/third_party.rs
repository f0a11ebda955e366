//! Transfers and conferences with somebody outside: the calls that belong to another call.
//!
//! Rule: a third party's call never outlives the call that it was made for, and the agent's first
//! call comes back from hold when the third party does not stay.

use std::time::Duration;

use serde_json::json;

use super::call::{Call, CallState, EndedBy, Role};
use super::calls::Finish;
use super::frame::{Event, EventId};
use super::id::CallId;
use super::org::TRANSFERRED;
use super::sim::Sim;

impl Sim {
    /// The first call waits while the agent talks to somebody else.
    pub(crate) fn hold_for_consult(&mut self, now: Duration, main: &CallId) {
        if let Some(call) = self.call_mut(main) {
            call.state = CallState::OnHold;
            call.is_held_for_consult = true;
        }
        self.tell_call(now, main, EventId::CALL_UPDATED, "UPDATED");
    }

    fn resume(&mut self, now: Duration, main: &CallId) {
        let Some(call) = self.call_mut(main).filter(|call| call.is_held_for_consult) else {
            return;
        };
        call.is_held_for_consult = false;
        call.state = CallState::Talking;
        self.tell_call(now, main, EventId::CALL_UPDATED, "UPDATED");
    }

    pub(crate) fn third_party_answers(&mut self, now: Duration, id: &CallId, role: Role) {
        match role {
            Role::Main | Role::Participant { .. } => {}
            Role::Consult { .. } | Role::Invited { warm: true, .. } => {
                self.tell_call(now, id, EventId::CALL_UPDATED, "CONNECTED");
            }
            Role::Invited { of, warm: false } => {
                self.tell_call(now, id, EventId::CALL_UPDATED, "CONNECTED");
                self.join(now, &of, id);
            }
            Role::Blind { of, disposition } => {
                self.close_call(now, id, EndedBy::Platform);
                let disposition =
                    disposition.unwrap_or_else(|| super::id::DispositionId::new(TRANSFERRED));
                self.hand_over(now, &of, disposition);
            }
        }
    }

    /// The agent's part is over: the far end talks to somebody else from now on.
    pub(crate) fn hand_over(
        &mut self,
        now: Duration,
        main: &CallId,
        disposition: super::id::DispositionId,
    ) {
        let finish = Finish {
            disposition: Some(disposition),
            reason: "TRANSFERRED",
            ended_by: EndedBy::Agent,
        };
        self.finish_call(now, main, finish);
    }

    /// Somebody is in the conference from now on.
    pub(crate) fn join(&mut self, now: Duration, main: &CallId, third: &CallId) {
        if let Some(call) = self.call_mut(third) {
            call.role = Role::Participant { of: main.clone() };
        }
        self.resume(now, main);
        self.tell_call(
            now,
            main,
            EventId::CALL_UPDATED,
            "CONFERENCE_PARTICIPANT_ADDED",
        );
    }

    /// A third party hangs up, is hung up on, or was never reached.
    pub(crate) fn third_party_leaves(
        &mut self,
        now: Duration,
        id: &CallId,
        ended_by: EndedBy,
        reason: &'static str,
    ) {
        let Some(call) = self.call(id) else { return };
        let (role, was_ringing) = (call.role.clone(), call.state.is_ringing());
        let (agent, is_no_answer) = (call.agent.clone(), self.rings_out(call));
        let number = call.number.clone();
        let Some(main) = role.of().cloned() else {
            return;
        };
        self.close_call(now, id, ended_by);
        self.tell_deleted(now, id, reason);
        let is_transfer = matches!(role, Role::Blind { .. } | Role::Consult { .. });
        if is_transfer && was_ringing && ended_by == EndedBy::Network {
            let event = if is_no_answer {
                EventId::TRANSFER_NOT_ANSWERED
            } else {
                EventId::TRANSFER_FAILED
            };
            let payload = json!({"callId": main, "number": number, "cause": reason});
            self.tell(now, &agent, &Event::new(event, None, payload));
        }
        if matches!(role, Role::Participant { .. }) {
            let reason = match ended_by {
                EndedBy::Agent => "CONFERENCE_PARTICIPANT_DISCONNECTED_BY_AGENT",
                EndedBy::Callee | EndedBy::Network | EndedBy::Platform => {
                    "CONFERENCE_PARTICIPANT_DISCONNECTED_BY_THEMSELF"
                }
            };
            self.tell_call(now, &main, EventId::CALL_UPDATED, reason);
        }
        self.resume(now, &main);
    }

    fn rings_out(&self, call: &Call) -> bool {
        let digits = super::callee::digits_of(&call.number).unwrap_or_default();
        matches!(self.callees.of(&digits), super::callee::Behaviour::NoAnswer)
    }

    /// Everybody who was there for this call goes with it.
    pub(crate) fn end_third_parties(&mut self, now: Duration, main: &CallId, reason: &'static str) {
        for id in self.third_parties(main) {
            self.close_call(now, &id, EndedBy::Platform);
            self.tell_deleted(now, &id, reason);
        }
    }

    pub(crate) fn third_parties(&self, main: &CallId) -> Vec<CallId> {
        let Some(call) = self.call(main) else {
            return Vec::new();
        };
        self.calls
            .open_of(&call.agent)
            .filter(|other| other.role.of() == Some(main))
            .map(|other| other.id.clone())
            .collect()
    }
}
