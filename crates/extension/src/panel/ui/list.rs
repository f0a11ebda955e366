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
use crate::panel::ui::panel::Panel;
use crate::panel::ui::row::{Row, RowPlace};
use crate::panel::view::number::count_text;
use crate::panel::view::window::{Window, row_top_px, window};

/// What the list's parts share.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) panel: Panel,
    /// Places in the list of the rows that the search leaves.
    pub(crate) rows: Memo<Vec<usize>>,
    pub(crate) scroller: NodeRef<Div>,
}

#[component]
pub(crate) fn People() -> impl IntoView {
    let panel = Panel::of_page();
    let query = RwSignal::new(String::new());
    let rows = Memo::new(move |_| {
        panel
            .records
            .with(|records| query.with(|query| records.search(query)))
    });
    let shown = Shown {
        panel,
        rows,
        scroller: NodeRef::new(),
    };
    let has_list = Memo::new(move |_| panel.records.with(|records| !records.is_empty()));
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
                <h2>{move || head.get().0.unwrap_or_else(|| text("listLabel"))}</h2>
                <Show when=move || has_list.get()>
                    <small>
                        {move || text_with("listCounts", &[&head.get().1, &head.get().2])}
                    </small>
                </Show>
            </div>
            <div class="pair">
                <Show when=move || has_list.get()>
                    <Search query/>
                </Show>
                <NumberByHand/>
            </div>
            <Show
                when=move || has_list.get()
                fallback=|| view! { <p class="empty">{text("listEmpty")}</p> }
            >
                <SelectAll shown/>
                <Rows shown/>
            </Show>
        </section>
    }
}

#[component]
fn Search(query: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="field search">
            <span>{text("searchLabel")}</span>
            <input
                type="search"
                autocomplete="off"
                spellcheck="false"

                prop:value=move || query.get()
                on:input=move |event| query.set(event_target_value(&event))
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
                prop:value=move || panel.typed.get()
                on:input=move |event| panel.typed.set(event_target_value(&event))
                on:keydown=handle_key
            />
        </label>
    }
}

#[component]
fn SelectAll(shown: Shown) -> impl IntoView {
    let panel = shown.panel;
    let holds_all = Memo::new(move |_| {
        panel.selection.with(|selection| {
            panel
                .records
                .with(|records| shown.rows.with(|rows| selection.holds_all(rows, records)))
        })
    });
    let n_selected = Memo::new(move |_| panel.selection.with(|selection| selection.n_selected()));
    let holds_some = Memo::new(move |_| n_selected.get() > 0 && !holds_all.get());
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
                    prop:checked=move || holds_all.get()
                    prop:indeterminate=move || holds_some.get()
                    on:change=handle_change
                />
                {text("selectAll")}
            </label>
            <small aria-live="polite">
                {move || match n_selected.get() {
                    0 => text_with("shownCount", &[&count_text(shown.rows.with(Vec::len))]),
                    n => text_with("selectedCount", &[&count_text(n)]),
                }}
            </small>
        </div>
    }
}

#[component]
fn Rows(shown: Shown) -> impl IntoView {
    let (scroll_px, height_px) = (RwSignal::new(0.0), RwSignal::new(480.0));
    let measure = move || {
        if let Some(scroller) = shown.scroller.get_untracked() {
            scroll_px.set(f64::from(scroller.scroll_top()));
            height_px.set(f64::from(scroller.client_height()));
        }
    };
    let n_rows = Memo::new(move |_| shown.rows.with(Vec::len));
    let span = Memo::new(move |_| window(scroll_px.get(), height_px.get(), n_rows.get()));
    let places = move || places_in(shown, span.get());
    watch_size(shown.scroller, measure);
    view! {
        <div class="rows" tabindex="-1" node_ref=shown.scroller on:scroll=move |_| measure()>
            <ul style:height=move || format!("{}px", row_top_px(n_rows.get()))>
                <For each=places key=|place| *place let:place>
                    <Row shown place/>
                </For>
            </ul>
            <Show when=move || n_rows.get() == 0>
                <p class="empty">{text("searchNothing")}</p>
            </Show>
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
    let handle_resize = Closure::<dyn Fn()>::new(measure);
    let observer = web_sys::ResizeObserver::new(handle_resize.as_ref().unchecked_ref()).ok();
    let observer = StoredValue::new_local(observer.map(|observer| (observer, handle_resize)));
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            observer.with_value(|observer| {
                if let Some((observer, _)) = observer {
                    observer.observe(&scroller);
                }
            });
        }
    });
    on_cleanup(move || {
        observer.with_value(|observer| {
            if let Some((observer, _)) = observer {
                observer.disconnect();
            }
        });
    });
}
