//! What must hold at the end, once everything is healed and a patient agent has answered everything.
//!
//! Rule: bounded virtual time; then every record has ended once and the history is complete.

use std::collections::BTreeMap;
use std::time::Duration;

use dialer::{StoredEnd, StoredRun, StoredRunEnd};
use extension::days::{FirstDays, ZONES_KEY};
use extension::worker::{Table, attempt_of};
use serde_json::Value;

use super::history::Model;
use super::world::{World, put};

/// A run that is not over so long after everything works again never ends.
const PATIENCE: Duration = Duration::from_secs(40 * 60);
/// Nothing has happened for so long: the end. What the store refused is written again within 30 s.
const QUIET: Duration = Duration::from_secs(35);

impl World {
    /// Runs the seed to its end or to the first violation.
    pub(crate) fn run(&mut self) {
        while self.violation().is_none() && self.now < self.scenario.chaos {
            self.step();
        }
        if self.violation().is_some() {
            return;
        }
        self.heal();
        let deadline = self.now + PATIENCE;
        while self.violation().is_none() && !self.is_quiet() {
            if self.now > deadline {
                let shown = format!(
                    "{:?}",
                    self.shown()
                        .map(|shown| (&shown.link, &shown.call, &shown.run))
                );
                self.checks.fail(8, format!("it never ends: {shown}"));
                return;
            }
            self.step();
        }
        if self.violation().is_none() {
            self.check_runs();
            self.check_dials();
            self.check_written_once();
            self.check_history();
            self.check_attempts();
        }
    }

    fn is_quiet(&self) -> bool {
        let idle_since = self.person.idle_since;
        idle_since.is_some_and(|since| self.now >= since + QUIET)
    }

    /// 2: every record of every run ended in exactly one way.
    fn check_runs(&mut self) {
        let rows = |table: Table| {
            let rows = self.disk.rows.iter();
            rows.filter(move |((known, _), _)| *known == table)
        };
        let runs: Vec<StoredRun> = rows(Table::Runs)
            .filter(|((_, key), _)| !key.ends_with("/order"))
            .map(|(_, json)| serde_json::from_str(json).expect("a row of runs is a run"))
            .collect();
        let ends: Vec<StoredRunEnd> = rows(Table::RunEnds)
            .map(|(_, json)| serde_json::from_str(json).expect("a row of ends is an end"))
            .collect();
        for run in runs {
            let of_run = ends.iter().filter(|end| end.run == run.id);
            let by_index: BTreeMap<usize, &StoredEnd> =
                of_run.map(|end| (end.index, &end.end)).collect();
            for index in 0..run.targets.len() {
                let end = by_index.get(&index).copied();
                self.checks.check(2, end.is_some(), || {
                    format!("record {index} of run {} has no end", run.id)
                });
                if let Some(end) = end {
                    self.check_end(&run, index, end);
                }
            }
        }
    }

    fn check_end(&mut self, run: &StoredRun, index: usize, end: &StoredEnd) {
        let StoredEnd::Called { intent, .. } = end else {
            return;
        };
        let key = (Table::Calls, intent.to_string());
        let is_kept = self.disk.rows.contains_key(&key);
        self.checks.check(2, is_kept, || {
            format!("record {index} was called, {intent} is not in the history")
        });
        let dial = self.checks.dials.iter().find(|dial| dial.intent == *intent);
        let log = dial.and_then(|dial| self.log_of(dial));
        let is_accepted = log
            .and_then(|log| log.handled)
            .is_some_and(|status| (200..300).contains(&status));
        let row = self.checks.rows.get(intent);
        let has_call = row.is_some_and(|row| row.call_id.is_some());
        self.checks.check(2, is_accepted || has_call, || {
            format!(
                "record {index} of {} counts as called, Five9 never accepted it",
                run.id
            )
        });
    }

    /// 1: no record of a run was ever placed twice.
    fn check_dials(&mut self) {
        let mut placed: BTreeMap<(String, usize, String), usize> = BTreeMap::new();
        for dial in &self.checks.dials {
            if let (Some((run, index)), Some(call)) = (&dial.record, self.call_of(dial))
                && !self.checks.lost_frames.contains(call.id.as_str())
            {
                let key = (run.clone(), *index, dial.number.clone());
                *placed.entry(key).or_default() += 1;
            }
        }
        for (record, n_calls) in placed {
            self.checks.check(1, n_calls <= 1, || {
                format!("{record:?} has {n_calls} calls")
            });
        }
    }

    /// 2: the table of attempts says of every call which number it went to, and of no other.
    fn check_attempts(&mut self) {
        let rows = |table: Table| {
            let rows = self.disk.rows.iter();
            rows.filter(move |((known, _), _)| *known == table)
        };
        let expected: BTreeMap<String, String> = rows(Table::Calls)
            .filter_map(|((_, intent), json)| attempt_of(intent, json))
            .filter_map(|row| put(&row).map(|(_, key, json)| (key.to_owned(), json.to_owned())))
            .collect();
        let kept: BTreeMap<String, String> = rows(Table::Attempts)
            .map(|((_, key), json)| (key.clone(), json.clone()))
            .collect();
        self.checks.check(2, kept == expected, || {
            "calls are not found again under their numbers".to_owned()
        });
        let mut anew = FirstDays::default();
        for (_, json) in rows(Table::Calls) {
            anew.take(json, &|_| 0);
        }
        let anew: BTreeMap<String, String> =
            anew.rows().filter(|(key, _)| key != ZONES_KEY).collect();
        let days: BTreeMap<String, String> = rows(Table::Days)
            .map(|((_, key), json)| (key.clone(), json.clone()))
            .collect();
        self.checks.check(2, days == anew, || {
            format!("days come to {days:?}, their calls to {anew:?}")
        });
        for ((_, intent), json) in rows(Table::Calls) {
            let row: Value = serde_json::from_str(json).expect("rows are JSON");
            let attempt = row["attempt"].as_u64();
            self.checks.check(2, attempt.is_some_and(|n| n > 0), || {
                format!("call {intent} does not say which attempt it was: {attempt:?}")
            });
        }
    }

    /// 2: every call that Five9 accepted is in the history once, as the log bears out.
    fn check_history(&mut self) {
        let rows = self.disk.rows.iter();
        let rows: BTreeMap<String, Value> = rows
            .filter(|((table, _), _)| *table == Table::Calls)
            .map(|((_, key), json)| {
                let row = serde_json::from_str(json).expect("rows are JSON");
                (key.clone(), row)
            })
            .collect();
        let mut by_call: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows.values() {
            if let Some(id) = row["callId"].as_str() {
                *by_call.entry(id).or_default() += 1;
            }
        }
        for (id, n_rows) in by_call {
            self.checks.check(2, n_rows == 1, || {
                format!("call {id} is in the history {n_rows} times")
            });
        }
        let dials = self.checks.dials.iter();
        let keys = dials.filter_map(|dial| Some((dial.log_index?, dial.intent.to_string())));
        let keys = keys.collect();
        let (n_checks, wrong) = Model::read(self.sim.log()).disagreements(&rows, &keys);
        self.checks.n_made[2] += n_checks;
        if let Some(first) = wrong.into_iter().next() {
            self.checks.fail(2, first);
        }
    }
}
