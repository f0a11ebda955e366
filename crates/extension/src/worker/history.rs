//! The history: calls by time, and by the number that was called.
//!
//! Keys of calls begin with the time at which the agent asked for the call, so that a range of keys
//! is a range of time; the table of attempts says which of them went to one number.

use crate::phone;
use crate::worker::Millis;
use crate::worker::effect::{Row, Table};

/// No key names a later time.
const LAST_MS: Millis = 9_999_999_999_999;

/// Which writes under way change calls, and how often calls have changed.
#[derive(Debug)]
pub(super) struct History {
    /// Rises over all lives of the worker, since each begins with its clock.
    pub(super) revision: u64,
    pub(super) writing: Vec<u64>,
    /// When calls were forgotten last because they were old; absent: not since the browser's start.
    pub(super) forgotten_at: Option<Millis>,
    /// The run or a call on the disk is not known here: what is old may belong to it.
    pub(super) is_in_doubt: bool,
}

impl History {
    pub(super) fn start(now: Millis) -> Self {
        Self {
            revision: now,
            writing: Vec::new(),
            forgotten_at: None,
            is_in_doubt: false,
        }
    }

    /// Calls count once they are on disk: pages read them from there.
    pub(super) fn written(&mut self, write: u64, done: bool) {
        let n_writing = self.writing.len();
        self.writing.retain(|writing| *writing != write);
        if done && self.writing.len() < n_writing {
            self.revision += 1;
        }
    }
}

/// The first key of calls that the agent asked for at this time or later.
pub fn calls_from(at_ms: Millis) -> String {
    format!("{:013}", at_ms.min(LAST_MS))
}

/// What the keys of attempts to one number start with; they sort by time.
pub fn attempts_of(number: &str) -> String {
    let number = phone::clean(number).unwrap_or_else(|_| number.to_owned());
    format!("{number}/")
}

/// The row that says that a call went to a number.
pub(super) fn attempt_row(number: &str, intent: &str) -> Option<Row> {
    (!number.is_empty()).then(|| Row::Put {
        table: Table::Attempts,
        key: format!("{}{intent}", attempts_of(number)),
        json: serde_json::Value::from(intent).to_string(),
    })
}

/// The attempt that a call's row tells of, for stores that have none yet.
pub fn attempt_of(intent: &str, call: &str) -> Option<Row> {
    let call: serde_json::Value = serde_json::from_str(call).ok()?;
    let number = call["target"]["number"].as_str()?;
    attempt_row(number, intent)
}

/// Whether a row of the history is forgotten: its call or its run was begun before, and is not kept.
pub fn is_forgotten(table: Table, key: &str, before: &str, keep: &[String]) -> bool {
    let part = match table {
        Table::Attempts => key.rsplit('/').next(),
        Table::Calls
        | Table::Runs
        | Table::RunEnds
        | Table::Progress
        | Table::Days
        | Table::Records
        | Table::Aside
        | Table::Outbox
        | Table::Letters
        | Table::Destinations => key.split('/').next(),
    };
    part.is_some_and(|part| part < before && !keep.iter().any(|kept| kept == part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_forgotten_by_the_time_that_their_keys_name() {
        let keep = ["0000000000003-a-1".to_owned()];
        let is_forgotten = |table, key: &str| is_forgotten(table, key, "0000000000005", &keep);
        assert!(is_forgotten(Table::Calls, "0000000000004-a-2"));
        assert!(!is_forgotten(Table::Calls, "0000000000005-a-2"));
        assert!(!is_forgotten(Table::Calls, "0000000000003-a-1"));
        assert!(is_forgotten(
            Table::Attempts,
            "+12025550101/0000000000004-a-2"
        ));
        assert!(!is_forgotten(
            Table::Attempts,
            "+12025550101/0000000000003-a-1"
        ));
        assert!(is_forgotten(Table::RunEnds, "0000000000004-a-2/0000001"));
        assert!(!is_forgotten(Table::Runs, "0000000000003-a-1/order"));
        assert!(is_forgotten(Table::Runs, "0000000000004-a-2"));
    }

    #[test]
    fn a_call_without_a_number_is_no_attempt() {
        let call = r#"{"target":{"number":null}}"#;
        assert!(attempt_of("1-a-1", call).is_none());
        assert!(attempt_of("1-a-1", r#"{"target":{"number":""}}"#).is_none());
        assert!(attempt_of("1-a-1", "odd").is_none());
    }

    #[test]
    fn an_attempt_is_found_by_its_number_and_names_its_call() {
        let call = r#"{"target":{"number":"(202) 555-0101"}}"#;
        let row = attempt_of("1-a-1", call).expect("an attempt");
        let expected = Row::Put {
            table: Table::Attempts,
            key: "+12025550101/1-a-1".to_owned(),
            json: "\"1-a-1\"".to_owned(),
        };
        assert_eq!(row, expected);
    }

    #[test]
    fn the_history_rises_with_calls_that_are_on_disk() {
        let mut history = History::start(5);
        history.writing = vec![1, 2];
        history.written(3, true);
        history.written(2, false);
        assert_eq!(history.revision, 5);
        history.written(1, true);
        assert_eq!(history.revision, 6);
    }
}
