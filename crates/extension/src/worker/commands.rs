//! Keys of the browser, which work whatever page has the focus.
//!
//! What a call or a run decides is done here; the rest only a panel can do, since it alone knows who
//! is selected. Nothing happens unseen: without a panel one is opened. A key that is held, or pressed
//! twice, never hits another person than its first press did.

use dialer::{Command, IntentId, MainButton};

use crate::message::Status;
use crate::snapshot::{ShortcutAction, Trouble};
use crate::worker::effect::Effect;
use crate::worker::{Millis, Worker};

/// A key pressed again within this time is held, or pressed twice by mistake.
const REPEAT_MS: Millis = 1_000;

/// The last press of a key, and what it hit.
#[derive(Debug)]
pub(super) struct KeyPress {
    action: ShortcutAction,
    at: Millis,
    hit: Hit,
}

#[derive(Debug, PartialEq, Eq)]
struct Hit {
    /// Absent: that was for a panel to say.
    command: Option<Command>,
    call: Option<IntentId>,
    /// Place in the run, and how many of it have ended.
    place: Option<(usize, usize)>,
}

/// The action of a command, by its name in the manifest.
pub fn action_of(command: &str) -> Option<ShortcutAction> {
    match command {
        "call-next" => Some(ShortcutAction::Main),
        "end-call" => Some(ShortcutAction::EndCall),
        "skip" => Some(ShortcutAction::Skip),
        _ => None,
    }
}

impl Worker {
    /// A key of the browser was pressed.
    pub(super) fn handle_shortcut(&mut self, action: ShortcutAction, now: Millis) {
        let command = self.command_of(action);
        if self.deleting.is_some() || self.is_repeated(action, command.clone(), now) {
            return;
        }
        // One panel obeys, or several would dial whom each of them has selected.
        match (command, self.panels.last()) {
            (Some(command), _) => {
                self.check_before_dial(false, now);
                let status = self.command(command, now);
                self.tell_refusal(status);
            }
            (None, Some(panel)) => {
                let panel = *panel;
                self.effects.push_back(Effect::Shortcut { panel, action });
            }
            (None, None) => {}
        }
        if self.panels.is_empty() {
            self.effects.push_back(Effect::OpenPanel);
        }
    }

    /// Whether a press so soon after the same key's last one would hit something else, or send at once
    /// what the first one holds back.
    fn is_repeated(
        &mut self,
        action: ShortcutAction,
        command: Option<Command>,
        now: Millis,
    ) -> bool {
        let snapshot = self.dialer.snapshot();
        let hit = Hit {
            command,
            call: snapshot.call.map(|call| call.intent),
            place: snapshot.run.map(|run| (run.index, run.n_ended)),
        };
        let is_soon =
            |last: &&mut KeyPress| last.action == action && now.saturating_sub(last.at) < REPEAT_MS;
        if let Some(last) = self.key_press.as_mut().filter(is_soon) {
            last.at = now;
            return last.hit.command.is_some() || last.hit != hit;
        }
        let at = now;
        self.key_press = Some(KeyPress { action, at, hit });
        false
    }

    /// What the call or the run makes of it; absent: that is for a panel to say.
    fn command_of(&self, action: ShortcutAction) -> Option<Command> {
        let end = Command::EndCall { outcome: None };
        let snapshot = self.dialer.snapshot();
        match (action, &snapshot.main_button) {
            (ShortcutAction::Main, MainButton::EndCall) => Some(end),
            (ShortcutAction::Main, MainButton::EndAndCall { .. } | MainButton::EndAndFinish) => {
                Some(Command::EndAndNext)
            }
            (ShortcutAction::Main, MainButton::CallCurrent) => Some(Command::CallCurrent),
            (ShortcutAction::EndCall, _) => self.has_open_call().then_some(end),
            (ShortcutAction::Skip, _) => {
                let skip = Command::Skip { reason: None };
                snapshot.can_skip.then_some(skip)
            }
            (
                ShortcutAction::Main
                | ShortcutAction::Postpone
                | ShortcutAction::Pause
                | ShortcutAction::Hold
                | ShortcutAction::OtherNumber
                | ShortcutAction::UndoSend
                | ShortcutAction::Note
                | ShortcutAction::Search
                | ShortcutAction::ViewCall
                | ShortcutAction::ViewList
                | ShortcutAction::ViewHistory
                | ShortcutAction::ViewSettings
                | ShortcutAction::Help,
                _,
            ) => None,
        }
    }

    /// Nobody waits for an answer: what was refused is shown as what went wrong last.
    fn tell_refusal(&mut self, status: Status) {
        if let Some(code) = status.code {
            let detail = None;
            self.trouble = Some(Trouble { code, detail });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_manifest_is_known() {
        let manifest = include_str!("../../static/manifest.json");
        let manifest: serde_json::Value = serde_json::from_str(manifest).expect("it is JSON");
        let commands = manifest["commands"].as_object().expect("there are some");
        // The browser refuses an extension that suggests more.
        assert!(commands.len() <= 4);
        for name in commands.keys().filter(|name| *name != "_execute_action") {
            assert!(action_of(name).is_some(), "{name}");
        }
        assert!(action_of("odd").is_none());
    }
}
