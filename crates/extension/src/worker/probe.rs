//! Driving the link: adopt a tab, read what calls depend on, keep the event socket alive.

use dialer::{Failure, Reason};
use five9::endpoint::{GetCalls, GetLoginState, GetMetadata, GetStation, RestartSession};
use five9::http::Endpoint;
use five9::id::AgentId;
use five9::model::Metadata;

use crate::worker::effect::{Effect, Route};
use crate::worker::input::{PortId, TabId};
use crate::worker::link::POLL_MS;
use crate::worker::requests::{Purpose, Side};
use crate::worker::{Millis, Worker, to_five9};

/// The link is read once before a dial after so much silence.
const SILENCE_MS: Millis = 60_000;
/// Metadata that names the old host still is not asked for more often than this.
const MIGRATION_READ_MS: Millis = 2_000;

impl Worker {
    /// Does what is due on the link.
    pub(super) fn drive_link(&mut self, now: Millis) {
        let wanted = self.wants_link();
        let is_due = self.link.recheck_at.is_some_and(|due_at| due_at <= now);
        if is_due {
            self.link.recheck_at = None;
        }
        self.judge_restart(now);
        if self.link.adopted.is_none() {
            self.find_tab(is_due, wanted, now);
            return;
        }
        if is_due && let Some(port) = self.link.adopted {
            self.ask_metadata(port, now);
        }
        if !self.link.is_logged_in() {
            return;
        }
        self.drive_socket(now);
        self.drive_retries(now);
        self.drive_offer(now);
        self.drive_ping(now);
        let must_poll = wanted && !self.link.socket.is_open() && self.link.poll_at <= now;
        if must_poll && self.requests.has(|purpose| *purpose == Purpose::Calls) {
            // The last read is still under way: its answer is as good as another's.
            self.link.poll_at = now + POLL_MS;
        } else if must_poll {
            self.read_calls(now);
            // No event tells of it, either.
            if !self.panels.is_empty() {
                self.read_side(Side::Presence, now);
            }
        }
    }

    fn find_tab(&mut self, is_due: bool, wanted: bool, now: Millis) {
        if self.link.probing.is_some() {
            return;
        }
        if is_due {
            self.link.refused.clear();
        }
        if self.link.connectors.is_empty() && !self.link.has_looked && self.link.grace_is_over(now)
        {
            self.look_for_tabs();
        }
        if let Some(port) = self.link.next_candidate() {
            self.link.probing = Some(port);
            self.ask_metadata(port, now);
        } else if !self.link.refused.is_empty() && self.link.recheck_at.is_none() {
            self.link.recheck_in(now, wanted);
        }
    }

    /// A Five9 tab may be open whose content script is gone: it gets another.
    pub(super) fn look_for_tabs(&mut self) {
        self.link.has_looked = true;
        if self.practice {
            return;
        }
        let except = self.link.connectors.values().map(|one| one.tab).collect();
        self.effects.push_back(Effect::Inject { except });
    }

    /// Reads the metadata of a tab that is not adopted yet, or again of the one that is.
    pub(super) fn ask_metadata(&mut self, port: PortId, now: Millis) {
        let purpose = Purpose::Metadata(port);
        if self.requests.has(|open| *open == purpose) {
            return;
        }
        let request = to_five9::request(&GetMetadata);
        self.send_to(Some(port), purpose, &request, now);
    }

    /// Takes a tab whose metadata was read, and reads all that calls depend on.
    pub(super) fn adopt(&mut self, port: PortId, metadata: Metadata, now: Millis) {
        let another_agent = self.link.metadata.as_ref().is_some_and(|known| {
            known.user_id != metadata.user_id || known.org_id != metadata.org_id
        });
        if another_agent {
            self.link.offer = super::offer::Offer::default();
            self.take_back_starts();
            self.requests.drop_reads();
            self.link.retries.clear();
            self.clear_desk();
            self.forget_controls();
            self.abandon_post();
            self.abandon_hang_up(now);
        }
        let agent = dialer::AgentId::new(metadata.user_id.as_str());
        self.dialer
            .handle_event(dialer::Event::Agent(agent), to_five9::time(now));
        self.link.metadata = Some(metadata);
        self.link.moved_to = None;
        self.link.logged_out = None;
        if self.link.adopted == Some(port) {
            if another_agent {
                // The old agent's socket tells of theirs.
                self.link.socket.shut();
            }
            // The old host's answers pings and nothing else: after a move there is another.
            self.place_socket(None, now);
        } else {
            let found = self.link.open_socket_of(port);
            self.link.adopt(port);
            self.place_socket(found, now);
            if let Some(tab) = self.link.tab_of(port).filter(|_| !self.practice) {
                self.effects.push_back(Effect::SetDiscardable {
                    tab,
                    discardable: false,
                });
            }
        }
        self.check(now);
        if self.link.offer.campaigns.is_empty() {
            self.read_offer(now);
        }
    }

    /// Reads log-in, station and calls; until all have answered nothing is dialed.
    pub(super) fn check(&mut self, now: Millis) {
        self.link.begin_check();
        self.read_again(now);
    }

    /// The same without stopping anything: after a reconnect events may have been missed.
    pub(super) fn read_again(&mut self, now: Millis) {
        let Some(agent) = self.agent() else { return };
        self.read(
            Purpose::LoginState,
            &GetLoginState {
                agent: agent.clone(),
            },
            now,
        );
        self.read(Purpose::Station, &GetStation { agent }, now);
        self.read_calls(now);
    }

    /// Before the first dial of a run, and after a long silence, the link is read once.
    pub(super) fn check_before_dial(&mut self, always: bool, now: Millis) {
        let silent = now.saturating_sub(self.link.heard_at) > SILENCE_MS;
        if (always || silent) && self.link.is_logged_in() {
            self.check(now);
            self.judge_link(now);
        }
    }

    pub(super) fn read_calls(&mut self, now: Millis) {
        self.link.poll_at = now + POLL_MS;
        if let Some(agent) = self.agent() {
            self.read(Purpose::Calls, &GetCalls { agent }, now);
        }
    }

    /// Sends a failed read again.
    pub(super) fn read_anew(&mut self, purpose: Purpose, now: Millis) {
        match purpose {
            Purpose::LoginState => self.read_login_state(now),
            Purpose::Station => self.read_station(now),
            Purpose::Calls => self.read_calls(now),
            Purpose::CampaignsConfig => self.read_offer(now),
            Purpose::Campaign(id) => self.read_campaign(&id, now),
            Purpose::Dispositions(_, id) => self.read_dispositions_anew(&id, now),
            // The tab's own probing asks for the metadata again; the others are no reads.
            Purpose::Metadata(_)
            | Purpose::Dial(_)
            | Purpose::AskCarrier(_)
            | Purpose::HangUp { .. }
            | Purpose::RestartStation
            | Purpose::RestartSession
            | Purpose::OpenSocket
            | Purpose::PingSocket
            | Purpose::CloseSocket => {}
            Purpose::Side(side) => self.read_side(side, now),
        }
    }

    /// Takes the session up again after a migration, once at a time.
    pub(super) fn restart_session(&mut self, now: Millis) {
        let Some(agent) = self.agent() else { return };
        if !self.requests.has(|open| *open == Purpose::RestartSession) {
            let request = to_five9::request(&RestartSession { agent });
            let port = self.link.adopted;
            self.send_to(port, Purpose::RestartSession, &request, now);
        }
    }

    /// The organisation has moved, or is about to: the metadata says where to, and until log-in,
    /// station and calls were read there nothing is dialed.
    pub(super) fn follow_migration(&mut self, now: Millis) {
        self.link.begin_check();
        let soon = self
            .link
            .migration_read_at
            .saturating_add(MIGRATION_READ_MS);
        let due_at = if soon <= now || soon > now + MIGRATION_READ_MS {
            now
        } else {
            soon
        };
        self.link.migration_read_at = due_at;
        self.link.recheck_at = Some(due_at);
    }

    /// The browser says that a tab sleeps, or that it woke.
    pub(super) fn tab_frozen(&mut self, tab: TabId, frozen: bool, now: Millis) {
        let adopted = self.link.adopted.and_then(|port| self.link.tab_of(port));
        if adopted != Some(tab) {
            return;
        }
        if frozen {
            self.adopted_sleeps(now);
        } else {
            self.adopted_woke(now);
        }
    }

    /// The adopted tab is open and does not answer.
    pub(super) fn adopted_sleeps(&mut self, now: Millis) {
        if self.link.pass_over_adopted(now) {
            return;
        }
        self.link.is_frozen = true;
        self.lose(Failure::new(Reason::Disconnected), now);
    }

    /// It answers again: all is read anew.
    pub(super) fn adopted_woke(&mut self, now: Millis) {
        if std::mem::take(&mut self.link.is_frozen) {
            self.link.recheck_at = Some(now);
        }
    }

    pub(super) fn read_station(&mut self, now: Millis) {
        let is_asked = self.requests.has(|open| *open == Purpose::Station);
        if let Some(agent) = self.agent().filter(|_| !is_asked) {
            self.read(Purpose::Station, &GetStation { agent }, now);
        }
    }

    pub(super) fn read_login_state(&mut self, now: Millis) {
        let is_asked = self.requests.has(|open| *open == Purpose::LoginState);
        if let Some(agent) = self.agent().filter(|_| !is_asked) {
            self.read(Purpose::LoginState, &GetLoginState { agent }, now);
        }
    }

    pub(super) fn agent(&self) -> Option<AgentId> {
        self.link
            .metadata
            .as_ref()
            .map(|metadata| metadata.user_id.clone())
    }

    pub(super) fn read(&mut self, purpose: Purpose, endpoint: &impl Endpoint, now: Millis) {
        let request = to_five9::request(endpoint);
        self.send_to(self.link.adopted, purpose, &request, now);
    }

    /// Sends a request through a tab, or from here where the API lives on another host.
    pub(super) fn send_to(
        &mut self,
        port: Option<PortId>,
        purpose: Purpose,
        request: &five9::http::Request,
        now: Millis,
    ) {
        // Ending a call is safe to send a moment later; a dial never waits here.
        let may_wait = matches!(purpose, Purpose::HangUp { .. });
        if port.is_none() && may_wait && self.link.told == Some(dialer::Link::Interrupted) {
            self.waiting_for_tab.push((purpose, request.clone()));
            return;
        }
        let request_id = self.next_id();
        self.send_as(request_id, port, purpose, request, now);
    }

    /// The same under an id of the caller's, which nobody used before.
    pub(super) fn send_as(
        &mut self,
        request_id: String,
        port: Option<PortId>,
        purpose: Purpose,
        request: &five9::http::Request,
        now: Millis,
    ) {
        self.requests
            .add(request_id.clone(), purpose.clone(), Some(request), now);
        let connector = port.and_then(|port| self.link.connectors.get(&port));
        let Some((tab, hello)) = connector.and_then(|one| Some((one.tab, one.hello.as_ref()?)))
        else {
            self.undelivered.push(request_id);
            return;
        };
        let (connector_id, host) = (hello.connector_id.clone(), hello.host.clone());
        let api = self
            .link
            .authority()
            .map_or_else(|| host.clone(), |api| api.to_string());
        let elsewhere = api != host && !matches!(purpose, Purpose::Metadata(_));
        let route = if !elsewhere {
            self.route_to(tab)
        } else if self.practice {
            // The simulated Five9 lives in its page and nowhere else.
            self.undelivered.push(request_id);
            return;
        } else {
            Route::Worker(format!("https://{api}"))
        };
        let message = to_five9::message(&purpose, request, request_id.clone(), connector_id, now);
        self.effects.push_back(Effect::Send {
            request_id,
            route,
            message,
        });
    }

    /// Tells the dialer what the link is like, if that changed.
    pub(super) fn judge_link(&mut self, now: Millis) {
        let judged = self.link.judge(now);
        let is_over = self.link.adopted.is_some() || matches!(judged, dialer::Link::Down(_));
        if is_over {
            for (purpose, request) in std::mem::take(&mut self.waiting_for_tab) {
                self.send_to(self.link.adopted, purpose, &request, now);
            }
        }
        let carrier = self.carrier();
        if self.link.told_carrier != carrier {
            self.link.told_carrier.clone_from(&carrier);
            let event = dialer::Event::Carrier(carrier);
            self.dialer.handle_event(event, to_five9::time(now));
        }
        self.drive_question(now);
        if self.link.told.as_ref() != Some(&judged) {
            self.link.told = Some(judged.clone());
            self.dialer
                .handle_event(dialer::Event::Link(judged), to_five9::time(now));
        }
        let is_down = matches!(self.link.told, Some(dialer::Link::Down(_)));
        if is_down && self.link.adopted.is_some() && self.link.recheck_at.is_none() {
            let wanted = self.wants_link();
            self.link.recheck_in(now, wanted);
        }
    }
}
