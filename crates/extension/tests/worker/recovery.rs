//! Stories of what is lost and comes back: the worker, the tab, the network, the station, the log-in.
//!
//! After each the link says what is so, and nobody was dialed twice.

use std::time::Duration;

use extension::message::Code;
use extension::snapshot::{CallPhase, LinkState, PauseReason};
use extension::worker::Input;
use serde_json::json;

use super::world::World;
use super::{
    COMPLETED, THREE, call_one, choose, dial_fault, next, phase, start_run, wait_phase,
    wait_talk_of,
};

fn paused(world: &World) -> Option<PauseReason> {
    world.view().run.as_ref().and_then(|run| run.paused)
}

fn position(world: &World) -> usize {
    world.view().run.as_ref().map_or(0, |run| run.position)
}

fn resume(world: &mut World) {
    let status = world.ask(json!({"type": "resume"}));
    assert!(status.success, "{status:?}");
}

fn is_ready(world: &World) -> bool {
    world.view().link.state == LinkState::Ready
}

// The worker.

#[test]
fn an_answer_that_a_stopped_worker_did_not_hear_is_asked_for_again() {
    let mut world = World::start("");
    // The call appears late: only the answer itself can tell that it was placed.
    world.control("fault", dial_fault(&json!({"createAfterMs": 15_000})));
    world.tell(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    world.wait("the dial leaves", |world| {
        phase(world) == Some(CallPhase::Dialing)
    });
    while world.n_dials() == 0 {
        world.step();
    }
    world.restart_worker(false);
    assert_eq!(phase(&world), Some(CallPhase::Unknown));
    world.pass(Duration::from_millis(100));
    assert_eq!(phase(&world), Some(CallPhase::Dialing), "it was accepted");
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn a_dial_that_never_reached_the_tab_is_known_not_to_be_placed_after_a_stop() {
    let mut world = World::start("");
    world.freeze_tab(0, true);
    world.tell(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    world.pass(Duration::from_millis(5));
    world.restart_worker(false);
    assert_eq!(phase(&world), Some(CallPhase::Unknown));
    world.pass(Duration::from_secs(5));
    world.freeze_tab(0, false);
    world.pass(Duration::from_millis(100));
    assert_eq!(phase(&world), Some(CallPhase::Failed));
    assert_eq!(world.n_dials(), 0);
}

#[test]
fn pause_is_promised_only_once_it_is_on_disk() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    let reply = world.tell(json!({"type": "pause"}));
    assert!(!world.replies.contains_key(&reply));
    world.pass(Duration::from_millis(2));
    assert!(world.replies[&reply].success);
    world.restart_worker(false);
    world.pass(Duration::from_secs(1));
    assert_eq!(paused(&world), Some(PauseReason::Agent));
    world.store_fails = true;
    let status = world.ask(json!({"type": "cancel"}));
    assert_eq!(status.code, Some(Code::Storage));
}

#[test]
fn after_a_restart_of_the_browser_the_first_sentence_is_about_the_call_that_goes_on() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.restart_worker(true);
    assert_eq!(phase(&world), Some(CallPhase::Unknown));
    wait_phase(&mut world, CallPhase::Talking);
    assert!(
        world
            .view()
            .call
            .as_ref()
            .is_some_and(|call| call.came_back)
    );
    assert_eq!(paused(&world), Some(PauseReason::Restarted));
    choose(&mut world, COMPLETED);
    assert!(
        !world
            .view()
            .call
            .as_ref()
            .is_some_and(|call| call.came_back)
    );
}

// The tab and the network.

#[test]
fn a_tab_that_sleeps_is_found_by_its_silence_and_woken_on_the_same_person() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.freeze_tab(0, true);
    world.pass(Duration::from_secs(18));
    assert_eq!(world.view().link.state, LinkState::Frozen);
    assert_eq!(phase(&world), Some(CallPhase::Unknown));
    assert_eq!(paused(&world), Some(PauseReason::Link));
    let status = world.ask(json!({"type": "openFive9"}));
    assert!(status.success);
    assert_eq!(world.focused, Some(world.tabs[0].id));
    world.freeze_tab(0, false);
    world.wait("the link is ready", is_ready);
    assert_eq!(
        (phase(&world), position(&world)),
        (Some(CallPhase::Talking), 1)
    );
    resume(&mut world);
    choose(&mut world, COMPLETED);
    next(&mut world);
    wait_talk_of(&mut world, 2);
    assert_eq!(world.n_dials(), 2);
}

#[test]
fn a_tab_that_the_browser_says_is_asleep_is_told_at_once() {
    let mut world = World::start("");
    let tab = world.tabs[0].id;
    world.freeze_tab(0, true);
    world.input(Input::TabFrozen { tab, frozen: true });
    assert_eq!(world.view().link.state, LinkState::Frozen);
    world.freeze_tab(0, false);
    world.input(Input::TabFrozen { tab, frozen: false });
    world.wait("the link is ready", is_ready);
}

#[test]
fn a_content_script_that_connects_twice_is_heard_on_its_newest_port() {
    let mut world = World::start("");
    world.connect_again(0);
    world.control("callee", json!({"behaviour": "answer", "afterMs": 500}));
    call_one(&mut world);
    let reads = world.log("interactions/calls").len();
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(
        world.log("interactions/calls").len(),
        reads,
        "by events alone"
    );
}

#[test]
fn another_tab_takes_over_from_one_that_sleeps() {
    let mut world = World::start(THREE);
    world.open_tab();
    let tab = world.tabs[0].id;
    world.freeze_tab(0, true);
    world.input(Input::TabFrozen { tab, frozen: true });
    world.pass(Duration::from_millis(500));
    assert!(is_ready(&world), "{:?}", world.view().link);
    start_run(&mut world, THREE);
}

#[test]
fn a_lost_network_is_told_at_once_and_pauses_the_run() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.network(0, false);
    assert_eq!(world.view().link.code, Some(Code::Offline));
    assert_eq!(paused(&world), Some(PauseReason::Link));
    assert_eq!(phase(&world), Some(CallPhase::Unknown));
    world.network(0, true);
    world.pass(Duration::from_millis(200));
    assert!(is_ready(&world));
    assert!(
        world
            .view()
            .call
            .as_ref()
            .is_some_and(|call| call.came_back)
    );
    assert_eq!(
        paused(&world),
        Some(PauseReason::Link),
        "until a person says so"
    );
}

#[test]
fn whoever_has_no_panel_open_is_notified_of_a_lost_link_until_they_look() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.close_panel();
    world.network(0, false);
    assert_eq!(world.notified, Some("noticeRunLink"));
    world.open_panel();
    assert_eq!(world.notified, None);
    assert!(world.ask(json!({"type": "pause"})).success);
    world.close_panel();
    assert_eq!(world.notified, None, "who pauses knows it");
}

#[test]
fn a_failed_read_is_sent_again_later_and_later() {
    let mut world = World::start("");
    let fails = json!({"match": {"path": "station"}, "action": {"status": 500}, "times": null});
    world.control("fault", fails);
    world.input(Input::TabEvent {
        port: world.tabs[0].port,
        event: extension::message::TabEvent::Five9Frame {
            text: r#"{"context":{"eventId":"42"},"payLoad":null}"#.to_owned(),
        },
    });
    let before = world.log("GET").len();
    world.pass(Duration::from_secs(60));
    let n_reads = world.log("/station").len();
    assert!((4..12).contains(&n_reads), "{n_reads} reads in 60 s");
    assert!(world.log("GET").len() > before);
    assert!(
        is_ready(&world),
        "a station that cannot be read is not down"
    );
}

#[test]
fn a_pause_that_five9_asks_for_is_kept() {
    let mut world = World::start("");
    let busy = json!({
        "match": {"path": "auth/metadata"},
        "action": {"status": 429, "retryAfterS": 20}, "times": null,
    });
    world.control("fault", busy);
    assert!(world.ask(json!({"type": "checkLink"})).success);
    world.pass(Duration::from_secs(1));
    let before = world.log("auth/metadata").len();
    world.pass(Duration::from_secs(18));
    assert_eq!(world.log("auth/metadata").len(), before);
}

// The station and the log-in.

#[test]
fn a_restarted_station_counts_once_a_read_shows_it() {
    let mut world = World::start("");
    world.control("station/disconnect", json!({}));
    world.pass(Duration::from_secs(1));
    assert_eq!(world.view().link.state, LinkState::StationDown);
    let status = world.ask(json!({"type": "restartStation", "requestId": "r"}));
    assert_eq!(
        (status.success, status.request_id.as_deref()),
        (true, Some("r"))
    );
    world.wait("the link is ready", is_ready);
}

#[test]
fn a_restart_that_does_not_help_is_told_after_twenty_seconds() {
    let mut world = World::start("");
    world.control("switches", json!({"stationRestart": "staysDown"}));
    world.control("station/disconnect", json!({}));
    world.pass(Duration::from_secs(1));
    let asked_at = world.now;
    let reply = world.tell(json!({"type": "restartStation"}));
    world.pass(Duration::from_secs(10));
    assert!(world.view().link.station_restarting);
    world.wait("the restart is given up", |world| {
        world.replies.contains_key(&reply)
    });
    assert_eq!(world.replies[&reply].code, Some(Code::StationDown));
    assert!(
        world.now - asked_at <= Duration::from_secs(22),
        "{:?}",
        world.now - asked_at
    );
    assert!(world.view().link.station_restart_failed);
    world.control("station/connect", json!({}));
    world.wait("the link is ready", is_ready);
}

#[test]
fn a_restart_is_given_up_in_time_though_the_tab_has_gone() {
    let mut world = World::start("");
    world.control("switches", json!({"stationRestart": "staysDown"}));
    world.control("station/disconnect", json!({}));
    world.pass(Duration::from_secs(1));
    let reply = world.tell(json!({"type": "restartStation"}));
    world.pass(Duration::from_secs(5));
    world.close_tab(0);
    world.pass(Duration::from_secs(17));
    assert_eq!(world.replies[&reply].code, Some(Code::StationDown));
    assert!(!world.view().link.station_restarting);
}

#[test]
fn the_station_is_not_restarted_during_a_call() {
    let mut world = World::start("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let status = world.ask(json!({"type": "restartStation"}));
    assert_eq!(status.code, Some(Code::Busy));
    assert!(world.log("station/restart").is_empty());
}

#[test]
fn another_agent_behind_the_cookies_pauses_the_run_and_ends_nobodys_call() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    world.log_in_as("agent2@example.com");
    assert!(world.ask(json!({"type": "checkLink"})).success);
    world.pass(Duration::from_secs(5));
    assert_eq!(phase(&world), Some(CallPhase::Unknown));
    assert!(paused(&world).is_some());
    let end = world.ask(json!({"type": "endAndNext"}));
    assert_eq!(end.code, Some(Code::Refused));
    assert_eq!(
        world.log("/disconnect").len() + world.log("/dispose").len(),
        0
    );
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn whom_the_last_run_left_is_still_known_after_a_stop() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    assert!(world.ask(json!({"type": "cancel"})).success);
    assert!(world.ask(json!({"type": "triggerFive9Hangup"})).success);
    let summary = world.view().summary.clone();
    assert!(summary.is_some());
    world.restart_worker(false);
    assert_eq!(world.view().summary, summary);
    let again = json!({"type": "runLeft", "repeats": "call"});
    assert!(world.ask(again).success);
    wait_phase(&mut world, CallPhase::Talking);
    let dials = world.log("make_external_call");
    assert!(dials[1].1.contains("+12025550102"));
}

#[test]
fn what_was_read_for_the_agent_before_is_not_taken_for_another_ones() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    let slow = json!({"match": {"path": "interactions/calls"}, "action": {"delayMs": 3000}});
    world.control("fault", slow);
    assert!(world.ask(json!({"type": "checkLink"})).success);
    world.pass(Duration::from_millis(500));
    world.log_in_as("agent2@example.com");
    assert!(world.ask(json!({"type": "checkLink"})).success);
    for _ in 0..50 {
        world.pass(Duration::from_millis(100));
        assert!(world.view().other_call.is_none(), "a call of nobody here");
    }
}

#[test]
fn an_organisation_that_moves_is_followed_and_the_run_goes_on_with_the_same_person() {
    for graceful in [true, false] {
        let mut world = World::start(THREE);
        start_run(&mut world, THREE);
        choose(&mut world, COMPLETED);
        world.control("migrate", json!({"graceful": graceful}));
        world.pass(Duration::from_millis(5));
        world.wait("the link is ready on the new host", |world| {
            is_ready(world) && world.view().link.socket_open
        });
        if paused(&world).is_some() {
            resume(&mut world);
        }
        if graceful {
            wait_phase(&mut world, CallPhase::Talking);
            next(&mut world);
        }
        wait_talk_of(&mut world, 2);
        assert_eq!(world.n_dials(), 2, "graceful: {graceful}");
    }
}

// The same person twice.

#[test]
fn a_number_called_within_the_hour_is_asked_about_over_a_restart_too() {
    let mut world = World::start("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(end).success);
    world.restart_worker(true);
    world.wait("the link is ready", |world| {
        world.snapshot.is_some() && is_ready(world)
    });
    let call = json!({"type": "triggerFive9Call", "phoneNumber": "202.555.0101"});
    assert_eq!(world.ask(call).code, Some(Code::CalledBefore));
    let again = json!({
        "type": "triggerFive9Call", "phoneNumber": "2025550101", "again": true,
    });
    assert!(world.ask(again).success);
    assert_eq!(world.n_dials(), 2);
}

#[test]
fn a_run_over_two_records_of_one_number_asks_before_it_starts_and_at_the_second() {
    const TWICE: &str = "name,phone\nAda Li,2025550101\nBo Ek,2025550102\nA. Li,2025550101\n";
    let mut world = World::start(TWICE);
    let records = extension::list::parse(TWICE).expect("a list").records;
    let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
    let status = world.ask(json!({"type": "startRun", "recordIds": ids}));
    assert_eq!(status.code, Some(Code::CalledBefore));
    assert!(world.view().run.is_none());
    let status = world.ask(json!({"type": "startRun", "recordIds": ids, "repeats": "ask"}));
    assert!(status.success, "{status:?}");
    for at in [1, 2] {
        wait_talk_of(&mut world, at);
        choose(&mut world, COMPLETED);
        next(&mut world);
    }
    world.wait("it asks", |world| {
        paused(world) == Some(PauseReason::CalledBefore)
    });
    let asks = world.view().run.as_ref().and_then(|run| run.asks);
    assert!(asks.is_some_and(|asks| asks.called_at_ms.is_some()));
    world.pass(Duration::from_secs(30));
    assert_eq!(world.n_dials(), 2);
    resume(&mut world);
    wait_talk_of(&mut world, 3);
    assert_eq!(world.n_dials(), 3);
}

#[test]
fn who_is_blocked_is_passed_over_and_counted() {
    let mut world = World::start(THREE);
    let records = extension::list::parse(THREE).expect("a list").records;
    world.input(Input::Blocked {
        record_id: records[1].id.clone(),
        reason: Some(dialer::BlockReason::CallingWindow),
    });
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    next(&mut world);
    wait_talk_of(&mut world, 3);
    assert_eq!(world.view().run.as_ref().map(|run| run.n_blocked), Some(1));
}
