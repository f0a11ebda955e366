//! HubSpot's end: contacts, calls and what ties them, as far as its description of the interface
//! goes: "Calls" and "Contacts" of the CRM API v3, and the default associations of v4.
//!
//! <https://developers.hubspot.com/docs/api-reference/crm-calls-v3/guide>

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::shape::{Ask, Fault, Reply, check};

const AT: &str = "2026-11-23T16:04:00.000Z";

/// An account.
#[derive(Default)]
pub(crate) struct Hubspot {
    pub(crate) token: String,
    /// Properties of calls that the account has of its own; the first is unique.
    pub(crate) own_properties: Vec<String>,
    /// Numbers and the ids of contacts who have them.
    pub(crate) contacts: Vec<(String, String)>,
    /// Properties of calls by the value of the unique one.
    pub(crate) calls: BTreeMap<String, Value>,
    /// Ids of calls and contacts that are tied.
    pub(crate) ties: BTreeSet<(String, String)>,
    /// What the next requests come to; absent: what they ask for.
    pub(crate) faults: VecDeque<Option<Fault>>,
    /// What requests had that nothing describes.
    pub(crate) odd: Vec<String>,
    pub(crate) n_asked: usize,
}

impl Hubspot {
    /// Absent: it takes the request and never answers.
    pub(crate) fn answer(&mut self, ask: &Ask<'_>) -> Option<Reply> {
        self.n_asked += 1;
        let fault = self.faults.pop_front().flatten();
        if ask.headers.get("authorization") != Some(&format!("Bearer {}", self.token)) {
            return Some(Reply::new(
                401,
                &error("INVALID_AUTHENTICATION", "another token"),
            ));
        }
        let is_done = fault.as_ref().is_none_or(|fault| fault.is_done);
        let done = self.carry_out(ask, is_done).unwrap_or_else(|odd| {
            let reply = Reply::new(400, &error("VALIDATION_ERROR", &odd));
            self.odd.push(odd);
            reply
        });
        fault.map_or(Some(done), |fault| fault.reply)
    }

    /// HubSpot's id of a call, by the value of the unique property.
    pub(crate) fn id_of(&self, ours: &str) -> String {
        let index = self.calls.keys().position(|known| known == ours);
        format!("9{}", index.unwrap_or_default())
    }

    fn carry_out(&mut self, ask: &Ask<'_>, is_done: bool) -> Result<Reply, String> {
        let body = ask.json(&self.token)?;
        match (ask.method, ask.path) {
            ("POST", "/crm/v3/objects/contacts/search") => self.search(&body),
            ("POST", "/crm/v3/objects/calls/batch/upsert") => self.upsert(&body, is_done),
            ("PUT", path) => self.tie(path, &body, is_done),
            (method, path) => Err(format!("{method} {path} is described nowhere")),
        }
    }

    fn search(&self, body: &Value) -> Result<Reply, String> {
        check(&search_request(), body, "search")?;
        let groups = body["filterGroups"].as_array().into_iter().flatten();
        let filters = groups.flat_map(|group| group["filters"].as_array().into_iter().flatten());
        let mut numbers = BTreeSet::new();
        for filter in filters {
            let property = filter["propertyName"].as_str().unwrap_or_default();
            if !["phone", "mobilephone"].contains(&property) || filter["operator"] != "EQ" {
                return Err(format!("another filter: {filter}"));
            }
            numbers.insert(filter["value"].as_str().unwrap_or_default());
        }
        let found = self.contacts.iter();
        let found = found.filter(|(number, _)| numbers.contains(number.as_str()));
        let found: Vec<Value> = found.map(|(_, id)| object(id, &json!({}))).collect();
        Ok(Reply::new(
            200,
            &json!({"total": found.len(), "results": found}),
        ))
    }

    fn upsert(&mut self, body: &Value, is_done: bool) -> Result<Reply, String> {
        check(&upsert_request(), body, "upsert")?;
        let mut results = Vec::new();
        let mut errors = Vec::new();
        for input in body["inputs"].as_array().into_iter().flatten() {
            let unique = self.own_properties.first().cloned().unwrap_or_default();
            let id = input["id"].as_str().unwrap_or_default().to_owned();
            if input["idProperty"] != unique.as_str() || input["properties"][&unique] != *id {
                return Err(format!("it is found by another property: {input}"));
            }
            if let Some(error) = self.property_error(&input["properties"])? {
                errors.push(error);
                continue;
            }
            if !is_done {
                continue;
            }
            let is_new = !self.calls.contains_key(&id);
            let known = self.calls.entry(id.clone()).or_insert_with(|| json!({}));
            for (name, value) in input["properties"].as_object().into_iter().flatten() {
                known[name] = value.clone();
            }
            let mut result = object(&self.id_of(&id), &input["properties"]);
            result["new"] = is_new.into();
            results.push(result);
        }
        let status = if errors.is_empty() { 200 } else { 207 };
        let mut reply = json!({
            "status": "COMPLETE", "results": results, "startedAt": AT, "completedAt": AT,
        });
        if !errors.is_empty() {
            (reply["numErrors"], reply["errors"]) = (errors.len().into(), errors.into());
        }
        Ok(Reply::new(status, &reply))
    }

    /// What the account itself has against properties; wrong values of its standard ones are odd.
    fn property_error(&self, properties: &Value) -> Result<Option<Value>, String> {
        let mut members = properties.as_object().into_iter().flatten();
        let unknown = members.find(|(name, _)| {
            !name.starts_with("hs_") && !self.own_properties.iter().any(|own| own == *name)
        });
        if let Some((name, _)) = unknown {
            let text = format!("Property \"{name}\" does not exist");
            return Ok(Some(json!({
                "status": "error", "category": "VALIDATION_ERROR", "message": text,
                "context": {}, "errors": [], "links": {},
            })));
        }
        let mut schema = call_properties();
        for own in &self.own_properties {
            schema["properties"][own] = json!({"type": "string"});
        }
        check(&schema, properties, "properties")?;
        let duration = properties["hs_call_duration"].as_str();
        if duration.is_some_and(|text| text.parse::<u64>().is_err()) {
            return Err(format!("a duration of {duration:?}"));
        }
        let at = properties["hs_timestamp"].as_str().unwrap_or_default();
        if at.len() != AT.len() || !at.ends_with('Z') {
            return Err(format!("a time of {at}"));
        }
        Ok(None)
    }

    fn tie(&mut self, path: &str, body: &Value, is_done: bool) -> Result<Reply, String> {
        let parts: Vec<&str> = path.split('/').collect();
        let [
            "",
            "crm",
            "v4",
            "objects",
            "calls",
            call,
            "associations",
            "default",
            "contacts",
            contact,
        ] = parts[..]
        else {
            return Err(format!("PUT {path} is described nowhere"));
        };
        if !body.is_null() {
            return Err("a tie has no body".to_owned());
        }
        let is_call = self.calls.keys().any(|ours| self.id_of(ours) == call);
        let is_contact = self.contacts.iter().any(|(_, id)| id == contact);
        if !is_call || !is_contact {
            let gone = error("OBJECT_NOT_FOUND", "Object not found");
            return Ok(Reply::new(404, &gone));
        }
        if is_done {
            self.ties.insert((call.to_owned(), contact.to_owned()));
        }
        let result = json!({
            "from": {"id": call}, "to": {"id": contact},
            "associationSpec": {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 194},
        });
        let reply = json!({
            "status": "COMPLETE", "results": [result], "startedAt": AT, "completedAt": AT,
        });
        Ok(Reply::new(200, &reply))
    }
}

/// A failure as HubSpot words it.
pub(crate) fn error(category: &str, message: &str) -> Value {
    json!({
        "status": "error", "category": category, "message": message,
        "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf",
    })
}

fn object(id: &str, properties: &Value) -> Value {
    json!({
        "id": id, "properties": properties, "createdAt": AT, "updatedAt": AT, "archived": false,
    })
}

/// `PublicObjectSearchRequest`. Its list of required members has all but `query`, its guide sends
/// `filterGroups` alone.
fn search_request() -> Value {
    let filter = json!({
        "type": "object", "required": ["operator", "propertyName"], "properties": {
            "propertyName": {"type": "string"}, "operator": {"type": "string"},
            "value": {"type": "string"}, "highValue": {"type": "string"},
            "values": {"type": "array", "items": {"type": "string"}},
        },
    });
    let group = json!({
        "type": "object", "required": ["filters"],
        "properties": {"filters": {"type": "array", "minItems": 1, "maxItems": 6, "items": filter}},
    });
    json!({
        "type": "object", "required": ["filterGroups", "limit", "properties"], "properties": {
            "filterGroups": {"type": "array", "minItems": 1, "maxItems": 5, "items": group},
            "properties": {"type": "array", "items": {"type": "string"}},
            "limit": {"type": "integer"},
            "after": {"type": "string"},
            "sorts": {"type": "array", "items": {"type": "string"}},
            "query": {"type": "string", "maxLength": 3000},
        },
    })
}

/// `BatchInputSimplePublicObjectBatchInputUpsert`.
fn upsert_request() -> Value {
    let input = json!({
        "type": "object", "required": ["id", "properties"], "properties": {
            "id": {"type": "string"}, "idProperty": {"type": "string"},
            "objectWriteTraceId": {"type": "string"},
            "properties": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    });
    json!({
        "type": "object", "required": ["inputs"],
        "properties": {"inputs": {"type": "array", "minItems": 1, "maxItems": 100, "items": input}},
    })
}

/// What the guide to calls says of their properties.
fn call_properties() -> Value {
    let text = json!({"type": "string"});
    json!({
        "type": "object", "required": ["hs_timestamp"], "properties": {
            "hs_timestamp": text, "hs_call_title": text, "hs_call_duration": text,
            "hs_call_from_number": text, "hs_call_to_number": text,
            "hs_call_recording_url": text,
            "hs_call_body": {"type": "string", "maxLength": 65_536},
            "hs_call_direction": {"type": "string", "enum": ["INBOUND", "OUTBOUND"]},
            "hs_call_status": {"type": "string", "enum": [
                "BUSY", "CALLING_CRM_USER", "CANCELED", "COMPLETED", "CONNECTING", "FAILED",
                "IN_PROGRESS", "NO_ANSWER", "QUEUED", "RINGING",
            ]},
        },
    })
}
