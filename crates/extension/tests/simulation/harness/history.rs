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
    number: String,
    /// Five9 accepted it.
    is_accepted: bool,
    /// Five9 never saw it, or refused it.
    is_void: bool,
    call: Option<String>,
}

/// What the log says.
#[derive(Debug, Default)]
pub(crate) struct Model {
    dials: Vec<Dialed>,
    /// Dispositions that Five9 took from us, by call.
    disposed: BTreeMap<String, String>,
    /// All that were asked for, by call.
    asked: BTreeMap<String, Vec<String>>,
}

impl Model {
    pub(crate) fn read<'a>(log: impl Iterator<Item = &'a LogEntry>) -> Self {
        let mut model = Self::default();
        for entry in log {
            model.take(entry);
        }
        model
    }

    fn take(&mut self, entry: &LogEntry) {
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
                number: text("number"),
                is_accepted: is_done,
                is_void: !is_done,
                call: entry.call.as_ref().map(ToString::to_string),
            });
        } else if let Some(path) = entry.path.strip_suffix("/dispose") {
            let call = path.rsplit('/').next().unwrap_or_default().to_owned();
            let disposition = text("dispositionId");
            if is_done {
                self.disposed.insert(call.clone(), disposition.clone());
            }
            self.asked.entry(call).or_default().push(disposition);
        }
    }

    /// What the history says that the log does not bear out.
    pub(crate) fn disagreements(&self, rows: &[Value]) -> (u64, Vec<String>) {
        let mut n_checks = 0;
        let mut wrong = Vec::new();
        let mut free: Vec<&Value> = rows.iter().collect();
        for dial in &self.dials {
            n_checks += 1;
            match take_row(&mut free, dial) {
                Some(row) => self.compare(dial, row, &mut wrong),
                None => wrong.push(format!("no row for a dial of the log: {dial:?}")),
            }
        }
        for row in free {
            n_checks += 1;
            // What never reached Five9 may be here as not placed, taken back, unknown, or as a call
            // that somebody else began and that was ended here.
            let is_placed = row["placement"] == "accepted";
            let is_foreign = row["dialedAtMs"].is_null();
            if is_placed && !is_foreign {
                let call = row["callId"].as_str().unwrap_or_default();
                if !self.is_adopted(call) {
                    wrong.push(format!("a row counts as placed, no dial does: {row}"));
                }
            }
        }
        (n_checks, wrong)
    }

    /// A call that no dial of the log made: begun by hand at Five9.
    fn is_adopted(&self, call: &str) -> bool {
        !call.is_empty()
            && self
                .dials
                .iter()
                .all(|dial| dial.call.as_deref() != Some(call))
    }

    fn compare(&self, dial: &Dialed, row: &Value, wrong: &mut Vec<String>) {
        let placement = row["placement"].as_str().unwrap_or_default();
        let id = row["callId"].as_str();
        if dial.is_void && placement == "accepted" && !id.is_some_and(|id| self.is_adopted(id)) {
            wrong.push(format!("counts as placed: {dial:?}, {row}"));
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
        let asked = self.asked.get(call);
        let was_asked = |id: &str| asked.is_some_and(|asked| asked.iter().any(|one| one == id));
        if confirmed.is_some_and(|confirmed| !was_asked(confirmed)) {
            wrong.push(format!("confirmed and never asked for: {row}"));
        }
    }
}

/// The row that is about this dial: by its call, else by number among those that name no call.
fn take_row<'a>(free: &mut Vec<&'a Value>, dial: &Dialed) -> Option<&'a Value> {
    let by_call = free
        .iter()
        .position(|row| dial.call.is_some() && row["callId"].as_str() == dial.call.as_deref());
    let is_same = |row: &&&Value| row["target"]["number"].as_str() == Some(&dial.number);
    let fits = |row: &&Value| {
        let placement = row["placement"].as_str().unwrap_or_default();
        let could_be = if dial.is_accepted {
            matches!(placement, "accepted" | "unknown" | "notPlaced")
        } else {
            placement != "withdrawn"
        };
        is_same(&row) && row["callId"].is_null() && could_be
    };
    let index = by_call
        .or_else(|| free.iter().position(fits))
        .or_else(|| free.iter().position(|row| is_same(&row)))?;
    Some(free.remove(index))
}
