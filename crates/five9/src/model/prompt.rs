//! Prompts, and what is played into a call.

use std::time::Duration;

use serde::Deserialize;

use crate::id::PromptId;
use crate::lenient;

/// A recording that can be played into a call.
///
/// Source SK: confidence S.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Prompt {
    /// The prompt's id.
    pub id: PromptId,
    /// The name that administrators gave it; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// What administrators wrote about it.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub description: Option<String>,
    /// How long it plays; absent means not known. Five9 writes milliseconds.
    #[serde(default, deserialize_with = "lenient::duration_ms")]
    pub duration: Option<Duration>,
}

/// What is played into a call.
///
/// No source shows the reply (I): every member may be absent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AudioPlayer {
    /// Five9's word, for example `PLAYING`; absent means not known.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub state: Option<String>,
    /// The prompt; absent means none, or not known.
    #[serde(default, alias = "value", deserialize_with = "lenient::or_none")]
    pub prompt_id: Option<PromptId>,
}
