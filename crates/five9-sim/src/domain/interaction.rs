//! What belongs to a call while it is served, beside the call itself.
//!
//! Rule: it goes with its call.

use serde_json::Value;

use super::contact::Note;
use super::player::Player;

#[derive(Debug, Clone, Default)]
pub(crate) struct Interaction {
    pub(crate) player: Option<Player>,
    pub(crate) notes: Vec<Note>,
    pub(crate) worksheet: Option<Value>,
}
