//! What came of requests: each answer goes to what it was for, and tells something of the link.

use dialer::{CallsRead, DialAnswer, Event, Failure, Reason};
use five9::endpoint::{GetCalls, GetLoginState, GetMetadata, GetStation, MakeExternalCall};
use five9::error::NextStep;
use five9::http::{Endpoint, Lost, Reply};
use five9::id::{AgentId, CampaignId};

use crate::message::TabReply;
use crate::worker::input::{PortId, TabAnswer};
use crate::worker::requests::{Purpose, Request};
use crate::worker::{Millis, Worker, from_five9, to_five9};

impl Worker {
    /// Takes the answer to a request; one that nobody waits for any more changes nothing.
    pub(super) fn handle_answer(&mut self, request_id: &str, answer: TabAnswer, now: Millis) {
        let is_late = answer == TabAnswer::Late;
        if matches!(answer, TabAnswer::Reply(_)) {
            self.adopted_woke(now);
        }
        let Some(request) = self.requests.take(request_id, is_late) else {
            return;
        };
        match &answer {
            TabAnswer::Reply(TabReply::Http { .. }) => {
                self.link.heard_at = now;
                self.link.unanswered = None;
            }
            TabAnswer::NotDelivered if is_of_adopted(&request.purpose) => self.link.miss(now),
            TabAnswer::NotDelivered => {}
            TabAnswer::Reply(_) | TabAnswer::Broken | TabAnswer::Late => {}
        }
        match request.purpose.clone() {
            Purpose::Dial(id) => self.handle_dial(id, answer, now),
            Purpose::AskCarrier(id) => self.handle_asked(id, answer, now),
            Purpose::RestartStation => self.handle_restart(from_five9::reply(answer), now),
            // Whether it helped is what the log-in state says; if not, it is asked again then.
            Purpose::RestartSession => self.read_login_state(now),
            Purpose::PingSocket if is_late => self.adopted_sleeps(now),
            Purpose::HangUp { .. } if answer == TabAnswer::NotDelivered && self.may_wait(now) => {
                self.waiting_for_tab
                    .extend(request.http.map(|http| (request.purpose, http)));
            }
            Purpose::HangUp { machine, id } => self.handle_hang_up(machine, id, answer, now),
            Purpose::OpenSocket | Purpose::PingSocket => {
                let done = matches!(answer, TabAnswer::Reply(TabReply::Done { done: true }));
                if !done {
                    self.socket_closed(None, now);
                }
            }
            Purpose::CloseSocket => {}
            Purpose::Side(side) => self.handle_side(side, request.asked_at, answer, now),
            Purpose::Metadata(port) => self.handle_metadata(port, from_five9::reply(answer), now),
            Purpose::LoginState
            | Purpose::Station
            | Purpose::Calls
            | Purpose::CampaignsConfig
            | Purpose::Campaign(_)
            | Purpose::Dispositions(..) => {
                self.handle_read(&request, from_five9::reply(answer), now);
            }
        }
    }

    /// Whether a tab that took no message may be back in a moment.
    fn may_wait(&self, now: Millis) -> bool {
        self.link.adopted.is_none() && !self.link.grace_is_over(now)
    }

    fn handle_dial(&mut self, id: dialer::RequestId, answer: TabAnswer, now: Millis) {
        let dial = match from_five9::never_sent(&answer) {
            Some(failure) => DialAnswer::NotPlaced(failure),
            None => self.dial_answer(answer, now),
        };
        let is_lost = matches!(dial, DialAnswer::Lost { .. });
        self.dialer
            .handle_event(Event::DialAnswered(id, dial), to_five9::time(now));
        if is_lost {
            self.read_calls(now);
        }
    }

    /// What an answer to a dial says about whether there is a call.
    pub(super) fn dial_answer(&mut self, answer: TabAnswer, now: Millis) -> DialAnswer {
        let is_settled = answer != TabAnswer::Late;
        let error = match decode(&make_external_call(), from_five9::reply(answer)) {
            Ok(()) => return DialAnswer::Accepted,
            Err(error) => error,
        };
        self.note_error(&error, now);
        let failure = from_five9::failure(&error);
        // "On a call" although none is known: perhaps the one just asked for. The browser itself
        // repeats a request whose connection broke before the reply.
        let perhaps_ours = failure.reason == Reason::Busy;
        if error.is_definite_refusal() && !perhaps_ours {
            DialAnswer::NotPlaced(failure)
        } else {
            DialAnswer::Lost {
                settled: is_settled,
            }
        }
    }

    fn handle_metadata(&mut self, port: PortId, reply: Result<Reply, Lost>, now: Millis) {
        if !self.link.connectors.contains_key(&port) {
            return;
        }
        match decode(&GetMetadata, reply) {
            Ok(metadata) => self.adopt(port, metadata, now),
            Err(error) => {
                self.note_drift(&Purpose::Metadata(port), &error);
                if let Some(asked) = error.retry_after() {
                    let asked = u64::try_from(asked.as_millis()).unwrap_or(u64::MAX);
                    self.link.rest_until = now.saturating_add(asked);
                }
                let mut failure = from_five9::failure(&error);
                if !matches!(failure.reason, Reason::NotLoggedIn | Reason::BadReply) {
                    failure = Failure::with_detail(Reason::Metadata, words(&failure));
                }
                if self.link.adopted == Some(port) {
                    self.lose(failure, now);
                } else if self.link.probing == Some(port) {
                    self.link.probing = None;
                    self.link.refused.push(port);
                    self.link.last_refusal = Some(failure);
                }
            }
        }
    }

    /// The adopted tab no longer speaks for a logged-in agent, or no longer at all.
    pub(super) fn lose(&mut self, failure: Failure, now: Millis) {
        if failure.reason == Reason::NotLoggedIn {
            self.link.logged_out = Some(failure);
        } else {
            self.link.failure = Some(failure);
        }
        let wanted = self.wants_link();
        self.link.recheck_in(now, wanted);
    }

    /// Any error can show that the link is lost; a failed read alone does not while events arrive.
    pub(super) fn note_error(&mut self, error: &five9::Error, now: Millis) {
        let failure = from_five9::failure(error);
        match error.next_step() {
            NextStep::LogIn => return self.lose(failure, now),
            NextStep::RunLoginLoop => return self.read_login_state(now),
            NextStep::Migrate { .. } => {
                return self.socket(now, five9::socket::Socket::handle_migrated);
            }
            // Only a person takes over what another client has, and nothing mends a refusal.
            NextStep::AskAgent | NextStep::GiveUp => return,
            NextStep::Retry { .. } => {}
        }
        match error {
            // Without an adopted tab the tab is what is missing, and that is told already.
            five9::Error::NoAnswer { .. } if self.link.adopted.is_none() => {}
            five9::Error::NoAnswer {
                lost: Lost::Offline,
            } => self.lose(failure, now),
            five9::Error::NoAnswer {
                lost: Lost::Timeout | Lost::Cut,
            }
            | five9::Error::Server { .. }
            | five9::Error::BadReply { .. }
            | five9::Error::UnexpectedStatus { .. }
                if !self.link.socket.is_open() =>
            {
                self.lose(failure, now);
            }
            five9::Error::NoAnswer { .. }
            | five9::Error::NotLoggedIn { .. }
            | five9::Error::LoginState { .. }
            | five9::Error::Migrated { .. }
            | five9::Error::NotFound { .. }
            | five9::Error::Refused { .. }
            | five9::Error::RateLimited { .. }
            | five9::Error::Server { .. }
            | five9::Error::BadReply { .. }
            | five9::Error::UnexpectedStatus { .. } => {}
        }
    }

    fn handle_read(&mut self, request: &Request, reply: Result<Reply, Lost>, now: Millis) {
        let Some(agent) = self.agent() else { return };
        let result = match &request.purpose {
            Purpose::LoginState => self.take_login_state(agent, reply, now),
            Purpose::Station => self.take_station(agent, reply),
            Purpose::Calls => self.take_calls(agent, request.asked_at, reply, now),
            Purpose::CampaignsConfig => self.take_campaigns_config(agent, reply, now),
            Purpose::Campaign(id) => self.take_campaign(id, reply, now),
            Purpose::Dispositions(org, id) => self.take_dispositions(org, id, reply),
            Purpose::Metadata(_)
            | Purpose::Dial(_)
            | Purpose::AskCarrier(_)
            | Purpose::HangUp { .. }
            | Purpose::RestartStation
            | Purpose::RestartSession
            | Purpose::OpenSocket
            | Purpose::PingSocket
            | Purpose::CloseSocket
            | Purpose::Side(_) => Ok(()),
        };
        match result {
            Ok(()) => self.link.retries.succeeded(&request.purpose),
            Err(error) => {
                self.note_drift(&request.purpose, &error);
                if matches!(error, five9::Error::NoAnswer { .. }) {
                    self.link.unanswered = Some(from_five9::failure(&error));
                }
                self.note_error(&error, now);
                self.read_failed(&request.purpose, &error, now);
            }
        }
    }

    fn take_login_state(
        &mut self,
        agent: AgentId,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let state = decode(&GetLoginState { agent }, reply);
        if let Ok(state) = &state {
            self.drift.note_login_state(state);
        }
        match &state {
            Ok(five9::model::LoginState::Relogin) => self.restart_session(now),
            Ok(five9::model::LoginState::Working) => {
                self.read_desk(now);
                self.link.retries.came_to_work(now);
            }
            // Whoever begins to work then may do other things.
            Ok(_) => self.desk.is_asked = false,
            Err(_) => {}
        }
        self.link.checked.login = Some(state.clone().map_err(|error| from_five9::failure(&error)));
        state.map(|_| ())
    }

    fn take_station(
        &mut self,
        agent: AgentId,
        reply: Result<Reply, Lost>,
    ) -> Result<(), five9::Error> {
        let station = decode(&GetStation { agent }, reply);
        if let Ok(station) = &station {
            self.drift.note_station(station);
        }
        self.link.checked.station =
            Some(station.clone().map_err(|error| from_five9::failure(&error)));
        station.map(|_| ())
    }

    fn take_calls(
        &mut self,
        agent: AgentId,
        asked_at: Millis,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let calls = decode(&GetCalls { agent }, reply)?;
        self.link.failure = None;
        for call in &calls {
            self.tell_hang_up(call, now);
        }
        self.tell_hang_up_gone(&calls, asked_at, now);
        let since = to_five9::time(self.link.events_since);
        let events_since = self.link.socket.is_open().then_some(since);
        let read = CallsRead {
            asked_at: to_five9::time(asked_at),
            events_since,
            calls: calls
                .iter()
                .map(|call| from_five9::call_fact(call, None))
                .collect(),
        };
        self.link.checked.calls = true;
        self.dialer
            .handle_event(Event::CallsRead(read), to_five9::time(now));
        for call in &calls {
            self.drift.note_call(call);
            self.note_call(call, None, Some(asked_at), now);
        }
        Ok(())
    }
}

/// Any dial decodes alike: what was asked for does not matter.
fn make_external_call() -> MakeExternalCall {
    MakeExternalCall {
        agent: AgentId::new(""),
        number: String::new(),
        campaign: CampaignId::new(""),
    }
}

/// Requests that go through the adopted tab: that it took none says something of the link.
fn is_of_adopted(purpose: &Purpose) -> bool {
    !matches!(purpose, Purpose::AskCarrier(_))
}

pub(super) fn decode<E: Endpoint>(
    endpoint: &E,
    reply: Result<Reply, Lost>,
) -> Result<E::Output, five9::Error> {
    match reply {
        Ok(reply) => endpoint.decode(&reply),
        Err(lost) => Err(five9::Error::NoAnswer { lost }),
    }
}

/// What was wrong, beside the sentence of the code.
fn words(failure: &Failure) -> String {
    match &failure.detail {
        Some(detail) => detail.clone(),
        None => from_five9::code(failure.reason).sentence().to_owned(),
    }
}
