//! The key that does the same as a button, shown on it.
//!
//! For the eye alone: a button's name stays its words.

use leptos::prelude::*;

use crate::panel::ui::live::live;
use crate::panel::ui::panel::Panel;
use crate::panel::view::shortcuts::text_of;
use crate::snapshot::ShortcutAction;

#[component]
pub(crate) fn KeyCap(action: ShortcutAction) -> impl IntoView {
    let panel = Panel::of_page();
    let key = panel.read(move |snapshot| text_of(&snapshot.preferences.shortcuts, action));
    live(move || {
        let key = key.get();
        (!key.is_empty()).then(|| view! { <kbd aria-hidden="true">{key}</kbd> }.into_any())
    })
}
