//! The box of rows: which are drawn, where the keyboard is, and what its keys do.
//!
//! The rows in sight and the one that has the focus are in the document, no others.

use std::time::Duration;

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::message::DataMessage;
use crate::panel::ui::focus::{focus_in, is_nowhere};
use crate::panel::ui::list::{Shown, choose_all, remove_chosen};
use crate::panel::ui::live::{Var, When, drawn, handler, live, seen, watch, watch_size};
use crate::panel::ui::panel::Control;
use crate::panel::ui::row::{Row, RowPlace};
use crate::panel::ui::shortcuts::is_plain_enter;
use crate::panel::view::reorder::{Move, move_by_one};
use crate::panel::view::rows::Rows;
use crate::panel::view::window::{Window, row_after_key};

/// What is around the rows on screen is drawn this long after them: a key pressed meanwhile comes
/// first.
const QUIET: Duration = Duration::from_millis(100);

#[component]
pub(crate) fn RowsBox(shown: Shown) -> impl IntoView {
    let n_rows = seen(move || shown.rows.with(Rows::len));
    let has_none = seen(move || n_rows.get() == 0);
    let on_screen = rows_on_screen(shown);
    let span = seen(move || {
        let (scroll_px, height_px) = (shown.scroll_px.get(), shown.height_px.get());
        let rows = shown.rows.get();
        let n_rows = rows.len();
        let in_sight = shown.layout.get().window(scroll_px, height_px, n_rows);
        if on_screen.with(|on_screen| *on_screen == rows) {
            in_sight.widened(n_rows)
        } else {
            in_sight
        }
    });
    let places = move || places_in(shown, span.get());
    let has_focus = Var::new(false);
    keep_person(shown, has_focus);
    // Its first child's height is that of a row, which follows the size of letters.
    watch_size(shown.scroller, move || measure(shown));
    watch(move || {
        shown.open.get();
        request_animation_frame(move || {
            measure(shown);
            let open = shown.layout.get_untracked().unfolded;
            open.into_iter()
                .for_each(|(row, _)| bring_into_sight(shown, row));
        });
    });
    let landing = move || {
        let slot = shown.drag.get()?.slot;
        Some(format!("translateY({}px)", shown.layout.get().top_px(slot)))
    };
    let is_dragging = seen(move || shown.drag.with(Option::is_some));
    let leave = move |event: FocusEvent| {
        if event
            .related_target()
            .is_some_and(|next| !is_inside(shown, next))
        {
            has_focus.set(false);
        }
    };
    view! {
        <div
            class="rows"
            class:dragging=live(move || is_dragging.get())
            node_ref=shown.scroller
            on:scroll=handler(move |_| measure(shown))
            on:focusin=handler(move |_| has_focus.set(true))
            on:focusout=handler(leave)
            on:keydown=handler(move |event| handle_key(shown, &event))
        >
            <div class="ruler" aria-hidden="true"></div>
            <ul
                aria-label=text("rowsLabel")
                aria-describedby="rows-keys"
                style:height=live(move || format!("{}px", shown.layout.get().top_px(n_rows.get())))
            >
                <For each=places key=|place| *place let:place>
                    <Row shown place/>
                </For>
            </ul>
            <When on=is_dragging>
                <div class="landing" style:transform=live(landing)></div>
            </When>
            <When on=has_none>
                <p class="empty">{text("searchNothing")}</p>
            </When>
        </div>
        <p class="unseen" id="rows-keys">{text("rowsKeys")}</p>
    }
}

/// The rows that have been on screen for a while: what is around them is drawn as well.
fn rows_on_screen(shown: Shown) -> Var<Rows> {
    let on_screen = Var::new(Rows::default());
    watch(move || {
        let rows = shown.rows.get();
        request_animation_frame(move || {
            set_timeout(move || on_screen.set(rows), QUIET);
        });
    });
    on_screen
}

fn places_in(shown: Shown, span: Window) -> Vec<RowPlace> {
    let revision = shown.panel.records.with(|records| records.revision);
    let active = shown.active.get();
    let (above, below) = (active < span.start, active >= span.end);
    shown.rows.with(|rows| {
        let drawn = above
            .then_some(active)
            .into_iter()
            .chain(span.start..span.end)
            .chain(below.then_some(active));
        let place = |row| {
            Some(RowPlace {
                revision,
                row,
                record_idx: rows.get(row)?,
            })
        };
        drawn.filter_map(place).collect()
    })
}

fn measure(shown: Shown) {
    let Some(scroller) = drawn(shown.scroller) else {
        return;
    };
    shown.scroll_px.set(to_px(scroller.scroll_top()));
    shown.height_px.set(to_px(scroller.client_height()));
    let ruler = scroller.first_element_child();
    let row_px = ruler.map_or(0, |ruler| to_px(ruler.client_height()));
    if row_px > 0 {
        shown.row_px.set(row_px);
    }
    let unfolded = scroller.query_selector(".details").ok().flatten();
    let unfolded_px = unfolded.map_or(0, |part| to_px(part.client_height()));
    shown.unfolded_px.set(unfolded_px);
}

/// The same person keeps the keyboard and stays unfolded when rows or list change.
fn keep_person(shown: Shown, has_focus: Var<bool>) {
    let (active_id, open_id) = (Var::new(String::new()), Var::new(String::new()));
    let panel = shown.panel;
    let id_of = move |record_idx: usize| {
        panel
            .records
            .with_untracked(|records| records.at(record_idx).map(|record| record.id().to_owned()))
    };
    watch(move || {
        let active = shown.active.get();
        let record_idx = shown.rows.with_untracked(|rows| rows.get(active));
        active_id.set(record_idx.and_then(id_of).unwrap_or_default());
    });
    watch(move || {
        let open = shown.open.get();
        open_id.set(open.and_then(id_of).unwrap_or_default());
    });
    watch(move || {
        let records = panel.records.get();
        let place_of = |id: Var<String>| id.with_untracked(|id| records.find(id));
        let active = place_of(active_id);
        let row = shown.rows.with(|rows| {
            let row = active.and_then(|record_idx| rows.row_of(record_idx));
            row.or_else(|| {
                rows.len()
                    .checked_sub(1)
                    .map(|last| last.min(shown.active.get_untracked()))
            })
        });
        let open = place_of(open_id);
        if shown.open.get_untracked() != open {
            shown.open.set(open);
        }
        shown.active.set(row.unwrap_or(0));
        if has_focus.get_untracked() {
            request_animation_frame(move || refocus(shown));
        }
    });
}

/// Gives the focus back to the row whose element went with the old list.
fn refocus(shown: Shown) {
    if is_nowhere() {
        focus_drawn(shown, shown.active.get_untracked());
    }
}

fn is_inside(shown: Shown, target: web_sys::EventTarget) -> bool {
    let node = target.dyn_into::<Node>().ok();
    let scroller = drawn(shown.scroller);
    scroller.is_some_and(|scroller| scroller.contains(node.as_ref()))
}

/// Keys of the list, pressed on the checkbox of the row that has the focus.
fn handle_key(shown: Shown, event: &KeyboardEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if !target.is_some_and(|target| target.matches(".tick input").unwrap_or(false)) {
        return;
    }
    let (key, row) = (event.key(), shown.active.get_untracked());
    let Some(record_idx) = shown.rows.with_untracked(|rows| rows.get(row)) else {
        return;
    };
    let is_command = event.ctrl_key() || event.meta_key();
    let selection = shown.panel.selection;
    match key.as_str() {
        "ArrowUp" | "ArrowDown" if event.alt_key() => {
            move_by_key(shown, record_idx, key == "ArrowUp");
        }
        "ArrowRight" => shown.open.set(Some(record_idx)),
        "ArrowLeft" => shown.open.set(None),
        "Enter" if is_plain_enter(event) => {
            shown.panel.typed.set(String::new());
            selection.update(|selection| selection.choose_only(record_idx));
        }
        "Delete" => remove_chosen(shown.panel),
        "a" | "A" if is_command => choose_all(shown),
        _ => {
            let n_rows = shown.rows.with_untracked(Rows::len);
            let rows_a_page = shown.height_px.get_untracked() / shown.row_px.get_untracked().max(1);
            let Some(next) = row_after_key(&key, row, n_rows, rows_a_page) else {
                return;
            };
            if event.shift_key() {
                extend_to(shown, record_idx, next);
            }
            focus_row(shown, next);
        }
    }
    event.prevent_default();
}

/// Draws the range on to another row; it begins at the row that had the focus.
fn extend_to(shown: Shown, from_idx: usize, next: usize) {
    let panel = shown.panel;
    panel.typed.set(String::new());
    panel.selection.update(|selection| {
        if !selection.contains(from_idx) {
            selection.choose_only(from_idx);
        }
        shown.rows.with_untracked(|rows| {
            if let Some(record_idx) = rows.get(next) {
                selection.extend_to(record_idx, rows);
            }
        });
    });
}

fn move_by_key(shown: Shown, record_idx: usize, is_up: bool) {
    if !shown.can_move.get_untracked() {
        shown.said.set(text("moveOnlyPlain"));
        return;
    }
    let n_records = shown.rows.with_untracked(Rows::len);
    if let Some(one) = move_by_one(record_idx, is_up, n_records) {
        send_move(shown, &one);
    }
}

/// Asks the worker to move people, and says where they are once it did.
pub(crate) fn send_move(shown: Shown, one: &Move) {
    let panel = shown.panel;
    let records = panel.records.get_untracked();
    let id_of = |idx: usize| records.at(idx).map(|record| record.id().to_owned());
    let first = one.moved.first().and_then(|idx| records.at(*idx));
    let name = first.map_or(String::new(), |record| record.name().to_owned());
    let (position, n_records) = (count_text(one.position), count_text(records.len()));
    let message = DataMessage::MoveRecords {
        record_ids: one.moved.iter().filter_map(|idx| id_of(*idx)).collect(),
        before: one.before.and_then(id_of),
    };
    panel.send(Control::List, message, move |_, was_accepted| {
        if was_accepted {
            let said = text_with("moved", &[&name, &position, &n_records]);
            shown.said.set(said);
        }
    });
}

/// Brings a row into sight and the focus to it.
pub(crate) fn focus_row(shown: Shown, row: usize) {
    shown.active.set(row);
    bring_into_sight(shown, row);
    if !focus_drawn(shown, row) {
        // It is drawn once this turn's changes are.
        request_animation_frame(move || _ = focus_drawn(shown, row));
    }
}

fn bring_into_sight(shown: Shown, row: usize) {
    let Some(scroller) = drawn(shown.scroller) else {
        return;
    };
    let (scroll_px, height_px) = (
        to_px(scroller.scroll_top()),
        to_px(scroller.client_height()),
    );
    let layout = shown.layout.get_untracked();
    if let Some(scroll_px) = layout.scroll_to(row, scroll_px, height_px) {
        scroller.set_scroll_top(i32::try_from(scroll_px).unwrap_or(i32::MAX));
        measure(shown);
    }
}

fn focus_drawn(shown: Shown, row: usize) -> bool {
    let selector = format!("[data-row='{row}'] .tick input");
    drawn(shown.scroller).is_some_and(|scroller| focus_in(&scroller, &selector))
}

/// A length from the browser; elastic scrolling makes it negative.
pub(crate) fn to_px(length: i32) -> usize {
    usize::try_from(length).unwrap_or(0)
}
