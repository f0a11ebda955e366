//! The link to Five9: which tab is adopted, what was last read through it, whether events arrive.
//!
//! Exactly one tab is adopted; the others stay passive. Nothing here is assumed: every fact is the
//! answer to a read, and a fact that was not read is absent.

use dialer::{CarrierId, Failure, Reason};
use five9::model::{Authority, LoginState, Metadata, Station};

use five9::socket::Socket;
use litemap::LiteMap;

use crate::worker::Millis;
use crate::worker::input::{PortId, TabId};
use crate::worker::offer::Offer;
use crate::worker::retries::Retries;
use crate::worker::station::Restart;

/// Without an adopted tab for this long the link is lost.
const GRACE_MS: Millis = 2_000;
/// How often a link that is not ready is looked at again, while somebody needs it.
pub(super) const RECHECK_MS: Millis = 2_000;
/// And while nobody does.
const IDLE_RECHECK_MS: Millis = 15_000;
/// Calls are read this often while no events arrive.
pub(super) const POLL_MS: Millis = 2_000;

/// A content script that said hello.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) tab: TabId,
    /// Absent until its hello.
    pub(super) hello: Option<Hello>,
    /// Rises with each look of the agent at the tab.
    last_active: u64,
}

#[derive(Debug)]
pub(super) struct Hello {
    pub(super) connector_id: String,
    pub(super) host: String,
    /// Key of the socket that it holds open.
    pub(super) open_socket: Option<String>,
}

/// What the adopted tab was asked and has answered since the last check began.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) login: Option<Result<LoginState, Failure>>,
    pub(super) station: Option<Result<Station, Failure>>,
    pub(super) calls: bool,
}

#[derive(Debug)]
pub(super) struct Link {
    pub(super) connectors: LiteMap<PortId, Connector>,
    pub(super) adopted: Option<PortId>,
    pub(super) probing: Option<PortId>,
    /// Tabs that did not answer as an agent's, this round.
    pub(super) refused: Vec<PortId>,
    /// Open Five9 tabs when last looked for; they may have no content script.
    pub(super) five9_tabs: Vec<TabId>,
    /// Tabs were looked for since the last one was adopted.
    pub(super) has_looked: bool,
    /// Why the last tab that was asked did not answer as an agent's.
    pub(super) last_refusal: Option<Failure>,
    pub(super) metadata: Option<Metadata>,
    pub(super) logged_out: Option<Failure>,
    pub(super) checked: Checked,
    /// The last read that found no Five9.
    pub(super) failure: Option<Failure>,
    pub(super) socket: Socket,
    /// Since when the open socket has told everything.
    pub(super) events_since: Millis,
    /// Where Five9 says that the organisation moves, until the metadata was read.
    pub(super) moved_to: Option<Authority>,
    pub(super) offer: Offer,
    missing_since: Option<Millis>,
    pub(super) recheck_at: Option<Millis>,
    pub(super) poll_at: Millis,
    pub(super) heard_at: Millis,
    /// The adopted tab is open and does not answer: the browser has put it to sleep.
    pub(super) is_frozen: bool,
    /// How the last read was lost, if nothing was answered since.
    pub(super) unanswered: Option<Failure>,
    /// Before then Five9 wants no more reads.
    pub(super) rest_until: Millis,
    /// When a migration last led to the metadata being read.
    pub(super) migration_read_at: Millis,
    pub(super) retries: Retries,
    /// The last restart of the station, until it has helped.
    pub(super) restart: Option<Restart>,
    pub(super) told_carrier: Option<CarrierId>,
    was_ready: bool,
    pub(super) told: Option<dialer::Link>,
    n_active: u64,
}

impl Link {
    pub(super) fn new(seed: &str, now: Millis) -> Self {
        Self {
            connectors: LiteMap::new(),
            adopted: None,
            probing: None,
            refused: Vec::new(),
            five9_tabs: Vec::new(),
            has_looked: false,
            last_refusal: None,
            metadata: None,
            logged_out: None,
            checked: Checked::default(),
            failure: None,
            socket: Socket::new(seed),
            events_since: now,
            moved_to: None,
            offer: Offer::default(),
            missing_since: Some(now),
            recheck_at: None,
            poll_at: now,
            heard_at: now,
            is_frozen: false,
            unanswered: None,
            rest_until: now,
            migration_read_at: 0,
            retries: Retries::default(),
            restart: None,
            told_carrier: None,
            was_ready: false,
            told: None,
            n_active: 0,
        }
    }

    pub(super) fn open(&mut self, port: PortId, tab: TabId, active: bool) {
        self.n_active += 1;
        let last_active = if active { self.n_active } else { 0 };
        self.connectors.insert(
            port,
            Connector {
                tab,
                hello: None,
                last_active,
            },
        );
    }

    pub(super) fn close(&mut self, port: PortId, now: Millis) {
        self.connectors.remove(&port);
        self.refused.retain(|known| *known != port);
        if self.probing == Some(port) {
            self.probing = None;
        }
        if self.adopted == Some(port) {
            self.unhand(now);
        }
    }

    /// The adopted tab took no message, as one that is being reloaded: it has to say hello again.
    pub(super) fn miss(&mut self, now: Millis) {
        let connector = self.adopted.and_then(|port| self.connectors.get_mut(&port));
        if let Some(connector) = connector {
            connector.hello = None;
            self.unhand(now);
        }
    }

    fn unhand(&mut self, now: Millis) {
        self.adopted = None;
        self.missing_since = Some(now);
        self.checked = Checked::default();
        self.is_frozen = false;
        self.retries.forget_link();
        self.drop_socket();
        self.poll_at = now;
    }

    /// Leaves a tab that does not answer for another that may; false if there is none.
    pub(super) fn pass_over_adopted(&mut self, now: Millis) -> bool {
        let Some(adopted) = self.adopted else {
            return false;
        };
        self.refused.push(adopted);
        if self.next_candidate().is_none() {
            self.refused.retain(|port| *port != adopted);
            return false;
        }
        self.unhand(now);
        true
    }

    /// The tab whose content script has this id.
    pub(super) fn tab_of_connector(&self, connector_id: &str) -> Option<TabId> {
        let is_one = |connector: &&Connector| {
            let hello = connector.hello.as_ref();
            hello.is_some_and(|hello| hello.connector_id == connector_id)
        };
        self.connectors.values().find(is_one).map(|one| one.tab)
    }

    /// A content script speaks on its newest Port alone: an older one of it is worth nothing.
    pub(super) fn replace_port(&mut self, connector_id: &str, newest: PortId) {
        let is_older = |(port, connector): &(&PortId, &Connector)| {
            let hello = connector.hello.as_ref();
            **port != newest && hello.is_some_and(|hello| hello.connector_id == connector_id)
        };
        let Some(older) = self.connectors.iter().find(is_older).map(|(port, _)| *port) else {
            return;
        };
        self.connectors.remove(&older);
        self.refused.retain(|port| *port != older);
        if self.adopted == Some(older) {
            self.adopted = Some(newest);
        }
        if self.probing == Some(older) {
            // What it was asked is answered for the older Port: it is asked anew.
            self.probing = None;
        }
    }

    /// A content script took no message: it has to say hello again.
    pub(super) fn forget_hello(&mut self, connector_id: &str) {
        for (_, connector) in self.connectors.iter_mut() {
            let hello = connector.hello.as_ref();
            if hello.is_some_and(|hello| hello.connector_id == connector_id) {
                connector.hello = None;
            }
        }
    }

    pub(super) fn mark_active(&mut self, tab: TabId) {
        self.n_active += 1;
        let here = self.connectors.iter_mut().filter(|(_, one)| one.tab == tab);
        for (_, connector) in here {
            connector.last_active = self.n_active;
        }
    }

    /// The tab to ask next: the last one the agent looked at, of those not asked yet.
    pub(super) fn next_candidate(&self) -> Option<PortId> {
        let known = |port: &PortId| self.refused.contains(port);
        self.connectors
            .iter()
            .filter(|(port, connector)| connector.hello.is_some() && !known(port))
            .max_by_key(|(port, connector)| (connector.last_active, **port))
            .map(|(port, _)| *port)
    }

    pub(super) fn adopt(&mut self, port: PortId) {
        self.adopted = Some(port);
        self.probing = None;
        self.missing_since = None;
        self.refused.clear();
        self.last_refusal = None;
        self.has_looked = false;
    }

    /// Key of the socket that a tab holds open.
    pub(super) fn open_socket_of(&self, port: PortId) -> Option<String> {
        let hello = self.connectors.get(&port)?.hello.as_ref()?;
        hello.open_socket.clone()
    }

    pub(super) fn adopted_hello(&self) -> Option<(TabId, &Hello)> {
        let connector = self.connectors.get(&self.adopted?)?;
        Some((connector.tab, connector.hello.as_ref()?))
    }

    pub(super) fn tab_of(&self, port: PortId) -> Option<TabId> {
        self.connectors.get(&port).map(|connector| connector.tab)
    }

    /// Any Five9 tab, the adopted one first.
    pub(super) fn any_tab(&self) -> Option<TabId> {
        let adopted = self.adopted.and_then(|port| self.tab_of(port));
        let connected = self.connectors.values().next().map(|one| one.tab);
        adopted
            .or(connected)
            .or_else(|| self.five9_tabs.first().copied())
    }

    /// Everything that calls depend on is read again; until then nothing is dialed. What was wrong
    /// stays so until the new answers say otherwise.
    pub(super) fn begin_check(&mut self) {
        if matches!(self.told, Some(dialer::Link::Down(_))) {
            self.checked.calls = false;
        } else {
            self.checked = Checked::default();
        }
        self.failure = None;
        self.retries.forget_link();
    }

    /// What the dialer is told.
    pub(super) fn judge(&mut self, now: Millis) -> dialer::Link {
        let link = self.judge_now(now);
        self.was_ready |= link == dialer::Link::Ready;
        link
    }

    fn judge_now(&self, now: Millis) -> dialer::Link {
        use dialer::Link as Judged;
        if self.adopted.is_none() {
            if !self.grace_is_over(now) {
                return Judged::Interrupted;
            }
            return Judged::Down(self.why_no_tab());
        }
        if let Some(failure) = self.logged_out.as_ref().or(self.failure.as_ref()) {
            return Judged::Down(failure.clone());
        }
        let (Some(login), Some(station)) = (&self.checked.login, &self.checked.station) else {
            return Judged::Interrupted;
        };
        match login {
            Err(failure) => return Judged::Down(failure.clone()),
            Ok(LoginState::Working) => {}
            // After a migration the session is taken up again: that is under way.
            Ok(LoginState::Relogin) => return Judged::Interrupted,
            Ok(other) => {
                return Judged::Down(Failure::with_detail(Reason::NotLoggedIn, what_to_do(other)));
            }
        }
        // A station that could not be read is not known to be down: Five9 itself decides then.
        if let Ok(station) = station
            && !(station.is_connected() && station.has_audio())
        {
            return Judged::Down(Failure::new(Reason::StationDown));
        }
        if self.checked.calls {
            Judged::Ready
        } else {
            Judged::Interrupted
        }
    }

    fn why_no_tab(&self) -> Failure {
        if self.connectors.is_empty() && self.five9_tabs.is_empty() {
            return Failure::new(Reason::NoTab);
        }
        let silent = || Failure::new(Reason::Disconnected);
        self.last_refusal.clone().unwrap_or_else(silent)
    }

    pub(super) fn was_ready(&self) -> bool {
        self.was_ready
    }

    pub(super) fn grace_is_over(&self, now: Millis) -> bool {
        let since = self.missing_since.unwrap_or(now);
        now >= since + GRACE_MS || now < since
    }

    pub(super) fn recheck_in(&mut self, now: Millis, wanted: bool) {
        let length = if wanted { RECHECK_MS } else { IDLE_RECHECK_MS };
        self.recheck_at = Some((now + length).max(self.rest_until));
    }

    pub(super) fn is_logged_in(&self) -> bool {
        self.adopted.is_some() && self.logged_out.is_none() && self.metadata.is_some()
    }

    /// The clock was set back by so much: every deadline stays as far away as it was.
    pub(super) fn set_back(&mut self, back: Millis) {
        let earlier = |at: &mut Millis| *at = at.saturating_sub(back);
        let ats = [
            &mut self.poll_at,
            &mut self.heard_at,
            &mut self.rest_until,
            &mut self.migration_read_at,
        ];
        ats.into_iter().for_each(earlier);
        let maybe = [&mut self.missing_since, &mut self.recheck_at];
        maybe.into_iter().flatten().for_each(earlier);
        self.retries.set_back(back);
        if let Some(Restart::UnderWay { until }) = &mut self.restart {
            earlier(until);
        }
    }

    /// When [`crate::worker::Worker::drive_link`] has something to do.
    pub(super) fn due_at(&self, wanted: bool) -> Option<Millis> {
        let grace = self.missing_since.filter(|_| self.adopted.is_none());
        let grace = grace.filter(|_| matches!(self.told, None | Some(dialer::Link::Interrupted)));
        let restart_until = match self.restart {
            Some(Restart::UnderWay { until }) => Some(until),
            Some(Restart::Failed) | None => None,
        };
        let mut due = [
            grace.map(|since| since + GRACE_MS),
            self.recheck_at,
            None,
            None,
            restart_until,
            None,
            None,
        ];
        if self.is_logged_in() {
            due[2] = self.socket.poll_timeout().map(five9::Timestamp::ms);
            due[3] = (wanted && !self.socket.is_open()).then_some(self.poll_at);
            due[5] = self.retries.due_at();
            due[6] = self.offer.due_at();
        }
        due.into_iter().flatten().min()
    }
}

/// Five9's word for the log-in state, and what only the agent can do about it there.
fn what_to_do(state: &LoginState) -> String {
    let what = match state {
        LoginState::SelectStation => "choose the station in the Five9 tab",
        LoginState::SelectSkills => "choose the skills in the Five9 tab",
        LoginState::AcceptNotice => "read and accept the notice in the Five9 tab",
        LoginState::Working | LoginState::Relogin | LoginState::Unknown(_) => {
            return state.to_string();
        }
    };
    format!("{state}: {what}")
}
