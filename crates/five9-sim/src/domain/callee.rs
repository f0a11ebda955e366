//! What the person at the far end does.
//!
//! Rule: a behaviour is decided when the call is placed; later changes touch later calls only.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::problem::Refusal;

/// A behaviour as the control API takes it; times count from the start of ringing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "behaviour",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Behaviour {
    /// A person answers, and hangs up by herself after a while if that is set.
    Answer {
        #[serde(default = "default_answer_ms")]
        after_ms: u64,
        #[serde(default)]
        hangs_up_after_ms: Option<u64>,
    },
    /// Like a person to Five9: TALKING. The machine hangs up after its greeting and beep time.
    Voicemail {
        #[serde(default = "default_answer_ms")]
        after_ms: u64,
        #[serde(default = "default_voicemail_ms")]
        hangs_up_after_ms: Option<u64>,
    },
    /// Rings until the ring time-out.
    NoAnswer,
    /// Busy; without a time after 2–4 s. Zero: accepted and over at once.
    Busy {
        #[serde(default)]
        after_ms: Option<u64>,
    },
    /// The dial itself is refused, with one of the context codes of the crate's README.
    Refused { failure: DialFailure },
}

/// A behaviour, for one number or for everyone who has none of their own.
#[derive(Clone, Deserialize)]
pub(crate) struct CalleeSpec {
    #[serde(default)]
    pub(crate) number: Option<String>,
    #[serde(flatten)]
    pub(crate) behaviour: Behaviour,
}

impl CalleeSpec {
    /// Gives the context code back that no refused dial has.
    pub(crate) fn check(&self) -> Result<(), String> {
        match &self.behaviour {
            Behaviour::Refused { failure } if Refusal::parse(&failure.context_code).is_none() => {
                Err(failure.context_code.clone())
            }
            Behaviour::Answer { .. }
            | Behaviour::Voicemail { .. }
            | Behaviour::NoAnswer
            | Behaviour::Busy { .. }
            | Behaviour::Refused { .. } => Ok(()),
        }
    }
}

/// Context code and manner of a refused dial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DialFailure {
    pub context_code: String,
    /// Answered 200, refused by event 65; absent: as the switch `dialRefusals` says.
    #[serde(default, rename = "async")]
    pub later: Option<bool>,
}

fn default_answer_ms() -> u64 {
    2_000
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the field is optional: null means never"
)]
fn default_voicemail_ms() -> Option<u64> {
    Some(30_000)
}

/// What ringing leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    Answer {
        after: Duration,
        hangs_up_after: Option<Duration>,
    },
    Fail {
        after: Duration,
    },
}

/// `Debug` shows no number.
#[derive(Clone)]
pub(crate) struct Callees {
    pub(crate) default: Behaviour,
    /// By the number's digits with country code.
    by_number: BTreeMap<String, Behaviour>,
}

impl fmt::Debug for Callees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callees")
            .field("default", &self.default)
            .finish_non_exhaustive()
    }
}

impl Callees {
    pub(crate) fn new() -> Self {
        Self {
            default: Behaviour::Answer {
                after_ms: default_answer_ms(),
                hangs_up_after_ms: None,
            },
            by_number: BTreeMap::new(),
        }
    }

    pub(crate) fn set(&mut self, number: Option<String>, behaviour: Behaviour) {
        match number {
            Some(number) => {
                self.by_number.insert(number, behaviour);
            }
            None => self.default = behaviour,
        }
    }

    pub(crate) fn of(&self, digits: &str) -> &Behaviour {
        self.by_number.get(digits).unwrap_or(&self.default)
    }

    pub(crate) fn to_json(&self) -> Value {
        let by_number: BTreeMap<_, _> = self
            .by_number
            .iter()
            .map(|(digits, behaviour)| (format!("+{digits}"), behaviour))
            .collect();
        json!({"default": self.default, "byNumber": by_number})
    }
}

/// Digits with country code, or nothing if this is no number that Five9 would dial.
#[must_use]
pub fn digits_of(number: &str) -> Option<String> {
    let (plus, rest) = match number.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match (plus, rest.len()) {
        (true, 8..=15) => Some(rest.to_owned()),
        (false, 10) => Some(format!("1{rest}")),
        (false, 11) if rest.starts_with('1') => Some(rest.to_owned()),
        (true | false, _) => None,
    }
}
