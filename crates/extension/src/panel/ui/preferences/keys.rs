//! The keys of the panel, each to be changed by pressing the new one.
//!
//! A key that another action has is taken from it only when the agent says so.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::fields::{Tick, set};
use crate::chrome::i18n::{text, text_with};
use crate::chrome::page;
use crate::message::DataMessage;
use crate::panel::ui::focus::focus_on;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::keycap::keys_view;
use crate::panel::ui::live::{Var, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::shortcuts::with_press;
use crate::panel::view::shortcuts::{
    ACTIONS, KeyProblem, action_key, is_changed, owner, part_key, parts, text_of, text_of_press,
};
use crate::snapshot::{Preference, ShortcutAction};

const NAME: &str = "shortcut";

/// How far the change of a key has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    No,
    /// The new key is awaited.
    Waits(ShortcutAction),
    /// The pressed key cannot be one; another is awaited.
    Refused(ShortcutAction, KeyProblem),
    /// The pressed key belongs to another action.
    Taken {
        action: ShortcutAction,
        key: String,
        owner: ShortcutAction,
    },
}

#[component]
pub(super) fn Keys() -> impl IntoView {
    let panel = Panel::of_page();
    let change = Var::new(Change::No);
    let is_on = panel.read(|snapshot| snapshot.preferences.single_keys);
    let is_own = panel.read(|snapshot| {
        let shortcuts = &snapshot.preferences.shortcuts;
        ACTIONS
            .into_iter()
            .any(|action| is_changed(shortcuts, action))
    });
    let lines = ACTIONS.map(|action| line(panel, change, action));
    view! {
        <Tick
            name="single-keys"
            key="singleKeysLabel"
            hint="singleKeysHint"
            is_on
            preference=|on| Preference::SingleKeys { on }
        />
        <p class="hint">{text("shortcutsHint")}</p>
        <ul class="order keys">{lines.into_iter().collect_view()}</ul>
        <div class="answers">
            {live(move || is_own.get().then(|| view! {
                <button
                    class="small"
                    on:click=handler(move |_| set(panel, NAME, Preference::DefaultShortcuts))
                >
                    {text("shortcutsReset")}
                </button>
            }.into_any()))}
            <button class="small" on:click=handler(|_| page::open_browser_shortcuts())>
                {text("shortcutsBrowser")}
            </button>
        </div>
        <p class="hint">{text("shortcutsBrowserHint")}</p>
    }
}

fn line(panel: Panel, change: Var<Change>, action: ShortcutAction) -> AnyView {
    let keys = panel.read(move |snapshot| text_of(&snapshot.preferences.shortcuts, action));
    let is_own = panel.read(move |snapshot| is_changed(&snapshot.preferences.shortcuts, action));
    let waits = seen(move || {
        change.with(|change| match change {
            Change::Waits(one) | Change::Refused(one, _) => *one == action,
            Change::No | Change::Taken { .. } => false,
        })
    });
    let label = move || {
        let name = text(action_key(action));
        match keys_name(&keys.get()) {
            Some(keys) => text_with("shortcutChange", &[&name, &keys]),
            None => text_with("shortcutChangeNone", &[&name]),
        }
    };
    let face = move || match (waits.get(), keys.get()) {
        (true, _) => view! { <span>{text("shortcutPress")}</span> }.into_any(),
        (false, keys) if keys.is_empty() => {
            view! { <span class="none">{text("shortcutNone")}</span> }.into_any()
        }
        (false, keys) => keys_view(&keys),
    };
    let leave = move |_| {
        if waits.get_untracked() {
            change.set(Change::No);
        }
    };
    let reset = move |_| {
        // The button that is pressed goes once the key is the first one again.
        focus_on(&format!("#key-{}", action_key(action)));
        set(panel, NAME, Preference::Shortcut { action, key: None });
    };
    view! {
        <li>
            <span class="grow">{text(action_key(action))}</span>
            {live(move || is_own.get().then(|| view! {
                <button
                    class="quiet"
                    aria-label=text_with("shortcutReset", &[&text(action_key(action))])
                    on:click=handler(reset)
                >
                    {icon(Icon::Undo)}
                </button>
            }.into_any()))}
            <button
                class="small key"
                id=format!("key-{}", action_key(action))
                class:waits=live(move || waits.get())
                aria-label=live(label)
                on:click=handler(move |_| change.set(Change::Waits(action)))
                on:keydown=handler(move |event| hear(panel, change, action, &event))
                on:blur=handler(leave)
            >
                {live(move || Some(face()))}
            </button>
            {live(move || change.with(|now| said(panel, change, action, now)))}
        </li>
    }
    .into_any()
}

/// Takes the key that is pressed while one is awaited.
fn hear(panel: Panel, change: Var<Change>, action: ShortcutAction, event: &KeyboardEvent) {
    let waits = change.with_untracked(
        |change| matches!(change, Change::Waits(one) | Change::Refused(one, _) if *one == action),
    );
    let key = event.key();
    if !waits || key == "Tab" {
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    if event.repeat() {
        return;
    }
    match key.as_str() {
        "Escape" => return change.set(Change::No),
        "Backspace" | "Delete" => return take(panel, change, action, String::new()),
        _ => {}
    }
    match with_press(event, text_of_press) {
        // Held until the key itself is pressed.
        Err(KeyProblem::NoKey) => {}
        Err(problem) => change.set(Change::Refused(action, problem)),
        Ok(key) => {
            let owner = panel.snapshot.with_untracked(|snapshot| {
                owner(&snapshot.preferences.shortcuts, &key).filter(|owner| *owner != action)
            });
            match owner {
                Some(owner) => change.set(Change::Taken { action, key, owner }),
                None => take(panel, change, action, key),
            }
        }
    }
}

fn take(panel: Panel, change: Var<Change>, action: ShortcutAction, key: String) {
    change.set(Change::No);
    let key = Some(key);
    set(panel, NAME, Preference::Shortcut { action, key });
}

/// What is to be said below the line of an action.
fn said(
    panel: Panel,
    change: Var<Change>,
    action: ShortcutAction,
    now: &Change,
) -> Option<AnyView> {
    match now {
        Change::Waits(one) if *one == action => Some(
            view! { <p class="hint wide" role="status">{text("shortcutWaits")}</p> }.into_any(),
        ),
        Change::Refused(one, problem) if *one == action => {
            let words = text(problem.key());
            Some(view! { <p class="hint wide wrong" role="alert">{words}</p> }.into_any())
        }
        Change::Taken {
            action: one,
            key,
            owner,
        } if *one == action => Some(taken_view(panel, change, action, key, *owner)),
        Change::No | Change::Waits(_) | Change::Refused(..) | Change::Taken { .. } => None,
    }
}

fn taken_view(
    panel: Panel,
    change: Var<Change>,
    action: ShortcutAction,
    key: &str,
    owner: ShortcutAction,
) -> AnyView {
    let name = keys_name(key).unwrap_or_default();
    let words = text_with("shortcutTaken", &[&name, &text(action_key(owner))]);
    let key = key.to_owned();
    let take_over = move |_| {
        let key = key.clone();
        let preference = Preference::Shortcut {
            action: owner,
            key: Some(String::new()),
        };
        let message = DataMessage::SetPreference { preference };
        panel.send(
            Control::Setting(NAME),
            message,
            move |panel, was_accepted| {
                if was_accepted {
                    take(panel, change, action, key);
                }
            },
        );
    };
    view! {
        <div class="wide taken" role="alert">
            <p>{words}</p>
            <div class="answers">
                <button class="small" on:click=handler(take_over)>{text("shortcutTake")}</button>
                <button class="small" on:click=handler(move |_| change.set(Change::No))>
                    {text("shortcutLeave")}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// A key in words; none where there is no key.
fn keys_name(keys: &str) -> Option<String> {
    let parts = parts(keys).into_iter();
    let names: Vec<String> = parts
        .map(|part| part_key(&part).map_or(part, text))
        .collect();
    (!names.is_empty()).then(|| names.join(" + "))
}
