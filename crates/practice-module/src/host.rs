//! The simulated Five9 behind the content script's protocol: messages in, messages out.
//!
//! Rule: time is an argument, and what it is asked under an id it does once: whoever asks again gets
//! the first answer, that to a dial for as long as it lives.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use five9_sim::domain::{
    Admitted, Answer, Config, Method, Request, Response, Sim, SocketAction, SocketId,
};
use serde_json::{Value, json};

use crate::callees::CALLEES;

/// The simulated tab's address. Nothing is ever sent there.
pub const HOST: &str = "practice.five9.com";
/// How long Five9 takes to answer, as it does on a good day.
const LATENCY: Duration = Duration::from_millis(60);
/// Answers kept to requests that are no dials.
const N_ANSWERS: usize = 500;

/// What the person at the far end does when the agent says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callee {
    Answer,
    HangUp,
    Busy,
}

impl Callee {
    /// By its name on the wire.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "answer" => Some(Self::Answer),
            "hangUp" => Some(Self::HangUp),
            "busy" => Some(Self::Busy),
            _ => None,
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::HangUp => "hangup",
            Self::Busy => "busy",
        }
    }
}

/// Both of a page's clocks.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Since the host's start; never goes back.
    pub since_start: Duration,
    /// UTC ms, as the worker has it.
    pub wall_ms: u64,
}

/// What came of a request that was asked for under an id.
enum Asked {
    UnderWay,
    Answered(Value),
}

/// One simulated tab. After every `handle…`, drain [`Host::poll_message`].
pub struct Host {
    sim: Sim,
    connector_id: String,
    cookies: String,
    socket: Option<SocketId>,
    socket_key: String,
    /// Requests that have arrived and wait to be handled.
    due: Vec<(Duration, String, Admitted)>,
    dialed: BTreeMap<String, Asked>,
    answered: BTreeMap<String, Asked>,
    /// Their ids, oldest first.
    order: VecDeque<String>,
    out: VecDeque<Value>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}

impl Host {
    /// An agent at work in the default organisation; the built-in people behave as they are to.
    #[must_use]
    pub fn new(seed: u64, connector_id: String, wall_ms: u64) -> Self {
        let mut config = Config::new(seed, wall_ms);
        config.latency = LATENCY;
        // Who practises may think for a while.
        config.switches.session_idle_ms = 24 * 3_600_000;
        config.switches.ring_timeout_ms = 25_000;
        let mut sim = Sim::new(config);
        let page = Request::new(Method::Get, HOST, "/");
        let cookies = cookies_of(sim.open_desktop(Duration::ZERO, &page));
        let mut host = Self {
            sim,
            connector_id,
            cookies,
            socket: None,
            socket_key: String::new(),
            due: Vec::new(),
            dialed: BTreeMap::new(),
            answered: BTreeMap::new(),
            order: VecDeque::new(),
            out: VecDeque::new(),
        };
        for (number, behaviour) in CALLEES {
            _ = host.control(
                Duration::ZERO,
                "callee",
                &callee_body(Some(number), behaviour),
            );
        }
        let stranger = r#"{"behaviour":"answer","afterMs":4000}"#;
        _ = host.control(Duration::ZERO, "callee", stranger);
        host
    }

    /// The first message of each Port.
    #[must_use]
    pub fn hello(&self) -> Value {
        let state = if self.socket.is_some() {
            "open"
        } else {
            "closed"
        };
        json!({
            "type": "hello", "connectorId": self.connector_id, "host": HOST,
            "socket": state, "socketKey": self.socket.map(|_| &self.socket_key),
        })
    }

    /// What the worker asks of a content script.
    pub fn handle_message(&mut self, message: &Value, now: Now) {
        let text = |member: &str| message[member].as_str().unwrap_or_default().to_owned();
        if text("connectorId") != self.connector_id {
            return;
        }
        self.handle_timeout(now.since_start);
        let (kind, request_id) = (text("type"), text("requestId"));
        let is_dial = kind == "executeFive9Call";
        let kept = if is_dial {
            &self.dialed
        } else {
            &self.answered
        };
        match kept.get(&request_id) {
            Some(Asked::Answered(reply)) => {
                let reply = reply.clone();
                self.post_answer(&request_id, &reply);
            }
            // Its own answer is still to come.
            Some(Asked::UnderWay) => {}
            None => {
                self.note(&request_id, is_dial);
                self.perform(&kind, request_id, message, now);
            }
        }
        self.hand_on();
    }

    /// What is due by now is done.
    pub fn handle_timeout(&mut self, now: Duration) {
        while let Some(index) = self.first_due(now) {
            let (at, request_id, admitted) = self.due.remove(index);
            let answer = self.sim.handle(at, admitted);
            self.answer(request_id, reply_of(answer));
            self.hand_on();
        }
        self.sim.handle_timeout(now);
        self.hand_on();
    }

    /// When [`Host::handle_timeout`] is to be called next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        let waiting = self.due.iter().map(|(at, ..)| *at).min();
        [self.sim.poll_timeout(), waiting]
            .into_iter()
            .flatten()
            .min()
    }

    /// The next message for the worker.
    pub fn poll_message(&mut self) -> Option<Value> {
        self.out.pop_front()
    }

    /// Has the person of the current call do something; nothing where it does not fit.
    pub fn handle_callee(&mut self, callee: Callee, now: Duration) {
        self.handle_timeout(now);
        let path = format!("call/current/{}", callee.action());
        // Refused where there is no such call: then there is nobody to do it.
        _ = self.control(now, &path, "");
        self.hand_on();
    }

    fn first_due(&self, now: Duration) -> Option<usize> {
        let due = self.due.iter().enumerate();
        let due = due.filter(|(_, (at, ..))| *at <= now);
        due.min_by_key(|(_, (at, ..))| *at).map(|(index, _)| index)
    }

    fn note(&mut self, request_id: &str, is_dial: bool) {
        if is_dial {
            self.dialed.insert(request_id.to_owned(), Asked::UnderWay);
            return;
        }
        self.answered.insert(request_id.to_owned(), Asked::UnderWay);
        self.order.push_back(request_id.to_owned());
        if self.order.len() > N_ANSWERS
            && let Some(oldest) = self.order.pop_front()
        {
            self.answered.remove(&oldest);
        }
    }

    fn perform(&mut self, kind: &str, request_id: String, message: &Value, now: Now) {
        if now.wall_ms > message["notAfterMs"].as_u64().unwrap_or_default() {
            return self.answer(request_id, json!({ "error": "expired" }));
        }
        if kind == "executeFive9Socket" {
            let done = self.use_socket(&message["socket"], now.since_start);
            return self.answer(request_id, json!({ "done": done }));
        }
        let http = &message["http"];
        let text = |member: &str| http[member].as_str().unwrap_or_default();
        let request = Request::new(Method::parse(text("method")), HOST, text("path"))
            .with_header("cookie", self.cookies.clone())
            .with_body(text("body"));
        let admitted = self.sim.admit(now.since_start, request);
        let at = now.since_start + admitted.hold;
        self.due.push((at, request_id, admitted));
    }

    fn use_socket(&mut self, command: &Value, now: Duration) -> bool {
        match command["op"].as_str() {
            Some("open") => {
                self.close_socket();
                let url = command["url"].as_str().unwrap_or_default();
                self.socket_key = url.rsplit('/').next().unwrap_or_default().to_owned();
                let path = url.splitn(4, '/').nth(3).unwrap_or_default();
                let request = Request::new(Method::Get, HOST, format!("/{path}"))
                    .with_header("cookie", self.cookies.clone());
                self.socket = self.sim.open_socket(now, &request).ok();
                let state = if self.socket.is_some() {
                    "open"
                } else {
                    "closed"
                };
                self.out
                    .push_back(json!({ "type": "five9Socket", "state": state }));
                true
            }
            Some("ping") => {
                if let Some(socket) = self.socket {
                    self.sim.handle_socket_text(now, socket, "ping");
                }
                self.socket.is_some()
            }
            Some("close") => {
                self.close_socket();
                true
            }
            Some(_) | None => false,
        }
    }

    fn close_socket(&mut self) {
        if let Some(socket) = self.socket.take() {
            self.sim.handle_socket_closed(socket);
        }
    }

    /// What the event socket brought, as the content script hands it on.
    fn hand_on(&mut self) {
        while let Some(event) = self.sim.poll_event() {
            if self.socket != Some(event.socket) {
                continue;
            }
            let message = match event.action {
                SocketAction::Text(text) => json!({ "type": "five9Frame", "text": text }),
                SocketAction::Close { code, .. } => self.socket_gone(code),
                SocketAction::Abort => self.socket_gone(1006),
            };
            self.out.push_back(message);
        }
    }

    fn socket_gone(&mut self, code: u16) -> Value {
        self.socket = None;
        json!({ "type": "five9Socket", "state": "closed", "code": code })
    }

    fn answer(&mut self, request_id: String, reply: Value) {
        self.post_answer(&request_id, &reply);
        let kept = [&mut self.dialed, &mut self.answered];
        for asked in kept
            .into_iter()
            .filter_map(|kept| kept.get_mut(&request_id))
        {
            *asked = Asked::Answered(reply.clone());
        }
    }

    fn post_answer(&mut self, request_id: &str, reply: &Value) {
        self.out.push_back(json!({
            "type": "five9Answer", "requestId": request_id, "reply": reply,
        }));
    }

    fn control(&mut self, now: Duration, path: &str, body: &str) -> Response {
        let request = Request::new(Method::Post, HOST, format!("/_sim/{path}")).with_body(body);
        self.sim.handle_control(now, &request)
    }
}

fn callee_body(number: Option<&str>, behaviour: &str) -> String {
    let mut body: Value = serde_json::from_str(behaviour).expect("behaviours are JSON");
    body["number"] = json!(number);
    body.to_string()
}

fn reply_of(answer: Answer) -> Value {
    let Answer::Reply(response) = answer else {
        return json!({ "error": "network: cut" });
    };
    let header = |name: &str| {
        let found = response.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    json!({
        "status": response.status,
        "headers": {
            "retry-after": header("retry-after"), "content-type": header("content-type"),
        },
        "body": response.body,
    })
}

fn cookies_of(headers: Vec<(&'static str, String)>) -> String {
    let cookies = headers
        .iter()
        .filter(|(name, _)| *name == "set-cookie")
        .map(|(_, cookie)| cookie.split(';').next().unwrap_or_default());
    cookies.collect::<Vec<_>>().join("; ")
}
