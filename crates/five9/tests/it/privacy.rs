//! Nothing personal is printed by any `Debug` or `Display` here.
//!
//! Logs are written with these two, so this is where it is held.

use five9::Timestamp;
use five9::endpoint::{
    AddContactNote, CreateCallback, FindContacts, GetCallbacks, GetCalls, GetInteractionNotes,
    GetMetadata, MakeExternalCall,
};
use five9::event;
use five9::http::{Endpoint, Reply};
use five9::id::{AgentId, CallId, CampaignId, ContactId, OrgId};

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
fn no_request_prints_what_it_carries() {
    for (name, request) in crate::contract::requests() {
        let printed = format!("{request:?}");
        for secret in [
            "5550101",
            "Taylor",
            "secret",
            "After lunch",
            "number1",
            "_name=",
        ] {
            assert!(!printed.contains(secret), "{name}: {secret} in {printed}");
        }
    }
    let find = FindContacts {
        org: OrgId::new("131792"),
        criteria: vec![("number1".to_owned(), "+12025550101".to_owned())],
    };
    let note = AddContactNote {
        org: OrgId::new("131792"),
        contact: ContactId::new("9000001"),
        note: "Taylor asked".to_owned(),
    };
    let callback = CreateCallback {
        agent: AgentId::new("3578927"),
        number: "+12025550101".to_owned(),
        campaign: None,
        due_at: Timestamp::from_ms(0),
        comments: "Taylor asked".to_owned(),
    };
    check(&format!("{find:?} {callback:?}"));
    let printed = format!("{note:?}");
    assert!(!printed.contains("Taylor"), "{printed}");
}

#[test]
fn people_print_no_number_name_or_note() {
    let org = || OrgId::new("131792");
    let agent = || AgentId::new("3578927");
    let criteria = vec![];
    let contacts = FindContacts {
        org: org(),
        criteria,
    };
    check(&format!(
        "{:?}",
        contacts.decode(&reply(200, "contacts.json"))
    ));
    let callbacks = GetCallbacks { agent: agent() };
    let callbacks = format!("{:?}", callbacks.decode(&reply(200, "callbacks.json")));
    check(&callbacks);
    assert!(!callbacks.contains("lunch"), "{callbacks}");
    let notes = GetInteractionNotes {
        agent: agent(),
        interaction: CallId::new("C86E"),
    };
    let notes = format!("{:?}", notes.decode(&reply(200, "notes.json")));
    assert!(!notes.contains("Monday"), "{notes}");
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
