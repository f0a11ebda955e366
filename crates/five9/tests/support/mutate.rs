//! Makes odd replies out of good ones: by bytes, by words and by the shape of the JSON.

use serde_json::{Map, Value, json};

/// Numbers that look random and are the same for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(0x9e37_79b9_7f4a_7c15))
    }

    /// splitmix64.
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `n`, or 0 if there is none.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = n.max(1) as u64;
        usize::try_from(self.roll() % n).unwrap_or(0)
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Texts that readers stumble over.
const TOKENS: [&str; 30] = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e999",
    "-0.0",
    "18446744073709551616",
    "9223372036854775807",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[[[[[[[",
    "{\"id\":",
    "\"id\"",
    "\"state\"",
    "\"WRAP_UP\"",
    "\"WORKING\"",
    "\u{feff}",
    "\n",
    "<html>",
    "\"permissions\":",
    "\"notes\":",
    "\"five9ExceptionDetail\":",
    "\"errorCode\":5001",
    "\"contextCode\":\"DUPLICATE_LOGIN\"",
    "\"eventId\":\"1002\"",
    "é",
];

/// Changes `body` once or a few times; `other` is something to take parts from, `names` are the
/// names of members that Five9 uses.
pub(crate) fn mutate(dice: &mut Dice, body: &[u8], other: &[u8], names: &[String]) -> Vec<u8> {
    if dice.below(2) == 0
        && let Ok(mut value) = serde_json::from_slice::<Value>(body)
    {
        let donor = serde_json::from_slice(other).unwrap_or(Value::Null);
        for _ in 0..=dice.below(3) {
            reshape(dice, &mut value, &donor, names, 0);
        }
        return value.to_string().into_bytes();
    }
    let mut bytes = body.to_vec();
    for _ in 0..=dice.below(4) {
        change_bytes(dice, &mut bytes, other);
    }
    bytes
}

fn change_bytes(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = dice.below(bytes.len() + 1);
    let end = (at + dice.below(16)).min(bytes.len());
    match dice.below(7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
        1 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let chunk = bytes[at..end].to_vec();
            bytes.splice(at..at, chunk);
        }
        4 => bytes.truncate(at),
        5 => {
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(64)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        _ => {
            let token = dice.pick(&TOKENS).bytes();
            bytes.splice(at..at, token);
        }
    }
}

/// Changes one place of a JSON value.
fn reshape(dice: &mut Dice, value: &mut Value, donor: &Value, names: &[String], depth: usize) {
    let goes_down = depth < 12 && dice.below(4) != 0;
    match value {
        Value::Object(members) if goes_down && !members.is_empty() => {
            let index = dice.below(members.len());
            if dice.below(6) == 0 {
                change_members(dice, members, index, names);
            } else if let Some(member) = members.values_mut().nth(index) {
                reshape(dice, member, donor, names, depth + 1);
            }
        }
        Value::Array(items) if goes_down && !items.is_empty() => {
            let index = dice.below(items.len());
            match dice.below(8) {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => reshape(dice, &mut items[index], donor, names, depth + 1),
            }
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => *value = odd_value(dice, value, donor, names),
    }
}

fn change_members(
    dice: &mut Dice,
    members: &mut Map<String, Value>,
    index: usize,
    names: &[String],
) {
    let Some(name) = members.keys().nth(index).cloned() else {
        return;
    };
    let value = members.remove(&name).unwrap_or_default();
    if dice.below(2) == 0 && !names.is_empty() {
        members.insert(dice.pick(names).clone(), value);
    }
}

fn odd_value(dice: &mut Dice, value: &Value, donor: &Value, names: &[String]) -> Value {
    match dice.below(12) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => json!(dice.roll()),
        3 => json!(-1),
        4 => json!(0.5),
        5 => json!(""),
        6 => json!([value]),
        7 => json!({"id": value}),
        8 => donor.clone(),
        9 => match value {
            Value::String(text) => text
                .parse()
                .map_or(Value::Null, |number: i64| json!(number)),
            Value::Number(number) => json!(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => json!("0"),
        },
        10 if !names.is_empty() => json!(dice.pick(names).to_uppercase()),
        _ => json!(
            names
                .get(dice.below(names.len()))
                .map_or("x", String::as_str)
        ),
    }
}

/// All names of members in some JSON texts, sorted.
pub(crate) fn names_of<'a>(bodies: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    fn collect(value: &Value, names: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    names.insert(name.clone());
                    collect(member, names);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut names = std::collections::BTreeSet::new();
    for value in bodies.filter_map(|body| serde_json::from_slice(body).ok()) {
        collect(&value, &mut names);
    }
    names.into_iter().collect()
}
