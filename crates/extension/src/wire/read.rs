//! Reading of our own types from JSON in little code.
//!
//! Rule: a type is listed in `types.rs` with its members, and the compiler refuses a list that is
//! not whole. What serde derives for reading a struct is some hundred bytes a member, since it takes
//! members in any order and drops half-made values at each step; this asks for each by its name.

use serde_json::{Map, Value};

/// A type that reads itself from a JSON value; absent where it is something else.
pub trait Read: Sized {
    fn read(value: Value) -> Option<Self>;

    /// What a member that is not there stands for.
    fn missing() -> Option<Self> {
        None
    }
}

/// An enum whose variants have named members; see [`super::read_tagged`].
pub trait ReadVariant: Sized {
    fn read_variant(name: &str, members: &mut Members) -> Option<Self>;
}

/// The members of an object, each taken once.
pub struct Members(Map<String, Value>);

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members").finish_non_exhaustive()
    }
}

impl Members {
    pub fn of(value: Value) -> Option<Self> {
        match value {
            Value::Object(members) => Some(Self(members)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => None,
        }
    }

    /// The member of that Rust name, which is in camel case on the wire.
    #[inline(never)]
    pub fn take<T: Read>(&mut self, name: &str) -> Option<T> {
        match self.value(&camel(name)) {
            Some(value) => T::read(value),
            None => T::missing(),
        }
    }

    /// The same, with a value for a member that is not there.
    pub fn take_or<T: Read>(&mut self, name: &str, missing: T) -> Option<T> {
        match self.value(&camel(name)) {
            Some(value) => T::read(value),
            None => Some(missing),
        }
    }

    /// A member by its name on the wire.
    #[inline(never)]
    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(Value::take)
    }
}

/// A variant as serde writes it: its name alone, or an object with its name and its content.
#[inline(never)]
pub(super) fn variant_of(value: Value) -> Option<(String, Members)> {
    match value {
        Value::String(name) => Some((name, Members(Map::new()))),
        Value::Object(members) => {
            let (name, content) = members.into_iter().next()?;
            Some((name, Members::of(content)?))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

/// Whether this is how the Rust name stands on the wire.
#[inline(never)]
pub(super) fn is_named(rust: &str, wire: &str) -> bool {
    camel(rust) == wire
}

/// One of many names that stand for themselves.
pub(super) fn named<T: Copy>(all: &[(&str, T)], value: &Value) -> Option<T> {
    let wire = value.as_str()?;
    let mut all = all.iter();
    let found = all.find(|(rust, _)| is_named(rust, wire));
    found.map(|(_, one)| *one)
}

/// `n_records` as `nRecords`, `NoTab` as `noTab`.
fn camel(rust: &str) -> String {
    let mut wire = String::with_capacity(rust.len());
    let mut is_first_of_word = false;
    for sign in rust.chars() {
        if sign == '_' {
            is_first_of_word = true;
        } else if wire.is_empty() {
            wire.push(sign.to_ascii_lowercase());
        } else if is_first_of_word {
            wire.push(sign.to_ascii_uppercase());
            is_first_of_word = false;
        } else {
            wire.push(sign);
        }
    }
    wire
}

impl Read for Value {
    fn read(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl Read for String {
    #[inline(never)]
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => None,
        }
    }
}

impl Read for bool {
    fn read(value: Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Read for u64 {
    fn read(value: Value) -> Option<Self> {
        value.as_u64()
    }
}

macro_rules! read_numbers {
    ($($number:ty)*) => {$(
        impl Read for $number {
            fn read(value: Value) -> Option<Self> {
                value.as_u64()?.try_into().ok()
            }
        }
    )*};
}

read_numbers! { u16 u32 usize }

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => T::read(value).map(Some),
        }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Array(items) => {
                let mut read = Self::with_capacity(items.len());
                for item in items {
                    read.push(T::read(item)?);
                }
                Some(read)
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => None,
        }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: Value) -> Option<Self> {
        let mut pair = Vec::<Value>::read(value)?.into_iter();
        match (pair.next(), pair.next(), pair.next()) {
            (Some(first), Some(second), None) => Some((A::read(first)?, B::read(second)?)),
            _ => None,
        }
    }
}

/// Structs that are objects with these members; `= value` says what a missing one is.
macro_rules! read_structs {
    ($($name:ident { $($member:ident $(= $missing:expr)?),* $(,)? })*) => {$(
        impl Read for $name {
            fn read(value: Value) -> Option<Self> {
                let mut members = Members::of(value)?;
                Some(Self { $($member: take_member!(members $member $($missing)?)),* })
            }
        }
    )*};
}

/// Enums whose variants have no members: each is its name.
macro_rules! read_names {
    ($($name:ident { $($variant:ident),* $(,)? })*) => {$(
        impl Read for $name {
            fn read(value: Value) -> Option<Self> {
                named(&[$((stringify!($variant), Self::$variant)),*], &value)
            }
        }
        // Refused by the compiler if a variant is not listed.
        const _: fn($name) = |one| match one { $($name::$variant => ()),* };
    )*};
}

/// Enums whose variants have these members, or none.
macro_rules! read_variants {
    ($($name:ident { $($variant:ident { $($member:ident $(= $missing:expr)?),* })* })*) => {$(
        impl ReadVariant for $name {
            fn read_variant(name: &str, members: &mut Members) -> Option<Self> {
                $(if is_named(stringify!($variant), name) {
                    return Some(Self::$variant {
                        $($member: take_member!(members $member $($missing)?)),*
                    });
                })*
                None
            }
        }
        // Refused by the compiler if a variant is not listed.
        const _: fn($name) = |one| match one { $($name::$variant { .. } => ()),* };
    )*};
}

/// Variants of a member, which are read as serde writes them.
macro_rules! read_untagged {
    ($($name:ident)*) => {$(
        impl Read for $name {
            fn read(value: Value) -> Option<Self> {
                let (name, mut members) = variant_of(value)?;
                Self::read_variant(&name, &mut members)
            }
        }
    )*};
}

macro_rules! take_member {
    ($members:ident $member:ident) => {
        $members.take(stringify!($member))?
    };
    ($members:ident $member:ident $missing:expr) => {
        $members.take_or(stringify!($member), $missing)?
    };
}

pub(super) use {read_names, read_structs, read_untagged, read_variants, take_member};
