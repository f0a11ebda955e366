//! What an own page asks about other systems: where events go, and what becomes of those that were
//! not taken.

use std::fmt;

use serde::Serialize;

use crate::snapshot::{DestinationKind, DestinationSetup};

/// On the wire like [`super::PageMessage`]: the variant's name is the member `type`, and any of them
/// may carry a `requestId`, which is echoed. All are refused while practice is on.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OutboxMessage {
    /// Adds a destination, or changes the one of its id; one that takes nothing is tried again.
    SaveDestination { destination: Box<DestinationDraft> },
    /// Forgets a destination. With events that it has not taken it is refused as `busy`, unless they
    /// are to go with it.
    RemoveDestination { id: String, drop_events: bool },
    /// Sends a test event to this one alone; one that takes nothing is tried again.
    TestDestination { id: String },
    /// A webhook's new secret: for a day requests are signed with the one before, too.
    RotateSecret { id: String, secret: String },
    /// Sends a letter again.
    ReviveLetter { letter_id: u64 },
    /// Forgets a letter.
    DropLetter { letter_id: u64 },
}

/// A destination as a page has it; the secret goes one way only.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationDraft {
    /// Absent: a new one.
    pub id: Option<String>,
    /// Of one that is there it stays as it was.
    pub kind: DestinationKind,
    pub name: String,
    /// A webhook's address, or Salesforce's instance, `https://`; absent: as it was. HubSpot has its
    /// own.
    pub url: Option<String>,
    /// A webhook's secret (`whsec_`…) or the token; absent: as it was. A webhook may have none.
    pub secret: Option<String>,
    pub is_on: bool,
    pub setup: DestinationSetup,
}

impl fmt::Debug for DestinationDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DestinationDraft({:?}, {:?})", self.id, self.kind)
    }
}
