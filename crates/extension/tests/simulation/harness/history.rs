//! The reference model: what the history must hold at the end, by Five9's request log alone.
//!
//! Rule: it knows nothing of how dialing works; it reads the log, the history's rows as plain JSON,
//! and compares.

use std::collections::BTreeMap;

use five9_sim::domain::LogEntry;
use serde_json::Value;

/// One dial of the log.
#[derive(Debug)]
struct Dialed {
    /// Its place in the log.
    place: usize,
    number: String,
    /// Five9 never handled it, or refused it.
    is_void: bool,
    call: Option<String>,
}

/// What the log says.
#[derive(Debug, Default)]
pub(crate) struct Model {
    dials: Vec<Dialed>,
    /// Dispositions that Five9 took from us, by call.
    disposed: BTreeMap<String, String>,
}

impl Model {
    pub(crate) fn read<'a>(log: impl Iterator<Item = &'a LogEntry>) -> Self {
        let mut model = Self::default();
        for (place, entry) in log.enumerate() {
            model.take(place, entry);
        }
        model
    }

    fn take(&mut self, place: usize, entry: &LogEntry) {
        let body: Value = entry
            .body
            .as_deref()
            .and_then(|body| serde_json::from_str(body).ok())
            .unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let is_done = entry
            .handled
            .is_some_and(|status| (200..300).contains(&status));
        if entry.path.ends_with("/make_external_call") {
            self.dials.push(Dialed {
                place,
                number: text("number"),
                is_void: !is_done,
                call: entry.call.as_ref().map(ToString::to_string),
            });
        } else if let Some(path) = entry.path.strip_suffix("/dispose") {
            let call = path.rsplit('/').next().unwrap_or_default().to_owned();
            let disposition = text("dispositionId");
            if is_done {
                self.disposed.insert(call, disposition);
            }
        }
    }

    /// What the history says that the log does not bear out. `rows` are by their key, `keys` names
    /// the row that announced the dial at this place of the log.
    pub(crate) fn disagreements(
        &self,
        rows: &BTreeMap<String, Value>,
        keys: &BTreeMap<usize, String>,
    ) -> (u64, Vec<String>) {
        let mut n_checks = 0;
        let mut wrong = Vec::new();
        let mut free = rows.clone();
        for dial in &self.dials {
            n_checks += 1;
            let row = keys.get(&dial.place).and_then(|key| free.remove(key));
            match row {
                Some(row) => self.compare(dial, &row, &mut wrong),
                None => wrong.push(format!("no row for a dial of the log: {dial:?}")),
            }
        }
        for row in free.values() {
            n_checks += 1;
            // What never reached Five9 may be here as not placed, taken back, unknown, or as a call
            // that was begun by hand and seen here. One that was ended here as somebody else's may
            // be of a dial that had been given up as unknown: both rows are true then.
            let is_placed = row["placement"] == "accepted" && row["campaign"] != "";
            if is_placed && !self.is_adopted(row) {
                wrong.push(format!("a row counts as placed, no dial does: {row}"));
            }
        }
        (n_checks, wrong)
    }

    /// Whether a row may be about this call although its own dial did not make it: a call begun by
    /// hand at Five9, or one of an earlier dial of the same number that came later than anybody
    /// waited for. Five9 does not say which dial made a call, so its number is all there is.
    fn is_adopted(&self, row: &Value) -> bool {
        let Some(call) = row["callId"].as_str() else {
            return false;
        };
        let maker = self
            .dials
            .iter()
            .find(|dial| dial.call.as_deref() == Some(call));
        maker.is_none_or(|maker| row["target"]["number"] == maker.number.as_str())
    }

    fn compare(&self, dial: &Dialed, row: &Value, wrong: &mut Vec<String>) {
        let placement = row["placement"].as_str().unwrap_or_default();
        let id = row["callId"].as_str();
        if dial.is_void && placement == "accepted" && !self.is_adopted(row) {
            wrong.push(format!("counts as placed: {dial:?}, {row}"));
        }
        if row["target"]["number"] != dial.number.as_str() {
            wrong.push(format!("another number was dialed: {dial:?}, {row}"));
        }
        if dial.call.is_some() && matches!(placement, "withdrawn" | "intended") {
            wrong.push(format!("counts as never sent: {dial:?}, {row}"));
        }
        let (Some(call), Some(id)) = (&dial.call, id) else {
            return;
        };
        if call != id {
            return;
        }
        let confirmed = row["held"]["confirmed"]["id"].as_str();
        let taken = self.disposed.get(call).map(String::as_str);
        if let (Some(taken), Some(confirmed)) = (taken, confirmed)
            && taken != confirmed
        {
            wrong.push(format!("Five9 took {taken}: {row}"));
        }
        if taken.is_some() && row["held"] == "none" {
            wrong.push(format!("counts as without disposition: {row}"));
        }
    }
}
