//! One agent's view of a simulator in virtual time.
//!
//! Rule: time passes only when a test says so.

use std::time::Duration;

use five9_sim::domain::{
    Answer, Config, Method, Request, Response, Sim, SocketAction, SocketEvent, SocketId,
};
use serde_json::{Value, json};

pub(crate) const HOST: &str = "app-atl.five9.com";
pub(crate) const AGENT: &str = "3578927";
pub(crate) const CAMPAIGN: &str = "300000000000483";
pub(crate) const NUMBER: &str = "+12025550101";
pub(crate) const EPOCH_MS: u64 = 1_795_000_000_000;

pub(crate) struct Shift {
    pub(crate) sim: Sim,
    pub(crate) now: Duration,
    pub(crate) cookie: String,
    pub(crate) agent: String,
}

/// An event frame in short: id, reason and the state of the call in it.
pub(crate) type Seen = (String, Option<String>, Option<String>);

impl Shift {
    /// The default agent, logged in by opening the desktop page.
    pub(crate) fn start() -> Self {
        let mut shift = Self::logged_out();
        let page = Request::new(Method::Get, HOST, "/");
        let cookies = shift.sim.open_desktop(shift.now, &page);
        shift.cookie = cookie_header(&cookies);
        shift
    }

    /// Another of the seeded agents, logged in and WORKING on a softphone.
    pub(crate) fn start_as(user_name: &str) -> Self {
        let mut shift = Self::logged_out();
        shift.log_in(user_name);
        let station = r#"{"stationId":"3000001","stationType":"SOFTPHONE"}"#;
        let (status, reply) = shift.mine(Method::Put, "session_start", station);
        assert_eq!(status, 204, "{reply}");
        shift
    }

    pub(crate) fn log_in(&mut self, user_name: &str) {
        let credentials = json!({"username": user_name, "password": "ninepin"});
        let body = json!({"passwordCredentials": credentials, "policy": "AttachExisting"});
        let request = Request::new(Method::Post, HOST, "/appsvcs/rs/svc/auth/login")
            .with_body(body.to_string());
        let answer = self.sim.handle_request(self.now, request);
        let response = answer.response().expect("answered");
        self.cookie = cookie_header(&response.headers);
        let (status, login) = read(response);
        assert_eq!(status, 200, "{login}");
        login["userId"]
            .as_str()
            .expect("an id")
            .clone_into(&mut self.agent);
    }

    pub(crate) fn logged_out() -> Self {
        let sim = Sim::new(Config::new(7, EPOCH_MS));
        Self {
            sim,
            now: Duration::ZERO,
            cookie: String::new(),
            agent: AGENT.to_owned(),
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str, body: &str) -> Request {
        Request::new(method, HOST, format!("/appsvcs/rs/svc/{path}"))
            .with_header("cookie", self.cookie.clone())
            .with_body(body)
    }

    pub(crate) fn send(&mut self, method: Method, path: &str, body: &str) -> Answer {
        let request = self.request(method, path, body);
        self.sim.handle_request(self.now, request)
    }

    /// Status and JSON of an answer that must come.
    pub(crate) fn ask(&mut self, method: Method, path: &str, body: &str) -> (u16, Value) {
        read(self.send(method, path, body).response().expect("answered"))
    }

    /// The same for a resource of the agent.
    pub(crate) fn mine(&mut self, method: Method, path: &str, body: &str) -> (u16, Value) {
        let path = format!("agents/{}/{path}", self.agent);
        self.ask(method, &path, body)
    }

    /// The same for a resource of the organisation.
    pub(crate) fn org(&mut self, method: Method, path: &str, body: &str) -> (u16, Value) {
        self.ask(method, &format!("orgs/131792/{path}"), body)
    }

    /// The context code of a refusal that must come with 435.
    pub(crate) fn refusal(&mut self, method: Method, path: &str, body: &str) -> String {
        let (status, reply) = self.mine(method, path, body);
        assert_eq!(status, 435, "{reply}");
        problem(&reply).1
    }

    /// Ids and reasons of the frames since the last look.
    pub(crate) fn told(&mut self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let frames = self.frames();
        let contexts = frames.iter().map(|frame| &frame["context"]);
        contexts
            .map(|context| {
                format!(
                    "{} {}",
                    text(&context["eventId"]),
                    text(&context["eventReason"])
                )
            })
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    pub(crate) fn control(&mut self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request =
            Request::new(method, "localhost:8443", format!("/_sim/{path}")).with_body(body);
        read(&self.sim.handle_control(self.now, &request))
    }

    pub(crate) fn set(&mut self, path: &str, body: &Value) {
        let (status, reply) = self.control(Method::Post, path, body);
        assert_eq!(status, 200, "{reply}");
    }

    pub(crate) fn dial(&mut self) -> (u16, Value) {
        self.dial_number(NUMBER)
    }

    pub(crate) fn dial_number(&mut self, number: &str) -> (u16, Value) {
        let body = json!({
            "number": number, "skipDNCCheck": false, "checkMultipleContacts": true, "campaignId": CAMPAIGN,
        });
        self.mine(
            Method::Post,
            "interactions/make_external_call",
            &body.to_string(),
        )
    }

    /// The id of the one call in the list.
    pub(crate) fn call_id(&mut self) -> String {
        let (_, stubs) = self.mine(Method::Get, "interactions", "");
        assert_eq!(stubs.as_array().map(Vec::len), Some(1), "{stubs}");
        stubs[0]["interactionId"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    pub(crate) fn call_state(&mut self) -> String {
        let (_, calls) = self.mine(Method::Get, "interactions/calls", "");
        calls[0]["state"].as_str().unwrap_or("none").to_owned()
    }

    pub(crate) fn talk(&mut self) -> String {
        assert_eq!(self.dial().0, 200);
        self.pass(4_000);
        assert_eq!(self.call_state(), "TALKING");
        self.call_id()
    }

    pub(crate) fn put_call(&mut self, id: &str, action: &str, body: &str) -> (u16, Value) {
        self.put_call_with(Method::Put, id, action, body)
    }

    pub(crate) fn put_call_with(
        &mut self,
        method: Method,
        id: &str,
        action: &str,
        body: &str,
    ) -> (u16, Value) {
        self.mine(method, &format!("interactions/calls/{id}/{action}"), body)
    }

    pub(crate) fn dispose(&mut self, id: &str, disposition: &str) -> (u16, Value) {
        let body = json!({"dispositionId": disposition}).to_string();
        self.put_call(id, "dispose", &body)
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
        self.sim.handle_timeout(self.now);
    }

    pub(crate) fn open_socket(&mut self, key: &str) -> SocketId {
        let request = Request::new(Method::Get, HOST, format!("/appsvcs/ws/{key}"))
            .with_header("cookie", self.cookie.clone());
        self.sim.open_socket(self.now, &request).expect("a socket")
    }

    pub(crate) fn events(&mut self) -> Vec<SocketEvent> {
        std::iter::from_fn(|| self.sim.poll_event()).collect()
    }

    pub(crate) fn frames(&mut self) -> Vec<Value> {
        let events = self.events();
        events
            .into_iter()
            .filter_map(|event| match event.action {
                SocketAction::Text(text) => Some(serde_json::from_str(&text).expect("JSON")),
                SocketAction::Close { .. } | SocketAction::Abort => None,
            })
            .collect()
    }

    pub(crate) fn seen(&mut self) -> Vec<Seen> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.frames()
            .iter()
            .map(|frame| {
                let context = &frame["context"];
                (
                    text(&context["eventId"]).expect("an id"),
                    text(&context["eventReason"]),
                    text(&frame["payLoad"]["state"]),
                )
            })
            .collect()
    }
}

pub(crate) fn seen(id: &str, reason: &str, state: &str) -> Seen {
    (
        id.to_owned(),
        Some(reason.to_owned()),
        Some(state.to_owned()),
    )
}

pub(crate) fn read(response: &Response) -> (u16, Value) {
    (
        response.status,
        serde_json::from_str(&response.body).unwrap_or_default(),
    )
}

pub(crate) fn cookie_header(headers: &[(&'static str, String)]) -> String {
    let pairs: Vec<_> = headers
        .iter()
        .filter(|(name, _)| *name == "set-cookie")
        .filter_map(|(_, value)| value.split(';').next())
        .collect();
    pairs.join("; ")
}

/// The error code and context code of an error body.
pub(crate) fn problem(body: &Value) -> (i64, String) {
    let detail = &body["five9ExceptionDetail"];
    assert!(detail["message"].is_string(), "{body}");
    assert!(detail["timestamp"].is_u64(), "{body}");
    let context = detail["context"]["contextCode"]
        .as_str()
        .unwrap_or_default();
    (
        detail["errorCode"].as_i64().expect("a code"),
        context.to_owned(),
    )
}
