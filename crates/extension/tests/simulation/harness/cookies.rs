//! The browser's cookies, and what is done with them by hand: logging in, the desktop, the control API.
//!
//! Rule: what a person does at Five9 is neither logged nor hit by faults, so that the log holds only
//! the client under test.

use std::collections::BTreeMap;

use five9_sim::domain::{Answer, Method, Request};
use serde_json::{Value, json};

use super::world::World;

pub(crate) const OLD_HOST: &str = "app-atl.five9.com";
pub(crate) const NEW_HOST: &str = "app-scl.five9.com";
pub(crate) const AGENT: &str = "3578927";
const OTHER_AGENT: &str = "agent2@example.com";
const DESKTOP_HEADER: &str = "x-sim-desktop";

#[derive(Debug, Default)]
pub(crate) struct Cookies {
    /// By name; some are only for the host that set them.
    jar: BTreeMap<String, (String, Option<&'static str>)>,
    /// Where Five9 lives now.
    is_migrated: bool,
}

impl Cookies {
    pub(crate) fn host(&self) -> &'static str {
        if self.is_migrated { NEW_HOST } else { OLD_HOST }
    }

    fn keep(&mut self, headers: &[(&'static str, String)], host: &'static str) {
        for (_, cookie) in headers.iter().filter(|(name, _)| *name == "set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                let only = (!cookie.contains("Domain=")).then_some(host);
                self.jar.insert(name.to_owned(), (value.to_owned(), only));
            }
        }
    }

    fn header(&self, host: &str) -> String {
        let mut header = String::new();
        for (name, (value, only)) in &self.jar {
            if only.is_none_or(|only| only == host) {
                if !header.is_empty() {
                    header.push_str("; ");
                }
                header.push_str(name);
                header.push('=');
                header.push_str(value);
            }
        }
        header
    }
}

impl World {
    /// A request of this browser with its cookies.
    pub(crate) fn request(&self, method: &str, host: &str, path: &str) -> Request {
        Request::new(Method::parse(method), host, path)
            .with_header("cookie", self.cookies.header(host))
    }

    /// Asks the simulator's control API, which is not part of what is simulated.
    pub(crate) fn control(&mut self, path: &str, body: &Value) -> u16 {
        let request = self.request("POST", self.cookies.host(), &format!("/_sim/{path}"));
        let request = request.with_body(body.to_string());
        let status = self.sim.handle_control(self.now, &request).status;
        self.carry_frames();
        status
    }

    /// The default agent logs in at the page, unless somebody is logged in.
    pub(crate) fn log_in(&mut self) {
        let host = self.cookies.host();
        let page = self.request("GET", host, "/");
        let headers = self.sim.open_desktop(self.now, &page);
        self.cookies.keep(&headers, host);
        self.by_hand("PUT", "session_restart", &Value::Null);
        self.carry_frames();
    }

    /// Whoever had the cookies, the default agent has them now.
    pub(crate) fn log_in_anew(&mut self) {
        if self.logged_in_agent().as_deref() != Some(AGENT) {
            self.cookies.jar.clear();
        }
        self.log_in();
    }

    /// Somebody else logs in behind the same cookies.
    pub(crate) fn log_in_other(&mut self) {
        let host = self.cookies.host();
        let body = json!({
            "passwordCredentials": {"username": OTHER_AGENT, "password": "ninepin"},
            "policy": "AttachExisting",
        });
        let request = Request::new(Method::Post, host, "/appsvcs/rs/svc/auth/login")
            .with_header(DESKTOP_HEADER, "1")
            .with_body(body.to_string());
        if let Answer::Reply(response) = self.sim.handle_request(self.now, request) {
            self.cookies.keep(&response.headers, host);
        }
        self.control("desktop/start", &Value::Null);
        self.control("desktop/notice/8213", &Value::Null);
    }

    /// Who is behind the cookies, if anybody.
    pub(crate) fn logged_in_agent(&mut self) -> Option<String> {
        let request = self.request("GET", self.cookies.host(), "/");
        let standing = self.sim.standing(self.now, &request)?;
        Some(standing.agent.to_string())
    }

    /// A request of the agent's own page, past log and faults.
    pub(crate) fn by_hand(&mut self, method: &str, path: &str, body: &Value) {
        let Some(agent) = self.logged_in_agent() else {
            return;
        };
        let path = format!("/appsvcs/rs/svc/agents/{agent}/{path}");
        let request = self
            .request(method, self.cookies.host(), &path)
            .with_header(DESKTOP_HEADER, "1")
            .with_body(if body.is_null() {
                String::new()
            } else {
                body.to_string()
            });
        self.sim.handle_request(self.now, request);
        self.carry_frames();
    }

    pub(crate) fn migrate(&mut self) {
        let graceful = self.rng.chance(500);
        self.control("migrate", &json!({"graceful": graceful}));
        self.cookies.is_migrated = true;
    }

    pub(crate) fn is_migrated(&self) -> bool {
        self.cookies.is_migrated
    }
}
