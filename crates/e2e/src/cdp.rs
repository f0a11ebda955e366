//! A small DevTools protocol client: flat sessions, commands with a deadline, a stream of events.
//!
//! Every command ends within its deadline with the browser's answer or with an error that names
//! the command; nothing here retries.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::transport::Transport;

/// How long a command may take unless its caller says otherwise.
pub const COMMAND_DEADLINE: Duration = Duration::from_secs(15);

/// Events kept for a listener that is behind; beyond it the listener is told that it lost some.
const EVENTS_KEPT: usize = 16_384;

/// Why a command brought no result.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CdpError {
    #[error("the browser did not answer {method} within {} ms", .deadline.as_millis())]
    Timeout { method: String, deadline: Duration },
    #[error("the browser refused {method}: {message} ({code})")]
    Refused {
        method: String,
        code: i64,
        message: String,
    },
    #[error("the browser's DevTools connection closed before {method} was answered")]
    Closed { method: String },
}

/// One event of one session; `session` is absent for the browser's own.
#[derive(Debug, Clone)]
pub struct Event {
    pub session: Option<String>,
    pub method: String,
    pub params: Value,
}

type Pending = BTreeMap<u64, (String, oneshot::Sender<Result<Value, CdpError>>)>;

#[derive(Debug)]
struct Shared {
    outgoing: mpsc::UnboundedSender<String>,
    pending: Mutex<Option<Pending>>,
    next_id: AtomicU64,
    events: broadcast::Sender<Arc<Event>>,
}

/// The connection to one browser. Clones share it.
#[derive(Debug, Clone)]
pub struct Cdp {
    shared: Arc<Shared>,
}

impl Cdp {
    pub(crate) fn start(transport: Transport) -> Self {
        let Transport {
            outgoing,
            mut incoming,
        } = transport;
        let shared = Arc::new(Shared {
            outgoing,
            pending: Mutex::new(Some(Pending::new())),
            next_id: AtomicU64::new(1),
            events: broadcast::Sender::new(EVENTS_KEPT),
        });
        let reader = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Some(text) = incoming.recv().await {
                if let Ok(message) = serde_json::from_str::<Value>(&text) {
                    reader.handle_message(message);
                }
            }
            reader.close();
        });
        Self { shared }
    }

    /// The browser's own session, for `Target`, `Browser` and `Extensions` commands.
    #[must_use]
    pub fn browser_session(&self) -> Session {
        Session {
            cdp: self.clone(),
            id: None,
        }
    }

    /// Every event from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.shared.events.subscribe()
    }

    /// Whether the connection has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.lock().is_none()
    }

    /// Opens a flat session on the target.
    ///
    /// # Errors
    /// When the target is gone or the browser does not answer.
    pub async fn attach(&self, target: &str) -> Result<Session, CdpError> {
        let answer = self
            .browser_session()
            .call(
                "Target.attachToTarget",
                json!({"targetId": target, "flatten": true}),
            )
            .await?;
        let id = answer["sessionId"].as_str().unwrap_or_default().to_owned();
        Ok(Session {
            cdp: self.clone(),
            id: Some(id),
        })
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle_message(&self, mut message: Value) {
        if let Some(id) = message["id"].as_u64() {
            let waiting = self.lock().as_mut().and_then(|pending| pending.remove(&id));
            let Some((method, sender)) = waiting else {
                return;
            };
            let answer = match message.get("error") {
                Some(error) => Err(CdpError::Refused {
                    method,
                    code: error["code"].as_i64().unwrap_or_default(),
                    message: error["message"].as_str().unwrap_or_default().to_owned(),
                }),
                None => Ok(message["result"].take()),
            };
            // The asker may have given up at its deadline.
            drop(sender.send(answer));
            return;
        }
        let Some(method) = message["method"].as_str().map(str::to_owned) else {
            return;
        };
        let session = message["sessionId"].as_str().map(str::to_owned);
        let event = Event {
            session,
            method,
            params: message["params"].take(),
        };
        // Without a listener there is nobody to tell.
        drop(self.events.send(Arc::new(event)));
    }

    fn close(&self) {
        let Some(pending) = self.lock().take() else {
            return;
        };
        for (method, sender) in pending.into_values() {
            drop(sender.send(Err(CdpError::Closed { method })));
        }
    }
}

/// One flat session: the browser itself, or one attached target.
#[derive(Debug, Clone)]
pub struct Session {
    cdp: Cdp,
    id: Option<String>,
}

impl Session {
    /// The connection that the session runs over.
    #[must_use]
    pub fn cdp(&self) -> &Cdp {
        &self.cdp
    }

    /// Whether the event came from this session.
    #[must_use]
    pub fn owns(&self, event: &Event) -> bool {
        event.session == self.id
    }

    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Sends one command and waits for its answer.
    ///
    /// # Errors
    /// [`CdpError`], naming the command.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value, CdpError> {
        self.call_within(method, params, COMMAND_DEADLINE).await
    }

    /// As [`Session::call`], with a deadline of the caller's.
    ///
    /// # Errors
    /// [`CdpError`], naming the command.
    pub async fn call_within(
        &self,
        method: &str,
        params: Value,
        deadline: Duration,
    ) -> Result<Value, CdpError> {
        let shared = &self.cdp.shared;
        let id = shared.next_id.fetch_add(1, Ordering::Relaxed);
        let closed = || CdpError::Closed {
            method: method.to_owned(),
        };
        let (sender, receiver) = oneshot::channel();
        match shared.lock().as_mut() {
            Some(pending) => pending.insert(id, (method.to_owned(), sender)),
            None => return Err(closed()),
        };
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.id {
            message["sessionId"] = json!(session);
        }
        if shared.outgoing.send(message.to_string()).is_err() {
            return Err(closed());
        }
        match tokio::time::timeout(deadline, receiver).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(closed()),
            Err(_) => {
                if let Some(pending) = shared.lock().as_mut() {
                    pending.remove(&id);
                }
                Err(CdpError::Timeout {
                    method: method.to_owned(),
                    deadline,
                })
            }
        }
    }

    /// Ends the session; the target lives on.
    ///
    /// # Errors
    /// [`CdpError`] when the browser does not answer.
    pub async fn detach(self) -> Result<(), CdpError> {
        let Some(id) = &self.id else { return Ok(()) };
        let browser = self.cdp.browser_session();
        browser
            .call("Target.detachFromTarget", json!({"sessionId": id}))
            .await?;
        Ok(())
    }
}
