//! Keys as they are drawn, and the one that does the same as a button, shown on it.
//!
//! On a button it is for the eye alone: its name stays its words.

use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::panel::ui::live::live;
use crate::panel::ui::panel::Panel;
use crate::panel::view::shortcuts::{part_key, parts, text_of};
use crate::snapshot::ShortcutAction;

#[component]
pub(crate) fn KeyCap(action: ShortcutAction) -> impl IntoView {
    let panel = Panel::of_page();
    let key = panel.read(move |snapshot| text_of(&snapshot.preferences.shortcuts, action));
    live(move || {
        let key = key.get();
        (!key.is_empty())
            .then(|| view! { <span aria-hidden="true">{keys_view(&key)}</span> }.into_any())
    })
}

/// A key as its parts, each drawn as a key; the signs between them are those of its name.
pub(crate) fn keys_view(keys: &str) -> AnyView {
    let parts = parts(keys).into_iter().enumerate().map(|(place, part)| {
        let name = part_key(&part).map_or(part, text);
        let sign = (place > 0).then_some(" + ");
        view! { {sign}<kbd>{name}</kbd> }.into_any()
    });
    parts.collect_view().into_any()
}
