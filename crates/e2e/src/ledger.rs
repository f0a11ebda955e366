//! Reads the simulator's log as calls: what was dialed, and how each call was ended and disposed.
//!
//! It judges by the log alone. A refused request counts as tried, never as done.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::sim::{Entry, show};

/// Everything that belongs to one dial: from its `make_external_call` to the one after it.
#[derive(Debug, Clone)]
pub struct Dialed {
    pub t_ms: f64,
    /// The request's body, exactly as sent.
    pub body: String,
    pub is_accepted: bool,
    /// Requests to end it that the simulator carried out.
    pub n_disconnects: usize,
    /// Dispositions that the simulator took, in order.
    pub dispositions: Vec<String>,
    /// Requests to dispose, whatever came of them.
    pub n_disposes_sent: usize,
}

/// What one call of a finished shift should look like.
#[derive(Debug, Clone)]
pub struct Expected {
    /// As dialed, in the international form.
    pub number: String,
    pub campaign: String,
    /// The disposition that was chosen, by its id.
    pub disposition: String,
    /// Whether it was still live when the agent ended it.
    pub was_live: bool,
}

/// Exactly these numbers were dialed, in this order.
///
/// # Errors
/// When they were not, with the log.
pub fn ensure_dialed(log: &[Entry], wanted: &[String]) -> Result<()> {
    ensure!(numbers(log) == wanted, "{}", show(log));
    Ok(())
}

/// The dials of a log, oldest first.
#[must_use]
pub fn dialed(log: &[Entry]) -> Vec<Dialed> {
    let mut all: Vec<Dialed> = Vec::new();
    for entry in log {
        let is_done = entry
            .status
            .is_some_and(|status| (200..300).contains(&status));
        if is_dial(entry) {
            all.push(Dialed {
                t_ms: entry.t_ms,
                body: entry.body.clone().unwrap_or_default(),
                is_accepted: is_done,
                n_disconnects: 0,
                dispositions: Vec::new(),
                n_disposes_sent: 0,
            });
            continue;
        }
        let Some(dialed) = all.last_mut() else {
            continue;
        };
        if entry.method == "PUT" && entry.path.ends_with("/disconnect") && is_done {
            dialed.n_disconnects += 1;
        }
        if entry.method == "PUT" && entry.path.ends_with("/dispose") {
            dialed.n_disposes_sent += 1;
            if is_done {
                dialed.dispositions.push(disposition_of(entry));
            }
        }
    }
    all
}

/// Whether the request asks Five9 to place a call.
#[must_use]
pub fn is_dial(entry: &Entry) -> bool {
    entry.method == "POST" && entry.path.ends_with("/interactions/make_external_call")
}

/// The numbers dialed, oldest first.
#[must_use]
pub fn numbers(log: &[Entry]) -> Vec<String> {
    let number = |entry: &Entry| {
        let body: Value = serde_json::from_str(entry.body.as_deref().unwrap_or_default()).ok()?;
        body["number"].as_str().map(str::to_owned)
    };
    log.iter()
        .filter(|entry| is_dial(entry))
        .filter_map(number)
        .collect()
}

/// Checks a whole shift: one dial per expected call with the exact body, each ended as expected and
/// disposed exactly once with the chosen disposition.
///
/// # Errors
/// With the first difference and the whole log.
pub fn check(log: &[Entry], expected: &[Expected]) -> Result<()> {
    let calls = dialed(log);
    let log = || show(log);
    ensure!(
        calls.len() == expected.len(),
        "{} calls were dialed instead of {}; log:\n{}",
        calls.len(),
        expected.len(),
        log()
    );
    for (call, expected) in calls.iter().zip(expected) {
        let body = body_of(&expected.number, &expected.campaign);
        ensure!(
            call.body == body,
            "a call was dialed with {} instead of {body}",
            call.body
        );
        ensure!(
            call.is_accepted,
            "a call was refused: {body}; log:\n{}",
            log()
        );
        ensure!(
            call.dispositions == [expected.disposition.as_str()],
            "{body} was disposed with {:?} instead of {}; log:\n{}",
            call.dispositions,
            expected.disposition,
            log()
        );
        let n_wanted = usize::from(expected.was_live);
        ensure!(
            call.n_disconnects == n_wanted,
            "{body} was disconnected {} times instead of {n_wanted}; log:\n{}",
            call.n_disconnects,
            log()
        );
    }
    Ok(())
}

/// The body of a call's request, exactly as the documented interface has it.
#[must_use]
pub fn body_of(number: &str, campaign: &str) -> String {
    format!(
        r#"{{"number":"{number}","skipDNCCheck":false,"checkMultipleContacts":true,"campaignId":"{campaign}"}}"#
    )
}

pub(crate) fn disposition_of(entry: &Entry) -> String {
    let body: Option<Value> = entry
        .body
        .as_deref()
        .and_then(|body| serde_json::from_str(body).ok());
    let id = body
        .as_ref()
        .and_then(|body| body["dispositionId"].as_str());
    id.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "/appsvcs/rs/svc/agents/1/interactions/calls/AB";

    fn entry(method: &str, path: &str, body: &str, status: u16) -> Entry {
        Entry {
            t_ms: 0.0,
            method: method.to_owned(),
            path: path.to_owned(),
            body: Some(body.to_owned()),
            status: Some(status),
        }
    }

    fn shift() -> Vec<Entry> {
        let dial = "/appsvcs/rs/svc/agents/1/interactions/make_external_call";
        vec![
            entry("POST", dial, &body_of("+12025550101", "7"), 200),
            entry("PUT", &format!("{CALL}/disconnect"), "", 204),
            entry(
                "PUT",
                &format!("{CALL}/dispose"),
                r#"{"dispositionId":"9"}"#,
                200,
            ),
        ]
    }

    fn expected() -> Vec<Expected> {
        let text = str::to_owned;
        vec![Expected {
            number: text("+12025550101"),
            campaign: text("7"),
            disposition: text("9"),
            was_live: true,
        }]
    }

    #[test]
    fn a_shift_as_expected_passes() {
        check(&shift(), &expected()).unwrap();
    }

    #[test]
    fn a_second_dial_a_second_dispose_and_a_missing_disconnect_fail() {
        let twice = [shift(), shift()].concat();
        assert!(check(&twice, &expected()).is_err());
        let mut disposed_twice = shift();
        disposed_twice.push(shift().remove(2));
        assert!(check(&disposed_twice, &expected()).is_err());
        let mut never_ended = shift();
        never_ended.remove(1);
        assert!(check(&never_ended, &expected()).is_err());
    }

    #[test]
    fn a_refused_dispose_does_not_count() {
        let mut log = shift();
        log.insert(
            2,
            entry(
                "PUT",
                &format!("{CALL}/dispose"),
                r#"{"dispositionId":"8"}"#,
                435,
            ),
        );
        check(&log, &expected()).unwrap();
        assert_eq!(dialed(&log)[0].n_disposes_sent, 2);
    }
}
