//! How a run goes on: power or preview, countdown, holding an outcome back, and where notes go.

use leptos::prelude::*;

use super::fields::{Number, OneOf, Tick, set};
use crate::chrome::i18n::{text, text_with};
use crate::panel::ui::live::{When, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::view::settings::{COUNTDOWN_MAX_S, HOLD_BACK_MAX_S};
use crate::snapshot::{DialMode, Preference};

/// Seconds of a countdown that was just turned on.
const FIRST_COUNTDOWN_S: u32 = 5;
const MODES: [DialMode; 2] = [DialMode::Power, DialMode::Preview];

#[component]
pub(super) fn Calling() -> impl IntoView {
    let panel = Panel::of_page();
    let mode = panel.read(|snapshot| snapshot.preferences.mode);
    let is_preview = seen(move || mode.get() == DialMode::Preview);
    let countdown = panel.read(|snapshot| snapshot.preferences.countdown_s);
    let has_countdown = seen(move || countdown.get().is_some());
    let send_notes = panel.read(|snapshot| snapshot.preferences.send_notes);
    let hold_back = panel.read(|snapshot| snapshot.preferences.hold_back_s as usize);
    let seconds = (0..=HOLD_BACK_MAX_S).map(|seconds| match seconds {
        0 => text("holdBackOff"),
        some => text_with("secondsShort", &[&some.to_string()]),
    });
    view! {
        <OneOf
            name="mode"
            key="modeLabel"
            hint=seen(move || if is_preview.get() { "modePreviewHint" } else { "modePowerHint" })
            words=vec![text("modePower"), text("modePreview")]
            chosen=seen(move || usize::from(is_preview.get()))
            preference=|place| Preference::Mode { mode: MODES[place] }
        />
        <Tick
            name="countdown"
            key="countdownLabel"
            hint="countdownHint"
            is_on=has_countdown
            preference=|on| Preference::Countdown { seconds: on.then_some(FIRST_COUNTDOWN_S) }
        />
        <When on=has_countdown>
            <Number
                name="countdown"
                key="countdownSeconds"
                bounds="countdownBounds"
                least=0
                most=COUNTDOWN_MAX_S
                value=seen(move || countdown.get().unwrap_or_default())
                send=Box::new(|panel, seconds| {
                    set(panel, "countdown", Preference::Countdown { seconds: Some(seconds) });
                })
            />
        </When>
        <Tick
            name="send-notes"
            key="sendNotesLabel"
            hint="sendNotesHint"
            is_on=send_notes
            preference=|on| Preference::SendNotes { on }
        />
        <OneOf
            name="hold-back"
            key="holdBackLabel"
            hint=seen(|| "holdBackHint")
            words=seconds.collect()
            chosen=hold_back
            preference=|place| Preference::HoldBack { seconds: u32::try_from(place).unwrap_or_default() }
        />
    }
}
