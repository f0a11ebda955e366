//! How often each disposition ended a call: kept in the store, counted once a call, by evidence.
//!
//! It orders what is offered, so that the outcomes used most are at hand.

use dialer::{Entry, StoredHeld};
use serde::{Deserialize, Serialize};

use crate::worker::effect::{Row, Table};

/// Key of the counts, beside the progress.
pub const USES_KEY: &str = "uses";
const VERSION: u32 = 1;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Uses {
    version: u32,
    /// The newest call that was counted. Rows are written more than once, those of older calls too,
    /// as when somebody corrects one; ids of calls sort by time.
    last_call: String,
    counts: Vec<(String, u32)>,
}

impl Uses {
    /// Counts as stored; what cannot be read counts as never used.
    pub(super) fn read(json: Option<&str>) -> Self {
        let read: Option<Self> = json.and_then(crate::wire::from_text);
        read.filter(|read| read.version == VERSION)
            .unwrap_or_default()
    }

    pub(super) fn of(&self, disposition_id: &str) -> u32 {
        let mut counts = self.counts.iter();
        let found = counts.find(|(id, _)| id == disposition_id);
        found.map_or(0, |(_, n_used)| *n_used)
    }

    /// Counts the dispositions that these entries confirm; the row to write with them, if any does.
    pub(super) fn count(&mut self, entries: &[Entry]) -> Option<Row> {
        let mut has_confirmed = false;
        for entry in entries {
            let Entry::Call(call) = entry else { continue };
            let Some(StoredHeld::Confirmed { id }) = &call.held else {
                continue;
            };
            has_confirmed = true;
            if call.intent.as_str() > self.last_call.as_str() {
                call.intent.as_str().clone_into(&mut self.last_call);
                self.add(id.as_str());
            }
        }
        // Written with each, since the write before may have failed.
        has_confirmed.then(|| self.row())
    }

    fn add(&mut self, id: &str) {
        match self.counts.iter_mut().find(|(known, _)| known == id) {
            Some((_, n_used)) => *n_used = n_used.saturating_add(1),
            None => self.counts.push((id.to_owned(), 1)),
        }
    }

    fn row(&mut self) -> Row {
        self.version = VERSION;
        Row::Put {
            table: Table::Progress,
            key: USES_KEY.to_owned(),
            json: serde_json::to_string(self).expect("counts are text and numbers"),
        }
    }
}
