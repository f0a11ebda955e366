//! The client and the simulator in one process, without a network and in virtual time.
//!
//! Rule: every request is one of the client's own, and every reply and frame is read by the client.

use std::time::Duration;

use five9::Error;
use five9::endpoint::{Login, LoginPolicy, StartSession};
use five9::event::{self, Event};
use five9::http::{Endpoint, Lost, Reply};
use five9::id::{AgentId, StationId};
use five9::model::{StationChoice, StationType};
use five9_sim::domain::{
    Answer, Config, Method, Request, Sim, SocketAction, SocketEvent, SocketId,
};
use serde_json::{Value, json};

pub(crate) const AGENT: &str = "3578927";
pub(crate) const ORG: &str = "131792";
pub(crate) const CAMPAIGN: &str = "300000000000483";
pub(crate) const NUMBER: &str = "+12025550101";
const HOST: &str = "app-atl.five9.com";

pub(crate) struct Meeting {
    pub(crate) sim: Sim,
    pub(crate) now: Duration,
    pub(crate) token: String,
}

impl Meeting {
    /// The default agent on a softphone, after one switch was set.
    pub(crate) fn new(switch: Option<(&str, &Value)>) -> Self {
        let mut meeting = Self {
            sim: Sim::new(Config::new(11, 1_795_000_000_000)),
            now: Duration::ZERO,
            token: String::new(),
        };
        if let Some((name, value)) = switch {
            meeting.set_switch(name, value);
        }
        meeting.log_in();
        meeting.start_on(StationType::Softphone);
        meeting
    }

    pub(crate) fn log_in(&mut self) {
        let login = Login {
            username: "agent@example.com".to_owned(),
            password: "ninepin".to_owned(),
            policy: LoginPolicy::AttachExisting,
        };
        let reply = self.reply(&login);
        login.decode(&reply).expect("logged in");
        let body: Value = serde_json::from_str(&reply.body).expect("JSON");
        body["tokenId"]
            .as_str()
            .expect("a token")
            .clone_into(&mut self.token);
    }

    /// Starts the session, once the fresh token is known everywhere.
    fn start_on(&mut self, station_type: StationType) {
        let start = Self::start_session(station_type);
        if self.ask(&start).is_err() {
            self.pass(3_000);
            self.ask(&start).expect("started");
        }
    }

    pub(crate) fn start_session(station_type: StationType) -> StartSession {
        let station_id = StationId::new("3000001");
        StartSession {
            agent: agent(),
            station: StationChoice {
                station_id,
                station_type,
            },
            force: false,
        }
    }

    pub(crate) fn ask<E: Endpoint>(&mut self, endpoint: &E) -> Result<E::Output, Error> {
        let reply = self.reply(endpoint);
        if reply.status == 0 {
            return Err(Error::NoAnswer { lost: Lost::Cut });
        }
        endpoint.decode(&reply)
    }

    pub(crate) fn reply(&mut self, endpoint: &impl Endpoint) -> Reply {
        let request = endpoint.to_request();
        let method = Method::parse(request.method.as_str());
        self.send(method, &request.path, request.body.as_deref())
    }

    pub(crate) fn send(&mut self, method: Method, path: &str, body: Option<&str>) -> Reply {
        let request = Request::new(method, HOST, path)
            .with_header("authorization", format!("Bearer-{}", self.token))
            .with_body(body.unwrap_or_default());
        let Answer::Reply(response) = self.sim.handle_request(self.now, request) else {
            return Reply::new(0, "");
        };
        let retry_after = response
            .headers
            .iter()
            .find(|(name, _)| *name == "retry-after");
        let seconds = retry_after.and_then(|(_, value)| value.parse().ok());
        Reply {
            retry_after: seconds.map(Duration::from_secs),
            ..Reply::new(response.status, response.body)
        }
    }

    pub(crate) fn control(&mut self, method: Method, path: &str, body: &Value) -> Value {
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = Request::new(method, "localhost", format!("/_sim/{path}")).with_body(text);
        let response = self.sim.handle_control(self.now, &request);
        assert_eq!(response.status, 200, "{}", response.body);
        serde_json::from_str(&response.body).expect("JSON")
    }

    pub(crate) fn set(&mut self, path: &str, body: &Value) {
        self.control(Method::Post, path, body);
    }

    pub(crate) fn set_switch(&mut self, name: &str, value: &Value) {
        self.set("switches", &json!({name: value}));
    }

    pub(crate) fn switches(&mut self) -> Value {
        self.control(Method::Get, "switches", &Value::Null)
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
        self.sim.handle_timeout(self.now);
    }

    pub(crate) fn open_socket(&mut self, key: &str) -> SocketId {
        let request = Request::new(Method::Get, HOST, format!("/appsvcs/ws/{key}"))
            .with_header("authorization", format!("Bearer-{}", self.token));
        let opened = self.sim.open_socket(self.now, &request);
        opened.unwrap_or_else(|response| panic!("no socket: {}", response.status))
    }

    pub(crate) fn actions(&mut self) -> Vec<SocketEvent> {
        std::iter::from_fn(|| self.sim.poll_event()).collect()
    }

    /// The frames since the last look, read by the client.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        let actions = self.actions().into_iter();
        let texts = actions.filter_map(|event| match event.action {
            SocketAction::Text(text) => Some(text),
            SocketAction::Close { .. } | SocketAction::Abort => None,
        });
        texts
            .map(|text| event::decode(&text).expect("a frame"))
            .collect()
    }
}

pub(crate) fn agent() -> AgentId {
    AgentId::new(AGENT)
}

/// What the client makes of a result, in a word.
pub(crate) fn verdict<T>(result: &Result<T, Error>) -> String {
    match result {
        Ok(_) => "accepted".to_owned(),
        Err(Error::NotLoggedIn { .. }) => "not logged in".to_owned(),
        Err(Error::NotFound { .. }) => "not found".to_owned(),
        Err(Error::Migrated { farm_id }) => {
            let farm_id = farm_id.as_ref().map_or("nowhere", |id| id.as_str());
            format!("migrated to {farm_id}")
        }
        Err(Error::Refused { detail, .. }) => {
            format!(
                "refused: {}",
                detail.context_code.as_deref().unwrap_or("no reason")
            )
        }
        Err(error @ Error::RateLimited { .. }) => format!("too many, {}", wait(error)),
        Err(error @ Error::Server { status, .. }) => {
            format!("server error {status}, {}", wait(error))
        }
        Err(error) => format!("{error}"),
    }
}

fn wait(error: &Error) -> String {
    let wait = error.retry_after().map_or(0, |wait| wait.as_secs());
    format!("wait {wait} s")
}
