//! The one simulator, its clock, and the way of its events to the sockets.
//!
//! Rule: after every touch of the simulator its events are handed on, in order, before the lock is released.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, mpsc, watch};

use super::recorder::Recorder;
use crate::domain::{Sim, SocketAction, SocketEvent, SocketId};
use crate::session_log::From;

/// A socket that does not read its frames loses the connection at this many.
const N_FRAMES_WAITING_MAX: usize = 10_000;

/// What becomes of the bytes between the simulator and its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    Up,
    /// Every connection is closed, and new ones are closed as soon as they are accepted.
    Cut,
    /// Connections stay open and nothing comes or goes any more; what waits moves on with `Up`.
    Silent,
}

#[derive(Debug)]
pub(super) struct Hub {
    inner: Mutex<Inner>,
    started: Instant,
    /// Something changed: the next deadline may be another.
    changed: Notify,
    stopped: watch::Sender<bool>,
    network: watch::Sender<Network>,
    pub(super) csp: Option<String>,
    pub(super) cors: Option<String>,
    pub(super) recorder: Option<Arc<Recorder>>,
}

#[derive(Debug)]
struct Inner {
    sim: Sim,
    outputs: BTreeMap<SocketId, mpsc::Sender<SocketAction>>,
    recorder: Option<Arc<Recorder>>,
}

impl Hub {
    pub(super) fn new(sim: Sim, recorder: Option<Arc<Recorder>>) -> Self {
        Self {
            inner: Mutex::new(Inner {
                sim,
                outputs: BTreeMap::new(),
                recorder: recorder.clone(),
            }),
            started: Instant::now(),
            changed: Notify::new(),
            stopped: watch::Sender::new(false),
            network: watch::Sender::new(Network::Up),
            csp: None,
            cors: None,
            recorder,
        }
    }

    pub(super) fn with_sim<R>(&self, act: impl FnOnce(&mut Sim, Duration) -> R) -> R {
        let mut inner = self.lock();
        let now = self.started.elapsed();
        let result = act(&mut inner.sim, now);
        inner.hand_on(now);
        drop(inner);
        self.changed.notify_one();
        result
    }

    /// Opens a socket and gives its frames, the first one included.
    pub(super) fn open_socket<E>(
        &self,
        open: impl FnOnce(&mut Sim, Duration) -> Result<SocketId, E>,
    ) -> Result<(SocketId, mpsc::Receiver<SocketAction>), E> {
        let mut inner = self.lock();
        let now = self.started.elapsed();
        let opened = open(&mut inner.sim, now);
        let opened = opened.map(|id| {
            let (sender, receiver) = mpsc::channel(N_FRAMES_WAITING_MAX);
            inner.outputs.insert(id, sender);
            (id, receiver)
        });
        inner.hand_on(now);
        drop(inner);
        self.changed.notify_one();
        opened
    }

    pub(super) fn close_socket(&self, id: SocketId) {
        self.lock().outputs.remove(&id);
        self.with_sim(|sim, _| sim.handle_socket_closed(id));
    }

    pub(super) async fn run_timers(self: Arc<Self>) {
        loop {
            let due = self.lock().sim.poll_timeout();
            match due {
                Some(due) => {
                    let at = tokio::time::Instant::from_std(self.started + due);
                    tokio::select! {
                        () = tokio::time::sleep_until(at) => {
                            self.with_sim(|sim, now| sim.handle_timeout(now));
                        }
                        () = self.changed.notified() => {}
                    }
                }
                None => self.changed.notified().await,
            }
        }
    }

    pub(super) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    pub(super) async fn until_stopped(&self) {
        let mut stopped = self.stopped.subscribe();
        // The sender lives as long as the hub: an error would mean that it is gone, too.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }

    pub(super) fn set_network(&self, network: Network) {
        self.network.send_replace(network);
    }

    /// Carries the future on while the network is up; none: the network was cut meanwhile.
    pub(super) async fn while_connected<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let mut network = self.network.subscribe();
        loop {
            let state = *network.borrow_and_update();
            match state {
                Network::Cut => return None,
                // The sender lives as long as the hub: the wait ends with a change.
                Network::Silent => network.changed().await.ok()?,
                Network::Up => tokio::select! {
                    biased;
                    changed = network.changed() => changed.ok()?,
                    output = &mut future => return Some(output),
                },
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn hand_on(&mut self, now: Duration) {
        while let Some(SocketEvent { socket, action }) = self.sim.poll_event() {
            if let (Some(recorder), SocketAction::Text(text)) = (&self.recorder, &action) {
                recorder.frame(now, socket, From::Service, text);
            }
            let is_last = !matches!(action, SocketAction::Text(_));
            let Some(output) = self.outputs.get(&socket) else {
                continue;
            };
            let is_stuck = output.try_send(action).is_err();
            if is_last || is_stuck {
                self.outputs.remove(&socket);
            }
        }
    }
}
