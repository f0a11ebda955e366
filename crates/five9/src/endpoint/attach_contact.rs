//! `PUT /agents/{A}/interactions/calls/{C}/active_contact_2`: attaches a contact to a call.

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, ContactId};
use crate::lenient;
use crate::model::CallInfo;

/// Attaches a contact to a call.
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/active_contact_2`, body `{"value":"…"}`,
///   the id of the contact.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/active_contact_2"; PPN. Confidence S.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachContact {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// The contact.
    pub contact: ContactId,
}

impl Endpoint for AttachContact {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let path = http::call_path(&self.agent, &self.call, "active_contact_2");
        Request::put(path).with_members(&[("value", Part::Text(self.contact.as_str()))])
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}
