//! `PUT /agents/{A}/callbacks/{id}`: changes a callback.

use std::fmt;

use crate::Timestamp;
use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallbackId, CampaignId};
use crate::lenient;
use crate::model::Callback;

/// Changes a callback.
///
/// - Request: `PUT /agents/{A}/callbacks/{id}`, body
///   `{"id","number","campaignId","dueDate","comments"}` (L).
/// - Reply: any 2xx, with or without the callback.
/// - Errors: [`Error::NotFound`] for a callback that is gone.
/// - Source: "Five9 Docs/Agent REST API/callbacks"; PPN. Endpoint S, members L.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateCallback {
    /// The agent.
    pub agent: AgentId,
    /// The callback.
    pub callback: CallbackId,
    /// The number to call. Personal.
    pub number: String,
    /// The campaign to call under; absent means none.
    pub campaign: Option<CampaignId>,
    /// When it is due, UTC. Sent in milliseconds.
    pub due_at: Timestamp,
    /// What the agent wants to remember; may be empty. Personal.
    pub comments: String,
}

impl Endpoint for UpdateCallback {
    type Output = Option<Callback>;

    fn to_request(&self) -> Request {
        let path = http::path(&[
            "agents",
            self.agent.as_str(),
            "callbacks",
            self.callback.as_str(),
        ]);
        Request::put(path).with_members(&[
            ("id", Part::Text(self.callback.as_str())),
            ("number", Part::Text(&self.number)),
            (
                "campaignId",
                Part::text_or_absent(self.campaign.as_ref().map(CampaignId::as_str)),
            ),
            ("dueDate", Part::Number(self.due_at.ms())),
            ("comments", Part::Text(&self.comments)),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<Callback>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for UpdateCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateCallback")
            .field("agent", &self.agent)
            .field("callback", &self.callback)
            .field("campaign", &self.campaign)
            .field("due_at", &self.due_at)
            .finish_non_exhaustive()
    }
}
