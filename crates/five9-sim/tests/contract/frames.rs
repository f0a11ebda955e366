//! What the simulator tells has the documented envelope, and payloads of the documented shape.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::fixtures;
use crate::shape::differences;
use crate::world::World;

/// Events without a natural cause: their frames are asked for, so only the envelope is compared.
const ON_REQUEST: &[&str] = &[
    "1", "48", "57", "66", "71", "72", "84", "1000", "1003", "1004",
];

/// Every event that a shift can bring, the first frame of each.
fn told() -> BTreeMap<String, Value> {
    let mut told = BTreeMap::new();
    let mut keep = |world: &mut World| {
        for frame in world.frames() {
            let id = frame["context"]["eventId"]
                .as_str()
                .expect("text")
                .to_owned();
            told.entry(id).or_insert(frame);
        }
    };
    let mut world = World::before_notice(&[("dialRefusals", json!("async"))]);
    world.open_socket("k");
    world.do_put("maintenance_notices/8213/accept", None);
    world.do_put("active_skills", Some(&json!(["300000000000020"])));
    let ready = json!({"readyChannels": ["CALL"], "notReadyReasonCodeId": "0"});
    world.do_put("presence", Some(&ready));
    world.do_put("options", Some(&json!({"options": []})));
    let callback = json!({"number": "+12025550101", "campaignId": "1137597"});
    let made = world.do_post("callbacks", Some(&callback));
    let path = format!("callbacks/{}", made["id"].as_str().expect("an id"));
    world.do_put(&path, Some(&json!({"comments": "later"})));
    world.do_put(&format!("{path}/dismiss"), None);
    let number = json!({"number": "1", "campaignId": "1137597"});
    world.do_post("interactions/make_external_call", Some(&number));
    world.pass(1_500);
    let call = world.dial();
    world.pass(4_000);
    let path = format!("interactions/calls/{call}");
    world.do_put(
        &format!("{path}/audio/player/play_prompt"),
        Some(&json!({"value": "222995"})),
    );
    world.do_put(
        &format!("{path}/update_contact"),
        Some(&json!({"fields": {"f1": "x"}})),
    );
    world.do_post(
        &format!("interactions/{call}/note"),
        Some(&json!({"note": "x"})),
    );
    for (number, behaviour) in [("+12025550102", "noAnswer"), ("+12025550103", "busy")] {
        world.control("callee", &json!({"number": number, "behaviour": behaviour}));
        let body = json!({"destination": {"number": number}, "warm": false});
        world.do_put(&format!("{path}/transfer_to_external_number"), Some(&body));
        world.pass(46_000);
    }
    world.control(
        "agent",
        &json!({"permissions": ["CAN_RUN_WEB_AGENT", "CAN_WRAPUP_CALL"]}),
    );
    world.control("campaign", &json!({"id": "1137597"}));
    let body = json!({"dispositionId": "300000000000046"});
    world.do_put(&format!("{path}/dispose"), Some(&body));
    for id in ON_REQUEST {
        world.control("event", &json!({"eventId": id}));
    }
    keep(&mut world);
    for graceful in [true, false] {
        let mut world = World::working();
        world.open_socket("k");
        world.open_socket("k");
        world.control("station/disconnect", &Value::Null);
        world.control(
            "migrate",
            &json!({"graceful": graceful, "announcedMs": 60_000}),
        );
        world.pass(2_000);
        keep(&mut world);
    }
    // The first event 18 of a shift shows the station as the fixture does.
    told
}

#[test]
fn every_documented_frame_is_told_in_its_shape() {
    let told = told();
    let mut n_compared = 0;
    for fixture in fixtures::names("events") {
        let name = format!("events/{fixture}");
        if fixtures::is_wholly_lenient(&name) {
            continue;
        }
        let mut documented = fixtures::json(&format!("{name}.json"));
        let Some(id) = documented["context"]["eventId"].as_str().map(str::to_owned) else {
            continue;
        };
        let served = told.get(&id);
        let served = served.unwrap_or_else(|| panic!("{fixture}: event {id} never came"));
        let is_bare = ON_REQUEST.contains(&id.as_str()) || fixtures::is_lenient(&name);
        if is_bare {
            documented["payLoad"] = Value::Null;
        }
        let found = differences(&documented, served);
        assert!(found.is_empty(), "{fixture}: {found:#?}\n{served:#}");
        n_compared += 1;
    }
    assert!(n_compared > 25, "only {n_compared} were compared");
}
