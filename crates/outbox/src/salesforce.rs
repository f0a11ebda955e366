//! Salesforce: each call is a Task, made or changed by an external id.
//!
//! Rule: the record is found by our own id, never by what somebody may have edited there, so that a
//! request that arrives twice changes nothing twice.
//!
//! REST API, "Upsert Records Using sObject Collections", from version 46:
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm>

use serde_json::{Map, Value};

use crate::answer::{Answer, Verdict};
use crate::event::Event;
use crate::field::Property;
use crate::moment::local_date;
use crate::note::{note_text, who};
use crate::object::{object, set as put, text};
use crate::request::{Method, Request};

/// Version of the API whose requests these are.
pub const SALESFORCE_VERSION: &str = "v62.0";

const SUBJECT_CHARS_MAX: usize = 255;
const DISPOSITION_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 32_000;
/// A Task gets it when it is made, and can never change it.
const SUBTYPE: &str = "TaskSubtype";
/// Errors that pass by themselves, of one record or of a whole request.
const PASSING: [&str; 5] = [
    "UNABLE_TO_LOCK_ROW",
    "SERVER_UNAVAILABLE",
    "REQUEST_LIMIT_EXCEEDED",
    "API_CURRENTLY_DISABLED",
    "REQUEST_RUNNING_TOO_LONG",
];

/// An organisation in Salesforce.
#[derive(Clone, PartialEq, Eq)]
pub struct Salesforce {
    /// `https://example.my.salesforce.com`.
    pub instance_url: String,
    /// The agent's own.
    pub token: String,
    /// Name of a field of Task that is an external id and unique, as `Ninepin_Call_Id__c`.
    pub id_field: String,
    /// Of its API, as [`SALESFORCE_VERSION`]; from `v46.0`.
    pub version: String,
    /// What is written beside what a Task always has, or in its place.
    pub properties: Vec<Property>,
}

impl Salesforce {
    /// The request that makes or changes the Task of a call; `who_id` is the contact or lead that it
    /// is about, where that is known.
    ///
    /// Where there is a Task already, it is refused, as [`Salesforce::is_there`] tells.
    pub fn request(&self, event: &Event, who_id: Option<&str>) -> Request {
        let mut task = self.task(event, who_id);
        put(&mut task, SUBTYPE, "Call".into());
        self.upsert(task)
    }

    /// The same without what only a new Task can get.
    pub fn change(&self, event: &Event, who_id: Option<&str>) -> Request {
        self.upsert(self.task(event, who_id))
    }

    /// Whether an answer to [`Salesforce::request`] says that there is a Task of this call already,
    /// which is as it was: [`Salesforce::change`] is to follow.
    pub fn is_there(answer: &Answer) -> bool {
        let Answer::Status { body, .. } = answer else {
            return false;
        };
        let json: Value = serde_json::from_str(body).unwrap_or_default();
        let error = &json[0]["errors"][0];
        error["statusCode"] == "INVALID_FIELD_FOR_INSERT_UPDATE" && error["fields"][0] == SUBTYPE
    }

    fn upsert(&self, task: Map<String, Value>) -> Request {
        let instance = self.instance_url.trim_end_matches('/');
        let (version, field) = (&self.version, &self.id_field);
        let url = format!("{instance}/services/data/{version}/composite/sobjects/Task/{field}");
        let records = Value::Array(vec![task.into()]);
        let body = object(&mut [("allOrNone", Value::Bool(false)), ("records", records)]);
        Request::with_token(Method::Patch, url, &self.token, body.to_string())
    }

    fn task(&self, event: &Event, who_id: Option<&str>) -> Map<String, Value> {
        let call = &event.call;
        let mut task = Map::new();
        let mut set = |name: &str, value: Value| put(&mut task, name, value);
        set("attributes", object(&mut [("type", text(Some("Task")))]));
        set(&self.id_field, call.id.as_str().into());
        let subject = format!("Call to {}", who(call));
        set("Subject", cut(&subject, SUBJECT_CHARS_MAX).into());
        set("Status", "Completed".into());
        set("CallType", "Outbound".into());
        let description = note_text(call);
        set(
            "Description",
            cut(&description, DESCRIPTION_CHARS_MAX).into(),
        );
        if let Some(date) = local_date(call.asked_at_ms, call.zone_min) {
            set("ActivityDate", date.into());
        }
        if let Some(talk_ms) = call.talk_ms() {
            set("CallDurationInSeconds", (talk_ms / 1_000).into());
        }
        if let Some(outcome) = call.last_outcome() {
            let disposition = cut(outcome.label(), DISPOSITION_CHARS_MAX);
            set("CallDisposition", disposition.into());
        }
        let others = self.properties.iter();
        for property in others.filter(|property| property.name != self.id_field) {
            if let Some(value) = property.field.value(call) {
                set(&property.name, value.into());
            }
        }
        if let Some(who_id) = who_id {
            set("WhoId", who_id.into());
        }
        task
    }

    /// What an answer means: a success of the request is one of its record only if that says so.
    pub fn verdict(answer: &Answer) -> Verdict {
        let Answer::Status { body, .. } = answer else {
            return Verdict::Unanswered;
        };
        let json: Value = serde_json::from_str(body).unwrap_or_default();
        let first = &json[0];
        match Verdict::of(answer) {
            Verdict::Delivered if first["success"] == true => Verdict::Delivered,
            Verdict::Delivered => of_record(&first["errors"][0]),
            // With status 403 an organisation says that its day's requests are used up.
            Verdict::Closed { .. } if is_passing(&first["errorCode"]) => Verdict::Again(None),
            other @ (Verdict::Again(_)
            | Verdict::Unanswered
            | Verdict::Closed { .. }
            | Verdict::Refused { .. }) => other.told(first["message"].as_str()),
        }
    }
}

fn of_record(error: &Value) -> Verdict {
    let Some(code) = error["statusCode"].as_str() else {
        // An answer that is none of theirs: whether the record was written is not known.
        return Verdict::Again(None);
    };
    if is_passing(&error["statusCode"]) {
        return Verdict::Again(None);
    }
    let reason = code.to_owned();
    Verdict::Refused { reason }.told(error["message"].as_str())
}

fn is_passing(code: &Value) -> bool {
    code.as_str().is_some_and(|code| PASSING.contains(&code))
}

/// The text up to so many characters.
fn cut(text: &str, n_chars_max: usize) -> String {
    text.chars().take(n_chars_max).collect()
}

impl std::fmt::Debug for Salesforce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salesforce")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::tests::status;
    use crate::event::tests::event;
    use crate::field::Field;

    fn salesforce() -> Salesforce {
        Salesforce {
            instance_url: "https://sample.my.salesforce.com/".to_owned(),
            token: "token".to_owned(),
            id_field: "Ninepin_Call_Id__c".to_owned(),
            version: SALESFORCE_VERSION.to_owned(),
            properties: vec![Property {
                name: "Program__c".to_owned(),
                field: Field::Column("Program".to_owned()),
            }],
        }
    }

    #[test]
    fn a_call_is_a_task_found_by_our_id() {
        let request = salesforce().request(&event(), Some("003A"));
        assert_eq!(
            (request.method, request.url.as_str()),
            (
                Method::Patch,
                "https://sample.my.salesforce.com/services/data/v62.0/composite/sobjects/Task/Ninepin_Call_Id__c"
            )
        );
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let task = json!({
            "attributes": { "type": "Task" },
            "Ninepin_Call_Id__c": "1795449840000-start-1",
            "Subject": "Call to Ada Sample (+12025550101)",
            "Status": "Completed",
            "TaskSubtype": "Call",
            "CallType": "Outbound",
            "Description": note_text(&event().call),
            "ActivityDate": "2026-11-23",
            "CallDurationInSeconds": 65,
            "CallDisposition": "Reached",
            "Program__c": "Nursing",
            "WhoId": "003A",
        });
        assert_eq!(body, json!({ "allOrNone": false, "records": [task] }));
    }

    #[test]
    fn a_task_that_is_there_is_changed_without_what_only_a_new_one_gets() {
        let refused = |field: &str| {
            let error = json!({
                "statusCode": "INVALID_FIELD_FOR_INSERT_UPDATE", "message": "no",
                "fields": [field],
            });
            status(
                200,
                &json!([{"success": false, "errors": [error]}]).to_string(),
            )
        };
        assert!(Salesforce::is_there(&refused("TaskSubtype")));
        assert!(!Salesforce::is_there(&refused("Subject")));
        assert!(!Salesforce::is_there(&Answer::Nothing));
        let task = |request: Request| {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            body["records"][0].clone()
        };
        let mut new = task(salesforce().request(&event(), None));
        let subtype = new.as_object_mut().unwrap().remove("TaskSubtype");
        assert_eq!(subtype, Some("Call".into()));
        assert_eq!(task(salesforce().change(&event(), None)), new);
    }

    #[test]
    fn a_later_revision_changes_the_same_task() {
        let mut later = event();
        later.revision = 2;
        later.call.note = "Came".to_owned();
        let id = |event: &Event| {
            let body: Value =
                serde_json::from_str(&salesforce().request(event, None).body).unwrap();
            body["records"][0]["Ninepin_Call_Id__c"].clone()
        };
        assert_eq!(id(&event()), id(&later));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let mut event = event();
        event.call.note = "é".repeat(40_000);
        event.call.person.name = "ñ".repeat(400);
        let body: Value = serde_json::from_str(&salesforce().request(&event, None).body).unwrap();
        let n_chars = |name: &str| body["records"][0][name].as_str().unwrap().chars().count();
        assert_eq!((n_chars("Subject"), n_chars("Description")), (255, 32_000));
    }

    #[test]
    fn the_record_has_the_last_word() {
        let verdict = |code, body: &str| Salesforce::verdict(&status(code, body));
        let done = r#"[{"id":"00T","success":true,"errors":[],"created":true}]"#;
        assert_eq!(verdict(200, done), Verdict::Delivered);
        let locked = r#"[{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW"}]}]"#;
        assert_eq!(verdict(200, locked), Verdict::Again(None));
        let bad = r#"[{"success":false,"errors":[{"statusCode":"INVALID_FIELD","message":"no such field"}]}]"#;
        let reason = "INVALID_FIELD: no such field".to_owned();
        assert_eq!(verdict(200, bad), Verdict::Refused { reason });
        assert_eq!(verdict(200, "<html>"), Verdict::Again(None));
        let expired = r#"[{"message":"Session expired","errorCode":"INVALID_SESSION_ID"}]"#;
        let reason = "HTTP 401: Session expired".to_owned();
        assert_eq!(verdict(401, expired), Verdict::Closed { reason });
        let used_up = r#"[{"message":"no","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
        assert_eq!(verdict(403, used_up), Verdict::Again(None));
        assert!(matches!(verdict(403, "[]"), Verdict::Closed { .. }));
        assert_eq!(Salesforce::verdict(&Answer::Nothing), Verdict::Unanswered);
    }
}
