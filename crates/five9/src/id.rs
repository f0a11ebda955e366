//! Identifiers of Five9's objects, each a type of its own.
//!
//! Every id is opaque text: Five9 writes them as JSON strings of digits or hexadecimal, some
//! sources as numbers, and both decode to the same value. Nothing here interprets an id.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

/// Accepts an id written as a string or as an integer; empty text is no id.
struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id: text that is not empty, or an integer")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        if text.is_empty() {
            return Err(E::invalid_length(0, &self));
        }
        Ok(text)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text over as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Returns the text as Five9 wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(IdVisitor).map(Self)
            }
        }
    )+};
}

macro_rules! shown {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

macro_rules! hidden {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

ids! {
    /// An agent: `userId` of the metadata.
    AgentId;
    /// An organisation (tenant): `orgId` of the metadata.
    OrgId;
    /// A campaign.
    CampaignId;
    /// A disposition. Five9's own are negative numbers, an organisation's are positive.
    DispositionId;
    /// A call: 32 upper-case hexadecimal digits. Also the `interactionId` of its stub.
    CallId;
    /// A farm: the group of servers that an organisation lives on.
    FarmId;
    /// A contact of the organisation's address book.
    ContactId;
    /// A field that contacts of the organisation have.
    ContactFieldId;
    /// The definition of a call variable.
    CallVariableId;
    /// A skill: what kind of work an agent takes.
    SkillId;
    /// A reason to be not ready, or to log out.
    ReasonCodeId;
    /// A prompt: a recording that can be played into a call.
    PromptId;
    /// A maintenance notice.
    NoticeId;
    /// A note at a contact or an interaction.
    NoteId;
    /// A callback: a call promised for a later time.
    CallbackId;
    /// The free text that names one event socket; two sockets with one key are refused.
    ClientKey;
    /// A station. That of a `PSTN` station is a phone number, so it is never printed.
    StationId;
    /// A session token. Never printed.
    Token;
}

shown! {
    AgentId OrgId CampaignId DispositionId CallId FarmId ContactId ContactFieldId CallVariableId
    SkillId ReasonCodeId PromptId NoticeId NoteId CallbackId ClientKey
}
hidden! { StationId Token }

impl DispositionId {
    /// Says whether Five9 writes this id for "not dispositioned" (`-1`).
    pub fn is_unset(&self) -> bool {
        self.0 == "-1"
    }
}

impl ReasonCodeId {
    /// Says whether Five9 writes this id for "no reason" (`0`).
    pub fn is_none(&self) -> bool {
        self.0 == "0"
    }
}
