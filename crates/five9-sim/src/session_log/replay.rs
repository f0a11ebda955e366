//! Plays the client's side of a log against a fresh service and compares the answers.
//!
//! Rule: status and shape are compared, values are not; the far end does what it did in the log.
//! Ids and tokens that the service made are taken from its own answers, by their place.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::{From, Line, VERSION};
use crate::domain::{Answer, Call, Method, Request, Sim};

const HOST: &str = "app-atl.five9.com";
/// On some calls only, by chance: see the README.
const MEMBERS_BY_CHANCE: &[&str] = &["mediaPath"];

/// What was played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    pub n_requests: usize,
}

/// The first answer that is another one than in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Of the log, from 1.
    pub line: usize,
    pub method: String,
    pub path: String,
    /// Where in the answer, as `.a.b[0]`, and what is different there.
    pub what: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("line {line} of the session log cannot be read: {what}")]
    Unreadable { line: usize, what: String },
    #[error("{0}")]
    Different(Difference),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            method,
            path,
            what,
        } = self;
        write!(f, "line {line}: {method} {path}: {what}")
    }
}

/// Plays the log.
///
/// # Errors
/// The log cannot be read, or an answer differs.
pub fn replay(log: &str, sim: Sim) -> Result<Replayed, ReplayError> {
    let mut replay = Replay {
        sim,
        names: BTreeMap::new(),
        users: Vec::new(),
    };
    let mut n_requests = 0;
    let mut has_head = false;
    for (idx, text) in log.lines().enumerate() {
        let number = idx + 1;
        let unreadable = |what: String| ReplayError::Unreadable { line: number, what };
        let line: Line =
            serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
        match line {
            Line::Session { version: VERSION } if idx == 0 => has_head = true,
            Line::Session { version } => {
                return Err(unreadable(format!("version {version} is not known")));
            }
            Line::Exchange { .. } | Line::Frame { .. } if !has_head => {
                return Err(unreadable(
                    "a session log starts with its version".to_owned(),
                ));
            }
            Line::Frame {
                t_ms,
                from: From::Service,
                frame,
                ..
            } => replay.follow(t_ms, &frame),
            Line::Frame {
                from: From::Client, ..
            } => {}
            Line::Exchange { .. } => {
                n_requests += 1;
                replay.play(number, line)?;
            }
        }
    }
    Ok(Replayed { n_requests })
}

struct Replay {
    sim: Sim,
    /// What stands in the log, and what the service says instead.
    names: BTreeMap<String, String>,
    /// Users in the order in which they logged in.
    users: Vec<String>,
}

impl Replay {
    fn play(&mut self, number: usize, line: Line) -> Result<(), ReplayError> {
        let Line::Exchange {
            t_ms,
            method,
            path,
            headers,
            body,
            status,
            reply,
        } = line
        else {
            return Ok(());
        };
        let now = at(t_ms);
        self.sim.handle_timeout(now);
        if method == "GET"
            && let Some(reply) = &reply
        {
            self.lead_calls(now, reply);
        }
        let request = self.request(now, (&method, &path), &headers, body);
        let answer = self.sim.handle_request(now, request);
        while self.sim.poll_event().is_some() {}
        let different = |what: String| {
            let (method, path) = (method.clone(), path.clone());
            ReplayError::Different(Difference {
                line: number,
                method,
                path,
                what,
            })
        };
        let (Answer::Reply(response), Some(status)) = (answer, status) else {
            // The log has no answer to compare with, or a fault of the scenario took this one.
            return Ok(());
        };
        if response.status != status {
            let what = format!("status {} instead of {status}", response.status);
            return Err(different(what));
        }
        let got = match serde_json::from_str(&response.body) {
            Ok(value) => Some(value),
            Err(_) if response.body.is_empty() => None,
            Err(_) => Some(Value::from("text")),
        };
        match (&reply, &got) {
            (None, None) => {}
            (Some(recorded), Some(got)) => {
                compare("", recorded, got).map_err(different)?;
                self.learn("", recorded, got);
            }
            (Some(_), None) => return Err(different("no body instead of one".to_owned())),
            (None, Some(_)) => return Err(different("a body instead of none".to_owned())),
        }
        Ok(())
    }

    fn request(
        &mut self,
        now: Duration,
        (method, path): (&str, &str),
        headers: &[(String, String)],
        body: Option<Value>,
    ) -> Request {
        let path: Vec<_> = path.split('/').map(|segment| self.name(segment)).collect();
        let mut request = Request::new(Method::parse(method), HOST, path.join("/"));
        for (name, value) in headers {
            let value = self.proof(now, value);
            request = request.with_header(name, value);
        }
        if let Some(mut body) = body {
            if body["passwordCredentials"].is_object() {
                self.fill_in_credentials(&mut body);
            }
            self.rename(&mut body);
            request = request.with_body(body.to_string());
        }
        request
    }

    fn name(&self, recorded: &str) -> String {
        self.names
            .get(recorded)
            .cloned()
            .unwrap_or_else(|| recorded.to_owned())
    }

    fn rename(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.name(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.rename(value)),
            Value::Object(members) => members.values_mut().for_each(|value| self.rename(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A header with its tokens replaced. A session that began before the log, by opening the
    /// desktop, is begun here.
    fn proof(&mut self, now: Duration, value: &str) -> String {
        let pairs: Vec<_> = value
            .split("; ")
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or(("", pair));
                let (scheme, token) = match value.strip_prefix("Bearer-") {
                    Some(token) => ("Bearer-", token),
                    None => ("", value),
                };
                if !scheme.is_empty() && !self.names.contains_key(token) {
                    let opened = self.open_desktop(now);
                    self.names.insert(token.to_owned(), opened);
                }
                let token = self.name(token);
                if name.is_empty() {
                    format!("{scheme}{token}")
                } else {
                    format!("{name}={scheme}{token}")
                }
            })
            // The load balancer's cookies were made for another host.
            .filter(|pair| !pair.starts_with("BIGipServerSim"))
            .collect();
        pairs.join("; ")
    }

    fn open_desktop(&mut self, now: Duration) -> String {
        let page = Request::new(Method::Get, HOST, "/");
        let cookies = self.sim.open_desktop(now, &page);
        let token = cookies.iter().find_map(|(_, cookie)| {
            let (_, token) = cookie.split_once("Authorization=Bearer-")?;
            token.split(';').next()
        });
        token.unwrap_or_default().to_owned()
    }

    /// Users are taken from the service's own, in the order in which they come up.
    fn fill_in_credentials(&mut self, body: &mut Value) {
        let user = body["passwordCredentials"]["username"].to_string();
        let known = self.users.iter().position(|known| *known == user);
        let user_idx = known.unwrap_or_else(|| {
            self.users.push(user);
            self.users.len() - 1
        });
        if let Some((user_name, password)) = self.sim.credentials(user_idx) {
            body["passwordCredentials"] = json!({"username": user_name, "password": password});
        }
    }

    /// What the far end did, as the log's frames tell it.
    fn follow(&mut self, t_ms: f64, frame: &Value) {
        let now = at(t_ms);
        self.sim.handle_timeout(now);
        let verb = match frame["context"]["eventReason"].as_str() {
            Some("CREATED") => return self.recognise(&frame["payLoad"]),
            Some("CONNECTED") => "answer",
            Some("DISCONNECTED_BY_CALLER") => "hangup",
            Some("FAILED_TO_CONNECT") => "busy",
            Some(_) | None => return,
        };
        if let Some(id) = frame["payLoad"]["id"].as_str() {
            self.far_end(now, id, verb);
        }
    }

    /// A new call in the log is the first one of the service with its number that is not in it yet.
    fn recognise(&mut self, call: &Value) {
        let (Some(id), Some(number)) = (call["id"].as_str(), call["number"].as_str()) else {
            return;
        };
        if self.names.contains_key(id) {
            return;
        }
        let is_new = |known: &&Call| {
            known.number == number && self.names.values().all(|name| name != known.id.as_str())
        };
        if let Some(known) = self.sim.calls().iter().find(is_new) {
            let name = known.id.to_string();
            self.names.insert(id.to_owned(), name);
        }
    }

    /// What the far end must have done before a client could read this.
    fn lead_calls(&mut self, now: Duration, reply: &Value) {
        let calls = reply
            .as_array()
            .map_or(std::slice::from_ref(reply), Vec::as_slice);
        for call in calls {
            let verb = match call["state"].as_str() {
                Some("TALKING" | "ON_HOLD") => "answer",
                Some("WRAP_UP") => "hangup",
                Some(_) | None => continue,
            };
            if let Some(id) = call["id"].as_str() {
                self.far_end(now, id, verb);
            }
        }
    }

    /// A call that is past this already answers 409, which is fine.
    fn far_end(&mut self, now: Duration, recorded: &str, verb: &str) {
        let path = format!("/_sim/call/{}/{verb}", self.name(recorded));
        let request = Request::new(Method::Post, "localhost", path);
        self.sim.handle_control(now, &request);
    }

    fn learn(&mut self, key: &str, recorded: &Value, got: &Value) {
        match (recorded, got) {
            (Value::String(recorded), Value::String(got)) => {
                let is_id = key == "id" || key.ends_with("Id") || key.ends_with("Ids");
                if is_id && recorded != got {
                    self.names.insert(recorded.clone(), got.clone());
                }
            }
            (Value::Array(recorded), Value::Array(got)) => {
                for (recorded, got) in recorded.iter().zip(got) {
                    self.learn(key, recorded, got);
                }
            }
            (Value::Object(recorded), Value::Object(got)) => {
                for (key, recorded) in recorded {
                    if let Some(got) = got.get(key) {
                        self.learn(key, recorded, got);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether an answer has the shape of the one in the log: the same members of the same types.
/// Null stands for any type, and more members are no difference.
fn compare(place: &str, recorded: &Value, got: &Value) -> Result<(), String> {
    match (recorded, got) {
        (Value::Null, _) | (_, Value::Null) => Ok(()),
        (Value::Object(recorded), Value::Object(got)) => {
            for (key, recorded) in recorded {
                let place = format!("{place}.{key}");
                match got.get(key) {
                    Some(got) => compare(&place, recorded, got)?,
                    None if MEMBERS_BY_CHANCE.contains(&key.as_str()) => {}
                    None => return Err(format!("{place} is missing")),
                }
            }
            Ok(())
        }
        (Value::Array(recorded), Value::Array(got)) => {
            if recorded.is_empty() != got.is_empty() {
                let (n_recorded, n_got) = (recorded.len(), got.len());
                return Err(format!(
                    "{place} has {n_got} entries instead of {n_recorded}"
                ));
            }
            for (idx, (recorded, got)) in recorded.iter().zip(got).enumerate() {
                compare(&format!("{place}[{idx}]"), recorded, got)?;
            }
            Ok(())
        }
        _ if kind(recorded) == kind(got) => Ok(()),
        _ => {
            let place = if place.is_empty() { "the body" } else { place };
            Err(format!(
                "{place} is {} instead of {}",
                kind(got),
                kind(recorded)
            ))
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn at(t_ms: f64) -> Duration {
    Duration::try_from_secs_f64(t_ms / 1_000.0).unwrap_or_default()
}
