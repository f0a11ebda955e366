//! The focus is never lost: where the control that had it is gone, the next sensible one has it.
//!
//! In a view that is what lies beside the lost control; on the stage, and where nothing is left
//! beside it, what the call needs next.

use js_sys::Array;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};

use crate::panel::ui::panel::Panel;
use crate::panel::view::place::Place;

/// Where the focus goes, the most sensible first.
const NEXT: [&str; 4] = [
    "#main:enabled",
    ".others button",
    ".steps button",
    "[role=tab][aria-selected=true]",
];
/// What may have it beside the lost control: nothing that calls somebody or deletes.
const BESIDE: &str = "button:enabled:not(.danger, .call-number), input:enabled, select:enabled, \
    textarea:enabled, summary, h2[tabindex]";

/// Takes the focus to the first element that a selector finds; false: there is none.
pub(crate) fn focus_on(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    found.is_some_and(focus)
}

/// The same within an element.
pub(crate) fn focus_in(whole: &Element, selector: &str) -> bool {
    let found = whole.query_selector(selector).ok().flatten();
    found.is_some_and(focus)
}

/// Gives an element the focus; only a page that went away refuses it.
pub(crate) fn focus(element: Element) -> bool {
    let element = element.dyn_into::<HtmlElement>().ok();
    element.is_some_and(|element| element.focus().is_ok())
}

/// Nothing has the focus.
pub(crate) fn is_nowhere() -> bool {
    let focused = document().active_element();
    focused.is_none_or(|focused| focused.tag_name() == "BODY")
}

/// Views, and the pages around them.
const VIEW: &str = ".view, main, body";

/// The control that had the focus last, and what it lies in, the nearest first.
#[derive(Clone)]
struct Last {
    control: Element,
    around: Vec<Element>,
}

/// Looks after the focus whenever something on the page goes.
pub(crate) fn keep_focus(panel: Panel) {
    let last: StoredValue<Option<Last>, LocalStorage> = StoredValue::new_local(None);
    let remember = window_event_listener(ev::focusin, move |event| {
        let focused = event.target().and_then(|target| target.dyn_into().ok());
        last.set_value(focused.map(|control| Last {
            around: around(&control),
            control,
        }));
    });
    on_cleanup(move || remember.remove());
    let look = move || {
        if let Some(lost) = last.get_value().filter(Last::is_lost) {
            last.set_value(None);
            move_on(panel, &lost);
        }
    };
    // Whoever draws something anew gives it the focus itself, in the next frame.
    let handle_change = Closure::<dyn Fn()>::new(move || {
        if last.with_value(|last| last.as_ref().is_some_and(Last::is_gone)) {
            request_animation_frame(move || request_animation_frame(look));
        }
    });
    // The browser owns both for as long as the page lives.
    let observer = MutationObserver::new(handle_change.into_js_value().unchecked_ref());
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    options.set_attribute_filter(&Array::of2(&"disabled".into(), &"hidden".into()));
    if let (Ok(observer), Some(body)) = (observer, document().body()) {
        // Refused only where nothing is to be watched.
        _ = observer.observe_with_options(&body, &options);
    }
}

/// What the control lies in, within its view.
fn around(control: &Element) -> Vec<Element> {
    let is_within = |one: &Element| !one.matches(VIEW).unwrap_or(true);
    let parents = std::iter::successors(control.parent_element(), |one| one.parent_element());
    let around: Vec<Element> = parents.take_while(is_within).collect();
    let view = around.last().and_then(|one| one.parent_element());
    // On the stage nothing beside a control is as sensible as the big button.
    let is_in_view =
        view.is_some_and(|view| view.matches(".panel").is_ok_and(|is_stage| !is_stage));
    if is_in_view { around } else { Vec::new() }
}

impl Last {
    /// Whether the control may have gone, as far as that is known without a layout.
    fn is_gone(&self) -> bool {
        let is_hidden = || matches!(self.control.closest("[hidden]"), Ok(Some(_)));
        !self.control.is_connected() || self.control.has_attribute("disabled") || is_hidden()
    }

    /// Whether it cannot have the focus any more, and no other took it.
    fn is_lost(&self) -> bool {
        (self.is_gone() || !is_seen(&self.control)) && is_nowhere()
    }
}

fn is_seen(element: &Element) -> bool {
    let place = element.get_bounding_client_rect();
    place.width() > 0.0 && place.height() > 0.0
}

fn move_on(panel: Panel, lost: &Last) {
    let mut left = lost.around.iter().filter(|one| is_seen(one));
    if left.any(|one| focus_first(one, BESIDE)) {
        return;
    }
    // Elsewhere than at the call, a second press of Enter must not find the big button.
    let is_home = panel.place.get_untracked() == Place::Call;
    let n_passed = if is_home { 0 } else { NEXT.len() - 1 };
    NEXT.iter().skip(n_passed).any(|next| focus_on(next));
}

/// Gives the focus to the first that is seen.
fn focus_first(whole: &Element, selector: &str) -> bool {
    let Ok(found) = whole.query_selector_all(selector) else {
        return false;
    };
    let found = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok());
    found.filter(is_seen).take(1).any(focus)
}
