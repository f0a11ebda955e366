//! Words, events and shapes of Five9's that this version does not know: told, and no reason to stop.

use extension::message::TabEvent;
use extension::snapshot::{CallPhase, CheckKind, CheckState};
use extension::worker::Input;
use serde_json::json;

use crate::world::World;
use crate::{CAMPAIGN, THREE, call_one, phase, start_run, wait_phase};

fn frame(world: &mut World, frame: &serde_json::Value) {
    let port = world.tabs[0].port;
    let event = TabEvent::Five9Frame {
        text: frame.to_string(),
    };
    world.input(Input::TabEvent { port, event });
}

fn found(world: &World) -> Vec<String> {
    let findings = world.view().drift.findings.iter();
    findings
        .map(|one| format!("{}: {} {}x", one.place, one.what, one.n))
        .collect()
}

#[test]
fn a_service_that_speaks_as_expected_shows_no_drift() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    assert_eq!(found(&world), [""; 0]);
    assert_eq!(world.view().drift.report, "");
}

#[test]
fn unknown_words_events_and_missing_fields_are_counted_and_told_before_the_first_dial() {
    let mut world = World::start(THREE);
    let station = json!({"stationId": "1", "stationType": "HOLOGRAM", "state": "CONNECTED"});
    let fault = json!({"match": {"method": "GET", "path": "station"}, "action": {"body": station}, "times": null});
    world.control("fault", fault);
    let campaign = json!({"name": "Student Outreach", "state": "RUNNING"});
    let path = format!("campaigns/{CAMPAIGN}");
    let fault = json!({"match": {"method": "GET", "path": path}, "action": {"body": campaign}, "times": null});
    world.control("fault", fault);
    let event = json!({"context": {"eventId": "7777"}, "payLoad": {"number": "+12025550101"}});
    frame(&mut world, &event);
    frame(&mut world, &event);
    start_run(&mut world, THREE);
    assert_eq!(world.n_dials(), 1, "nothing of it refuses a start");
    let found = found(&world);
    // The campaign is read again where that may help.
    for wanted in [
        "events: unknown event 7777 2x",
        "station.stationType: unknown word HOLOGRAM 1x",
        "campaigns: missing field id",
    ] {
        assert!(
            found.iter().any(|one| one.starts_with(wanted)),
            "{wanted}: {found:?}"
        );
    }
    let view = world.view();
    assert_eq!(view.drift.n_findings, found.len());
    let mut checks = view.preflight.checks.iter();
    let check = checks.find(|check| check.kind == CheckKind::Drift);
    let check = check.expect("it is judged");
    assert_eq!(check.state, CheckState::Warn);
    assert!(
        check
            .detail
            .as_deref()
            .is_some_and(|detail| detail.contains("7777"))
    );
    assert!(view.drift.report.contains("HOLOGRAM") && !view.drift.report.contains("2025550101"));
}

#[test]
fn a_call_in_a_state_that_is_not_known_stays_live_and_is_told() {
    let mut world = World::start("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    let id = world.sim.calls().last().expect("a call").id.to_string();
    let update = |state: &str| json!({"context": {"eventId": "4"}, "payLoad": {"id": id, "state": state, "callType": "AGENT"}});
    frame(&mut world, &update("CONSULTING"));
    assert_eq!(found(&world), ["call.state: unknown word CONSULTING 1x"]);
    assert!(!matches!(
        phase(&world),
        Some(CallPhase::Done | CallPhase::Failed | CallPhase::WrapUp)
    ));
    frame(&mut world, &json!("no frame at all"));
    frame(
        &mut world,
        &json!({"context": {"eventId": "4"}, "payLoad": {"state": "TALKING"}}),
    );
    assert_eq!(found(&world).len(), 3, "{:?}", found(&world));
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": crate::COMPLETED});
    assert!(world.ask(end).success);
}
