//! The agent's own resources beside the call: options, skills, permissions, callbacks, recordings.

use five9_sim::domain::{Method, Request};
use serde_json::{Value, json};

use crate::support::{CAMPAIGN, HOST, NUMBER, Shift, problem, read};

#[test]
fn an_agent_reads_who_he_is_and_what_he_may_do() {
    let mut shift = Shift::start();
    let (status, agent) = shift.mine(Method::Get, "", "");
    assert_eq!(status, 404, "a trailing slash is another resource: {agent}");
    let (_, agent) = shift.ask(Method::Get, "agents/3578927", "");
    assert_eq!(agent["userName"], "agent@example.com");
    let (_, permissions) = shift.mine(Method::Get, "permissions", "");
    assert!(permissions.to_string().contains("CAN_WRAPUP_CALL"));
    assert_eq!(
        shift.ask(Method::Get, "auth/permissions", "").1,
        permissions
    );
    assert_eq!(shift.ask(Method::Get, "auth/roles", "").1, json!(["AGENT"]));
    assert_eq!(shift.ask(Method::Get, "auth/settings", "").0, 200);
    let (_, left_ms) = shift.mine(Method::Get, "session_expiration", "");
    assert_eq!(left_ms, 1_800_000);
    let (_, metadata) = shift.mine(Method::Get, "switchover_metadata", "");
    assert!(metadata["dataCenters"].is_array(), "{metadata}");
    assert_eq!(shift.mine(Method::Get, "can_stop_session", "").1, true);
    shift.dial();
    assert_eq!(shift.mine(Method::Get, "can_stop_session", "").1, false);
    let (_, inbound) = shift.mine(Method::Get, "campaigns", "");
    assert_eq!(inbound[0]["campaignType"], "INBOUND");
}

#[test]
fn options_and_skills_are_kept_and_told() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.told();
    let options = json!({"options": ["TONE_ON_INCOMING_INBOUND_CALL"]});
    shift.mine(Method::Put, "options", &options.to_string());
    assert_eq!(shift.mine(Method::Get, "options", "").1, options);
    let (_, skills) = shift.mine(Method::Get, "skills", "");
    let chosen = json!([skills[0]["id"]]).to_string();
    assert_eq!(shift.mine(Method::Put, "active_skills", &chosen).0, 200);
    let (_, active) = shift.mine(Method::Get, "active_skills", "");
    assert_eq!(active.to_string(), chosen);
    assert_eq!(shift.told(), ["13", "11"]);
    assert_eq!(shift.mine(Method::Put, "active_skills", r#"["1"]"#).0, 404);
}

#[test]
fn a_permission_that_is_missing_refuses_what_it_is_for() {
    let settled = |user: &str| {
        let mut shift = Shift::start_as(user);
        let id = shift.talk();
        (shift, format!("interactions/calls/{id}"))
    };
    let play = json!({"value": "222995"}).to_string();
    let transfer = json!({"destination": {"number": "3125550102"}, "warm": true}).to_string();
    let conference = json!({"number": "3125550102"}).to_string();
    let callback = json!({"number": NUMBER}).to_string();
    let (mut shift, call) = settled("agent5@example.com");
    let refused = shift.refusal(Method::Put, &format!("{call}/disconnect"), "");
    assert_eq!(refused, "NO_PERMISSION");
    shift.set("call/current/hangup?agent=3578931", &Value::Null);
    assert_eq!(shift.call_state(), "WRAP_UP");
    let (mut shift, call) = settled("agent6@example.com");
    shift.refusal(Method::Put, &format!("{call}/hold"), "");
    let (mut shift, call) = settled("agent7@example.com");
    shift.refusal(Method::Put, &format!("{call}/start_recording"), "");
    let (mut shift, call) = settled("agent8@example.com");
    shift.refusal(
        Method::Put,
        &format!("{call}/audio/player/play_prompt"),
        &play,
    );
    let (mut shift, call) = settled("agent10@example.com");
    shift.refusal(
        Method::Put,
        &format!("{call}/transfer_to_external_number"),
        &transfer,
    );
    shift.refusal(
        Method::Post,
        &format!("{call}/add_external_to_conference"),
        &conference,
    );
    let (mut shift, call) = settled("agent12@example.com");
    shift.refusal(
        Method::Put,
        &format!("{call}/variables_2"),
        r#"{"2101":"x"}"#,
    );
    let mut shift = Shift::start_as("agent9@example.com");
    shift.refusal(Method::Put, "add_number_to_dnc", &callback);
    let mut shift = Shift::start_as("agent11@example.com");
    shift.refusal(Method::Post, "callbacks", &callback);
    let mut shift = Shift::logged_out();
    shift.log_in("agent14@example.com");
    let station = r#"{"stationId":"","stationType":"EMPTY"}"#;
    assert_eq!(
        shift.refusal(Method::Put, "session_start", station),
        "NO_PERMISSION"
    );
}

#[test]
fn a_changed_permission_counts_at_once_and_is_told() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.told();
    shift.set("agent", &json!({"permissions": ["CAN_RUN_WEB_AGENT"]}));
    assert_eq!(shift.told(), ["14"]);
    let (status, body) = shift.dial();
    assert_eq!((status, problem(&body).1.as_str()), (435, "NO_PERMISSION"));
}

#[test]
fn only_who_may_skip_the_do_not_call_check_does() {
    let body = json!({"number": NUMBER, "campaignId": CAMPAIGN, "skipDNCCheck": true}).to_string();
    let mut shift = Shift::start();
    let dnc = json!({"value": NUMBER}).to_string();
    assert_eq!(shift.mine(Method::Put, "add_number_to_dnc", &dnc).0, 204);
    assert_eq!(problem(&shift.dial().1).1, "DNC", "at once");
    let path = "interactions/make_external_call";
    assert_eq!(shift.refusal(Method::Post, path, &body), "NO_PERMISSION");
    let mut shift = Shift::start_as("agent13@example.com");
    shift.mine(Method::Put, "add_number_to_dnc", &dnc);
    assert_eq!(shift.mine(Method::Post, path, &body).0, 200);
}

#[test]
fn callbacks_are_kept_told_and_called() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.told();
    let body = json!({"number": NUMBER, "campaignId": CAMPAIGN, "comments": "c", "dueDate": 5});
    let (_, made) = shift.mine(Method::Post, "callbacks", &body.to_string());
    let id = made["id"].as_str().expect("an id").to_owned();
    let path = format!("callbacks/{id}");
    shift.mine(Method::Put, &path, r#"{"dueDate":9}"#);
    shift.mine(Method::Put, &format!("{path}/snooze"), r#"{"value":60000}"#);
    let (_, all) = shift.mine(Method::Get, "callbacks", "");
    assert_eq!(
        (&all[0]["dueDate"], &all[0]["comments"]),
        (&json!(60_009), &json!("c"))
    );
    assert_eq!(shift.org(Method::Get, "callbacks", "").1, all);
    assert_eq!(
        shift.mine(Method::Post, &format!("{path}/make_call"), "").0,
        200
    );
    let call = shift.call_id();
    let (_, info) = shift.mine(Method::Get, &format!("interactions/calls/{call}"), "");
    assert_eq!(info["callbackId"], id.as_str());
    assert_eq!(
        shift.mine(Method::Put, &format!("{path}/dismiss"), "").0,
        204
    );
    assert_eq!(shift.mine(Method::Delete, &path, "").0, 404);
    assert_eq!(
        shift.told(),
        ["53", "54", "54", "3 CREATED", "30 CREATED", "55"]
    );
}

#[test]
fn a_click_on_a_number_asks_the_desktop_or_dials() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.told();
    let path = "interactions/click_to_dial?number=%2B12025550101&campaignId=Student%20Outreach";
    assert_eq!(shift.org(Method::Get, path, "").0, 200);
    assert_eq!(
        (shift.told(), shift.call_state()),
        (vec!["74".to_owned()], "none".to_owned())
    );
    let path = format!("{path}&dialImmediately=true");
    assert_eq!(shift.org(Method::Get, &path, "").0, 200);
    assert_eq!(shift.call_state(), "OFFERED");
    assert_eq!(shift.told(), ["74", "3 CREATED", "30 CREATED"]);
    shift.org(Method::Get, &path, "");
    assert_eq!(shift.told(), ["74", "75"], "already on a call");
}

#[test]
fn a_recording_can_be_fetched_afterwards() {
    let mut shift = Shift::start();
    let id = shift.talk();
    shift.put_call(&id, "start_recording", "");
    let (_, state) = shift.control(Method::Get, "state", &Value::Null);
    let recording = state["calls"][0]["recordingId"].as_str().expect("an id");
    let fetch = |id: &str| {
        let path = format!("/strsvcs/rs/svc/agents/3578927/recordings/{id}?download=true");
        Request::new(Method::Get, HOST, path).with_header("cookie", shift.cookie.clone())
    };
    let (found, unknown) = (fetch(recording), fetch("1"));
    let answer = shift.sim.handle_request(shift.now, found);
    let response = answer.response().expect("answered");
    assert!(response.body.starts_with("RIFF"), "{}", response.status);
    let answer = shift.sim.handle_request(shift.now, unknown);
    assert_eq!(answer.response().map(|response| response.status), Some(404));
}

#[test]
fn an_access_token_logs_in_as_well() {
    let mut shift = Shift::logged_out();
    let log_in = |token: &str| {
        Request::new(Method::Post, HOST, "/appsvcs/rs/svc/auth/login_by_token")
            .with_header("authorization", format!("Bearer {token}"))
            .with_body(r#"{"policy":"ForceIn"}"#)
    };
    let request = log_in("sim-access-agent2@example.com");
    let answer = shift.sim.handle_request(shift.now, request);
    let (status, login) = read(answer.response().expect("answered"));
    assert_eq!((status, &login["userId"]), (200, &json!("3578928")));
    let answer = shift.sim.handle_request(shift.now, log_in("other"));
    assert_eq!(answer.response().map(|response| response.status), Some(401));
}

#[test]
fn any_event_can_be_asked_for() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    shift.told();
    for id in [
        "1", "15", "52", "57", "60", "66", "67", "71", "72", "84", "1004",
    ] {
        shift.set(
            "event",
            &json!({"eventId": id, "reason": "WHY", "payload": {"a": 1}}),
        );
        let frames = shift.frames();
        assert_eq!(frames.len(), 1, "{id}");
        assert_eq!(frames[0]["context"]["eventId"], id);
        assert_eq!(frames[0]["context"]["eventReason"], "WHY");
        assert_eq!(frames[0]["payLoad"], json!({"a": 1}));
    }
    for id in ["1000", "1003"] {
        shift.set("event", &json!({"eventId": id}));
        assert_eq!(shift.mine(Method::Get, "login_state", "").1, "RELOGIN");
        assert_eq!(shift.mine(Method::Put, "session_restart", "").0, 204);
    }
    assert_eq!(
        shift
            .control(Method::Post, "event", &json!({"eventId": "x"}))
            .0,
        400
    );
    shift.set("migrate", &json!({"announcedMs": 60_000}));
    assert!(shift.told().contains(&"37".to_owned()));
}

#[test]
fn what_is_not_simulated_says_so() {
    let mut shift = Shift::start();
    for dial in ["make_agent_call", "make_skill_call", "make_test_call"] {
        let refused = shift.refusal(Method::Post, &format!("interactions/{dial}"), "{}");
        assert_eq!(refused, "NOT_SIMULATED", "{dial}");
    }
    let id = shift.talk();
    for verb in [
        "park",
        "answer",
        "transfer_to_agent",
        "transfer_to_campaign",
    ] {
        let (status, reply) = shift.put_call(&id, verb, "{}");
        assert_eq!(
            (status, problem(&reply).1.as_str()),
            (435, "NOT_SIMULATED"),
            "{verb}"
        );
    }
    assert_eq!(
        shift.put_call(&id, "mute", "").0,
        404,
        "there is no such verb"
    );
    assert_eq!(shift.call_state(), "TALKING");
}
