//! Nothing personal is printed by any `Debug` or `Display` here.
//!
//! Logs are written with these two, so this is where it is held.

use five9::endpoint::{GetCalls, GetMetadata, MakeExternalCall};
use five9::event;
use five9::http::{Endpoint, Reply};
use five9::id::{AgentId, CampaignId};

use crate::fixtures::{read, reply};

#[test]
fn requests_print_no_number() {
    let dial = MakeExternalCall {
        agent: AgentId::new("3578927"),
        number: "+12025550101".to_owned(),
        campaign: CampaignId::new("1137597"),
    };
    check(&format!("{dial:?} {:?}", dial.to_request()));
}

#[test]
fn calls_print_no_number_name_or_note() {
    let endpoint = GetCalls {
        agent: AgentId::new("3578927"),
    };
    let reply = reply(200, "calls.json");
    check(&format!(
        "{reply:?} {:#?}",
        endpoint.decode(&reply).unwrap()
    ));
}

#[test]
fn metadata_prints_no_token() {
    let metadata = GetMetadata.decode(&reply(200, "metadata.json")).unwrap();
    let printed = format!("{metadata:?}");
    assert!(!printed.contains("a7da20a5"), "{printed}");
    assert!(printed.contains("3578927"), "{printed}");
}

#[test]
fn errors_print_neither_five9s_words_nor_values() {
    let endpoint = GetCalls {
        agent: AgentId::new("3578927"),
    };
    let refused = endpoint
        .decode(&reply(435, "error_435_refused.json"))
        .unwrap_err();
    check(&format!("{refused:?} {refused}"));
    let bodies = [
        r#"[{"id":{"number":"+12025550101"},"state":"TALKING"}]"#,
        r#"[{"id":"1","state":["+12025550101"]}]"#,
        r#""+12025550101""#,
        r#"[{"id":"1","state":"TALKING"},"+12025550101, expected +12025550101"]"#,
    ];
    for body in bodies {
        let error = endpoint.decode(&Reply::new(200, body)).unwrap_err();
        check(&format!("{error:?} {error}"));
    }
}

#[test]
fn events_print_no_number() {
    for name in [
        "call_created",
        "call_updated",
        "make_call_failed",
        "station_updated",
    ] {
        let text = read(&format!("events/{name}.json"));
        let envelope = event::Envelope::decode(&text).unwrap();
        check(&format!("{envelope:?} {:?}", event::decode(&text).unwrap()));
    }
}

fn check(printed: &str) {
    for secret in ["5550101", "5550199", "Taylor", "note", "7100001"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}
