//! Values as JSON on the wire: one way in and one way out.
//!
//! Everything is read by way of a [`Value`], and a variant's name is moved into the member `type` by
//! hand: each further way of reading would compile every struct once more into the module.

mod read;
mod types;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use read::{Fault, Members, Read, ReadVariant};

/// Reads `{"type": "name", …}` as the variant `name` with the other members as its fields.
pub fn read_tagged<T: ReadVariant>(value: &Value) -> Option<T> {
    let fault = Fault::default();
    let mut members = Members::of(value.clone(), &fault);
    let name: String = members.take("type", &fault);
    let read = T::read_variant(&name, &mut members, &fault)?;
    fault.unless_told(read)
}

/// Reads one of our own types; absent where the value is something else.
pub fn read_value<T: Read>(value: Value) -> Option<T> {
    let fault = Fault::default();
    let read = T::read(value, &fault);
    fault.unless_told(read)
}

/// Writes a variant with named fields as `{"type": "name", …}`.
pub fn tagged(value: &impl Serialize) -> Value {
    let Ok(Value::Object(variant)) = serde_json::to_value(value) else {
        return Value::Null;
    };
    let mut message = Map::new();
    for (name, fields) in variant {
        message.insert("type".to_owned(), Value::String(name));
        if let Value::Object(fields) = fields {
            message.extend(fields);
        }
    }
    Value::Object(message)
}

/// An object with these members, in this order, which are taken out of the slice: what `json!` makes
/// of each is some hundred bytes.
#[inline(never)]
pub(crate) fn object(members: &mut [(&str, Value)]) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        put(&mut object, name, value.take());
    }
    Value::Object(object)
}

#[inline(never)]
fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    object.insert(name.to_owned(), value);
}

/// A text, or null.
#[inline(never)]
pub(crate) fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::String(text.to_owned()))
}

/// Pairs of texts.
pub(crate) fn pairs(pairs: &[(String, String)]) -> Value {
    let pairs = pairs.iter().map(|(one, two)| pair(one, two));
    Value::Array(pairs.collect())
}

#[inline(never)]
pub(crate) fn pair(one: &str, two: &str) -> Value {
    Value::Array(vec![text(Some(one)), text(Some(two))])
}

/// Texts.
pub(crate) fn texts(texts: &[String]) -> Value {
    let texts = texts.iter().map(|one| text(Some(one)));
    Value::Array(texts.collect())
}

/// Reads one of our own types; absent where the text is no JSON or something else.
pub fn read_text<T: Read>(text: &str) -> Option<T> {
    read_value(value_of(text)?)
}

/// Reads what other crates or the worker alone know; absent as above.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    five9::json::from_value(value_of(text)?).ok()
}

#[inline(never)]
fn value_of(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::message::{Code, DestinationDraft, OutboxMessage, PageMessage, PageRequest};
    use crate::panel::view::blank::blank_snapshot;
    use crate::snapshot::{
        CallField, CheckKind, CheckState, CheckView, CheckWhy, DeliveryTrouble,
        DeliveryTroubleKind, DestinationKind, DestinationSetup, DestinationView, EventKind,
        HeldView, LeftOut, LetterView, MainButton, OtherCallView, OutboxView, PropertyView,
        Snapshot, SummaryView,
    };

    #[test]
    fn a_message_reads_back_as_it_was_written() {
        let message = PageMessage::ImportList {
            text: "Ada,2025550101".to_owned(),
            file_name: None,
            request_id: Some("one".to_owned()),
        };
        let wire = tagged(&message);
        assert_eq!(wire["type"], "importList");
        assert_eq!(wire["requestId"], "one");
        assert!(read_tagged::<PageMessage>(&wire) == Some(message));
    }

    #[test]
    fn what_is_no_message_reads_as_nothing() {
        for odd in [
            json!(null),
            json!([]),
            json!({}),
            json!({"type": 7}),
            json!({"type": "x"}),
        ] {
            assert!(read_tagged::<PageMessage>(&odd).is_none(), "{odd}");
        }
        assert!(read_tagged::<PageMessage>(&json!({"type": "setNote"})).is_none());
    }

    /// A snapshot in which every kind of member has a value.
    fn snapshot() -> Snapshot {
        let mut snapshot = blank_snapshot();
        snapshot.now_ms = 1_700_000_000_000;
        snapshot.campaign_id = Some("7".to_owned());
        snapshot.main_button = MainButton::EndAndCall { position: 3 };
        snapshot.link.code = Some(Code::StationDown);
        snapshot.link.logged_in = Some(true);
        snapshot.summary = Some(SummaryView {
            cancelled: true,
            run_ms: 600_000,
            n_to_run: 1,
            n_records: 3,
            n_called: 1,
            n_answered: 1,
            n_skipped: 0,
            n_invalid: 1,
            n_blocked: 0,
            n_left: 1,
            talk_ms: 5_000,
            outcomes: vec![("Sold".to_owned(), 1)],
        });
        snapshot.other_call = Some(OtherCallView {
            number: None,
            state: "TALKING".to_owned(),
        });
        snapshot.outbox = outbox_view();
        snapshot.preflight.checks = vec![CheckView {
            kind: CheckKind::Campaign,
            state: CheckState::Bad,
            why: Some(CheckWhy::NotRunning),
            detail: Some("Spring".to_owned()),
            code: Some(Code::CampaignRefused),
        }];
        snapshot
    }

    fn outbox_view() -> OutboxView {
        let setup = DestinationSetup {
            only_answered: true,
            outcomes: vec!["Sold".to_owned()],
            leave_out: vec![LeftOut::Note],
            id_property: Some("id".to_owned()),
            properties: vec![PropertyView {
                field: CallField::Column,
                heading: Some("Program".to_owned()),
                property: "program".to_owned(),
            }],
            ..DestinationSetup::default()
        };
        let destination = DestinationView {
            id: "d".to_owned(),
            kind: DestinationKind::Hubspot,
            name: "Mine".to_owned(),
            host: "api.hubapi.com".to_owned(),
            origin: "https://api.hubapi.com/*".to_owned(),
            is_on: true,
            setup,
            has_secret: true,
            old_secret_until_ms: None,
            n_waiting: 1,
            n_letters: 2,
            delivered_at_ms: Some(3),
            trouble: Some(DeliveryTrouble {
                kind: DeliveryTroubleKind::SecretLost,
                detail: None,
                at_ms: 4,
            }),
            next_try_at_ms: Some(5),
            granted: Some(false),
        };
        let letter = LetterView {
            id: 1_800_000_000_000,
            destination_id: "d".to_owned(),
            event_id: "call_1_1".to_owned(),
            kind: EventKind::Changed,
            name: "Ada".to_owned(),
            number: "+12025550101".to_owned(),
            at_ms: 6,
            reason: "HTTP 422".to_owned(),
        };
        OutboxView {
            destinations: vec![destination],
            letters: vec![letter],
            n_letters: 2,
        }
    }

    #[test]
    fn what_is_asked_of_other_systems_reads_back_as_it_was_written() {
        let setup = outbox_view().destinations.remove(0).setup;
        let draft = DestinationDraft {
            id: None,
            kind: DestinationKind::Salesforce,
            name: "Mine".to_owned(),
            url: Some("https://sample.my.salesforce.com".to_owned()),
            secret: Some("token".to_owned()),
            is_on: false,
            setup,
        };
        let destination = Box::new(draft);
        let saved = OutboxMessage::SaveDestination { destination };
        assert!(!format!("{saved:?}").contains("token"));
        let id = || "d".to_owned();
        let drop_events = true;
        for message in [
            saved,
            OutboxMessage::RemoveDestination {
                id: id(),
                drop_events,
            },
            OutboxMessage::TestDestination { id: id() },
            OutboxMessage::RotateSecret {
                id: id(),
                secret: "whsec_".to_owned(),
            },
            OutboxMessage::ReviveLetter { letter_id: 7 },
            OutboxMessage::DropLetter { letter_id: 7 },
        ] {
            let request = PageRequest::from(message.clone());
            let read = crate::message::read_page_message(&request.to_wire());
            assert!(read == Ok(request), "{message:?}");
        }
    }

    #[test]
    fn a_snapshot_reads_back_as_it_was_written() {
        let wire = serde_json::to_value(snapshot()).expect("a snapshot is JSON");
        assert!(read_value::<Snapshot>(wire) == Some(snapshot()));
    }

    #[test]
    fn every_code_and_every_way_to_hold_a_disposition_reads_back() {
        for code in Code::ALL {
            let wire = serde_json::to_value(code).expect("a code is JSON");
            assert_eq!(read_value::<Code>(wire), Some(code));
        }
        let id = || "46".to_owned();
        for held in [
            HeldView::Confirmed {
                disposition_id: id(),
            },
            HeldView::SetElsewhere {
                disposition_id: Some(id()),
            },
            HeldView::SetElsewhere {
                disposition_id: None,
            },
            HeldView::None,
            HeldView::Unknown,
        ] {
            let wire = serde_json::to_value(&held).expect("it is JSON");
            assert_eq!(read_value::<HeldView>(wire), Some(held));
        }
    }

    #[test]
    fn a_snapshot_with_a_fault_anywhere_is_none() {
        let wire = || serde_json::to_value(snapshot()).expect("a snapshot is JSON");
        let faults: [(&str, Value); 7] = [
            ("/revision", json!("1")),
            ("/revision", json!(-1)),
            ("/link/state", json!("odd")),
            ("/mainButton", json!({"endAndCall": {}})),
            ("/mainButton", json!("odd")),
            ("/summary/outcomes/0", json!(["Sold"])),
            ("/preflight/checks/0/why", json!(7)),
        ];
        for (place, odd) in faults {
            let mut wire = wire();
            *wire.pointer_mut(place).expect("the place is there") = odd;
            assert!(read_value::<Snapshot>(wire).is_none(), "{place}");
        }
        let mut short = wire();
        let members = short.as_object_mut().expect("an object");
        members.shift_remove("canSkip");
        assert!(
            read_value::<Snapshot>(short).is_none(),
            "a member is missing"
        );
        let mut fine = wire();
        let members = fine.as_object_mut().expect("an object");
        members.shift_remove("presence");
        assert!(
            read_value::<Snapshot>(fine).is_some(),
            "null and absent are the same"
        );
    }
}
