//! A button that opens a small menu over what lies below it.
//!
//! It closes when something in it was pressed, on Escape, and when the focus leaves it.

use leptos::children::ChildrenFn;
use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};
use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use crate::panel::ui::focus::focus_in;
use crate::panel::ui::live::{Live, drawn, handler};

type Whole = NodeRef<Details>;

/// `label` names the menu for screen readers; `words` stand on the button, and `class` says which
/// menu it is.
#[component]
pub(crate) fn Menu(
    class: &'static str,
    label: Live<String>,
    words: Live<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let whole = Whole::new();
    view! {
        <details
            class=format!("drop {class}")
            node_ref=whole
            on:keydown=handler(move |event| close_by_key(whole, &event))
            on:focusout=handler(move |event| close_by_focus(whole, &event))
        >
            <summary class="small" aria-label=label.clone()>{words}</summary>
            <div
                class="menu"
                role="group"
                tabindex="-1"
                aria-label=label
                on:click=handler(move |event| close_by_press(whole, &event))
            >
                {children()}
            </div>
        </details>
    }
}

fn close_by_key(whole: Whole, event: &KeyboardEvent) {
    if event.key() != "Escape" {
        return;
    }
    if let Some(open) = drawn(whole).filter(|details| details.open()) {
        event.stop_propagation();
        open.set_open(false);
        focus_summary(whole);
    }
}

fn close_by_focus(whole: Whole, event: &FocusEvent) {
    let next = event
        .related_target()
        .and_then(|next| next.dyn_into::<Node>().ok());
    if let Some(details) = drawn(whole)
        && !details.contains(next.as_ref())
    {
        details.set_open(false);
    }
}

fn close_by_press(whole: Whole, event: &MouseEvent) {
    let pressed = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is_button = pressed.is_some_and(|one| one.closest("button").ok().flatten().is_some());
    if let Some(details) = drawn(whole).filter(|_| is_button) {
        details.set_open(false);
        focus_summary(whole);
    }
}

fn focus_summary(whole: Whole) {
    if let Some(details) = drawn(whole) {
        focus_in(&details, "summary");
    }
}
