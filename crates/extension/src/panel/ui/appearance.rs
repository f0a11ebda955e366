//! Theme, size of text and language on the page's root, where the style sheets find them.
//!
//! What is set is kept for `early.js`, which sets it again before the next page is drawn.

use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::panel::ui::live::watch;
use crate::panel::ui::panel::Panel;
use crate::snapshot::{PreferencesView, Theme};

/// Follows the snapshot from the first one that the worker made.
pub(crate) fn follow(panel: Panel) {
    set_attribute("lang", Some(&text("languageTag")));
    let shown =
        panel.read(|snapshot| (snapshot.now_ms > 0).then(|| attributes(&snapshot.preferences)));
    watch(move || {
        for (name, value) in shown.get().into_iter().flatten() {
            set_attribute(&format!("data-{name}"), value);
            keep(name, value);
        }
    });
}

fn attributes(preferences: &PreferencesView) -> [(&'static str, Option<&'static str>); 3] {
    let theme = match preferences.theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    [
        ("theme", theme),
        ("text", preferences.large_text.then_some("large")),
        ("keys", (!preferences.single_keys).then_some("off")),
    ]
}

fn set_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    // The root takes any attribute of these names.
    _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

fn keep(name: &str, value: Option<&str>) {
    let Ok(Some(storage)) = window().local_storage() else {
        return;
    };
    // What is there already is not written again: that takes longer than the rest of the drawing.
    if storage.get_item(name).ok().flatten().as_deref() == value {
        return;
    }
    // Without room the next page begins in the system's theme.
    _ = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
}
