//! Small preferences of the agent: campaign, default outcome, ids typed by hand.

use serde::{Deserialize, Serialize};

/// Kept in the browser's synchronised settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Settings {
    pub(super) campaign_id: Option<String>,
    /// Its name when it was last seen, in case it goes.
    campaign_name: Option<String>,
    pub(super) default_outcome_id: Option<String>,
    default_outcome_name: Option<String>,
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

    /// The last known name of a campaign; its id where none is known.
    pub(super) fn campaign_name<'a>(&'a self, id: &'a str) -> &'a str {
        name_of(&self.campaign_id, &self.campaign_name, id)
    }

    /// The last known name of an outcome; its id where none is known.
    pub(super) fn outcome_name<'a>(&'a self, id: &'a str) -> &'a str {
        name_of(&self.default_outcome_id, &self.default_outcome_name, id)
    }

    /// Keeps the name if it is the chosen campaign's; says whether that changed anything.
    pub(super) fn remember_campaign(&mut self, id: &str, name: &str) -> bool {
        remember(&self.campaign_id, &mut self.campaign_name, id, name)
    }

    /// Keeps the name if it is the default outcome's; says whether that changed anything.
    pub(super) fn remember_outcome(&mut self, id: &str, name: &str) -> bool {
        remember(
            &self.default_outcome_id,
            &mut self.default_outcome_name,
            id,
            name,
        )
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("settings have text keys only")
    }
}

fn name_of<'a>(chosen: &Option<String>, name: &'a Option<String>, id: &'a str) -> &'a str {
    let name = name.as_deref().filter(|_| chosen.as_deref() == Some(id));
    name.unwrap_or(id)
}

fn remember(chosen: &Option<String>, kept: &mut Option<String>, id: &str, name: &str) -> bool {
    let is_new = chosen.as_deref() == Some(id) && kept.as_deref() != Some(name);
    if is_new {
        *kept = Some(name.to_owned());
    }
    is_new
}
