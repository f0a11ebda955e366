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
    "userTransferringId",
    "policy",
    "appKey",
    "version",
    "host",
    "port",
    "freedomUrl",
    "cloudClientUrl",
    "cloudTokenUrl",
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
/// Objects whose members an organisation names itself.
const FREE: &[&str] = &[
    "fields",
    "variables",
    "variables_2",
    "call_variables",
    "worksheet",
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
                let is_free = FREE.contains(&key);
                let members = members.into_iter().map(|(key, value)| {
                    // A field's own name says nothing about what is in it.
                    let value = self.value(if is_free { "" } else { &key }, value);
                    (key, value)
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
            // Ids are longer or shorter, and times in milliseconds have 13 digits.
            Value::Number(number)
                if NUMBERS.contains(&key) || matches!(number.to_string().len(), 10..=12) =>
            {
                let stand_in = self.number(&number.to_string());
                let digits = stand_in.trim_start_matches('+').parse::<u64>();
                digits.map_or(Value::Null, Value::from)
            }
            value @ (Value::Null | Value::Bool(_) | Value::Number(_)) => value,
        }
    }

    fn member(&mut self, key: &str, text: String) -> String {
        if text.is_empty() || (KEPT.contains(&key) && !text.starts_with('+')) {
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Redactor;

    #[test]
    fn what_could_name_somebody_gets_a_stand_in_and_the_rest_stays() {
        let mut redactor = Redactor::default();
        let said = json!({
            "id": "1137597", "state": "TALKING", "eventReason": "CONNECTED", "name": "Somebody",
            "number": "+13125550111", "ani": "3125550111", "dnis": "13125550111",
            "phone": 3_125_550_111_u64, "startTimestamp": 1_697_146_002_540_u64,
            "cause": "no such destination 3125550111", "agent": "somebody@example.com",
            "fields": {"state": "Somewhere", "id": "SSN", "9": "+13125550111"},
            "note": "call me", "comments": "call me", "recording": true, "list": ["a", "b"],
            "contactId": "+13125550111", "stationId": "3000001", "campaignId": 300_000_000_000_483_u64,
        });
        let kept = redactor.value("", said);
        let number = "+12015550100";
        assert_eq!(
            kept,
            json!({
                "id": "1137597", "state": "TALKING", "eventReason": "CONNECTED", "name": "text-1",
                "number": number, "ani": &number[2..], "dnis": &number[1..],
                "phone": 2_015_550_100_u64, "startTimestamp": 1_697_146_002_540_u64,
                "cause": "text-2", "agent": "text-3",
                "fields": {"state": "text-4", "id": "text-5", "9": number},
                "note": "text-6", "comments": "text-6", "recording": true,
                "list": ["text-7", "text-8"], "contactId": number, "stationId": "3000001",
                "campaignId": 300_000_000_000_483_u64,
            })
        );
        assert_eq!(
            redactor.value("login_state", Value::from("WORKING")),
            "WORKING"
        );
        assert_eq!(redactor.value("note", Value::from("WORKING")), "text-9");
    }

    #[test]
    fn a_token_is_the_same_in_header_cookie_and_reply() {
        let mut redactor = Redactor::default();
        let reply = redactor.value("", json!({"tokenId": "secret"}));
        assert_eq!(reply["tokenId"], "token-1");
        assert_eq!(
            redactor.header("authorization", "Bearer-secret"),
            "Bearer-token-1"
        );
        let cookies = redactor.header("cookie", "Authorization=Bearer-secret; farmId=149");
        assert_eq!(cookies, "Authorization=Bearer-token-1; farmId=token-2");
        let path = redactor.path("/a/click_to_dial?number=%2B13125550111&force=true&who=me");
        assert_eq!(
            path,
            "/a/click_to_dial?number=%2B12015550100&force=true&who=text-1"
        );
    }
}
