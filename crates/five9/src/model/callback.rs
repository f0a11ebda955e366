//! Callbacks: calls that an agent promised for a later time.

use std::fmt;

use serde::Deserialize;

use crate::Timestamp;
use crate::id::{CallbackId, CampaignId, ContactId};
use crate::lenient;

/// A call promised for a later time.
///
/// The endpoint is S; the members are those of the older interface (L). All but `id` may be
/// absent.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    /// The callback's id.
    pub id: CallbackId,
    /// The number to call. Personal.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub number: Option<String>,
    /// The campaign to call under; absent means none.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub campaign_id: Option<CampaignId>,
    /// When it is due, UTC. Five9 writes milliseconds.
    #[serde(default, rename = "dueDate", deserialize_with = "lenient::or_none")]
    pub due_at: Option<Timestamp>,
    /// What the agent wrote about it; empty if nothing was sent. Personal.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub comments: String,
    /// The contact it belongs to (I).
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub contact_id: Option<ContactId>,
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("id", &self.id)
            .field("campaign_id", &self.campaign_id)
            .field("due_at", &self.due_at)
            .finish_non_exhaustive()
    }
}
