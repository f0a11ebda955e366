//! Rows of the store: keys, formats and what is done with one that cannot be read.

use dialer::{Entry, Restored, StoredCall, StoredProgress, StoredRun, StoredRunEnd};
use serde::de::DeserializeOwned;

use crate::message::Code;
use crate::snapshot::Trouble;
use crate::worker::effect::{Row, Table};
use crate::worker::history::{attempt_row, calls_from};
use crate::worker::templates::StoredTemplates;

/// Versions of the dialer's stored structs that can be read: each later one only added members that
/// may be absent.
const VERSIONS: std::ops::RangeInclusive<u64> = 1..=dialer::VERSION as u64;
/// What is told where the settings could not be read.
pub(super) const SETTINGS_UNREAD: &str = "the settings could not be read";
/// Key of the one progress row.
pub const PROGRESS_KEY: &str = "now";

/// What the browser's part reads for the worker's start, as JSON texts.
#[derive(Clone, Default)]
pub struct Boot {
    /// Random, new at every start.
    pub seed: String,
    /// Row of [`Table::Progress`].
    pub progress: Option<String>,
    /// The run that it names.
    pub run: Option<String>,
    /// The run's order, if that was changed.
    pub run_order: Option<String>,
    /// Ends of that run's records.
    pub run_ends: Vec<String>,
    /// The call that it names.
    pub call: Option<String>,
    /// Calls whose intent is not much older than an hour.
    pub lately: Vec<String>,
    /// The list's numbers.
    pub list: Option<String>,
    /// How often each disposition was used.
    pub uses: Option<String>,
    /// The agent's own texts.
    pub templates: Option<String>,
    /// When old calls were forgotten last.
    pub forgotten: Option<String>,
    /// Keys and rows of [`Table::Outbox`].
    pub outbox: Vec<(String, String)>,
    /// Those of [`Table::Letters`].
    pub letters: Vec<(String, String)>,
    /// Those of [`Table::Destinations`].
    pub destinations: Vec<(String, String)>,
    /// How far the agent's clocks are ahead of UTC, minutes.
    pub zone_min: i32,
    /// The small settings; absent: none were ever kept.
    pub settings: Option<String>,
    /// They could not be read, so that nothing here says what they are.
    pub are_settings_unread: bool,
    /// The store is the one for practice.
    pub practice: bool,
    /// The browser was started since the last time.
    pub browser_restarted: bool,
    /// The store could not be read, so that nothing here says what is in it.
    pub is_unread: bool,
}

impl std::fmt::Debug for Boot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Boot(progress: {})", self.progress.is_some())
    }
}

/// Ids that a progress row names, so that the browser's part can read what belongs to it.
pub fn named_by(progress: &str) -> (Option<String>, Option<String>) {
    let progress: Option<StoredProgress> = crate::wire::from_text(progress);
    let run = progress
        .as_ref()
        .and_then(|one| one.run_to_read().map(ToString::to_string));
    let call = progress
        .as_ref()
        .and_then(|one| one.call.as_ref().map(ToString::to_string));
    (run, call)
}

/// Key of a run's order.
pub fn run_order_key(run: &str) -> String {
    format!("{run}/order")
}

/// The first key of calls whose intent was made within the last hour: keys start with the time.
pub fn lately_from(now: crate::worker::Millis) -> String {
    let hour_ms = u64::try_from(dialer::LATELY.as_millis()).unwrap_or_default();
    calls_from(now.saturating_sub(hour_ms))
}

pub(super) struct FromStore {
    pub(super) dialer: Restored,
    pub(super) trouble: Option<Trouble>,
    /// Copies of rows that could not be read: they are kept, never wiped.
    pub(super) aside: Vec<Row>,
}

pub(super) fn restore(boot: &Boot) -> FromStore {
    let mut reader = Reader {
        seed: &boot.seed,
        aside: Vec::new(),
    };
    let progress: Option<StoredProgress> = reader.read("progress", boot.progress.as_deref());
    let run: Option<StoredRun> = reader.read("run", boot.run.as_deref());
    let call: Option<StoredCall> = reader.read("call", boot.call.as_deref());
    let ends = boot.run_ends.iter();
    let ends: Vec<StoredRunEnd> = ends
        .filter_map(|end| reader.read("runEnd", Some(end)))
        .collect();
    let lately = boot.lately.iter();
    let lately: Vec<StoredCall> = lately
        .filter_map(|call| reader.read("lately", Some(call)))
        .collect();
    let order = reader.read("runOrder", boot.run_order.as_deref());
    if let Some(templates) = &boot.templates
        && StoredTemplates::of(templates).is_none()
    {
        reader.keep_aside("templates", templates);
    }
    let dialer = Restored {
        order,
        progress,
        run,
        ends,
        call,
        lately,
        browser_restarted: boot.browser_restarted,
    };
    let detail = if boot.is_unread {
        Some("the run and the calls stored before could not be read")
    } else if boot.are_settings_unread {
        Some(SETTINGS_UNREAD)
    } else if reader.aside.is_empty() {
        None
    } else {
        Some("stored data could not be read and was kept aside")
    };
    let trouble = detail.map(|detail| Trouble {
        code: Code::Storage,
        detail: Some(detail.to_owned()),
    });
    FromStore {
        dialer,
        trouble,
        aside: reader.aside,
    }
}

struct Reader<'a> {
    seed: &'a str,
    aside: Vec<Row>,
}

impl Reader<'_> {
    fn read<T: DeserializeOwned>(&mut self, what: &str, json: Option<&str>) -> Option<T> {
        let json = json?;
        let read = read_row(json);
        if read.is_none() {
            self.keep_aside(what, json);
        }
        read
    }

    fn keep_aside(&mut self, what: &str, json: &str) {
        let key = format!("{what}-{}-{}", self.seed, self.aside.len());
        self.aside.push(Row::Put {
            table: Table::Aside,
            key,
            json: json.to_owned(),
        });
    }
}

/// A row of the dialer's, if it is of a version that can be read.
pub(super) fn read_row<T: DeserializeOwned>(json: &str) -> Option<T> {
    let value: Option<serde_json::Value> = serde_json::from_str(json).ok();
    let value = value.filter(|value| {
        let version = value["version"].as_u64();
        version.is_some_and(|version| VERSIONS.contains(&version))
    });
    value.and_then(|value| five9::json::from_value(value).ok())
}

/// The row that holds an entry; those of a call are made with what is told of it.
pub(super) fn row(entry: &Entry) -> Option<Row> {
    let (table, key, json) = match entry {
        Entry::Call(_) => return None,
        Entry::Run(run) => (Table::Runs, run.id.to_string(), json(run)),
        Entry::Progress(progress) => (Table::Progress, PROGRESS_KEY.to_owned(), json(progress)),
        Entry::RunEnd(end) => (Table::RunEnds, run_end_key(end), json(end)),
        Entry::RunOrder(order) => (Table::Runs, run_order_key(order.run.as_str()), json(order)),
    };
    Some(Row::Put { table, key, json })
}

/// A call, and under which number it is found again.
pub(super) fn call_rows(call: &StoredCall) -> Vec<Row> {
    let intent = call.intent.as_str();
    let attempt = call.target.number.as_deref();
    let attempt = attempt.and_then(|number| attempt_row(number, intent));
    let call = Row::Put {
        table: Table::Calls,
        key: intent.to_owned(),
        json: json(call),
    };
    std::iter::once(call).chain(attempt).collect()
}

/// A row that cannot be read, kept aside in its place.
pub(super) fn aside_row(boot: &Boot, table: Table, key: &str, json: &str) -> [Row; 2] {
    let aside = Row::Put {
        table: Table::Aside,
        key: format!("{}-{}-{key}", table.name(), boot.seed),
        json: json.to_owned(),
    };
    let gone = Row::Delete {
        table,
        key: key.to_owned(),
    };
    [aside, gone]
}

/// Keys of one run's ends start with the run and sort by index.
fn run_end_key(end: &StoredRunEnd) -> String {
    format!("{}/{:07}", end.run, end.index)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("stored structs have text keys only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_newer_version_is_kept_aside_and_told() {
        let progress = r#"{"version":5,"run":null,"position":0,"paused":null,"call":null}"#;
        let boot = Boot {
            progress: Some(progress.to_owned()),
            ..Boot::default()
        };
        let restored = restore(&boot);
        assert!(restored.dialer.progress.is_none());
        assert!(restored.trouble.is_some());
        let kept = |row: &Row| matches!(row, Row::Put { json, .. } if json == progress);
        assert!(restored.aside.iter().any(kept));
    }

    #[test]
    fn texts_of_a_newer_version_are_kept_aside_and_told() {
        let boot = Boot {
            templates: Some(r#"{"version":2,"templates":[]}"#.to_owned()),
            ..Boot::default()
        };
        let restored = restore(&boot);
        assert!(restored.trouble.is_some());
        assert_eq!(restored.aside.len(), 1);
    }

    #[test]
    fn a_store_that_could_not_be_read_is_not_taken_for_an_empty_one() {
        let boot = Boot {
            is_unread: true,
            ..Boot::default()
        };
        let trouble = restore(&boot).trouble.expect("told");
        assert_eq!(trouble.code, Code::Storage);
    }

    #[test]
    fn an_empty_store_is_no_trouble() {
        let restored = restore(&Boot::default());
        assert!(restored.trouble.is_none() && restored.aside.is_empty());
    }
}
