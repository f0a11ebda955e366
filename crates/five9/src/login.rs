//! From any login state to WORKING, with no clock and no I/O.
//!
//! Five9's session wants a station, skills and accepted notices, in an order that it decides. So
//! the state is read, what it asks for is done, and the state is read again: five times at most.
//! Nothing but the state says how far it has come; a notice that was accepted still says that it
//! was not. A session that another client has is taken over only after [`Loop::take_over`].
//!
//! After [`Loop::new`] and every `handle_*` the caller drains [`Loop::poll_request`] and
//! [`Loop::poll_outcome`], and answers every request with exactly one [`Loop::handle_reply`]. At
//! most one request is under way.

use std::time::Duration;

use crate::Timestamp;
use crate::endpoint::{
    AcceptMaintenanceNotice, GetLoginState, GetMaintenanceNotices, RestartSession, SetActiveSkills,
    StartSession,
};
use crate::error::{Error, NextStep};
use crate::http::{Endpoint, Lost, Reply, Request};
use crate::id::{AgentId, NoticeId, SkillId};
use crate::model::{LoginState, StationChoice};
use crate::retry;

/// How often something is done about a state before the loop gives up.
///
/// Source GO2: confidence V.
pub const N_ROUNDS_MAX: u32 = 5;
/// How often one request is sent, the first time included.
pub const N_SENT_MAX: u32 = 4;
/// So long after a login "not logged in" may only mean that it is not known everywhere yet.
///
/// Source GO: confidence V.
pub const LOGIN_SPREADS: Duration = Duration::from_secs(10);
/// The pause between two questions while a login spreads.
pub const LOGIN_PAUSE: Duration = Duration::from_secs(2);

/// What the session shall be like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The agent.
    pub agent: AgentId,
    /// The station to use, where one must be chosen.
    pub station: StationChoice,
    /// The skills to work with, where they must be chosen; may be none.
    pub skills: Vec<SkillId>,
    /// Whether to take the session over from another client without asking.
    pub force: bool,
    /// When the login was; absent means long ago.
    pub logged_in_at: Option<Timestamp>,
}

/// What a request of the loop is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Reads the login state.
    State,
    /// Starts the session with the station.
    StartSession,
    /// Chooses the skills.
    SetSkills,
    /// Reads the notices.
    Notices,
    /// Accepts a notice.
    Accept(NoticeId),
    /// Takes the session up again.
    RestartSession,
}

/// A request that the caller carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoginRequest {
    /// Names the request in [`Loop::handle_reply`]; never used again by this loop.
    pub id: u64,
    /// What it is for.
    pub ask: Ask,
    /// The request itself.
    pub request: Request,
}

/// What the loop came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The session is ready for everything.
    Working,
    /// Another client has the session: ask the agent, then [`Loop::take_over`], or leave it.
    DuplicateLogin,
    /// A state that nothing is known to do about, or that stays whatever is done.
    Stuck {
        /// The state as last read.
        state: LoginState,
    },
    /// A request failed; [`Error::next_step`] says what is left.
    Failed {
        /// Why.
        error: Error,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Phase {
    /// A request waits to be carried.
    Ready { ask: Ask },
    /// It is out.
    Asked { id: u64, ask: Ask },
    /// It failed and is sent again at this time, which a clock set back brings nearer.
    Pausing {
        ask: Ask,
        until: Timestamp,
        length: Duration,
    },
    /// Waits for a person, after [`Outcome::DuplicateLogin`].
    Held,
    /// Nothing follows.
    Done,
}

/// One way to WORKING.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loop {
    plan: Plan,
    phase: Phase,
    /// Notices still to accept, the next one last.
    notices: Vec<NoticeId>,
    outcome: Option<Outcome>,
    n_rounds: u32,
    /// How often the present request was sent.
    n_sent: u32,
    next_id: u64,
}

impl Loop {
    /// Begins with reading the state.
    pub fn new(plan: Plan) -> Self {
        Self {
            plan,
            phase: Phase::Ready { ask: Ask::State },
            notices: Vec::new(),
            outcome: None,
            n_rounds: 0,
            n_sent: 0,
            next_id: 1,
        }
    }

    /// Takes the session over from the other client, after a person said so.
    ///
    /// It changes nothing but a loop that waits for that.
    pub fn take_over(&mut self) {
        if self.phase == Phase::Held {
            self.plan.force = true;
            self.ask(Ask::StartSession);
        }
    }

    /// Returns the next request to carry.
    pub fn poll_request(&mut self) -> Option<LoginRequest> {
        let Phase::Ready { ask } = &self.phase else {
            return None;
        };
        let (id, ask) = (self.next_id, ask.clone());
        let request = self.request(&ask);
        self.next_id += 1;
        self.n_sent += 1;
        self.phase = Phase::Asked {
            id,
            ask: ask.clone(),
        };
        Some(LoginRequest { id, ask, request })
    }

    /// Returns what the loop came to, once.
    pub fn poll_outcome(&mut self) -> Option<Outcome> {
        self.outcome.take()
    }

    /// Returns when [`Loop::handle_timeout`] is due; absent means never.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        if let Phase::Pausing { until, .. } = &self.phase {
            Some(*until)
        } else {
            None
        }
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        let Phase::Pausing { ask, until, length } = &mut self.phase else {
            return;
        };
        *until = (*until).min(now + *length);
        if *until <= now {
            self.phase = Phase::Ready { ask: ask.clone() };
        }
    }

    /// Takes the answer to a request; one to another request changes nothing.
    pub fn handle_reply(&mut self, id: u64, reply: Result<Reply, Lost>, now: Timestamp) {
        let Phase::Asked { id: asked, ask } = &self.phase else {
            return;
        };
        if *asked != id {
            return;
        }
        let ask = ask.clone();
        let reply = reply.map_err(|lost| Error::NoAnswer { lost });
        if let Err(error) = reply.and_then(|reply| self.take(&ask, &reply)) {
            self.fail(ask, error, now);
        }
    }

    /// Describes a request.
    fn request(&self, ask: &Ask) -> Request {
        let agent = self.plan.agent.clone();
        match ask {
            Ask::State => GetLoginState { agent }.to_request(),
            Ask::StartSession => StartSession {
                agent,
                station: self.plan.station.clone(),
                force: self.plan.force,
            }
            .to_request(),
            Ask::SetSkills => SetActiveSkills {
                agent,
                skills: self.plan.skills.clone(),
            }
            .to_request(),
            Ask::Notices => GetMaintenanceNotices { agent }.to_request(),
            Ask::Accept(notice) => AcceptMaintenanceNotice {
                agent,
                notice: notice.clone(),
            }
            .to_request(),
            Ask::RestartSession => RestartSession { agent }.to_request(),
        }
    }

    /// Reads a reply, and says what follows.
    fn take(&mut self, ask: &Ask, reply: &Reply) -> Result<(), Error> {
        let agent = self.plan.agent.clone();
        match ask {
            Ask::State => {
                let state = GetLoginState { agent }.decode(reply)?;
                self.act_on(state);
            }
            Ask::Notices => {
                let notices = GetMaintenanceNotices { agent }.decode(reply)?;
                self.notices = notices.into_iter().rev().map(|notice| notice.id).collect();
                self.accept_next();
            }
            Ask::Accept(_) => {
                crate::lenient::accepted(reply)?;
                self.accept_next();
            }
            Ask::StartSession | Ask::SetSkills | Ask::RestartSession => {
                crate::lenient::accepted(reply)?;
                self.ask(Ask::State);
            }
        }
        Ok(())
    }

    fn act_on(&mut self, state: LoginState) {
        if state == LoginState::Working {
            self.end(Outcome::Working);
            return;
        }
        let ask = match &state {
            LoginState::SelectStation => Some(Ask::StartSession),
            LoginState::SelectSkills => Some(Ask::SetSkills),
            LoginState::AcceptNotice => Some(Ask::Notices),
            LoginState::Relogin => Some(Ask::RestartSession),
            LoginState::Working | LoginState::Unknown(_) => None,
        };
        match ask {
            Some(ask) if self.n_rounds < N_ROUNDS_MAX => {
                self.n_rounds += 1;
                self.ask(ask);
            }
            _ => self.end(Outcome::Stuck { state }),
        }
    }

    fn accept_next(&mut self) {
        let next = self.notices.pop();
        self.ask(next.map_or(Ask::State, Ask::Accept));
    }

    /// A request failed: it is sent again, the state is read again, or it is over.
    fn fail(&mut self, ask: Ask, error: Error, now: Timestamp) {
        let is_gone = matches!(error, Error::NotFound { .. });
        if is_gone && matches!(ask, Ask::Accept(_)) {
            // Accepted elsewhere, or withdrawn: the state says whether that is enough.
            self.accept_next();
            return;
        }
        match error.next_step() {
            NextStep::AskAgent if !self.plan.force => {
                self.phase = Phase::Held;
                self.outcome = Some(Outcome::DuplicateLogin);
            }
            NextStep::RunLoginLoop if ask != Ask::State && self.n_rounds < N_ROUNDS_MAX => {
                self.ask(Ask::State);
            }
            NextStep::Retry { .. } | NextStep::LogIn => self.try_again(ask, error, now),
            NextStep::RunLoginLoop
            | NextStep::AskAgent
            | NextStep::Migrate { .. }
            | NextStep::GiveUp => self.end(Outcome::Failed { error }),
        }
    }

    fn try_again(&mut self, ask: Ask, error: Error, now: Timestamp) {
        let length = match self.pause(&error, now) {
            Some(length) if self.n_sent < N_SENT_MAX => length,
            _ => return self.end(Outcome::Failed { error }),
        };
        self.phase = Phase::Pausing {
            ask,
            until: now + length,
            length,
        };
    }

    fn pause(&self, error: &Error, now: Timestamp) -> Option<Duration> {
        if error.next_step() == NextStep::LogIn {
            let logged_in_at = self.plan.logged_in_at?;
            let is_fresh = now.since(logged_in_at) < LOGIN_SPREADS;
            return is_fresh.then_some(LOGIN_PAUSE);
        }
        // Any number that differs from agent to agent spreads the repetitions.
        let agent = self.plan.agent.as_str().bytes();
        let chance = agent.fold(0_u16, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u16::from(byte))
        });
        retry::pause(retry::Kind::Read, error, self.n_sent, chance)
    }

    fn ask(&mut self, ask: Ask) {
        self.n_sent = 0;
        self.phase = Phase::Ready { ask };
    }

    fn end(&mut self, outcome: Outcome) {
        self.phase = Phase::Done;
        self.outcome = Some(outcome);
    }
}
