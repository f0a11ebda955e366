//! What belongs to a call: prompts, contacts, notes, variables, transfers, conferences.

use five9_sim::domain::Method;
use serde_json::{Value, json};

use crate::support::{CAMPAIGN, Shift, problem};

const OTHER: &str = "3125550102";

fn call_of(shift: &mut Shift, number: &str) -> Value {
    let (_, calls) = shift.mine(Method::Get, "interactions/calls", "");
    let found = calls
        .as_array()
        .expect("a list")
        .iter()
        .find(|call| call["number"] == number);
    found.cloned().unwrap_or(Value::Null)
}

#[test]
fn a_prompt_plays_to_its_end_and_its_progress_is_told() {
    let mut shift = Shift::start();
    shift.dial();
    let id = shift.call_id();
    let play = json!({"value": "222995"}).to_string();
    assert_eq!(
        shift.put_call(&id, "audio/player/play_prompt", &play).0,
        435,
        "not TALKING"
    );
    shift.pass(4_000);
    shift.open_socket("k1");
    assert_eq!(
        shift
            .put_call(&id, "audio/player/play_prompt", r#"{"value":"1"}"#)
            .0,
        404
    );
    assert_eq!(
        shift.put_call(&id, "audio/player/play_prompt", &play).1["state"],
        "PLAYING"
    );
    shift.pass(1_500);
    assert_eq!(
        shift.put_call(&id, "audio/player/pause", "").1["position"],
        1_500
    );
    shift.pass(10_000);
    assert_eq!(
        shift.put_call(&id, "audio/player/resume", "").1["state"],
        "PLAYING"
    );
    shift.pass(4_000);
    let (_, player) = shift.mine(
        Method::Get,
        &format!("interactions/calls/{id}/audio/player"),
        "",
    );
    assert_eq!(
        (&player["state"], &player["position"]),
        (&json!("STOPPED"), &json!(4_141))
    );
    let frames = shift.frames();
    let states: Vec<_> = frames
        .iter()
        .filter(|frame| frame["context"]["eventId"] == "41")
        .map(|frame| frame["payLoad"]["state"].as_str().expect("a state"))
        .collect();
    let expected = [
        "PLAYING", "PLAYING", "PAUSED", "PLAYING", "PLAYING", "PLAYING", "STOPPED",
    ];
    assert_eq!(states, expected);
    assert_eq!(
        shift.put_call(&id, "audio/player/stop", "").0,
        435,
        "nothing plays"
    );
}

#[test]
fn a_prompt_stops_with_its_call() {
    let mut shift = Shift::start();
    let id = shift.talk();
    shift.put_call(&id, "audio/player/play_prompt", r#"{"value":"222995"}"#);
    shift.open_socket("k1");
    shift.told();
    shift.set("call/current/hangup", &Value::Null);
    assert_eq!(shift.told(), ["41", "4 DISCONNECTED_BY_CALLER"]);
    shift.pass(10_000);
    assert_eq!(shift.told(), [""; 0]);
}

#[test]
fn a_known_number_brings_its_contact_and_changes_are_told() {
    let mut shift = Shift::start();
    shift.dial_number("+13125550101");
    shift.open_socket("k1");
    let id = shift.call_id();
    let info = call_of(&mut shift, "+13125550101");
    assert_eq!(info["activeContact"]["id"], "700001");
    shift.told();
    let (status, found) = shift.org(Method::Get, "contacts?number1=%2B13125550101", "");
    assert_eq!((status, found.as_array().map(Vec::len)), (200, Some(1)));
    assert_eq!(
        shift
            .org(Method::Get, "contacts?last_name=Number%203", "")
            .1[0]["id"],
        "700003"
    );
    let change = json!({"fields": {"1004": "a@example.com"}}).to_string();
    let (_, changed) = shift.org(Method::Put, "contacts/700001", &change);
    assert_eq!(changed["fields"]["1004"], "a@example.com");
    assert_eq!(shift.told(), ["77"]);
    let (_, made) = shift.put_call_with(Method::Post, &id, "contacts_2", &change);
    let made = made["activeContact"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_ne!(made, "700001");
    shift.put_call(&id, "active_contact_2", r#"{"value":"700002"}"#);
    let update = json!({"id": "700002", "fields": {"1003": "Changed"}}).to_string();
    let (_, info) = shift.put_call(&id, "update_contact", &update);
    assert_eq!(info["activeContact"]["fields"]["1003"], "Changed");
    assert_eq!(
        shift.org(Method::Delete, &format!("contacts/{made}"), "").0,
        204
    );
    assert_eq!(
        shift.org(Method::Get, &format!("contacts/{made}"), "").0,
        404
    );
    assert_eq!(
        shift
            .org(Method::Post, "contacts", r#"{"fields":{"9":"x"}}"#)
            .0,
        404
    );
}

#[test]
fn notes_variables_and_worksheet_stay_with_their_call() {
    let mut shift = Shift::start();
    let id = shift.talk();
    shift.open_socket("k1");
    shift.told();
    let (_, info) = shift.put_call(&id, "variables_2", r#"{"2101":"A7"}"#);
    assert_eq!(info["variables"], json!({"2101": "A7"}));
    assert_eq!(shift.put_call(&id, "call_variables", r#"{"1":"x"}"#).0, 404);
    let note = format!("interactions/{id}/note");
    let (_, made) = shift.mine(Method::Post, &note, r#"{"note":"first"}"#);
    let path = format!("{note}/{}", made["id"].as_str().expect("an id"));
    shift.mine(Method::Put, &path, r#"{"note":"second"}"#);
    assert_eq!(shift.mine(Method::Get, &note, "").1[0]["note"], "second");
    let worksheet = format!("interactions/{id}/worksheet");
    shift.mine(Method::Put, &worksheet, r#"{"q1":"yes"}"#);
    assert_eq!(
        shift.mine(Method::Get, &worksheet, "").1,
        json!({"q1": "yes"})
    );
    assert_eq!(shift.mine(Method::Delete, &worksheet, "").0, 204);
    assert_eq!(shift.told(), ["4 UPDATED", "6", "6", "6", "6"]);
    let (_, made) = shift.org(Method::Put, "contacts/700001/note", r#"{"note":"n"}"#);
    let path = format!(
        "contacts/700001/note/{}",
        made["id"].as_str().expect("an id")
    );
    assert_eq!(shift.org(Method::Delete, &path, "").0, 204);
    assert_eq!(shift.org(Method::Delete, &path, "").0, 404);
}

fn transfer(shift: &mut Shift, id: &str, warm: bool) -> (u16, Value) {
    let destination = json!({"number": OTHER, "skipDNCCheck": false});
    let body = json!({"destination": destination, "warm": warm, "dispositionId": "-23"});
    shift.put_call(id, "transfer_to_external_number", &body.to_string())
}

#[test]
fn a_cold_transfer_ends_the_agents_part_when_it_is_answered() {
    let mut shift = Shift::start();
    let id = shift.talk();
    assert_eq!(transfer(&mut shift, &id, false).1["state"], "ON_HOLD");
    assert_eq!(shift.put_call(&id, "unhold", "").0, 435);
    let (_, calls) = shift.mine(Method::Get, "interactions/calls", "");
    assert_eq!(
        calls.as_array().map(Vec::len),
        Some(1),
        "no call object of it: {calls}"
    );
    shift.open_socket("k1");
    shift.told();
    shift.pass(2_000);
    assert_eq!(shift.call_state(), "none");
    assert_eq!(
        shift.told(),
        ["4 TRANSFERRED", "5 TRANSFERRED", "31 TRANSFERRED", "32"]
    );
    let (_, state) = shift.control(Method::Get, "state", &Value::Null);
    assert_eq!(state["calls"][0]["dispositionId"], "-23");
}

#[test]
fn a_transfer_that_fails_gives_the_call_back() {
    for (behaviour, event) in [("noAnswer", "40"), ("busy", "58")] {
        let mut shift = Shift::start();
        let id = shift.talk();
        shift.set("callee", &json!({"number": OTHER, "behaviour": behaviour}));
        transfer(&mut shift, &id, false);
        shift.open_socket("k1");
        shift.told();
        shift.pass(46_000);
        assert_eq!(shift.call_state(), "TALKING", "{behaviour}");
        assert_eq!(shift.told(), [event, "4 UPDATED"]);
    }
}

#[test]
fn a_warm_transfer_is_completed_or_cancelled() {
    let mut shift = Shift::start();
    let id = shift.talk();
    assert_eq!(shift.put_call(&id, "complete_transfer", "").0, 435);
    transfer(&mut shift, &id, true);
    assert_eq!(transfer(&mut shift, &id, true).0, 435, "one at a time");
    shift.pass(2_000);
    let consult = call_of(&mut shift, OTHER);
    assert_eq!(
        (&consult["state"], &consult["callType"]),
        (&json!("TALKING"), &json!("INTERNAL"))
    );
    assert_eq!(
        shift.put_call(&id, "cancel_transfer", "").1["state"],
        "TALKING"
    );
    assert!(call_of(&mut shift, OTHER).is_null());
    transfer(&mut shift, &id, true);
    shift.pass(2_000);
    assert_eq!(
        shift.put_call(&id, "complete_transfer", "").1["state"],
        "FINISHED"
    );
    assert_eq!(shift.call_state(), "none");
}

#[test]
fn a_transfer_needs_a_disposition_for_transfers_and_respects_the_list() {
    let mut shift = Shift::start();
    let id = shift.talk();
    let body = json!({"destination": {"number": OTHER}, "dispositionId": "300000000000044"});
    let (status, reply) = shift.put_call(&id, "transfer_to_external_number", &body.to_string());
    assert_eq!(
        (status, problem(&reply).1.as_str()),
        (435, "DISPOSITION_NOT_ALLOWED")
    );
    shift.set("dnc", &json!({"number": OTHER}));
    assert_eq!(problem(&transfer(&mut shift, &id, false).1).1, "DNC");
    assert_eq!(shift.call_state(), "TALKING");
}

fn invite(shift: &mut Shift, id: &str, warm: bool) -> String {
    let body = json!({"number": OTHER, "warm": warm, "checkDNC": true, "includeCallerInfo": true});
    let path = "add_external_to_conference";
    let (status, third) = shift.put_call_with(Method::Post, id, path, &body.to_string());
    assert_eq!(status, 200, "{third}");
    third["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_participant_is_a_call_of_its_own_and_can_be_hung_up() {
    let mut shift = Shift::start();
    let id = shift.talk();
    shift.open_socket("k1");
    let third = invite(&mut shift, &id, false);
    shift.told();
    shift.pass(2_000);
    assert_eq!(
        shift.told(),
        ["4 CONNECTED", "4 CONFERENCE_PARTICIPANT_ADDED"]
    );
    assert_eq!(call_of(&mut shift, OTHER)["state"], "TALKING");
    let (_, stubs) = shift.mine(Method::Get, "interactions", "");
    assert_eq!(stubs.as_array().map(Vec::len), Some(2));
    let hung_up = "CONFERENCE_PARTICIPANT_DISCONNECTED_BY_AGENT";
    assert_eq!(
        shift.put_call(&id, "disconnectConferenceParticipant", "").0,
        435
    );
    assert_eq!(
        shift
            .put_call(&third, "disconnectConferenceParticipant", "")
            .0,
        200
    );
    let told = [
        format!("5 {hung_up}"),
        format!("31 {hung_up}"),
        format!("4 {hung_up}"),
    ];
    assert_eq!(shift.told(), told);
    assert_eq!(shift.call_state(), "TALKING");
}

#[test]
fn a_warm_conference_is_completed_and_left() {
    let mut shift = Shift::start();
    let id = shift.talk();
    invite(&mut shift, &id, true);
    assert_eq!(shift.call_state(), "ON_HOLD");
    let complete = "complete_warm_conference";
    assert_eq!(
        shift.put_call_with(Method::Post, &id, complete, "").0,
        435,
        "still rings"
    );
    shift.pass(2_000);
    let (_, main) = shift.put_call_with(Method::Post, &id, complete, "");
    assert_eq!(main["state"], "TALKING");
    let leave = json!({"dispositionId": "-23", "isToTransferCallOwnership": "false"});
    let (status, main) = shift.put_call(&id, "leave_conference", &leave.to_string());
    assert_eq!((status, &main["state"]), (200, &json!("FINISHED")));
    assert_eq!(shift.call_state(), "none");
}

#[test]
fn nobody_stays_when_the_first_call_ends() {
    let mut shift = Shift::start();
    let id = shift.talk();
    invite(&mut shift, &id, false);
    shift.pass(2_000);
    shift.set("call/current/hangup", &Value::Null);
    assert!(call_of(&mut shift, OTHER).is_null());
    assert_eq!(shift.call_state(), "WRAP_UP");
    shift.dispose(&id, "300000000000043");
    assert_eq!(shift.call_state(), "none");
}

#[test]
fn a_wrap_up_limit_can_make_the_agent_not_ready() {
    let mut shift = Shift::start();
    let ready = json!({"readyChannels": ["CALL"], "notReadyReasonCodeId": "0"});
    shift.mine(Method::Put, "presence", &ready.to_string());
    let limit = json!({"timeoutMs": 1_000, "dispositionId": "300000000000044",
        "notReadyReason": "367541"});
    shift.set("campaign", &json!({"id": CAMPAIGN, "wrapUp": limit}));
    let id = shift.talk();
    shift.put_call(&id, "disconnect", "");
    shift.pass(1_000);
    let (_, presence) = shift.mine(Method::Get, "presence", "");
    assert_eq!(presence["currentState"]["notReadyReasonCodeId"], "367541");
    assert_eq!(presence["currentState"]["readyChannels"], json!([]));
}
