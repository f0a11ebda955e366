//! The focus is never lost: where the control that had it is gone, the next sensible one has it.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::panel::ui::live::watch;
use crate::panel::ui::panel::Panel;
use crate::panel::view::place::Place;

/// Where the focus goes, the most sensible first.
const NEXT: [&str; 4] = [
    "#main:enabled",
    ".others button",
    ".steps button",
    "[role=tab][aria-selected=true]",
];

/// Looks after the focus whenever something on screen may have gone.
pub(crate) fn keep_focus(panel: Panel) {
    let last: StoredValue<Option<HtmlElement>, LocalStorage> = StoredValue::new_local(None);
    let remember = window_event_listener(ev::focusin, move |event| {
        let focused = event.target().and_then(|target| target.dyn_into().ok());
        last.set_value(focused);
    });
    on_cleanup(move || remember.remove());
    watch(move || {
        panel.snapshot.with(|_| ());
        panel.n_answers.with(|_| ());
        // What is gone is gone only once this turn's changes are drawn.
        request_animation_frame(move || {
            if let Some(lost) = last.get_value().filter(is_lost) {
                move_on(panel, &lost);
                last.set_value(None);
            }
        });
    });
}

/// Whether the control that had the focus cannot have it any more, and no other took it.
fn is_lost(last: &HtmlElement) -> bool {
    let body = document().body();
    let focused = document().active_element();
    let is_nowhere = focused.is_none() || focused.as_ref() == body.as_ref().map(AsRef::as_ref);
    let is_gone = !last.is_connected() || last.has_attribute("disabled");
    is_nowhere && is_gone
}

fn move_on(panel: Panel, lost: &HtmlElement) {
    // Elsewhere than at the call, a second press of Enter must not find the big button.
    let is_home = panel.place.get_untracked() == Place::Call;
    let n_passed = if is_home { 0 } else { NEXT.len() - 1 };
    let find = |selector: &&str| document().query_selector(selector).ok().flatten();
    let next = NEXT
        .iter()
        .skip(n_passed)
        .filter_map(find)
        .find_map(|next| next.dyn_into::<HtmlElement>().ok());
    if let Some(next) = next.filter(|next| next != lost) {
        // Only a page that went away refuses the focus.
        _ = next.focus();
    }
}
