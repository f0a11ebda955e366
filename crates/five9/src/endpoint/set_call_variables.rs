//! `PUT /agents/{A}/interactions/calls/{C}/variables_2`: sets variables of a call.

use std::fmt;

use crate::error::Error;
use crate::http::{self, Endpoint, Part, Reply, Request};
use crate::id::{AgentId, CallId, CallVariableId};
use crate::lenient;
use crate::model::CallInfo;

/// Sets variables of a call; the others stay as they are (I).
///
/// - Request: `PUT /agents/{A}/interactions/calls/{C}/variables_2`, body `{"<id>":"value"}`.
/// - Reply: any 2xx, with or without the call.
/// - Errors: [`Error::NotFound`] or [`Error::Refused`] for a call that is over or in another
///   state: read it again.
/// - Source: "Five9 Docs/Agent REST API/calls/variables_2"; PPN. Confidence S. `call_variables`
///   is an older name of the path.
#[derive(Clone, PartialEq, Eq)]
pub struct SetCallVariables {
    /// The agent.
    pub agent: AgentId,
    /// The call.
    pub call: CallId,
    /// What to set, by the id of the definition. Personal.
    pub values: Vec<(CallVariableId, String)>,
}

impl Endpoint for SetCallVariables {
    type Output = Option<CallInfo>;

    fn to_request(&self) -> Request {
        let values = self.values.iter();
        let values: Vec<_> = values
            .map(|(id, value)| (id.as_str(), Part::Text(value)))
            .collect();
        let path = http::call_path(&self.agent, &self.call, "variables_2");
        Request::put(path).with_members(&values)
    }

    fn decode(&self, reply: &Reply) -> Result<Option<CallInfo>, Error> {
        lenient::optional_json(reply)
    }
}

impl fmt::Debug for SetCallVariables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetCallVariables")
            .field("agent", &self.agent)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}
