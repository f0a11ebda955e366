//! Events of calls on their way to other systems: told once, sent until they are there, and no more.

use std::time::Duration;

use extension::message::{Code, Status};
use extension::snapshot::{CallPhase, DeliveryTroubleKind, DestinationView};
use extension::worker::{Delivery, Table};
use outbox::Answer;
use serde_json::{Value, json};

use crate::world::World;
use crate::world::far::status;
use crate::{
    COMPLETED, THREE, VOICEMAIL, call_one, choose, next, start_run, wait_phase, wait_talk_of,
};

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ADDRESS: &str = "https://example.org/hook?key=of-the-address";
const HOUR: Duration = Duration::from_secs(3_600);

/// A draft as a page sends it; `change` makes it another one.
pub(crate) fn draft(change: impl FnOnce(&mut Value)) -> Value {
    let mut draft = json!({
        "kind": "webhook", "name": "Mine", "url": ADDRESS, "secret": SECRET, "isOn": true,
        "setup": {
            "onlyAnswered": false, "outcomes": [], "lists": [], "leaveOut": [], "properties": [],
        },
    });
    change(&mut draft);
    draft
}

#[track_caller]
pub(crate) fn save(world: &mut World, change: impl FnOnce(&mut Value)) -> Status {
    let destination = draft(change);
    world.ask(json!({"type": "saveDestination", "destination": destination}))
}

/// An agent at work with a webhook that the browser may ask.
pub(crate) fn with_webhook(list: &str) -> World {
    let mut world = World::start(list);
    world.far.granted.insert("https://example.org/*".to_owned());
    let saved = save(&mut world, |_| {});
    assert!(saved.success, "{saved:?}");
    world
}

#[track_caller]
pub(crate) fn destination(world: &World) -> &DestinationView {
    world
        .view()
        .outbox
        .destinations
        .first()
        .expect("there is one")
}

fn of_wire(body: &str) -> Value {
    serde_json::from_str(body).expect("a body is JSON")
}

/// Works the list of three to its end.
pub(crate) fn work_three(world: &mut World) {
    start_run(world, THREE);
    for position in 2..=3 {
        choose(world, COMPLETED);
        next(world);
        wait_talk_of(world, position);
    }
    choose(world, COMPLETED);
    next(world);
    world.wait("the run is over", |world| world.view().summary.is_some());
}

fn rows(world: &World, wanted: Table) -> Vec<String> {
    let rows = world.store.iter();
    let rows = rows.filter(|((table, _), _)| *table == wanted);
    rows.map(|(_, json)| json.clone()).collect()
}

#[test]
fn each_finished_call_is_one_event_with_what_is_known_of_it() {
    let mut world = with_webhook(THREE);
    work_three(&mut world);
    world.pass(HOUR);
    let hooks = world.far.hooks();
    assert_eq!(hooks.len(), 3);
    for ((id, body), name) in hooks.iter().zip(["Ada Li", "Bo Ek", "Cy Oz"]) {
        let event = of_wire(body);
        let data = &event["data"];
        assert_eq!(
            (&event["type"], &data["revision"]),
            (&json!("call.finished"), &json!(1))
        );
        assert_eq!(data["person"]["name"], name);
        assert_eq!(data["placement"], "placed");
        assert_eq!(data["outcome"]["id"], COMPLETED);
        assert_eq!(data["disposition"]["state"], "confirmed");
        assert!(data["talkMs"].is_u64() && data["campaign"]["name"].is_string());
        assert_eq!(
            *id,
            format!("call_{}_1", data["callId"].as_str().expect("an id"))
        );
    }
    let view = destination(&world);
    assert_eq!(
        (view.n_waiting, view.n_letters, &view.trouble),
        (0, 0, &None)
    );
    assert!(view.delivered_at_ms.is_some());
    assert!(rows(&world, Table::Outbox).is_empty());
}

#[test]
fn what_comes_later_of_a_call_is_another_event_of_it_and_nothing_new_is_none() {
    let mut world = with_webhook("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let ended = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(ended).success);
    world.pass(HOUR);
    assert_eq!(world.far.hooks().len(), 1);
    world.restart_worker(false);
    world.pass(HOUR);
    assert_eq!(world.far.hooks().len(), 1, "a restart tells nothing anew");
    let intent = of_wire(&world.far.hooks()[0].1)["data"]["callId"].clone();
    let note = json!({"type": "setNote", "text": "later", "intentId": intent});
    assert!(world.ask(note).success);
    world.pass(HOUR);
    let correct = json!({
        "type": "correctOutcome", "intentId": intent, "dispositionId": VOICEMAIL,
    });
    assert!(world.ask(json!({"type": "dismiss"})).success);
    world.restart_worker(true);
    world.wait("the link is ready", |world| {
        !world.view().dispositions.is_empty()
    });
    assert!(world.ask(correct).success);
    world.pass(HOUR);
    let hooks = world.far.hooks();
    let told: Vec<Value> = hooks.iter().map(|(_, body)| of_wire(body)).collect();
    let revisions: Vec<&Value> = told
        .iter()
        .map(|event| &event["data"]["revision"])
        .collect();
    assert_eq!(revisions, [1, 2, 3]);
    assert_eq!(
        (&told[1]["type"], &told[1]["data"]["note"]),
        (&json!("call.changed"), &json!("later"))
    );
    assert_eq!(told[2]["data"]["correctedOutcome"]["id"], VOICEMAIL);
    assert_eq!(told[2]["data"]["note"], "later");
}

#[test]
fn a_worker_stopped_at_any_moment_tells_every_call_always_in_the_same_words() {
    for n_steps in 0..80 {
        let mut world = with_webhook(THREE);
        start_run(&mut world, THREE);
        choose(&mut world, COMPLETED);
        world.tell(json!({"type": "endAndNext"}));
        for _ in 0..n_steps {
            world.step();
        }
        world.restart_worker(false);
        world.pass(Duration::from_secs(60));
        let calls = rows(&world, Table::Calls);
        let is_over = |row: &&String| {
            let row = of_wire(row);
            row["held"] != Value::Null || row["placement"] == "notPlaced"
        };
        let n_over = calls.iter().filter(is_over).count();
        let hooks = world.far.hooks();
        let ids: std::collections::BTreeSet<_> = hooks.iter().map(|(id, _)| id).collect();
        let both: std::collections::BTreeSet<_> = hooks.iter().collect();
        assert_eq!(ids.len(), n_over, "after {n_steps} steps");
        assert_eq!(
            both.len(),
            ids.len(),
            "one id has one body, after {n_steps} steps"
        );
        assert!(
            rows(&world, Table::Outbox).is_empty(),
            "after {n_steps} steps"
        );
    }
}

#[test]
fn a_store_that_refuses_for_a_while_loses_no_event() {
    let mut world = with_webhook("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    world.tell(json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED}));
    world.step();
    world.store_fails = true;
    world.pass(Duration::from_secs(10));
    assert!(
        world.far.hooks().is_empty(),
        "nothing is sent before it is stored"
    );
    world.store_fails = false;
    world.pass(Duration::from_secs(120));
    assert_eq!(world.far.hooks().len(), 1);
    assert!(rows(&world, Table::Outbox).is_empty());
}

fn tell_one(world: &mut World) {
    call_one(world);
    wait_phase(world, CallPhase::Talking);
    let ended = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(ended).success);
}

#[test]
fn a_fault_that_passes_is_tried_again_and_no_sooner_than_asked() {
    let mut world = with_webhook("");
    let patient = Delivery::Answer(Answer::Status {
        code: 429,
        retry_after: Some(Duration::from_secs(600)),
        body: String::new(),
    });
    world.far.answers.extend([
        status(503, ""),
        status(409, ""),
        Delivery::Answer(Answer::Nothing),
        patient,
    ]);
    tell_one(&mut world);
    world.pass(Duration::from_secs(600));
    assert_eq!(world.far.hooks().len(), 4);
    let view = destination(&world);
    let trouble = view.trouble.as_ref().expect("told");
    assert_eq!(trouble.kind, DeliveryTroubleKind::Later);
    assert_eq!(trouble.detail.as_deref(), Some("HTTP 429"));
    assert!(view.next_try_at_ms > Some(world.wall_ms()));
    assert_eq!((view.n_waiting, view.n_letters), (1, 0));
    world.pass(Duration::from_secs(120));
    let hooks = world.far.hooks();
    assert_eq!(hooks.len(), 5);
    assert!(hooks.iter().all(|hook| *hook == hooks[0]));
    assert_eq!(destination(&world).trouble, None);
}

#[test]
fn a_destination_that_shuts_its_door_gets_nothing_until_it_is_saved_or_tested_again() {
    let mut world = with_webhook(THREE);
    world.far.answers.push_back(status(401, ""));
    work_three(&mut world);
    world.pass(48 * HOUR);
    assert_eq!(world.far.hooks().len(), 1);
    world.restart_worker(true);
    world.pass(HOUR);
    assert_eq!(world.far.hooks().len(), 1, "nor does the next worker ask");
    let trouble = destination(&world).trouble.clone().expect("told");
    assert_eq!(trouble.kind, DeliveryTroubleKind::Closed);
    let id = destination(&world).id.clone();
    let tested = world.ask(json!({"type": "testDestination", "id": id}));
    assert!(tested.success, "{tested:?}");
    world.pass(HOUR);
    let hooks = world.far.hooks();
    assert_eq!(hooks.len(), 1 + 3 + 1);
    let tests = hooks.iter().filter(|(id, _)| id.starts_with("test_"));
    assert_eq!(tests.count(), 1);
}

#[test]
fn what_is_refused_is_a_letter_that_is_sent_again_or_dropped_by_hand() {
    let mut world = with_webhook(THREE);
    world
        .far
        .answers
        .extend([status(422, ""), Delivery::Redirected]);
    work_three(&mut world);
    world.pass(HOUR);
    world.restart_worker(true);
    world.pass(HOUR);
    assert_eq!(world.far.hooks().len(), 3);
    let letters = world.view().outbox.letters.clone();
    assert_eq!((letters.len(), world.view().outbox.n_letters), (2, 2));
    assert_eq!(
        (letters[0].name.as_str(), letters[0].reason.as_str()),
        ("Ada Li", "HTTP 422")
    );
    assert_eq!(rows(&world, Table::Letters).len(), 2);
    let revive = json!({"type": "reviveLetter", "letterId": letters[0].id});
    assert!(world.ask(revive.clone()).success);
    let drop = json!({"type": "dropLetter", "letterId": letters[1].id});
    assert!(world.ask(drop.clone()).success);
    world.pass(HOUR);
    let hooks = world.far.hooks();
    assert_eq!((hooks.len(), &hooks[3]), (4, &hooks[0]));
    for gone in [revive, drop] {
        assert_eq!(world.ask(gone).code, Some(Code::BadMessage));
    }
    assert!(rows(&world, Table::Letters).is_empty());
}

#[test]
fn a_script_has_a_call_only_where_it_answered_itself() {
    let led = |url: &str| {
        let Delivery::Answer(answer) = status(200, "") else {
            panic!("a status is an answer");
        };
        let url = url.to_owned();
        Delivery::LedTo { url, answer }
    };
    let mut world = with_webhook(THREE);
    world.far.answers.extend([
        led("https://script.googleusercontent.com/macros/echo"),
        led("https://script.google.com/macros/s/A/exec"),
        Delivery::Astray,
    ]);
    work_three(&mut world);
    world.pass(HOUR);
    assert_eq!(world.far.hooks().len(), 3);
    let letters = world.view().outbox.letters.clone();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].reason.contains("ContentService"));
    let view = destination(&world);
    assert_eq!((view.n_waiting, view.n_letters), (1, 1));
    let trouble = view.trouble.clone().expect("told");
    assert_eq!(trouble.kind, DeliveryTroubleKind::Closed);
    assert!(
        trouble
            .detail
            .is_some_and(|detail| detail.contains("log-in"))
    );
}

#[test]
fn months_offline_lose_nothing_and_end_with_the_network() {
    let mut world = with_webhook(THREE);
    world.far.is_offline = true;
    work_three(&mut world);
    world.close_panel();
    world.close_tab(0);
    for _ in 0..60 {
        world.pass(24 * HOUR);
    }
    world.restart_worker(true);
    let view = destination(&world);
    assert_eq!((view.n_waiting, view.n_letters), (3, 0));
    world.far.is_offline = false;
    world.pass(HOUR);
    assert_eq!(destination(&world).n_waiting, 0);
    let hooks = world.far.hooks();
    let ids: std::collections::BTreeSet<_> = hooks.iter().collect();
    assert_eq!(ids.len(), 3);
}
