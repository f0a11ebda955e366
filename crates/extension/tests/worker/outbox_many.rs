//! A thousand calls, told to a destination that fails now and then by a worker that is stopped now
//! and then.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

use extension::snapshot::CallPhase;
use extension::worker::Table;
use serde_json::{Value, json};

use crate::outbox_stories::with_webhook;
use crate::world::World;
use crate::{COMPLETED, VOICEMAIL, phase};

const N_CALLS: usize = 1_000;
/// At least so often the worker is stopped, and at least so often a request comes to nothing.
const N_FAULTS: usize = 100;

fn number(index: usize) -> String {
    let area = 201 + index / 100;
    format!("+1{area}55501{:02}", index % 100)
}

fn outcome(index: usize) -> &'static str {
    if index.is_multiple_of(3) {
        VOICEMAIL
    } else {
        COMPLETED
    }
}

/// Until the person at this place talks; whatever paused the run, the agent goes on.
fn talk_of(world: &mut World, index: usize) {
    for n_steps in 0..5_000 {
        let run = world.view().run.as_ref();
        let is_there = run.is_some_and(|run| run.position == index + 1);
        if is_there && phase(world) == Some(CallPhase::Talking) {
            return;
        }
        let is_paused = run.is_some_and(|run| run.paused.is_some());
        if is_paused && n_steps % 50 == 49 {
            world.tell(json!({"type": "resume"}));
        }
        world.step();
    }
    panic!("nobody talks at {index}: {:?}", world.view().run);
}

fn list() -> String {
    let mut list = String::from("name,phone\n");
    for index in 0..N_CALLS {
        writeln!(list, "Person {index},{}", number(index)).expect("a text takes everything");
    }
    list
}

/// Ends the call at this place with its outcome; the worker is stopped some steps later.
fn end_and_stop(world: &mut World, index: usize) {
    world.tell(json!({"type": "endAndNext"}));
    for _ in 0..(index / 8) % 17 {
        world.step();
    }
    world.restart_worker(false);
    world.wait("the worker shows itself", |world| world.snapshot.is_some());
    // A press that the stop swallowed is made again.
    world.tell(json!({"type": "chooseOutcome", "dispositionId": outcome(index)}));
    world.pass(Duration::from_secs(3));
    let run = world.view().run.as_ref();
    let is_same = run.is_some_and(|run| run.position == index + 1);
    if is_same && phase(world) == Some(CallPhase::Talking) {
        world.tell(json!({"type": "endAndNext"}));
    }
}

/// Works the list to its end; how often the worker was stopped.
fn work(world: &mut World) -> usize {
    let after = json!({"behaviour": "answer", "afterMs": 50});
    world.control("callee", after);
    let records = world.list_rows().expect("the list can be read").records;
    let ids: Vec<&String> = records.iter().map(|record| &record.id).collect();
    assert!(
        world
            .ask(json!({"type": "startRun", "recordIds": ids}))
            .success
    );
    world.far.start_dice(7);
    let mut n_stops = 0;
    for index in 0..N_CALLS {
        talk_of(world, index);
        world.tell(json!({"type": "chooseOutcome", "dispositionId": outcome(index)}));
        world.step();
        if index.is_multiple_of(8) {
            end_and_stop(world, index);
            n_stops += 1;
        } else {
            world.tell(json!({"type": "endAndNext"}));
        }
    }
    world.wait("the run is over", |world| world.view().summary.is_some());
    n_stops
}

/// What was sent, by id: one id has one body.
fn bodies(world: &World) -> BTreeMap<String, String> {
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    for (id, body) in world.far.hooks() {
        let known = bodies.entry(id).or_insert_with(|| body.clone());
        assert!(*known == body, "one id has one body");
    }
    bodies
}

/// Numbers and outcomes of the placed calls that were told.
fn told(bodies: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = Vec::new();
    for body in bodies.values() {
        let data = serde_json::from_str::<Value>(body).expect("a body is JSON")["data"].take();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if data["placement"] == "placed" {
            told.push((
                text(&data["person"]["number"]),
                text(&data["outcome"]["id"]),
            ));
        }
    }
    told.sort();
    told
}

#[test]
fn a_thousand_calls_are_a_thousand_events_whatever_fails_on_the_way() {
    let mut world = with_webhook(&list());
    let n_stops = work(&mut world);
    world.close_panel();
    world.close_tab(0);
    world.pass(Duration::from_secs(8 * 3_600));
    let n_failed = world.far.n_failed;
    assert!(
        n_stops >= N_FAULTS && n_failed >= N_FAULTS,
        "{n_stops}, {n_failed}"
    );
    let bodies = bodies(&world);
    let taken: BTreeSet<&String> = world.far.taken.iter().collect();
    // A dial that a stop kept from leaving is a call of its own, which was not placed.
    let rows = world
        .store
        .keys()
        .filter(|(table, _)| *table == Table::Calls);
    let ids: BTreeSet<String> = rows.map(|(_, intent)| format!("call_{intent}_1")).collect();
    assert!(taken == ids.iter().collect(), "each call is one event");
    assert!(bodies.keys().eq(ids.iter()), "and nothing else is");
    let calls = (0..N_CALLS).map(|index| (number(index), outcome(index).to_owned()));
    let each = told(&bodies) == calls.collect::<Vec<_>>();
    assert!(each, "each placed call with its own outcome");
    let waits = |(table, _): &&(Table, String)| matches!(table, Table::Outbox | Table::Letters);
    assert_eq!(world.store.keys().filter(waits).count(), 0);
}
