//! What is kept: preferences, templates, changes of the list, the history and its end.

use extension::message::Code;
use extension::snapshot::{DialMode, ShortcutAction, Theme};
use serde_json::{Value, json};

use crate::THREE;
use crate::world::World;

fn set(world: &mut World, preference: Value) -> bool {
    let status = world.ask(json!({"type": "setPreference", "preference": preference}));
    assert_eq!(status.success, status.code != Some(Code::BadMessage));
    status.success
}

#[test]
fn preferences_are_shown_and_kept_each_on_its_own() {
    let mut world = World::start("");
    let first = json!({"type": "setPreference", "preference": {"theme": {"theme": "dark"}}});
    let second = json!({"type": "setPreference", "preference": {"mode": {"mode": "preview"}}});
    world.tell(first);
    world.tell(second);
    let key = json!({"shortcut": {"action": "note", "key": "Alt+n"}});
    assert!(set(&mut world, key));
    world.restart_worker(true);
    let kept = &world.view().preferences;
    assert_eq!((kept.theme, kept.mode), (Theme::Dark, DialMode::Preview));
    assert_eq!(kept.shortcuts[0].action, ShortcutAction::Note);
    assert!(set(&mut world, json!("defaultShortcuts")));
    assert!(world.view().preferences.shortcuts.is_empty());
}

#[test]
fn a_preference_out_of_its_bounds_is_refused_and_changes_nothing() {
    let mut world = World::start("");
    let before = world.view().preferences.clone();
    for odd in [
        json!({"countdown": {"seconds": 61}}),
        json!({"holdBack": {"seconds": 6}}),
        json!({"retention": {"days": 0}}),
        json!({"theme": {"theme": "odd"}}),
        json!({"chips": {"columns": vec!["Grade"; 13]}}),
    ] {
        assert!(!set(&mut world, odd));
    }
    assert_eq!(world.view().preferences, before);
}

fn save(world: &mut World, id: Option<&str>, name: &str, text: &str, pinned: bool) -> bool {
    let message = json!({
        "type": "saveTemplate", "id": id, "name": name, "text": text, "pinned": pinned,
    });
    world.ask(message).success
}

fn template_names(world: &World) -> Vec<&str> {
    let templates = world.view().templates.iter();
    templates.map(|one| one.name.as_str()).collect()
}

#[test]
fn templates_are_kept_in_order_with_pinned_ones_first() {
    let mut world = World::start("");
    assert!(save(&mut world, None, "Missed you", "Hello {name}", false));
    assert!(save(&mut world, None, "Details", "As promised", true));
    world.restart_worker(true);
    assert_eq!(template_names(&world), ["Details", "Missed you"]);
    let id = world.view().templates[1].id.clone();
    assert!(save(&mut world, Some(&id), "Missed", "Hello", true));
    assert_eq!(template_names(&world), ["Missed", "Details"]);
    let removal = json!({"type": "removeTemplate", "id": id});
    assert!(world.ask(removal.clone()).success);
    assert_eq!(template_names(&world), ["Details"]);
    assert_eq!(world.ask(removal).code, Some(Code::BadMessage));
}

#[test]
fn a_template_that_is_too_long_or_one_too_many_is_refused() {
    let mut world = World::start("");
    assert!(save(&mut world, None, "Full", &"ü".repeat(2_000), false));
    assert!(!save(&mut world, None, "Long", &"ü".repeat(2_001), false));
    assert!(!save(&mut world, None, " ", "text", false));
    assert!(!save(&mut world, Some("odd"), "Odd", "text", false));
    for _ in 1..50 {
        assert!(save(&mut world, None, "Name", "text", false));
    }
    assert!(!save(&mut world, None, "Name", "text", false));
    assert_eq!(world.view().templates.len(), 50);
}

#[test]
fn a_template_that_was_not_stored_is_not_shown() {
    let mut world = World::start("");
    world.store_fails = true;
    let message = json!({"type": "saveTemplate", "name": "Name", "text": "text", "pinned": true});
    assert_eq!(world.ask(message).code, Some(Code::Storage));
    assert!(world.view().templates.is_empty());
}

fn ids(list: &str) -> Vec<String> {
    let parsed = extension::list::parse(list).expect("it is a list");
    parsed.records.into_iter().map(|one| one.id).collect()
}

fn remove(world: &mut World, ids: &[&String]) -> Option<Code> {
    world
        .ask(json!({"type": "removeRecords", "recordIds": ids}))
        .code
}

fn move_before(world: &mut World, ids: &[&String], before: Option<&String>) -> Option<Code> {
    let message = json!({"type": "moveRecords", "recordIds": ids, "before": before});
    world.ask(message).code
}

#[test]
fn people_are_moved_removed_and_brought_back_over_a_restart() {
    let (mut world, ids) = (World::start(THREE), ids(THREE));
    assert_eq!(move_before(&mut world, &[&ids[2]], Some(&ids[0])), None);
    assert_eq!(world.names(), ["Cy Oz", "Ada Li", "Bo Ek"]);
    assert_eq!(remove(&mut world, &[&ids[0], &ids[1]]), None);
    let list = &world.view().list;
    assert_eq!((list.n_records, list.n_callable, list.n_removed), (1, 1, 2));
    world.restart_worker(false);
    assert_eq!(world.view().list.n_removed, 2);
    assert_eq!(world.names(), ["Cy Oz"]);
    let gone = json!({"type": "startRun", "recordIds": [ids[0]]});
    assert_eq!(world.ask(gone).code, Some(Code::BadList));
    let revision = world.view().list.revision;
    assert!(world.ask(json!({"type": "undoRemoveRecords"})).success);
    let list = &world.view().list;
    assert_eq!((list.n_records, list.n_callable, list.n_removed), (3, 3, 0));
    assert!(list.revision > revision);
    assert_eq!(world.names(), ["Cy Oz", "Ada Li", "Bo Ek"]);
    let again = world.ask(json!({"type": "undoRemoveRecords"}));
    assert_eq!(again.code, Some(Code::BadList));
}

#[test]
fn two_changes_of_the_list_at_once_are_both_kept() {
    let (mut world, ids) = (World::start(THREE), ids(THREE));
    world.restart_worker(false);
    world.tell(json!({"type": "removeRecords", "recordIds": [ids[0]]}));
    assert_eq!(move_before(&mut world, &[&ids[2]], Some(&ids[1])), None);
    assert_eq!(world.names(), ["Cy Oz", "Bo Ek"]);
    world.restart_worker(false);
    assert_eq!(world.names(), ["Cy Oz", "Bo Ek"]);
}

#[test]
fn nobody_is_taken_off_the_list_whom_the_run_is_still_to_call() {
    let (mut world, ids) = (World::start(THREE), ids(THREE));
    let two = json!({"type": "startRun", "recordIds": ids[..2]});
    assert!(world.ask(two).success);
    assert_eq!(remove(&mut world, &[&ids[1]]), Some(Code::Busy));
    assert_eq!(remove(&mut world, &[&ids[2]]), None);
    assert_eq!(world.names(), ["Ada Li", "Bo Ek"]);
    let stranger = "x".to_owned();
    assert_eq!(remove(&mut world, &[&stranger]), Some(Code::BadList));
    let moved = move_before(&mut world, &[&ids[0]], Some(&ids[2]));
    assert_eq!(moved, Some(Code::BadList));
}

#[test]
fn a_change_of_the_list_that_was_not_stored_is_none() {
    let (mut world, ids) = (World::start(THREE), ids(THREE));
    world.store_fails = true;
    assert_eq!(remove(&mut world, &[&ids[1]]), Some(Code::Storage));
    world.store_fails = false;
    assert_eq!(move_before(&mut world, &[&ids[1]], None), None);
    assert_eq!(world.names(), ["Ada Li", "Cy Oz", "Bo Ek"]);
    assert_eq!(world.view().list.n_removed, 0);
}

#[test]
fn a_new_list_has_none_of_the_changes_of_the_one_before() {
    let (mut world, ids) = (World::start(THREE), ids(THREE));
    assert_eq!(remove(&mut world, &[&ids[1]]), None);
    assert!(
        world
            .ask(json!({"type": "importList", "text": THREE}))
            .success
    );
    assert_eq!(world.view().list.n_removed, 0);
    assert_eq!(world.names(), ["Ada Li", "Bo Ek", "Cy Oz"]);
}

#[test]
fn a_person_is_called_under_another_of_their_numbers() {
    let list = "name,phone,mobile\nAda Li,2025550101,2025550102\n";
    let (mut world, ids) = (World::start(list), ids(list));
    let message = json!({
        "type": "triggerFive9Call", "contactId": ids[0], "phoneNumber": "+12025550102",
    });
    assert!(world.ask(message).success);
    let call = world.view().call.as_ref().expect("a call");
    assert_eq!(
        (call.name.as_str(), call.number.as_str()),
        ("Ada Li", "+12025550102")
    );
    assert_eq!(call.record_id.as_ref(), Some(&ids[0]));
}
