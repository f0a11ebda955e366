//! The list: search, a number by hand, and the rows on screen.
//!
//! Only the rows in view are in the document; who is chosen lives beside them, not in them.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::chrome::i18n::{text, text_with};
use crate::panel::ui::button::press_main;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, Var, When, handler, live, seen, watch};
use crate::panel::ui::panel::Panel;
use crate::panel::ui::row::{Row, RowPlace};
use crate::panel::view::number::count_text;
use crate::panel::view::window::{Window, row_top_px, window};

/// What the list's parts share.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) panel: Panel,
    /// Places in the list of the rows that the search leaves.
    pub(crate) rows: Seen<Vec<usize>>,
    pub(crate) scroller: NodeRef<Div>,
}

#[component]
pub(crate) fn People() -> impl IntoView {
    let panel = Panel::of_page();
    let query = Var::new(String::new());
    let rows = seen(move || {
        panel
            .records
            .with(|records| query.with(|query| records.search(query)))
    });
    let shown = Shown {
        panel,
        rows,
        scroller: NodeRef::new(),
    };
    let has_list = seen(move || panel.records.with(|records| !records.is_empty()));
    let has_no_list = seen(move || !has_list.get());
    let head = panel.read(|snapshot| {
        let list = &snapshot.list;
        (
            list.name.clone(),
            count_text(list.n_records),
            count_text(list.n_callable),
        )
    });
    view! {
        <section class="card people" aria-label=text("listLabel")>
            <div class="head">
                <h2>{live(move || head.get().0.unwrap_or_else(|| text("listLabel")))}</h2>
                <When on=has_list>
                    <small>
                        {live(move || text_with("listCounts", &[&head.get().1, &head.get().2]))}
                    </small>
                </When>
            </div>
            <div class="pair">
                <When on=has_list>
                    <Search query/>
                </When>
                <NumberByHand/>
            </div>
            <When on=has_no_list>
                <p class="empty">{text("listEmpty")}</p>
            </When>
            <When on=has_list>
                <SelectAll shown/>
                <Rows shown/>
            </When>
        </section>
    }
}

#[component]
fn Search(query: Var<String>) -> impl IntoView {
    view! {
        <label class="field search">
            <span>{text("searchLabel")}</span>
            <input
                type="search"
                autocomplete="off"
                spellcheck="false"

                prop:value=live(move || query.get())
                on:input=handler(move |event| query.set(event_target_value(&event)))
            />
            {icon(Icon::Search)}
        </label>
    }
}

#[component]
fn NumberByHand() -> impl IntoView {
    let panel = Panel::of_page();
    let handle_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.repeat() {
            event.prevent_default();
            press_main(panel);
        }
    };
    view! {
        <label class="field">
            <span>{text("numberLabel")}</span>
            <input
                type="tel"
                autocomplete="off"
                placeholder=text("numberExample")
                prop:value=live(move || panel.typed.get())
                on:input=handler(move |event| panel.typed.set(event_target_value(&event)))
                on:keydown=handler(handle_key)
            />
        </label>
    }
}

#[component]
fn SelectAll(shown: Shown) -> impl IntoView {
    let panel = shown.panel;
    let holds_all = seen(move || {
        panel.selection.with(|selection| {
            panel
                .records
                .with(|records| shown.rows.with(|rows| selection.holds_all(rows, records)))
        })
    });
    let n_selected = seen(move || panel.selection.with(|selection| selection.n_selected()));
    let holds_some = seen(move || n_selected.get() > 0 && !holds_all.get());
    let handle_change = move |event: leptos::ev::Event| {
        let wants_all = event_target_checked(&event);
        panel.selection.update(|selection| {
            if wants_all {
                panel.records.with_untracked(|records| {
                    shown
                        .rows
                        .with_untracked(|rows| selection.choose_all(rows, records));
                });
            } else {
                selection.clear();
            }
        });
    };
    view! {
        <div class="all">
            <label>
                <input
                    type="checkbox"
                    prop:checked=live(move || holds_all.get())
                    prop:indeterminate=live(move || holds_some.get())
                    on:change=handler(handle_change)
                />
                {text("selectAll")}
            </label>
            <small aria-live="polite">
                {live(move || match n_selected.get() {
                    0 => text_with("shownCount", &[&count_text(shown.rows.with(Vec::len))]),
                    n => text_with("selectedCount", &[&count_text(n)]),
                })}
            </small>
        </div>
    }
}

#[component]
fn Rows(shown: Shown) -> impl IntoView {
    let (scroll_px, height_px) = (Var::new(0), Var::new(480));
    let measure = move || {
        if let Some(scroller) = shown.scroller.get_untracked() {
            scroll_px.set(to_px(scroller.scroll_top()));
            height_px.set(to_px(scroller.client_height()));
        }
    };
    let n_rows = seen(move || shown.rows.with(Vec::len));
    let has_none = seen(move || n_rows.get() == 0);
    let span = seen(move || window(scroll_px.get(), height_px.get(), n_rows.get()));
    let places = move || places_in(shown, span.get());
    watch_size(shown.scroller, measure);
    view! {
        <div class="rows" tabindex="-1" node_ref=shown.scroller on:scroll=handler(move |_| measure())>
            <ul style:height=live(move || format!("{}px", row_top_px(n_rows.get())))>
                <For each=places key=|place| *place let:place>
                    <Row shown place/>
                </For>
            </ul>
            <When on=has_none>
                <p class="empty">{text("searchNothing")}</p>
            </When>
        </div>
    }
}

fn places_in(shown: Shown, span: Window) -> Vec<RowPlace> {
    let revision = shown.panel.records.with(|records| records.revision);
    shown.rows.with(|rows| {
        let drawn = rows
            .iter()
            .enumerate()
            .skip(span.start)
            .take(span.end - span.start);
        drawn
            .map(|(place, record_idx)| RowPlace {
                revision,
                place,
                record_idx: *record_idx,
            })
            .collect()
    })
}

/// Measures the box when it is drawn and whenever the panel is pulled wider or higher.
fn watch_size(scroller: NodeRef<Div>, measure: impl Fn() + Copy + 'static) {
    // The browser owns the observer and its closure for as long as the box is in the document.
    let handle_resize = Closure::<dyn Fn()>::new(measure).into_js_value();
    let observer = web_sys::ResizeObserver::new(handle_resize.unchecked_ref());
    watch(move || {
        if let (Some(scroller), Ok(observer)) = (scroller.get(), &observer) {
            observer.observe(&scroller);
        }
    });
}

/// A length from the browser; elastic scrolling makes it negative.
pub(crate) fn to_px(length: i32) -> usize {
    usize::try_from(length).unwrap_or(0)
}
