//! What an own page asks of what is kept: preferences, templates, list and history.

use serde::Serialize;

use crate::snapshot::Preference;

/// On the wire like [`super::PageMessage`]: the variant's name is the member `type`, and any of them
/// may carry a `requestId`, which is echoed.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DataMessage {
    /// Sets one preference; the others stay.
    SetPreference {
        preference: Preference,
    },
    /// Adds a template, or changes the one of this id.
    SaveTemplate {
        id: Option<String>,
        name: String,
        text: String,
        pinned: bool,
    },
    RemoveTemplate {
        id: String,
    },
    /// Takes people off the list. Refused for somebody whom a run is still to call.
    RemoveRecords {
        record_ids: Vec<String>,
    },
    /// Brings those back whom the last removal took off the list.
    UndoRemoveRecords {},
    /// Puts people of the list, in their order, before somebody else, or last.
    MoveRecords {
        record_ids: Vec<String>,
        before: Option<String>,
    },
    /// Changes our own record of a call that is over; Five9 keeps what it holds.
    CorrectOutcome {
        intent_id: String,
        disposition_id: String,
    },
    /// Forgets calls that were dialed before this moment, UTC ms; absent: all but one that is not
    /// over.
    DeleteHistory {
        before_ms: Option<u64>,
    },
    /// Forgets everything: list, history, templates, preferences. Refused while anything is on.
    DeleteAll {},
    /// Switches between Five9 and the simulated one that is built in. Refused while anything is on.
    SetPractice {
        on: bool,
    },
}
