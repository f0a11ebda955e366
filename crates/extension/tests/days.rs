//! Days come to the same in whatever order and however often calls are written.

use std::collections::{BTreeMap, BTreeSet};

use extension::days::{Day, FirstDays, Share, Tally, Zones};
use extension::panel::view::history::past::past;
use extension::panel::view::history::tally::{figures, outcomes};
use extension::stored::{CallPlacement, HistoryCall};
use extension::worker::{Row, Table, is_forgotten};
use extension::zone::Date;
use proptest::prelude::*;
use serde_json::{Value, json};

#[path = "support/books.rs"]
mod books;

use books::complete;

type Store = BTreeMap<(Table, String), String>;

const EPOCH_MS: u64 = 1_800_000_000_000;
const HOUR_MS: u64 = 3_600_000;

/// One version of a call's row; which call, and all that its share depends on.
#[derive(Clone, Debug)]
struct Version {
    call: u64,
    placement: &'static str,
    zone_min: Option<i32>,
    outcome: Option<&'static str>,
    corrected: Option<&'static str>,
    list: Option<&'static str>,
    is_reached: bool,
    is_finished: bool,
    is_after_another: bool,
}

#[derive(Clone, Debug)]
enum Step {
    /// One write, of one call or several.
    Write(Vec<Version>),
    /// The same write once more, as when nobody heard that it was done.
    Again,
    /// Calls that are older than this one are forgotten.
    Forget(u64),
    /// The history is deleted, but for this call.
    Delete(u64),
}

fn version() -> impl Strategy<Value = Version> {
    let placement = prop::sample::select(vec![
        "intended",
        "accepted",
        "accepted",
        "accepted",
        "unknown",
        "notPlaced",
        "withdrawn",
    ]);
    let name = |names: [&'static str; 2]| prop::option::of(prop::sample::select(names.to_vec()));
    let zone_min = prop::option::of(prop::sample::select(vec![-300, 0, 345]));
    let names = (
        name(["Sold", "Busy"]),
        name(["Sold", "Busy"]),
        name(["Autumn", "Spring"]),
    );
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (0..12_u64, placement, zone_min, names, flags).prop_map(
        |(call, placement, zone_min, names, flags)| Version {
            call,
            placement,
            zone_min,
            outcome: names.0,
            corrected: names.1,
            list: names.2,
            is_reached: flags.0,
            is_finished: flags.1,
            is_after_another: flags.2,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => prop::collection::vec(version(), 1..4).prop_map(Step::Write),
        2 => Just(Step::Again),
        1 => (0..12_u64).prop_map(Step::Forget),
        1 => (0..12_u64).prop_map(Step::Delete),
    ]
}

fn asked_at_ms(call: u64) -> u64 {
    // Over some days, and twice within most hours of them.
    EPOCH_MS + call / 2 * 7 * HOUR_MS + call * 60_000
}

fn intent(call: u64) -> String {
    format!("{:013}-start-{call}", asked_at_ms(call))
}

impl Version {
    fn row(&self) -> Row {
        let at = asked_at_ms(self.call);
        let named = |name: Option<&str>| name.map(|name| json!({"id": name, "name": name}));
        let call = json!({
            "version": 4, "intent": intent(self.call),
            "target": {"record": null, "name": "", "number": "+12025550101", "problem": null,
                "list": self.list},
            "campaign": "7", "zoneMin": self.zone_min,
            "beforeEndedAtMs": self.is_after_another.then_some(at - 40_000),
            "runIndex": null, "placement": self.placement, "trouble": null,
            "outcome": named(self.outcome), "corrected": named(self.corrected),
            "held": self.is_finished.then_some("none"), "note": "",
            "dialedAtMs": at + 100, "ringingAtMs": null,
            "answeredAtMs": self.is_reached.then_some(at + 5_000),
            "endedAtMs": self.is_finished.then_some(at + 65_000),
            "finishedAtMs": self.is_finished.then_some(at + 80_000),
        });
        Row::Put {
            table: Table::Calls,
            key: intent(self.call),
            json: call.to_string(),
        }
    }
}

fn write(store: &mut Store, rows: Vec<Row>) {
    let (rows, _) = complete(store, rows);
    for row in rows {
        match row {
            Row::Put { table, key, json } => _ = store.insert((table, key), json),
            Row::Delete { table, key } => _ = store.remove(&(table, key)),
            Row::Clear(table) => store.retain(|(known, _), _| *known != table),
            Row::Forget {
                table,
                before,
                keep,
            } => store.retain(|(known, key), _| {
                *known != table || !is_forgotten(table, key, &before, &keep)
            }),
        }
    }
}

fn days(store: &Store) -> BTreeMap<String, Day> {
    let rows = store.iter().filter(|((table, _), _)| *table == Table::Days);
    let rows = rows.map(|((_, key), json)| (key.clone(), Day::read(json).expect("a day")));
    rows.collect()
}

/// What these calls come to, worked out anew.
fn anew<'a>(calls: impl Iterator<Item = &'a String>) -> BTreeMap<String, Day> {
    let mut first_days = FirstDays::default();
    for call in calls {
        first_days.take(call, &|_| 0);
    }
    let days = first_days.rows().filter(|(key, _)| key != "zones");
    days.map(|(key, json)| (key, Day::read(&json).expect("a day")))
        .collect()
}

fn forget(before: String, keep: Vec<String>) -> Row {
    Row::Forget {
        table: Table::Calls,
        before,
        keep,
    }
}

proptest! {
    #[test]
    fn days_equal_those_worked_out_anew_from_all_calls(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut store = Store::new();
        // Every call that counts, as it was last, also of those that were forgotten since.
        let mut ever: BTreeMap<String, String> = BTreeMap::new();
        let mut forgotten = BTreeSet::new();
        let mut last = Vec::new();
        for step in steps {
            match step {
                Step::Write(versions) => {
                    // Nothing writes a call again that was forgotten.
                    let is_there = |one: &&Version| !forgotten.contains(&intent(one.call));
                    last = versions.iter().filter(is_there).map(Version::row).collect();
                    write(&mut store, last.clone());
                }
                Step::Again => {
                    let is_there = |row: &Row| match row {
                        Row::Put { key, .. } => !forgotten.contains(key),
                        Row::Delete { .. } | Row::Forget { .. } | Row::Clear(_) => true,
                    };
                    last.retain(is_there);
                    write(&mut store, last.clone());
                }
                Step::Forget(call) => {
                    let before = intent(call);
                    forgotten.extend(ever.keys().filter(|key| **key < before).cloned());
                    write(&mut store, vec![forget(before, Vec::new())]);
                }
                Step::Delete(kept) => {
                    let keep = vec![intent(kept)];
                    ever.retain(|key, _| *key == keep[0] && store.contains_key(&(Table::Calls, key.clone())));
                    forgotten.extend((0..12).filter(|call| *call != kept).map(intent));
                    write(&mut store, vec![forget("9".repeat(13), keep), Row::Clear(Table::Days)]);
                }
            }
            for ((table, key), json) in &store {
                if *table == Table::Calls {
                    ever.insert(key.clone(), json.clone());
                }
            }
            prop_assert_eq!(days(&store), anew(ever.values()));
        }
        // By the rules of the history's own figures, but that a dial is to have left.
        let calls = ever.values().filter_map(|row| extension::wire::read_text(row));
        let has_left = |call: &HistoryCall| call.placement != CallPlacement::Intended;
        let calls: Vec<HistoryCall> = calls.filter(has_left).collect();
        let figures = figures(&calls);
        let mut sum = Tally::default();
        for day in days(&store).values() {
            sum.add(&day.sum());
        }
        let counts = (sum.n_calls() as usize, sum.n_reached() as usize, sum.talk_ms());
        prop_assert_eq!(counts, (figures.n_calls, figures.n_reached, figures.talk_ms));
        for outcome in outcomes(&calls) {
            let days = days(&store);
            let parts = days.values().flat_map(|day| &day.outcomes);
            let n_calls = parts.filter(|(name, _)| *name == outcome.name);
            let n_calls: u64 = n_calls.map(|(_, tally)| tally.n_calls()).sum();
            prop_assert_eq!(n_calls as usize, outcome.n_calls);
        }
    }
}

#[test]
fn a_call_without_a_zone_of_its_own_keeps_its_day_wherever_the_agent_is_later() {
    let version = Version {
        call: 0,
        placement: "accepted",
        zone_min: None,
        outcome: Some("Sold"),
        corrected: None,
        list: None,
        is_reached: true,
        is_finished: true,
        is_after_another: true,
    };
    let Row::Put { table, key, json } = version.row() else {
        panic!("a row of calls");
    };
    let mut first_days = FirstDays::default();
    first_days.take(&json, &|_| 14 * 60);
    let mut store: Store = first_days
        .rows()
        .map(|(key, json)| ((Table::Days, key), json))
        .collect();
    store.insert((table, key), json);
    let day = |store: &Store| {
        let mut days = store.iter().filter(|((table, _), _)| *table == Table::Days);
        let ((_, key), json) = days.next().expect("a day");
        (key.clone(), Day::read(json).expect("a day"))
    };
    let (date, before) = day(&store);
    let corrected = Version {
        corrected: Some("Busy"),
        ..version
    };
    write(&mut store, vec![corrected.row()]);
    let (same_date, after) = day(&store);
    assert_eq!((&date, before.sum()), (&same_date, after.sum()));
    assert_eq!(after.outcomes[0].0.as_deref(), Some("Busy"));
    assert_eq!(after.outcomes.len(), 1);
}

#[test]
fn a_day_is_stored_word_for_word() {
    let version = Version {
        call: 1,
        placement: "accepted",
        zone_min: Some(-300),
        outcome: Some("Sold"),
        corrected: None,
        list: Some("Autumn"),
        is_reached: true,
        is_finished: true,
        is_after_another: true,
    };
    let Row::Put { json, .. } = version.row() else {
        panic!("a row of calls");
    };
    let call: Value = serde_json::from_str(&json).expect("a call");
    let share = Share::of(&call, &Zones::default()).expect("it counts");
    let mut day = Day::default();
    day.add(&share);
    let tally = "[1,1,60000,1,15000,1,40100]";
    let json = format!(
        r#"{{"version":1,"hours":[["03",{tally}]],"outcomes":[["Sold",{tally}]],"lists":[["Autumn",{tally}]]}}"#
    );
    assert_eq!(day.json(), json);
    assert_eq!(Day::read(&json), Some(day.clone()));
    assert_eq!(share.day, "2027-01-15");
    day.remove(&share);
    assert!(day.is_empty() && day == Day::default());
    let mut newer: Value = serde_json::from_str(&json).expect("JSON");
    newer["version"] = 2.into();
    assert_eq!(Day::read(&newer.to_string()), None);
}

#[test]
fn a_day_of_a_newer_version_is_left_as_it_is() {
    let version = Version {
        call: 0,
        placement: "accepted",
        zone_min: Some(0),
        outcome: None,
        corrected: None,
        list: None,
        is_reached: false,
        is_finished: false,
        is_after_another: false,
    };
    let mut store = Store::new();
    write(&mut store, vec![version.row()]);
    let key = days(&store).into_keys().next().expect("a day");
    let newer = r#"{"version":2,"odd":true}"#;
    store.insert((Table::Days, key.clone()), newer.to_owned());
    let ended = Version {
        is_finished: true,
        ..version
    };
    write(&mut store, vec![ended.row()]);
    assert_eq!(store[&(Table::Days, key)], newer);
}

#[test]
fn many_days_are_added_up_by_weekday_hour_outcome_and_list() {
    let mut day = Day::default();
    let version = |call, outcome| Version {
        call,
        placement: "accepted",
        zone_min: Some(0),
        outcome,
        corrected: None,
        list: Some("Autumn"),
        is_reached: true,
        is_finished: true,
        is_after_another: true,
    };
    for version in [version(0, Some("Sold")), version(1, None)] {
        let Row::Put { json, .. } = version.row() else {
            panic!("a row of calls");
        };
        let call: Value = serde_json::from_str(&json).expect("a call");
        day.add(&Share::of(&call, &Zones::default()).expect("it counts"));
    }
    let days = ["2026-11-23", "2026-11-29", "2026-11-30"];
    let days = days.map(|date| (Date::from_text(date).expect("a date"), day.clone()));
    let past = past(&days, Date::from_text("2026-11-30").expect("a date"), 23);
    let weekdays: Vec<_> = past
        .weekdays
        .iter()
        .map(|one| (one.of, one.n_calls, one.n_reached))
        .collect();
    assert_eq!(weekdays, [(0, 4, 4), (6, 2, 2)]);
    let hours: Vec<_> = past
        .hours
        .iter()
        .map(|one| (one.hour, one.n_calls))
        .collect();
    assert_eq!(hours, [(8, 6)]);
    let mut outcomes: Vec<_> = past
        .outcomes
        .iter()
        .map(|one| (one.name.as_deref(), one.n_calls))
        .collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, [(None, 3), (Some("Sold"), 3)]);
    let lists: Vec<_> = past
        .lists
        .iter()
        .map(|one| (one.of.as_deref(), one.n_calls))
        .collect();
    assert_eq!(lists, [(Some("Autumn"), 6)]);
}
