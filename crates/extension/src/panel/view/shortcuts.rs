//! The keys of the panel: which key does what, how a key is written, and what may not be one.
//!
//! Rule: while a field has the focus, only keys with Ctrl or Alt are shortcuts; the rest is typing.

use crate::snapshot::{PreferencesView, ShortcutAction, ShortcutView};

/// All actions, in the order in which they are listed.
pub const ACTIONS: [ShortcutAction; 15] = [
    ShortcutAction::Main,
    ShortcutAction::EndCall,
    ShortcutAction::Hold,
    ShortcutAction::OtherNumber,
    ShortcutAction::UndoSend,
    ShortcutAction::Note,
    ShortcutAction::Skip,
    ShortcutAction::Postpone,
    ShortcutAction::Pause,
    ShortcutAction::Search,
    ShortcutAction::ViewCall,
    ShortcutAction::ViewList,
    ShortcutAction::ViewHistory,
    ShortcutAction::ViewSettings,
    ShortcutAction::Help,
];

/// Keys that write text, move in it or between controls: no shortcuts unless with Ctrl or Alt.
const PAGE_KEYS: [&str; 13] = [
    "Enter",
    " ",
    "Tab",
    "Escape",
    "Backspace",
    "Delete",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "ContextMenu",
    "CapsLock",
    "Insert",
];
/// With Ctrl they belong to the browser or to every field.
const CTRL_KEYS: &str = "acvxzyntwrfplk0123456789+-=";
/// Keys that only change others, and keys that the browser cannot name.
const NO_KEYS: [&str; 11] = [
    "Control",
    "Alt",
    "AltGraph",
    "Shift",
    "Meta",
    "OS",
    "Fn",
    "Dead",
    "Process",
    "Unidentified",
    "",
];

/// A key as the page hears of it.
#[derive(Clone, Copy, Debug)]
pub struct KeyPress<'a> {
    /// As `KeyboardEvent.key` has it.
    pub key: &'a str,
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    /// The key of the system, or the one that makes a third sign of a key.
    pub other: bool,
    /// A field has the focus that takes what is typed.
    pub is_typing: bool,
}

/// Why a key cannot be a shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// It chooses an outcome.
    Outcome,
    /// It moves between controls, presses them or changes text.
    Page,
    /// The browser takes it, or every field does.
    Browser,
    /// It does nothing alone, or has no name.
    NoKey,
}

impl KeyProblem {
    /// Key of its sentence.
    pub fn key(self) -> &'static str {
        match self {
            Self::Outcome => "keyIsOutcome",
            Self::Page => "keyIsPage",
            Self::Browser => "keyIsBrowser",
            Self::NoKey => "keyIsNone",
        }
    }
}

/// Key of an action's name.
pub fn action_key(action: ShortcutAction) -> &'static str {
    match action {
        ShortcutAction::Main => "shortcutMain",
        ShortcutAction::EndCall => "shortcutEndCall",
        ShortcutAction::Skip => "shortcutSkip",
        ShortcutAction::Postpone => "shortcutPostpone",
        ShortcutAction::Pause => "shortcutPause",
        ShortcutAction::Hold => "shortcutHold",
        ShortcutAction::OtherNumber => "shortcutOtherNumber",
        ShortcutAction::UndoSend => "shortcutUndoSend",
        ShortcutAction::Note => "shortcutNote",
        ShortcutAction::Search => "shortcutSearch",
        ShortcutAction::ViewCall => "shortcutViewCall",
        ShortcutAction::ViewList => "shortcutViewList",
        ShortcutAction::ViewHistory => "shortcutViewHistory",
        ShortcutAction::ViewSettings => "shortcutViewSettings",
        ShortcutAction::Help => "shortcutHelp",
    }
}

/// What calls somebody or ends a call takes two keys at once: no slip of a finger does it.
pub fn default_text(action: ShortcutAction) -> &'static str {
    match action {
        ShortcutAction::Main => "Ctrl+Enter",
        ShortcutAction::EndCall => "Ctrl+Shift+Enter",
        ShortcutAction::Skip => "s",
        ShortcutAction::Postpone => "z",
        ShortcutAction::Pause => "p",
        ShortcutAction::Hold => "h",
        ShortcutAction::OtherNumber => "o",
        ShortcutAction::UndoSend => "u",
        ShortcutAction::Note => "n",
        ShortcutAction::Search => "/",
        ShortcutAction::ViewCall => "c",
        ShortcutAction::ViewList => "l",
        ShortcutAction::ViewHistory => "y",
        ShortcutAction::ViewSettings => ",",
        ShortcutAction::Help => "?",
    }
}

/// The key of an action, in the contract's writing; empty: it has none.
pub fn text_of(shortcuts: &[ShortcutView], action: ShortcutAction) -> String {
    let own = shortcuts.iter().find(|shortcut| shortcut.action == action);
    let own = own.map(|shortcut| written(&shortcut.key));
    own.unwrap_or_else(|| default_text(action).to_owned())
}

/// Whether the agent changed the key of an action.
pub fn is_changed(shortcuts: &[ShortcutView], action: ShortcutAction) -> bool {
    text_of(shortcuts, action) != default_text(action)
}

/// What a pressed key does.
pub fn action_at(preferences: &PreferencesView, press: KeyPress) -> Option<ShortcutAction> {
    let has_modifier = press.ctrl || press.alt;
    if !has_modifier && (press.is_typing || !preferences.single_keys) {
        return None;
    }
    let text = text_of_press(press).ok()?;
    owner(&preferences.shortcuts, &text)
}

/// The action that has this key.
pub fn owner(shortcuts: &[ShortcutView], text: &str) -> Option<ShortcutAction> {
    let mut actions = ACTIONS.into_iter();
    actions.find(|action| !text.is_empty() && text_of(shortcuts, *action) == text)
}

/// A pressed key in the contract's writing.
///
/// # Errors
/// Why it cannot be a shortcut.
pub fn text_of_press(press: KeyPress) -> Result<String, KeyProblem> {
    let KeyPress {
        key,
        ctrl,
        alt,
        shift,
        ..
    } = press;
    if NO_KEYS.contains(&key) {
        return Err(KeyProblem::NoKey);
    }
    if press.other {
        return Err(KeyProblem::Browser);
    }
    let lower = key.to_lowercase();
    let is_sign = key.chars().count() == 1;
    if !ctrl && !alt {
        if is_sign && key.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(KeyProblem::Outcome);
        }
        if PAGE_KEYS.contains(&key) || key.starts_with("Arrow") {
            return Err(KeyProblem::Page);
        }
    }
    let is_field_key = is_sign && CTRL_KEYS.contains(&lower);
    let moves = PAGE_KEYS[2..].contains(&key) || key.starts_with("Arrow") || key == " ";
    if (ctrl && is_field_key) || ((ctrl || alt) && moves) || (alt && key == "F4") {
        return Err(KeyProblem::Browser);
    }
    let mut text = String::new();
    for (is_held, name) in [(ctrl, "Ctrl+"), (alt, "Alt+")] {
        if is_held {
            text.push_str(name);
        }
    }
    // A sign such as `?` has Shift in it already, and on some keyboards has none.
    let has_case = !is_sign || lower != key.to_uppercase();
    if shift && has_case {
        text.push_str("Shift+");
    }
    text.push_str(if is_sign { &lower } else { key });
    Ok(text)
}

/// The parts of a key to be drawn, one key each; the words of those with a key in the locale file
/// are found by [`part_key`].
pub fn parts(text: &str) -> Vec<String> {
    let mut rest = text;
    let mut parts = Vec::new();
    for name in ["Ctrl", "Alt", "Shift"] {
        let after = rest
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('+'));
        if let Some(after) = after {
            parts.push(name.to_owned());
            rest = after;
        }
    }
    if rest.chars().count() == 1 {
        parts.push(rest.to_uppercase());
    } else if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

/// Key of a part's name, where keyboards name it differently by language.
pub fn part_key(part: &str) -> Option<&'static str> {
    Some(match part {
        "Ctrl" => "keyCtrl",
        "Alt" => "keyAlt",
        "Shift" => "keyShift",
        "Enter" => "keyEnter",
        _ => return None,
    })
}

/// A key as the agent's own copy has it, in the one writing that is compared.
fn written(text: &str) -> String {
    let mut parts = parts(text);
    if let Some(last) = parts.last_mut().filter(|last| last.chars().count() == 1) {
        *last = last.to_lowercase();
    }
    parts.join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(text: &str) -> KeyPress<'_> {
        let key = text.rsplit_once('+').map_or(text, |(_, key)| key);
        KeyPress {
            key,
            ctrl: text.contains("Ctrl+"),
            alt: text.contains("Alt+"),
            shift: text.contains("Shift+"),
            other: false,
            is_typing: false,
        }
    }

    fn own(action: ShortcutAction, key: &str) -> ShortcutView {
        ShortcutView {
            action,
            key: key.to_owned(),
        }
    }

    fn with(shortcuts: Vec<ShortcutView>) -> PreferencesView {
        PreferencesView {
            shortcuts,
            ..PreferencesView::default()
        }
    }

    #[test]
    fn every_action_has_a_key_of_its_own_that_may_be_one() {
        for action in ACTIONS {
            let text = default_text(action);
            assert_eq!(text_of_press(press(text)).as_deref(), Ok(text));
            assert_eq!(owner(&[], text), Some(action));
            assert_eq!(action_at(&with(Vec::new()), press(text)), Some(action));
        }
    }

    #[test]
    fn every_action_is_listed_and_named_once() {
        let names: std::collections::BTreeSet<_> = ACTIONS.into_iter().map(action_key).collect();
        assert_eq!(names.len(), ACTIONS.len());
    }

    #[test]
    fn what_calls_or_ends_a_call_takes_two_keys() {
        for action in [ShortcutAction::Main, ShortcutAction::EndCall] {
            assert!(default_text(action).starts_with("Ctrl+"));
        }
    }

    #[test]
    fn letters_are_typed_in_a_field_and_keys_with_ctrl_act() {
        let preferences = with(Vec::new());
        let typed = |text| KeyPress {
            is_typing: true,
            ..press(text)
        };
        assert_eq!(action_at(&preferences, typed("s")), None);
        assert_eq!(action_at(&preferences, typed("?")), None);
        let main = action_at(&preferences, typed("Ctrl+Enter"));
        assert_eq!(main, Some(ShortcutAction::Main));
    }

    #[test]
    fn single_keys_can_be_turned_off_and_the_others_stay() {
        let preferences = PreferencesView {
            single_keys: false,
            ..PreferencesView::default()
        };
        assert_eq!(action_at(&preferences, press("s")), None);
        let main = action_at(&preferences, press("Ctrl+Enter"));
        assert_eq!(main, Some(ShortcutAction::Main));
    }

    #[test]
    fn caps_lock_and_the_keyboards_shift_change_nothing() {
        let preferences = with(Vec::new());
        let skip = Some(ShortcutAction::Skip);
        assert_eq!(action_at(&preferences, press("S")), skip);
        let question = KeyPress {
            shift: true,
            ..press("?")
        };
        assert_eq!(
            action_at(&preferences, question),
            Some(ShortcutAction::Help)
        );
        assert_eq!(action_at(&preferences, press("Shift+S")), None);
    }

    #[test]
    fn a_key_of_the_agents_own_replaces_the_first_one() {
        let preferences = with(vec![own(ShortcutAction::Skip, "Shift+K")]);
        assert_eq!(action_at(&preferences, press("s")), None);
        let skip = action_at(&preferences, press("Shift+K"));
        assert_eq!(skip, Some(ShortcutAction::Skip));
        assert!(is_changed(&preferences.shortcuts, ShortcutAction::Skip));
        assert!(!is_changed(&preferences.shortcuts, ShortcutAction::Hold));
    }

    #[test]
    fn an_action_without_a_key_is_reached_by_none() {
        let shortcuts = [own(ShortcutAction::Skip, "")];
        assert_eq!(owner(&shortcuts, "s"), None);
        assert_eq!(owner(&shortcuts, ""), None);
        assert_eq!(text_of(&shortcuts, ShortcutAction::Skip), "");
    }

    #[test]
    fn a_key_that_is_needed_elsewhere_is_refused_with_its_reason() {
        let problem = |text| text_of_press(press(text)).err();
        assert_eq!(problem("3"), Some(KeyProblem::Outcome));
        assert_eq!(problem("Enter"), Some(KeyProblem::Page));
        assert_eq!(problem("ArrowDown"), Some(KeyProblem::Page));
        assert_eq!(problem("Tab"), Some(KeyProblem::Page));
        assert_eq!(problem("Ctrl+C"), Some(KeyProblem::Browser));
        assert_eq!(problem("Ctrl+w"), Some(KeyProblem::Browser));
        assert_eq!(problem("Ctrl+Shift+t"), Some(KeyProblem::Browser));
        assert_eq!(problem("Alt+ArrowLeft"), Some(KeyProblem::Browser));
        assert_eq!(problem("Alt+F4"), Some(KeyProblem::Browser));
        assert_eq!(problem("Shift"), Some(KeyProblem::NoKey));
        assert_eq!(problem("Dead"), Some(KeyProblem::NoKey));
        let of_system = KeyPress {
            other: true,
            ..press("k")
        };
        assert_eq!(text_of_press(of_system), Err(KeyProblem::Browser));
    }

    #[test]
    fn a_key_is_drawn_part_by_part() {
        assert_eq!(parts("Ctrl+Shift+Enter"), ["Ctrl", "Shift", "Enter"]);
        assert_eq!(parts("s"), ["S"]);
        assert_eq!(parts("Ctrl++"), ["Ctrl", "+"]);
        assert_eq!(parts("+"), ["+"]);
        assert!(parts("").is_empty());
        assert!(part_key("Shift").is_some());
        assert_eq!(part_key("F2"), None);
    }
}
