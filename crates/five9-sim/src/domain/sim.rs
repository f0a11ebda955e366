//! The simulator: admits and handles requests, runs timers, hands out socket events.
//!
//! Rule: time is monotonic and counted from the simulator's start; what is due is done at its due time,
//! before anything that comes later is looked at.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::agent::{Agent, LoginState, Session, Station};
use super::call::Call;
use super::call_store::CallStore;
use super::callee::Callees;
use super::calls::Dial;
use super::config::{Config, OverRate};
use super::contact::{Callback, Contact};
use super::fault::{Action, Drop, Fault, Faults};
use super::frame::Event;
use super::http::{Answer, Request, Response};
use super::id::{AgentId, CallId, CallbackId, ContactId};
use super::interaction::Interaction;
use super::log::{Entry, Log, LogId};
use super::migration::Migration;
use super::org::Org;
use super::problem::Problem;
use super::rng::Rng;
use super::scenario::Scenario;
use super::seed;
use super::session::Token;
use super::socket::{Sender, SocketEvent, Sockets};

/// Sent by the desktop page with what a person does by hand, so that the log holds only the client under test.
pub(crate) const DESKTOP_HEADER: &str = "x-sim-desktop";

pub(crate) fn to_ms(at: Duration) -> u64 {
    u64::try_from(at.as_millis()).unwrap_or(u64::MAX)
}

/// A request that has arrived and waits to be handled.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// How long to hold it before [`Sim::handle`].
    pub hold: Duration,
    request: Request,
    log: Option<LogId>,
    action: Option<Action>,
    is_over_rate: bool,
}

/// The simulated service. `Debug` shows no number, name or token.
pub struct Sim {
    pub(crate) config: Config,
    started_with: (Config, Start),
    pub(crate) rng: Rng,
    pub(crate) org: Org,
    pub(crate) agents: BTreeMap<AgentId, Agent>,
    pub(crate) tokens: BTreeMap<String, Token>,
    pub(crate) migration: Option<Migration>,
    /// Agents by their user name.
    pub(crate) user_names: BTreeMap<String, AgentId>,
    pub(crate) calls: CallStore,
    pub(crate) interactions: BTreeMap<CallId, Interaction>,
    pub(crate) contacts: BTreeMap<ContactId, Contact>,
    pub(crate) callbacks: BTreeMap<CallbackId, Callback>,
    pub(crate) callees: Callees,
    pub(crate) sockets: Sockets,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    tasks: BTreeMap<(Duration, u64), Task>,
    n_tasks: u64,
    n_ids: u64,
    /// No session has been idle for too long before this.
    idle_check_at: Duration,
    rate_window: (u64, u32),
}

/// What a service starts with, and goes back to.
#[derive(Clone)]
pub(crate) struct Start {
    pub(crate) org: Org,
    pub(crate) agents: BTreeMap<AgentId, Agent>,
    pub(crate) contacts: BTreeMap<ContactId, Contact>,
    pub(crate) callees: Callees,
    pub(crate) faults: Faults,
}

impl Start {
    pub(crate) fn seeded() -> Self {
        Self {
            org: seed::org(),
            agents: seed::agents(),
            contacts: seed::contacts(),
            callees: Callees::new(),
            faults: Faults::default(),
        }
    }
}

/// Whom a request's cookies prove, and how ready they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub agent: AgentId,
    pub login_state: LoginState,
    pub station_connected: bool,
}

/// What is to be done later and belongs to no call.
#[derive(Debug, Clone)]
pub(crate) enum Task {
    Tell {
        agent: AgentId,
        event: Event,
    },
    StationStaysLost {
        agent: AgentId,
        lost_at: Duration,
    },
    /// A dial that was accepted some time ago.
    CreateCall {
        dial: Box<Dial>,
        log: Option<LogId>,
    },
    PlayerTick {
        call: CallId,
        run: u64,
    },
}

/// What the log and a fault have to do with a request; nothing for what a person does by hand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Origin {
    pub(crate) log: Option<LogId>,
    /// A call that it makes appears this much later.
    pub(crate) create_after: Option<Duration>,
}

/// The longest time between accepting a dial and its call.
const CREATE_AFTER_MAX: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy)]
enum Due {
    Call,
    Task((Duration, u64)),
    Frames,
    /// Everybody whose session has been idle for too long.
    Idle,
}

impl fmt::Debug for Sim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sim")
            .field("config", &self.config)
            .field("agents", &self.agents)
            .field("n_calls", &self.calls.all().len())
            .field("callees", &self.callees)
            .field("sockets", &self.sockets)
            .field("tasks", &self.tasks)
            .finish_non_exhaustive()
    }
}

impl Sim {
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::of(config, Start::seeded())
    }

    /// A service with an organisation of its own.
    #[must_use]
    pub fn with_scenario(config: Config, scenario: &Scenario) -> Self {
        let mut config = config;
        scenario.apply_to_config(&mut config);
        let mut start = Start::seeded();
        scenario.apply(&mut start);
        Self::of(config, start)
    }

    fn of(config: Config, start: Start) -> Self {
        let mut agents = start.agents.clone();
        agents.extend(seed::crowd(config.n_agents).map(|agent| (agent.id.clone(), agent)));
        let user_name = |agent: &Agent| (agent.user_name.clone(), agent.id.clone());
        Self {
            rng: Rng::new(config.seed),
            started_with: (config.clone(), start.clone()),
            config,
            org: start.org,
            user_names: agents.values().map(user_name).collect(),
            agents,
            tokens: BTreeMap::new(),
            migration: None,
            calls: CallStore::default(),
            interactions: BTreeMap::new(),
            contacts: start.contacts,
            callbacks: BTreeMap::new(),
            callees: start.callees,
            sockets: Sockets::new(),
            faults: start.faults,
            log: Log::default(),
            tasks: BTreeMap::new(),
            n_tasks: 0,
            n_ids: 9_000_000,
            idle_check_at: Duration::MAX,
            rate_window: (0, 0),
        }
    }

    /// Back to the start. Logins and open sockets stay, so that open tabs go on working:
    /// whoever has a session is WORKING with a connected station.
    pub(crate) fn reset(&mut self, now: Duration) {
        let (config, start) = self.started_with.clone();
        let mut fresh = Self::of(config, start);
        fresh.rng = self.rng.clone();
        fresh.tokens = std::mem::take(&mut self.tokens);
        fresh.sockets = self.sockets.reset();
        fresh.idle_check_at = now;
        for (id, agent) in &mut fresh.agents {
            let kept = self
                .agents
                .get_mut(id)
                .and_then(|agent| agent.session.take());
            agent.session = kept.map(|session| Session {
                login_state: LoginState::Working,
                station: Some(Station::softphone()),
                station_lost_at: None,
                last_seen_at: now,
                ..session
            });
            agent.unread_notices.retain(|_| agent.session.is_none());
        }
        *self = fresh;
    }

    /// Takes note of a request whose last byte has arrived.
    pub fn admit(&mut self, now: Duration, request: Request) -> Admitted {
        if request.header(DESKTOP_HEADER).is_some() {
            return Admitted {
                hold: Duration::ZERO,
                request,
                log: None,
                action: None,
                is_over_rate: false,
            };
        }
        let action = self.faults.take(&request);
        let delay = action
            .as_ref()
            .and_then(|action| action.delay_ms)
            .unwrap_or_default();
        Admitted {
            hold: self.config.latency + Duration::from_millis(delay),
            log: Some(self.log.record(now, &request)),
            request,
            action,
            is_over_rate: self.is_over_rate(now),
        }
    }

    /// Handles an admitted request, after its hold.
    pub fn handle(&mut self, now: Duration, admitted: Admitted) -> Answer {
        self.handle_timeout(now);
        let Admitted {
            request,
            log,
            action,
            is_over_rate,
            hold: _,
        } = admitted;
        let answer = if is_over_rate {
            Answer::Reply(self.over_rate(now))
        } else {
            self.answer(now, &request, log, action.unwrap_or_default())
        };
        if let (Some(log), Answer::Reply(response)) = (log, &answer) {
            self.log.answered(log, response.status);
        }
        answer
    }

    /// Admits and handles at once, without hold.
    pub fn handle_request(&mut self, now: Duration, request: Request) -> Answer {
        let admitted = self.admit(now, request);
        self.handle(now, admitted)
    }

    /// Does everything that is due until `now`.
    pub fn handle_timeout(&mut self, now: Duration) {
        while let Some((at, due)) = self.next_due()
            && at <= now
        {
            match due {
                Due::Call => {
                    if let Some((call, step)) = self.calls.take_due() {
                        self.step_call(at, &call, step);
                    }
                }
                Due::Task(key) => self.run_task(key),
                Due::Frames => self.sockets.handle_timeout(at),
                Due::Idle => self.expire_idle_sessions(at),
            }
        }
    }

    fn expire_idle_sessions(&mut self, now: Duration) {
        let idle = self.session_idle();
        let is_idle = |agent: &&Agent| {
            let session = agent.session.as_ref();
            session.is_some_and(|session| session.last_seen_at + idle <= now)
        };
        let agents: Vec<_> = self.agents.values().filter(is_idle).collect();
        let agents: Vec<_> = agents.into_iter().map(|agent| agent.id.clone()).collect();
        for agent in agents {
            self.expire_session(&agent);
        }
        self.look_for_idle_sessions();
    }

    /// Finds out when the next session can have been idle for too long. Requests that come in
    /// meanwhile only move that further away.
    pub(crate) fn look_for_idle_sessions(&mut self) {
        let sessions = self
            .agents
            .values()
            .filter_map(|agent| agent.session.as_ref());
        let first = sessions.map(|session| session.last_seen_at).min();
        self.idle_check_at = first.map_or(Duration::MAX, |first| first + self.session_idle());
    }

    /// A session has begun.
    pub(crate) fn watch_session(&mut self, now: Duration) {
        self.idle_check_at = self.idle_check_at.min(now + self.session_idle());
    }

    fn session_idle(&self) -> Duration {
        Duration::from_millis(self.config.switches.session_idle_ms)
    }

    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        self.next_due().map(|(at, _)| at)
    }

    pub fn poll_event(&mut self) -> Option<SocketEvent> {
        self.sockets.poll()
    }

    /// Calls since the start or the last reset, in order of creation, finished ones included.
    #[must_use]
    pub fn calls(&self) -> &[Call] {
        self.calls.all()
    }

    /// Every REST request of a client since the start or the last reset, oldest first.
    pub fn log(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.log.entries()
    }

    /// Who stands behind a request, without anything being noticed of it.
    #[must_use]
    pub fn standing(&self, now: Duration, request: &Request) -> Option<Standing> {
        let agent = self.proof(now, request)?.agent;
        let found = self.agents.get(&agent)?;
        Some(Standing {
            login_state: found.login_state()?,
            station_connected: found.station().is_some_and(|station| station.connected),
            agent,
        })
    }

    /// Asks for a fault, as `POST /_sim/fault` does.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// Dials of this agent that were accepted and whose call has not appeared yet.
    #[must_use]
    pub fn n_calls_to_come(&self, agent: &AgentId) -> usize {
        self.agents
            .get(agent)
            .map_or(0, |agent| agent.n_calls_to_come)
    }

    /// The agent whom opening the desktop page logs in, and whom the control API means: that of
    /// the default organisation, or the first one of another.
    pub(crate) fn default_agent(&self) -> AgentId {
        let seeded = AgentId::new(seed::DEFAULT_AGENT);
        if self.agents.contains_key(&seeded) {
            return seeded;
        }
        self.agents.keys().next().cloned().unwrap_or(seeded)
    }

    /// User name and password of one of the agents, in the order of their ids.
    #[must_use]
    pub fn credentials(&self, agent_idx: usize) -> Option<(String, String)> {
        let agent = self.agents.values().nth(agent_idx)?;
        Some((agent.user_name.clone(), agent.password.clone()))
    }

    /// How long a reply is held after its request was handled.
    pub fn reply_delay(&mut self) -> Duration {
        match self.config.switches.reply_jitter_ms {
            0 => Duration::ZERO,
            jitter_ms => self.rng.duration(0, jitter_ms),
        }
    }

    /// A number that no other object of this service has.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.n_ids += 1;
        self.n_ids
    }

    /// Whether anybody hears what is told to this agent.
    pub(crate) fn is_heard(&self, agent: &AgentId) -> bool {
        self.sockets.is_any_open(agent)
    }

    pub(crate) fn now_ms(&self, now: Duration) -> u64 {
        self.config.epoch_ms.saturating_add(to_ms(now))
    }

    pub(crate) fn schedule(&mut self, at: Duration, task: Task) {
        self.n_tasks += 1;
        self.tasks.insert((at, self.n_tasks), task);
    }

    pub(crate) fn tell(&mut self, now: Duration, agent: &AgentId, event: &Event) {
        let jitter = match self.config.switches.event_jitter_ms {
            0 => Duration::ZERO,
            jitter_ms => self.rng.duration(0, jitter_ms),
        };
        let n_copies = self.n_copies();
        let sender = Sender {
            org: &self.org.id,
            now,
            now_ms: self.config.epoch_ms + to_ms(now),
            jitter,
            n_copies,
        };
        self.sockets.send_to_agent(sender, agent, event);
    }

    /// How often a frame is sent: once, unless chance loses or doubles it.
    fn n_copies(&mut self) -> usize {
        let lost = u64::from(self.config.switches.frames_lost_percent);
        let doubled = u64::from(self.config.switches.frames_doubled_percent);
        if lost + doubled == 0 {
            return 1;
        }
        let drawn = self.rng.next() % 100;
        if drawn < lost {
            0
        } else if drawn < lost + doubled {
            2
        } else {
            1
        }
    }

    fn over_rate(&self, now: Duration) -> Response {
        let response = match self.config.switches.over_rate {
            OverRate::TooMany => {
                Problem::plain(429, "too many requests").to_response(self.now_ms(now))
            }
            OverRate::Unavailable => self.faulty(now, 503),
        };
        response.with_header("retry-after", "1")
    }

    fn answer(
        &mut self,
        now: Duration,
        request: &Request,
        log: Option<LogId>,
        action: Action,
    ) -> Answer {
        if action.drop == Some(Drop::Before) {
            return Answer::Drop { bare: action.bare };
        }
        let mut response = match action.status {
            Some(status) => self.faulty(now, status),
            None => self.rest_logged(now, request, log, action.create_after_ms),
        };
        if let Some(body) = action.body {
            response.body = body
                .as_str()
                .map_or_else(|| body.to_string(), str::to_owned);
        }
        if let Some(seconds) = action.retry_after_s {
            response = response.with_header("retry-after", seconds.to_string());
        }
        if action.drop == Some(Drop::After) {
            return Answer::Drop { bare: action.bare };
        }
        Answer::Reply(response)
    }

    fn rest_logged(
        &mut self,
        now: Duration,
        request: &Request,
        log: Option<LogId>,
        create_after_ms: Option<u64>,
    ) -> Response {
        let create_after = create_after_ms.map(Duration::from_millis);
        let origin = Origin {
            log,
            create_after: create_after.map(|after| after.min(CREATE_AFTER_MAX)),
        };
        let response = self.rest(now, request, origin);
        if let Some(log) = log {
            self.log.handled(log, response.status);
        }
        response
    }

    /// Gateways answer in HTML, the service in its own error body.
    fn faulty(&self, now: Duration, status: u16) -> Response {
        if matches!(status, 502..=504) {
            let body = format!("<html><body><h1>{status}</h1></body></html>");
            return Response {
                status,
                headers: vec![("content-type", "text/html".to_owned())],
                body,
            };
        }
        match status {
            200..=299 => Response::empty(status),
            401 => Problem::not_logged_in().to_response(self.now_ms(now)),
            500 => Problem::plain(500, "Internal Server Error").to_response(self.now_ms(now)),
            _ => Problem::plain(status, "asked for by a fault").to_response(self.now_ms(now)),
        }
    }

    fn is_over_rate(&mut self, now: Duration) -> bool {
        let second = now.as_secs();
        if self.rate_window.0 != second {
            self.rate_window = (second, 0);
        }
        self.rate_window.1 += 1;
        self.config
            .switches
            .requests_per_second_max
            .is_some_and(|max| self.rate_window.1 > max)
    }

    fn next_due(&self) -> Option<(Duration, Due)> {
        let calls = self.calls.next_due().map(|at| (at, Due::Call));
        let tasks = self.tasks.keys().next().map(|key| (key.0, Due::Task(*key)));
        let frames = self.sockets.poll_timeout().map(|at| (at, Due::Frames));
        let idle = (self.idle_check_at < Duration::MAX).then_some((self.idle_check_at, Due::Idle));
        let all = [calls, tasks, frames, idle];
        all.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    fn run_task(&mut self, key: (Duration, u64)) {
        match self.tasks.remove(&key) {
            Some(Task::Tell { agent, event }) => self.tell(key.0, &agent, &event),
            Some(Task::StationStaysLost { agent, lost_at }) => {
                self.end_call_of_lost_station(key.0, &agent, lost_at);
            }
            Some(Task::PlayerTick { call, run }) => self.tick_player(key.0, &call, run),
            Some(Task::CreateCall { dial, log }) => {
                if let Some(agent) = self.agents.get_mut(&dial.agent) {
                    agent.n_calls_to_come -= 1;
                }
                let call = self.place_call(key.0, *dial);
                if let Some(log) = log {
                    self.log.made(log, &call);
                }
            }
            None => {}
        }
    }
}
