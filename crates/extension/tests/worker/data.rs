//! What is kept: preferences, templates, changes of the list, the history and its end.

use extension::message::Code;
use extension::snapshot::{DialMode, ShortcutAction, Theme};
use serde_json::{Value, json};

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
