//! What is kept: preferences, templates, changes of the list, the history and its end.

use std::time::Duration;

use extension::message::Code;
use extension::snapshot::{
    CallPhase, DialMode, HeldView, LinkState, ShortcutAction, Surface, Theme,
};
use extension::stored::HistoryCall;
use extension::worker::{Input, Table};
use serde_json::{Value, json};

use crate::world::World;
use crate::{COMPLETED, THREE, VOICEMAIL, choose, start_run, wait_phase, wait_talk_of};

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
fn a_history_that_changed_is_shown_with_what_comes_next_or_a_moment_later() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.pass(Duration::from_secs(1));
    let shown = |world: &World| {
        let view = world.view();
        let outcome = view.call.as_ref().and_then(|call| call.outcome_id.clone());
        (view.revision, view.history_revision, outcome)
    };
    let (revision, history, _) = shown(&world);
    choose(&mut world, VOICEMAIL);
    choose(&mut world, COMPLETED);
    // Both are written by now; that alone is no reason for a snapshot.
    let (second, _, outcome) = shown(&world);
    assert_eq!(
        (second, outcome.as_deref()),
        (revision + 2, Some(COMPLETED))
    );
    world.pass(Duration::from_millis(150));
    let (third, newest, _) = shown(&world);
    assert_eq!(third, second + 1);
    assert!(newest > history, "{newest} after {history}");
    world.pass(Duration::from_millis(500));
    assert_eq!(shown(&world).0, third);
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

#[test]
fn a_setting_that_was_not_kept_is_no_success_and_is_undone() {
    let mut world = World::start("");
    world.settings_fail = true;
    let before = (
        world.view().preferences.clone(),
        world.view().campaign_id.clone(),
    );
    for message in [
        json!({"type": "setPreference", "preference": {"holdBack": {"seconds": 5}}}),
        json!({"type": "chooseCampaign", "campaignId": "7"}),
        json!({"type": "setDefaultOutcome", "dispositionId": COMPLETED}),
        json!({"type": "addDisposition", "dispositionId": "9", "name": "Nine"}),
    ] {
        assert_eq!(world.ask(message).code, Some(Code::Storage));
        let view = world.view();
        assert_eq!((view.preferences.clone(), view.campaign_id.clone()), before);
    }
}

#[test]
fn calls_are_forgotten_only_by_a_preference_that_was_kept() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    wait_talk_of(&mut world, 1);
    let row = world
        .store
        .iter()
        .find(|((table, _), _)| *table == Table::Calls);
    let (_, row) = row
        .map(|(key, row)| (key.clone(), row.clone()))
        .expect("a call");
    let old = (Table::Calls, "0000000000004-a-2".to_owned());
    world.store.insert(old.clone(), row);
    world.settings_fail = true;
    let days = json!({"type": "setPreference", "preference": {"retention": {"days": 30}}});
    assert_eq!(world.ask(days.clone()).code, Some(Code::Storage));
    assert!(world.store.contains_key(&old));
    world.settings_fail = false;
    assert!(world.ask(days).success);
    world.wait("it is forgotten", |world| !world.store.contains_key(&old));
}

#[test]
fn settings_that_could_not_be_read_are_not_written_over_and_nobody_is_called_by_defaults() {
    let mut world = World::start(THREE);
    let chosen = world.ask(json!({"type": "chooseCampaign", "campaignId": crate::CAMPAIGN}));
    assert!(chosen.success);
    assert!(set(&mut world, json!({"theme": {"theme": "dark"}})));
    world.are_settings_unread = true;
    world.restart_worker(false);
    world.wait("dispositions were read", |world| {
        world.view().link.state == LinkState::Ready && !world.view().campaigns.is_empty()
    });
    let trouble = world.view().trouble.as_ref().map(|trouble| trouble.code);
    assert_eq!(trouble, Some(Code::Storage));
    let light = json!({"type": "setPreference", "preference": {"theme": {"theme": "light"}}});
    assert_eq!(world.ask(light).code, Some(Code::Storage));
    let call = json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"});
    assert_eq!(world.ask(call).code, Some(Code::Storage));
    assert_eq!(world.n_dials(), 0);
    world.are_settings_unread = false;
    world.restart_worker(false);
    assert_eq!(world.view().preferences.theme, Theme::Dark);
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
fn nobody_stops_the_worker_before_it_has_kept_and_answered_what_was_asked() {
    let mut world = World::start("");
    assert!(!world.worker.is_busy());
    for message in [
        json!({"type": "saveTemplate", "name": "Name", "text": "text", "pinned": true}),
        json!({"type": "importList", "text": THREE}),
        json!({"type": "setPreference", "preference": {"largeText": {"on": true}}}),
    ] {
        let reply = world.tell(message);
        assert!(world.worker.is_busy());
        world.wait("it is answered", |world| world.replies.contains_key(&reply));
        assert!(!world.worker.is_busy());
    }
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
fn a_change_of_the_list_that_waits_is_not_taken_back_by_pause_and_cancel() {
    for stop in ["pause", "cancel"] {
        let (mut world, ids) = (World::start(THREE), ids(THREE));
        world.restart_worker(false);
        world.list_is_slow = true;
        let removal = json!({"type": "removeRecords", "recordIds": [ids[0]]});
        let removal = world.tell(removal);
        let start = world.tell(json!({"type": "startRun", "recordIds": [ids[1]]}));
        assert!(world.ask(json!({"type": stop})).success);
        assert_eq!(world.replies[&start].code, Some(Code::Refused));
        world.list_is_slow = false;
        world.input(Input::List(world.list_rows()));
        world.wait("it is done", |world| world.replies.contains_key(&removal));
        assert!(world.replies[&removal].success);
        assert_eq!(world.names(), ["Bo Ek", "Cy Oz"]);
    }
}

#[test]
fn a_campaign_of_the_list_keeps_no_change_of_the_list_that_failed() {
    let (mut world, ids) = (World::start(THREE), ids(THREE));
    let removal = json!({"type": "removeRecords", "recordIds": [ids[0]]});
    let campaign = json!({"type": "setListCampaign", "campaignId": crate::CAMPAIGN});
    world.store_fails = true;
    let removal = world.tell(removal);
    world.store_fails = false;
    assert!(world.ask(campaign).success);
    assert_eq!(world.replies[&removal].code, Some(Code::Storage));
    world.restart_worker(false);
    let list = &world.view().list;
    assert_eq!((list.n_records, list.n_removed), (3, 0));
    assert_eq!(list.campaign_id.as_deref(), Some(crate::CAMPAIGN));
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

/// A call that is over, with its intent.
fn finished_call(world: &mut World, number: &str) -> String {
    assert!(
        world
            .ask(json!({"type": "triggerFive9Call", "phoneNumber": number}))
            .success
    );
    wait_phase(world, CallPhase::Talking);
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": VOICEMAIL});
    assert!(world.ask(end).success);
    wait_phase(world, CallPhase::Done);
    let call = world.view().call.as_ref().expect("a call");
    call.intent_id.clone()
}

fn correct(world: &mut World, intent: &str, id: &str) -> Option<Code> {
    let message = json!({"type": "correctOutcome", "intentId": intent, "dispositionId": id});
    world.ask(message).code
}

fn history(world: &World) -> Vec<HistoryCall> {
    let rows = world.store.iter();
    let rows = rows.filter(|((table, _), _)| *table == Table::Calls);
    rows.map(|(_, json)| extension::wire::read_text(json).expect("a call"))
        .collect()
}

fn n_rows(world: &World, table: Table) -> usize {
    world
        .store
        .keys()
        .filter(|(known, _)| *known == table)
        .count()
}

#[test]
fn letters_that_come_late_are_kept_with_the_call_before_and_told_of_nobody_else() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    let first = world
        .view()
        .call
        .as_ref()
        .expect("a call")
        .intent_id
        .clone();
    choose(&mut world, COMPLETED);
    assert!(world.ask(json!({"type": "endAndNext"})).success);
    wait_talk_of(&mut world, 2);
    let note =
        |intent: &str| json!({"type": "setNote", "text": "call on Monday", "intentId": intent});
    assert!(world.ask(note(&first)).success);
    assert_eq!(world.view().call.as_ref().expect("a call").note, "");
    let calls = history(&world);
    let kept = calls.iter().find(|call| call.intent_id == first);
    assert_eq!(kept.expect("the first call").note, "call on Monday");
    let status = world.ask(note("nobody"));
    assert_eq!(status.code, Some(Code::BadMessage), "{status:?}");
}

#[test]
fn the_outcome_of_any_call_that_is_over_can_be_corrected() {
    let mut world = World::start("");
    let numbers = ["2025550101", "2025550102", "2025550103"];
    let intents = numbers.map(|number| finished_call(&mut world, number));
    let revision = world.view().history_revision;
    for intent in &intents {
        assert_eq!(correct(&mut world, intent, COMPLETED), None);
    }
    assert!(world.view().history_revision > revision);
    for call in history(&world) {
        assert_eq!(call.corrected.expect("corrected").id, COMPLETED);
        let held = HeldView::Confirmed {
            disposition_id: VOICEMAIL.to_owned(),
        };
        assert_eq!(call.held, Some(held));
    }
    world.restart_worker(true);
    world.wait("dispositions were read", |world| {
        !world.view().dispositions.is_empty()
    });
    assert_eq!(correct(&mut world, &intents[0], VOICEMAIL), None);
    assert!(history(&world)[0].corrected.is_none());
    assert_eq!(world.log("/dispose").len(), 3);
}

#[test]
fn a_correction_is_no_use_of_an_outcome() {
    let mut world = World::start("");
    let first = finished_call(&mut world, "2025550101");
    let second = finished_call(&mut world, "2025550102");
    let used =
        |world: &World| -> u32 { world.view().dispositions.iter().map(|one| one.n_used).sum() };
    assert_eq!(used(&world), 2);
    for intent in [&first, &second, &first] {
        for id in [COMPLETED, VOICEMAIL] {
            assert_eq!(correct(&mut world, intent, id), None);
        }
    }
    assert_eq!(used(&world), 2);
    finished_call(&mut world, "2025550103");
    assert_eq!(used(&world), 3);
}

#[test]
fn a_correction_of_what_is_not_over_or_not_known_is_refused() {
    let mut world = World::start("");
    let over = finished_call(&mut world, "2025550101");
    assert_eq!(
        correct(&mut world, &over, "999"),
        Some(Code::DispositionRefused)
    );
    assert_eq!(
        correct(&mut world, "odd", COMPLETED),
        Some(Code::BadMessage)
    );
    let call = json!({"type": "triggerFive9Call", "phoneNumber": "2025550102"});
    assert!(world.ask(call).success);
    wait_phase(&mut world, CallPhase::Talking);
    let open = world
        .view()
        .call
        .as_ref()
        .expect("a call")
        .intent_id
        .clone();
    assert_eq!(correct(&mut world, &open, COMPLETED), Some(Code::Busy));
}

#[test]
fn the_history_is_forgotten_but_for_a_call_that_is_not_over() {
    let mut world = World::start("");
    finished_call(&mut world, "2025550101");
    world.pass(Duration::from_secs(60));
    let before_ms = world.wall_ms();
    finished_call(&mut world, "2025550102");
    let message = json!({"type": "deleteHistory", "beforeMs": before_ms});
    assert!(world.ask(message).success);
    assert_eq!(
        (
            n_rows(&world, Table::Calls),
            n_rows(&world, Table::Attempts)
        ),
        (1, 1)
    );
    let call = json!({"type": "triggerFive9Call", "phoneNumber": "2025550103"});
    assert!(world.ask(call).success);
    wait_phase(&mut world, CallPhase::Talking);
    assert!(world.ask(json!({"type": "deleteHistory"})).success);
    let left = history(&world);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].number.as_deref(), Some("+12025550103"));
    assert_eq!(n_rows(&world, Table::Attempts), 1);
    // The one that is on is counted once, also when it is over.
    assert_eq!(n_calls_by_day(&world), [1]);
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": VOICEMAIL});
    assert!(world.ask(end).success);
    wait_phase(&mut world, CallPhase::Done);
    assert_eq!(n_calls_by_day(&world), [1]);
}

#[test]
fn a_call_that_was_forgotten_does_not_come_back() {
    let mut world = World::start("");
    let last = finished_call(&mut world, "2025550101");
    let on_screen = finished_call(&mut world, "2025550102");
    let reply = world.tell(json!({
        "type": "correctOutcome", "intentId": on_screen, "dispositionId": COMPLETED,
    }));
    assert!(world.ask(json!({"type": "deleteHistory"})).success);
    assert!(
        world.replies[&reply].success,
        "it was there when it was corrected"
    );
    assert!(world.view().call.is_none() && world.view().last_call.is_none());
    for intent in [&last, &on_screen] {
        assert_eq!(
            correct(&mut world, intent, COMPLETED),
            Some(Code::BadMessage)
        );
    }
    assert!(
        world
            .ask(json!({"type": "setNote", "text": "late"}))
            .success
    );
    assert!(world.ask(json!({"type": "dismiss"})).success);
    finished_call(&mut world, "2025550103");
    assert_eq!(history(&world).len(), 1);
}

#[test]
fn calls_are_kept_as_long_as_the_agent_wants() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert!(world.ask(json!({"type": "cancel"})).success);
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": VOICEMAIL});
    assert!(world.ask(end).success);
    wait_phase(&mut world, CallPhase::Done);
    assert!(set(&mut world, json!({"retention": {"days": 2}})));
    let kept = |world: &World| {
        [Table::Calls, Table::Attempts, Table::Runs, Table::RunEnds]
            .map(|table| n_rows(world, table))
    };
    let before = kept(&world);
    assert!(before.iter().all(|n| *n > 0), "{before:?}");
    let hour = Duration::from_secs(60 * 60);
    world.close_tab(0);
    world.close_panel();
    world.pass(47 * hour);
    world.restart_worker(true);
    world.pass(hour / 60);
    assert_eq!(kept(&world), before);
    world.close_panel();
    world.pass(2 * hour);
    world.restart_worker(true);
    world.pass(hour / 60);
    assert_eq!(kept(&world), [0; 4]);
    // What they came to tells of nobody and stays.
    assert_eq!(n_calls_by_day(&world), [1]);
}

#[test]
fn a_run_that_is_on_outlives_its_calls_time() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert!(world.ask(json!({"type": "pause"})).success);
    world.close_tab(0);
    world.pass(Duration::from_secs(3 * 24 * 60 * 60));
    assert!(set(&mut world, json!({"retention": {"days": 1}})));
    world.pass(Duration::from_secs(1));
    assert_eq!(n_rows(&world, Table::Runs), 1);
}

#[test]
fn a_worker_that_could_not_read_the_run_forgets_nothing() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert!(set(&mut world, json!({"retention": {"days": 1}})));
    world.close_tab(0);
    world.close_panel();
    world.pass(Duration::from_secs(3 * 24 * 60 * 60));
    let kept = |world: &World| (n_rows(world, Table::Runs), n_rows(world, Table::Calls));
    let before = kept(&world);
    world.is_store_unread = true;
    world.restart_worker(true);
    world.pass(Duration::from_secs(60));
    assert_eq!(kept(&world), before);
    // A row of a version that this one cannot read is as good as none.
    world.is_store_unread = false;
    let progress = (Table::Progress, extension::worker::PROGRESS_KEY.to_owned());
    world.store.insert(progress, r#"{"version":99}"#.to_owned());
    world.restart_worker(true);
    world.pass(Duration::from_secs(60));
    assert_eq!(kept(&world), before);
}

#[test]
fn everything_is_deleted_and_the_worker_starts_clean() {
    let mut world = World::start(THREE);
    finished_call(&mut world, "2025550101");
    assert!(save(&mut world, None, "Name", "text", true));
    assert!(set(&mut world, json!({"largeText": {"on": true}})));
    assert!(world.ask(json!({"type": "deleteAll"})).success);
    let view = world.view();
    assert!(!view.preferences.large_text && view.templates.is_empty());
    assert_eq!((view.list.n_records, view.call.is_none()), (0, true));
    world.wait("the link is ready", |world| {
        world.view().link.state == LinkState::Ready
    });
    world.pass(Duration::from_secs(10));
    let left: Vec<_> = world.store.keys().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn while_everything_is_deleted_nothing_is_done_and_what_was_written_meanwhile_goes_too() {
    let mut world = World::start(THREE);
    let by_hand = json!({"number": "2025550102", "campaignId": crate::CAMPAIGN});
    world.control("desktop/dial", by_hand);
    world.wait("it is seen", |world| world.view().other_call.is_some());
    let deletion = world.tell(json!({"type": "deleteAll"}));
    let meanwhile = [
        json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}),
        json!({"type": "importList", "text": THREE}),
        json!({"type": "deleteAll"}),
    ];
    for message in meanwhile {
        let reply = world.tell(message);
        assert_eq!(world.replies[&reply].code, Some(Code::Busy));
    }
    // Once it is over it is written down as past.
    world.by_hand("disconnect", Value::Null);
    world.by_hand("dispose", json!({"dispositionId": COMPLETED}));
    assert!(!world.store.is_empty());
    world.wait("everything is deleted", |world| {
        world.replies.contains_key(&deletion)
    });
    assert!(world.replies[&deletion].success);
    assert!(world.store.is_empty());
    assert_eq!(world.n_dials(), 0);
}

#[test]
fn a_store_that_could_not_be_emptied_is_no_success() {
    let mut world = World::start(THREE);
    world.store_fails = true;
    let deletion = json!({"type": "deleteAll"});
    assert_eq!(world.ask(deletion.clone()).code, Some(Code::Storage));
    assert_eq!(world.view().list.n_records, 3);
    world.store_fails = false;
    assert!(world.ask(deletion).success);
}

#[test]
fn nothing_is_deleted_while_anything_is_on() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    let status = world.ask(json!({"type": "deleteAll"}));
    assert_eq!(status.code, Some(Code::Busy));
    assert_eq!(world.view().list.n_records, 3);
}

fn press(world: &mut World, action: ShortcutAction) {
    world.input(Input::Shortcut(action));
}

#[test]
fn a_key_of_the_browser_goes_on_with_the_run_and_ends_and_skips() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    world.close_panel();
    press(&mut world, ShortcutAction::Main);
    assert_eq!(world.n_opened, 1);
    world.open_panel();
    wait_talk_of(&mut world, 2);
    press(&mut world, ShortcutAction::Skip);
    world.wait("the third was skipped", |world| {
        world
            .view()
            .run
            .as_ref()
            .is_some_and(|run| run.n_skipped == 1)
    });
    press(&mut world, ShortcutAction::EndCall);
    wait_phase(&mut world, CallPhase::WrapUp);
    assert_eq!((world.n_dials(), world.n_opened), (2, 1));
    assert!(world.shortcuts.is_empty());
}

#[test]
fn a_key_pressed_again_at_once_does_not_hit_the_next_person() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    for _ in 0..3 {
        press(&mut world, ShortcutAction::Skip);
        world.pass(Duration::from_millis(300));
    }
    let skipped = |world: &World| world.view().run.as_ref().map(|run| run.n_skipped);
    assert_eq!(skipped(&world), Some(1));
    world.pass(Duration::from_secs(1));
    press(&mut world, ShortcutAction::Skip);
    assert_eq!(skipped(&world), Some(2));
}

#[test]
fn a_key_held_down_ends_one_call_and_not_the_next() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    for _ in 0..100 {
        press(&mut world, ShortcutAction::Main);
        world.pass(Duration::from_millis(50));
    }
    wait_talk_of(&mut world, 2);
    assert_eq!(world.log("/disconnect").len(), 1);
    world.pass(Duration::from_secs(1));
    press(&mut world, ShortcutAction::Main);
    wait_phase(&mut world, CallPhase::WrapUp);
    assert_eq!(world.log("/disconnect").len(), 2);
}

#[test]
fn a_key_held_down_leaves_the_time_to_take_an_outcome_back() {
    let mut world = World::start(THREE);
    assert!(set(&mut world, json!({"holdBack": {"seconds": 5}})));
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    for _ in 0..40 {
        press(&mut world, ShortcutAction::Main);
        world.pass(Duration::from_millis(50));
    }
    assert!(world.log("/dispose").is_empty());
    world.pass(Duration::from_secs(1));
    press(&mut world, ShortcutAction::Main);
    world.pass(Duration::from_millis(200));
    assert_eq!(world.log("/dispose").len(), 1);
}

#[test]
fn a_key_that_only_a_panel_can_obey_is_handed_on_or_opens_one() {
    let mut world = World::start(THREE);
    for action in [
        ShortcutAction::Main,
        ShortcutAction::EndCall,
        ShortcutAction::Skip,
    ] {
        press(&mut world, action);
        assert_eq!(world.shortcuts.pop().map(|(_, told)| told), Some(action));
    }
    world.close_panel();
    press(&mut world, ShortcutAction::Main);
    assert!(world.shortcuts.is_empty());
    assert_eq!((world.n_opened, world.n_dials()), (1, 0));
}

#[test]
fn of_several_panels_only_the_one_opened_last_is_handed_a_key_of_the_browser() {
    let mut world = World::start(THREE);
    let newest = world.open_panel();
    // The options page is no panel: nobody is selected there.
    world.input(Input::OptionsOpened(9_000));
    press(&mut world, ShortcutAction::Main);
    assert_eq!(world.shortcuts, [(newest, ShortcutAction::Main)]);
}

#[test]
fn with_the_options_page_alone_a_key_of_the_browser_opens_a_panel() {
    let mut world = World::start(THREE);
    world.close_panel();
    world.input(Input::OptionsOpened(9_000));
    press(&mut world, ShortcutAction::Main);
    assert!(world.shortcuts.is_empty());
    assert_eq!(world.n_opened, 1);
}

#[test]
fn the_panel_opens_where_the_agent_wants_it() {
    let mut world = World::start("");
    assert!(set(&mut world, json!({"surface": {"surface": "popup"}})));
    assert_eq!(world.surface, Some(Surface::Popup));
    world.surface = None;
    assert!(set(&mut world, json!({"largeText": {"on": true}})));
    assert_eq!(world.surface, None);
    world.restart_worker(true);
    assert_eq!(world.surface, Some(Surface::Popup));
    world.input(Input::IconClicked);
    assert_eq!(world.n_opened, 1);
}

/// How many calls the days on the disk count.
fn n_calls_by_day(world: &World) -> Vec<u64> {
    let rows = world
        .store
        .iter()
        .filter(|((table, _), _)| *table == Table::Days);
    let days = rows.map(|(_, row)| extension::days::Day::read(row).expect("a day"));
    days.map(|day| day.sum().n_calls()).collect()
}

/// The calls on the disk, the oldest first.
fn calls(world: &World) -> Vec<HistoryCall> {
    let rows = world
        .store
        .iter()
        .filter(|((table, _), _)| *table == Table::Calls);
    let rows = rows.map(|(_, row)| extension::wire::read_text(row).expect("a call"));
    rows.collect()
}

#[test]
fn the_history_tells_list_attempt_who_ended_and_the_recording_of_each_call() {
    let mut world = World::start("");
    let list = json!({"type": "importList", "text": THREE, "fileName": "Autumn.csv"});
    assert!(world.ask(list).success);
    world.input(Input::Zone(-300));
    let record = world.list_rows().expect("a list").into_shown().remove(0);
    for again in [false, true] {
        let call = json!({
            "type": "triggerFive9Call", "contactId": record.id, "again": again,
        });
        assert!(world.ask(call).success);
        wait_phase(&mut world, CallPhase::Talking);
        let hang_up = json!({"type": "triggerFive9Hangup", "dispositionId": VOICEMAIL});
        assert!(world.ask(hang_up).success);
        wait_phase(&mut world, CallPhase::Done);
    }
    let typed = json!({
        "type": "triggerFive9Call", "phoneNumber": record.number, "again": true,
    });
    assert!(world.ask(typed).success);
    world.restart_worker(false);
    wait_phase(&mut world, CallPhase::Talking);
    let calls = calls(&world);
    let attempts: Vec<Option<u32>> = calls.iter().map(|call| call.attempt).collect();
    assert_eq!(attempts, [Some(1), Some(2), Some(3)]);
    let lists: Vec<Option<&str>> = calls.iter().map(|call| call.list.as_deref()).collect();
    assert_eq!(lists, [Some("Autumn.csv"), Some("Autumn.csv"), None]);
    let ended_by = calls.iter().map(|call| call.ended_by);
    let agent = Some(extension::stored::EndedBy::Agent);
    assert_eq!(ended_by.collect::<Vec<_>>(), [agent, agent, None]);
    for call in &calls {
        assert_eq!(call.zone_min, Some(-300));
        assert_eq!(call.recorded, Some(false));
        assert!(call.session_id.is_some() && call.call_id.is_some());
    }
    let over_at = calls[0].ended_at_ms;
    assert!(over_at.is_some() && calls[1].before_ended_at_ms == over_at);
}
