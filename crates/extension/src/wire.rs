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
