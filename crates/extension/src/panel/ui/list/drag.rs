//! Moving people by drag: where they would land, and scrolling on near an edge.
//!
//! Pointer events, so that a finger drags as a mouse does.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::panel::ui::list::Shown;
use crate::panel::ui::list::rows::{send_move, to_px};
use crate::panel::view::bits::Bits;
use crate::panel::view::reorder::move_to;
use crate::panel::view::rows::Rows;
use crate::panel::view::window::drag_step_px;

/// A drag that is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Drag {
    /// Place in the list of the person whose handle is held.
    pub(crate) record_idx: usize,
    /// Before which row they would land.
    pub(crate) slot: usize,
    /// Where the pointer is, px from the window's top.
    y_px: i32,
}

pub(crate) fn start(shown: Shown, row: usize, record_idx: usize, event: &PointerEvent) {
    let handle = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(handle) = handle.filter(|_| event.button() == 0) else {
        return;
    };
    event.prevent_default();
    // Without it the drag ends where the pointer leaves the handle.
    _ = handle.set_pointer_capture(event.pointer_id());
    // The row stays in the document however far the list is scrolled: it holds the pointer.
    shown.active.set(row);
    shown.open.set(None);
    shown.drag.set(Some(Drag {
        record_idx,
        slot: row,
        y_px: event.client_y(),
    }));
    request_animation_frame(move || scroll_on(shown));
}

pub(crate) fn follow(shown: Shown, event: &PointerEvent) {
    if let Some(drag) = shown.drag.get_untracked() {
        let y_px = event.client_y();
        place(shown, Drag { y_px, ..drag });
    }
}

/// The people are let go where they are.
pub(crate) fn finish(shown: Shown) {
    let Some(drag) = shown.drag.get_untracked() else {
        return;
    };
    shown.drag.set(None);
    let chosen = shown.panel.selection.get_untracked();
    let n_records = shown.rows.with_untracked(Rows::len);
    let moving: Bits = if chosen.contains(drag.record_idx) {
        (0..n_records).filter(|idx| chosen.contains(*idx)).collect()
    } else {
        [drag.record_idx].into_iter().collect()
    };
    if let Some(one) = move_to(drag.slot, &moving, n_records) {
        send_move(shown, &one);
    }
}

pub(crate) fn cancel(shown: Shown) {
    if shown.drag.with_untracked(Option::is_some) {
        shown.drag.set(None);
    }
}

fn place(shown: Shown, drag: Drag) {
    let Some(scroller) = shown.scroller.get_untracked() else {
        return;
    };
    let top_px = scroller.get_bounding_client_rect().top() as i32;
    let y_px = to_px(drag.y_px - top_px + scroller.scroll_top());
    let n_rows = shown.rows.with_untracked(Rows::len);
    let slot = shown.layout.get_untracked().slot_at(y_px, n_rows);
    shown.drag.set(Some(Drag { slot, ..drag }));
}

/// Scrolls a little in each frame for as long as the pointer is near an edge.
fn scroll_on(shown: Shown) {
    let (Some(drag), Some(scroller)) = (shown.drag.get_untracked(), shown.scroller.get_untracked())
    else {
        return;
    };
    let rect = scroller.get_bounding_client_rect();
    let step_px = drag_step_px(drag.y_px - rect.top() as i32, rect.height() as i32);
    if step_px != 0 {
        scroller.set_scroll_top(scroller.scroll_top() + step_px);
        place(shown, drag);
    }
    request_animation_frame(move || scroll_on(shown));
}
