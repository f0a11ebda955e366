//! Compares what the simulator says with what is documented.
//!
//! Rule: a documented member must be there and of its type; null stands for any type, since the
//! documents show null where a value may be absent.

use serde_json::Value;

/// Keys that are ids: their members are an organisation's own.
const MAPS: &[&str] = &["fields", "variables"];
/// Members that stand in fixtures for "something that nobody knows".
const UNKNOWN: &[&str] = &["somethingNew"];

/// Documented under two names, of which one is served.
const OTHER_NAMES: &[(&str, &str)] = &[("callSessionId", "sessionId")];

/// Every difference, as `.member: what`.
pub(crate) fn differences(documented: &Value, served: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", documented, served, &mut found);
    found
}

fn compare(place: &str, documented: &Value, served: &Value, found: &mut Vec<String>) {
    match (documented, served) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(documented), Value::Object(served)) => {
            for (key, documented) in documented {
                if UNKNOWN.contains(&key.as_str()) {
                    continue;
                }
                let place = format!("{place}.{key}");
                let other = OTHER_NAMES.iter().find(|(name, _)| *name == key.as_str());
                let other = other.and_then(|(_, name)| served.get(*name));
                match served.get(key).or(other) {
                    None => found.push(format!("{place}: missing")),
                    Some(served) if MAPS.contains(&key.as_str()) => {
                        if !served.is_object() {
                            found.push(format!("{place}: no object"));
                        }
                    }
                    Some(served) => compare(&place, documented, served, found),
                }
            }
        }
        // Each entry that is served is held against the first one that is documented.
        (Value::Array(documented), Value::Array(served)) => {
            let Some(documented) = documented.first() else {
                return;
            };
            if served.is_empty() {
                found.push(format!("{place}: nothing to compare"));
            }
            for (idx, served) in served.iter().enumerate() {
                compare(&format!("{place}[{idx}]"), documented, served, found);
            }
        }
        (documented, served) if kind(documented) == kind(served) => {}
        (documented, served) => {
            found.push(format!(
                "{place}: {} instead of {}",
                kind(served),
                kind(documented)
            ));
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn a_missing_member_and_another_type_are_found_and_null_is_not() {
        let documented = json!({"a": 1, "b": [{"c": "x"}], "d": null, "e": {"f": true}});
        let served = json!({"a": "1", "b": [{"c": "y"}, {}], "d": 5, "e": null, "g": 0});
        let found = differences(&documented, &served);
        assert_eq!(found, [".a: text instead of number", ".b[1].c: missing"]);
        assert_eq!(
            differences(&documented, &json!([])),
            [": array instead of object"]
        );
        assert_eq!(
            differences(&json!(["a"]), &json!([])),
            [": nothing to compare"]
        );
    }
}
