//! Salesforce's end: Tasks that are made or changed by an external id, as far as the REST API and the
//! object reference describe them.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm>

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::shape::{Ask, Fault, Reply, check};

/// An organisation.
#[derive(Default)]
pub(crate) struct Salesforce {
    pub(crate) token: String,
    /// Fields of Task that the organisation has of its own; the first is an external id.
    pub(crate) own_fields: Vec<String>,
    /// Tasks by their external id.
    pub(crate) tasks: BTreeMap<String, Value>,
    /// What the next requests come to; absent: what they ask for.
    pub(crate) faults: VecDeque<Option<Fault>>,
    /// What requests had that nothing describes.
    pub(crate) odd: Vec<String>,
    pub(crate) n_asked: usize,
}

impl Salesforce {
    /// Absent: it takes the request and never answers.
    pub(crate) fn answer(&mut self, ask: &Ask<'_>) -> Option<Reply> {
        self.n_asked += 1;
        let fault = self.faults.pop_front().flatten();
        if ask.headers.get("authorization") != Some(&format!("Bearer {}", self.token)) {
            return Some(Reply::new(
                401,
                &error("INVALID_SESSION_ID", "another token"),
            ));
        }
        let is_done = fault.as_ref().is_none_or(|fault| fault.is_done);
        let done = self.upsert(ask, is_done).unwrap_or_else(|odd| {
            let reply = Reply::new(400, &error("JSON_PARSER_ERROR", &odd));
            self.odd.push(odd);
            reply
        });
        fault.map_or(Some(done), |fault| fault.reply)
    }

    fn upsert(&mut self, ask: &Ask<'_>, is_done: bool) -> Result<Reply, String> {
        let body = ask.json(&self.token)?;
        let field = self.own_fields.first().cloned().unwrap_or_default();
        let path = format!("/services/data/v62.0/composite/sobjects/Task/{field}");
        if (ask.method, ask.path) != ("PATCH", path.as_str()) {
            return Err(format!("{} {} is described nowhere", ask.method, ask.path));
        }
        check_collection(&body)?;
        let records = body["records"].as_array().into_iter().flatten();
        let results: Result<Vec<Value>, String> = records
            .map(|record| self.upsert_one(&field, record, is_done))
            .collect();
        Ok(Reply::new(200, &results?.into()))
    }

    fn upsert_one(&mut self, field: &str, record: &Value, is_done: bool) -> Result<Value, String> {
        if record["attributes"] != json!({"type": "Task"}) {
            return Err(format!("another object: {}", record["attributes"]));
        }
        let members = record.as_object().into_iter().flatten();
        let own = |name: &str| self.own_fields.iter().any(|own| own == name);
        let mut standard = json!({});
        for (name, value) in members {
            if own(name) && !value.is_string() {
                return Err(format!("{name} of another type: {value}"));
            }
            if name.ends_with("__c") && !own(name) {
                let text = format!("No such column '{name}' on sobject of type Task");
                return Ok(refused("INVALID_FIELD", &text, &[]));
            }
            if !own(name) {
                standard[name] = value.clone();
            }
        }
        check(&task(), &standard, "Task")?;
        let id = record[field].as_str().unwrap_or_default().to_owned();
        if id.is_empty() {
            return Err(format!("without {field}"));
        }
        let is_new = !self.tasks.contains_key(&id);
        if !is_new && record.get("TaskSubtype").is_some() {
            let text = "Unable to create/update fields: TaskSubtype. Please check the security \
                settings of this field and verify that it is read/write for your profile or \
                permission set.";
            let code = "INVALID_FIELD_FOR_INSERT_UPDATE";
            return Ok(refused(code, text, &["TaskSubtype"]));
        }
        if is_done {
            let known = self.tasks.entry(id).or_insert_with(|| json!({}));
            for (name, value) in record.as_object().into_iter().flatten() {
                known[name] = value.clone();
            }
        }
        Ok(json!({
            "id": "00T000000000001AAA", "success": true, "errors": [], "created": is_new,
        }))
    }
}

/// A failure of a whole request, as Salesforce words it.
pub(crate) fn error(code: &str, message: &str) -> Value {
    json!([{"message": message, "errorCode": code}])
}

/// A failure of one record.
pub(crate) fn refused(code: &str, message: &str, fields: &[&str]) -> Value {
    let error = json!({"statusCode": code, "message": message, "fields": fields});
    json!({"success": false, "errors": [error]})
}

/// The body of a request over several records; what is in each is checked apart.
fn check_collection(body: &Value) -> Result<(), String> {
    let whole = json!({
        "type": "object", "required": ["records"], "properties": {
            "allOrNone": {"type": "boolean"},
            "records": {"type": "integer"},
        },
    });
    let mut counted = body.clone();
    let n_records = body["records"].as_array().map_or(0, Vec::len);
    counted["records"] = n_records.into();
    if !(1..=200).contains(&n_records) {
        return Err(format!("{n_records} records"));
    }
    check(&whole, &counted, "body")
}

/// Fields of Task that a request may set, and how long their texts may be.
fn task() -> Value {
    let text = |n_chars: u32| json!({"type": "string", "maxLength": n_chars});
    json!({
        "type": "object", "required": ["attributes", "Status"], "properties": {
            "attributes": {"type": "object", "properties": {"type": {"type": "string"}}},
            "Subject": text(255),
            "Status": text(40),
            "Description": text(32_000),
            "ActivityDate": text(10),
            "CallDisposition": text(255),
            "CallDurationInSeconds": {"type": "integer"},
            "CallType": {"type": "string", "enum": ["Inbound", "Internal", "Outbound"]},
            "TaskSubtype": {"type": "string", "enum": ["Call", "Email", "ListEmail", "Task"]},
            "WhoId": text(18),
        },
    })
}
