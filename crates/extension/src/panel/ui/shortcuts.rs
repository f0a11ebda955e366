//! The keys of the panel: one listener for all of them, and the overlay that lists them.
//!
//! A key does what its button would; where there is no such button, it does nothing.

use leptos::ev::{self, KeyboardEvent};
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::chrome::i18n::text;
use crate::panel::ui::button::press_main;
use crate::panel::ui::controls::is_busy;
use crate::panel::ui::focus::focus_on;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::keycap::keys_view;
use crate::panel::ui::live::{When, handler, live, seen, watch};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::keyed::request_of;
use crate::panel::view::place::Place;
use crate::panel::view::shortcuts::{ACTIONS, KeyPress, action_at, action_key, text_of};
use crate::snapshot::ShortcutAction;

/// Listens for keys and draws the overlay.
#[component]
pub(crate) fn Shortcuts() -> impl IntoView {
    let panel = Panel::of_page();
    let keys = window_event_listener(ev::keydown, move |event| handle_key(panel, &event));
    on_cleanup(move || keys.remove());
    view! { <HelpDialog/> }
}

/// A key as the page hears of it, with what has the focus.
pub(crate) fn with_press<T>(event: &KeyboardEvent, read: impl FnOnce(KeyPress) -> T) -> T {
    let key = event.key();
    read(KeyPress {
        key: &key,
        ctrl: event.ctrl_key(),
        alt: event.alt_key(),
        shift: event.shift_key(),
        other: event.meta_key() || event.get_modifier_state("AltGraph"),
        is_typing: is_typing(event),
    })
}

/// Enter by itself; with another key it may be a shortcut, which the page hears next.
pub(crate) fn is_plain_enter(event: &KeyboardEvent) -> bool {
    let has_modifier = event.ctrl_key() || event.alt_key() || event.shift_key() || event.meta_key();
    event.key() == "Enter" && !has_modifier && !event.is_composing()
}

/// Whether the key goes into a text field or a list of choices.
pub(crate) fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target() else {
        return false;
    };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return !matches!(input.type_().as_str(), "radio" | "checkbox" | "file");
    }
    let element = target.dyn_ref::<HtmlElement>();
    element.is_some_and(|element| matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT"))
}

/// A dialog takes all keys for itself.
pub(crate) fn is_dialog_open() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

fn handle_key(panel: Panel, event: &KeyboardEvent) {
    if event.repeat() || event.default_prevented() || event.is_composing() || is_dialog_open() {
        return;
    }
    let action = panel.snapshot.with_untracked(|snapshot| {
        with_press(event, |press| action_at(&snapshot.preferences, press))
    });
    if let Some(action) = action {
        event.prevent_default();
        act(panel, action);
    }
}

/// Does what a key stands for.
pub(crate) fn act(panel: Panel, action: ShortcutAction) {
    match action {
        ShortcutAction::Main => press_main(panel),
        ShortcutAction::EndCall => ask(panel, Control::Main, action),
        ShortcutAction::Skip => ask(panel, Control::Skip, action),
        ShortcutAction::Postpone => ask(panel, Control::Postpone, action),
        ShortcutAction::Pause => ask(panel, pause_control(panel), action),
        ShortcutAction::Hold => ask(panel, Control::Hold, action),
        ShortcutAction::OtherNumber => ask(panel, Control::OtherNumber, action),
        ShortcutAction::UndoSend => ask(panel, Control::Undo, action),
        ShortcutAction::Note => go(panel, Place::Call, ".note textarea"),
        ShortcutAction::Search => {
            let has_search = matches!(
                document().query_selector("#outcomes [type=search]"),
                Ok(Some(_))
            );
            if has_search {
                go(panel, Place::Call, "#outcomes [type=search]");
            } else {
                go(panel, Place::List, "#tab-list-view [type=search]");
            }
        }
        ShortcutAction::ViewCall => go(panel, Place::Call, "#tab-call"),
        ShortcutAction::ViewList => go(panel, Place::List, "#tab-list"),
        ShortcutAction::ViewHistory => go(panel, Place::History, "#tab-history"),
        ShortcutAction::ViewSettings => go(panel, Place::Settings, "#tab-settings"),
        ShortcutAction::Help => panel.is_help_open.set(true),
    }
}

fn ask(panel: Panel, control: Control, action: ShortcutAction) {
    if is_busy(panel, control) {
        return;
    }
    let message = panel.snapshot.with_untracked(|snapshot| {
        panel.records.with_untracked(|records| {
            let id = snapshot
                .call
                .as_ref()
                .and_then(|call| call.record_id.as_deref());
            let record = id
                .filter(|_| action == ShortcutAction::OtherNumber)
                .and_then(|id| records.of_id(id));
            request_of(snapshot, record.as_ref(), action)
        })
    });
    if let Some(message) = message {
        panel.press(control, message);
    }
}

fn pause_control(panel: Panel) -> Control {
    let can_pause = panel.snapshot.with_untracked(|snapshot| snapshot.can_pause);
    if can_pause {
        Control::Pause
    } else {
        Control::Resume
    }
}

/// Shows a view and takes the focus to a place in it.
fn go(panel: Panel, place: Place, selector: &'static str) {
    panel.place.set(place);
    // The view is shown only in this same turn.
    request_animation_frame(move || _ = focus_on(selector));
}

/// All keys with what they do. The browser keeps the focus inside and gives it back.
#[component]
fn HelpDialog() -> impl IntoView {
    let panel = Panel::of_page();
    let is_open = panel.is_help_open;
    let dialog = NodeRef::<Dialog>::new();
    watch(move || {
        if let (true, Some(dialog)) = (is_open.get(), dialog.get()) {
            // Refused only if it is open already.
            _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let change = move |_| {
        close();
        go(panel, Place::Settings, "#settings-shortcuts h2");
    };
    let is_shown = seen(move || is_open.get());
    view! {
        <dialog
            class="help"
            aria-labelledby="help-title"
            node_ref=dialog
            on:close=handler(move |_| is_open.set(false))
        >
            <div class="head">
                <h2 id="help-title">{text("helpTitle")}</h2>
                <button class="quiet" aria-label=text("close") on:click=handler(move |_| close())>
                    {icon(Icon::Cross)}
                </button>
            </div>
            <When on=is_shown>
                <KeyList/>
            </When>
            <button class="small" on:click=handler(change)>{text("helpChange")}</button>
        </dialog>
    }
}

#[component]
fn KeyList() -> impl IntoView {
    let panel = Panel::of_page();
    let preferences = panel.read(|snapshot| snapshot.preferences.clone());
    let line = |key: &'static str, keys: AnyView| {
        view! { <div><dt>{text(key)}</dt><dd>{keys}</dd></div> }.into_any()
    };
    live(move || {
        preferences.with(|preferences| {
            let actions = ACTIONS.into_iter().filter_map(|action| {
                let keys = text_of(&preferences.shortcuts, action);
                (!keys.is_empty()).then(|| line(action_key(action), keys_view(&keys)))
            });
            let outcomes = preferences.single_keys.then(|| {
                let keys = view! { <kbd>"1"</kbd>" – "<kbd>"9"</kbd> }.into_any();
                line("shortcutOutcome", keys)
            });
            let off = (!preferences.single_keys)
                .then(|| view! { <p class="hint">{text("singleKeysAreOff")}</p> });
            view! {
                <dl class="keys">{actions.collect_view()}{outcomes}</dl>
                {off}
            }
            .into_any()
        })
    })
}
