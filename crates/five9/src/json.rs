//! Reading of JSON values in little code: each type says what it wants, and gets that or an error.
//!
//! `serde_json`'s own reading lets every struct also be an array and every text a number first; all
//! of that is compiled for each type and makes up a tenth of a small module.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

/// Why a value could not be read, and where. Repeats nothing of the value.
///
/// Behind a pointer: every result that is handed up would else be moved in more code.
#[derive(Debug)]
pub struct Error(Box<Problem>);

#[derive(Debug)]
struct Problem {
    message: String,
    /// Members and indices on the way to the place, innermost first.
    trail: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Member(String),
    Item(usize),
}

impl Error {
    /// JSON path of the place, such as `calls[0].id`; `.` is the whole value.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.trail.iter().rev() {
            match step {
                Step::Member(name) if path.is_empty() => path.push_str(name),
                Step::Member(name) => path.extend([".", name]),
                Step::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        if path.is_empty() {
            path.push('.');
        }
        path
    }

    #[inline(never)]
    fn below(mut self, step: Step) -> Self {
        self.0.trail.push(step);
        self
    }

    #[inline(never)]
    fn new(message: String) -> Self {
        Self(Box::new(Problem {
            message,
            trail: Vec::new(),
        }))
    }
}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    // What came instead is not said: it could be personal, and to print a number takes 10 KB.
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}

/// Reads a value as `T`.
///
/// # Errors
/// What was expected in the place of what; never the value itself.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Reader(value))
}

/// A value that is being read.
pub struct Reader(pub Value);

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// Says what was wanted.
#[inline(never)]
fn wrong(expected: &str) -> Error {
    Error::new(format!("expected {expected}"))
}

macro_rules! read_numbers {
    ($($method:ident $visit:ident $as:ident $expected:literal)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.$as() {
                Some(number) => visitor.$visit(number),
                None => Err(wrong($expected)),
            }
        }
    )*};
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else the value is, it is not what was asked for"
)]
impl<'de> Deserializer<'de> for Reader {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items::new(items)),
            Value::Object(members) => visitor.visit_map(Members::new(members)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members::new(members)),
            _ => Err(wrong("an object")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items::new(items)),
            _ => Err(wrong("an array")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(wrong("a string")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0 {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(wrong("a name")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant {
                name,
                content: None,
            }),
            Value::Object(members) if members.len() == 1 => match members.into_iter().next() {
                Some((name, content)) => {
                    let content = Some(content);
                    visitor.visit_enum(Variant { name, content })
                }
                None => Err(wrong("one variant")),
            },
            _ => Err(wrong("one variant")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    read_numbers! {
        deserialize_bool visit_bool as_bool "a boolean"
        deserialize_u8 visit_u64 as_u64 "a whole number"
        deserialize_u16 visit_u64 as_u64 "a whole number"
        deserialize_u32 visit_u64 as_u64 "a whole number"
        deserialize_u64 visit_u64 as_u64 "a whole number"
        deserialize_i8 visit_i64 as_i64 "a whole number"
        deserialize_i16 visit_i64 as_i64 "a whole number"
        deserialize_i32 visit_i64 as_i64 "a whole number"
        deserialize_i64 visit_i64 as_i64 "a whole number"
        deserialize_f32 visit_f64 as_f64 "a number"
        deserialize_f64 visit_f64 as_f64 "a number"
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit unit_struct tuple_struct }
}

struct Items {
    items: std::vec::IntoIter<Value>,
    n_read: usize,
}

impl Items {
    fn new(items: Vec<Value>) -> Self {
        Self {
            items: items.into_iter(),
            n_read: 0,
        }
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.n_read;
        self.n_read += 1;
        match seed.deserialize(Reader(item)) {
            Ok(read) => Ok(Some(read)),
            Err(error) => Err(error.below(Step::Item(index))),
        }
    }
}

struct Members {
    members: <Map<String, Value> as IntoIterator>::IntoIter,
    name: String,
    value: Option<Value>,
}

impl Members {
    fn new(members: Map<String, Value>) -> Self {
        Self {
            members: members.into_iter(),
            name: String::new(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.members.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        self.name.clone_from(&name);
        seed.deserialize(Reader(Value::String(name))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Some(value) => match seed.deserialize(Reader(value)) {
                Ok(read) => Ok(read),
                Err(error) => {
                    let name = std::mem::take(&mut self.name);
                    Err(error.below(Step::Member(name)))
                }
            },
            None => Err(wrong("a member")),
        }
    }
}

struct Variant {
    name: String,
    /// Absent: the variant's name stood alone.
    content: Option<Value>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), Error> {
        let name = seed.deserialize(Reader(Value::String(self.name)))?;
        Ok((name, Content(self.content)))
    }
}

struct Content(Option<Value>);

impl<'de> VariantAccess<'de> for Content {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            None | Some(Value::Null) => Ok(()),
            Some(_) => Err(wrong("a variant without fields")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(Reader(self.0.unwrap_or_default()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        Reader(self.0.unwrap_or_default()).deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        Reader(self.0.unwrap_or_default()).deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        name: String,
        count: u16,
        ratio: f64,
        delta: i32,
        flag: bool,
        note: Option<String>,
        #[serde(default)]
        missing: Vec<u8>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Alone,
        Pair(u8, String),
        One(Inner),
        Named { id: Option<u64> },
    }

    #[test]
    fn every_shape_reads_back_as_it_was_written() {
        let inner = || Inner {
            name: "n".to_owned(),
            count: 7,
            ratio: 0.5,
            delta: -3,
            flag: true,
            note: None,
            missing: vec![1, 2],
        };
        let all = vec![
            Kind::Alone,
            Kind::Pair(1, "x".to_owned()),
            Kind::One(inner()),
            Kind::Named { id: Some(9) },
            Kind::Named { id: None },
        ];
        let value = serde_json::to_value(&all).expect("values are JSON");
        assert_eq!(from_value::<Vec<Kind>>(value).expect("read back"), all);
    }

    #[test]
    fn unknown_members_are_passed_over_and_values_stay_whole() {
        let value = json!({"name": "n", "count": 1, "ratio": 2, "delta": 3, "flag": false,
            "more": {"a": [1, null]}});
        assert_eq!(from_value::<Inner>(value.clone()).expect("read").ratio, 2.0);
        assert_eq!(from_value::<Value>(value.clone()).expect("read"), value);
    }

    #[test]
    fn an_error_names_its_place() {
        let place = |value| from_value::<Vec<Kind>>(value).expect_err("wrong").path();
        assert_eq!(place(json!({})), ".");
        assert_eq!(place(json!(["Alone", 5])), "[1]");
        assert_eq!(place(json!([{"Named": {"id": "x"}}])), "[0].id");
        let inner = from_value::<Inner>(json!({"name": "n", "count": "x"}));
        assert_eq!(inner.expect_err("wrong").path(), "count");
        let nested = json!({"name": "n", "count": 1, "ratio": 1, "delta": 1, "flag": true,
            "missing": [1, "x"]});
        let nested = from_value::<Inner>(nested).expect_err("wrong");
        assert_eq!(nested.path(), "missing[1]");
    }

    #[test]
    fn what_does_not_fit_is_an_error_that_repeats_no_value() {
        for odd in [
            json!(null),
            json!(["n"]),
            json!("secret"),
            json!({"name": 5}),
        ] {
            let error = from_value::<Inner>(odd).expect_err("not of this shape");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        for odd in [json!(-1), json!(70_000), json!(1.5), json!("1")] {
            from_value::<u16>(odd).expect_err("not of this range");
        }
        for odd in [
            json!("None"),
            json!({"Alone": 1}),
            json!({"Alone": null, "One": 1}),
            json!([]),
        ] {
            from_value::<Kind>(odd).expect_err("no such variant");
        }
    }
}
