//! What the agent prefers, and their own texts.

use serde::Serialize;

/// All preferences; each has a default that needs no choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreferencesView {
    pub mode: DialMode,
    /// Seconds, 0 to 60, between the end of one call of a run and the next dial. Absent: in power
    /// mode the next dial leaves at once, in preview mode it waits for the agent.
    pub countdown_s: Option<u32>,
    /// Seconds, 0 to 5, for which an outcome can be taken back before it is sent; 0: sent at once.
    pub hold_back_s: u32,
    pub theme: Theme,
    pub large_text: bool,
    /// Columns of the list that the call view shows, in order; empty: the first four.
    pub chips: Vec<String>,
    /// A sound when the person called answers.
    pub answer_sound: bool,
    /// The note of a call goes to Five9 when the agent ends the call.
    pub send_notes: bool,
    /// Days for which calls are kept, at least 1; absent: for ever.
    pub retention_days: Option<u32>,
    pub surface: Surface,
    /// How the agent signs in templates; empty: as Five9 calls them.
    pub agent_name: String,
    /// Keys that differ from the defaults.
    pub shortcuts: Vec<ShortcutView>,
    /// Keys without Ctrl or Alt are shortcuts: letters, signs, and the numbers of outcomes.
    pub single_keys: bool,
    /// The first-run tour was taken or skipped.
    pub tour_done: bool,
}

/// One preference, as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Preference {
    Mode {
        mode: DialMode,
    },
    Countdown {
        seconds: Option<u32>,
    },
    HoldBack {
        seconds: u32,
    },
    Theme {
        theme: Theme,
    },
    LargeText {
        on: bool,
    },
    Chips {
        columns: Vec<String>,
    },
    AnswerSound {
        on: bool,
    },
    SendNotes {
        on: bool,
    },
    Retention {
        days: Option<u32>,
    },
    Surface {
        surface: Surface,
    },
    AgentName {
        name: String,
    },
    /// Null: the default key again.
    Shortcut {
        action: ShortcutAction,
        key: Option<String>,
    },
    /// All keys as they were at first.
    DefaultShortcuts,
    SingleKeys {
        on: bool,
    },
    TourDone {
        done: bool,
    },
}

/// How a run goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DialMode {
    /// `End & Call` dials the next person.
    #[default]
    Power,
    /// The next person is shown first; the agent calls, skips or postpones them.
    Preview,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

/// Where the panel opens when the icon is clicked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Surface {
    #[default]
    SidePanel,
    Popup,
    Window,
}

/// What a key of the panel may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ShortcutAction {
    /// The big button.
    Main,
    /// `End call`, also inside a run.
    EndCall,
    Skip,
    Postpone,
    /// Pause, or resume.
    Pause,
    Hold,
    /// Ends the call and calls the person's other number.
    OtherNumber,
    UndoSend,
    Note,
    /// The search of outcomes during a call, else of the list.
    Search,
    ViewCall,
    ViewList,
    ViewHistory,
    ViewSettings,
    /// Shows all keys.
    Help,
}

/// A key that the agent chose; empty: none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShortcutView {
    pub action: ShortcutAction,
    /// As `KeyboardEvent.key` has it, with `Ctrl+`, `Alt+` and `Shift+` before it, in that order.
    pub key: String,
}

/// A text of the agent's own, with placeholders such as `{name}`.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateView {
    pub id: String,
    pub name: String,
    pub text: String,
    /// Shown with the call.
    pub pinned: bool,
}

impl std::fmt::Debug for TemplateView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TemplateView({}, pinned: {})", self.id, self.pinned)
    }
}

impl Default for PreferencesView {
    fn default() -> Self {
        Self {
            mode: DialMode::Power,
            countdown_s: None,
            hold_back_s: 0,
            theme: Theme::System,
            large_text: false,
            chips: Vec::new(),
            answer_sound: false,
            send_notes: false,
            retention_days: None,
            surface: Surface::SidePanel,
            agent_name: String::new(),
            shortcuts: Vec::new(),
            single_keys: true,
            tour_done: false,
        }
    }
}
