//! Small settings of the agent: campaign, default outcome, ids typed by hand, preferences.
//!
//! Rule: each member is read on its own, and members that this version does not know are kept as
//! they are, since another version on another computer may have written them. A change counts once it
//! is kept, and what could not be read is never written over.

use litemap::LiteMap;
use serde_json::{Map, Value, json};

use crate::snapshot::PreferencesView;
use crate::wire::{Fault, Members, Read, read_value};
use crate::worker::effect::Effect;
use crate::worker::{Boot, Millis, Worker, preferences};

/// Kept in the browser's synchronised settings.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) campaign_id: Option<String>,
    /// Its name when it was last seen, in case it goes.
    campaign_name: Option<String>,
    pub(super) default_outcome_id: Option<String>,
    default_outcome_name: Option<String>,
    pub(super) dispositions_by_hand: Vec<DispositionByHand>,
    pub(super) preferences: PreferencesView,
    /// All members as they were read.
    stored: Map<String, Value>,
}

/// What is kept of the settings, and what is on its way there.
#[derive(Debug)]
pub(super) struct Kept {
    kept: Settings,
    writing: LiteMap<u64, Settings>,
    /// They could not be read: nothing may be written in their place.
    pub(super) is_unread: bool,
    /// Writes that are refused for that.
    refused: Vec<u64>,
}

impl Kept {
    pub(super) fn of(settings: &Settings, boot: &Boot) -> Self {
        Self {
            kept: settings.clone(),
            writing: LiteMap::new(),
            is_unread: boot.are_settings_unread,
            refused: Vec::new(),
        }
    }

    /// For how many days calls are kept; absent: for good.
    pub(super) fn retention_days(&self) -> Option<u32> {
        self.kept.preferences.retention_days
    }
}

impl Worker {
    /// Keeps the settings as they are now; what cannot be kept is undone.
    pub(super) fn save_settings(&mut self) -> u64 {
        self.n_writes += 1;
        let write = self.n_writes;
        self.kept.writing.insert(write, self.settings.clone());
        if self.kept.is_unread {
            self.kept.refused.push(write);
        } else {
            let json = self.settings.json();
            self.effects.push_back(Effect::SaveSettings { write, json });
        }
        write
    }

    pub(super) fn refuse_unread_settings(&mut self, now: Millis) {
        for write in std::mem::take(&mut self.kept.refused) {
            self.handle_written(write, false, now);
        }
    }

    pub(super) fn settings_written(&mut self, write: u64, done: bool, now: Millis) {
        let Some(settings) = self.kept.writing.remove(&write) else {
            return;
        };
        if done {
            let before = self.kept.retention_days();
            self.kept.kept = settings;
            // Calls are forgotten by what is kept alone: they do not come back.
            if self.kept.retention_days() != before {
                self.forget_older(now);
            }
        } else if self.kept.writing.is_empty() {
            self.settings = self.kept.kept.clone();
            self.obey_preferences(now);
        }
    }
}

/// A disposition whose id was typed, for organisations whose list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DispositionByHand {
    pub(super) id: String,
    pub(super) name: String,
}

impl Settings {
    /// Settings as stored; what cannot be read counts as never set.
    pub(super) fn read(json: Option<&str>) -> Self {
        let stored = json.and_then(|json| serde_json::from_str(json).ok());
        let stored: Map<String, Value> = stored.unwrap_or_default();
        let by_hand = stored.get("dispositionsByHand").and_then(Value::as_array);
        let by_hand = by_hand.into_iter().flatten();
        Self {
            campaign_id: text(&stored, "campaignId"),
            campaign_name: text(&stored, "campaignName"),
            default_outcome_id: text(&stored, "defaultOutcomeId"),
            default_outcome_name: text(&stored, "defaultOutcomeName"),
            dispositions_by_hand: by_hand.cloned().filter_map(read_value).collect(),
            preferences: preferences::read(stored.get("preferences").and_then(Value::as_object)),
            stored,
        }
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
        let mut members = self.stored.clone();
        let by_hand = self.dispositions_by_hand.iter();
        let by_hand = by_hand.map(|one| json!({ "id": one.id, "name": one.name }));
        let mut preferences = match members.remove("preferences") {
            Some(Value::Object(preferences)) => preferences,
            _ => Map::new(),
        };
        let known = serde_json::to_value(&self.preferences);
        if let Ok(Value::Object(known)) = known {
            preferences.extend(known);
        }
        let known = [
            ("campaignId", json!(self.campaign_id)),
            ("campaignName", json!(self.campaign_name)),
            ("defaultOutcomeId", json!(self.default_outcome_id)),
            ("defaultOutcomeName", json!(self.default_outcome_name)),
            ("dispositionsByHand", by_hand.collect()),
            ("preferences", Value::Object(preferences)),
        ];
        members.extend(known.map(|(name, value)| (name.to_owned(), value)));
        Value::Object(members).to_string()
    }
}

impl Read for DispositionByHand {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        Self {
            id: members.take("id", fault),
            name: members.take("name", fault),
        }
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Option<String> {
    members.get(name)?.as_str().map(str::to_owned)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_version_kept_is_read_and_an_odd_member_alone_is_lost() {
        let stored = r#"{"campaignId":"7","campaignName":"Spring","defaultOutcomeId":46,
            "dispositionsByHand":[{"id":"9","name":"Nine"},{"id":9}]}"#;
        let settings = Settings::read(Some(stored));
        assert_eq!(settings.campaign_id.as_deref(), Some("7"));
        assert_eq!(settings.campaign_name("7"), "Spring");
        assert_eq!(settings.default_outcome_id, None);
        assert_eq!(settings.dispositions_by_hand.len(), 1);
        assert_eq!(settings.preferences, PreferencesView::default());
    }

    #[test]
    fn members_of_another_version_are_kept() {
        let stored = r#"{"ofLater":[1],"preferences":{"ofLater":2,"largeText":true}}"#;
        let mut settings = Settings::read(Some(stored));
        settings.preferences.answer_sound = true;
        let again: Value = serde_json::from_str(&settings.json()).expect("settings are JSON");
        assert_eq!(again["ofLater"], json!([1]));
        let preferences = &again["preferences"];
        assert_eq!(preferences["ofLater"], json!(2));
        assert_eq!(preferences["largeText"], json!(true));
        assert_eq!(preferences["answerSound"], json!(true));
    }

    #[test]
    fn settings_that_are_no_json_are_none() {
        for odd in [None, Some("odd"), Some("[]")] {
            assert_eq!(Settings::read(odd).campaign_id, None);
        }
    }
}
