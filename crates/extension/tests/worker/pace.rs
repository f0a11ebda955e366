//! Stories of how a run goes from one person to the next.

use std::time::Duration;

use extension::snapshot::{CallPhase, DialMode, MainButton, PreferencesView};
use extension::worker::Table;
use serde_json::json;

use super::world::World;
use super::{COMPLETED, THREE, choose, next, wait_phase, wait_talk_of};

/// A run over three in these preferences, before anybody was dialed by hand.
fn start(mode: DialMode, countdown_s: Option<u32>) -> World {
    let mut world = World::start(THREE);
    world.prefer(&PreferencesView {
        mode,
        countdown_s,
        ..PreferencesView::default()
    });
    let records = extension::list::parse(THREE).expect("a list").records;
    let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
    let status = world.ask(json!({"type": "startRun", "recordIds": ids}));
    assert!(status.success, "{status:?}");
    world
}

fn press(world: &mut World, message: &str) {
    let status = world.ask(json!({ "type": message }));
    assert!(status.success, "{message}: {status:?}");
}

fn end(world: &mut World) {
    choose(world, COMPLETED);
    next(world);
    world.wait("the call is over", |world| {
        world.view().run.as_ref().is_none_or(|run| {
            run.waits_for_agent || run.next_dial_at_ms.is_some() || run.paused.is_some()
        })
    });
}

#[test]
fn in_preview_nobody_is_dialed_before_the_agent_says_so_also_after_a_stop() {
    let mut world = start(DialMode::Preview, None);
    for place in 1..=3 {
        world.pass(Duration::from_secs(120));
        let run = world.view().run.clone().expect("a run");
        assert_eq!((run.position, run.waits_for_agent), (place, true));
        assert_eq!(run.mode, DialMode::Preview);
        assert_eq!(world.view().main_button, MainButton::CallCurrent);
        assert_eq!(world.n_dials(), place - 1);
        world.restart_worker(false);
        world.wait("the link is ready", |world| {
            world.view().link.state == super::LinkState::Ready
        });
        press(&mut world, "callCurrent");
        wait_talk_of(&mut world, place);
        end(&mut world);
    }
    assert_eq!(world.n_dials(), 3);
    assert!(world.view().summary.is_some());
}

#[test]
fn a_countdown_dials_by_itself_and_stops_for_an_agent_who_types() {
    let mut world = start(DialMode::Power, Some(5));
    wait_phase(&mut world, CallPhase::Talking);
    end(&mut world);
    let until = world
        .view()
        .run
        .as_ref()
        .and_then(|run| run.next_dial_at_ms);
    let until = until.expect("it counts down");
    world.pass(Duration::from_secs(4));
    assert_eq!(world.n_dials(), 1);
    wait_phase(&mut world, CallPhase::Dialing);
    assert!((until..until + 100).contains(&world.ms()), "{until}");
    wait_talk_of(&mut world, 2);
    end(&mut world);
    press(&mut world, "holdAdvance");
    world.pass(Duration::from_secs(60));
    assert!(
        world
            .view()
            .run
            .as_ref()
            .is_some_and(|run| run.waits_for_agent)
    );
    assert_eq!(world.n_dials(), 2);
    press(&mut world, "callCurrent");
    wait_talk_of(&mut world, 3);
}

fn upcoming(world: &World) -> Vec<String> {
    let run = world.view().run.clone().expect("a run");
    run.upcoming.into_iter().map(|one| one.name).collect()
}

#[test]
fn a_run_is_reordered_and_thinned_out_while_it_is_on_and_a_stop_keeps_it() {
    let mut world = start(DialMode::Power, None);
    wait_phase(&mut world, CallPhase::Talking);
    let ids: Vec<String> = {
        let run = world.view().run.clone().expect("a run");
        run.upcoming.into_iter().map(|one| one.record_id).collect()
    };
    let moved = json!({"type": "moveInRun", "recordId": ids[1], "before": ids[0]});
    assert!(world.ask(moved).success);
    assert_eq!(upcoming(&world), ["Cy Oz", "Bo Ek"]);
    press(&mut world, "postpone");
    assert_eq!(upcoming(&world), ["Bo Ek", "Cy Oz"]);
    let removed = json!({"type": "removeFromRun", "recordId": ids[0]});
    assert!(world.ask(removed.clone()).success);
    assert_eq!(upcoming(&world), ["Cy Oz"]);
    let refused = world.ask(removed);
    assert_eq!(refused.code, Some(extension::message::Code::Refused));
    world.restart_worker(false);
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(upcoming(&world), ["Cy Oz"]);
    let name = world
        .view()
        .run
        .as_ref()
        .and_then(|run| run.removed_name.clone());
    assert_eq!(name.as_deref(), Some("Bo Ek"));
    press(&mut world, "undoRemoveFromRun");
    assert_eq!(upcoming(&world), ["Bo Ek", "Cy Oz"]);
    let skip = json!({"type": "skip", "reason": " on holiday "});
    assert!(world.ask(skip).success);
    let mut ends = world
        .store
        .iter()
        .filter(|((table, _), _)| *table == Table::RunEnds);
    assert!(ends.any(|(_, json)| json.contains(r#""reason":"on holiday""#)));
}

#[test]
fn an_outcome_is_held_back_taken_back_and_sent_after_a_stop() {
    let mut world = start(DialMode::Power, None);
    world.prefer(&PreferencesView {
        hold_back_s: 5,
        ..PreferencesView::default()
    });
    wait_phase(&mut world, CallPhase::Talking);
    choose(&mut world, COMPLETED);
    next(&mut world);
    wait_phase(&mut world, CallPhase::WrapUp);
    assert!(
        world
            .view()
            .call
            .as_ref()
            .is_some_and(|call| call.held_back.is_some())
    );
    press(&mut world, "undoSend");
    world.pass(Duration::from_secs(10));
    assert_eq!(world.log("/dispose").len(), 0);
    assert!(
        world
            .view()
            .call
            .as_ref()
            .is_some_and(|call| !call.disposition_sent)
    );
    next(&mut world);
    world.pass(Duration::from_secs(2));
    world.restart_worker(false);
    world.pass(Duration::from_secs(2));
    assert_eq!(world.log("/dispose").len(), 0);
    wait_talk_of(&mut world, 2);
    assert_eq!(world.log("/dispose").len(), 1);
}

#[test]
fn a_new_run_calls_whom_the_last_one_left_and_asks_about_repeats() {
    let mut world = start(DialMode::Power, None);
    wait_phase(&mut world, CallPhase::Talking);
    let started_at_ms = world.view().run.as_ref().map(|run| run.started_at_ms);
    assert!(started_at_ms.is_some_and(|at| at > 1_800_000_000_000));
    let skip = json!({"type": "skip", "reason": "later"});
    assert!(world.ask(skip).success);
    choose(&mut world, COMPLETED);
    press(&mut world, "cancel");
    let summary = world.view().summary.clone().expect("a summary");
    assert_eq!((summary.n_left, summary.n_to_run), (1, 2));
    assert!(summary.run_ms > 0);
    assert!(world.ask(json!({"type": "triggerFive9Hangup"})).success);
    press(&mut world, "clearList");
    press(&mut world, "runLeft");
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(
        world.view().call.as_ref().map(|call| call.name.as_str()),
        Some("Bo Ek")
    );
    assert_eq!(upcoming(&world), ["Cy Oz"]);
    let last = world.view().last_call.clone().expect("the call before");
    assert_eq!(
        (last.name.as_str(), last.outcome_id.as_deref()),
        ("Ada Li", Some(COMPLETED))
    );
    assert!(last.held.is_some());
    let nobody = world.ask(json!({"type": "runLeft"}));
    assert!(!nobody.success, "{nobody:?}");
}

#[test]
fn after_a_long_silence_the_link_is_read_before_a_shown_person_is_dialed() {
    let mut world = start(DialMode::Preview, None);
    world.freeze_tab(0, true);
    world.pass(Duration::from_secs(10));
    world.freeze_tab(0, false);
    // Nothing was heard for longer than a minute, as after a computer's sleep.
    world.now += Duration::from_secs(70);
    let n_before = world.log("/login_state").len();
    press(&mut world, "callCurrent");
    wait_phase(&mut world, CallPhase::Ringing);
    assert!(world.log("/login_state").len() > n_before, "it was read");
}
