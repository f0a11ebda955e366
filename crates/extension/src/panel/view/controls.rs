//! The controls of a live call, in words: hold, recording, prompts, and the note at Five9.
//!
//! A state that is not known has no words.

use crate::message::{PageMessage, RecordingAction};
use crate::panel::view::clock::clock_text;
use crate::panel::view::words::{Arg, Words};
use crate::snapshot::{ControlsView, NoteSent, PlayingView, PromptView, RecordingState, Snapshot};

/// The button that puts on hold or takes off it, if either can be done.
pub fn hold_button(controls: &ControlsView) -> Option<(&'static str, PageMessage)> {
    let request_id = None;
    if controls.can_unhold {
        return Some(("buttonUnhold", PageMessage::UnholdCall { request_id }));
    }
    let hold = PageMessage::HoldCall { request_id };
    controls.can_hold.then_some(("buttonHold", hold))
}

/// Whether the call is recorded, as far as Five9 says so.
pub fn recording_key(recording: RecordingState) -> &'static str {
    match recording {
        RecordingState::On => "recordingOn",
        RecordingState::Paused => "recordingPaused",
        RecordingState::Off => "recordingOff",
    }
}

pub fn recording_button(action: RecordingAction) -> &'static str {
    match action {
        RecordingAction::Start => "recordingStart",
        RecordingAction::Pause => "recordingPause",
        RecordingAction::Resume => "recordingResume",
        RecordingAction::Stop => "recordingStop",
    }
}

/// A prompt by its name, and how long it takes where that is known.
pub fn prompt_words(prompt: &PromptView) -> Words {
    let name = Arg::from(prompt.name.as_str());
    match prompt.duration_ms {
        Some(duration_ms) => Words::with("promptPlayTimed", [name, clock_text(duration_ms).into()]),
        None => Words::with("promptPlay", [name]),
    }
}

/// What plays; how far it is, is counted beside it.
pub fn playing_words(playing: &PlayingView) -> Words {
    Words::with("promptPlaying", [playing.name.as_str().into()])
}

/// How far a prompt is, never past its end.
pub fn playing_clock(playing: &PlayingView, now_ms: u64) -> String {
    let so_far_ms = now_ms.saturating_sub(playing.since_ms);
    match playing.duration_ms {
        Some(duration_ms) => {
            let so_far = clock_text(so_far_ms.min(duration_ms));
            format!("{so_far} / {}", clock_text(duration_ms))
        }
        None => clock_text(so_far_ms),
    }
}

/// Whether Five9 has the note, where there is something to say.
pub fn note_key(note: NoteSent) -> Option<&'static str> {
    match note {
        NoteSent::No => None,
        NoteSent::Sending => Some("noteSending"),
        NoteSent::Sent => Some("noteSent"),
        NoteSent::Changed => Some("noteChanged"),
        NoteSent::Unknown => Some("noteUnknown"),
    }
}

/// Prompts that can be played now; none while one plays.
pub fn playable(snapshot: &Snapshot) -> Vec<PromptView> {
    let controls = snapshot.call.as_ref().map(|call| &call.controls);
    let can_play = controls.is_some_and(|one| one.can_play_prompt && one.playing.is_none());
    if can_play {
        snapshot.prompts.clone()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{call, snapshot};
    use crate::snapshot::CallPhase;

    fn prompt(duration_ms: Option<u64>) -> PromptView {
        PromptView {
            id: "1".into(),
            name: "Voicemail".into(),
            duration_ms,
        }
    }

    fn playing() -> PlayingView {
        PlayingView {
            prompt_id: "1".into(),
            name: "Voicemail".into(),
            since_ms: 10_000,
            duration_ms: Some(23_000),
        }
    }

    #[test]
    fn hold_and_its_end_are_offered_only_where_they_are_possible() {
        let mut controls = ControlsView::default();
        assert!(hold_button(&controls).is_none());
        controls.can_hold = true;
        assert_eq!(hold_button(&controls).map(|one| one.0), Some("buttonHold"));
        controls.can_hold = false;
        controls.can_unhold = true;
        assert_eq!(
            hold_button(&controls).map(|one| one.0),
            Some("buttonUnhold")
        );
    }

    #[test]
    fn a_prompt_is_told_with_its_length_where_it_is_known() {
        let timed = Words::with("promptPlayTimed", ["Voicemail".into(), "0:23".into()]);
        assert_eq!(prompt_words(&prompt(Some(23_400))), timed);
        let plain = Words::with("promptPlay", ["Voicemail".into()]);
        assert_eq!(prompt_words(&prompt(None)), plain);
    }

    #[test]
    fn a_prompt_that_plays_is_counted_and_never_past_its_end() {
        assert_eq!(playing_clock(&playing(), 15_000), "0:05 / 0:23");
        assert_eq!(playing_clock(&playing(), 90_000), "0:23 / 0:23");
        assert_eq!(playing_clock(&playing(), 9_000), "0:00 / 0:23");
        let mut endless = playing();
        endless.duration_ms = None;
        assert_eq!(playing_clock(&endless, 15_000), "0:05");
    }

    #[test]
    fn prompts_are_offered_while_talking_and_while_none_plays() {
        let mut snapshot = snapshot();
        snapshot.prompts = vec![prompt(None)];
        assert!(playable(&snapshot).is_empty());
        let mut talking = call(CallPhase::Talking);
        talking.controls.can_play_prompt = true;
        snapshot.call = Some(talking.clone());
        assert_eq!(playable(&snapshot).len(), 1);
        talking.controls.playing = Some(playing());
        snapshot.call = Some(talking);
        assert!(playable(&snapshot).is_empty());
    }

    #[test]
    fn a_note_that_was_never_sent_says_nothing() {
        assert_eq!(note_key(NoteSent::No), None);
        assert_eq!(note_key(NoteSent::Changed), Some("noteChanged"));
    }
}
