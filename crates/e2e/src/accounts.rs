//! Settles a run's accounts: the people of the list, the simulator's log, its calls, and the history.
//!
//! Each is evidence of its own, and all four must tell the same. Nothing is taken on trust: a
//! disposition counts as confirmed only if the log shows that Five9 took it.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::history::{History, StoredCall};
use crate::ledger;
use crate::sim::{Entry, Sim};

/// What the books of one run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    pub n_people: usize,
    pub n_called: usize,
    /// Dispositions that the history calls confirmed; each is the one that Five9 holds.
    pub n_confirmed: usize,
    /// Calls whose disposition the history says was set elsewhere; Five9 holds that one.
    pub n_elsewhere: usize,
    /// Calls of which the history says that it does not know.
    pub n_not_known: usize,
}

impl fmt::Display for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} people: {} called, each once and once in the history; \
             {} outcomes confirmed, {} set elsewhere, {} not known",
            self.n_people, self.n_called, self.n_confirmed, self.n_elsewhere, self.n_not_known
        )
    }
}

/// Everything that is compared.
#[derive(Debug)]
struct Books {
    log: Vec<Entry>,
    calls: Vec<Value>,
    history: History,
}

/// Checks a finished run over these numbers, in this order: nobody skipped, nobody dialed twice.
///
/// # Errors
/// With the first thing that does not add up.
pub fn settle(sim: &Sim, history: History, numbers: &[String]) -> Result<Accounts> {
    let log = sim.log()?;
    let state = sim.state()?;
    let calls = state["calls"].as_array().cloned().unwrap_or_default();
    let books = Books {
        log,
        calls,
        history,
    };
    books.check_dials(numbers)?;
    let mut accounts = Accounts {
        n_people: numbers.len(),
        ..Accounts::default()
    };
    for (idx, number) in numbers.iter().enumerate() {
        let held = books
            .check_call(idx, number)
            .with_context(|| format!("person {} of the run", idx + 1))?;
        accounts.n_called += 1;
        match held {
            Known::Confirmed => accounts.n_confirmed += 1,
            Known::Elsewhere => accounts.n_elsewhere += 1,
            Known::Not => accounts.n_not_known += 1,
        }
    }
    Ok(accounts)
}

/// Whether the history says which disposition Five9 holds.
enum Known {
    Confirmed,
    Elsewhere,
    Not,
}

impl Books {
    /// Nobody was dialed twice, nobody left out, nobody else called.
    fn check_dials(&self, numbers: &[String]) -> Result<()> {
        let mut n_dials: BTreeMap<String, usize> = BTreeMap::new();
        for number in ledger::numbers(&self.log) {
            *n_dials.entry(number).or_default() += 1;
        }
        for (idx, number) in numbers.iter().enumerate() {
            let n = n_dials.remove(number).unwrap_or_default();
            ensure!(n == 1, "person {} was dialed {n} times", idx + 1);
        }
        ensure!(n_dials.is_empty(), "strangers were dialed: {n_dials:?}");
        Ok(())
    }

    /// One call at Five9, one in the history, both the same; its outcome is what Five9 holds.
    fn check_call(&self, idx: usize, number: &str) -> Result<Known> {
        let placed: Vec<&Value> = self
            .calls
            .iter()
            .filter(|call| call["number"] == number)
            .collect();
        ensure!(placed.len() == 1, "Five9 saw {} calls", placed.len());
        let call = placed[0];
        ensure!(call["state"] == "FINISHED", "still open: {call}");
        let stored = self.stored(number)?;
        ensure!(
            stored.call_id.as_deref() == call["id"].as_str(),
            "the history has the call {:?}, Five9 {}",
            stored.call_id,
            call["id"]
        );
        let ends = self.history.run_ends.iter();
        let ends: Vec<_> = ends.filter(|end| end.index == idx).collect();
        ensure!(
            ends.len() == 1 && ends[0].intent() == Some(stored.intent.as_str()),
            "the record ended as {ends:?}, not by its call {}",
            stored.intent
        );
        self.check_held(call, stored)
    }

    fn stored(&self, number: &str) -> Result<&StoredCall> {
        let rows = self.history.calls.iter();
        let rows: Vec<_> = rows
            .filter(|row| row.target.number.as_deref() == Some(number))
            .filter(|row| row.is_placed())
            .collect();
        ensure!(
            rows.len() == 1,
            "the history holds {} calls: {rows:?}",
            rows.len()
        );
        Ok(rows[0])
    }

    fn check_held(&self, call: &Value, stored: &StoredCall) -> Result<Known> {
        let id = call["id"].as_str().context("a call has an id")?;
        let Some(confirmed) = stored.confirmed() else {
            let held = stored.held.as_ref();
            let held = held.with_context(|| format!("the history never saw the end of {id}"))?;
            if let Some(elsewhere) = held["setElsewhere"]["id"].as_str() {
                ensure!(
                    call["dispositionId"] == elsewhere,
                    "{id}: the history has {elsewhere} set elsewhere, Five9 holds {}",
                    call["dispositionId"]
                );
                return Ok(Known::Elsewhere);
            }
            ensure!(*held == "unknown", "{id}: the history has {held}");
            return Ok(Known::Not);
        };
        ensure!(
            call["dispositionId"] == confirmed,
            "{id}: the history has {confirmed} confirmed, Five9 holds {}",
            call["dispositionId"]
        );
        let taken = self.log.iter().any(|entry| {
            entry.method == "PUT"
                && entry.path.ends_with(&format!("/calls/{id}/dispose"))
                && entry
                    .status
                    .is_some_and(|status| (200..300).contains(&status))
                && ledger::disposition_of(entry) == confirmed
        });
        ensure!(taken, "{id}: confirmed without evidence in the log");
        Ok(Known::Confirmed)
    }
}
