//! What an own page asks of a run and of the call in it, beside what the first messages could say.

use serde::Serialize;

use super::Repeats;

/// On the wire like [`super::PageMessage`]: the variant's name is the member `type`, and any of them
/// may carry a `requestId`, which is echoed.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RunMessage {
    /// Calls the person of the run who is on screen: the agent's word in preview, or the end of a
    /// countdown before its time.
    CallCurrent {},
    /// Puts the person before their dial behind all others of the run; with a call live, the one up
    /// next.
    Postpone {},
    /// The agent is busy with the last call: nothing is dialed by itself until they say so.
    HoldAdvance {},
    /// Takes back what is held back: the outcome is not sent, the call stays in wrap-up.
    UndoSend {},
    /// Ends the call as `endAndNext` does, then calls the same person under another of their
    /// numbers.
    CallOtherNumber {
        /// E.164; one of the record's other numbers.
        number: String,
        /// The agent knows that the number was called within the last hour.
        again: bool,
    },
    /// Changes the order of who is still to be called: puts a record before another, or last.
    MoveInRun {
        record_id: String,
        before: Option<String>,
    },
    /// Leaves a record that is still to be called out of the run.
    RemoveFromRun { record_id: String },
    /// Takes the last such removal back, to the place where it was.
    UndoRemoveFromRun {},
    /// Starts a run over those whom the last run left: cancelled, postponed or skipped by hand.
    RunLeft { repeats: Option<Repeats> },
}
