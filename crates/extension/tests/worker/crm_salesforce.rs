//! Calls on their way to Salesforce, which checks each request against what it publishes.

use std::time::Duration;

use extension::snapshot::DeliveryTroubleKind;
use serde_json::{Value, json};

use crate::outbox_stories::{destination, save, work_three};
use crate::world::World;
use crate::world::salesforce::{Salesforce, error, refused};
use crate::world::shape::{Fault, Reply};
use crate::{COMPLETED, THREE, call_one, wait_phase};

const MINUTE: Duration = Duration::from_secs(60);
const FIELD: &str = "Ninepin_Call_Id__c";

/// An agent at work with an organisation that has a field for our id.
fn with_salesforce(list: &str) -> World {
    let mut world = World::start(list);
    let origin = "https://sample.my.salesforce.com/*";
    world.far.granted.insert(origin.to_owned());
    world.far.salesforce = Some(Salesforce {
        token: "token-1".to_owned(),
        own_fields: vec![FIELD.to_owned(), "List__c".to_owned()],
        ..Salesforce::default()
    });
    save_token(&mut world, "token-1", None);
    world
}

fn save_token(world: &mut World, token: &str, id: Option<String>) {
    let saved = save(world, |draft| {
        draft["kind"] = json!("salesforce");
        draft["url"] = json!("https://sample.my.salesforce.com");
        draft["secret"] = json!(token);
        draft["setup"]["properties"] = json!([{"field": "number", "property": "List__c"}]);
        if let Some(id) = id {
            draft["id"] = json!(id);
        }
    });
    assert!(saved.success, "{saved:?}");
}

fn end(world: &mut World) -> &mut Salesforce {
    world.far.salesforce.as_mut().expect("it is there")
}

fn tell_one(world: &mut World) {
    call_one(world);
    wait_phase(world, extension::snapshot::CallPhase::Talking);
    let ended = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(ended).success);
    world.pass(MINUTE);
}

#[track_caller]
fn ensure_all_there(world: &mut World, n_tasks: usize) {
    let view = destination(world);
    assert_eq!(
        (view.n_waiting, view.n_letters),
        (0, 0),
        "{:?}",
        view.trouble
    );
    let end = end(world);
    assert_eq!(end.odd, [""; 0]);
    assert_eq!(end.tasks.len(), n_tasks);
}

fn fault(status: u16, body: &Value) -> Fault {
    let mut reply = Reply::new(status, body);
    reply.retry_after = (status == 429).then_some(600);
    Fault {
        reply: Some(reply),
        is_done: false,
    }
}

#[test]
fn each_call_is_one_task_with_what_is_known_of_it() {
    let mut world = with_salesforce(THREE);
    work_three(&mut world);
    world.pass(60 * MINUTE);
    ensure_all_there(&mut world, 3);
    assert_eq!(end(&mut world).n_asked, 3);
    let tasks = end(&mut world).tasks.clone();
    let subjects: Vec<&str> = tasks
        .values()
        .filter_map(|task| task["Subject"].as_str())
        .collect();
    for (name, number) in [
        ("Ada Li", "+12025550101"),
        ("Bo Ek", "+12025550102"),
        ("Cy Oz", "+12025550103"),
    ] {
        let subject = format!("Call to {name} ({number})");
        assert!(subjects.contains(&subject.as_str()), "{subjects:?}");
    }
    for task in tasks.values() {
        assert_eq!(task["TaskSubtype"], "Call");
        assert!(task["CallDurationInSeconds"].is_u64(), "{task}");
    }
}

#[test]
fn a_fault_that_passes_leaves_one_task_whether_it_was_carried_out_or_not() {
    let locked = json!([refused("UNABLE_TO_LOCK_ROW", "as told", &[])]);
    let limit = error("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    let faults = [
        fault(409, &error("CONFLICT", "as told")),
        fault(429, &error("REQUEST_LIMIT_EXCEEDED", "as told")),
        // So an organisation says that its day's requests are used up.
        fault(403, &limit),
        fault(500, &error("UNKNOWN_EXCEPTION", "as told")),
        fault(503, &error("SERVER_UNAVAILABLE", "as told")),
        fault(200, &locked),
        Fault {
            is_done: true,
            ..fault(502, &Value::Null)
        },
        Fault {
            reply: None,
            is_done: true,
        },
    ];
    for fault in faults {
        let mut world = with_salesforce("");
        end(&mut world).faults.push_back(Some(fault.clone()));
        tell_one(&mut world);
        let is_patient = fault.reply.as_ref().is_some_and(|one| one.status == 429);
        assert_eq!(end(&mut world).n_asked == 1, is_patient, "{fault:?}");
        world.pass(12 * MINUTE);
        ensure_all_there(&mut world, 1);
    }
}

#[test]
fn a_session_that_is_over_shuts_the_door_until_there_is_another() {
    let mut world = with_salesforce("");
    end(&mut world).token = "token-2".to_owned();
    tell_one(&mut world);
    world.pass(600 * MINUTE);
    assert_eq!(end(&mut world).n_asked, 1);
    let view = destination(&world);
    assert_eq!((view.n_waiting, view.n_letters), (1, 0));
    let trouble = view.trouble.clone().expect("told");
    assert_eq!(trouble.kind, DeliveryTroubleKind::Closed);
    assert_eq!(trouble.detail.as_deref(), Some("HTTP 401: another token"));
    let id = view.id.clone();
    save_token(&mut world, "token-2", Some(id));
    world.pass(MINUTE);
    ensure_all_there(&mut world, 1);
}

#[test]
fn a_record_that_is_refused_within_a_success_is_a_letter_and_goes_once_that_is_mended() {
    let mut world = with_salesforce("");
    end(&mut world).own_fields.truncate(1);
    tell_one(&mut world);
    world.pass(60 * MINUTE);
    let letters = world.view().outbox.letters.clone();
    let reason = "INVALID_FIELD: No such column 'List__c' on sobject of type Task";
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].reason, reason);
    assert!(end(&mut world).tasks.is_empty());
    end(&mut world).own_fields.push("List__c".to_owned());
    let revive = json!({"type": "reviveLetter", "letterId": letters[0].id});
    assert!(world.ask(revive).success);
    world.pass(MINUTE);
    ensure_all_there(&mut world, 1);
}

#[test]
fn a_later_note_changes_the_same_task() {
    let mut world = with_salesforce("");
    tell_one(&mut world);
    let note = json!({"type": "setNote", "text": "later"});
    assert!(world.ask(note).success);
    world.pass(MINUTE);
    ensure_all_there(&mut world, 1);
    let task = end(&mut world).tasks.values().next().cloned();
    let description = task.expect("one")["Description"].clone();
    let description = description.as_str().expect("a text");
    assert!(description.ends_with("Note: later"), "{description}");
}
