//! Login, login states, expiry, migration.

use five9_sim::domain::{Method, Request};
use serde_json::json;

use crate::support::{AGENT, HOST, Shift, cookie_header, problem, read};

fn login(shift: &mut Shift, user: &str, password: &str, policy: &str) -> (u16, serde_json::Value) {
    let body = json!({
        "passwordCredentials": {"username": user, "password": password},
        "appKey": "web-ui", "policy": policy,
    });
    let request =
        Request::new(Method::Post, HOST, "/appsvcs/rs/svc/auth/login").with_body(body.to_string());
    let answer = shift.sim.handle_request(shift.now, request);
    let response = answer.response().expect("answered");
    if response.status == 200 {
        shift.cookie = cookie_header(&response.headers);
    }
    read(response)
}

#[test]
fn nobody_gets_in_without_a_session() {
    let mut shift = Shift::logged_out();
    let (status, body) = shift.ask(Method::Get, "auth/metadata", "");
    assert_eq!((status, problem(&body).0), (401, 401));
    assert_eq!(
        login(&mut shift, "agent@example.com", "wrong", "ForceIn").0,
        401
    );
    assert_eq!(
        login(&mut shift, "nobody@example.com", "ninepin", "ForceIn").0,
        401
    );
}

#[test]
fn a_login_leads_over_the_station_to_working() {
    let mut shift = Shift::logged_out();
    let (status, metadata) = login(&mut shift, "agent@example.com", "ninepin", "AttachExisting");
    assert_eq!(status, 200);
    assert_eq!(metadata["userId"], AGENT);
    assert_eq!(metadata["orgId"], "131792");
    let center = &metadata["metadata"]["dataCenters"][0];
    assert_eq!(center["apiUrls"][0]["host"], HOST);
    assert_eq!(center["apiUrls"][0]["port"], "443", "as text");
    assert_eq!(
        shift.mine(Method::Get, "login_state", "").1,
        "SELECT_STATION"
    );
    let (status, body) = shift.mine(Method::Get, "interactions", "");
    assert_eq!((status, problem(&body)), (435, (3, "LOGIN".to_owned())));
    let station = r#"{"stationId":"","stationType":"EMPTY"}"#;
    assert_eq!(shift.mine(Method::Put, "session_start", station).0, 204);
    assert_eq!(shift.mine(Method::Get, "login_state", "").1, "WORKING");
    let (status, body) = shift.dial();
    assert_eq!(
        (status, problem(&body).1.as_str()),
        (435, "STATION_NOT_CONNECTED")
    );
    shift.set("switches", &json!({"emptyStationDials": true}));
    assert_eq!(shift.dial().0, 200);
}

#[test]
fn a_notice_must_be_accepted_and_the_reply_still_says_it_is_not() {
    let mut shift = Shift::logged_out();
    login(
        &mut shift,
        "agent2@example.com",
        "ninepin",
        "AttachExisting",
    );
    let path = |rest: &str| format!("agents/3578928/{rest}");
    let station = r#"{"stationId":"1","stationType":"SOFTPHONE"}"#;
    shift.ask(Method::Put, &path("session_start"), station);
    assert_eq!(
        shift.ask(Method::Get, &path("login_state"), "").1,
        "ACCEPT_NOTICE"
    );
    let (_, notices) = shift.ask(Method::Get, &path("maintenance_notices"), "");
    assert_eq!(notices[0]["id"], "8213");
    let (status, notice) = shift.ask(Method::Put, &path("maintenance_notices/8213/accept"), "");
    assert_eq!((status, &notice["accepted"]), (200, &json!(false)));
    assert_eq!(
        shift.ask(Method::Get, &path("login_state"), "").1,
        "WORKING"
    );
}

#[test]
fn a_forced_login_ends_the_other_one_and_an_attached_one_does_not() {
    let mut shift = Shift::start();
    let first = shift.cookie.clone();
    login(&mut shift, "agent@example.com", "ninepin", "AttachExisting");
    let second = std::mem::replace(&mut shift.cookie, first.clone());
    assert_eq!(shift.ask(Method::Get, "auth/metadata", "").0, 200);
    login(&mut shift, "agent@example.com", "ninepin", "ForceIn");
    for old in [first, second] {
        let new = std::mem::replace(&mut shift.cookie, old);
        assert_eq!(shift.ask(Method::Get, "auth/metadata", "").0, 401);
        shift.cookie = new;
    }
    assert_eq!(
        shift.mine(Method::Get, "login_state", "").1,
        "SELECT_STATION"
    );
}

#[test]
fn starting_a_working_session_again_needs_force() {
    let mut shift = Shift::start();
    let station = r#"{"stationId":"1","stationType":"SOFTPHONE"}"#;
    let (status, body) = shift.mine(Method::Put, "session_start", station);
    assert_eq!(
        (status, problem(&body).1.as_str()),
        (435, "DUPLICATE_LOGIN")
    );
    assert_eq!(
        shift
            .mine(Method::Put, "session_start?force=true", station)
            .0,
        204
    );
}

#[test]
fn a_token_in_the_header_is_as_good_as_a_cookie() {
    let mut shift = Shift::start();
    let (_, metadata) = shift.ask(Method::Get, "auth/metadata", "");
    let token = metadata["tokenId"].as_str().expect("a token").to_owned();
    let ask = |shift: &mut Shift, scheme: &str| {
        let request = Request::new(Method::Get, HOST, "/appsvcs/rs/svc/auth/metadata")
            .with_header("authorization", format!("{scheme}{token}"));
        let answer = shift.sim.handle_request(shift.now, request);
        answer.response().expect("answered").status
    };
    assert_eq!(ask(&mut shift, "Bearer-"), 200);
    assert_eq!(
        ask(&mut shift, "Bearer "),
        401,
        "a space is for the cloud interface"
    );
}

#[test]
fn host_only_cookies_of_another_host_spoil_the_session() {
    let mut shift = Shift::start();
    let mut request = shift.request(Method::Get, "auth/metadata", "");
    request.host = "app-scl.five9.com".to_owned();
    let answer = shift.sim.handle_request(shift.now, request);
    assert_eq!(answer.response().expect("answered").status, 401);
}

#[test]
fn a_session_at_rest_ends_after_thirty_minutes() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.pass(29 * 60_000);
    assert_eq!(shift.mine(Method::Put, "ping", "").0, 204);
    shift.pass(29 * 60_000);
    assert_eq!(shift.ask(Method::Get, "auth/metadata", "").0, 200);
    shift.pass(30 * 60_000);
    assert_eq!(shift.ask(Method::Get, "auth/metadata", "").0, 401);
    let (_, state) = shift.control(Method::Get, "state", &json!(null));
    assert_eq!(state["agents"][0]["sockets"], 0);
}

#[test]
fn logging_out_finishes_the_call_and_ends_the_session() {
    let mut shift = Shift::start();
    shift.talk();
    assert_eq!(shift.mine(Method::Put, "session_stop", "").0, 435);
    assert_eq!(shift.ask(Method::Post, "auth/logout", "").0, 204);
    assert_eq!(shift.ask(Method::Get, "auth/metadata", "").0, 401);
    let (_, state) = shift.control(Method::Get, "state", &json!(null));
    assert_eq!(state["calls"][0]["state"], "FINISHED");
    assert_eq!(state["calls"][0]["endedBy"], "platform");
}

#[test]
fn an_expired_session_leaves_the_call_going() {
    let mut shift = Shift::start();
    shift.talk();
    shift.set("session/expire", &json!(null));
    assert_eq!(shift.ask(Method::Get, "auth/metadata", "").0, 401);
    let cookies = shift
        .sim
        .open_desktop(shift.now, &Request::new(Method::Get, HOST, "/"));
    shift.cookie = cookie_header(&cookies);
    assert_eq!(shift.call_state(), "TALKING");
}

#[test]
fn after_a_migration_the_old_host_sends_everyone_to_the_new_one() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.talk();
    shift.frames();
    shift.set("migrate", &json!({}));
    shift.pass(2_000);
    let ids: Vec<_> = shift.seen().into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids.first().map(String::as_str), Some("70"));
    assert!(ids.contains(&"1002".to_owned()), "{ids:?}");
    let (status, body) = shift.mine(Method::Get, "interactions", "");
    assert_eq!((status, problem(&body).0), (435, 5001));
    assert_eq!(body["five9ExceptionDetail"]["context"]["farmId"], "252");
    let (_, metadata) = shift.ask(Method::Get, "auth/metadata", "");
    let centers = metadata["metadata"]["dataCenters"]
        .as_array()
        .expect("centers");
    let active = centers
        .iter()
        .find(|center| center["active"] == true)
        .expect("an active one");
    assert_eq!(active["apiUrls"][0]["host"], "app-scl.five9.com");
    let on_new_host = |shift: &mut Shift, method, path: &str| {
        let token = shift
            .cookie
            .split("; ")
            .next()
            .unwrap_or_default()
            .to_owned();
        let path = format!("/appsvcs/rs/svc/agents/{AGENT}/{path}");
        let request = Request::new(method, "app-scl.five9.com", path).with_header("cookie", token);
        read(
            shift
                .sim
                .handle_request(shift.now, request)
                .response()
                .expect("answered"),
        )
    };
    assert_eq!(
        on_new_host(&mut shift, Method::Get, "login_state").1,
        "RELOGIN"
    );
    assert_eq!(
        on_new_host(&mut shift, Method::Put, "session_restart").0,
        204
    );
    assert_eq!(
        on_new_host(&mut shift, Method::Get, "login_state").1,
        "WORKING"
    );
    shift.pass(60_000);
    assert_eq!(shift.ask(Method::Get, "auth/metadata", "").0, 401);
}
