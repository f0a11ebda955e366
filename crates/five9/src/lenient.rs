//! Decoding that forgives what the sources of the Five9 API disagree about.
//!
//! The rule: what a decision hangs on is required and its absence is an error with its JSON
//! path; all else may be missing, null or of another type, and is then simply not known.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::error::Error;
use crate::http::Reply;
use crate::json::from_value;

/// Decodes the body of a 2xx reply; any other status becomes its error.
pub(crate) fn json<T: DeserializeOwned>(reply: &Reply) -> Result<T, Error> {
    if !reply.is_success() {
        return Err(Error::from_reply(reply));
    }
    text(&reply.body)
}

/// Accepts any 2xx reply and ignores its body; any other status becomes its error.
pub(crate) fn accepted(reply: &Reply) -> Result<(), Error> {
    if reply.is_success() {
        Ok(())
    } else {
        Err(Error::from_reply(reply))
    }
}

/// Decodes the body of a 2xx reply where Five9 may send one or not: no body, `null` and JSON
/// of another shape are `None`. Text that is not JSON at all came from somebody else.
pub(crate) fn optional_json<T: DeserializeOwned>(reply: &Reply) -> Result<Option<T>, Error> {
    accepted(reply)?;
    if reply.body.trim().is_empty() {
        return Ok(None);
    }
    let value: Value = text(&reply.body)?;
    Ok(from_value(value).ok())
}

/// Decodes JSON text, naming the place where it fails.
///
/// Always by way of a [`Value`]: one way of reading compiles every type once.
pub(crate) fn text<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let parsed = serde_json::from_str(text);
    value(".", parsed.map_err(|error| Error::not_json(&error))?)
}

/// Decodes a JSON value that was found at `at`, naming the place where it fails.
pub(crate) fn value<T: DeserializeOwned>(at: &str, value: Value) -> Result<T, Error> {
    from_value(value).map_err(|error| {
        let path = match (at, error.path()) {
            (".", path) => path,
            (at, path) if path == "." => at.to_owned(),
            (at, path) => format!("{at}.{path}"),
        };
        Error::bad_reply(path, &error)
    })
}

/// Reads an optional member: null or a value of another type counts as absent.
pub(crate) fn or_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = Value::deserialize(deserializer)?;
    Ok(from_value(value).ok())
}

/// Reads an optional member that has a default: null or another type gives the default.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    or_none(deserializer).map(Option::unwrap_or_default)
}

/// Text where some sources write a number.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum TextOrNumber {
    Text(String),
    Number(i64),
}

impl TextOrNumber {
    pub(crate) fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Number(number) => Some(*number),
        }
    }
}

/// Reads a length in milliseconds; anything else, and less than nothing, counts as absent.
pub(crate) fn duration_ms<'de, D>(deserializer: D) -> Result<Option<Duration>, D::Error>
where
    D: Deserializer<'de>,
{
    let number: Option<TextOrNumber> = or_none(deserializer)?;
    let ms = number.and_then(|number| number.to_i64());
    Ok(ms
        .and_then(|ms| u64::try_from(ms).ok())
        .map(Duration::from_millis))
}

/// Reads a list that some sources show bare and others as the member of an object, keeping
/// the JSON path of what fails inside.
pub(crate) fn array_or<'de, D, T, O>(
    deserializer: D,
    unwrap: impl FnOnce(O) -> Vec<T>,
) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
    O: Deserialize<'de>,
{
    deserializer.deserialize_any(ArrayOr {
        unwrap,
        items: PhantomData,
    })
}

struct ArrayOr<F, T, O> {
    unwrap: F,
    items: PhantomData<(T, O)>,
}

impl<'de, F, T, O> Visitor<'de> for ArrayOr<F, T, O>
where
    F: FnOnce(O) -> Vec<T>,
    T: Deserialize<'de>,
    O: Deserialize<'de>,
{
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or the object that holds it")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        O::deserialize(MapAccessDeserializer::new(map)).map(self.unwrap)
    }
}

/// Defines an enum of Five9's words that keeps a word it does not know.
macro_rules! words {
    ($(#[$doc:meta])+ $name:ident { $($(#[$vdoc:meta])+ $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$vdoc])+ $variant,)+
            /// A word that this version does not know, as Five9 wrote it.
            Unknown(String),
        }

        impl $name {
            /// Returns Five9's own word.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown(word) => word,
                }
            }

            /// Reads Five9's word.
            pub fn from_word(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                Ok(Self::from_word(&word))
            }
        }
    };
}
pub(crate) use words;
