//! What can still be changed of an outcome: taken back before it is sent, corrected after.
//!
//! A correction changes our own record alone, and says that Five9 holds another.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::message::DataMessage;
use crate::panel::ui::button::{ignore_held_key, is_press};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::keycap::KeyCap;
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::menu::Menu;
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::shortcuts::act;
use crate::panel::view::number::number_text;
use crate::panel::view::outcome::outcome_name;
use crate::panel::view::pace::{Countdown, held_back_left};
use crate::snapshot::{CorrectionView, DispositionView, LastCallView, ShortcutAction, Snapshot};

/// The bar that runs out while an outcome can be taken back.
#[component]
pub(crate) fn HeldBack() -> impl IntoView {
    let panel = Panel::of_page();
    let held = panel.read(|snapshot| snapshot.call.as_ref()?.held_back);
    let is_held = seen(move || held.get().is_some());
    let left = seen(move || {
        let now_ms = panel.now_ms();
        held.get().map(|held| held_back_left(held, now_ms))
    });
    let name = panel.read(|snapshot| {
        let id = snapshot.call.as_ref()?.outcome_id.as_ref()?;
        Some(outcome_name(&snapshot.dispositions, id))
    });
    let words = move || {
        let seconds = left.get().map_or(0, |left| left.seconds).to_string();
        let name = name.get().unwrap_or_default();
        text_with("heldBack", &[&name, &seconds])
    };
    let undo = move |event: MouseEvent| {
        if is_press(&event) {
            act(panel, ShortcutAction::UndoSend);
        }
    };
    view! {
        <When on=is_held>
            <div class="undo">
                <p class="grow" aria-hidden="true">{live(words)}</p>
                <button
                    class="small"
                    aria-disabled=live(move || panel.is_pending(Control::Undo).then_some("true"))
                    on:click=handler(undo)
                    on:keydown=handler(ignore_held_key)
                >
                    {icon(Icon::Undo)}
                    <span>{text("buttonUndo")}</span>
                    <KeyCap action=ShortcutAction::UndoSend/>
                </button>
                <span class="runs-out" style:width=live(move || width_of(left.get()))></span>
            </div>
        </When>
    }
}

fn width_of(left: Option<Countdown>) -> String {
    format!("{}%", left.map_or(0, |left| left.percent))
}

/// A call whose outcome may be corrected.
#[derive(Clone, PartialEq, Eq)]
struct Correctable {
    intent_id: String,
    corrected: Option<CorrectionView>,
}

/// `Correct outcome` for the call on screen, once it is over.
#[component]
pub(crate) fn CorrectCall() -> impl IntoView {
    let panel = Panel::of_page();
    let call = panel.read(|snapshot| {
        let call = snapshot.call.as_ref().filter(|call| call.can_correct)?;
        Some(Correctable {
            intent_id: call.intent_id.clone(),
            corrected: call.corrected.clone(),
        })
    });
    live(move || {
        call.get().map(|call| {
            view! {
                <div class="corrects drop-row">
                    {call.corrected.as_ref().map(|correction| {
                        view! { <p>{text_with("correctedTo", &[&correction.name])}</p> }
                    })}
                    {differs(call.corrected.as_ref())}
                    <CorrectMenu intent_id=call.intent_id/>
                </div>
            }
            .into_any()
        })
    })
}

/// The call before, while another one is on screen or none.
#[component]
pub(crate) fn LastCall() -> impl IntoView {
    let panel = Panel::of_page();
    let last = panel.read(last_call);
    live(move || last.get().map(|last| last_view(&last)))
}

fn last_call(snapshot: &Snapshot) -> Option<LastCallView> {
    let on_screen = snapshot.call.as_ref().map(|call| &call.intent_id);
    let last = snapshot.last_call.clone()?;
    (on_screen != Some(&last.intent_id)).then_some(last)
}

fn last_view(last: &LastCallView) -> AnyView {
    let name = if last.name.is_empty() {
        number_text(&last.number)
    } else {
        last.name.clone()
    };
    let words = match (&last.corrected, &last.outcome_name) {
        (Some(correction), _) => text_with("lastCallOutcome", &[&name, &correction.name]),
        (None, Some(outcome)) => text_with("lastCallOutcome", &[&name, outcome]),
        (None, None) => text_with("lastCall", &[&name]),
    };
    let intent_id = last.intent_id.clone();
    view! {
        <div class="last-call drop-row">
            <p class="grow cut" title=words>{words.clone()}</p>
            {differs(last.corrected.as_ref())}
            <CorrectMenu intent_id/>
        </div>
    }
    .into_any()
}

/// The mark of a call whose outcome here is not the one that Five9 holds.
pub(crate) fn differs(corrected: Option<&CorrectionView>) -> Option<AnyView> {
    corrected.map(|correction| {
        let title = text_with("correctedTo", &[&correction.name]);
        view! {
            <span class="badge wait" title=title>{icon(Icon::Warning)} {text("correctedDiffers")}</span>
        }
        .into_any()
    })
}

#[component]
pub(crate) fn CorrectMenu(intent_id: String) -> impl IntoView {
    let panel = Panel::of_page();
    let dispositions = panel.read(|snapshot| snapshot.dispositions.clone());
    let can_correct = seen(move || dispositions.with(|all| !all.is_empty()));
    view! {
        <When on=can_correct>
            {
                let intent_id = intent_id.clone();
                view! {
                    <Menu
                        class="plain"
                        label=live(|| text("correctOutcome"))
                        words=live(|| text("buttonCorrect"))
                    >
                        <p class="menu-title">{text("correctHelp")}</p>
                        {
                            let intent_id = intent_id.clone();
                            live(move || Some(dispositions.get().into_iter().map(|one| {
                                correction_button(panel, intent_id.clone(), one)
                            }).collect_view().into_any()))
                        }
                    </Menu>
                }
            }
        </When>
    }
}

fn correction_button(panel: Panel, intent_id: String, disposition: DispositionView) -> AnyView {
    let press = move |event: MouseEvent| {
        if is_press(&event) {
            panel.hold_advance();
            let message = DataMessage::CorrectOutcome {
                intent_id: intent_id.clone(),
                disposition_id: disposition.id.clone(),
            };
            panel.press(Control::Correct, message);
        }
    };
    view! { <button class="small" on:click=handler(press)>{disposition.name}</button> }.into_any()
}
