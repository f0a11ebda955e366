//! A profile that the first version with other systems wrote opens with everything in it.
//!
//! Its rows stand word for word in `kept_v3.json`, beside what its key had sealed: three calls of a
//! list with a webhook that refused the first (422) and was busy at the others (503).

use std::collections::BTreeMap;
use std::time::Duration;

use extension::days::Day;
use extension::snapshot::DestinationKind;
use extension::stored::HistoryCall;
use extension::worker::Table;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::outbox_stories::destination;
use crate::world::World;

const ROWS: &str = include_str!("kept_v3.json");
const HOUR: Duration = Duration::from_secs(3_600);

#[derive(Deserialize)]
struct Kept {
    /// Table, key and row.
    rows: Vec<(String, String, String)>,
    /// Texts by what they were sealed as.
    sealed: BTreeMap<String, String>,
}

fn table(name: &str) -> Table {
    let mut tables = Table::ALL.iter();
    *tables.find(|table| table.name() == name).expect("a table")
}

#[test]
fn it_opens_whole_and_sends_what_waited() {
    let kept: Kept = serde_json::from_str(ROWS).expect("a fixture");
    let mut world = World::start("");
    world.store.clear();
    for (name, key, row) in &kept.rows {
        world.store.insert((table(name), key.clone()), row.clone());
    }
    world.far.sealed = kept.sealed;
    world.restart_worker(true);
    world.pass(Duration::from_secs(10));
    assert!(world.view().trouble.is_none(), "{:?}", world.view().trouble);
    assert!(world.store.keys().all(|(table, _)| *table != Table::Aside));
    let view = destination(&world);
    assert_eq!(
        (view.kind, view.name.as_str()),
        (DestinationKind::Webhook, "Mine")
    );
    assert_eq!((view.host.as_str(), view.has_secret), ("example.org", true));
    assert_eq!((view.n_waiting, view.n_letters), (2, 1));
    let letters = &world.view().outbox.letters;
    assert_eq!(
        (letters[0].name.as_str(), letters[0].reason.as_str()),
        ("Ada Li", "HTTP 422")
    );

    let of_table = |wanted: &'static str| {
        let rows = kept.rows.iter();
        rows.filter(move |(name, ..)| name == wanted)
            .map(|(.., row)| row)
    };
    let calls = of_table("calls").map(|row| extension::wire::read_text(row).expect("a call"));
    let calls: Vec<HistoryCall> = calls.collect();
    assert_eq!(calls.len(), 3);
    for (call, attempt_of) in calls.iter().zip(["Ada Li", "Bo Ek", "Cy Oz"]) {
        assert_eq!((call.name.as_str(), call.attempt), (attempt_of, Some(1)));
        assert!(call.is_over() && call.outcome.is_some() && call.held.is_some());
    }
    let days: Vec<Day> = of_table("days").filter_map(|row| Day::read(row)).collect();
    assert_eq!(days.iter().map(|day| day.sum().n_calls()).sum::<u64>(), 3);

    world.far.granted.insert("https://example.org/*".to_owned());
    world.restart_worker(false);
    world.pass(HOUR);
    let revive = json!({"type": "reviveLetter", "letterId": world.view().outbox.letters[0].id});
    assert!(world.ask(revive).success);
    world.pass(HOUR);
    let hooks = world.far.hooks();
    let mut names: Vec<String> = hooks
        .iter()
        .map(|(_, body)| {
            let event: Value = serde_json::from_str(body).expect("a body is JSON");
            event["data"]["person"]["name"]
                .as_str()
                .expect("a name")
                .to_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, ["Ada Li", "Bo Ek", "Cy Oz"]);
    assert_eq!(
        (destination(&world).n_waiting, destination(&world).n_letters),
        (0, 0)
    );
}
