//! Faults that a test asks for on coming requests.
//!
//! Rule: the oldest matching fault with times left is used, one per request.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::http::Request;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    #[serde(rename = "match", default)]
    pub pattern: Pattern,
    pub action: Action,
    /// How many requests it hits; null: until cleared.
    #[serde(default = "once")]
    pub times: Option<u64>,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the field is optional: null means without end"
)]
fn once() -> Option<u64> {
    Some(1)
}

/// Absent members match everything.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    #[serde(default)]
    pub method: Option<String>,
    /// The end of the path, in whole segments; `*` is one segment, `**` any number.
    #[serde(default)]
    pub path: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Action {
    /// Held this long before anything else happens.
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// Answered with this instead of being handled.
    #[serde(default)]
    pub status: Option<u16>,
    /// The answer's body: with `status` instead of an error body, else instead of the real answer's.
    #[serde(default)]
    pub body: Option<Value>,
    #[serde(default)]
    pub retry_after_s: Option<u64>,
    #[serde(default)]
    pub drop: Option<Drop>,
    /// With `drop`: close without even the first bytes of a status line.
    #[serde(default)]
    pub bare: bool,
    /// An accepted dial's call appears only this long after its answer, at most 20 s.
    #[serde(default)]
    pub create_after_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Drop {
    /// Never handled.
    Before,
    /// Handled, but the answer is lost.
    After,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn take(&mut self, request: &Request) -> Option<Action> {
        let fault_idx = self
            .0
            .iter()
            .position(|fault| fault.pattern.matches(request))?;
        let fault = &mut self.0[fault_idx];
        let action = fault.action.clone();
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(fault_idx);
            }
        }
        Some(action)
    }

    pub(crate) fn to_json(&self) -> Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }
}

impl Pattern {
    fn matches(&self, request: &Request) -> bool {
        let method = self
            .method
            .as_ref()
            .is_none_or(|method| method.eq_ignore_ascii_case(request.method.as_str()));
        method
            && self
                .path
                .as_ref()
                .is_none_or(|path| ends_with(request.path_only(), path))
    }
}

fn ends_with(path: &str, pattern: &str) -> bool {
    let path: Vec<_> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let pattern = pattern.split('?').next().unwrap_or_default();
    let pattern: Vec<_> = pattern
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    (0..=path.len()).any(|start| segments_match(&path[start..], &pattern))
}

fn segments_match(path: &[&str], pattern: &[&str]) -> bool {
    match (path.split_first(), pattern.split_first()) {
        (None, None) => true,
        (_, Some((&"**", rest))) => {
            (0..=path.len()).any(|n_skipped| segments_match(&path[n_skipped..], rest))
        }
        (Some((segment, path)), Some((wanted, pattern))) => {
            (*wanted == "*" || segment == wanted) && segments_match(path, pattern)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::ends_with;

    #[test]
    fn a_pattern_matches_the_end_of_a_path_in_whole_segments() {
        let dispose = "/appsvcs/rs/svc/agents/1/interactions/calls/AB/dispose";
        for pattern in [
            "dispose",
            "/dispose",
            "calls/*/dispose",
            "/appsvcs/**",
            "**/dispose",
            dispose,
        ] {
            assert!(ends_with(dispose, pattern), "{pattern}");
        }
        for pattern in ["interactions", "spose", "calls/*", "calls/dispose"] {
            assert!(!ends_with(dispose, pattern), "{pattern}");
        }
    }
}
