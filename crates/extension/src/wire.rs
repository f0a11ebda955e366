//! Values as JSON on the wire: one way in and one way out.
//!
//! Everything is read by way of a [`Value`], and a variant's name is moved into the member `type` by
//! hand: each further way of reading would compile every struct once more into the module.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Reads `{"type": "name", …}` as the variant `name` with the other members as its fields.
pub fn read_tagged<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let mut fields = value.as_object()?.clone();
    let name = fields.shift_remove("type")?.as_str()?.to_owned();
    let variant = Map::from_iter([(name, Value::Object(fields))]);
    five9::json::from_value(Value::Object(variant)).ok()
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

/// Reads JSON text; absent where it is no JSON or something else.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value: Value = serde_json::from_str(text).ok()?;
    five9::json::from_value(value).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::message::PageMessage;

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
}
