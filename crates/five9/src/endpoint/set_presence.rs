//! `PUT /agents/{A}/presence`: makes an agent ready or not ready.
//!
//! During a call the change waits until the call has its disposition; what holds is read from the
//! reply, event 12 or the presence itself.

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, ReasonCodeId};
use crate::lenient;
use crate::model::{Channel, Presence};

/// Makes the agent ready for these channels, or for none with a reason.
///
/// - Request: `PUT /agents/{A}/presence`, body
///   `{"readyChannels":["CALL"],"notReadyReasonCodeId":"0"}` (I).
/// - Reply: any 2xx, with or without the presence.
/// - Errors: [`Error::NotLoggedIn`], [`Error::LoginState`], [`Error::Refused`] for a reason that
///   cannot be chosen.
/// - Source: "Five9 Docs/Agent REST API/presence"; endpoint PPN (S), body I.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetPresence {
    /// The agent.
    pub agent: AgentId,
    /// The channels to be ready for; none means not ready.
    pub ready_channels: Vec<Channel>,
    /// Why not ready; absent is sent as `"0"`, no reason.
    pub reason: Option<ReasonCodeId>,
}

impl Endpoint for SetPresence {
    type Output = Option<Presence>;

    fn to_request(&self) -> Request {
        let channels = http::array(self.ready_channels.iter().map(Channel::as_str));
        let reason = self.reason.as_ref().map_or("0", ReasonCodeId::as_str);
        let path = http::path(&["agents", self.agent.as_str(), "presence"]);
        Request::put(path).with_members(&[
            ("readyChannels", Part::Json(channels)),
            ("notReadyReasonCodeId", Part::Text(reason)),
        ])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<Presence>, Error> {
        lenient::optional_json(reply)
    }
}
