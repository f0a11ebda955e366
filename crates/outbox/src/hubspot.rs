//! HubSpot: each call is an object of type `calls`, made or changed by a property of our own.
//!
//! Rule: three requests, each of which may be repeated: the contact is looked for by number, the call
//! is written under our id, and the two are associated. A number that two contacts have is
//! associated with neither.
//!
//! CRM API v3, "Calls" (`POST /crm/v3/objects/calls/batch/upsert`), and its search of contacts.

use serde_json::{Map, Value};

use crate::answer::{Answer, Verdict};
use crate::call::{Call, Placement};
use crate::event::Event;
use crate::field::Property;
use crate::moment::utc_text;
use crate::note::{note_text, who};
use crate::object::{object, set as put, text};
use crate::request::{Method, Request};

const API: &str = "https://api.hubapi.com";
/// Properties of a contact that hold a number.
const NUMBERS: [&str; 2] = ["phone", "mobilephone"];

/// An account in HubSpot.
#[derive(Clone, PartialEq, Eq)]
pub struct Hubspot {
    /// Of a private app or a service key, the agent's own.
    pub token: String,
    /// Name of a property of calls whose values are unique, as `ninepin_call_id`.
    pub id_property: String,
    /// What is written beside what a call always has there, or in its place.
    pub properties: Vec<Property>,
}

/// Whom a call is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contact {
    /// One contact, by its id.
    One(String),
    /// Nobody has the number.
    Nobody,
    /// More than one has it: which of them was called is not known.
    Several,
}

impl Hubspot {
    /// Looks for the contact who has the number, E.164.
    pub fn find_contact(&self, number: &str) -> Request {
        let has = |property: &str| {
            let filter = object(&mut [
                ("propertyName", text(Some(property))),
                ("operator", text(Some("EQ"))),
                ("value", text(Some(number))),
            ]);
            object(&mut [("filters", Value::Array(vec![filter]))])
        };
        let names = NUMBERS.map(|name| text(Some(name)));
        let body = object(&mut [
            ("filterGroups", Value::Array(NUMBERS.map(has).into())),
            ("properties", Value::Array(names.into())),
            ("limit", 2.into()),
        ]);
        self.request(
            Method::Post,
            "/crm/v3/objects/contacts/search",
            &body.to_string(),
        )
    }

    /// The contact that an answer to [`Hubspot::find_contact`] names.
    ///
    /// # Errors
    /// What the answer means where it is no list of contacts.
    pub fn read_contact(answer: &Answer) -> Result<Contact, Verdict> {
        let Some(results) = results_of(answer)? else {
            return Err(Verdict::Again(None));
        };
        let ids: Vec<&str> = results
            .iter()
            .filter_map(|one| one["id"].as_str())
            .collect();
        Ok(match ids.as_slice() {
            [] => Contact::Nobody,
            [id] => Contact::One((*id).to_owned()),
            _ => Contact::Several,
        })
    }

    /// Makes or changes the call.
    pub fn write_call(&self, event: &Event) -> Request {
        let call = &event.call;
        let input = object(&mut [
            ("idProperty", text(Some(&self.id_property))),
            ("id", text(Some(&call.id))),
            ("properties", self.properties(call)),
        ]);
        let body = object(&mut [("inputs", Value::Array(vec![input]))]).to_string();
        self.request(Method::Post, "/crm/v3/objects/calls/batch/upsert", &body)
    }

    /// HubSpot's id of the call that an answer to [`Hubspot::write_call`] names.
    ///
    /// # Errors
    /// What the answer means where it names none.
    pub fn read_call(answer: &Answer) -> Result<String, Verdict> {
        let results = results_of(answer)?;
        let id = results.and_then(|results| Some(results.first()?["id"].as_str()?.to_owned()));
        // Taken or not: the same request again finds out.
        id.ok_or(Verdict::Again(None))
    }

    /// Associates a call with a contact, both by HubSpot's ids.
    pub fn associate(&self, call_id: &str, contact_id: &str) -> Request {
        let path =
            format!("/crm/v4/objects/calls/{call_id}/associations/default/contacts/{contact_id}");
        self.request(Method::Put, &path, "")
    }

    /// What an answer to [`Hubspot::associate`] means.
    pub fn verdict(answer: &Answer) -> Verdict {
        match told(answer) {
            // The contact is gone, which is no matter of anybody else's call.
            Verdict::Closed { reason } if is_status(answer, 404) => Verdict::Refused { reason },
            other @ (Verdict::Delivered
            | Verdict::Again(_)
            | Verdict::Unanswered
            | Verdict::Closed { .. }
            | Verdict::Refused { .. }) => other,
        }
    }

    fn request(&self, method: Method, path: &str, body: &str) -> Request {
        Request::with_token(method, format!("{API}{path}"), &self.token, body.to_owned())
    }

    fn properties(&self, call: &Call) -> Value {
        let mut properties = Map::new();
        let mut set = |name: &str, value: String| put(&mut properties, name, Value::String(value));
        set(&self.id_property, call.id.clone());
        set("hs_call_direction", "OUTBOUND".to_owned());
        set("hs_call_title", format!("Call to {}", who(call)));
        set("hs_call_body", html(&note_text(call)));
        set("hs_call_to_number", call.person.number.clone());
        if let Some(at) = utc_text(call.dialed_at_ms.unwrap_or(call.asked_at_ms)) {
            set("hs_timestamp", at);
        }
        if let Some(talk_ms) = call.talk_ms() {
            set("hs_call_duration", talk_ms.to_string());
        }
        if let Some(status) = status(call) {
            set("hs_call_status", status.to_owned());
        }
        if let Some(url) = call.recording_url.as_ref() {
            set("hs_call_recording_url", url.clone());
        }
        let others = self.properties.iter();
        for property in others.filter(|property| property.name != self.id_property) {
            if let Some(value) = property.field.value(call) {
                set(&property.name, value);
            }
        }
        properties.into()
    }
}

/// HubSpot's word for how the call went; none where that is not known.
fn status(call: &Call) -> Option<&'static str> {
    match (call.placement, call.answered_at_ms) {
        (Placement::Placed, Some(_)) => Some("COMPLETED"),
        // It rang, and its end was seen: nobody answered.
        (Placement::Placed, None) => {
            let was_seen = call.ringing_at_ms.is_some() && call.ended_at_ms.is_some();
            was_seen.then_some("NO_ANSWER")
        }
        (Placement::NotPlaced, _) => Some("FAILED"),
        (Placement::Unknown, _) => None,
    }
}

/// A text as the HTML that HubSpot shows.
fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\n', "<br>")
}

/// What an answer means, with HubSpot's own words.
fn told(answer: &Answer) -> Verdict {
    let Answer::Status { body, .. } = answer else {
        return Verdict::Unanswered;
    };
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    Verdict::of(answer).told(json["message"].as_str())
}

fn is_status(answer: &Answer, wanted: u16) -> bool {
    matches!(answer, Answer::Status { code, .. } if *code == wanted)
}

/// The results of a batch or a search; none where the answer is not of that shape.
///
/// A batch of one that failed is told with status 207 and its errors.
fn results_of(answer: &Answer) -> Result<Option<Vec<Value>>, Verdict> {
    let verdict = told(answer);
    let Answer::Status { body, .. } = answer else {
        return Err(verdict);
    };
    if verdict != Verdict::Delivered {
        return Err(verdict);
    }
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    if let Some(error) = json["errors"].get(0) {
        let reason = error["category"].as_str().unwrap_or("ERROR").to_owned();
        return Err(Verdict::Refused { reason }.told(error["message"].as_str()));
    }
    Ok(json["results"].as_array().cloned())
}

impl std::fmt::Debug for Hubspot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hubspot")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::tests::status as answer;
    use crate::event::tests::event;
    use crate::field::Field;

    fn hubspot() -> Hubspot {
        Hubspot {
            token: "token".to_owned(),
            id_property: "ninepin_call_id".to_owned(),
            properties: Vec::new(),
        }
    }

    #[test]
    fn a_call_is_written_under_our_id_with_texts_alone_for_values() {
        let request = hubspot().write_call(&event());
        assert_eq!(
            request.url,
            "https://api.hubapi.com/crm/v3/objects/calls/batch/upsert"
        );
        assert!(
            request
                .headers
                .contains(&("authorization", "Bearer token".to_owned()))
        );
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let input = json!({
            "idProperty": "ninepin_call_id",
            "id": "1795449840000-start-1",
            "properties": {
                "ninepin_call_id": "1795449840000-start-1",
                "hs_call_direction": "OUTBOUND",
                "hs_call_title": "Call to Ada Sample (+12025550101)",
                "hs_call_body": html(&note_text(&event().call)),
                "hs_call_to_number": "+12025550101",
                "hs_timestamp": "2026-11-23T16:04:00.100Z",
                "hs_call_duration": "65500",
                "hs_call_status": "COMPLETED",
            },
        });
        assert_eq!(body, json!({ "inputs": [input] }));
    }

    #[test]
    fn a_property_of_ones_own_is_written_and_our_id_stays() {
        let mut hubspot = hubspot();
        let property = |name: &str, field| Property {
            name: name.to_owned(),
            field,
        };
        hubspot.properties = vec![
            property("outcome", Field::Outcome),
            property("ninepin_call_id", Field::Note),
        ];
        let body: Value = serde_json::from_str(&hubspot.write_call(&event()).body).unwrap();
        let properties = &body["inputs"][0]["properties"];
        assert_eq!(properties["outcome"], "Reached");
        assert_eq!(properties["ninepin_call_id"], "1795449840000-start-1");
    }

    #[test]
    fn a_note_is_shown_as_typed_and_no_markup() {
        assert_eq!(html("a < b & c\nd"), "a &lt; b &amp; c<br>d");
    }

    #[test]
    fn how_a_call_went_is_told_only_where_it_is_known() {
        let check = |change: fn(&mut Call), expected: Option<&str>| {
            let mut call = event().call;
            change(&mut call);
            assert_eq!(status(&call), expected, "{call:?}");
        };
        check(|_| {}, Some("COMPLETED"));
        check(|call| call.answered_at_ms = None, Some("NO_ANSWER"));
        check(
            |call| (call.answered_at_ms, call.ended_at_ms) = (None, None),
            None,
        );
        check(|call| call.placement = Placement::NotPlaced, Some("FAILED"));
        check(|call| call.placement = Placement::Unknown, None);
    }

    #[test]
    fn a_number_of_two_contacts_is_taken_for_neither() {
        let request = hubspot().find_contact("+12025550101");
        let body: Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(body["filterGroups"].as_array().map(Vec::len), Some(2));
        let read = |body: &str| Hubspot::read_contact(&answer(200, body));
        assert_eq!(read(r#"{"total":0,"results":[]}"#), Ok(Contact::Nobody));
        let one = r#"{"total":1,"results":[{"id":"7"}]}"#;
        assert_eq!(read(one), Ok(Contact::One("7".to_owned())));
        let two = r#"{"total":2,"results":[{"id":"7"},{"id":"8"}]}"#;
        assert_eq!(read(two), Ok(Contact::Several));
        assert_eq!(read("<html>"), Err(Verdict::Again(None)));
    }

    #[test]
    fn a_contact_that_is_gone_closes_nothing() {
        let gone = answer(404, r#"{"message":"no such contact"}"#);
        let reason = "HTTP 404: no such contact".to_owned();
        assert_eq!(Hubspot::verdict(&gone), Verdict::Refused { reason });
        assert!(matches!(
            Hubspot::read_call(&gone),
            Err(Verdict::Closed { .. })
        ));
        let expired = Hubspot::verdict(&answer(401, ""));
        assert!(matches!(expired, Verdict::Closed { .. }));
    }

    #[test]
    fn an_error_in_a_batch_that_was_taken_is_an_error() {
        let done = answer(
            200,
            r#"{"status":"COMPLETE","results":[{"id":"9","new":true}]}"#,
        );
        assert_eq!(Hubspot::read_call(&done), Ok("9".to_owned()));
        let partly = answer(
            207,
            r#"{"status":"COMPLETE","results":[],"errors":[{"category":"VALIDATION_ERROR","message":"no such property"}]}"#,
        );
        let reason = "VALIDATION_ERROR: no such property".to_owned();
        assert_eq!(
            Hubspot::read_call(&partly),
            Err(Verdict::Refused { reason })
        );
        let expired = answer(401, r#"{"message":"The token expired"}"#);
        let reason = "HTTP 401: The token expired".to_owned();
        assert_eq!(
            Hubspot::read_call(&expired),
            Err(Verdict::Closed { reason })
        );
        let late = answer(200, "{}");
        assert_eq!(Hubspot::read_call(&late), Err(Verdict::Again(None)));
    }
}
