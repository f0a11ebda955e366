//! Dispositions: what an agent can say about how a call ended.
//!
//! Whether one may end a call is Five9's to say; one that says nothing about it may.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Deserialize;
use serde::de::Deserializer;

use crate::id::DispositionId;
use crate::lenient::{self, TextOrNumber, words};

/// The filter of a disposition that may end a call.
const ENDS_CALL: &str = "VOICE_DISPOSE_CALL_OR_VOICEMAIL";

words! {
    /// What is special about a disposition.
    DispositionFlag {
        /// The agent must be asked before it is set.
        MustConfirm = "MUST_CONFIRM",
        /// The agent may say when the number is dialled again.
        AllowSetRedialTimer = "ALLOW_SET_REDIAL_TIMER",
        /// The agent may say when the record becomes active again.
        AllowSetReactivateTimer = "ALLOW_SET_REACTIVATE_TIMER",
        /// For social messages: still open.
        SocialOpen = "SOCIAL_OPEN",
    }
}

/// A disposition: `DispositionInfo`.
///
/// Source SK: confidence S; the meaning of the filters ADT, V.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Disposition {
    /// The disposition's id.
    pub id: DispositionId,
    /// The name that administrators gave it; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// The name to show, where it differs.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub display_name: Option<String>,
    /// What administrators wrote about it.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub description: Option<String>,
    /// What is special about it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub flags: Vec<DispositionFlag>,
    /// What it may be used for, by channel; absent means that Five9 did not say.
    #[serde(default, deserialize_with = "channels")]
    pub channel_types: Option<BTreeMap<String, BTreeSet<String>>>,
    /// The usual time until redial or reactivation; absent means none.
    #[serde(default, deserialize_with = "timeout")]
    pub timeout: Option<Duration>,
}

impl Disposition {
    /// Says whether an agent can end a call with it.
    pub fn can_end_call(&self) -> bool {
        let Some(channels) = &self.channel_types else {
            return true;
        };
        channels
            .get("CALL")
            .is_some_and(|filters| filters.contains(ENDS_CALL))
    }

    /// Says whether the agent must be asked before it is set; the server does not check.
    pub fn must_confirm(&self) -> bool {
        self.flags.contains(&DispositionFlag::MustConfirm)
    }

    /// Returns the name to show.
    pub fn label(&self) -> &str {
        match &self.display_name {
            Some(name) if !name.is_empty() => name,
            _ if !self.name.is_empty() => &self.name,
            _ => self.id.as_str(),
        }
    }
}

fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let number: Option<TextOrNumber> = lenient::or_none(deserializer)?;
    let ms = number
        .and_then(|number| number.to_i64())
        .and_then(|ms| u64::try_from(ms).ok());
    Ok(ms.map(Duration::from_millis))
}

/// Reads `channelTypes`. The one published example writes the key `CALL` twice, which no JSON
/// reader can tell apart: the last one counts.
fn channels<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, BTreeSet<String>>>, D::Error> {
    let channels: Option<BTreeMap<String, Option<Channel>>> = lenient::or_none(deserializer)?;
    let filters = |channel: Option<Channel>| channel.map(|one| one.filters).unwrap_or_default();
    Ok(channels.map(|channels| {
        let channels = channels.into_iter();
        channels
            .map(|(name, channel)| (name, filters(channel)))
            .collect()
    }))
}

#[derive(Deserialize)]
struct Channel {
    #[serde(default, deserialize_with = "lenient::or_default")]
    filters: BTreeSet<String>,
}
