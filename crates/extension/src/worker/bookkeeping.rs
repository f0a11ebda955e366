//! What a write of calls means for the rest of the history, worked out inside its transaction.
//!
//! Rule: everything follows from the row that is on the disk and the one that takes its place, so
//! that it comes to the same however often a call is written, and a stop in between loses nothing.

use serde_json::Value;

use crate::days::{Day, Share, ZONES_KEY, Zones};
use crate::worker::effect::{Row, Table};
use crate::worker::history::attempts_of;

/// Intents with the numbers of their attempts.
pub type Counted = Vec<(String, u32)>;

/// What is to be looked up next, in the transaction of the write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// The row of a key.
    Row(Table, String),
    /// All keys that start with this, in their order.
    Keys(Table, String),
}

/// What was found.
#[derive(Clone, PartialEq, Eq)]
pub enum Found {
    /// The row, if there is one.
    Row(Option<String>),
    /// The keys.
    Keys(Vec<String>),
}

/// The rows of one write, completed by what the disk has. Answer every [`Bookkeeping::poll_look`]
/// by a [`Bookkeeping::handle_found`].
#[derive(Debug)]
pub struct Bookkeeping {
    rows: Vec<Row>,
    /// The next of the rows to be looked at.
    next: usize,
    step: Step,
    /// Calls of this write as they were and as they will be, in the order of the rows.
    calls: Vec<Change>,
    counted: Counted,
    /// The current call as the disk has it.
    before: Option<Value>,
    /// All days are forgotten, but for these calls, which stay.
    kept: Vec<String>,
    clears_days: bool,
    /// What is put in and taken out of days, in order; absent: not worked out yet.
    shares: Option<Vec<(Share, Turn)>>,
}

#[derive(Debug)]
struct Change {
    intent: String,
    before: Option<Value>,
    after: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    In,
    Out,
}

#[derive(Debug)]
enum Step {
    /// The next call's row is to be found.
    Call,
    /// The calls to its number are.
    Attempts,
    /// Those of them that count are: the newest is looked at first.
    Count(Count),
    /// A call is to be found that stays although all days are forgotten.
    Kept,
    /// The zones of calls that do not say theirs are.
    Zones,
    /// The next day is.
    Day,
}

#[derive(Debug)]
struct Count {
    /// Still to be looked at, the newest last.
    intents: Vec<String>,
    /// Calls before, as far as they were looked at.
    n_before: u32,
}

/// What counting calls needs of a row.
struct Attempt {
    /// It was placed, or may have been.
    counts: bool,
    number: Option<u32>,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found")
    }
}

impl Bookkeeping {
    /// For these rows, all of one write.
    pub fn start(rows: Vec<Row>) -> Self {
        let clears_days = rows.contains(&Row::Clear(Table::Days));
        let kept = rows.iter().filter(|_| clears_days);
        Self {
            kept: kept.flat_map(kept_of).cloned().collect(),
            rows,
            next: 0,
            step: Step::Call,
            calls: Vec::new(),
            counted: Vec::new(),
            before: None,
            clears_days,
            shares: None,
        }
    }

    /// The tables that it reads or writes.
    pub fn tables(&self) -> Vec<Table> {
        let has_calls = self.rows.iter().any(|row| call_of(row).is_some());
        let read = [Table::Calls, Table::Attempts, Table::Days];
        let is_used = |table: &Table| {
            let is_written = self.rows.iter().any(|row| row.table() == *table);
            is_written || has_calls && read.contains(table)
        };
        Table::ALL.into_iter().filter(is_used).collect()
    }

    /// What is to be looked up; nothing more: the rows are whole.
    pub fn poll_look(&mut self) -> Option<Look> {
        while let Some((intent, call)) = self.current() {
            let look = self.look_for_call(intent, &call);
            if look.is_some() {
                return look;
            }
        }
        self.look_for_days()
    }

    fn look_for_call(&mut self, intent: String, call: &str) -> Option<Look> {
        match &mut self.step {
            Step::Call | Step::Kept | Step::Zones | Step::Day => match self.written(&intent) {
                Some(before) => self.handle_before(Some(before)),
                None => return Some(Look::Row(Table::Calls, intent)),
            },
            Step::Attempts => match number_of(call) {
                Some(number) => return Some(Look::Keys(Table::Attempts, attempts_of(&number))),
                None => self.pass(None),
            },
            Step::Count(count) => match count.intents.last().cloned() {
                Some(earlier) => match self.written(&earlier) {
                    Some(row) => self.handle_earlier(&row),
                    None => return Some(Look::Row(Table::Calls, earlier)),
                },
                None => {
                    let attempt = count.n_before.saturating_add(1);
                    self.counted.push((intent, attempt));
                    self.pass(Some(attempt));
                }
            },
        }
        None
    }

    /// All calls were looked at.
    fn look_for_days(&mut self) -> Option<Look> {
        if let Some(kept) = self.kept.last() {
            self.step = Step::Kept;
            return Some(Look::Row(Table::Calls, kept.clone()));
        }
        if self.shares.is_none() {
            if self.calls.iter().any(Change::lacks_zone) && !self.clears_days {
                self.step = Step::Zones;
                return Some(Look::Row(Table::Days, ZONES_KEY.to_owned()));
            }
            self.weigh(&Zones::default());
        }
        self.step = Step::Day;
        loop {
            let (share, _) = self.shares.as_ref()?.first()?;
            if !self.clears_days {
                return Some(Look::Row(Table::Days, share.day.clone()));
            }
            self.handle_day(None);
        }
    }

    /// A call as an earlier row of this write has it.
    fn written(&self, intent: &str) -> Option<Value> {
        let call = self.calls.iter().rfind(|call| call.intent == intent)?;
        Some(call.after.clone())
    }

    /// What was found of that.
    pub fn handle_found(&mut self, found: Found) {
        match (&self.step, found) {
            (Step::Call, Found::Row(row)) => self.handle_before(row.as_deref().map(value)),
            (Step::Count(_), Found::Row(row)) => self.handle_earlier(&of_row(row)),
            (Step::Attempts, Found::Keys(keys)) => self.handle_attempts(&keys),
            (Step::Kept, Found::Row(row)) => {
                let intent = self.kept.pop().unwrap_or_default();
                self.calls.push(Change {
                    intent,
                    before: None,
                    after: of_row(row),
                });
            }
            (Step::Zones, Found::Row(row)) => {
                self.weigh(&row.as_deref().map(Zones::read).unwrap_or_default());
            }
            (Step::Day, Found::Row(row)) => self.handle_day(row.as_deref()),
            (Step::Attempts, Found::Row(_)) | (_, Found::Keys(_)) => {}
        }
    }

    /// All rows to be written, and what was counted.
    pub fn finish(self) -> (Vec<Row>, Counted) {
        (self.rows, self.counted)
    }

    /// The call that is looked at: its intent and its row.
    fn current(&mut self) -> Option<(String, String)> {
        let rest = self.rows.get(self.next..)?;
        self.next += rest.iter().position(|row| call_of(row).is_some())?;
        let (intent, call) = self.rows.get(self.next).and_then(call_of)?;
        Some((intent.to_owned(), call.to_owned()))
    }

    /// The call as the disk has it. What was counted once stays, also where a row that was on its
    /// way meanwhile does not have it.
    fn handle_before(&mut self, before: Option<Value>) {
        self.before = before;
        match &self.before {
            Some(before) => self.pass(attempt(before).number),
            None => self.step = Step::Attempts,
        }
    }

    fn handle_attempts(&mut self, keys: &[String]) {
        let intents = keys.iter().filter_map(|key| key.rsplit('/').next());
        self.step = Step::Count(Count {
            intents: intents.map(str::to_owned).collect(),
            n_before: 0,
        });
    }

    fn handle_earlier(&mut self, call: &Value) {
        let Step::Count(count) = &mut self.step else {
            return;
        };
        count.intents.pop();
        let earlier = attempt(call);
        if !earlier.counts {
            return;
        }
        count.n_before += 1;
        if let Some(number) = earlier.number {
            // It has counted those before it.
            count.n_before = count.n_before.saturating_add(number - 1);
            count.intents.clear();
        }
    }

    /// Nothing more is needed of the current call.
    fn pass(&mut self, attempt: Option<u32>) {
        if let Some(Row::Put { key, json, .. }) = self.rows.get_mut(self.next) {
            let mut after = value(json);
            if let Some(attempt) = attempt
                && after.is_object()
                && after["attempt"].is_null()
            {
                after["attempt"] = attempt.into();
                *json = after.to_string();
            }
            self.calls.push(Change {
                intent: key.clone(),
                before: self.before.take(),
                after,
            });
        }
        self.next += 1;
        self.step = Step::Call;
    }

    /// What changes of which day.
    fn weigh(&mut self, zones: &Zones) {
        let mut shares = Vec::new();
        for call in &self.calls {
            let before = call.before.as_ref();
            let before = before.and_then(|before| Share::of(before, zones));
            let after = Share::of(&call.after, zones);
            if before != after {
                // In their order: what is taken out was put in before.
                shares.extend(before.map(|share| (share, Turn::Out)));
                shares.extend(after.map(|share| (share, Turn::In)));
            }
        }
        self.shares = Some(shares);
    }

    /// The first of the days that change, as the disk has it. One of a newer version stays as it is.
    fn handle_day(&mut self, row: Option<&str>) {
        let shares = self.shares.take().unwrap_or_default();
        let key = shares.first().map(|(share, _)| share.day.clone());
        let key = key.unwrap_or_default();
        let (of_day, of_others): (Vec<_>, Vec<_>) =
            shares.into_iter().partition(|(share, _)| share.day == key);
        self.shares = Some(of_others);
        let Some(mut day) = row.map_or_else(|| Some(Day::default()), Day::read) else {
            return;
        };
        for (share, turn) in &of_day {
            match turn {
                Turn::In => day.add(share),
                Turn::Out => day.remove(share),
            }
        }
        let table = Table::Days;
        self.rows.push(if day.is_empty() {
            Row::Delete { table, key }
        } else {
            let json = day.json();
            Row::Put { table, key, json }
        });
    }
}

impl Change {
    fn lacks_zone(&self) -> bool {
        let mut calls = self.before.iter().chain([&self.after]);
        calls.any(|call| call["zoneMin"].is_null())
    }
}

fn call_of(row: &Row) -> Option<(&str, &str)> {
    match row {
        Row::Put {
            table: Table::Calls,
            key,
            json,
        } => Some((key, json)),
        Row::Put { .. } | Row::Delete { .. } | Row::Forget { .. } | Row::Clear(_) => None,
    }
}

/// Calls that stay although the history is deleted.
fn kept_of(row: &Row) -> &[String] {
    match row {
        Row::Forget {
            table: Table::Calls,
            keep,
            ..
        } => keep,
        Row::Put { .. } | Row::Delete { .. } | Row::Forget { .. } | Row::Clear(_) => &[],
    }
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

fn number_of(call: &str) -> Option<String> {
    let number = value(call)["target"]["number"].as_str()?.to_owned();
    (!number.is_empty()).then_some(number)
}

fn of_row(row: Option<String>) -> Value {
    row.as_deref().map(value).unwrap_or_default()
}

fn attempt(call: &Value) -> Attempt {
    let number = call["attempt"].as_u64().filter(|number| *number > 0);
    let placement = call["placement"].as_str().unwrap_or_default();
    Attempt {
        counts: ["intended", "accepted", "unknown"].contains(&placement),
        number: number.and_then(|number| u32::try_from(number).ok()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NUMBER: &str = "+12025550101";

    type Store = std::collections::BTreeMap<(Table, String), String>;

    fn row(intent: &str, placement: &str, attempt: Option<u32>) -> Row {
        let mut call = json!({"placement": placement, "target": {"number": NUMBER}});
        if let Some(attempt) = attempt {
            call["attempt"] = attempt.into();
        }
        Row::Put {
            table: Table::Calls,
            key: intent.to_owned(),
            json: call.to_string(),
        }
    }

    fn keep(store: &mut Store, rows: Vec<Row>) -> Counted {
        let mut books = Bookkeeping::start(rows);
        while let Some(look) = books.poll_look() {
            books.handle_found(match look {
                Look::Row(table, key) => Found::Row(store.get(&(table, key)).cloned()),
                Look::Keys(table, prefix) => {
                    let keys = store.keys().filter(|(known, _)| *known == table);
                    let keys = keys.filter(|(_, key)| key.starts_with(&prefix));
                    Found::Keys(keys.map(|(_, key)| key.clone()).collect())
                }
            });
        }
        let (rows, counted) = books.finish();
        for row in rows {
            let Row::Put { table, key, json } = row else {
                continue;
            };
            if table == Table::Calls {
                let attempt = format!("{NUMBER}/{key}");
                store.insert((Table::Attempts, attempt), String::new());
            }
            store.insert((table, key), json);
        }
        counted
    }

    fn attempt_of(store: &Store, intent: &str) -> Option<u32> {
        attempt(&value(&store[&(Table::Calls, intent.to_owned())])).number
    }

    #[test]
    fn a_call_is_counted_after_all_that_were_placed_or_may_have_been() {
        let mut store = Store::new();
        for (intent, placement, expected) in [
            ("1", "accepted", 1),
            ("2", "unknown", 2),
            ("3", "notPlaced", 3),
            ("4", "withdrawn", 3),
            ("5", "intended", 3),
            ("6", "accepted", 4),
        ] {
            let counted = keep(&mut store, vec![row(intent, placement, None)]);
            assert_eq!(counted, [(intent.to_owned(), expected)]);
            assert_eq!(attempt_of(&store, intent), Some(expected));
        }
    }

    #[test]
    fn an_attempt_stays_whatever_is_written_of_its_call_later() {
        let mut store = Store::new();
        keep(&mut store, vec![row("1", "accepted", None)]);
        keep(&mut store, vec![row("2", "intended", None)]);
        keep(&mut store, vec![row("1", "notPlaced", Some(1))]);
        // A row that was on its way before the number was told.
        assert!(keep(&mut store, vec![row("2", "accepted", None)]).is_empty());
        assert_eq!(attempt_of(&store, "2"), Some(2));
    }

    #[test]
    fn calls_that_were_forgotten_are_counted_by_those_that_came_after_them() {
        let mut store = Store::new();
        for intent in ["1", "2", "3"] {
            keep(&mut store, vec![row(intent, "accepted", None)]);
        }
        store.retain(|(_, key), _| key.ends_with('3'));
        keep(&mut store, vec![row("4", "accepted", None)]);
        assert_eq!(attempt_of(&store, "4"), Some(4));
    }

    #[test]
    fn calls_from_before_there_were_numbers_are_counted_and_get_none() {
        let mut store = Store::new();
        for intent in ["1", "2"] {
            let Row::Put { table, key, json } = row(intent, "accepted", None) else {
                continue;
            };
            let attempt = format!("{NUMBER}/{key}");
            store.insert((Table::Attempts, attempt), String::new());
            store.insert((table, key), json);
        }
        keep(&mut store, vec![row("2", "accepted", None)]);
        assert_eq!(attempt_of(&store, "2"), None);
        keep(&mut store, vec![row("3", "accepted", None)]);
        assert_eq!(attempt_of(&store, "3"), Some(3));
    }

    #[test]
    fn a_call_of_the_same_write_counts_as_it_will_be() {
        let mut store = Store::new();
        keep(&mut store, vec![row("1", "accepted", None)]);
        let rows = vec![row("1", "notPlaced", None), row("2", "intended", None)];
        keep(&mut store, rows);
        assert_eq!(attempt_of(&store, "2"), Some(1));
    }

    #[test]
    fn a_call_without_a_number_and_other_rows_are_left_as_they_are() {
        let call = json!({
            "placement": "notPlaced", "target": {"number": null}, "zoneMin": 0,
        });
        let call = call.to_string();
        let put = |table, json: &str| Row::Put {
            table,
            key: "1".to_owned(),
            json: json.to_owned(),
        };
        let rows = vec![put(Table::Calls, &call), put(Table::Progress, "{}")];
        let mut books = Bookkeeping::start(rows.clone());
        let tables = [Table::Progress, Table::Calls, Table::Attempts, Table::Days];
        assert_eq!(books.tables(), tables);
        assert_eq!(
            books.poll_look(),
            Some(Look::Row(Table::Calls, "1".to_owned()))
        );
        books.handle_found(Found::Row(None));
        assert_eq!(books.poll_look(), None);
        assert_eq!(books.finish(), (rows, Counted::new()));
        let rows = vec![put(Table::Progress, "{}")];
        assert_eq!(Bookkeeping::start(rows).tables(), [Table::Progress]);
    }
}
