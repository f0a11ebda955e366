//! A profile that the first version with other systems wrote opens with everything in it.
//!
//! Its rows stand word for word in `kept_v3.json`, beside what its key had sealed.

use std::collections::BTreeMap;
use std::time::Duration;

use extension::days::Day;
use extension::snapshot::DestinationKind;
use extension::stored::HistoryCall;
use extension::worker::Table;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::THREE;
use crate::outbox_stories::{destination, with_webhook, work_three};
use crate::world::World;
use crate::world::far::status;

const ROWS: &str = include_str!("kept_v3.json");
const HOUR: Duration = Duration::from_secs(3_600);

#[derive(Serialize, Deserialize)]
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

/// A store with three calls, of which two wait for a webhook and one was not taken there.
fn written() -> Kept {
    let mut world = with_webhook(THREE);
    let busy = || status(503, "");
    let refused = status(422, "");
    world.far.answers.extend(
        [refused]
            .into_iter()
            .chain(std::iter::repeat_with(busy).take(99)),
    );
    work_three(&mut world);
    world.pass(HOUR);
    Kept {
        rows: world
            .store
            .iter()
            .map(|((table, key), row)| (table.name().to_owned(), key.clone(), row.clone()))
            .collect(),
        sealed: world.far.sealed.clone(),
    }
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

/// Prints the fixture of the version that is built; run by hand when there is another one.
#[test]
#[ignore = "it is run once for each version of the tables"]
fn print_the_rows_of_this_version() {
    let json = serde_json::to_string_pretty(&written()).expect("texts are JSON");
    println!("{json}");
}
