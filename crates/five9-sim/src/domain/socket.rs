//! Event sockets: who is connected, what leaves when, and the faults on the way.
//!
//! Rule: frames of one socket leave in the order they were caused, unless a fault was asked for;
//! nothing is kept for a socket that opens later.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::Deserialize;

use super::frame::{Event, EventId};
use super::id::{AgentId, OrgId};

/// Five9 closes the oldest when a fourth opens.
const N_SOCKETS_MAX: usize = 3;
/// So many pings of a socket are remembered, the latest: an hour and more at one every 15 s.
const N_PINGS_KEPT: usize = 256;
/// A frame held back for reordering leaves after this even if no other follows.
const REORDER_HELD_MAX: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// Something to do with one connected socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketEvent {
    pub socket: SocketId,
    pub action: SocketAction,
}

#[derive(Clone, PartialEq, Eq)]
pub enum SocketAction {
    Text(String),
    Close {
        code: u16,
        reason: &'static str,
    },
    /// The connection vanishes without a close frame.
    Abort,
}

impl std::fmt::Debug for SocketAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(..)"),
            Self::Close { code, .. } => write!(f, "Close({code})"),
            Self::Abort => f.write_str("Abort"),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct OpenSocket {
    pub(crate) agent: AgentId,
    pub(crate) key: String,
    pub(crate) opened_at: Duration,
    /// After a migration the old socket answers pings, and hears its end.
    pub(crate) pings_only: bool,
    /// When the latest pings arrived, oldest first.
    pub(crate) pings: VecDeque<Duration>,
    last_due: Duration,
}

impl OpenSocket {
    pub(crate) fn note_ping(&mut self, now: Duration) {
        if self.pings.len() >= N_PINGS_KEPT {
            self.pings.pop_front();
        }
        self.pings.push_back(now);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    Lose,
    Duplicate,
    Reorder,
    Delay,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FaultSpec {
    /// How many frames it hits; null: until the faults are cleared.
    #[serde(default = "once")]
    pub(crate) times: Option<u64>,
    /// Only frames with this id; absent: all but those of the link itself; `*`: those, too.
    #[serde(default)]
    pub(crate) event_id: Option<String>,
    #[serde(default = "default_delay_ms")]
    pub(crate) delay_ms: u64,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the field is optional: null means without end"
)]
fn once() -> Option<u64> {
    Some(1)
}

fn default_delay_ms() -> u64 {
    1_000
}

#[derive(Debug, Clone)]
pub(crate) struct Sockets {
    pub(crate) open: BTreeMap<SocketId, OpenSocket>,
    /// Open sockets by agent, oldest first.
    by_agent: BTreeMap<AgentId, Vec<SocketId>>,
    faults: Vec<(FaultKind, FaultSpec)>,
    ready: VecDeque<SocketEvent>,
    held: BTreeMap<(Duration, u64), SocketEvent>,
    /// Frames waiting in `held` for the next one to pass them.
    swapped: Vec<(Duration, u64)>,
    pub(crate) n_opened: BTreeMap<AgentId, u64>,
    n_ids: u64,
    n_held: u64,
    n_messages: u64,
}

/// What every frame says about its origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender<'a> {
    pub(crate) org: &'a OrgId,
    pub(crate) now: Duration,
    pub(crate) now_ms: u64,
    pub(crate) jitter: Duration,
    /// 0: lost on the way.
    pub(crate) n_copies: usize,
}

impl Sockets {
    pub(crate) fn new() -> Self {
        Self {
            open: BTreeMap::new(),
            by_agent: BTreeMap::new(),
            faults: Vec::new(),
            ready: VecDeque::new(),
            held: BTreeMap::new(),
            swapped: Vec::new(),
            n_opened: BTreeMap::new(),
            n_ids: 0,
            n_held: 0,
            n_messages: 106_595_000,
        }
    }

    /// The same open sockets without faults, held frames or history.
    pub(crate) fn reset(&mut self) -> Self {
        let mut fresh = Self::new();
        fresh.open = std::mem::take(&mut self.open);
        fresh.by_agent = std::mem::take(&mut self.by_agent);
        fresh.ready = std::mem::take(&mut self.ready);
        fresh.n_ids = self.n_ids;
        fresh.n_messages = self.n_messages;
        for socket in fresh.open.values_mut() {
            socket.pings_only = false;
            *fresh.n_opened.entry(socket.agent.clone()).or_default() += 1;
        }
        fresh
    }

    pub(crate) fn add_fault(&mut self, kind: FaultKind, spec: FaultSpec) {
        self.faults.push((kind, spec));
    }

    pub(crate) fn clear_faults(&mut self) {
        self.faults.clear();
    }

    pub(crate) fn n_faults(&self) -> usize {
        self.faults.len()
    }

    pub(crate) fn of(&self, agent: &AgentId) -> Vec<SocketId> {
        self.by_agent.get(agent).cloned().unwrap_or_default()
    }

    pub(crate) fn is_any_open(&self, agent: &AgentId) -> bool {
        self.by_agent
            .get(agent)
            .is_some_and(|sockets| !sockets.is_empty())
    }

    /// Registers a socket; the oldest one makes room if the agent has too many.
    /// Closes the oldest socket of an agent who has as many as there may be.
    pub(crate) fn make_room(&mut self, agent: &AgentId) {
        let present = self.of(agent);
        if present.len() >= N_SOCKETS_MAX
            && let Some(oldest) = present.first()
        {
            self.close(*oldest, 1000, "too many connections");
        }
    }

    pub(crate) fn open(&mut self, now: Duration, agent: &AgentId, key: &str) -> SocketId {
        self.n_ids += 1;
        *self.n_opened.entry(agent.clone()).or_default() += 1;
        let id = SocketId(self.n_ids);
        self.by_agent.entry(agent.clone()).or_default().push(id);
        self.open.insert(
            id,
            OpenSocket {
                agent: agent.clone(),
                key: key.to_owned(),
                opened_at: now,
                pings_only: false,
                pings: VecDeque::new(),
                last_due: now,
            },
        );
        id
    }

    pub(crate) fn with_key(&self, agent: &AgentId, key: &str) -> Option<SocketId> {
        let own = self.by_agent.get(agent)?;
        own.iter()
            .copied()
            .find(|id| self.open.get(id).is_some_and(|socket| socket.key == key))
    }

    pub(crate) fn forget(&mut self, id: SocketId) {
        if let Some(socket) = self.open.remove(&id)
            && let Some(own) = self.by_agent.get_mut(&socket.agent)
        {
            own.retain(|own| *own != id);
        }
        self.held.retain(|_, event| event.socket != id);
    }

    pub(crate) fn close(&mut self, id: SocketId, code: u16, reason: &'static str) {
        if self.open.contains_key(&id) {
            self.forget(id);
            self.ready.push_back(SocketEvent {
                socket: id,
                action: SocketAction::Close { code, reason },
            });
        }
    }

    pub(crate) fn abort(&mut self, id: SocketId) {
        if self.open.contains_key(&id) {
            self.forget(id);
            self.ready.push_back(SocketEvent {
                socket: id,
                action: SocketAction::Abort,
            });
        }
    }

    /// Sends to every socket of the agent.
    pub(crate) fn send_to_agent(&mut self, sender: Sender<'_>, agent: &AgentId, event: &Event) {
        let targets: Vec<_> = self
            .of(agent)
            .into_iter()
            // That the move is complete is the last thing an old socket hears.
            .filter(|id| {
                !self.open[id].pings_only || event.id == EventId::MAINTENANCE_COMPLETED
            })
            .collect();
        self.send(sender, &targets, event);
    }

    pub(crate) fn send(&mut self, sender: Sender<'_>, targets: &[SocketId], event: &Event) {
        let fault = self.take_fault(event);
        let passed = std::mem::take(&mut self.swapped);
        let (n_copies, extra) = match &fault {
            Some((FaultKind::Lose, _)) => (0, Duration::ZERO),
            Some((FaultKind::Duplicate, _)) => (2, Duration::ZERO),
            Some((FaultKind::Reorder, _)) => (1, REORDER_HELD_MAX),
            Some((FaultKind::Delay, spec)) => (1, Duration::from_millis(spec.delay_ms)),
            None => (sender.n_copies, Duration::ZERO),
        };
        let is_swap = matches!(fault, Some((FaultKind::Reorder, _)));
        for id in targets {
            let Some(socket) = self.open.get_mut(id) else {
                continue;
            };
            self.n_messages += 1;
            let text = event.to_text(sender.org, &socket.agent, sender.now_ms, self.n_messages);
            let due = if extra.is_zero() {
                socket.last_due = socket.last_due.max(sender.now + sender.jitter);
                socket.last_due
            } else {
                sender.now + extra
            };
            for _ in 0..n_copies {
                let event = SocketEvent {
                    socket: *id,
                    action: SocketAction::Text(text.clone()),
                };
                if due <= sender.now {
                    self.ready.push_back(event);
                    continue;
                }
                self.n_held += 1;
                self.held.insert((due, self.n_held), event);
                if is_swap {
                    self.swapped.push((due, self.n_held));
                }
            }
        }
        for key in passed {
            if let Some(event) = self.held.remove(&key) {
                self.ready.push_back(event);
            }
        }
    }

    fn take_fault(&mut self, event: &Event) -> Option<(FaultKind, FaultSpec)> {
        let fault_idx =
            self.faults
                .iter()
                .position(|(_, spec)| match spec.event_id.as_deref() {
                    None => !event.id.is_of_link(),
                    Some("*") => true,
                    Some(id) => id == event.id.to_text(),
                })?;
        let fault = self.faults[fault_idx].clone();
        if let Some(times) = &mut self.faults[fault_idx].1.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.faults.remove(fault_idx);
            }
        }
        Some(fault)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Duration> {
        self.held.keys().next().map(|(due, _)| *due)
    }

    pub(crate) fn handle_timeout(&mut self, now: Duration) {
        while let Some(entry) = self.held.first_entry()
            && entry.key().0 <= now
        {
            self.ready.push_back(entry.remove());
        }
    }

    pub(crate) fn poll(&mut self) -> Option<SocketEvent> {
        self.ready.pop_front()
    }
}
