//! A simulated Five9 with the organisation of the fixtures, brought into the state in which a
//! fixture makes sense.
//!
//! Rule: nothing here asks or answers in the fixtures' place.

use std::path::Path;
use std::time::Duration;

use five9_sim::domain::{Config, Method, Request, Response, Scenario, Sim, SocketAction, Switches};
use five9_sim::edge::load_scenario;
use serde_json::{Value, json};

pub(crate) const AGENT: &str = "3578927";
const HOST: &str = "app-atl.five9.com";

pub(crate) struct World {
    sim: Sim,
    now: Duration,
    token: String,
}

fn scenario() -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/world.toml");
    load_scenario(&path).unwrap_or_else(|error| panic!("{error}"))
}

impl World {
    /// Logged in, with nothing started yet.
    pub(crate) fn logged_in(changes: &[(&str, Value)]) -> Self {
        let changes = changes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let switches = Switches::conservative().changed(changes).expect("switches");
        let config = Config {
            switches,
            ..Config::new(5, 1_795_000_000_000)
        };
        let sim = Sim::with_scenario(config, &scenario());
        let mut world = Self {
            sim,
            now: Duration::ZERO,
            token: String::new(),
        };
        let credentials = json!({"username": "agent@example.com", "password": "secret"});
        let body = json!({"passwordCredentials": credentials});
        let login = world.ask("POST", "/appsvcs/rs/svc/auth/login", Some(&body));
        login["tokenId"]
            .as_str()
            .expect("a token")
            .clone_into(&mut world.token);
        world
    }

    /// A station, but the notice is not read yet.
    pub(crate) fn before_notice(changes: &[(&str, Value)]) -> Self {
        let mut world = Self::logged_in(changes);
        let station = json!({"stationId": "3000001", "stationType": "SOFTPHONE"});
        world.do_put("session_start", Some(&station));
        world
    }

    pub(crate) fn working_with(changes: &[(&str, Value)]) -> Self {
        let mut world = Self::before_notice(changes);
        world.do_put("maintenance_notices/8213/accept", None);
        world
    }

    pub(crate) fn working() -> Self {
        Self::working_with(&[])
    }

    /// A call that was answered, and its id.
    pub(crate) fn talking() -> (Self, String) {
        let mut world = Self::working();
        let call = world.dial();
        world.pass(4_000);
        (world, call)
    }

    pub(crate) fn dial(&mut self) -> String {
        let body = json!({"number": "+12025550101", "campaignId": "1137597"});
        let path = format!("/appsvcs/rs/svc/agents/{AGENT}/interactions/make_external_call");
        self.ask("POST", &path, Some(&body));
        self.calls()[0]["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) fn calls(&mut self) -> Value {
        let path = format!("/appsvcs/rs/svc/agents/{AGENT}/interactions/calls");
        self.ask("GET", &path, None)
    }

    /// Something that the agent does, which must work.
    pub(crate) fn do_put(&mut self, path: &str, body: Option<&Value>) -> Value {
        self.ask(
            "PUT",
            &format!("/appsvcs/rs/svc/agents/{AGENT}/{path}"),
            body,
        )
    }

    pub(crate) fn do_post(&mut self, path: &str, body: Option<&Value>) -> Value {
        self.ask(
            "POST",
            &format!("/appsvcs/rs/svc/agents/{AGENT}/{path}"),
            body,
        )
    }

    fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let response = self.send(method, path, body);
        assert!(
            response.status < 300,
            "{method} {path}: {response:?} {}",
            response.body
        );
        serde_json::from_str(&response.body).unwrap_or_default()
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Response {
        let request = Request::new(Method::parse(method), HOST, path)
            .with_header("authorization", format!("Bearer-{}", self.token))
            .with_body(body.map(Value::to_string).unwrap_or_default());
        let answer = self.sim.handle_request(self.now, request);
        answer.response().expect("answered").clone()
    }

    pub(crate) fn control(&mut self, path: &str, body: &Value) {
        let request = Request::new(Method::Post, "localhost", format!("/_sim/{path}"))
            .with_body(body.to_string());
        let response = self.sim.handle_control(self.now, &request);
        assert_eq!(response.status, 200, "{path}: {}", response.body);
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
        self.sim.handle_timeout(self.now);
    }

    pub(crate) fn open_socket(&mut self, key: &str) {
        let request = Request::new(Method::Get, HOST, format!("/appsvcs/ws/{key}"))
            .with_header("authorization", format!("Bearer-{}", self.token));
        let socket = self.sim.open_socket(self.now, &request).expect("a socket");
        self.sim.handle_socket_text(self.now, socket, "ping");
    }

    pub(crate) fn frames(&mut self) -> Vec<Value> {
        let events = std::iter::from_fn(|| self.sim.poll_event());
        let texts = events.filter_map(|event| match event.action {
            SocketAction::Text(text) => Some(text),
            SocketAction::Close { .. } | SocketAction::Abort => None,
        });
        texts
            .map(|text| serde_json::from_str(&text).expect("JSON"))
            .collect()
    }
}
