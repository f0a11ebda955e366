//! The control API: faults, log, guard, reset, and the desktop page's own requests.

use std::time::Duration;

use five9_sim::domain::{Answer, Config, Method, Request, Sim};
use serde_json::{Value, json};

use crate::support::{
    AGENT, CAMPAIGN, EPOCH_MS, HOST, NUMBER, Shift, cookie_header, problem, read,
};

#[test]
fn the_log_shows_requests_exactly_as_they_came() {
    let mut shift = Shift::start();
    shift.pass(1_234);
    shift.now += Duration::from_micros(560);
    let body = format!(
        r#"{{"number":"{NUMBER}","skipDNCCheck":false,"checkMultipleContacts":true,"campaignId":"{CAMPAIGN}"}}"#
    );
    shift.mine(Method::Post, "interactions/make_external_call", &body);
    shift.mine(Method::Get, "station?x=1", "");
    let (_, log) = shift.control(Method::Get, "log", &Value::Null);
    let path = format!("/appsvcs/rs/svc/agents/{AGENT}/interactions/make_external_call");
    let call = shift.call_id();
    assert_eq!(
        log,
        json!([
            {"t_ms": 1234.5, "method": "POST", "path": path, "body": body, "status": 200,
             "handled": 200, "callId": call},
            {"t_ms": 1234.5, "method": "GET", "path": format!("/appsvcs/rs/svc/agents/{AGENT}/station?x=1"),
             "body": null, "status": 200, "handled": 200, "callId": null},
        ])
    );
    shift.control(Method::Delete, "log", &Value::Null);
    assert_eq!(shift.control(Method::Get, "log", &Value::Null).1, json!([]));
}

#[test]
fn a_request_is_stamped_on_arrival_and_handled_after_its_hold() {
    let latency = Duration::from_millis(40);
    let mut shift = Shift::start();
    shift.sim = Sim::new(Config {
        latency,
        ..Config::new(7, EPOCH_MS)
    });
    let page = Request::new(Method::Get, HOST, "/");
    shift.cookie = cookie_header(&shift.sim.open_desktop(shift.now, &page));
    shift.pass(100);
    let request = shift.request(Method::Get, "auth/metadata", "");
    let admitted = shift.sim.admit(shift.now, request);
    assert_eq!(admitted.hold, latency);
    let (_, log) = shift.control(Method::Get, "log", &Value::Null);
    assert_eq!(
        (&log[0]["t_ms"], &log[0]["status"]),
        (&json!(100.0), &Value::Null)
    );
    shift.pass(40);
    shift.sim.handle(shift.now, admitted);
    let (_, log) = shift.control(Method::Get, "log", &Value::Null);
    assert_eq!(
        (&log[0]["t_ms"], &log[0]["status"]),
        (&json!(100.0), &json!(200))
    );
}

#[test]
fn a_status_fault_answers_instead_of_handling_as_often_as_asked() {
    let mut shift = Shift::start();
    let wanted = json!({"method": "POST", "path": "make_external_call"});
    shift.set(
        "fault",
        &json!({"match": wanted, "action": {"status": 503}, "times": 2}),
    );
    assert_eq!(shift.mine(Method::Get, "interactions", "").0, 200);
    for _ in 0..2 {
        assert_eq!(shift.dial().0, 503);
    }
    assert_eq!(shift.call_state(), "none");
    assert_eq!(shift.dial().0, 200);
}

#[test]
fn a_body_fault_handles_the_request_and_spoils_only_the_answer() {
    let mut shift = Shift::start();
    let wanted = json!({"path": "calls/*/disconnect"});
    shift.set(
        "fault",
        &json!({"match": wanted, "action": {"body": "<html>"}}),
    );
    let id = shift.talk();
    shift.put_call(&id, "disconnect", "");
    assert_eq!(shift.call_state(), "WRAP_UP");

    let action = json!({"status": 429, "body": {"a": 1}, "retryAfterS": 3});
    shift.set("fault", &json!({"action": action}));
    let answer = shift.send(Method::Get, "auth/metadata", "");
    let response = answer.response().expect("answered");
    assert_eq!(read(response), (429, json!({"a": 1})));
    assert!(response.headers.contains(&("retry-after", "3".to_owned())));
}

#[test]
fn an_answer_can_be_lost_before_or_after_the_request_took_effect() {
    for (drop, state) in [("before", "none"), ("after", "OFFERED")] {
        let mut shift = Shift::start();
        let wanted = json!({"path": "make_external_call"});
        shift.set("fault", &json!({"match": wanted, "action": {"drop": drop}}));
        let body = json!({"number": NUMBER, "campaignId": CAMPAIGN}).to_string();
        let path = format!("agents/{AGENT}/interactions/make_external_call");
        assert_eq!(
            shift.send(Method::Post, &path, &body),
            Answer::Drop { bare: false }
        );
        assert_eq!(shift.call_state(), state);
        let (_, log) = shift.control(Method::Get, "log", &Value::Null);
        assert_eq!(log[0]["status"], Value::Null);
    }
}

#[test]
fn faults_without_end_last_until_they_are_cleared() {
    let mut shift = Shift::start();
    shift.set("fault", &json!({"action": {"delayMs": 70}, "times": null}));
    for _ in 0..3 {
        let request = shift.request(Method::Get, "auth/metadata", "");
        assert_eq!(
            shift.sim.admit(shift.now, request).hold,
            Duration::from_millis(70)
        );
    }
    shift.control(Method::Delete, "fault", &Value::Null);
    let request = shift.request(Method::Get, "auth/metadata", "");
    assert_eq!(shift.sim.admit(shift.now, request).hold, Duration::ZERO);
}

#[test]
fn the_log_tells_what_the_service_did_with_a_request_whose_answer_was_dropped() {
    let mut shift = Shift::start();
    shift.set("fault", &json!({"action": {"drop": "before"}}));
    shift.set("fault", &json!({"action": {"drop": "after"}}));
    let body = json!({"number": NUMBER, "campaignId": CAMPAIGN}).to_string();
    let path = format!("agents/{AGENT}/interactions/make_external_call");
    for _ in 0..2 {
        let answer = shift.send(Method::Post, &path, &body);
        assert!(matches!(answer, Answer::Drop { .. }));
    }
    let (_, log) = shift.control(Method::Get, "log", &Value::Null);
    let call = shift.call_id();
    let told = |index: usize| {
        let entry = &log[index];
        (&entry["status"], &entry["handled"], &entry["callId"])
    };
    assert_eq!(told(0), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(told(1), (&Value::Null, &json!(200), &json!(call)));
}

#[test]
fn an_accepted_dial_can_have_its_call_much_later() {
    let mut shift = Shift::start();
    shift.set("fault", &json!({"action": {"createAfterMs": 19_000}}));
    assert_eq!(shift.dial().0, 200);
    shift.pass(18_000);
    assert_eq!(shift.sim.calls().len(), 0);
    let (status, refusal) = shift.dial();
    let context = &refusal["five9ExceptionDetail"]["context"]["contextCode"];
    assert_eq!((status, context), (435, &json!("ALREADY_ON_CALL")));
    shift.pass(1_000);
    let (_, log) = shift.control(Method::Get, "log", &Value::Null);
    assert_eq!(log[0]["callId"], json!(shift.call_id()));
    assert_eq!(log[1]["callId"], Value::Null);
}

#[test]
fn too_many_requests_get_429_when_a_limit_is_set() {
    let mut shift = Shift::start();
    shift.set("switches", &json!({"requestsPerSecondMax": 2}));
    let status = |shift: &mut Shift| shift.ask(Method::Get, "auth/metadata", "").0;
    assert_eq!(
        [status(&mut shift), status(&mut shift), status(&mut shift)],
        [200, 200, 429]
    );
    shift.pass(1_000);
    assert_eq!(status(&mut shift), 200);
}

#[test]
fn a_call_can_be_driven_by_hand_from_the_far_end() {
    let mut shift = Shift::start();
    shift.dial();
    let id = shift.call_id();
    shift.set(&format!("call/{id}/answer"), &Value::Null);
    assert_eq!(shift.call_state(), "TALKING");
    let (status, _) = shift.control(Method::Post, &format!("call/{id}/busy"), &Value::Null);
    assert_eq!(status, 409, "too late for that");
    shift.set("call/current/hangup", &Value::Null);
    assert_eq!(shift.call_state(), "WRAP_UP");
    shift.dispose(&id, "300000000000043");
    assert_eq!(
        shift
            .control(Method::Post, "call/current/answer", &Value::Null)
            .0,
        404
    );

    for action in ["busy", "noanswer"] {
        shift.dial();
        shift.set(&format!("call/current/{action}"), &Value::Null);
        assert_eq!(shift.call_state(), "WRAP_UP");
        let id = shift.call_id();
        shift.dispose(&id, "300000000000043");
    }
}

#[test]
fn no_web_page_but_the_simulators_own_reaches_the_control_interface() {
    let ask = |host: &str, headers: &[(&str, &str)]| {
        let mut shift = Shift::start();
        let mut request = Request::new(Method::Get, host, "/_sim/state");
        for (name, value) in headers {
            request = request.with_header(name, *value);
        }
        shift.sim.handle_control(shift.now, &request).status
    };
    assert_eq!(ask("localhost:8443", &[]), 200);
    assert_eq!(ask("127.0.0.1:8443", &[]), 200);
    assert_eq!(ask(HOST, &[("origin", "https://app-atl.five9.com")]), 200);
    assert_eq!(ask(HOST, &[("sec-fetch-site", "same-origin")]), 200);
    assert_eq!(ask(HOST, &[("sec-fetch-site", "none")]), 200);
    assert_eq!(
        ask("localhost:8443", &[("origin", "https://localhost:8443")]),
        200
    );
    for foreign in [
        "https://example.com",
        "null",
        "chrome-extension://abc",
        "https://localhost",
    ] {
        assert_eq!(
            ask("localhost:8443", &[("origin", foreign)]),
            403,
            "{foreign}"
        );
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(
            ask("localhost:8443", &[("sec-fetch-site", site)]),
            403,
            "{site}"
        );
    }
    assert_eq!(ask("rebound.example.com:8443", &[]), 403);
    assert_eq!(ask("five9.com.example.com", &[]), 403);
}

#[test]
fn a_mistake_in_a_control_request_changes_nothing() {
    let mut shift = Shift::start();
    let before = shift.control(Method::Get, "state", &Value::Null);
    for (path, body) in [
        ("fault", json!({"action": {"explode": true}})),
        ("callee", json!({"behaviour": "sings"})),
        ("callee", json!({"number": "abc", "behaviour": "noAnswer"})),
        (
            "callee",
            json!({"behaviour": "refused", "failure": {"contextCode": "WHATEVER"}}),
        ),
        ("switches", json!({"noSuchSwitch": 1})),
        ("switches", json!({"dialReply": "poem"})),
        ("dnc", json!({})),
    ] {
        assert_eq!(
            shift.control(Method::Post, path, &body).0,
            400,
            "{path} {body}"
        );
    }
    assert_eq!(shift.control(Method::Post, "nonsense", &Value::Null).0, 404);
    assert_eq!(
        shift
            .control(Method::Post, "call/nonsense/answer", &Value::Null)
            .0,
        404
    );
    assert_eq!(
        shift
            .control(Method::Post, "station/connect?agent=1", &Value::Null)
            .0,
        404
    );
    assert_eq!(shift.control(Method::Get, "state", &Value::Null), before);
}

#[test]
fn a_reset_forgets_everything_but_logins_and_sockets() {
    let mut shift = Shift::start();
    let socket = shift.open_socket("k1");
    shift.set("callee", &json!({"behaviour": "noAnswer"}));
    shift.set("switches", &json!({"offered": false}));
    shift.set(
        "fault",
        &json!({"match": {"path": "nowhere"}, "action": {"status": 500}}),
    );
    shift.set("station/disconnect", &Value::Null);
    shift.set("dnc", &json!({"number": NUMBER}));
    shift.frames();
    shift.set("reset", &Value::Null);
    assert_eq!(shift.control(Method::Get, "log", &Value::Null).1, json!([]));
    let (_, state) = shift.control(Method::Get, "state", &Value::Null);
    assert_eq!(
        (&state["calls"], &state["faults"], &state["dnc"]),
        (&json!([]), &json!([]), &json!([]))
    );
    assert_eq!(state["switches"]["offered"], true);
    shift.talk();
    shift.sim.handle_socket_text(shift.now, socket, "ping");
    assert!(!shift.frames().is_empty());
}

#[test]
fn what_a_person_does_on_the_desktop_page_is_not_in_the_log() {
    let mut shift = Shift::start();
    let by_hand = |shift: &mut Shift, method, path: &str, body: &Value| {
        let request = Request::new(method, HOST, format!("/_sim/desktop/{path}"))
            .with_header("cookie", shift.cookie.clone())
            .with_header("origin", format!("https://{HOST}"))
            .with_body(if body.is_null() {
                String::new()
            } else {
                body.to_string()
            });
        read(&shift.sim.handle_control(shift.now, &request))
    };
    let dial = json!({"number": NUMBER, "campaignId": CAMPAIGN});
    assert_eq!(by_hand(&mut shift, Method::Post, "dial", &dial).0, 200);
    shift.pass(4_000);
    let (_, seen) = by_hand(&mut shift, Method::Get, "state", &Value::Null);
    assert_eq!(seen["calls"][0]["state"], "TALKING");
    let choices = seen["calls"][0]["dispositions"]
        .as_array()
        .expect("choices");
    assert!(
        choices
            .iter()
            .all(|choice| choice["id"] != "300000000000050"),
        "transfer only"
    );
    let id = seen["calls"][0]["id"].as_str().expect("an id").to_owned();
    let refused = json!({"dispositionId": "-5"});
    let (status, body) = by_hand(
        &mut shift,
        Method::Post,
        &format!("call/{id}/dispose"),
        &refused,
    );
    assert_eq!(
        (status, problem(&body).1.as_str()),
        (435, "DISPOSITION_NOT_ALLOWED")
    );
    assert_eq!(
        by_hand(
            &mut shift,
            Method::Post,
            &format!("call/{id}/disconnect"),
            &Value::Null
        )
        .0,
        204
    );
    let outcome = json!({"dispositionId": "300000000000043"});
    assert_eq!(
        by_hand(
            &mut shift,
            Method::Post,
            &format!("call/{id}/dispose"),
            &outcome
        )
        .0,
        200
    );
    assert_eq!(
        by_hand(&mut shift, Method::Post, "logout", &Value::Null).0,
        204
    );
    let (status, seen) = by_hand(&mut shift, Method::Get, "state", &Value::Null);
    assert_eq!((status, seen), (200, json!({"loggedIn": false})));
    assert_eq!(shift.control(Method::Get, "log", &Value::Null).1, json!([]));
    let (_, state) = shift.control(Method::Get, "state", &Value::Null);
    assert_eq!(state["agents"][0]["socketsOpened"], 0);
}

#[test]
fn personal_data_has_no_debug_output() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.set("dnc", &json!({"number": "2025550102"}));
    let failure = json!({"contextCode": "DNC", "async": true});
    let refused = json!({"number": "2025550103", "behaviour": "refused", "failure": failure});
    shift.set("callee", &refused);
    shift.dial_number("2025550103");
    shift.set("socket/delay", &json!({"delayMs": 60_000}));
    shift.talk();
    let token = shift
        .cookie
        .split("; ")
        .next()
        .and_then(|pair| pair.split("Bearer-").nth(1));
    let token = token.expect("a token").to_owned();
    let printed = format!("{:?}", shift.sim);
    for secret in ["202555010", "Alex", "ninepin", &token] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
