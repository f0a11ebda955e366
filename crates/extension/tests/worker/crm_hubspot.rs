//! Calls on their way to HubSpot, which checks each request against what it publishes.

use std::collections::BTreeSet;
use std::time::Duration;

use extension::snapshot::DeliveryTroubleKind;
use serde_json::{Value, json};

use crate::outbox_stories::{destination, save, work_three};
use crate::world::World;
use crate::world::hubspot::{Hubspot, error};
use crate::world::shape::{Fault, Reply};
use crate::{COMPLETED, THREE};

const MINUTE: Duration = Duration::from_secs(60);
const ONE: &str = "name,phone,Program\nAda Li,2025550101,Nursing\n";

/// An agent at work with an account that knows some people by their numbers.
fn with_hubspot(list: &str, contacts: &[(&str, &str)]) -> World {
    let mut world = World::start(list);
    let origin = "https://api.hubapi.com/*";
    world.far.granted.insert(origin.to_owned());
    let contacts = contacts.iter();
    world.far.hubspot = Some(Hubspot {
        token: "pat-1".to_owned(),
        own_properties: vec!["ninepin_call_id".to_owned(), "program".to_owned()],
        contacts: contacts
            .map(|(number, id)| ((*number).to_owned(), (*id).to_owned()))
            .collect(),
        ..Hubspot::default()
    });
    save_token(&mut world, "pat-1", None);
    world
}

fn save_token(world: &mut World, token: &str, id: Option<String>) {
    let saved = save(world, |draft| {
        draft["kind"] = json!("hubspot");
        (draft["url"], draft["secret"]) = (Value::Null, json!(token));
        draft["setup"]["properties"] = json!([
            {"field": "column", "heading": "Program", "property": "program"},
        ]);
        if let Some(id) = id {
            draft["id"] = json!(id);
        }
    });
    assert!(saved.success, "{saved:?}");
}

fn end(world: &mut World) -> &mut Hubspot {
    world.far.hubspot.as_mut().expect("it is there")
}

fn tell_first(world: &mut World) {
    let record = world.list_rows().expect("a list").records[0].id.clone();
    let call = json!({"type": "triggerFive9Call", "contactId": record, "again": true});
    assert!(world.ask(call).success);
    crate::wait_phase(world, extension::snapshot::CallPhase::Talking);
    let ended = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(ended).success);
    world.pass(MINUTE);
}

/// What waits, what is a letter, and what HubSpot found odd.
#[track_caller]
fn ensure_all_there(world: &mut World, n_calls: usize, n_ties: usize) {
    let view = destination(world);
    assert_eq!((view.n_waiting, view.n_letters), (0, 0));
    let end = end(world);
    assert_eq!(end.odd, [""; 0]);
    assert_eq!((end.calls.len(), end.ties.len()), (n_calls, n_ties));
}

fn fault(status: u16, category: &str) -> Fault {
    let mut reply = Reply::new(status, &error(category, "as told"));
    reply.retry_after = (status == 429).then_some(600);
    Fault {
        reply: Some(reply),
        is_done: false,
    }
}

#[test]
fn each_call_is_one_call_there_tied_to_the_one_contact_who_has_the_number() {
    let contacts = [
        ("+12025550101", "71"),
        ("+12025550102", "72"),
        ("+12025550102", "73"),
    ];
    let mut world = with_hubspot(THREE, &contacts);
    work_three(&mut world);
    world.pass(60 * MINUTE);
    ensure_all_there(&mut world, 3, 1);
    let end = end(&mut world);
    // Of two who have the number, and of nobody, none is taken.
    assert_eq!(end.n_asked, 3 + 2 + 2);
    let numbers = end.calls.values().map(|call| &call["hs_call_to_number"]);
    let numbers: BTreeSet<&str> = numbers.filter_map(Value::as_str).collect();
    let all = ["+12025550101", "+12025550102", "+12025550103"];
    assert_eq!(numbers, BTreeSet::from(all));
    for call in end.calls.values() {
        assert_eq!(call["hs_call_status"], "COMPLETED");
        assert_eq!(call["hs_call_direction"], "OUTBOUND");
    }
    let (ours, _) = end
        .calls
        .iter()
        .find(|(_, call)| call["hs_call_to_number"] == "+12025550101")
        .expect("it is there");
    let tie = (end.id_of(ours), "71".to_owned());
    assert_eq!(end.ties, BTreeSet::from([tie]));
}

#[test]
fn a_fault_of_any_request_that_passes_leaves_one_call_tied_once() {
    let lost = Fault {
        reply: None,
        is_done: true,
    };
    let faults = [
        fault(409, "CONFLICT"),
        fault(429, "RATE_LIMITS"),
        fault(500, "INTERNAL_ERROR"),
        fault(503, "INTERNAL_ERROR"),
        Fault {
            is_done: true,
            ..fault(502, "INTERNAL_ERROR")
        },
        lost,
    ];
    for fault in faults {
        for nth in 0..3 {
            let mut world = with_hubspot(ONE, &[("+12025550101", "71")]);
            let end_before = end(&mut world);
            end_before.faults.extend(vec![None; nth]);
            end_before.faults.push_back(Some(fault.clone()));
            tell_first(&mut world);
            let is_patient = fault.reply.as_ref().is_some_and(|one| one.status == 429);
            let n_asked = end(&mut world).n_asked;
            assert_eq!(n_asked == nth + 1, is_patient, "{fault:?} at {nth}");
            world.pass(12 * MINUTE);
            ensure_all_there(&mut world, 1, 1);
            assert_eq!(end(&mut world).n_asked, nth + 1 + 3, "{fault:?} at {nth}");
            let call = end(&mut world).calls.values().next().cloned();
            assert_eq!(call.expect("one")["program"], "Nursing");
        }
    }
}

#[test]
fn a_token_that_is_taken_back_at_any_request_shuts_the_door_until_there_is_another() {
    for nth in 0..3 {
        let mut world = with_hubspot(ONE, &[("+12025550101", "71")]);
        let end_before = end(&mut world);
        end_before.faults.extend(vec![None; nth]);
        let expired = fault(401, "EXPIRED_AUTHENTICATION");
        end_before.faults.push_back(Some(expired));
        tell_first(&mut world);
        world.pass(600 * MINUTE);
        assert_eq!(end(&mut world).n_asked, nth + 1);
        let view = destination(&world);
        assert_eq!((view.n_waiting, view.n_letters), (1, 0));
        let trouble = view.trouble.clone().expect("told");
        assert_eq!(trouble.kind, DeliveryTroubleKind::Closed);
        assert_eq!(trouble.detail.as_deref(), Some("HTTP 401: as told"));
        let id = view.id.clone();
        end(&mut world).token = "pat-2".to_owned();
        save_token(&mut world, "pat-2", Some(id));
        world.pass(MINUTE);
        ensure_all_there(&mut world, 1, 1);
    }
}

#[test]
fn what_the_account_refuses_within_a_batch_is_a_letter_and_goes_once_that_is_mended() {
    let mut world = with_hubspot(ONE, &[("+12025550101", "71")]);
    end(&mut world).own_properties.truncate(1);
    tell_first(&mut world);
    world.pass(60 * MINUTE);
    let letters = world.view().outbox.letters.clone();
    let reason = "VALIDATION_ERROR: Property \"program\" does not exist";
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].reason, reason);
    assert!(end(&mut world).calls.is_empty());
    end(&mut world).own_properties.push("program".to_owned());
    let revive = json!({"type": "reviveLetter", "letterId": letters[0].id});
    assert!(world.ask(revive).success);
    world.pass(MINUTE);
    ensure_all_there(&mut world, 1, 1);
}

#[test]
fn a_contact_that_is_gone_by_then_is_a_letter_and_the_call_is_there() {
    let mut world = with_hubspot(ONE, &[("+12025550101", "71")]);
    let gone = fault(404, "OBJECT_NOT_FOUND");
    end(&mut world).faults.extend([None, None, Some(gone)]);
    tell_first(&mut world);
    let view = destination(&world);
    assert_eq!((view.n_waiting, view.n_letters), (0, 1));
    assert_eq!(end(&mut world).calls.len(), 1);
    assert!(end(&mut world).ties.is_empty());
}

#[test]
fn a_later_note_is_written_over_the_same_call_as_text_and_no_markup() {
    let mut world = with_hubspot(ONE, &[("+12025550101", "71")]);
    tell_first(&mut world);
    let note = json!({"type": "setNote", "text": "<b>later</b> & more"});
    assert!(world.ask(note).success);
    world.pass(MINUTE);
    ensure_all_there(&mut world, 1, 1);
    assert_eq!(end(&mut world).n_asked, 6);
    let call = end(&mut world).calls.values().next().cloned();
    let body = call.expect("one")["hs_call_body"].clone();
    let body = body.as_str().expect("a text");
    assert!(
        body.ends_with("Note: &lt;b&gt;later&lt;/b&gt; &amp; more"),
        "{body}"
    );
}
