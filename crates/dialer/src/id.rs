//! Identifiers: newtypes, so that one kind can never stand for another.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text of an id.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_id! {
    /// One person of the list.
    RecordId
    /// A call, as the telephone system names it.
    CallId
    /// A campaign, as the telephone system names it.
    CampaignId
    /// A disposition, as the telephone system names it.
    DispositionId
    /// One intent to call: at most one dial ever leaves for it. Sorts by time of creation.
    IntentId
    /// One run over a list.
    RunId
    /// An agent, as the telephone system names them.
    AgentId
    /// What carries a dial to the telephone system. It outlives the program and keeps its first
    /// answer to each dial, so that it can be asked again after the program was stopped.
    CarrierId
    /// What the telephone system keeps a call under, with its recordings.
    SessionId
}

/// When it was made, as the text of an id says.
fn made_at(text: &str) -> Option<Timestamp> {
    let (ms, _) = text.split_once('-')?;
    Some(Timestamp::from_ms(ms.parse().ok()?))
}

impl IntentId {
    /// When it was made, as its text says.
    pub(crate) fn made_at(&self) -> Option<Timestamp> {
        made_at(&self.0)
    }
}

impl RunId {
    /// When it was made, as its text says.
    pub(crate) fn made_at(&self) -> Option<Timestamp> {
        made_at(&self.0)
    }
}

/// One outgoing request; unique within one life of a [`crate::Dialer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub(crate) u64);

/// One write to the store; unique within one life of a [`crate::Dialer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreId(pub(crate) u64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
