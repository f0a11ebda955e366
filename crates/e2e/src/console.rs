//! Collects every error that a page, a worker or the Five9 tab writes to its console.
//!
//! A story ends with the collector empty but for what the story itself provoked and listed; an
//! error is told once, however often the browser replays it to a new session.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use crate::cdp::{Cdp, CdpError, Event, Session};

/// One error of one console.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Which console: `panel`, `five9`, `worker`, …
    pub source: String,
    pub text: String,
    /// The browser's own time stamp, which tells a replay from a second error.
    stamp: String,
}

#[derive(Debug, Default)]
struct Book {
    labels: BTreeMap<String, String>,
    entries: Vec<Entry>,
}

/// The collector. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Console {
    book: Arc<Mutex<Book>>,
}

impl Console {
    pub(crate) fn follow(cdp: &Cdp) -> Self {
        let console = Self::default();
        let mut events = cdp.subscribe();
        let collector = console.clone();
        tokio::spawn(async move {
            loop {
                match events.recv().await {
                    Ok(event) => collector.handle_event(&event),
                    Err(RecvError::Lagged(n_events)) => {
                        let text = format!("{n_events} browser events were lost");
                        collector.add("driver", text, n_events.to_string());
                    }
                    Err(RecvError::Closed) => return,
                }
            }
        });
        console
    }

    /// Has the session report its errors under the label, also those of before.
    ///
    /// # Errors
    /// When the target does not answer.
    pub async fn watch(&self, session: &Session, label: &str) -> Result<(), CdpError> {
        if let Some(id) = session.id() {
            self.book().labels.insert(id.to_owned(), label.to_owned());
        }
        session.call("Runtime.enable", json!({})).await?;
        session.call("Log.enable", json!({})).await?;
        Ok(())
    }

    /// Adds an error found by other means than a session.
    pub(crate) fn add(&self, source: &str, text: String, stamp: String) {
        let entry = Entry {
            source: source.to_owned(),
            text,
            stamp,
        };
        let mut book = self.book();
        if !book.entries.contains(&entry) {
            book.entries.push(entry);
        }
    }

    /// What has been collected.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.book().entries.clone()
    }

    /// Takes over what another one has collected, as of a browser that was ended.
    pub(crate) fn inherit(&self, other: &Self) {
        let before = other.entries();
        let mut book = self.book();
        book.entries.extend(before);
    }

    /// Forgets what has been collected.
    pub fn clear(&self) {
        self.book().entries.clear();
    }

    /// Fails on any error whose text holds none of the allowed pieces.
    ///
    /// # Errors
    /// With all such errors.
    pub fn ensure_clean(&self, allowed: &[&str]) -> Result<()> {
        let entries = self.entries();
        let lines: Vec<String> = entries
            .iter()
            .filter(|entry| !allowed.iter().any(|piece| entry.text.contains(piece)))
            .map(|entry| format!("  {}: {}", entry.source, entry.text))
            .collect();
        ensure!(
            lines.is_empty(),
            "errors in the consoles:\n{}",
            lines.join("\n")
        );
        Ok(())
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle_event(&self, event: &Event) {
        let Some((text, stamp)) = error_of(&event.method, &event.params) else {
            return;
        };
        let label = event
            .session
            .as_ref()
            .and_then(|id| self.book().labels.get(id).cloned());
        self.add(label.as_deref().unwrap_or("unnamed"), text, stamp);
    }
}

/// The text and time stamp of an event that reports an error.
fn error_of(method: &str, params: &Value) -> Option<(String, String)> {
    match method {
        "Runtime.exceptionThrown" => Some((
            exception_text(&params["exceptionDetails"]),
            params["timestamp"].to_string(),
        )),
        "Runtime.consoleAPICalled" => {
            let kind = params["type"].as_str().unwrap_or_default();
            if kind != "error" && kind != "assert" {
                return None;
            }
            let pieces: Vec<String> = params["args"]
                .as_array()
                .iter()
                .flat_map(|args| args.iter())
                .map(argument_text)
                .collect();
            Some((pieces.join(" "), params["timestamp"].to_string()))
        }
        "Log.entryAdded" => {
            let entry = &params["entry"];
            if entry["level"] != "error" {
                return None;
            }
            let text = entry["text"].as_str().unwrap_or_default();
            let url = entry["url"].as_str().unwrap_or_default();
            Some((format!("{text} {url}"), entry["timestamp"].to_string()))
        }
        _ => None,
    }
}

/// What an exception said, with its stack where there is one.
pub(crate) fn exception_text(details: &Value) -> String {
    let exception = &details["exception"];
    let said = exception["description"].as_str().map(str::to_owned);
    let said = said.or_else(|| exception.get("value").map(Value::to_string));
    let text = details["text"].as_str().unwrap_or_default();
    format!("{text} {}", said.unwrap_or_default())
        .trim()
        .to_owned()
}

fn argument_text(argument: &Value) -> String {
    let text = argument["value"]
        .as_str()
        .or_else(|| argument["description"].as_str());
    text.map_or_else(|| argument["value"].to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log_error(text: &str, timestamp: u64) -> Event {
        let params = json!({"entry": {"level": "error", "text": text, "timestamp": timestamp}});
        Event {
            session: None,
            method: "Log.entryAdded".to_owned(),
            params,
        }
    }

    #[test]
    fn a_replayed_error_counts_once_and_a_second_one_twice() {
        let console = Console::default();
        console.handle_event(&log_error("status of 401", 1));
        console.handle_event(&log_error("status of 401", 1));
        console.handle_event(&log_error("status of 401", 2));
        assert_eq!(console.entries().len(), 2);
    }

    #[test]
    fn only_what_the_story_listed_is_allowed() {
        let console = Console::default();
        console.handle_event(&log_error("status of 401", 1));
        console.ensure_clean(&["401"]).unwrap();
        let error = console.ensure_clean(&["403"]).unwrap_err();
        assert!(error.to_string().contains("status of 401"), "{error}");
    }

    #[test]
    fn a_warning_is_no_error() {
        let params = json!({"type": "warning", "args": [{"value": "slow"}], "timestamp": 1});
        assert_eq!(error_of("Runtime.consoleAPICalled", &params), None);
        let params = json!({"type": "error", "args": [{"value": "bad"}, {"description": "Error: x"}], "timestamp": 1});
        let found = error_of("Runtime.consoleAPICalled", &params);
        assert_eq!(found, Some(("bad Error: x".to_owned(), "1".to_owned())));
    }
}
