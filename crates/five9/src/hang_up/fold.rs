//! The inner steps of the hang-up sequence: asking, reading answers, folding what is seen.
//!
//! Every path ends in a request, a deadline or an outcome, so that the sequence never stands
//! still without somebody owing it something.

use crate::retry;

use super::{
    Answered, CallInfo, CallState, Deadline, Disconnect, Dispose, DispositionId, Duration,
    EVENT_WAIT, Endpoint, Error, GetCall, Goal, HangUp, HangUpRequest, Held, Lost, N_READS_MAX,
    Outcome, Phase, REPLY_WAIT, Reply, Request, RequestKind, Timestamp,
};

impl HangUp {
    pub(super) fn ask_disconnect(&mut self) {
        let endpoint = Disconnect {
            agent: self.agent.clone(),
            call: self.call.clone(),
        };
        let id = self.request(RequestKind::Disconnect, endpoint.to_request());
        self.n_sent += 1;
        self.phase = Phase::Asked {
            goal: Goal::Disconnect,
            id,
        };
    }

    pub(super) fn ask_dispose(&mut self, disposition: DispositionId) {
        let endpoint = Dispose {
            agent: self.agent.clone(),
            call: self.call.clone(),
            disposition: disposition.clone(),
            timeout: self.timeout.clone(),
        };
        let id = self.request(RequestKind::Dispose, endpoint.to_request());
        self.n_sent += 1;
        self.attempted.insert(disposition.clone());
        self.asked = Some(disposition);
        self.phase = Phase::Asked {
            goal: Goal::Dispose,
            id,
        };
    }

    /// Sends the request of a step once more.
    pub(super) fn ask_again(&mut self, goal: Goal) {
        match (goal, self.asked.clone()) {
            (Goal::Dispose, Some(disposition)) => self.ask_dispose(disposition),
            (Goal::Disconnect | Goal::Dispose, _) => self.ask_disconnect(),
        }
    }

    /// A request without effect is sent again where that can help, or the step ends.
    fn try_again(&mut self, goal: Goal, error: Error, now: Timestamp) {
        // Any number that differs from call to call spreads the repetitions.
        let chance = self.call.as_str().bytes().fold(0_u16, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u16::from(byte))
        });
        if let Some(pause) = retry::pause(retry::Kind::Change, &error, self.n_sent, chance) {
            let deadline = Deadline::new(now, pause);
            self.phase = Phase::Retrying { goal, deadline };
            return;
        }
        let state = self.state.clone();
        self.stop(match goal {
            Goal::Disconnect => Outcome::StillLive { error: Some(error) },
            Goal::Dispose => Outcome::NotDisposed { error, state },
        });
    }

    pub(super) fn ask_read(&mut self, answered: Answered) {
        let endpoint = GetCall {
            agent: self.agent.clone(),
            call: self.call.clone(),
        };
        let id = self.request(RequestKind::Read, endpoint.to_request());
        self.phase = Phase::Reading { answered, id };
    }

    fn request(&mut self, kind: RequestKind, request: Request) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.requests.push_back(HangUpRequest { id, kind, request });
        id
    }

    /// Takes the answer to the request of a step.
    pub(super) fn answered(&mut self, goal: Goal, reply: Result<Reply, Lost>, now: Timestamp) {
        let call = match self.decode(goal, reply) {
            Ok(call) => call,
            Err(error) => {
                self.ask_read(Answered {
                    goal,
                    error: Some(error),
                    n_reads: 0,
                });
                return;
            }
        };
        if goal == Goal::Dispose {
            self.accepted.clone_from(&self.asked);
        }
        let answered = Answered {
            goal,
            error: None,
            n_reads: 0,
        };
        let deadline = Deadline::new(now, EVENT_WAIT);
        self.phase = Phase::Waiting { answered, deadline };
        if let Some(call) = call {
            self.fold(&call, now);
        }
    }

    /// Takes the answer to a dispose whose call is over already.
    pub(super) fn settle(&mut self, reply: Result<Reply, Lost>) {
        if let Ok(call) = self.decode(Goal::Dispose, reply) {
            self.accepted.clone_from(&self.asked);
            let named = call.filter(|call| call.id == self.call);
            self.named = named.and_then(|call| call.disposition().cloned());
        }
        self.finish();
    }

    fn decode(&self, goal: Goal, reply: Result<Reply, Lost>) -> Result<Option<CallInfo>, Error> {
        let reply = reply.map_err(|lost| Error::NoAnswer { lost })?;
        let (agent, call) = (self.agent.clone(), self.call.clone());
        match (goal, self.asked.clone()) {
            (Goal::Dispose, Some(disposition)) => Dispose {
                agent,
                call,
                disposition,
                timeout: None,
            }
            .decode(&reply),
            (Goal::Disconnect | Goal::Dispose, _) => Disconnect { agent, call }.decode(&reply),
        }
    }

    /// Takes the answer to a read.
    pub(super) fn read(
        &mut self,
        mut answered: Answered,
        reply: Result<Reply, Lost>,
        now: Timestamp,
    ) {
        let endpoint = GetCall {
            agent: self.agent.clone(),
            call: self.call.clone(),
        };
        let reply = reply.map_err(|lost| Error::NoAnswer { lost });
        let call = match reply.and_then(|reply| endpoint.decode(&reply)) {
            Ok(call) if call.id == self.call => call,
            Err(Error::NotFound { .. }) => {
                self.gone(now);
                return;
            }
            Ok(_) => {
                self.read_again(answered, Duration::ZERO, now, Outcome::Unknown);
                return;
            }
            Err(error) => {
                let least = error.retry_after().unwrap_or_default();
                self.read_again(answered, least, now, Outcome::Unknown);
                return;
            }
        };
        self.fold(&call, now);
        if !matches!(self.phase, Phase::Reading { .. }) {
            return;
        }
        match (answered.goal, answered.error.take()) {
            (goal, Some(error)) => self.try_again(goal, error, now),
            (Goal::Disconnect, None) => {
                let outcome = Outcome::StillLive { error: None };
                self.read_again(answered, Duration::ZERO, now, outcome);
            }
            (Goal::Dispose, None) => {
                self.read_again(answered, Duration::ZERO, now, Outcome::Unknown);
            }
        }
    }

    /// Reads once more after 1, 2, 4, then 8 s, or gives up with `last`.
    fn read_again(
        &mut self,
        mut answered: Answered,
        least: Duration,
        now: Timestamp,
        last: Outcome,
    ) {
        answered.n_reads += 1;
        if answered.n_reads >= N_READS_MAX {
            self.stop(last);
            return;
        }
        let back_off = Duration::from_secs(1 << (answered.n_reads - 1));
        let deadline = Deadline::new(now, back_off.max(least));
        self.phase = Phase::Waiting { answered, deadline };
    }

    /// Ends a step without the call being over; another step may be started.
    fn stop(&mut self, outcome: Outcome) {
        self.wanted = None;
        self.phase = Phase::Idle;
        self.outcomes.push_back(outcome);
    }

    /// Takes what a call shows, unless it is older than what is known.
    pub(super) fn fold(&mut self, call: &CallInfo, now: Timestamp) {
        if call.id != self.call || self.phase == Phase::Done {
            return;
        }
        if self
            .state
            .as_ref()
            .is_some_and(|state| call.state.rank() < state.rank())
        {
            return;
        }
        self.state = Some(call.state.clone());
        match &call.state {
            CallState::WrapUp => {
                self.saw_wrap_up = true;
                self.wrapped_up();
            }
            CallState::Finished => {
                self.saw_finished = true;
                if let Some(disposition) = call.disposition() {
                    self.named = Some(disposition.clone());
                }
                self.over(now);
            }
            CallState::Offered
            | CallState::RingingOnOtherSide
            | CallState::Talking
            | CallState::OnHold
            | CallState::Unknown(_) => {}
        }
    }

    fn wrapped_up(&mut self) {
        let goal = match &self.phase {
            Phase::Asked { goal, .. } | Phase::Retrying { goal, .. } => *goal,
            Phase::Waiting { answered, .. } | Phase::Reading { answered, .. } => answered.goal,
            Phase::Idle | Phase::Settling { .. } | Phase::Done => return,
        };
        match (goal, self.wanted.take()) {
            (Goal::Dispose, _) => {}
            (Goal::Disconnect, Some(disposition)) => {
                self.n_sent = 0;
                self.ask_dispose(disposition);
            }
            (Goal::Disconnect, None) => self.stop(Outcome::WrapUp),
        }
    }

    pub(super) fn gone(&mut self, now: Timestamp) {
        if self.phase != Phase::Done {
            self.over(now);
        }
    }

    /// The call is over. What it holds may still be under way in the answer to a dispose.
    fn over(&mut self, now: Timestamp) {
        match self.phase {
            Phase::Asked {
                goal: Goal::Dispose,
                id,
            } if self.named.is_none() => {
                self.phase = Phase::Settling {
                    id,
                    deadline: Deadline::new(now, REPLY_WAIT),
                };
            }
            Phase::Settling { .. } if self.named.is_none() => {}
            Phase::Idle
            | Phase::Asked { .. }
            | Phase::Waiting { .. }
            | Phase::Reading { .. }
            | Phase::Retrying { .. }
            | Phase::Settling { .. }
            | Phase::Done => self.finish(),
        }
    }

    pub(super) fn finish(&mut self) {
        self.phase = Phase::Done;
        self.wanted = None;
        self.outcomes.push_back(Outcome::Finished {
            disposition: self.held(),
        });
    }

    fn held(&self) -> Held {
        match (&self.named, &self.accepted) {
            (Some(named), _) if self.attempted.contains(named) => Held::Confirmed(named.clone()),
            (Some(named), _) => Held::SetElsewhere(named.clone()),
            (None, Some(accepted)) => Held::Confirmed(accepted.clone()),
            // Whoever saw the call wrap up, or only that it is gone, cannot know that nobody else
            // disposed it.
            (None, None)
                if !self.attempted.is_empty() || self.saw_wrap_up || !self.saw_finished =>
            {
                Held::Unknown
            }
            (None, None) => Held::None,
        }
    }
}
