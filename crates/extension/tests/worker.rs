//! Stories of the worker's logic beside the simulated Five9, in virtual time.

#[path = "support/books.rs"]
mod books;
#[path = "worker/controls.rs"]
mod controls;
#[path = "worker/crm_hubspot.rs"]
mod crm_hubspot;
#[path = "worker/crm_salesforce.rs"]
mod crm_salesforce;
#[path = "worker/data.rs"]
mod data;
#[path = "worker/drift.rs"]
mod drift;
#[path = "worker/kept.rs"]
mod kept;
#[path = "worker/outbox_edges.rs"]
mod outbox_edges;
#[path = "worker/outbox_many.rs"]
mod outbox_many;
#[path = "worker/outbox.rs"]
mod outbox_stories;
#[path = "worker/pace.rs"]
mod pace;
#[path = "worker/preflight.rs"]
mod preflight;
#[path = "worker/recovery.rs"]
mod recovery;
#[path = "worker/room.rs"]
mod room;
mod world;

use std::time::Duration;

use extension::message::Code;
use extension::snapshot::{CallPhase, HeldView, LinkState, MainButton, PauseReason};
use extension::worker::Table;
use serde_json::json;
use world::World;

const THREE: &str = "name,phone\nAda Li,2025550101\nBo Ek,2025550102\nCy Oz,2025550103\n";
const CAMPAIGN: &str = "300000000000483";
const VOICEMAIL: &str = "300000000000046";
const COMPLETED: &str = "300000000000043";

fn phase(world: &World) -> Option<CallPhase> {
    world.view().call.as_ref().map(|call| call.phase)
}

fn wait_phase(world: &mut World, wanted: CallPhase) {
    world.wait(&format!("{wanted:?}"), |world| phase(world) == Some(wanted));
}

fn call_one(world: &mut World) {
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "(202) 555-0101"}));
    assert!(status.success, "{status:?}");
}

/// Starts a run over the whole list and waits for the first person to answer.
fn start_run(world: &mut World, list: &str) {
    let records = extension::list::parse(list).expect("a list").records;
    let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
    let status = world.ask(json!({"type": "startRun", "recordIds": ids}));
    assert!(status.success, "{status:?}");
    wait_phase(world, CallPhase::Talking);
}

/// Waits until the run goes on and the person at this 1-based place talks.
fn wait_talk_of(world: &mut World, position: usize) {
    world.wait(&format!("a talk with #{position}"), |world| {
        let run = world.view().run.as_ref();
        run.is_some_and(|run| run.position == position && run.paused.is_none())
            && phase(world) == Some(CallPhase::Talking)
    });
}

fn choose(world: &mut World, id: &str) {
    let status = world.ask(json!({"type": "chooseOutcome", "dispositionId": id}));
    assert!(status.success, "{status:?}");
}

fn next(world: &mut World) {
    let status = world.ask(json!({"type": "endAndNext"}));
    assert!(status.success, "{status:?}");
}

#[test]
fn a_call_goes_from_the_page_to_five9_and_back() {
    let mut world = World::start("");
    let status = world.ask(json!({
        "type": "triggerFive9Call", "phoneNumber": "(202) 555-0101", "requestId": "one",
    }));
    assert_eq!(
        (status.success, status.request_id.as_deref()),
        (true, Some("one"))
    );
    let dials = world.log("make_external_call");
    let body = format!(
        r#"{{"number":"+12025550101","skipDNCCheck":false,"checkMultipleContacts":true,"campaignId":"{CAMPAIGN}"}}"#
    );
    assert_eq!(dials.len(), 1);
    assert_eq!(dials[0].1, body);
    assert_eq!(world.broadcasts.len(), 1);
    wait_phase(&mut world, CallPhase::Ringing);
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(world.badge, "talk");
    let status = world.ask(json!({
        "type": "triggerFive9Hangup", "dispositionType": "left voicemail", "requestId": "two",
    }));
    assert_eq!(
        (status.success, status.state.as_deref()),
        (true, Some("FINISHED")),
        "{status:?}"
    );
    assert_eq!(status.warning, None);
    assert_eq!(world.log("/disconnect").len(), 1);
    assert_eq!(
        world.log("/dispose")[0].1,
        format!(r#"{{"dispositionId":"{VOICEMAIL}"}}"#)
    );
    let held = world
        .view()
        .call
        .as_ref()
        .and_then(|call| call.held.clone());
    assert_eq!(
        held,
        Some(HeldView::Confirmed {
            disposition_id: VOICEMAIL.to_owned()
        })
    );
}

#[test]
fn the_panel_says_ringing_until_the_callee_answers() {
    let mut world = World::start("");
    world.control("callee", json!({"behaviour": "answer", "afterMs": 9000}));
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Ringing);
    world.pass(Duration::from_secs(8));
    assert_eq!(phase(&world), Some(CallPhase::Ringing));
    wait_phase(&mut world, CallPhase::Talking);
    let call = world.view().call.clone().expect("a call");
    let rang = call.answered_at_ms.expect("answered") - call.ringing_at_ms.expect("rang");
    assert!((8900..9200).contains(&rang), "{rang}");
}

#[test]
fn a_hang_up_without_an_outcome_stops_in_wrap_up() {
    let mut world = World::start("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let status = world.ask(json!({"type": "triggerFive9Hangup"}));
    assert_eq!(
        (status.success, status.state.as_deref()),
        (true, Some("WRAP_UP")),
        "{status:?}"
    );
    assert!(
        world
            .view()
            .call
            .as_ref()
            .is_some_and(|call| call.waits_for_outcome)
    );
    choose(&mut world, COMPLETED);
    wait_phase(&mut world, CallPhase::Done);
    assert_eq!(world.log("/dispose").len(), 1);
}

#[test]
fn a_run_calls_everybody_once_and_ends_with_a_summary() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert_eq!(
        world.view().main_button,
        MainButton::EndAndCall { position: 2 }
    );
    choose(&mut world, COMPLETED);
    next(&mut world);
    world.wait("the second is dialed", |world| {
        world
            .view()
            .run
            .as_ref()
            .is_some_and(|run| run.position == 2)
            && phase(world) == Some(CallPhase::Talking)
    });
    // Without an outcome the call waits in wrap-up; choosing one disposes and dials.
    next(&mut world);
    wait_phase(&mut world, CallPhase::WrapUp);
    assert_eq!(world.n_dials(), 2);
    choose(&mut world, VOICEMAIL);
    wait_talk_of(&mut world, 3);
    assert_eq!(world.view().main_button, MainButton::EndAndFinish);
    choose(&mut world, COMPLETED);
    next(&mut world);
    world.wait("the run is over", |world| world.view().summary.is_some());
    let summary = world.view().summary.clone().expect("a summary");
    assert_eq!(
        (summary.n_called, summary.n_answered, summary.n_left),
        (3, 3, 0)
    );
    assert_eq!(world.n_dials(), 3);
    assert_eq!(
        (world.log("/disconnect").len(), world.log("/dispose").len()),
        (3, 3)
    );
    assert_eq!(world.view().main_button, MainButton::Call);
    let calls = world
        .store
        .keys()
        .filter(|(table, _)| *table == Table::Calls)
        .count();
    assert_eq!(calls, 3);
}

#[test]
fn a_pause_that_a_restart_would_undo_is_no_success() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.store_fails = true;
    let status = world.ask(json!({"type": "pause"}));
    assert_eq!((status.success, status.code), (false, Some(Code::Storage)));
    world.store_fails = false;
    let status = world.ask(json!({"type": "pause"}));
    assert!(status.success, "{status:?}");
    choose(&mut world, COMPLETED);
    world.restart_worker(false);
    next(&mut world);
    world.pass(Duration::from_secs(20));
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn the_next_dial_leaves_two_round_trips_after_next() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    let pressed_at = world.now;
    next(&mut world);
    while world.n_dials() == 1 {
        world.step();
    }
    let took = world.now - pressed_at;
    assert!(took <= Duration::from_millis(5 * 2 + 4), "{took:?}");
}

#[test]
fn when_the_callee_hangs_up_first_only_the_disposition_is_sent() {
    let mut world = World::start(THREE);
    world.control(
        "callee",
        json!({"behaviour": "answer", "afterMs": 1000, "hangsUpAfterMs": 2000}),
    );
    start_run(&mut world, THREE);
    wait_phase(&mut world, CallPhase::WrapUp);
    choose(&mut world, COMPLETED);
    world.pass(Duration::from_secs(5));
    assert_eq!(
        world.n_dials(),
        1,
        "an outcome alone does not advance a run"
    );
    next(&mut world);
    world.wait("the second is dialed", |world| {
        world
            .view()
            .run
            .as_ref()
            .is_some_and(|run| run.position == 2)
    });
    assert_eq!(world.log("/disconnect").len(), 0);
}

#[test]
fn nobody_answering_ends_in_wrap_up() {
    let mut world = World::start("");
    world.control("callee", json!({"behaviour": "noAnswer"}));
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Ringing);
    wait_phase(&mut world, CallPhase::WrapUp);
    assert!(
        world
            .view()
            .call
            .as_ref()
            .is_some_and(|call| call.answered_at_ms.is_none())
    );
}

#[test]
fn actions_by_hand_in_the_desktop_are_followed() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.by_hand("disconnect", json!({}));
    wait_phase(&mut world, CallPhase::WrapUp);
    world.by_hand("dispose", json!({"dispositionId": VOICEMAIL}));
    wait_talk_of(&mut world, 2);
    assert_eq!(world.n_dials(), 2);
    assert_eq!(world.log("/dispose").len(), 0);
}

#[test]
fn a_worker_that_was_stopped_in_a_talk_goes_on_as_if_nothing_had_happened() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    world.restart_worker(false);
    world.wait("the panel shows the talk", |world| {
        world.snapshot.is_some() && phase(world) == Some(CallPhase::Talking)
    });
    next(&mut world);
    world.wait("the second is dialed", |world| {
        world
            .view()
            .run
            .as_ref()
            .is_some_and(|run| run.position == 2)
            && phase(world) == Some(CallPhase::Talking)
    });
    assert_eq!(world.n_dials(), 2);
    assert_eq!(
        (world.log("/disconnect").len(), world.log("/dispose").len()),
        (1, 1)
    );
}

#[test]
fn a_worker_stopped_at_any_moment_dials_nobody_twice() {
    for n_steps in 0..60 {
        let mut world = World::start(THREE);
        start_run(&mut world, THREE);
        choose(&mut world, COMPLETED);
        next(&mut world);
        for _ in 0..n_steps {
            world.step();
        }
        world.restart_worker(false);
        world.pass(Duration::from_secs(5));
        let mut numbers: Vec<String> = world
            .log("make_external_call")
            .into_iter()
            .map(|(_, body)| body)
            .collect();
        let n_dials = numbers.len();
        numbers.sort();
        numbers.dedup();
        assert_eq!(
            numbers.len(),
            n_dials,
            "after {n_steps} steps:\n{}",
            world.journal.join("\n")
        );
        let run = world.view().run.clone().expect("the run is there");
        assert_eq!(
            run.position,
            2,
            "after {n_steps} steps:\n{}",
            world.journal.join("\n")
        );
    }
}

#[test]
fn a_reloaded_tab_between_two_calls_is_no_loss() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    world.reload_tab(0);
    next(&mut world);
    wait_talk_of(&mut world, 2);
    assert_eq!(world.n_dials(), 2);
}

#[test]
fn a_message_that_a_reloading_tab_did_not_take_is_no_loss() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    choose(&mut world, COMPLETED);
    world.unload_tab(0);
    next(&mut world);
    world.pass(Duration::from_millis(300));
    world.reload_tab(0);
    wait_talk_of(&mut world, 2);
    assert_eq!(world.n_dials(), 2);
}

#[test]
fn closing_the_last_tab_is_told_within_two_seconds_and_pauses_the_run() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.close_tab(0);
    world.pass(Duration::from_millis(2100));
    assert_eq!(world.view().link.code, Some(Code::NoTab));
    assert_eq!(world.view().link.state, LinkState::Lost);
    assert_eq!(
        world.view().run.as_ref().and_then(|run| run.paused),
        Some(PauseReason::Link)
    );
}

#[test]
fn a_tab_whose_content_script_is_gone_is_told_as_disconnected() {
    let mut world = World::start("");
    world.lose_script(0);
    world.pass(Duration::from_millis(2100));
    assert_eq!(world.view().link.code, Some(Code::Disconnected));
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    assert_eq!(status.code, Some(Code::Disconnected));
}

#[test]
fn without_a_tab_and_a_campaign_the_missing_tab_is_told() {
    let mut world = World::new();
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    assert_eq!(status.code, Some(Code::NoTab), "{status:?}");
}

#[test]
fn of_several_tabs_one_is_adopted_and_another_takes_over() {
    let mut world = World::start(THREE);
    world.open_tab();
    start_run(&mut world, THREE);
    let sockets = |world: &mut World| {
        let request = five9_sim::domain::Request::new(
            five9_sim::domain::Method::Get,
            "localhost",
            "/_sim/state",
        );
        let state = world.sim.handle_control(world.now, &request).body;
        let state: serde_json::Value = serde_json::from_str(&state).expect("JSON");
        state["sockets"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(sockets(&mut world), 1);
    world.close_tab(0);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.view().link.state, LinkState::Ready);
    assert_eq!(sockets(&mut world), 1);
    choose(&mut world, COMPLETED);
    next(&mut world);
    wait_talk_of(&mut world, 2);
}

#[test]
fn without_the_socket_calls_are_read_every_two_seconds() {
    let mut world = World::start("");
    world.control("switches", json!({"eventJitterMs": 0}));
    world.control("socket/lose", json!({"times": null, "eventId": "*"}));
    world.control("socket/drop", json!({}));
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let status = world.ask(json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED}));
    assert!(status.success, "{status:?}");
    wait_phase(&mut world, CallPhase::Done);
}

#[test]
fn a_check_whose_read_of_calls_failed_is_done_again() {
    let mut world = World::start(THREE);
    let fails = json!({
        "match": {"method": "GET", "path": "interactions/calls"}, "action": {"status": 500},
    });
    world.control("fault", fails);
    start_run(&mut world, THREE);
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn a_slow_read_of_calls_is_waited_for_and_not_asked_again_meanwhile() {
    let mut world = World::start("");
    let slow = json!({
        "match": {"path": "interactions/calls"}, "action": {"delayMs": 5000}, "times": null,
    });
    world.control("fault", slow);
    let no_socket =
        json!({"match": {"path": "/appsvcs/ws/**"}, "action": {"status": 503}, "times": null});
    world.control("fault", no_socket);
    world.control("session/expire", json!({}));
    let before = world.log("GET").len();
    world.pass(Duration::from_secs(20));
    let asked = world.log("GET").len() - before;
    assert!((1..40).contains(&asked), "{asked} reads in 20 s");
}

#[track_caller]
fn check_trouble(fault: serde_json::Value, code: Code) {
    let mut world = World::start("");
    world.control("fault", fault);
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    assert_eq!(
        (status.success, status.code),
        (false, Some(code)),
        "{status:?}"
    );
    world.pass(Duration::from_secs(40));
    assert_eq!(world.n_dials(), 1, "nothing is dialed twice");
}

fn dial_fault(action: &serde_json::Value) -> serde_json::Value {
    json!({"match": {"method": "POST", "path": "make_external_call"}, "action": action})
}

#[test]
fn a_server_error_to_a_dial_is_unknown_and_never_dialed_again() {
    check_trouble(dial_fault(&json!({"status": 503})), Code::Unknown);
}

#[test]
fn a_dial_without_a_session_says_so() {
    check_trouble(dial_fault(&json!({"status": 401})), Code::NotLoggedIn);
}

#[test]
fn a_refused_campaign_says_so() {
    let mut world = World::start("");
    world.control("campaign", json!({"id": CAMPAIGN, "state": "NOT_RUNNING"}));
    let status = world.ask(json!({
        "type": "triggerFive9Call", "phoneNumber": "2025550101", "campaignId": CAMPAIGN,
    }));
    assert_eq!(status.code, Some(Code::CampaignRefused), "{status:?}");
    assert_eq!(phase(&world), Some(CallPhase::Failed));
}

#[test]
fn a_lost_answer_is_unknown_and_then_the_truth() {
    let mut world = World::start("");
    world.control("fault", dial_fault(&json!({"drop": "after"})));
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    assert_eq!(status.code, Some(Code::Unknown), "{status:?}");
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn an_invalid_number_reaches_nobody() {
    let mut world = World::start("");
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "n/a"}));
    assert_eq!(status.code, Some(Code::InvalidNumber));
    let status = world.ask(json!({"type": "triggerFive9Call"}));
    assert_eq!(status.code, Some(Code::InvalidNumber));
    assert_eq!(world.n_dials(), 0);
}

#[test]
fn a_second_call_while_one_is_live_is_busy() {
    let mut world = World::start("");
    call_one(&mut world);
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550102"}));
    assert_eq!(status.code, Some(Code::Busy));
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn a_station_that_is_down_is_told_and_nothing_is_dialed() {
    let mut world = World::start("");
    world.control("station/disconnect", json!({}));
    world.pass(Duration::from_secs(1));
    assert_eq!(world.view().link.state, LinkState::StationDown);
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    assert_eq!(status.code, Some(Code::StationDown));
    assert_eq!(world.n_dials(), 0);
    world.control("station/connect", json!({}));
    world.pass(Duration::from_secs(3));
    assert_eq!(world.view().link.state, LinkState::Ready);
}

#[test]
fn an_expired_session_is_told_and_a_new_log_in_is_found() {
    let mut world = World::start("");
    world.control("session/expire", json!({}));
    world.pass(Duration::from_secs(4));
    assert_eq!(world.view().link.state, LinkState::NotLoggedIn);
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    assert_eq!(status.code, Some(Code::NotLoggedIn));
}

#[test]
fn a_disposition_that_is_not_allowed_is_refused_and_another_can_be_chosen() {
    let mut world = World::start("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let unknown = json!({"type": "triggerFive9Hangup", "dispositionType": "no such thing"});
    assert_eq!(world.ask(unknown).code, Some(Code::DispositionRefused));
    assert_eq!(phase(&world), Some(CallPhase::Talking));
    let fault = json!({"match": {"path": "calls/*/dispose"}, "action": {"status": 435}});
    world.control("fault", fault);
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert_eq!(world.ask(end).code, Some(Code::DispositionRefused));
    assert_eq!(phase(&world), Some(CallPhase::WrapUp));
    choose(&mut world, VOICEMAIL);
    wait_phase(&mut world, CallPhase::Done);
}

#[test]
fn an_outcome_is_one_of_the_calls_own_campaign() {
    let mut world = World::start("");
    let call = json!({
        "type": "triggerFive9Call", "phoneNumber": "2025550101", "campaignId": "1137597",
    });
    assert!(world.ask(call).success);
    wait_phase(&mut world, CallPhase::Talking);
    let names: Vec<String> = world
        .view()
        .dispositions
        .iter()
        .map(|one| one.name.clone())
        .collect();
    assert!(names.iter().any(|name| name == "Open"), "{names:?}");
    let end = json!({"type": "triggerFive9Hangup", "dispositionType": "Open"});
    let status = world.ask(end);
    assert_eq!((status.success, status.warning), (true, None));
}

#[test]
fn a_call_accepted_and_over_at_once_is_told_with_its_reason() {
    let mut world = World::start("");
    world.control("callee", json!({"behaviour": "busy", "afterMs": 0}));
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::WrapUp);
    let trouble = world
        .view()
        .call
        .as_ref()
        .and_then(|call| call.trouble.clone());
    assert_eq!(trouble.map(|trouble| trouble.code), Some(Code::EndedAtOnce));
}

#[test]
fn messages_that_are_not_understood_change_nothing() {
    let mut world = World::start("");
    let before = world.log("").len();
    let status = world.ask(json!({"type": "executeFive9Call", "requestId": "x"}));
    assert_eq!(
        (status.code, status.request_id.as_deref()),
        (Some(Code::WrongMessage), Some("x"))
    );
    for odd in [
        json!(null),
        json!(7),
        json!({"type": "dance"}),
        json!({"type": "startRun"}),
    ] {
        assert_eq!(world.ask(odd).code, Some(Code::BadMessage));
    }
    let reply = world.tell_from(
        json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}),
        false,
    );
    assert_eq!(world.replies[&reply].code, Some(Code::BadMessage));
    assert_eq!(world.log("").len(), before);
}

#[test]
fn a_store_that_fails_sends_nothing_and_pauses() {
    let mut world = World::start(THREE);
    world.store_fails = true;
    let status = world.ask(json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"}));
    assert_eq!(status.code, Some(Code::Storage), "{status:?}");
    assert_eq!(world.n_dials(), 0);
    world.store_fails = false;
    call_one(&mut world);
}

#[test]
fn a_broken_list_is_told_and_the_old_one_stays() {
    let mut world = World::start(THREE);
    let status = world.ask(json!({"type": "importList", "text": "name,phone\n\"Ada,2025550101"}));
    assert_eq!(status.code, Some(Code::BadList));
    assert_eq!(world.view().list.n_records, 3);
}

#[test]
fn ending_when_nothing_is_live_is_no_error() {
    let mut world = World::start("");
    let status = world.ask(json!({"type": "triggerFive9Hangup"}));
    assert_eq!(
        status.warning.as_deref(),
        Some("Call was already ended manually.")
    );
    let status = world.ask(json!({"type": "triggerFive9DisposeOnly", "dispositionId": COMPLETED}));
    assert_eq!(
        status.warning.as_deref(),
        Some("Call was already ended manually.")
    );
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let status = world.ask(json!({"type": "triggerFive9DisposeOnly", "dispositionId": COMPLETED}));
    assert_eq!(status.code, Some(Code::Busy));
}

#[test]
fn after_cancel_nothing_more_is_dialed_and_the_live_call_stays() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert!(world.ask(json!({"type": "cancel"})).success);
    world.pass(Duration::from_secs(30));
    assert_eq!(
        (world.n_dials(), phase(&world)),
        (1, Some(CallPhase::Talking))
    );
    assert_eq!(world.view().main_button, MainButton::EndCall);
}

#[test]
fn skip_takes_the_one_up_next_while_a_call_is_live() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert!(world.ask(json!({"type": "skip"})).success);
    assert_eq!(
        world.view().main_button,
        MainButton::EndAndCall { position: 3 }
    );
    choose(&mut world, COMPLETED);
    next(&mut world);
    wait_talk_of(&mut world, 3);
    assert!(
        world.log("make_external_call")[1]
            .1
            .contains("+12025550103")
    );
}

#[test]
fn a_paused_run_ends_the_call_and_waits() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert!(world.ask(json!({"type": "pause"})).success);
    assert_eq!(world.view().main_button, MainButton::EndCall);
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(end).success);
    world.pass(Duration::from_secs(10));
    assert_eq!(world.n_dials(), 1);
    assert!(world.ask(json!({"type": "resume"})).success);
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(world.n_dials(), 2);
}
