//! What the frames of the event socket decode to.
//!
//! An unreadable payload is an error only where a call hangs on it.

use std::time::Duration;

use five9::event::{self, Change, Envelope, Event, Resource};
use five9::id::{CampaignId, DispositionId};
use five9::model::{CallState, LoginState, api_authority};
use five9::{Error, Timestamp};

use crate::fixtures::read;

#[test]
fn the_envelope_keeps_id_reason_and_time() {
    let envelope = Envelope::decode(&read("events/connected.json")).unwrap();
    assert_eq!(envelope.event_id, "1010");
    assert_eq!(
        envelope.reason.as_deref(),
        Some("Successful WebSocket Connection")
    );
    assert_eq!(
        envelope.timestamp,
        Some(Timestamp::from_ms(1_697_146_002_540))
    );
}

#[test]
fn events_without_a_payload_are_known_by_their_id() {
    let cases = [
        ("connected", Event::Connected),
        ("duplicate", Event::Duplicate),
        ("pong", Event::Pong),
        ("presence_updated", Event::PresenceUpdated),
        ("station_needs_restart", Event::StationNeedsRestart),
        ("resource_invalidated", Event::ResourceInvalidated),
        (
            "manual_call_settings_updated",
            Event::ManualCallSettingsUpdated,
        ),
        (
            "active_skills_updated",
            Event::Changed(Resource::ActiveSkills),
        ),
        ("permissions_updated", Event::Changed(Resource::Permissions)),
        (
            "audio_player_updated",
            Event::Changed(Resource::AudioPlayer),
        ),
        ("reason_code_updated", Event::Changed(Resource::ReasonCodes)),
        ("callback_updated", Event::Changed(Resource::Callbacks)),
        (
            "call_variables_updated",
            Event::Changed(Resource::CallVariables),
        ),
        ("contact_updated", Event::Changed(Resource::Contact)),
        ("backup_host", Event::BackupHost),
        ("primary_host", Event::PrimaryHost),
        ("migration_possible", Event::MigrationPossible),
        ("transfer_unanswered", Event::TransferUnanswered),
        ("transfer_failed", Event::TransferFailed),
        ("maintenance_started", Event::MaintenanceStarted),
        ("maintenance_completed", Event::MaintenanceCompleted),
        ("migration_graceful", Event::MigrationGraceful),
        ("server_unavailable", Event::ServerUnavailable),
        ("event_bus_unavailable", Event::EventBusUnavailable),
        ("farm_reassigned", Event::FarmReassigned),
        (
            "unknown",
            Event::Unknown {
                id: "29".to_owned(),
            },
        ),
    ];
    for (name, expected) in cases {
        assert_eq!(event(name), expected, "{name}");
    }
}

#[test]
fn a_call_is_created_under_either_id() {
    for name in ["call_created", "call_created_again"] {
        let Event::Call(event) = event(name) else {
            panic!("{name}")
        };
        assert_eq!(
            (event.change, &event.call.state),
            (Change::Created, &CallState::Offered)
        );
        assert!(event.call.is_agent_call());
    }
}

#[test]
fn a_call_is_deleted_under_either_id() {
    for name in ["call_deleted", "call_deleted_again"] {
        let Event::Call(event) = event(name) else {
            panic!("{name}")
        };
        assert_eq!(
            (event.change, &event.call.state),
            (Change::Deleted, &CallState::Finished)
        );
        let named = event.call.disposition();
        assert_eq!(named, Some(&DispositionId::new("300000000000046")));
    }
}

#[test]
fn an_updated_call_keeps_its_reason() {
    let Event::Call(event) = event("call_updated") else {
        panic!()
    };
    assert_eq!(
        (event.change, &event.call.state),
        (Change::Updated, &CallState::WrapUp)
    );
    assert_eq!(event.reason.as_deref(), Some("DISCONNECTED_BY_CALLER"));
}

#[test]
fn an_unreadable_call_is_an_error_with_its_place() {
    let error = event::decode(&read("events/call_unreadable.json")).unwrap_err();
    let Error::BadReply { path, problem } = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (path.as_str(), problem.as_str()),
        ("payLoad", "missing field `state`")
    );
}

#[test]
fn a_failed_call_says_what_it_can() {
    let Event::MakeCallFailed(failed) = event("make_call_failed") else {
        panic!()
    };
    assert_eq!(failed.number.as_deref(), Some("+12025550101"));
    assert_eq!(failed.campaign_id, Some(CampaignId::new("1137597")));
    assert_eq!(failed.error_code, Some(17));
    let Event::MakeCallFailed(failed) = event("make_call_failed_bare") else {
        panic!()
    };
    assert_eq!(
        (failed.number, failed.cause, failed.error_code),
        (None, None, None)
    );
}

#[test]
fn an_unreadable_payload_elsewhere_means_read_again() {
    assert_eq!(
        event("login_state_updated"),
        Event::LoginStateUpdated(Some(LoginState::Working))
    );
    assert_eq!(event("login_state_object"), Event::LoginStateUpdated(None));
    assert_eq!(event("station_updated_bare"), Event::StationUpdated(None));
    let Event::StationUpdated(Some(station)) = event("station_updated") else {
        panic!()
    };
    assert!(!station.is_connected());
}

#[test]
fn a_forced_migration_names_the_new_host() {
    let Event::MigrationForced(Some(data_centers)) = event("migration_forced") else {
        panic!()
    };
    assert_eq!(
        api_authority(&data_centers).unwrap().host,
        "app-scl.five9.com"
    );
}

#[test]
fn an_announcement_says_when() {
    let expected = Event::MaintenanceAnnounced(Some(Duration::from_secs(900)));
    assert_eq!(event("maintenance_announced"), expected);
}

#[test]
fn an_exception_event_keeps_its_code() {
    let Event::Exception(Some(detail)) = event("exception") else {
        panic!()
    };
    assert_eq!(detail.error_code, 404);
}

#[test]
fn a_frame_without_an_envelope_is_an_error() {
    for text in [
        "",
        "ping",
        "[]",
        "{}",
        r#"{"context":{}}"#,
        r#"{"context":{"eventId":null}}"#,
    ] {
        let result = event::decode(text);
        assert!(
            matches!(result, Err(Error::BadReply { .. })),
            "{text:?}: {result:?}"
        );
    }
}

fn event(name: &str) -> Event {
    event::decode(&read(&format!("events/{name}.json"))).unwrap()
}
