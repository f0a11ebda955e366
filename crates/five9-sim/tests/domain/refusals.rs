//! Dials and outcomes that are refused, and how.

use five9_sim::domain::Method;
use serde_json::json;

use crate::support::{AGENT, CAMPAIGN, NUMBER, Shift, problem};

fn check_dial_refused(shift: &mut Shift, number: &str, context_code: &str) {
    let (status, body) = shift.dial_number(number);
    assert_eq!(status, 435, "{body}");
    let (code, context) = problem(&body);
    assert_eq!(context, context_code);
    assert!(code >= 90_000, "invented codes stay in their own range");
    let (_, calls) = shift.mine(Method::Get, "interactions/calls", "");
    let live = calls.as_array().map(Vec::len);
    let (_, state) = shift.control(Method::Get, "state", &json!(null));
    assert_eq!(
        live,
        Some(if context_code == "ALREADY_ON_CALL" {
            1
        } else {
            0
        }),
        "{state}"
    );
}

#[test]
fn numbers_that_are_none_are_refused() {
    for number in [
        "",
        "12",
        "5550123",
        "22025550101",
        "+1-202-555-0101",
        "2025550101x",
        "+123",
    ] {
        check_dial_refused(&mut Shift::start(), number, "INVALID_NUMBER");
    }
    for number in ["2025550101", "12025550101", "+12025550101", "+442071838750"] {
        let mut shift = Shift::start();
        assert_eq!(shift.dial_number(number).0, 200, "{number}");
        let (_, calls) = shift.mine(Method::Get, "interactions/calls", "");
        assert_eq!(calls[0]["number"], number, "echoed as given");
    }
}

#[test]
fn a_second_call_is_refused_while_one_is_not_finished() {
    let mut shift = Shift::start();
    let id = shift.talk();
    check_dial_refused(&mut shift, NUMBER, "ALREADY_ON_CALL");
    shift.put_call(&id, "disconnect", "");
    check_dial_refused(&mut shift, NUMBER, "ALREADY_ON_CALL");
    shift.dispose(&id, "300000000000043");
    assert_eq!(shift.dial().0, 200);
}

#[test]
fn a_campaign_that_does_not_run_or_does_not_exist_is_refused() {
    let mut shift = Shift::start();
    for (campaign, context) in [
        ("1137600", "CAMPAIGN_NOT_RUNNING"),
        ("42", "CAMPAIGN_NOT_ALLOWED"),
    ] {
        let body = json!({"number": NUMBER, "campaignId": campaign}).to_string();
        let (status, body) = shift.mine(Method::Post, "interactions/make_external_call", &body);
        assert_eq!((status, problem(&body).1.as_str()), (435, context));
    }
    shift.set("campaign", &json!({"id": CAMPAIGN, "state": "NOT_RUNNING"}));
    check_dial_refused(&mut shift, NUMBER, "CAMPAIGN_NOT_RUNNING");
}

#[test]
fn a_lost_station_refuses_the_dial_until_it_is_back() {
    let mut shift = Shift::start();
    shift.set("station/disconnect", &json!(null));
    let (_, station) = shift.mine(Method::Get, "station", "");
    assert_eq!(station["state"], "DISCONNECTED");
    assert_eq!(
        shift.mine(Method::Get, "station_state", "").1,
        "DISCONNECTED"
    );
    check_dial_refused(&mut shift, NUMBER, "STATION_NOT_CONNECTED");
    shift.set("station/connect", &json!(null));
    assert_eq!(shift.dial().0, 200);
}

#[test]
fn a_restart_that_does_not_help_leaves_the_station_down() {
    let mut shift = Shift::start();
    shift.set("switches", &json!({"stationRestart": "staysDown"}));
    shift.set("station/disconnect", &json!(null));
    assert_eq!(
        shift
            .mine(Method::Put, "station/restart", r#"{"value":null}"#)
            .0,
        204
    );
    assert_eq!(
        shift.mine(Method::Get, "station_state", "").1,
        "DISCONNECTED"
    );
}

#[test]
fn do_not_call_holds_at_once_also_when_an_outcome_says_so() {
    let mut shift = Shift::start();
    shift.set("dnc", &json!({"number": "2025550102"}));
    check_dial_refused(&mut shift, "+12025550102", "DNC");
    let id = shift.talk();
    shift.dispose(&id, "300000000000049");
    check_dial_refused(&mut shift, "2025550101", "DNC");
    let body = json!({"number": NUMBER, "campaignId": CAMPAIGN, "skipDNCCheck": true}).to_string();
    let (status, body) = shift.mine(Method::Post, "interactions/make_external_call", &body);
    assert_eq!((status, problem(&body).1.as_str()), (435, "NO_PERMISSION"));
}

#[test]
fn a_refusal_can_come_later_as_event_65() {
    let mut shift = Shift::start();
    shift.open_socket("k1");
    let failure = json!({"contextCode": "DNC", "async": true});
    shift.set(
        "callee",
        &json!({"number": NUMBER, "behaviour": "refused", "failure": failure}),
    );
    assert_eq!(shift.dial().0, 200);
    shift.frames();
    shift.pass(1_500);
    let frames = shift.frames();
    assert_eq!(frames.len(), 1, "{frames:?}");
    assert_eq!(frames[0]["context"]["eventId"], "65");
    assert_eq!(frames[0]["payLoad"]["number"], NUMBER);
    assert_eq!(frames[0]["payLoad"]["cause"], "DNC");
    assert_eq!(shift.call_state(), "none");
}

#[test]
fn an_outcome_must_belong_to_the_campaign_and_end_calls() {
    let mut shift = Shift::start();
    let id = shift.talk();
    shift.put_call(&id, "disconnect", "");
    for disposition in ["1130796", "300000000000050", "-5", "nonsense"] {
        let (status, body) = shift.dispose(&id, disposition);
        assert_eq!(
            (status, problem(&body).1.as_str()),
            (435, "DISPOSITION_NOT_ALLOWED")
        );
        assert_eq!(shift.call_state(), "WRAP_UP", "unchanged");
    }
    assert_eq!(
        shift.dispose(&id, "300000000000047").0,
        200,
        "MUST_CONFIRM is the client's matter"
    );
}

#[test]
fn a_timeout_needs_a_disposition_that_takes_one() {
    let mut shift = Shift::start();
    let id = shift.talk();
    let with_timeout =
        |disposition| json!({"dispositionId": disposition, "timeout": 60_000}).to_string();
    assert_eq!(
        shift
            .put_call(&id, "dispose", &with_timeout("300000000000043"))
            .0,
        435
    );
    assert_eq!(
        shift
            .put_call(&id, "dispose", &with_timeout("300000000000048"))
            .0,
        200
    );
}

#[test]
fn every_disposition_of_the_predecessors_is_in_their_campaign() {
    let mut shift = Shift::start();
    let (_, list) = shift.ask(
        Method::Get,
        &format!("orgs/131792/campaigns/{CAMPAIGN}/dispositions"),
        "",
    );
    let name_of = |id: &str| {
        let all = list["dispositions"].as_array().expect("a list");
        all.iter()
            .find(|one| one["id"] == id)
            .map(|one| one["name"].clone())
    };
    assert_eq!(name_of("300000000000046"), Some(json!("Left Voicemail")));
    assert_eq!(name_of("300000000000043"), Some(json!("Service Completed")));
    assert_eq!(name_of("300000000000271"), Some(json!("Outbound Error")));
    assert_eq!(name_of("300000000000048"), Some(json!("Follow Up")));
    let (_, campaign) = shift.ask(
        Method::Get,
        &format!("orgs/131792/campaigns/{CAMPAIGN}"),
        "",
    );
    assert_eq!(
        (
            &campaign["name"],
            &campaign["campaignType"],
            &campaign["state"]
        ),
        (
            &json!("Student Outreach"),
            &json!("OUTBOUND"),
            &json!("RUNNING")
        )
    );
    let (_, config) = shift.mine(Method::Get, "campaigns_config", "");
    assert!(
        config["campaignIds"]
            .as_array()
            .expect("ids")
            .contains(&json!(CAMPAIGN))
    );
}

#[test]
fn another_agents_resources_are_out_of_reach() {
    let mut shift = Shift::start();
    assert_eq!(
        shift.ask(Method::Get, "agents/3578928/login_state", "").0,
        403
    );
    assert_eq!(shift.ask(Method::Get, "orgs/1/campaigns", "").0, 404);
    assert_eq!(
        shift
            .ask(Method::Get, &format!("agents/{AGENT}/nonsense"), "")
            .0,
        404
    );
    let body = "{not json";
    assert_eq!(
        shift
            .mine(Method::Post, "interactions/make_external_call", body)
            .0,
        400
    );
}
