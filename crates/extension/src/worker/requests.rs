//! Requests under way: what each is for and until when its answer is awaited.

use dialer::RequestId;
use five9::id::{CampaignId, OrgId};
use litemap::LiteMap;

use crate::worker::Millis;
use crate::worker::input::PortId;

/// A read is given up after this long.
const READ_MS: Millis = 8_000;
/// A change is given up after this long; what it did is then unknown.
const WRITE_MS: Millis = 10_000;

/// The content script answers a ping without asking Five9: a tab that does not is asleep.
const PING_MS: Millis = 2_000;

/// What a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Metadata of a tab that may be adopted, or of the adopted one again.
    Metadata(PortId),
    LoginState,
    Station,
    Calls,
    CampaignsConfig,
    Campaign(CampaignId),
    Dispositions(OrgId, CampaignId),
    Dial(RequestId),
    /// What carried a dial in this worker's former life is asked for its answer.
    AskCarrier(RequestId),
    HangUp {
        machine: u64,
        id: u64,
    },
    RestartStation,
    RestartSession,
    OpenSocket,
    PingSocket,
    CloseSocket,
    /// Beside link and calls: nothing but itself hangs on it.
    Side(Side),
}

/// What is asked beside link and calls; the numbers name what asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Permissions,
    Prompts,
    Reasons,
    Presence,
    Player,
    Ping,
    SetPresence,
    Control(u64),
    /// Whether Five9 has a note or a callback.
    Look(u64),
    Post(u64),
}

impl Side {
    /// A read that can be sent again whenever that may help.
    pub(super) fn is_read(self) -> bool {
        match self {
            Self::Permissions | Self::Prompts | Self::Reasons | Self::Presence | Self::Player => {
                true
            }
            Self::Ping | Self::SetPresence | Self::Control(_) | Self::Look(_) | Self::Post(_) => {
                false
            }
        }
    }
}

impl From<Side> for Purpose {
    fn from(side: Side) -> Self {
        Self::Side(side)
    }
}

impl Purpose {
    /// What Five9 offers the agent, and what the agent may do: not read with each look at the link.
    pub(super) fn is_read_once(&self) -> bool {
        matches!(
            self,
            Self::CampaignsConfig
                | Self::Campaign(_)
                | Self::Dispositions(..)
                | Self::Side(Side::Permissions | Side::Prompts | Side::Reasons)
        )
    }

    fn patience_ms(&self) -> Millis {
        match self {
            Self::Dial(_)
            | Self::AskCarrier(_)
            | Self::HangUp { .. }
            | Self::RestartStation
            | Self::RestartSession
            | Self::Side(Side::SetPresence | Side::Control(_) | Side::Post(_)) => WRITE_MS,
            Self::PingSocket => PING_MS,
            Self::Metadata(_)
            | Self::LoginState
            | Self::Station
            | Self::Calls
            | Self::CampaignsConfig
            | Self::Campaign(_)
            | Self::Dispositions(..)
            | Self::OpenSocket
            | Self::CloseSocket
            | Self::Side(_) => READ_MS,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) purpose: Purpose,
    /// What was sent; absent for the socket's commands.
    pub(super) http: Option<five9::http::Request>,
    pub(super) asked_at: Millis,
    /// Absent: it is overdue, and only a late answer to a dial still counts.
    due_at: Option<Millis>,
}

#[derive(Debug, Default)]
pub(super) struct Requests {
    open: LiteMap<String, Request>,
}

impl Requests {
    pub(super) fn add(
        &mut self,
        request_id: String,
        purpose: Purpose,
        http: Option<&five9::http::Request>,
        now: Millis,
    ) {
        let request = Request {
            due_at: Some(now + purpose.patience_ms()),
            purpose,
            http: http.cloned(),
            asked_at: now,
        };
        self.open.insert(request_id, request);
    }

    /// A time that the clock has not reached again cannot be the time of asking: what is seen from now
    /// on is newer than what the answer can show. No deadline is put off by more than its length.
    pub(super) fn follow_clock(&mut self, now: Millis) {
        for (_, request) in self.open.iter_mut().filter(|(_, one)| now < one.asked_at) {
            request.asked_at = now;
            let latest = now + request.purpose.patience_ms();
            request.due_at = request.due_at.map(|due_at| due_at.min(latest));
        }
    }

    /// Takes a request out; a dial that is only late stays, since its answer is evidence.
    pub(super) fn take(&mut self, request_id: &str, is_late: bool) -> Option<Request> {
        if is_late
            && let Some(request) = self.open.get_mut(request_id)
            && matches!(request.purpose, Purpose::Dial(_) | Purpose::AskCarrier(_))
        {
            request.due_at = None;
            return Some(request.clone());
        }
        self.open.remove(request_id)
    }

    /// What comes of them tells of another agent, and nobody waits for it any more.
    pub(super) fn drop_reads(&mut self) {
        self.open.retain(|_, request| {
            !matches!(
                request.purpose,
                Purpose::LoginState
                    | Purpose::Station
                    | Purpose::Calls
                    | Purpose::CampaignsConfig
                    | Purpose::Campaign(_)
                    | Purpose::Dispositions(..)
                    | Purpose::Side(_)
            )
        });
    }

    pub(super) fn has(&self, is_one: impl Fn(&Purpose) -> bool) -> bool {
        self.open
            .values()
            .any(|request| request.due_at.is_some() && is_one(&request.purpose))
    }

    /// Whose answers are awaited.
    pub(super) fn awaited(&self) -> Vec<String> {
        let open = self.open.iter();
        let awaited = open.filter(|(_, one)| one.due_at.is_some());
        awaited.map(|(id, _)| id.clone()).collect()
    }

    pub(super) fn due_at(&self) -> Option<Millis> {
        self.open
            .values()
            .filter_map(|request| request.due_at)
            .min()
    }

    pub(super) fn overdue(&self, now: Millis) -> Vec<String> {
        self.open
            .iter()
            .filter(|(_, one)| one.due_at.is_some_and(|due_at| due_at <= now))
            .map(|(id, _)| id.clone())
            .collect()
    }
}
