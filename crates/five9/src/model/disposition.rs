//! Dispositions: what an agent can say about how a call ended.
//!
//! Whether one may end a call is Five9's to say; one that says nothing about it may.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

use crate::id::DispositionId;
use crate::lenient::{self, words};

/// The filter of a disposition that may end a call.
const ENDS_CALL: &str = "VOICE_DISPOSE_CALL_OR_VOICEMAIL";
/// The filter of a disposition that may be set when a call is transferred.
const TRANSFERS_CALL: &str = "VOICE_TRANSFER_CALL";

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
    #[serde(default, deserialize_with = "lenient::duration_ms")]
    pub timeout: Option<Duration>,
}

impl Disposition {
    /// Says whether an agent can end a call with it.
    pub fn can_end_call(&self) -> bool {
        self.has_filter(ENDS_CALL)
    }

    /// Says whether an agent can set it when transferring a call.
    pub fn can_transfer(&self) -> bool {
        self.has_filter(TRANSFERS_CALL)
    }

    fn has_filter(&self, filter: &str) -> bool {
        let Some(channels) = &self.channel_types else {
            return true;
        };
        let call = channels.get("CALL");
        call.is_some_and(|filters| filters.contains(filter))
    }

    /// Says whether the agent must be asked before it is set; the server does not check.
    pub fn must_confirm(&self) -> bool {
        self.flags.contains(&DispositionFlag::MustConfirm)
    }

    /// Says whether the agent may say when the number is dialled, or the record active, again.
    pub fn allows_timer(&self) -> bool {
        let timers = [
            DispositionFlag::AllowSetRedialTimer,
            DispositionFlag::AllowSetReactivateTimer,
        ];
        timers.iter().any(|flag| self.flags.contains(flag))
    }

    /// Chooses a time until redial or reactivation other than the usual one.
    ///
    /// # Errors
    /// That this disposition allows none, or that the time is not one Five9 takes.
    pub fn with_timeout(&self, wait: Duration) -> Result<DispositionTimeout, TimeoutRefused> {
        if !self.allows_timer() {
            return Err(TimeoutRefused::NotAllowed);
        }
        if wait > DispositionTimeout::MAX {
            return Err(TimeoutRefused::TooLong);
        }
        Ok(DispositionTimeout {
            disposition: self.id.clone(),
            wait,
        })
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

/// A time until redial or reactivation that an agent chose, for the one disposition that allows
/// it: [`Disposition::with_timeout`] makes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DispositionTimeout {
    disposition: DispositionId,
    wait: Duration,
}

impl DispositionTimeout {
    /// The longest time that Five9 takes: 366 days.
    ///
    /// Source SK: confidence S.
    pub const MAX: Duration = Duration::from_secs(366 * 24 * 60 * 60);

    /// The disposition that it was chosen for.
    pub fn disposition(&self) -> &DispositionId {
        &self.disposition
    }

    /// The time.
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// The milliseconds to send with a disposition; `None` if it was chosen for another.
    pub(crate) fn ms_for(&self, disposition: &DispositionId) -> Option<u64> {
        let is_its_own = self.disposition == *disposition;
        is_its_own.then(|| u64::try_from(self.wait.as_millis()).unwrap_or(u64::MAX))
    }
}

/// Why a time until redial or reactivation was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TimeoutRefused {
    /// The disposition has no flag that lets an agent choose it.
    #[error("this disposition lets nobody choose a time")]
    NotAllowed,
    /// It is longer than [`DispositionTimeout::MAX`].
    #[error("longer than 366 days")]
    TooLong,
}

/// Reads `channelTypes`. The one published example writes the key `CALL` twice, which no JSON
/// reader can tell apart: the last one counts.
fn channels<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, BTreeSet<String>>>, D::Error> {
    let Value::Object(channels) = Value::deserialize(deserializer)? else {
        return Ok(None);
    };
    let mut read = BTreeMap::new();
    for (name, channel) in channels {
        if !channel.is_object() && !channel.is_null() {
            return Ok(None);
        }
        read.insert(name, filters(&channel["filters"]));
    }
    Ok(Some(read))
}

/// The filters of a channel; none where they are anything but texts.
///
/// By hand: what reads a map of sets by their types is 10 KB of a small module.
fn filters(value: &Value) -> BTreeSet<String> {
    let mut filters = BTreeSet::new();
    for filter in value.as_array().into_iter().flatten() {
        let Some(filter) = filter.as_str() else {
            return BTreeSet::new();
        };
        filters.insert(filter.to_owned());
    }
    filters
}

/// Dispositions, as an object that holds them or as a bare array.
pub(crate) struct Dispositions(pub(crate) Vec<Disposition>);

impl<'de> Deserialize<'de> for Dispositions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Object {
            dispositions: Vec<Disposition>,
        }

        lenient::array_or(deserializer, |object: Object| object.dispositions).map(Self)
    }
}
