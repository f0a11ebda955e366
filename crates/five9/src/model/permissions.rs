//! What an agent may do.
//!
//! Five9's words for some permissions are recorded; those of others are not, and a word that is
//! merely absent proves nothing about them. So every question has three answers.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

/// The permissions of an agent.
///
/// Source GO `supervisor_getAllUsers_200.json` for the words (V); that the agent's own list has
/// the same ones is I, its shape is not recorded: a bare array, `{"permissions":[…]}` and an
/// object of flags are understood.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Permissions {
    words: BTreeSet<String>,
}

macro_rules! recorded {
    ($($(#[$doc:meta])+ $name:ident = $word:literal;)+) => {$(
        $(#[$doc])+
        ///
        #[doc = concat!("`", $word, "`, a recorded word (V): absent means that it is not allowed.")]
        pub fn $name(&self) -> Option<bool> {
            self.allows($word)
        }
    )+};
}

macro_rules! guessed {
    ($($(#[$doc:meta])+ $name:ident = $($word:literal)|+;)+) => {$(
        $(#[$doc])+
        ///
        /// Five9's word for it is not recorded. `Some(true)` where one of these is there, and never
        /// `Some(false)`:
        $(#[doc = concat!("`", $word, "`")])+
        #[doc = "(I)."]
        pub fn $name(&self) -> Option<bool> {
            let is_there = [$($word),+].iter().any(|word| self.has(word));
            is_there.then_some(true)
        }
    )+};
}

impl Permissions {
    /// Makes permissions of Five9's words.
    pub fn new<T: Into<String>>(words: impl IntoIterator<Item = T>) -> Self {
        Self {
            words: words.into_iter().map(Into::into).collect(),
        }
    }

    /// Says whether Five9 named this permission.
    pub fn has(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Says whether a permission is there whose word is established.
    ///
    /// `None` where Five9 named none at all: an agent without any permission does not exist, so
    /// the list was not readable.
    pub fn allows(&self, word: &str) -> Option<bool> {
        (!self.words.is_empty()).then(|| self.has(word))
    }

    /// Returns Five9's words, sorted.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    recorded! {
        /// Whether the agent may work through this API at all.
        can_run_web_agent = "CAN_RUN_WEB_AGENT";
        /// Whether the agent may call numbers outside Five9.
        can_make_external_calls = "CAN_MAKE_CALLS_TO_EXTERNAL";
        /// Whether the agent may call numbers on the do-not-call list.
        can_dial_dnc = "CAN_DIAL_DNC";
        /// Whether a call of the agent's has a wrap-up phase; without it the agent ends a call by
        /// its disposition alone.
        can_wrap_up = "CAN_WRAPUP_CALL";
        /// Whether the agent may put calls on hold.
        can_hold = "CAN_PLACE_CALL_ON_HOLD";
        /// Whether the agent may reject calls that are offered.
        can_reject = "CAN_REJECT_CALLS";
        /// Whether the agent may transfer calls to numbers outside Five9.
        can_transfer_to_external = "CAN_TRANSFER_TO_EXTERNAL";
        /// Whether the agent may transfer calls to other agents.
        can_transfer_to_agent = "CAN_TRANSFER_TO_AGENT";
        /// Whether the agent may add numbers outside Five9 to a conference.
        can_conference_external = "CAN_CREATE_CONFERENCE_WITH_EXTERNAL";
        /// Whether the agent may change the fields of contacts.
        can_change_contact_fields = "CAN_CHANGE_DATA_FIELDS";
    }

    guessed! {
        /// Whether the agent may play prompts into a call: `PlayAudioFiles` of the older interface.
        can_play_audio = "CAN_PLAY_AUDIO_FILES" | "CAN_PLAY_AUDIO";
        /// Whether the agent may record calls: `MakeRecordings` of the older interface.
        can_record = "CAN_MAKE_RECORDINGS" | "CAN_RECORD_CALLS";
        /// Whether the agent may promise callbacks: `CreateCallbacks` of the older interface.
        can_create_callbacks = "CAN_CREATE_CALLBACKS";
        /// Whether the agent may add numbers to the do-not-call list by hand: `AddingToDNC` of the
        /// older interface. Dispositions that do so work without it.
        can_add_to_dnc = "CAN_ADD_TO_DNC" | "CAN_ADD_NUMBER_TO_DNC";
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = Value::deserialize(deserializer)?;
        if let Some(inner) = value.get_mut("permissions") {
            value = inner.take();
        }
        let mut words = BTreeSet::new();
        if let Value::Array(items) = &value {
            words.extend(items.iter().filter_map(Value::as_str).map(str::to_owned));
        } else if let Value::Object(flags) = &value {
            let granted = flags.iter().filter(|(_, flag)| **flag == Value::Bool(true));
            words.extend(granted.map(|(word, _)| word.clone()));
        } else {
            return Err(serde::de::Error::custom("expected permissions"));
        }
        Ok(Self { words })
    }
}
