//! What counts as a difference from what Five9 is known to say, and what is told of it.

use five9::Error;
use five9::drift::{Drift, Kind, N_FINDINGS_MAX};
use five9::endpoint::{GetCalls, GetCampaign, GetInteractions, GetPresence};
use five9::event::{self, Event, is_catalogued};
use five9::http::{Endpoint, Lost, Reply};
use five9::id::{AgentId, CallId, CampaignId, OrgId};
use five9::model::{CallInfo, CallState, LoginState, Station, StationType};

use crate::fixtures::{read, reply};

#[test]
fn what_five9_is_known_to_say_is_no_drift() {
    let mut drift = Drift::default();
    let calls = GetCalls { agent: agent() }.decode(&reply(200, "calls.json"));
    drift.note_call(&calls.unwrap()[0]);
    for name in [
        "call_updated",
        "station_updated",
        "login_state_updated",
        "unknown",
    ] {
        drift.note_frame(&frame(name));
    }
    let presence = GetPresence { agent: agent() };
    drift.note_presence(&presence.decode(&reply(200, "presence_ready.json")).unwrap());
    drift.note_error(
        "calls",
        &Error::NoAnswer {
            lost: Lost::Timeout,
        },
    );
    drift.note_error("calls", &Error::from_reply(&reply(404, "error_404.json")));
    assert!(drift.is_empty(), "{}", drift.report());
    assert_eq!(drift.report(), "");
}

#[test]
fn unknown_words_are_found_where_they_stand() {
    let mut drift = Drift::default();
    drift.note_call(&call("CONSULTING"));
    drift.note_call(&call("CONSULTING"));
    drift.note_login_state(&LoginState::from_word("SELECT_SOMETHING_NEW"));
    drift.note_station(&Station {
        station_type: Some(StationType::from_word("HOLOGRAM")),
        state: Some("WOBBLY".to_owned()),
        ..Station::default()
    });
    let campaign = GetCampaign {
        org: OrgId::new("1"),
        campaign: CampaignId::new("2"),
    };
    let odd = campaign.decode(&reply(200, "campaign_unknown_words.json"));
    drift.note_campaign(&odd.unwrap());
    drift.note_campaign(&campaign.decode(&Reply::new(200, r#"{"id":"1"}"#)).unwrap());
    let presence = GetPresence { agent: agent() };
    drift.note_presence(
        &presence
            .decode(&reply(200, "presence_pending.json"))
            .unwrap(),
    );
    let stubs = GetInteractions { agent: agent() };
    for stub in stubs.decode(&reply(200, "interactions.json")).unwrap() {
        drift.note_interaction(&stub);
    }
    let expected = format!(
        "Five9 differs from what five9 {} knows:
- call.state: unknown word CONSULTING (2x)
- login_state: unknown word SELECT_SOMETHING_NEW (1x)
- station.stationType: unknown word HOLOGRAM (1x)
- station.state: unknown word WOBBLY (1x)
- campaign.state: unknown word HIBERNATING (1x)
- campaign.campaignType: unknown word HOLOGRAM (1x)
- campaign: missing field state (1x)
- presence.readyChannels: unknown word HOLOGRAM (1x)
- interaction.channelType: unknown word CARRIER_PIGEON (1x)
",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(drift.report(), expected);
}

#[test]
fn a_frame_is_looked_at_with_all_that_it_carries() {
    let frames = [
        r#"{"context":{"eventId":"4"},"payLoad":{"id":"C86E","state":"CONSULTING"}}"#,
        r#"{"context":{"eventId":"17"},"payLoad":"SELECT_SOMETHING_NEW"}"#,
        r#"{"context":{"eventId":"18"},"payLoad":{"stationType":"HOLOGRAM"}}"#,
    ];
    let mut drift = Drift::default();
    for text in frames {
        drift.note_frame(&event::decode(text));
    }
    let places: Vec<_> = drift
        .findings()
        .iter()
        .map(|one| one.place.as_str())
        .collect();
    assert_eq!(places, ["call.state", "login_state", "station.stationType"]);
}

#[test]
fn an_event_is_unknown_only_if_no_source_names_it() {
    for id in ["2", "29", "36", "81", "200", "5014", "6001", "10010"] {
        assert!(is_catalogued(id), "{id}");
    }
    for id in ["0", "27", "999", "5015", "", "x", "+4", "04"] {
        assert!(!is_catalogued(id), "{id}");
    }
    let mut drift = Drift::default();
    let unknown = |id: &str| Event::Unknown { id: id.to_owned() };
    drift.note_event(&unknown("29"));
    assert!(drift.is_empty());
    drift.note_event(&unknown("999"));
    drift.note_event(&unknown("12025550101"));
    let found: Vec<_> = drift
        .findings()
        .iter()
        .map(|one| one.what.as_str())
        .collect();
    assert_eq!(found, ["999", "(not a number)"]);
    assert_eq!(drift.findings()[0].kind, Kind::UnknownEvent);
}

#[test]
fn every_event_that_is_read_is_catalogued() {
    for id in 0..20_000 {
        let text = format!(r#"{{"context":{{"eventId":"{id}"}},"payLoad":null}}"#);
        let is_read = !matches!(event::decode(&text), Ok(Event::Unknown { .. }));
        assert!(!is_read || is_catalogued(&id.to_string()), "{id}");
    }
}

#[test]
fn a_missing_field_is_named_with_its_place() {
    let mut drift = Drift::default();
    let calls = GetCalls { agent: agent() };
    let error = calls
        .decode(&reply(200, "calls_one_unreadable.json"))
        .unwrap_err();
    drift.note_error("calls", &error);
    drift.note_frame(&frame("call_unreadable"));
    drift.note_error("calls", &calls.decode(&Reply::new(200, "{}")).unwrap_err());
    let lines: Vec<_> = drift.findings().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "calls []: missing field state (1x)",
            "frame payLoad: missing field state (1x)",
            "calls: other shape, expected an array (1x)",
        ]
    );
}

#[test]
fn nothing_personal_is_told() {
    let mut drift = Drift::default();
    let words = [
        "+12025550101",
        "2025550101",
        "Taylor",
        "CALL 2025550101",
        "A2025550101",
        "TAYLOR SAMPLE",
        "",
    ];
    for word in words {
        drift.note_call(&call(word));
    }
    let path = "fields.12025550101.Taylor Sample[3].taylor@example";
    let (path, problem) = (path.to_owned(), "not of the expected shape".to_owned());
    drift.note_error("contact", &Error::BadReply { path, problem });
    let lines: Vec<_> = drift.findings().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "call.state: unknown word (not a plain word) (7x)",
            "contact fields.….…[].…: other shape, not of the expected shape (1x)",
        ]
    );
}

#[test]
fn the_number_of_findings_is_bounded() {
    let mut drift = Drift::default();
    for n in 0..1_000 {
        drift.note_call(&call(&format!("STATE_{n}")));
    }
    drift.note_call(&call("STATE_0"));
    assert_eq!(drift.findings().len(), N_FINDINGS_MAX);
    assert_eq!(drift.findings()[0].n_seen, 2);
    assert_eq!(drift.n_dropped() as usize, 1_000 - N_FINDINGS_MAX);
    assert!(drift.report().ends_with("- and more (960x)\n"));
}

fn agent() -> AgentId {
    AgentId::new("3578927")
}

fn call(state: &str) -> CallInfo {
    CallInfo::new(CallId::new("C86E"), CallState::from_word(state))
}

fn frame(name: &str) -> Result<Event, Error> {
    event::decode(&read(&format!("events/{name}.json")))
}
