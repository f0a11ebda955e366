//! One row of the list: a checkbox, who it is, and the number or why there is none.
//!
//! A click on the row chooses only that person, a click on its checkbox adds or removes, and Shift
//! reaches from the row clicked last.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::chrome::i18n::{detail_text, text, text_with};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::list::{Shown, to_px};
use crate::panel::ui::live::{handler, live, seen};
use crate::panel::view::number::number_text;
use crate::panel::view::window::{ROW_PX, row_top_px};
use crate::stored::StoredRecord;

/// Which record a row draws, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RowPlace {
    pub(crate) revision: u64,
    /// Place among the rows shown.
    pub(crate) place: usize,
    /// Place in the list.
    pub(crate) record_idx: usize,
}

#[component]
pub(crate) fn Row(shown: Shown, place: RowPlace) -> impl IntoView {
    let panel = shown.panel;
    let record_idx = place.record_idx;
    let record = panel
        .records
        .with_untracked(|records| records.get(record_idx).cloned());
    let record = record?;
    let id = record.id.clone();
    let is_chosen = seen(move || {
        panel
            .selection
            .with(|selection| selection.contains(record_idx))
    });
    let is_current = panel.read(move |snapshot| {
        let called = snapshot
            .call
            .as_ref()
            .and_then(|call| call.record_id.as_deref());
        let current = snapshot.run.as_ref().and_then(|run| run.current.as_ref());
        called.or(current.map(|person| person.record_id.as_str())) == Some(id.as_str())
    });
    let handle_row = move |event: MouseEvent| choose_by_row(shown, record_idx, &event);
    let handle_tick = move |event: MouseEvent| choose_by_tick(shown, record_idx, &event);
    let handle_key = move |event: KeyboardEvent| move_by_key(shown, place, &event);
    let n_rows = live(move || shown.rows.with(Vec::len).to_string());
    Some(view! {
        <li
            class="row"
            class:chosen=live(move || is_chosen.get())
            class:current=live(move || is_current.get())
            aria-current=live(move || is_current.get().then_some("true"))
            aria-posinset=place.place + 1
            aria-setsize=n_rows
            data-place=place.place
            style:transform=format!("translateY({}px)", row_top_px(place.place))
            on:click=handler(handle_row)
        >
            <label class="tick">
                <input
                    type="checkbox"
                    aria-label=text_with("selectOne", &[&record.name])
                    prop:checked=live(move || is_chosen.get())
                    on:click=handler(handle_tick)
                    on:keydown=handler(handle_key)
                />
            </label>
            <span class="name">{record.name.clone()}</span>
            {number_view(&record)}
            <span class="chips">{chips(&record)}</span>
        </li>
    })
}

fn number_view(record: &StoredRecord) -> AnyView {
    if let Some(number) = &record.number {
        return view! { <span class="number">{number_text(number)}</span> }.into_any();
    }
    let reason = detail_text(record.number_problem.as_deref().unwrap_or_default());
    let title = format!("{} {reason}", record.number_given);
    view! {
        <span class="badge" title=title>
            {icon(Icon::Warning)}
            {text("badgeNoNumber")}
        </span>
        <span class="reason">{reason}</span>
    }
    .into_any()
}

fn chips(record: &StoredRecord) -> Vec<AnyView> {
    let filled = record
        .columns
        .iter()
        .filter(|(_, value)| !value.trim().is_empty());
    let chip = |(heading, value): &(String, String)| {
        let title = format!("{heading}: {value}");
        view! { <span class="chip" title=title><i>{format!("{heading} ")}</i> {value.clone()}</span> }
            .into_any()
    };
    filled.map(chip).collect()
}

fn choose_by_row(shown: Shown, record_idx: usize, event: &MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is_tick = target.is_some_and(|target| target.closest(".tick").ok().flatten().is_some());
    if is_tick {
        return;
    }
    shown.panel.typed.set(String::new());
    shown.panel.selection.update(|selection| {
        if event.shift_key() {
            shown
                .rows
                .with_untracked(|rows| selection.extend_to(record_idx, rows));
        } else if event.ctrl_key() || event.meta_key() {
            selection.toggle(record_idx);
        } else {
            selection.choose_only(record_idx);
        }
    });
}

fn choose_by_tick(shown: Shown, record_idx: usize, event: &MouseEvent) {
    let selection = shown.panel.selection;
    shown.panel.typed.set(String::new());
    selection.update(|selection| {
        if event.shift_key() {
            shown
                .rows
                .with_untracked(|rows| selection.extend_to(record_idx, rows));
        } else {
            selection.toggle(record_idx);
        }
    });
    // The browser has turned the tick over already, which a range may not have meant.
    let tick = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(tick) = tick {
        tick.set_checked(selection.with_untracked(|selection| selection.contains(record_idx)));
    }
}

/// Enter chooses only this person; the arrows go from row to row.
fn move_by_key(shown: Shown, place: RowPlace, event: &KeyboardEvent) {
    let next = match event.key().as_str() {
        "Enter" => {
            shown.panel.typed.set(String::new());
            shown
                .panel
                .selection
                .update(|selection| selection.choose_only(place.record_idx));
            None
        }
        "ArrowDown" => Some(place.place + 1),
        "ArrowUp" => place.place.checked_sub(1),
        _ => return,
    };
    event.prevent_default();
    let n_rows = shown.rows.with_untracked(Vec::len);
    if let Some(next) = next.filter(|next| *next < n_rows) {
        focus_row(shown, next);
    }
}

fn focus_row(shown: Shown, place: usize) {
    let Some(scroller) = shown.scroller.get_untracked() else {
        return;
    };
    let (top_px, height_px) = (row_top_px(place), to_px(scroller.client_height()));
    let scroll_px = to_px(scroller.scroll_top());
    if top_px < scroll_px {
        scroller.set_scroll_top(top_px as i32);
    } else if top_px + ROW_PX > scroll_px + height_px {
        scroller.set_scroll_top((top_px + ROW_PX - height_px) as i32);
    }
    let selector = format!("[data-place='{place}'] input");
    let tick = scroller.query_selector(&selector).ok().flatten();
    if let Some(tick) = tick.and_then(|tick| tick.dyn_into::<HtmlElement>().ok()) {
        // Only a page that went away refuses the focus.
        let _ = tick.focus();
    }
}
