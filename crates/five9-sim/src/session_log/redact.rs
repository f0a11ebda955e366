//! Takes out of a session whatever could say who was called or who called.
//!
//! Rule: only what is known to be harmless stays as it is, by the name of its member; every other
//! text gets a stand-in. A telephone number's stand-in is a number nobody has (555-01xx), so that
//! a log can be replayed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use super::{From, Line};
use crate::domain::{Answer, Request, SocketId, number_digits};

/// Members whose text is Five9's own word or an id.
const KEPT: &[&str] = &[
    "id",
    "interactionId",
    "campaignId",
    "campaignIds",
    "dispositionId",
    "userId",
    "orgId",
    "tenantId",
    "eventId",
    "eventReason",
    "messageId",
    "state",
    "login_state",
    "station_state",
    "callType",
    "addressType",
    "channelType",
    "campaignType",
    "stationType",
    "type",
    "dataType",
    "contextCode",
    "objectId",
    "farmId",
    "notReadyReasonCodeId",
    "promptId",
    "callbackId",
    "contactId",
    "callId",
    "agent",
    "userTransferringId",
    "policy",
    "appKey",
    "version",
    "host",
    "port",
    "freedomUrl",
    "cloudClientUrl",
    "cloudTokenUrl",
    "cause",
    "permissions",
    "options",
    "flags",
    "filters",
    "readyChannels",
    "skillIds",
    "active_skills",
    "roles",
    "correlationId",
    "dialImmediately",
    "skipDNCCheck",
    "skipMultipleContactsCheck",
    "autoResolveDialingRules",
    "force",
    "download",
    "isToTransferCallOwnership",
];
/// Members that hold a telephone number.
const NUMBERS: &[&str] = &[
    "number",
    "ani",
    "dnis",
    "number1",
    "number2",
    "number3",
    "stationId",
];
/// Members that prove who somebody is.
const TOKENS: &[&str] = &[
    "tokenId",
    "sessionId",
    "callSessionId",
    "routeKey",
    "password",
];
/// The headers that a log keeps.
const HEADERS: &[&str] = &["authorization", "cookie", "farmid", "x-requested-with"];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Number,
    Token,
    Text,
}

/// Remembers what stands for what.
#[derive(Default)]
pub struct Redactor {
    stand_ins: BTreeMap<(Kind, String), String>,
    n_numbers: usize,
    n_tokens: usize,
    n_texts: usize,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    pub fn exchange(&mut self, now: Duration, request: &Request, answer: &Answer) -> Line {
        let key = last_segment(&request.path).to_owned();
        let kept = request
            .headers
            .iter()
            .filter(|(name, _)| HEADERS.contains(&name.as_str()));
        let headers = kept.map(|(name, value)| (name.clone(), self.header(name, value)));
        Line::Exchange {
            t_ms: to_ms(now),
            method: request.method.as_str().to_owned(),
            headers: headers.collect(),
            path: self.path(&request.path),
            body: self.body(&key, &request.body),
            status: answer.response().map(|response| response.status),
            reply: answer
                .response()
                .and_then(|response| self.body(&key, &response.body)),
        }
    }

    pub fn frame(&mut self, now: Duration, socket: SocketId, from: From, text: &str) -> Line {
        let frame = match serde_json::from_str::<Value>(text) {
            Ok(frame) => self.value("frame", frame),
            Err(_) if text == "ping" => Value::from(text),
            Err(_) => self.text(text).into(),
        };
        Line::Frame {
            t_ms: to_ms(now),
            socket: socket.0,
            from,
            frame,
        }
    }

    fn body(&mut self, key: &str, text: &str) -> Option<Value> {
        if text.is_empty() {
            return None;
        }
        Some(match serde_json::from_str(text) {
            Ok(value) => self.value(key, value),
            Err(_) => self.text(text).into(),
        })
    }

    fn header(&mut self, name: &str, value: &str) -> String {
        match name {
            "authorization" => self.credential(value),
            "cookie" => {
                let pairs = value
                    .split(';')
                    .filter_map(|pair| pair.trim().split_once('='));
                let pairs: Vec<_> = pairs
                    .map(|(name, value)| format!("{name}={}", self.credential(value)))
                    .collect();
                pairs.join("; ")
            }
            _ => value.to_owned(),
        }
    }

    /// The scheme stays, what follows it does not.
    fn credential(&mut self, value: &str) -> String {
        for scheme in ["Bearer-", "Bearer "] {
            if let Some(token) = value.strip_prefix(scheme) {
                return format!("{scheme}{}", self.token(token));
            }
        }
        self.token(value)
    }

    fn path(&mut self, path: &str) -> String {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        if query.is_empty() {
            return path.to_owned();
        }
        let pairs = query.split('&').map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain = value.replace("%2B", "+").replace("%2b", "+");
            let plain = self.value(key, Value::from(plain));
            let plain = plain.as_str().unwrap_or_default().replace('+', "%2B");
            format!("{key}={plain}")
        });
        let pairs: Vec<_> = pairs.collect();
        format!("{path}?{}", pairs.join("&"))
    }

    fn value(&mut self, key: &str, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.member(key, text)),
            Value::Array(values) => {
                let values = values.into_iter().map(|value| self.value(key, value));
                Value::Array(values.collect())
            }
            Value::Object(members) => {
                let members = members.into_iter().map(|(key, value)| {
                    let value = self.value(&key, value);
                    (key, value)
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
            Value::Number(number) if NUMBERS.contains(&key) => {
                let stand_in = self.number(&number.to_string());
                let digits = stand_in.trim_start_matches('+').parse::<u64>();
                digits.map_or(Value::Null, Value::from)
            }
            value @ (Value::Null | Value::Bool(_) | Value::Number(_)) => value,
        }
    }

    fn member(&mut self, key: &str, text: String) -> String {
        if text.is_empty() || KEPT.contains(&key) {
            return text;
        }
        if TOKENS.contains(&key) {
            return self.token(&text);
        }
        // A station's id is a short number, or the telephone that it is.
        if key == "stationId" && text.len() < 10 {
            return text;
        }
        // What comes as the whole payload is one of Five9's words.
        let is_word = text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        if key == "payLoad" && (is_word || text == "pong") {
            return text;
        }
        if number_digits(&text).is_some() {
            return self.number(&text);
        }
        self.text(&text)
    }

    /// The same number in another notation has the same stand-in, in that notation.
    fn number(&mut self, number: &str) -> String {
        let digits = number_digits(number).unwrap_or_else(|| number.to_owned());
        let next = self.n_numbers;
        let known = self.stand_ins.entry((Kind::Number, digits));
        let national = known
            .or_insert_with(|| {
                self.n_numbers += 1;
                format!("{}55501{:02}", 201 + next / 100, next % 100)
            })
            .clone();
        if number.starts_with('+') {
            format!("+1{national}")
        } else if number.len() == 11 {
            format!("1{national}")
        } else {
            national
        }
    }

    fn token(&mut self, token: &str) -> String {
        let next = self.n_tokens + 1;
        let known = self.stand_ins.entry((Kind::Token, token.to_owned()));
        known
            .or_insert_with(|| {
                self.n_tokens += 1;
                format!("token-{next}")
            })
            .clone()
    }

    fn text(&mut self, text: &str) -> String {
        let next = self.n_texts + 1;
        let known = self.stand_ins.entry((Kind::Text, text.to_owned()));
        known
            .or_insert_with(|| {
                self.n_texts += 1;
                format!("text-{next}")
            })
            .clone()
    }
}

fn last_segment(path: &str) -> &str {
    let path = path.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

fn to_ms(at: Duration) -> f64 {
    at.as_secs_f64() * 1_000.0
}
