//! What the agent prefers: each preference is checked, kept with the settings, and read back one by
//! one, so that an odd one is the default and takes none of the others with it.

use serde_json::{Map, Value};

use crate::message::Code;
use crate::panel::view::shortcuts::{default_text, owner};
use crate::snapshot::{Preference, PreferencesView, ShortcutAction, ShortcutView};
use crate::wire::{Read, read_value};
use crate::worker::calling::bad_message;
use crate::worker::choices::Chosen;
use crate::worker::effect::Effect;
use crate::worker::{Millis, Worker};

/// No countdown is longer.
pub(super) const COUNTDOWN_S_MAX: u32 = 60;
/// No outcome is held back longer.
pub(super) const HOLD_BACK_S_MAX: u32 = 5;
const CHIPS_MAX: usize = 12;
/// Letters of a name, of a column or of the agent.
const NAME_MAX: usize = 80;
/// Letters of a key: `Ctrl+Alt+Shift+` and the longest name of a key.
const KEY_MAX: usize = 40;

impl Worker {
    pub(super) fn set_preference(&mut self, preference: Preference, now: Millis) -> Chosen {
        if !set(&mut self.settings.preferences, preference) {
            return Err(Box::new(bad_message(Code::BadMessage)));
        }
        self.obey_preferences(now);
        Ok(self.save_settings())
    }

    /// What follows from preferences, at the start and after each change.
    pub(super) fn obey_preferences(&mut self, now: Millis) {
        let preferences = self.settings.preferences.clone();
        self.set_pace(&preferences, now);
        let surface = preferences.surface;
        if self.surface.replace(surface) != Some(surface) {
            self.effects.push_back(Effect::SetSurface(surface));
        }
    }
}

/// Sets one; false: it is out of its bounds, and nothing is changed.
pub(super) fn set(all: &mut PreferencesView, preference: Preference) -> bool {
    if !is_allowed(&preference) {
        return false;
    }
    match preference {
        Preference::Mode { mode } => all.mode = mode,
        Preference::Countdown { seconds } => all.countdown_s = seconds,
        Preference::HoldBack { seconds } => all.hold_back_s = seconds,
        Preference::Theme { theme } => all.theme = theme,
        Preference::LargeText { on } => all.large_text = on,
        Preference::Chips { columns } => all.chips = columns,
        Preference::AnswerSound { on } => all.answer_sound = on,
        Preference::SendNotes { on } => all.send_notes = on,
        Preference::Retention { days } => all.retention_days = days,
        Preference::Surface { surface } => all.surface = surface,
        Preference::AgentName { name } => all.agent_name = name.trim().to_owned(),
        Preference::Shortcut { action, key } => set_shortcut(&mut all.shortcuts, action, key),
        Preference::DefaultShortcuts => all.shortcuts.clear(),
        Preference::SingleKeys { on } => all.single_keys = on,
        Preference::TourDone { done } => all.tour_done = done,
    }
    true
}

fn is_allowed(preference: &Preference) -> bool {
    let fits = |text: &str, n_max: usize| text.chars().count() <= n_max;
    match preference {
        Preference::Countdown { seconds } => seconds.is_none_or(|s| s <= COUNTDOWN_S_MAX),
        Preference::HoldBack { seconds } => *seconds <= HOLD_BACK_S_MAX,
        Preference::Chips { columns } => {
            columns.len() <= CHIPS_MAX && columns.iter().all(|name| fits(name, NAME_MAX))
        }
        Preference::Retention { days } => days.is_none_or(|days| days >= 1),
        Preference::AgentName { name } => fits(name.trim(), NAME_MAX),
        Preference::Shortcut { key, .. } => key.as_ref().is_none_or(|key| fits(key, KEY_MAX)),
        Preference::Mode { .. }
        | Preference::Theme { .. }
        | Preference::LargeText { .. }
        | Preference::AnswerSound { .. }
        | Preference::SendNotes { .. }
        | Preference::Surface { .. }
        | Preference::DefaultShortcuts
        | Preference::SingleKeys { .. }
        | Preference::TourDone { .. } => true,
    }
}

/// A key does one thing: whatever it did before has none then.
fn set_shortcut(all: &mut Vec<ShortcutView>, action: ShortcutAction, key: Option<String>) {
    let key = key.unwrap_or_else(|| default_text(action).to_owned());
    put_shortcut(all, action, String::new());
    while let Some(before) = owner(all, &key) {
        put_shortcut(all, before, String::new());
    }
    put_shortcut(all, action, key);
}

fn put_shortcut(all: &mut Vec<ShortcutView>, action: ShortcutAction, key: String) {
    all.retain(|one| one.action != action);
    if key != default_text(action) {
        all.push(ShortcutView { action, key });
    }
}

/// Preferences as stored.
pub(super) fn read(members: Option<&Map<String, Value>>) -> PreferencesView {
    let Some(members) = members else {
        return PreferencesView::default();
    };
    let fine = PreferencesView::default();
    let shortcuts = members.get("shortcuts").and_then(Value::as_array);
    let mut all = PreferencesView {
        mode: member(members, "mode", fine.mode),
        countdown_s: None,
        hold_back_s: 0,
        theme: member(members, "theme", fine.theme),
        large_text: member(members, "largeText", fine.large_text),
        chips: Vec::new(),
        answer_sound: member(members, "answerSound", fine.answer_sound),
        send_notes: member(members, "sendNotes", fine.send_notes),
        retention_days: None,
        surface: member(members, "surface", fine.surface),
        agent_name: String::new(),
        shortcuts: Vec::new(),
        single_keys: member(members, "singleKeys", fine.single_keys),
        tour_done: member(members, "tourDone", fine.tour_done),
    };
    let bounded = [
        Preference::Countdown {
            seconds: member(members, "countdownS", None),
        },
        Preference::HoldBack {
            seconds: member(members, "holdBackS", 0),
        },
        Preference::Chips {
            columns: member(members, "chips", Vec::new()),
        },
        Preference::Retention {
            days: member(members, "retentionDays", None),
        },
        Preference::AgentName {
            name: member(members, "agentName", String::new()),
        },
    ];
    let shortcuts = shortcuts.into_iter().flatten().cloned();
    let shortcuts = shortcuts.filter_map(read_value::<ShortcutView>);
    let shortcuts = shortcuts.map(|one| Preference::Shortcut {
        action: one.action,
        key: Some(one.key),
    });
    for preference in bounded.into_iter().chain(shortcuts) {
        // What is out of its bounds stays the default.
        _ = set(&mut all, preference);
    }
    all
}

fn member<T: Read>(members: &Map<String, Value>, name: &str, missing: T) -> T {
    let value = members.get(name).cloned();
    value.and_then(read_value).unwrap_or(missing)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::snapshot::{DialMode, Surface, Theme};

    fn stored(all: &PreferencesView) -> PreferencesView {
        let json = serde_json::to_value(all).expect("preferences are JSON");
        read(json.as_object())
    }

    #[test]
    fn what_was_set_is_read_back() {
        let mut all = PreferencesView::default();
        for preference in [
            Preference::Mode {
                mode: DialMode::Preview,
            },
            Preference::Countdown { seconds: Some(60) },
            Preference::HoldBack { seconds: 5 },
            Preference::Theme { theme: Theme::Dark },
            Preference::LargeText { on: true },
            Preference::Chips {
                columns: vec!["Grade".to_owned()],
            },
            Preference::AnswerSound { on: true },
            Preference::Retention { days: Some(1) },
            Preference::Surface {
                surface: Surface::Window,
            },
            Preference::AgentName {
                name: " Ada ".to_owned(),
            },
            Preference::Shortcut {
                action: ShortcutAction::Note,
                key: Some("Alt+n".to_owned()),
            },
            Preference::SingleKeys { on: false },
            Preference::TourDone { done: true },
        ] {
            assert!(set(&mut all, preference));
        }
        assert_eq!(all.agent_name, "Ada");
        assert_eq!(stored(&all), all);
    }

    #[test]
    fn what_is_out_of_bounds_changes_nothing() {
        let long = || "x".repeat(NAME_MAX + 1);
        for preference in [
            Preference::Countdown { seconds: Some(61) },
            Preference::HoldBack { seconds: 6 },
            Preference::Retention { days: Some(0) },
            Preference::Chips {
                columns: vec![String::new(); CHIPS_MAX + 1],
            },
            Preference::Chips {
                columns: vec![long()],
            },
            Preference::AgentName { name: long() },
            Preference::Shortcut {
                action: ShortcutAction::Note,
                key: Some(long()),
            },
        ] {
            let mut all = PreferencesView::default();
            assert!(!set(&mut all, preference.clone()), "{preference:?}");
            assert_eq!(all, PreferencesView::default());
        }
    }

    #[test]
    fn an_odd_member_is_the_default_and_the_others_stay() {
        let json = json!({
            "mode": "odd", "countdownS": 99, "theme": "dark", "chips": 7, "retentionDays": 0,
            "shortcuts": [{"action": "odd", "key": "x"}, {"action": "note", "key": "x"}],
            "agentName": "Ada", "singleKeys": null, "ofLater": true,
        });
        let all = read(json.as_object());
        let expected = PreferencesView {
            theme: Theme::Dark,
            agent_name: "Ada".to_owned(),
            shortcuts: vec![ShortcutView {
                action: ShortcutAction::Note,
                key: "x".to_owned(),
            }],
            ..PreferencesView::default()
        };
        assert_eq!(all, expected);
    }

    #[test]
    fn a_key_does_one_thing() {
        let mut all = Vec::new();
        let note = default_text(ShortcutAction::Note).to_owned();
        set_shortcut(&mut all, ShortcutAction::Skip, Some(note.clone()));
        assert_eq!(owner(&all, &note), Some(ShortcutAction::Skip));
        let has = |all: &[ShortcutView], action, key: &str| {
            all.iter().any(|one| one.action == action && one.key == key)
        };
        assert!(has(&all, ShortcutAction::Note, ""));
        set_shortcut(&mut all, ShortcutAction::Pause, Some(note.clone()));
        assert_eq!(owner(&all, &note), Some(ShortcutAction::Pause));
        assert!(has(&all, ShortcutAction::Skip, ""));
        // The default again takes the key back.
        set_shortcut(&mut all, ShortcutAction::Note, None);
        assert_eq!(owner(&all, &note), Some(ShortcutAction::Note));
        assert!(has(&all, ShortcutAction::Pause, ""));
        assert!(all.iter().all(|one| one.action != ShortcutAction::Note));
    }
}
