//! The extension's own history, read from its store as any of its pages may read it.
//!
//! Rows are taken as they are documented in ARCHITECTURE.md, "The store"; nothing is written.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::page::Page;

/// True in a page of the extension: nothing waits to be told elsewhere, and nothing was given up.
pub const NOTHING_LEFT_TO_TELL: &str = "new Promise((resolve, reject) => {
    const opening = indexedDB.open('ninepin');
    opening.onerror = reject;
    opening.onsuccess = () => {
        const database = opening.result;
        const names = ['outbox', 'letters'];
        const reading = database.transaction(names);
        const counts = names.map((name) => reading.objectStore(name).count());
        reading.oncomplete = () => {
            database.close();
            resolve(counts.every((one) => one.result === 0));
        };
    };
})";

/// One call as it was stored: from the intent to the disposition that Five9 holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredCall {
    pub intent: String,
    pub target: StoredTarget,
    /// Five9's id of the agent who called; absent: not known.
    pub agent: Option<String>,
    /// `intended`, `accepted`, `notPlaced`, `unknown` or `withdrawn`.
    pub placement: String,
    /// Five9's id, once seen.
    pub call_id: Option<String>,
    pub held: Option<Value>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct StoredTarget {
    pub number: Option<String>,
}

/// How one record of a run ended.
#[derive(Debug, Clone, Deserialize)]
pub struct StoredEnd {
    pub run: String,
    pub index: usize,
    pub end: Value,
    /// Why the agent skipped them, if a reason was given.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Everything the history holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    pub calls: Vec<StoredCall>,
    pub run_ends: Vec<StoredEnd>,
}

const READ: &str = r"new Promise((resolve, reject) => {
  const opening = indexedDB.open('ninepin');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const database = opening.result;
    const tables = ['calls', 'runEnds'];
    const reading = database.transaction(tables);
    const found = {};
    for (const table of tables) {
      reading.objectStore(table).getAll().onsuccess = ({ target }) => {
        found[table] = target.result.map((row) => JSON.parse(row));
      };
    }
    reading.oncomplete = () => { database.close(); resolve(found); };
    reading.onabort = () => { database.close(); reject(reading.error); };
  };
})";

impl History {
    /// Reads it from a page of the extension.
    ///
    /// # Errors
    /// When the store cannot be opened or a row is not as documented.
    pub async fn read(page: &Page) -> Result<Self> {
        let found = page.evaluate(READ).await.context("reading the history")?;
        serde_json::from_value(found).context("the history's rows")
    }
}

impl StoredCall {
    /// The disposition that the history calls confirmed.
    #[must_use]
    pub fn confirmed(&self) -> Option<&str> {
        self.held.as_ref()?["confirmed"]["id"].as_str()
    }

    /// Whether the history counts it as a call that Five9 placed.
    #[must_use]
    pub fn is_placed(&self) -> bool {
        self.placement == "accepted"
    }
}

impl StoredEnd {
    /// The call by which the record was called.
    #[must_use]
    pub fn intent(&self) -> Option<&str> {
        self.end["called"]["intent"].as_str()
    }
}
