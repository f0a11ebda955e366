//! Objects of JSON in little code: what `json!` makes of each member is some hundred bytes.

use serde_json::{Map, Value};

/// An object with these members, in this order; they are taken out of the slice.
#[inline(never)]
pub(crate) fn object(members: &mut [(&str, Value)]) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        set(&mut object, name, value.take());
    }
    Value::Object(object)
}

#[inline(never)]
pub(crate) fn set(object: &mut Map<String, Value>, name: &str, value: Value) {
    object.insert(name.to_owned(), value);
}

/// A text, or null.
#[inline(never)]
pub(crate) fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::String(text.to_owned()))
}
