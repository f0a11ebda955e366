//! What the simulator replies has the documented members and types.

use serde_json::{Value, json};

use crate::fixtures;
use crate::shape::differences;
use crate::world::{AGENT, World};

/// Documented shapes that the simulator does not serve, each with the reason.
const NOT_SERVED: &[(&str, &str)] = &[
    (
        "metadata_without_data_centers",
        "there is always a data centre",
    ),
    (
        "station_type_only",
        "an older spelling; the simulator serves stationType",
    ),
    (
        "permissions_object",
        "inferred; the simulator serves an array",
    ),
];

/// What the simulator says where a fixture documents a reply, and with which status.
fn served(fixture: &str) -> (u16, Value) {
    let get = |world: &mut World, path: &str| read(world, "GET", path, None);
    let agent = |path: &str| format!("/appsvcs/rs/svc/agents/{AGENT}/{path}");
    let org = |path: &str| format!("/appsvcs/rs/svc/orgs/131792/{path}");
    let mut working = World::working();
    match fixture {
        "metadata" | "metadata_second_active" => get(&mut working, "/appsvcs/rs/svc/auth/metadata"),
        "login_state_working" => get(&mut working, &agent("login_state")),
        "login_state_select_station" => get(&mut World::logged_in(&[]), &agent("login_state")),
        "login_state_accept_notice" => get(&mut World::before_notice(&[]), &agent("login_state")),
        "maintenance_notices" => get(
            &mut World::before_notice(&[]),
            &agent("maintenance_notices"),
        ),
        "maintenance_notice_accepted" => {
            let path = agent("maintenance_notices/8213/accept");
            read(&mut World::before_notice(&[]), "PUT", &path, None)
        }
        "station_softphone" => get(&mut working, &agent("station")),
        "station_disconnected" => {
            working.control("station/disconnect", &Value::Null);
            get(&mut working, &agent("station"))
        }
        "station_empty" => {
            let mut world = World::logged_in(&[]);
            world.do_put(
                "session_start",
                Some(&json!({"stationId": "", "stationType": "EMPTY"})),
            );
            world.do_put("maintenance_notices/8213/accept", None);
            get(&mut world, &agent("station"))
        }
        "campaigns_config_object" => get(&mut working, &agent("campaigns_config")),
        "campaigns_config_array" => {
            let mut world = World::working_with(&[("campaignsConfig", json!("array"))]);
            get(&mut world, &agent("campaigns_config"))
        }
        "campaign_running" => get(&mut working, &org("campaigns/1137597")),
        "campaigns" => get(&mut working, &org("campaigns")),
        "dispositions_object" => get(&mut working, &org("campaigns/1137597/dispositions")),
        "dispositions_array" => {
            let mut world = World::working_with(&[("dispositions", json!("array"))]);
            get(&mut world, &org("campaigns/1137597/dispositions"))
        }
        "skills" => get(&mut working, &agent("skills")),
        "presence_ready" => presence(false, &agent("presence")),
        "presence_pending" => presence(true, &agent("presence")),
        "reason_codes" => get(&mut working, &org("not_ready_reason_codes")),
        "permissions_array" => get(&mut working, &agent("permissions")),
        "prompts" => get(&mut working, &agent("prompts")),
        "call_variables" => get(&mut working, &org("call_variables")),
        "contact_fields" => get(&mut working, &org("contact_fields")),
        "contact" => get(&mut working, &org("contacts/9000001")),
        "contacts" => get(&mut working, &org("contacts?number1=%2B12025550101")),
        "callback" | "callbacks" => callbacks(fixture == "callbacks", &agent("callbacks")),
        _ if fixture.starts_with("error_") => error(fixture, &agent("")),
        _ => of_call(fixture, &agent("interactions")),
    }
}

fn read(world: &mut World, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let response = world.send(method, path, body);
    let json = serde_json::from_str(&response.body);
    (
        response.status,
        json.unwrap_or_else(|error| panic!("{path}: {error}")),
    )
}

/// Ready, and with `is_pending` not ready once the call is over.
fn presence(is_pending: bool, path: &str) -> (u16, Value) {
    let mut world = World::working();
    let ready = json!({"readyChannels": ["CALL"], "notReadyReasonCodeId": "0"});
    world.do_put("presence", Some(&ready));
    if is_pending {
        world.dial();
        let lunch = json!({"readyChannels": [], "notReadyReasonCodeId": "367541"});
        world.do_put("presence", Some(&lunch));
    }
    let (status, presence) = read(&mut world, "GET", path, None);
    assert_eq!(
        presence["pendingState"].is_object(),
        is_pending,
        "{presence}"
    );
    (status, presence)
}

fn callbacks(is_list: bool, path: &str) -> (u16, Value) {
    let mut world = World::working();
    let body = json!({"number": "+12025550101", "campaignId": "1137597", "comments": "c"});
    let made = read(&mut world, "POST", path, Some(&body));
    if is_list {
        read(&mut world, "GET", path, None)
    } else {
        made
    }
}

fn of_call(fixture: &str, path: &str) -> (u16, Value) {
    let (mut world, call) = World::talking();
    let one = format!("{path}/calls/{call}");
    match fixture {
        "interactions" => read(&mut world, "GET", path, None),
        "calls" => read(&mut world, "GET", &format!("{path}/calls"), None),
        "call_minimal" => read(&mut world, "GET", &one, None),
        "call_on_hold" => read(&mut world, "PUT", &format!("{one}/hold"), None),
        "call_finished" => {
            let body = json!({"dispositionId": "300000000000046"});
            read(&mut world, "PUT", &format!("{one}/dispose"), Some(&body))
        }
        "audio_player" => {
            let body = json!({"value": "222995"});
            read(
                &mut world,
                "PUT",
                &format!("{one}/audio/player/play_prompt"),
                Some(&body),
            );
            read(&mut world, "GET", &format!("{one}/audio/player"), None)
        }
        "note" | "notes" => {
            let note = format!("{path}/{call}/note");
            let body = json!({"note": "Asked for a call on Monday"});
            let made = read(&mut world, "POST", &note, Some(&body));
            if fixture == "note" {
                made
            } else {
                read(&mut world, "GET", &note, None)
            }
        }
        other => panic!("{other} is in no table: serve it or say why not"),
    }
}

fn error(fixture: &str, agent: &str) -> (u16, Value) {
    let mut world = World::working();
    match fixture {
        "error_401" => {
            world.control("session/expire", &Value::Null);
            read(&mut world, "GET", &format!("{agent}login_state"), None)
        }
        "error_404" => read(
            &mut world,
            "GET",
            &format!("{agent}interactions/calls/C86E"),
            None,
        ),
        "error_435_login_state" => read(
            &mut World::logged_in(&[]),
            "GET",
            &format!("{agent}station"),
            None,
        ),
        "error_435_migrated" => {
            world.control("migrate", &json!({}));
            read(&mut world, "GET", &format!("{agent}station"), None)
        }
        "error_435_duplicate_login" => {
            let station = json!({"stationId": "1", "stationType": "SOFTPHONE"});
            read(
                &mut world,
                "PUT",
                &format!("{agent}session_start"),
                Some(&station),
            )
        }
        "error_435_refused" => {
            let body = json!({"number": "12"});
            let path = format!("{agent}interactions/make_external_call");
            read(&mut world, "POST", &path, Some(&body))
        }
        other => panic!("{other} is in no table: serve it or say why not"),
    }
}

#[test]
fn every_documented_reply_is_served_in_its_shape() {
    let mut n_compared = 0;
    for fixture in fixtures::names("replies") {
        let name = format!("replies/{fixture}");
        let is_exempt = NOT_SERVED.iter().any(|(exempt, _)| *exempt == fixture);
        // Only its first entry is compared where the rest of a list is lenient.
        let is_odd = fixtures::is_wholly_lenient(&name)
            || fixture.ends_with("_odd_types")
            || (fixtures::is_lenient(&name) && fixture == "metadata_none_active");
        if is_exempt || is_odd {
            continue;
        }
        let (status, served) = served(&fixture);
        let expected = match fixture.strip_prefix("error_") {
            Some(rest) => rest[..3].parse().expect("a status"),
            None => 200,
        };
        assert_eq!(status, expected, "{fixture}: {served}");
        let documented = fixtures::json(&format!("{name}.json"));
        let found = differences(&documented, &served);
        assert!(found.is_empty(), "{fixture}: {found:#?}\n{served:#}");
        n_compared += 1;
    }
    assert!(n_compared > 35, "only {n_compared} were compared");
}

/// Members without which the client can do nothing are there on every call, whatever its state.
#[test]
fn required_members_never_miss() {
    let mut world = World::working();
    for _ in 0..20 {
        let call = world.dial();
        for ms in [0, 1_000, 4_000] {
            world.pass(ms);
            for call in world.calls().as_array().expect("a list") {
                assert!(
                    call["id"].is_string() && call["state"].is_string(),
                    "{call}"
                );
                assert!(
                    call["callType"].is_string() && call["number"].is_string(),
                    "{call}"
                );
            }
        }
        let body = json!({"dispositionId": "300000000000046"});
        world.do_put(&format!("interactions/calls/{call}/dispose"), Some(&body));
    }
}
