//! Every request that the client sends is one that the simulator takes.

use serde_json::{Value, json};

use crate::fixtures;
use crate::world::{AGENT, World};

const CALL: &str = "C86EBE50B9744D6D946531842B278846";

/// Brings a world into the state that a request needs, and names the ids that stand in the
/// fixture for those of this world.
fn world_for(fixture: &str) -> (World, Vec<(&'static str, String)>) {
    let name = fixture.split('.').next().unwrap_or_default();
    match name {
        "login" | "logout" | "get_metadata" | "get_login_state" => (World::logged_in(&[]), vec![]),
        "start_session" if fixture.ends_with(".force") => (World::working(), vec![]),
        "start_session" => (World::logged_in(&[]), vec![]),
        "get_maintenance_notices" | "accept_maintenance_notice" => {
            (World::before_notice(&[]), vec![])
        }
        "restart_session" => {
            let mut world = World::working();
            world.control("event", &json!({"eventId": "1000"}));
            (world, vec![])
        }
        _ if name.contains("callback") => with_callback(),
        "delete_contact_note" | "update_interaction_note" => with_notes(),
        _ if needs_call(fixture) => in_call(name),
        _ => (World::working(), vec![]),
    }
}

fn needs_call(fixture: &str) -> bool {
    let request = fixtures::json(&format!("requests/{fixture}.json"));
    request["path"]
        .as_str()
        .is_some_and(|path| path.contains(CALL))
}

fn with_callback() -> (World, Vec<(&'static str, String)>) {
    let mut world = World::working();
    let made = world.do_post("callbacks", Some(&json!({"number": "+12025550101"})));
    let id = made["id"].as_str().expect("an id").to_owned();
    (world, vec![("4001", id)])
}

fn with_notes() -> (World, Vec<(&'static str, String)>) {
    let (mut world, call) = World::talking();
    let note = json!({"note": "First"});
    let response = world.send(
        "PUT",
        "/appsvcs/rs/svc/orgs/131792/contacts/9000001/note",
        Some(&note),
    );
    let of_contact: Value = serde_json::from_str(&response.body).expect("JSON");
    let of_call = world.do_post(&format!("interactions/{call}/note"), Some(&note));
    // Each of the two fixtures has its note under the same id, at the end of its path.
    let id = |note: &Value| note["id"].as_str().expect("an id").to_owned();
    let ids = vec![
        (
            "contacts/9000001/note/5001",
            format!("contacts/9000001/note/{}", id(&of_contact)),
        ),
        ("note/5001", format!("note/{}", id(&of_call))),
        (CALL, call),
    ];
    (world, ids)
}

fn in_call(name: &str) -> (World, Vec<(&'static str, String)>) {
    let (mut world, call) = World::talking();
    let path = format!("interactions/calls/{call}");
    let third = json!({"destination": {"number": "+12025550102"}, "warm": true});
    let prompt = json!({"value": "222995"});
    let mut named = call;
    match name {
        "unhold" => {
            world.do_put(&format!("{path}/hold"), None);
        }
        "pause_prompt" | "stop_prompt" | "resume_prompt" => {
            world.do_put(&format!("{path}/audio/player/play_prompt"), Some(&prompt));
            if name == "resume_prompt" {
                world.do_put(&format!("{path}/audio/player/pause"), None);
            }
        }
        "complete_transfer" | "cancel_transfer" => {
            world.do_put(&format!("{path}/transfer_to_external_number"), Some(&third));
            world.pass(3_000);
        }
        "complete_warm_conference" | "leave_conference" | "disconnect_conference_participant" => {
            let warm = name == "complete_warm_conference";
            let body = json!({"number": "+12025550102", "warm": warm});
            let made = world.do_post(&format!("{path}/add_external_to_conference"), Some(&body));
            world.pass(3_000);
            if name == "disconnect_conference_participant" {
                made["id"].as_str().expect("an id").clone_into(&mut named);
            }
        }
        _ => {}
    }
    (world, vec![(CALL, named)])
}

#[test]
fn every_request_of_the_client_is_taken() {
    for fixture in fixtures::names("requests") {
        let request = fixtures::json(&format!("requests/{fixture}.json"));
        let (mut world, ids) = world_for(&fixture);
        let mut path = request["path"].as_str().expect("a path").to_owned();
        for (documented, own) in &ids {
            path = path.replace(documented, own);
        }
        let method = request["method"].as_str().expect("a method");
        let body = Some(&request["body"]).filter(|body| !body.is_null());
        let response = world.send(method, &path, body);
        let (status, text) = (response.status, &response.body);
        assert!(
            (200..300).contains(&status),
            "{fixture}: {method} {path}: {status} {text}"
        );
    }
}

/// The other way round: what the test above would not see.
#[test]
fn a_request_in_the_wrong_state_or_of_another_shape_is_not_taken() {
    let (mut world, call) = World::talking();
    let path =
        |verb: &str| format!("/appsvcs/rs/svc/agents/{AGENT}/interactions/calls/{call}/{verb}");
    for verb in [
        "unhold",
        "complete_transfer",
        "leave_conference",
        "audio/player/resume",
    ] {
        assert_eq!(world.send("PUT", &path(verb), None).status, 435, "{verb}");
    }
    assert_eq!(
        world.send("PUT", &path("dispose"), Some(&json!({}))).status,
        400
    );
    assert_eq!(world.send("POST", &path("dispose"), None).status, 404);
    let dial = format!("/appsvcs/rs/svc/agents/{AGENT}/interactions/make_external_call");
    let body = json!({"phone": "+12025550101"});
    assert_eq!(world.send("POST", &dial, Some(&body)).status, 400);
    let channels = format!("/appsvcs/rs/svc/agents/{AGENT}/presence");
    assert_eq!(
        world
            .send("PUT", &channels, Some(&json!({"ready": true})))
            .status,
        400
    );
}
