//! Hold, recording and prompts of the call on screen, where Five9 allows them.
//!
//! A button says what Five9 can be asked for now; what is so is said beside it, and only by Five9.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::chrome::i18n::{say, text};
use crate::message::{PageMessage, RecordingAction};
use crate::panel::ui::button::is_press;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::menu::Menu;
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::shortcuts::act;
use crate::panel::view::controls::{
    hold_button, playable, playing_clock, playing_words, prompt_words, recording_button,
    recording_key,
};
use crate::snapshot::{ControlKind, ControlsView, RecordingState, ShortcutAction, Snapshot};

#[component]
pub(crate) fn CallControls() -> impl IntoView {
    let panel = Panel::of_page();
    let hold = panel.read(|snapshot| hold_button(controls_of(snapshot)?).map(|(key, _)| key));
    let actions = panel.read(|snapshot| {
        controls_of(snapshot).map_or(Vec::new(), |one| one.recording_actions.clone())
    });
    let has_more = panel.read(|snapshot| {
        let n_actions = controls_of(snapshot).map_or(0, |one| one.recording_actions.len());
        n_actions > 1 || !playable(snapshot).is_empty()
    });
    view! {
        <Playing/>
        <div class="controls call-controls">
            {live(move || hold.get().map(|key| {
                let drawn = if key == "buttonHold" { Icon::Pause } else { Icon::Phone };
                small(panel, Control::Hold, drawn, text(key), |panel| act(panel, ShortcutAction::Hold))
            }))}
            {live(move || actions.with(|actions| actions.first().copied()).map(|action| {
                record_button(panel, action)
            }))}
            <When on=has_more>
                <More/>
            </When>
        </div>
    }
}

/// What is rarely needed: the other things to do with the recording, and the prompts.
#[component]
fn More() -> impl IntoView {
    let panel = Panel::of_page();
    let others = panel.read(|snapshot| {
        let actions = controls_of(snapshot).map(|one| one.recording_actions.iter().skip(1));
        actions.map_or(Vec::new(), |actions| actions.copied().collect())
    });
    let prompts = panel.read(playable);
    let has_prompts = seen(move || prompts.with(|prompts| !prompts.is_empty()));
    view! {
        <Menu class="more" label=live(|| text("callMore")) words=live(|| text("callMore"))>
            {live(move || Some(others.get().into_iter().map(|action| {
                record_button(panel, action)
            }).collect_view().into_any()))}
            <When on=has_prompts>
                <p class="menu-title">{text("promptsLabel")}</p>
                {live(move || Some(prompts.get().into_iter().map(|prompt| {
                    let words = say(&prompt_words(&prompt));
                    small(panel, Control::Prompt, Icon::Play, words, move |panel| {
                        let message = PageMessage::PlayPrompt {
                            prompt_id: prompt.id.clone(),
                            request_id: None,
                        };
                        panel.press(Control::Prompt, message);
                    })
                }).collect_view().into_any()))}
            </When>
        </Menu>
    }
}

/// Whether the call is recorded, beside its state.
#[component]
pub(crate) fn Recording() -> impl IntoView {
    let panel = Panel::of_page();
    let recording = panel.read(|snapshot| controls_of(snapshot)?.recording);
    view! {
        {live(move || recording.get().map(|recording| {
            let is_on = recording == RecordingState::On;
            view! {
                <p class="recording" class:on=is_on role="status">{text(recording_key(recording))}</p>
            }.into_any()
        }))}
    }
}

#[component]
fn Playing() -> impl IntoView {
    let panel = Panel::of_page();
    let playing = panel.read(|snapshot| controls_of(snapshot)?.playing.clone());
    let is_playing = seen(move || playing.with(Option::is_some));
    let words = seen(move || playing.with(|one| one.as_ref().map(playing_words)));
    let clock = seen(move || {
        let now_ms = panel.now_ms();
        playing.with(|one| one.as_ref().map(|one| playing_clock(one, now_ms)))
    });
    view! {
        <When on=is_playing>
            <div class="playing">
                <p class="grow cut" role="status">
                    {live(move || words.get().map(|words| say(&words)).unwrap_or_default())}
                </p>
                <time>{live(move || clock.get().unwrap_or_default())}</time>
                {small(panel, Control::Prompt, Icon::Cross, text("promptStop"), |panel| {
                    panel.press(Control::Prompt, PageMessage::StopPrompt { request_id: None });
                })}
            </div>
        </When>
    }
}

fn record_button(panel: Panel, action: RecordingAction) -> AnyView {
    let drawn = match action {
        RecordingAction::Start | RecordingAction::Resume => Icon::Record,
        RecordingAction::Pause => Icon::Pause,
        RecordingAction::Stop => Icon::Cross,
    };
    let words = text(recording_button(action));
    small(panel, Control::Recording, drawn, words, move |panel| {
        let message = PageMessage::SetRecording {
            action,
            request_id: None,
        };
        panel.press(Control::Recording, message);
    })
}

/// A small button with an icon; the second click of a double click is not meant.
pub(crate) fn small(
    panel: Panel,
    control: Control,
    drawn: Icon,
    words: String,
    press: impl Fn(Panel) + 'static,
) -> AnyView {
    let is_busy = seen(move || is_busy(panel, control));
    let handle_click = move |event: MouseEvent| {
        if is_press(&event) && !is_busy.get_untracked() {
            press(panel);
        }
    };
    view! {
        <button
            class="small"
            aria-disabled=live(move || is_busy.get().then_some("true"))
            on:click=handler(handle_click)
        >
            {icon(drawn)}
            <span>{words}</span>
        </button>
    }
    .into_any()
}

/// Whether what a button asks for is on its way, to the worker or to Five9.
pub(crate) fn is_busy(panel: Panel, control: Control) -> bool {
    panel.is_pending(control)
        || panel
            .snapshot
            .with(|snapshot| is_under_way(snapshot, control))
}

/// Whether Five9 was asked for this and has not answered yet.
fn is_under_way(snapshot: &Snapshot, control: Control) -> bool {
    let busy = controls_of(snapshot).and_then(|controls| controls.busy);
    let of_kind = match control {
        Control::Hold => ControlKind::Hold,
        Control::Recording => ControlKind::Recording,
        Control::Prompt => ControlKind::Prompt,
        Control::SendNote => ControlKind::Note,
        Control::Callback => ControlKind::Callback,
        Control::Main
        | Control::Skip
        | Control::Postpone
        | Control::OtherNumber
        | Control::Undo
        | Control::Correct
        | Control::RunLeft
        | Control::HoldAdvance
        | Control::Pause
        | Control::Resume
        | Control::Cancel
        | Control::Dismiss
        | Control::Mend
        | Control::Outcome
        | Control::Import
        | Control::Campaign
        | Control::DefaultOutcome
        | Control::Disposition
        | Control::Ready
        | Control::Practice
        | Control::Setting(_)
        | Control::Delete
        | Control::Template
        | Control::Delivery
        | Control::CallNumber
        | Control::List
        | Control::InRun => return false,
    };
    busy == Some(of_kind)
}

pub(crate) fn controls_of(snapshot: &Snapshot) -> Option<&ControlsView> {
    snapshot.call.as_ref().map(|call| &call.controls)
}
