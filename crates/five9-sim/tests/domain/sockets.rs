//! The event socket and its faults.

use five9_sim::domain::{Method, Request, SocketAction};
use serde_json::{Value, json};

use crate::support::{EPOCH_MS, HOST, Shift};

fn ids(frames: &[Value]) -> Vec<&str> {
    frames
        .iter()
        .filter_map(|frame| frame["context"]["eventId"].as_str())
        .collect()
}

#[test]
fn the_first_frame_is_1010_and_ping_gets_a_pong() {
    let mut shift = Shift::start();
    let socket = shift.open_socket("k1");
    let frames = shift.frames();
    assert_eq!(ids(&frames), ["1010"]);
    assert_eq!(
        frames[0]["context"]["eventReason"],
        "Successful WebSocket Connection"
    );
    shift.pass(1_000);
    shift.sim.handle_socket_text(shift.now, socket, "ping");
    shift
        .sim
        .handle_socket_text(shift.now, socket, "something else");
    let frames = shift.frames();
    assert_eq!(ids(&frames), ["1202"]);
    assert_eq!(
        frames[0],
        json!({
            "context": {
                "eventId": "1202", "eventReason": null, "messageId": null, "userId": "3578927",
                "correlationId": null, "userName": null, "timeStamp": EPOCH_MS + 1_000,
                "tenantId": "131792", "broadCast": false,
            },
            "payLoad": "pong",
        })
    );
}

#[test]
fn the_state_tells_when_pings_arrived_and_only_pings() {
    let mut shift = Shift::start();
    let socket = shift.open_socket("k1");
    for text in ["ping", "something else", "ping"] {
        shift.pass(1_500);
        shift.sim.handle_socket_text(shift.now, socket, text);
    }
    let state = shift.control(Method::Get, "state", &Value::Null).1;
    let now_ms = state["now_ms"].as_f64().expect("a time");
    let pings = &state["sockets"][0]["pings_ms"];
    assert_eq!(*pings, json!([now_ms - 3_000.0, now_ms]));
}

#[test]
fn a_socket_without_a_session_is_refused() {
    let mut shift = Shift::logged_out();
    let request = Request::new(Method::Get, HOST, "/appsvcs/ws/k1");
    let refused = shift
        .sim
        .open_socket(shift.now, &request)
        .expect_err("refused");
    assert_eq!(refused.status, 401);
}

#[test]
fn the_same_key_twice_closes_the_new_one_with_3000() {
    let mut shift = Shift::start();
    let old = shift.open_socket("k1");
    let new = shift.open_socket("k1");
    let events = shift.events();
    let closed: Vec<_> = events
        .iter()
        .filter(|event| matches!(event.action, SocketAction::Close { code: 3000, .. }))
        .map(|event| event.socket)
        .collect();
    assert_eq!(closed, [new]);
    shift.sim.handle_socket_text(shift.now, old, "ping");
    assert_eq!(ids(&shift.frames()), ["1202"]);
}

#[test]
fn a_fourth_socket_closes_the_oldest() {
    let mut shift = Shift::start();
    let first = shift.open_socket("k1");
    for key in ["k2", "k3", "k4"] {
        shift.open_socket(key);
    }
    let events = shift.events();
    let closed: Vec<_> = events
        .iter()
        .filter(|event| matches!(event.action, SocketAction::Close { .. }))
        .map(|event| event.socket)
        .collect();
    assert_eq!(closed, [first]);
    let (_, state) = shift.control(Method::Get, "state", &Value::Null);
    assert_eq!(state["agents"][0]["sockets"], 3);
    assert_eq!(state["agents"][0]["socketsOpened"], 4);
}

#[test]
fn a_duplicate_key_beside_three_sockets_closes_none_of_them() {
    let mut shift = Shift::start();
    for key in ["k1", "k2", "k3"] {
        shift.open_socket(key);
    }
    shift.events();
    let double = shift.open_socket("k3");
    let events = shift.events();
    let closed: Vec<_> = events
        .iter()
        .filter(|event| matches!(event.action, SocketAction::Close { .. }))
        .map(|event| event.socket)
        .collect();
    assert_eq!(closed, [double]);
}

#[test]
fn what_happened_before_a_socket_opened_is_not_told_to_it() {
    let mut shift = Shift::start();
    shift.talk();
    shift.open_socket("k1");
    assert_eq!(ids(&shift.frames()), ["1010"]);
}

#[test]
fn frames_can_be_lost_doubled_delayed_and_swapped() {
    let check = |kind: &str, body: Value, wanted: &[&str]| {
        let mut shift = Shift::start();
        shift.open_socket("k1");
        shift.frames();
        shift.set(
            "switches",
            &json!({"bothEventIds": false, "offered": false}),
        );
        shift.set(&format!("socket/{kind}"), &body);
        shift.dial();
        shift.pass(500);
        let id = shift.call_id();
        shift.put_call(&id, "disconnect", "");
        shift.dispose(&id, "300000000000043");
        let mut frames = shift.frames();
        shift.pass(5_000);
        frames.extend(shift.frames());
        assert_eq!(ids(&frames), wanted, "{kind}");
    };
    check("lose", json!({}), &["4", "4", "5", "32"]);
    check(
        "lose",
        json!({"times": 2, "eventId": "4"}),
        &["3", "5", "32"],
    );
    check("lose", json!({"times": null}), &[]);
    check("duplicate", json!({}), &["3", "3", "4", "4", "5", "32"]);
    check(
        "reorder",
        json!({"eventId": "3"}),
        &["4", "3", "4", "5", "32"],
    );
    check(
        "delay",
        json!({"delayMs": 2000}),
        &["4", "4", "5", "32", "3"],
    );
}

#[test]
fn pongs_are_lost_only_when_asked_for() {
    let mut shift = Shift::start();
    let socket = shift.open_socket("k1");
    shift.frames();
    shift.set("socket/lose", &json!({"times": null}));
    shift.sim.handle_socket_text(shift.now, socket, "ping");
    assert_eq!(ids(&shift.frames()), ["1202"]);
    assert_eq!(shift.control(Method::Delete, "socket", &Value::Null).0, 200);
    shift.set("socket/lose", &json!({"times": null, "eventId": "*"}));
    shift.sim.handle_socket_text(shift.now, socket, "ping");
    assert!(shift.frames().is_empty());
}

#[test]
fn dropping_the_socket_leaves_no_close_frame() {
    let mut shift = Shift::start();
    let socket = shift.open_socket("k1");
    shift.events();
    shift.set("socket/drop", &Value::Null);
    let events = shift.events();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].socket, &events[0].action),
        (socket, &SocketAction::Abort)
    );
}

#[test]
fn frames_with_jitter_keep_their_order() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.frames();
    shift.set("switches", &json!({"eventJitterMs": 200, "offered": false}));
    shift.dial();
    let id = shift.call_id();
    shift.put_call(&id, "disconnect", "");
    shift.dispose(&id, "300000000000043");
    shift.pass(200);
    assert_eq!(ids(&shift.frames()), ["3", "30", "4", "4", "5", "31", "32"]);
}
