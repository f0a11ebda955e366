//! Where events may not go, what of them goes, and what nobody may see.

use std::time::Duration;

use extension::message::Code;
use extension::snapshot::{CallPhase, DeliveryTroubleKind};
use extension::worker::Table;
use serde_json::{Value, json};

use crate::outbox_stories::{SECRET, destination, save, with_webhook};
use crate::world::World;
use crate::world::far::status;
use crate::{COMPLETED, VOICEMAIL, wait_phase};

const MINUTE: Duration = Duration::from_secs(60);
const PEOPLE: &str = "name,phone,Program\nAda Li,2025550101,Nursing\n";

fn end_with(world: &mut World, outcome: &str) {
    wait_phase(world, CallPhase::Talking);
    let ended = json!({"type": "triggerFive9Hangup", "dispositionId": outcome});
    assert!(world.ask(ended).success);
    world.pass(MINUTE);
}

fn tell_one(world: &mut World, outcome: &str) {
    let call = json!({
        "type": "triggerFive9Call", "phoneNumber": "(202) 555-0101", "again": true,
    });
    assert!(world.ask(call).success);
    end_with(world, outcome);
}

/// Calls the first of the list, after an hour in which nobody was called.
fn tell_first(world: &mut World) {
    let record = world.list_rows().expect("a list").records[0].id.clone();
    let call = json!({"type": "triggerFive9Call", "contactId": record, "again": true});
    assert!(world.ask(call).success);
    end_with(world, COMPLETED);
}

fn body(world: &World, index: usize) -> Value {
    serde_json::from_str(&world.far.requests[index].body).expect("a body is JSON")
}

#[test]
fn nothing_leaves_for_a_host_that_is_not_granted_and_all_of_it_once_it_is() {
    let mut world = with_webhook("");
    world.far.granted.clear();
    tell_one(&mut world, COMPLETED);
    world.restart_worker(true);
    world.pass(MINUTE);
    assert!(world.far.requests.is_empty());
    let view = destination(&world);
    assert_eq!((view.granted, view.n_waiting), (Some(false), 1));
    assert_eq!(view.origin, "https://example.org/*");
    world.far.granted.insert(view.origin.clone());
    let changed = extension::worker::OutboxInput::GrantsChanged;
    world.input(extension::worker::Input::Outbox(changed));
    world.pass(MINUTE);
    assert_eq!(world.far.hooks().len(), 1);
}

#[test]
fn a_destination_that_is_off_hears_nothing_new_and_what_waits_goes_once_it_is_on() {
    let mut world = with_webhook("");
    world.far.answers.push_back(status(503, ""));
    tell_one(&mut world, COMPLETED);
    let id = destination(&world).id.clone();
    let switch = |world: &mut World, is_on: bool| {
        let saved = save(world, |draft| {
            (draft["id"], draft["isOn"]) = (json!(id), json!(is_on));
            (draft["url"], draft["secret"]) = (Value::Null, Value::Null);
        });
        assert!(saved.success, "{saved:?}");
    };
    world.far.answers.push_back(status(503, ""));
    world.pass(MINUTE);
    switch(&mut world, false);
    let n_before = world.far.hooks().len();
    tell_one(&mut world, VOICEMAIL);
    world.pass(60 * MINUTE);
    assert_eq!(world.far.hooks().len(), n_before);
    switch(&mut world, true);
    world.far.answers.clear();
    world.pass(600 * MINUTE);
    let view = destination(&world);
    assert_eq!((view.n_waiting, view.has_secret), (0, true));
    let hooks = world.far.hooks();
    assert!(
        hooks.iter().all(|hook| *hook == hooks[0]),
        "the second call was not told"
    );
}

#[test]
fn a_destination_with_events_is_removed_only_with_them() {
    let mut world = with_webhook("");
    world.far.granted.clear();
    tell_one(&mut world, COMPLETED);
    let id = destination(&world).id.clone();
    let refused = world.ask(json!({"type": "removeDestination", "id": id}));
    assert_eq!(refused.code, Some(Code::Busy));
    let removed = json!({"type": "removeDestination", "id": id, "dropEvents": true});
    assert!(world.ask(removed).success);
    assert!(world.view().outbox.destinations.is_empty());
    let of_outbox = |(table, _): &&(Table, String)| {
        matches!(table, Table::Outbox | Table::Letters | Table::Destinations)
    };
    assert_eq!(world.store.keys().filter(of_outbox).count(), 0);
}

#[test]
fn a_filter_lets_by_what_it_names_and_what_was_told_is_told_to_its_end() {
    let mut world = with_webhook("");
    let id = destination(&world).id.clone();
    let name = world
        .view()
        .dispositions
        .iter()
        .find(|one| one.id == COMPLETED);
    let name = name.expect("it is offered").name.clone();
    let saved = save(&mut world, |draft| {
        draft["id"] = json!(id);
        draft["setup"]["outcomes"] = json!([name]);
        draft["setup"]["onlyAnswered"] = json!(true);
    });
    assert!(saved.success, "{saved:?}");
    tell_one(&mut world, VOICEMAIL);
    assert!(world.far.hooks().is_empty());
    world.pass(61 * MINUTE);
    tell_one(&mut world, COMPLETED);
    assert_eq!(world.far.hooks().len(), 1);
    let intent = body(&world, 0)["data"]["callId"].clone();
    let correct = json!({"type": "correctOutcome", "intentId": intent, "dispositionId": VOICEMAIL});
    assert!(world.ask(correct).success);
    world.pass(MINUTE);
    assert_eq!(body(&world, 1)["data"]["correctedOutcome"]["id"], VOICEMAIL);
}

#[test]
fn what_is_left_out_does_not_go_and_the_lists_columns_do() {
    let mut world = with_webhook(PEOPLE);
    tell_first(&mut world);
    let person = body(&world, 0)["data"]["person"].clone();
    assert_eq!(
        (&person["name"], &person["columns"]),
        (&json!("Ada Li"), &json!({"Program": "Nursing"}))
    );
    let id = destination(&world).id.clone();
    let saved = save(&mut world, |draft| {
        draft["id"] = json!(id);
        draft["setup"]["leaveOut"] = json!(["name", "columns", "note"]);
    });
    assert!(saved.success, "{saved:?}");
    tell_first(&mut world);
    let last = world.far.requests.len() - 1;
    let person = body(&world, last)["data"]["person"].clone();
    assert_eq!(
        (&person["name"], &person["columns"]),
        (&json!(""), &json!({}))
    );
}

#[test]
fn a_secret_is_in_no_row_no_snapshot_and_no_debug_text() {
    let mut world = with_webhook("");
    tell_one(&mut world, COMPLETED);
    let word = SECRET.trim_start_matches("whsec_");
    let seen = format!(
        "{:?}{}",
        world.snapshot,
        serde_json::to_string(world.view()).expect("JSON")
    );
    let rows: Vec<&String> = world.store.values().collect();
    for clear in [word, "of-the-address"] {
        assert!(!seen.contains(clear), "{clear}");
        assert!(rows.iter().all(|row| !row.contains(clear)), "{clear}");
        assert!(!format!("{:?}", world.worker).contains(clear), "{clear}");
    }
}

#[test]
fn a_key_that_is_lost_is_told_and_mended_by_typing() {
    let mut world = with_webhook("");
    world.far.is_key_lost = true;
    world.restart_worker(true);
    world.wait("the link is ready", |world| {
        !world.view().dispositions.is_empty()
    });
    tell_one(&mut world, COMPLETED);
    assert!(world.far.requests.is_empty());
    let trouble = destination(&world).trouble.clone().expect("told");
    assert_eq!(trouble.kind, DeliveryTroubleKind::SecretLost);
    let id = destination(&world).id.clone();
    let refused = save(&mut world, |draft| {
        (draft["id"], draft["secret"]) = (json!(id), Value::Null);
    });
    assert_eq!(refused.code, Some(Code::BadMessage));
    assert!(save(&mut world, |draft| draft["id"] = json!(id)).success);
    world.pass(MINUTE);
    assert_eq!(world.far.hooks().len(), 1);
}

#[test]
fn a_new_secret_signs_beside_the_old_one_for_a_day() {
    let mut world = with_webhook("");
    let id = destination(&world).id.clone();
    let secret = "bmluZXBpbi1zYW1wbGUtc2VjcmV0LTAwMDE=";
    let rotate = json!({"type": "rotateSecret", "id": id, "secret": secret});
    assert!(world.ask(rotate).success);
    let n_signatures = |world: &mut World| {
        let test = json!({"type": "testDestination", "id": id});
        assert!(world.ask(test).success);
        world.pass(MINUTE);
        let request = world.far.requests.last().expect("it was sent");
        let mut headers = request.headers.iter();
        let signed = headers.find(|(name, _)| *name == "webhook-signature");
        signed.map_or(0, |(_, value)| value.split(' ').count())
    };
    assert_eq!(n_signatures(&mut world), 2);
    world.restart_worker(true);
    assert_eq!(n_signatures(&mut world), 2);
    world.pass(1_440 * MINUTE);
    assert_eq!(n_signatures(&mut world), 1);
}

#[test]
fn what_cannot_be_sent_as_asked_is_refused_with_why() {
    let mut world = with_webhook("");
    let odd: [fn(&mut Value); 7] = [
        |draft| draft["url"] = json!("http://example.org/"),
        |draft| draft["url"] = Value::Null,
        |draft| draft["secret"] = json!("whsec_short"),
        |draft| draft["id"] = json!("no such one"),
        |draft| (draft["kind"], draft["secret"]) = (json!("hubspot"), Value::Null),
        |draft| draft["setup"]["idProperty"] = json!("a/b"),
        |draft| draft["setup"]["apiVersion"] = json!("62"),
    ];
    for change in odd {
        let refused = save(&mut world, change);
        assert_eq!(
            (refused.success, refused.code),
            (false, Some(Code::BadMessage))
        );
        assert!(refused.error.is_some_and(|error| !error.contains(SECRET)));
    }
    assert_eq!(world.view().outbox.destinations.len(), 1);
    let stranger = json!({"type": "testDestination", "id": destination(&world).id});
    let reply = world.tell_from(stranger, false);
    assert_eq!(world.replies[&reply].code, Some(Code::BadMessage));
}

#[test]
fn hubspot_is_asked_for_the_contact_then_gets_the_call_then_both_are_tied() {
    let mut world = World::start(PEOPLE);
    world
        .far
        .granted
        .insert("https://api.hubapi.com/*".to_owned());
    let saved = save(&mut world, |draft| {
        (draft["kind"], draft["url"], draft["secret"]) =
            (json!("hubspot"), Value::Null, json!("pat-1"));
        draft["setup"]["properties"] = json!([
            {"field": "column", "heading": "Program", "property": "program"},
        ]);
    });
    assert!(saved.success, "{saved:?}");
    world.far.answers.extend([
        status(200, r#"{"results":[{"id":"7"}]}"#),
        status(201, r#"{"status":"COMPLETE","results":[{"id":"9"}]}"#),
        status(204, ""),
    ]);
    tell_first(&mut world);
    let paths = world.far.requests.iter().map(|one| one.url.as_str());
    let paths: Vec<&str> = paths.collect();
    assert_eq!(
        paths,
        [
            "https://api.hubapi.com/crm/v3/objects/contacts/search",
            "https://api.hubapi.com/crm/v3/objects/calls/batch/upsert",
            "https://api.hubapi.com/crm/v4/objects/calls/9/associations/default/contacts/7",
        ]
    );
    let properties = body(&world, 1)["inputs"][0]["properties"].clone();
    assert_eq!(properties["program"], "Nursing");
    assert_eq!(destination(&world).n_waiting, 0);
}

#[test]
fn a_letter_is_over_once_a_later_event_was_written_over_it() {
    let mut world = World::start(PEOPLE);
    world
        .far
        .granted
        .insert("https://sample.my.salesforce.com/*".to_owned());
    let saved = save(&mut world, |draft| {
        draft["kind"] = json!("salesforce");
        draft["url"] = json!("https://sample.my.salesforce.com");
        draft["secret"] = json!("token");
    });
    assert!(saved.success, "{saved:?}");
    let refused = r#"[{"success":false,"errors":[{"statusCode":"INVALID_FIELD","message":"no"}]}]"#;
    let taken = r#"[{"id":"1","success":true,"errors":[]}]"#;
    world
        .far
        .answers
        .extend([status(200, refused), status(200, taken)]);
    tell_first(&mut world);
    assert_eq!(world.view().outbox.n_letters, 1);
    assert!(
        world
            .ask(json!({"type": "setNote", "text": "later"}))
            .success
    );
    world.pass(MINUTE);
    assert_eq!(
        (world.far.requests.len(), world.view().outbox.n_letters),
        (2, 0)
    );
    assert!(
        body(&world, 1)["records"][0]["Description"]
            .as_str()
            .is_some_and(|text| text.contains("later"))
    );
}

#[test]
fn everything_that_is_deleted_is_deleted_of_the_outbox_too() {
    let mut world = with_webhook("");
    world.far.granted.clear();
    tell_one(&mut world, COMPLETED);
    assert!(world.ask(json!({"type": "dismiss"})).success);
    assert!(world.ask(json!({"type": "deleteAll"})).success);
    assert!(world.store.is_empty());
    world.far.granted.insert("https://example.org/*".to_owned());
    world.pass(60 * MINUTE);
    assert!(world.far.requests.is_empty());
    assert!(world.view().outbox.destinations.is_empty());
}

#[test]
fn what_waits_is_not_forgotten_with_the_history() {
    let mut world = with_webhook("");
    world.far.granted.clear();
    tell_one(&mut world, COMPLETED);
    assert!(world.ask(json!({"type": "dismiss"})).success);
    assert!(world.ask(json!({"type": "deleteHistory"})).success);
    world.restart_worker(true);
    world.far.granted.insert("https://example.org/*".to_owned());
    let changed = extension::worker::OutboxInput::GrantsChanged;
    world.input(extension::worker::Input::Outbox(changed));
    world.pass(MINUTE);
    assert_eq!(world.far.hooks().len(), 1);
}

#[test]
fn a_call_that_ended_while_the_store_could_not_be_read_is_told_by_the_next_worker() {
    let mut world = with_webhook("");
    world.is_store_unread = true;
    world.restart_worker(false);
    world.wait("the link is ready", |world| {
        world
            .snapshot
            .as_ref()
            .is_some_and(|shown| !shown.dispositions.is_empty())
    });
    tell_one(&mut world, COMPLETED);
    assert!(world.far.requests.is_empty());
    world.is_store_unread = false;
    for _ in 0..2 {
        world.restart_worker(false);
        world.pass(MINUTE);
        assert_eq!(world.far.hooks().len(), 1);
    }
}

#[test]
fn an_answer_from_where_a_destination_was_before_tells_nothing_of_where_it_is_now() {
    let mut world = with_webhook("");
    let id = destination(&world).id.clone();
    world.far.answers.push_back(status(401, ""));
    let tested = world.tell(json!({"type": "testDestination", "id": id}));
    while world.far.requests.is_empty() {
        world.step();
    }
    let moved = json!("https://example.org/another");
    let changed = crate::outbox_stories::draft(|draft| {
        (draft["id"], draft["url"]) = (json!(id), moved.clone());
    });
    // It is stored before the answer is there.
    world.tell(json!({"type": "saveDestination", "destination": changed}));
    world.pass(MINUTE);
    assert!(world.replies[&tested].success);
    assert_eq!(
        world.far.requests.last().map(|one| json!(one.url)),
        Some(moved)
    );
    assert_eq!(
        (destination(&world).n_waiting, &destination(&world).trouble),
        (0, &None)
    );
}
