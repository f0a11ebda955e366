//! The life of a call, by the clock and by hand.

use five9_sim::domain::Method;
use serde_json::json;

use crate::support::{NUMBER, Shift, problem, seen};

#[test]
fn a_manual_call_goes_from_offered_to_finished_and_every_step_is_told() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    assert_eq!(shift.dial(), (200, serde_json::Value::Null));
    assert_eq!(shift.call_state(), "OFFERED");
    shift.pass(800);
    assert_eq!(shift.call_state(), "RINGING_ON_OTHER_SIDE");
    shift.pass(2_000);
    let id = shift.call_id();
    assert_eq!(shift.put_call(&id, "disconnect", "").0, 204);
    let (status, info) = shift.dispose(&id, "300000000000046");
    assert_eq!(status, 200);
    assert_eq!(info["state"], "FINISHED");
    assert_eq!(info["dispositionId"], "300000000000046");
    assert_eq!(info["number"], NUMBER);
    let told = shift.seen();
    assert_eq!(
        told[1..10],
        [
            seen("3", "CREATED", "OFFERED"),
            seen("30", "CREATED", "OFFERED"),
            seen("4", "UPDATED", "RINGING_ON_OTHER_SIDE"),
            seen("4", "CONNECTED", "TALKING"),
            seen("4", "RECORDING_ALLOWED", "TALKING"),
            seen("4", "DISCONNECTED_BY_AGENT", "WRAP_UP"),
            seen("4", "DISPOSITIONED", "FINISHED"),
            seen("5", "DISPOSITIONED", "FINISHED"),
            seen("31", "DISPOSITIONED", "FINISHED"),
        ],
        "{told:#?}"
    );
    assert_eq!(told[10].0, "32");
    assert_eq!(told.len(), 11);
}

#[test]
fn offered_lasts_300_to_800_ms_and_can_be_switched_off() {
    let mut shift = Shift::start();
    shift.dial();
    shift.pass(299);
    assert_eq!(shift.call_state(), "OFFERED");
    shift.pass(502);
    assert_eq!(shift.call_state(), "RINGING_ON_OTHER_SIDE");

    let mut shift = Shift::start();
    shift.set("switches", &json!({"offered": false}));
    shift.dial();
    assert_eq!(shift.call_state(), "RINGING_ON_OTHER_SIDE");
}

#[test]
fn a_call_in_wrap_up_stays_listed_and_a_finished_one_does_not() {
    let mut shift = Shift::start();
    let id = shift.talk();
    shift.put_call(&id, "disconnect", "");
    assert_eq!(shift.call_state(), "WRAP_UP");
    let (_, stubs) = shift.mine(Method::Get, "interactions", "");
    assert_eq!(stubs, json!([{"channelType": "CALL", "interactionId": id}]));
    shift.dispose(&id, "300000000000043");
    let (_, stubs) = shift.mine(Method::Get, "interactions", "");
    assert_eq!(stubs, json!([]));
}

#[test]
fn a_finished_call_is_kept_for_five_seconds_and_then_gone() {
    let mut shift = Shift::start();
    let id = shift.talk();
    shift.dispose(&id, "300000000000043");
    let path = format!("interactions/calls/{id}");
    shift.pass(4_900);
    let (status, info) = shift.mine(Method::Get, &path, "");
    assert_eq!((status, &info["state"]), (200, &json!("FINISHED")));
    let (status, body) = shift.dispose(&id, "300000000000043");
    assert_eq!((status, problem(&body).1.as_str()), (435, "CALL_STATE"));
    shift.pass(200);
    assert_eq!(shift.mine(Method::Get, &path, "").0, 404);
    let (status, body) = shift.dispose(&id, "300000000000043");
    assert_eq!((status, problem(&body).0), (404, 404));
}

#[test]
fn disposing_a_live_call_ends_it_without_a_wrap_up_frame() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    let id = shift.talk();
    shift.seen();
    assert_eq!(shift.dispose(&id, "300000000000043").0, 200);
    let told = shift.seen();
    assert_eq!(told[0], seen("4", "DISPOSITIONED", "FINISHED"), "{told:#?}");
}

#[test]
fn the_far_end_can_hang_up_after_a_while() {
    let mut shift = Shift::start();
    let behaviour =
        json!({"number": NUMBER, "behaviour": "answer", "afterMs": 1000, "hangsUpAfterMs": 3000});
    shift.set("callee", &behaviour);
    shift.open_socket("k1");
    shift.dial();
    shift.pass(2_000);
    assert_eq!(shift.call_state(), "TALKING");
    shift.pass(3_000);
    assert_eq!(shift.call_state(), "WRAP_UP");
    let told = shift.seen();
    assert_eq!(
        told.last(),
        Some(&seen("4", "DISCONNECTED_BY_CALLER", "WRAP_UP"))
    );
    let (_, state) = shift.control(Method::Get, "state", &json!(null));
    assert_eq!(state["calls"][0]["endedBy"], "callee");
}

#[test]
fn nobody_answers_until_the_ring_time_out() {
    let mut shift = Shift::start();
    shift.set("callee", &json!({"behaviour": "noAnswer"}));
    shift.open_socket("k1");
    shift.dial();
    shift.pass(45_200);
    assert_eq!(shift.call_state(), "RINGING_ON_OTHER_SIDE");
    shift.pass(700);
    assert_eq!(shift.call_state(), "WRAP_UP");
    let told = shift.seen();
    assert_eq!(
        told.last(),
        Some(&seen("4", "FAILED_TO_CONNECT", "WRAP_UP"))
    );
}

#[test]
fn a_busy_line_fails_after_two_to_four_seconds_or_at_once() {
    let mut shift = Shift::start();
    shift.set("callee", &json!({"behaviour": "busy"}));
    shift.dial();
    shift.pass(2_200);
    assert_eq!(shift.call_state(), "RINGING_ON_OTHER_SIDE");
    shift.pass(2_700);
    assert_eq!(shift.call_state(), "WRAP_UP");

    let mut shift = Shift::start();
    shift.set("callee", &json!({"behaviour": "busy", "afterMs": 0}));
    shift.dial();
    shift.pass(800);
    assert_eq!(shift.call_state(), "WRAP_UP");
}

#[test]
fn a_voicemail_looks_like_a_person_until_it_hangs_up() {
    let mut shift = Shift::start();
    shift.set(
        "callee",
        &json!({"behaviour": "voicemail", "hangsUpAfterMs": 20000}),
    );
    shift.dial();
    shift.pass(3_000);
    assert_eq!(shift.call_state(), "TALKING");
    shift.pass(20_000);
    assert_eq!(shift.call_state(), "WRAP_UP");
}

#[test]
fn hanging_up_while_it_rings_needs_an_outcome_or_deletes_the_call() {
    let mut shift = Shift::start();
    shift.dial();
    let id = shift.call_id();
    assert_eq!(shift.put_call(&id, "disconnect", "").0, 204);
    assert_eq!(shift.call_state(), "WRAP_UP");

    let mut shift = Shift::start();
    shift.set("switches", &json!({"hangUpWhileRinging": "delete"}));
    shift.open_socket("k1");
    shift.dial();
    let id = shift.call_id();
    shift.seen();
    assert_eq!(shift.put_call(&id, "disconnect", "").0, 204);
    let told: Vec<_> = shift.seen().into_iter().map(|(id, ..)| id).collect();
    assert_eq!(told, ["5", "31"]);
    assert_eq!(shift.call_state(), "none");
}

#[test]
fn hold_and_recording_work_only_while_connected() {
    let mut shift = Shift::start();
    shift.dial();
    let id = shift.call_id();
    assert_eq!(shift.put_call(&id, "hold", "").0, 435);
    assert_eq!(shift.put_call(&id, "start_recording", "").0, 435);
    shift.pass(4_000);
    assert_eq!(shift.put_call(&id, "hold", "").1["state"], "ON_HOLD");
    assert_eq!(
        shift.put_call(&id, "start_recording", "").1["recording"],
        true
    );
    assert_eq!(shift.put_call(&id, "unhold", "").1["state"], "TALKING");
    assert_eq!(shift.put_call(&id, "unhold", "").0, 435);
    shift.put_call(&id, "disconnect", "");
    assert_eq!(shift.put_call(&id, "start_recording", "").0, 435);
    assert_eq!(shift.put_call(&id, "disconnect", "").0, 435);
}

#[test]
fn a_campaign_with_a_wrap_up_limit_sets_its_own_disposition() {
    let mut shift = Shift::start();
    let limit = json!({"timeoutMs": 10_000, "dispositionId": "300000000000044"});
    shift.set(
        "campaign",
        &json!({"id": crate::support::CAMPAIGN, "wrapUp": limit}),
    );
    shift.open_socket("k1");
    let id = shift.talk();
    shift.put_call(&id, "disconnect", "");
    shift.seen();
    shift.pass(10_000);
    let told = shift.seen();
    assert_eq!(
        told[0],
        seen("4", "AFTER_CALL_WORK_TIME_EXPIRED", "FINISHED")
    );
    let (_, info) = shift.mine(Method::Get, &format!("interactions/calls/{id}"), "");
    assert_eq!(info["dispositionId"], "300000000000044");
    assert_eq!(shift.dispose(&id, "300000000000043").0, 435);
}

#[test]
fn a_lost_station_ends_the_call_after_ten_seconds_unless_it_comes_back() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.talk();
    shift.seen();
    shift.set("station/disconnect", &json!(null));
    let told: Vec<_> = shift.seen().into_iter().map(|(id, ..)| id).collect();
    assert_eq!(told, ["18", "42"]);
    shift.pass(9_900);
    assert_eq!(shift.call_state(), "TALKING");
    shift.pass(200);
    assert_eq!(shift.call_state(), "WRAP_UP");

    let mut shift = Shift::start();
    shift.talk();
    shift.set("station/disconnect", &json!(null));
    shift.pass(5_000);
    assert_eq!(
        shift
            .mine(Method::Put, "station/restart", r#"{"value":null}"#)
            .0,
        204
    );
    shift.pass(10_000);
    assert_eq!(shift.call_state(), "TALKING");
}

#[test]
fn presence_changed_in_a_call_waits_for_its_end() {
    let mut shift = Shift::start();
    let id = shift.talk();
    let ready = json!({"readyChannels": ["CALL"], "notReadyReasonCodeId": "0"}).to_string();
    let (_, presence) = shift.mine(Method::Put, "presence", &ready);
    assert_eq!(presence["pendingState"]["readyChannels"], json!(["CALL"]));
    assert_eq!(presence["currentState"]["readyChannels"], json!([]));
    shift.dispose(&id, "300000000000043");
    let (_, presence) = shift.mine(Method::Get, "presence", "");
    assert_eq!(presence["currentState"]["readyChannels"], json!(["CALL"]));
    assert_eq!(presence["pendingState"], json!(null));
}

#[test]
fn the_same_seed_gives_the_same_calls() {
    let run = || {
        let mut shift = Shift::start();
        shift.open_socket("k1");
        shift.talk();
        format!("{:?}", shift.frames())
    };
    assert_eq!(run(), run());
}
