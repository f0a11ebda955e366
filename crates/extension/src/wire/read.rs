//! Reading of our own types from JSON in little code.
//!
//! Rule: a type is listed in `types.rs` with its members, and the compiler refuses a list that is
//! not whole. What serde derives for reading a struct is some hundred bytes a member, since it takes
//! members in any order and gives up at each; this asks for each by its name, goes on after a fault,
//! and hands nothing out if there was one.

use std::cell::Cell;

use serde_json::{Map, Value};

/// A type that reads itself from a JSON value.
pub trait Read: Sized {
    /// Anything of the type if there is a fault: nobody gets to see it.
    fn read(value: Value, fault: &Fault) -> Self;

    /// What a member that is not there stands for.
    fn missing(fault: &Fault) -> Self {
        fault.tell();
        Self::read(Value::Null, fault)
    }
}

/// An enum whose variants have named members; see [`super::read_tagged`].
pub trait ReadVariant: Sized {
    /// Absent: there is no such variant.
    fn read_variant(name: &str, members: &mut Members, fault: &Fault) -> Option<Self>;
}

/// Whether something was not as it should be.
#[derive(Debug, Default)]
pub struct Fault(Cell<bool>);

impl Fault {
    pub(crate) fn tell(&self) {
        self.0.set(true);
    }

    /// What was read, unless there was a fault.
    pub(super) fn unless_told<T>(&self, read: T) -> Option<T> {
        (!self.0.get()).then_some(read)
    }
}

/// The members of an object, each taken once.
pub struct Members(Map<String, Value>);

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members").finish_non_exhaustive()
    }
}

impl Members {
    #[inline(never)]
    pub fn of(value: Value, fault: &Fault) -> Self {
        if let Value::Object(members) = value {
            return Self(members);
        }
        fault.tell();
        Self(Map::new())
    }

    /// The member of that Rust name, which is in camel case on the wire.
    #[inline(never)]
    pub fn take<T: Read>(&mut self, name: &str, fault: &Fault) -> T {
        match self.value(&camel(name)) {
            Some(value) => T::read(value, fault),
            None => T::missing(fault),
        }
    }

    /// The same, with a value for a member that is not there.
    pub fn take_or<T: Read>(&mut self, name: &str, missing: T, fault: &Fault) -> T {
        match self.value(&camel(name)) {
            Some(value) => T::read(value, fault),
            None => missing,
        }
    }

    /// A member by its name on the wire.
    #[inline(never)]
    fn value(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(Value::take)
    }
}

/// A variant as serde writes it: its name alone, or an object with its name and its content.
#[inline(never)]
pub(super) fn variant_of(value: Value, fault: &Fault) -> (String, Members) {
    if let Value::Object(members) = value {
        let (name, content) = members.into_iter().next().unwrap_or_default();
        return (name, Members::of(content, fault));
    }
    (String::read(value, fault), Members(Map::new()))
}

/// Whether this is how the Rust name stands on the wire.
#[inline(never)]
pub(super) fn is_named(rust: &str, wire: &str) -> bool {
    camel(rust) == wire
}

/// One of some names that stand for themselves.
pub(super) fn named<T: Copy, const N: usize>(
    all: [(&str, T); N],
    value: &Value,
    fault: &Fault,
) -> T {
    let place = place_of(&all.map(|(rust, _)| rust), value, fault);
    all[place].1
}

#[inline(never)]
fn place_of(all: &[&str], value: &Value, fault: &Fault) -> usize {
    let wire = value.as_str().unwrap_or_default();
    let found = all.iter().position(|rust| is_named(rust, wire));
    found.unwrap_or_else(|| {
        fault.tell();
        0
    })
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
    fn read(value: Value, _: &Fault) -> Self {
        value
    }
}

impl Read for String {
    #[inline(never)]
    fn read(value: Value, fault: &Fault) -> Self {
        if let Value::String(text) = value {
            return text;
        }
        fault.tell();
        Self::new()
    }
}

impl Read for bool {
    #[inline(never)]
    fn read(value: Value, fault: &Fault) -> Self {
        value.as_bool().unwrap_or_else(|| {
            fault.tell();
            false
        })
    }
}

impl Read for u64 {
    #[inline(never)]
    fn read(value: Value, fault: &Fault) -> Self {
        value.as_u64().unwrap_or_else(|| {
            fault.tell();
            0
        })
    }
}

macro_rules! read_numbers {
    ($($number:ty)*) => {$(
        impl Read for $number {
            fn read(value: Value, fault: &Fault) -> Self {
                u64::read(value, fault).try_into().unwrap_or_else(|_| {
                    fault.tell();
                    0
                })
            }
        }
    )*};
}

read_numbers! { u16 u32 usize }

impl Read for i32 {
    fn read(value: Value, fault: &Fault) -> Self {
        let number = value.as_i64().and_then(|number| number.try_into().ok());
        number.unwrap_or_else(|| {
            fault.tell();
            0
        })
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value, fault: &Fault) -> Self {
        (!value.is_null()).then(|| T::read(value, fault))
    }

    fn missing(_: &Fault) -> Self {
        None
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value, fault: &Fault) -> Self {
        items_of(value, fault)
            .into_iter()
            .map(|item| T::read(item, fault))
            .collect()
    }
}

#[inline(never)]
fn items_of(value: Value, fault: &Fault) -> Vec<Value> {
    if let Value::Array(items) = value {
        return items;
    }
    fault.tell();
    Vec::new()
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value, fault: &Fault) -> Self {
        Self::new(T::read(value, fault))
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut items = items_of(value, fault);
        if items.len() != 2 {
            fault.tell();
        }
        items.resize(2, Value::Null);
        let second = items.pop().unwrap_or_default();
        let first = items.pop().unwrap_or_default();
        (A::read(first, fault), B::read(second, fault))
    }
}

/// Structs that are objects with these members.
macro_rules! read_structs {
    ($($name:ident { $($member:ident),* $(,)? })*) => {$(
        impl Read for $name {
            fn read(value: Value, fault: &Fault) -> Self {
                let mut members = Members::of(value, fault);
                Self { $($member: members.take(stringify!($member), fault)),* }
            }
        }
    )*};
}

/// Enums whose variants have no members: each is its name.
macro_rules! read_names {
    ($($name:ident { $($variant:ident),* $(,)? })*) => {$(
        impl Read for $name {
            fn read(value: Value, fault: &Fault) -> Self {
                named([$((stringify!($variant), Self::$variant)),*], &value, fault)
            }
        }
        // Refused by the compiler if a variant is not listed.
        const _: fn($name) = |one| match one { $($name::$variant => ()),* };
    )*};
}

/// Enums whose variants have these members, or none; `= value` says what a missing one is.
macro_rules! read_variants {
    ($($name:ident { $($variant:ident { $($member:ident $(= $missing:expr)?),* })* })*) => {$(
        impl ReadVariant for $name {
            fn read_variant(name: &str, members: &mut Members, fault: &Fault) -> Option<Self> {
                $(if is_named(stringify!($variant), name) {
                    return Some(Self::$variant {
                        $($member: take_member!(members fault $member $($missing)?)),*
                    });
                })*
                None
            }
        }
        // Refused by the compiler if a variant is not listed.
        const _: fn($name) = |one| match one { $($name::$variant { .. } => ()),* };
    )*};
}

macro_rules! take_member {
    ($members:ident $fault:ident $member:ident) => {
        $members.take(stringify!($member), $fault)
    };
    ($members:ident $fault:ident $member:ident $missing:expr) => {
        $members.take_or(stringify!($member), $missing, $fault)
    };
}

/// The same as members of other types, as serde writes them. With a fault they are what is named.
macro_rules! read_untagged {
    ($($name:ident else $variant:ident)*) => {$(
        impl Read for $name {
            fn read(value: Value, fault: &Fault) -> Self {
                let (name, mut members) = variant_of(value, fault);
                let read = Self::read_variant(&name, &mut members, fault);
                read.unwrap_or_else(|| {
                    fault.tell();
                    Self::$variant
                })
            }
        }
    )*};
}

pub(super) use {read_names, read_structs, read_untagged, read_variants, take_member};
