//! What systems of others describe of their interfaces, and whether a request is as described.
//!
//! Rule: written from what they publish, apart from the code that asks them. A member that nothing
//! describes is as wrong as one that is missing.

use std::collections::BTreeMap;

use serde_json::Value;

/// A request as it came.
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    /// From the first slash.
    pub(crate) path: &'a str,
    /// Names in lower case.
    pub(crate) headers: &'a BTreeMap<String, String>,
    pub(crate) body: &'a str,
}

/// What it is answered with.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Seconds.
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn new(status: u16, body: &Value) -> Self {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        Self {
            status,
            retry_after: None,
            body,
        }
    }
}

/// What comes between a request and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// What it is answered with instead; absent: nothing.
    pub(crate) reply: Option<Reply>,
    /// The request is carried out all the same.
    pub(crate) is_done: bool,
}

impl Ask<'_> {
    /// The body, from one who holds the token; a request without a body names no type.
    pub(crate) fn json(&self, token: &str) -> Result<Value, String> {
        let header = |name: &str| self.headers.get(name).map(String::as_str);
        if header("authorization") != Some(&format!("Bearer {token}")) {
            return Err("another token".to_owned());
        }
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        if header("content-type") != Some("application/json") {
            return Err(format!("a body of {:?}", header("content-type")));
        }
        serde_json::from_str(self.body).map_err(|error| error.to_string())
    }
}

/// Checks a value against a schema of the kind that OpenAPI has: `type`, `enum`, `maxLength`,
/// `minItems`, `maxItems`, `items`, `required`, `properties`; what `additionalProperties` does not
/// describe is not allowed.
pub(crate) fn check(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let is_of_type = match schema["type"].as_str().unwrap_or_default() {
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => return Err(format!("{at}: no such type: {other}")),
    };
    let fault = |what: &str| Err(format!("{at}: {what}: {value}"));
    if !is_of_type {
        return fault("of another type");
    }
    let words = schema["enum"].as_array();
    if words.is_some_and(|words| !words.contains(value)) {
        return fault("no word of theirs");
    }
    let size = match value {
        Value::String(text) => text.encode_utf16().count(),
        Value::Array(items) => items.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => 0,
    };
    let limit = |name: &str| schema[name].as_u64().and_then(|n| usize::try_from(n).ok());
    let most = limit("maxLength").or(limit("maxItems"));
    if most.is_some_and(|most| size > most) || limit("minItems").is_some_and(|least| size < least) {
        return fault("too long or too short");
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(&schema["items"], item, &format!("{at}[{index}]"))?;
    }
    check_members(schema, value, at)
}

fn check_members(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if value.get(name).is_none() {
            return Err(format!("{at}: without {name}"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let described = schema["properties"].get(name);
        let described = described.or(schema.get("additionalProperties"));
        let Some(described) = described else {
            return Err(format!("{at}: {name} is described nowhere"));
        };
        check(described, member, &format!("{at}.{name}"))?;
    }
    Ok(())
}
