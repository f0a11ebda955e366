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
