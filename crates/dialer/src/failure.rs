//! Why something did not happen: a closed list of reasons, with the telephone system's own words.

use serde::{Deserialize, Serialize};

/// A reason with, where there are any, the other side's own words. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure it is.
    pub reason: Reason,
    /// The other side's words, for the agent to read.
    pub detail: Option<String>,
}

impl Failure {
    /// A failure with no words of its own.
    pub fn new(reason: Reason) -> Self {
        Self {
            reason,
            detail: None,
        }
    }

    /// A failure with the other side's words.
    pub fn with_detail(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: Some(detail.into()),
        }
    }
}

/// Kinds of failure that a caller tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// No tab of the telephone system is open.
    NoTab,
    /// The tab does not answer.
    Disconnected,
    /// Nobody is logged in.
    NotLoggedIn,
    /// The agent's own data could not be read.
    Metadata,
    /// The number cannot be dialed.
    InvalidNumber,
    /// The station is not connected.
    StationDown,
    /// A call is not finished yet.
    Busy,
    /// The campaign was refused.
    CampaignRefused,
    /// The disposition was refused.
    DispositionRefused,
    /// The call was accepted and over within 3 s.
    EndedAtOnce,
    /// Refused for another reason.
    Refused,
    /// The person may not be called now.
    Blocked,
    /// The number was called within the last hour, or another record of the run has it too.
    CalledBefore,
    /// The answer could not be read.
    BadReply,
    /// The request was dropped unsent because it was too late.
    Expired,
    /// No network.
    Offline,
    /// The telephone system has an internal error.
    ServerError,
    /// It could not be stored, so nothing was sent.
    Storage,
    /// The same, because no room is left for it.
    StorageFull,
    /// It is not known whether it happened.
    Unknown,
}
