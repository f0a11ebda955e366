//! Small preferences of the agent: campaign, default outcome, ids typed by hand.

use serde::{Deserialize, Serialize};

/// Kept in the browser's synchronised settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Settings {
    pub(super) campaign_id: Option<String>,
    pub(super) default_outcome_id: Option<String>,
    pub(super) dispositions_by_hand: Vec<DispositionByHand>,
}

/// A disposition whose id was typed, for organisations whose list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DispositionByHand {
    pub(super) id: String,
    pub(super) name: String,
}

impl Settings {
    /// Settings as stored; what cannot be read counts as never set.
    pub(super) fn read(json: Option<&str>) -> Self {
        json.and_then(crate::wire::from_text).unwrap_or_default()
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("settings have text keys only")
    }
}
