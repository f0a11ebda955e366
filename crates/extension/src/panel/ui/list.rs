//! The list view: search, filters, who is chosen and what can be done with them, and the rows.
//!
//! How the list is looked at lives in `Panel::look`; who is chosen lives beside the rows, not in
//! them. Nothing here changes the list: it sends messages and draws what comes of them.

pub(crate) mod drag;
mod filters;
mod queue;
pub(crate) mod rows;

use std::sync::{Arc, Mutex};

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::message::DataMessage;
use crate::panel::ui::button::press_main;
use crate::panel::ui::focus::focus_on;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::list::drag::Drag;
use crate::panel::ui::live::{Seen, Var, When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::shortcuts::is_plain_enter;
use crate::panel::ui::undo::UndoBar;
use crate::panel::view::place::Place;
use crate::panel::view::records::Records;
use crate::panel::view::rows::{Arranger, Rows};
use crate::panel::view::selection::Selection;
use crate::panel::view::window::Layout;
use crate::snapshot::MainButton;

/// What the list's parts share.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) panel: Panel,
    /// The rows that search and filters leave, as they are sorted.
    pub(crate) rows: Seen<Rows>,
    pub(crate) scroller: NodeRef<Div>,
    pub(crate) layout: Seen<Layout>,
    /// Row that the keyboard comes to; the list is one stop of the Tab key.
    pub(crate) active: Var<usize>,
    /// Place in the list of the person who is unfolded.
    pub(crate) open: Var<Option<usize>>,
    /// Ids of those whom the run is to call next, in its order.
    pub(crate) upcoming: Seen<Vec<String>>,
    pub(crate) can_move: Seen<bool>,
    pub(crate) drag: Var<Option<Drag>>,
    /// Values to filter by are unfolded.
    pub(crate) is_filtering: Var<bool>,
    /// What is told to screen readers.
    pub(crate) said: Var<String>,
    scroll_px: Var<usize>,
    height_px: Var<usize>,
    row_px: Var<usize>,
    unfolded_px: Var<usize>,
}

/// Height of a row until it is measured.
const ROW_PX: usize = 60;

impl Shown {
    fn new(panel: Panel) -> Self {
        let arranger = Arc::new(Mutex::new(Arranger::default()));
        let rows = seen(move || {
            let mut arranger = arranger.lock().expect("nothing panics while it arranges");
            let records = panel.records.get();
            panel.look.with(|look| arranger.rows(&records, look))
        });
        let (open, row_px, unfolded_px) = (Var::new(None), Var::new(ROW_PX), Var::new(0));
        let layout = seen(move || {
            let open = open.get();
            let row = open.and_then(|record_idx| rows.with(|rows| rows.row_of(record_idx)));
            Layout {
                row_px: row_px.get(),
                unfolded: row.map(|row| (row, unfolded_px.get())),
            }
        });
        let upcoming = panel.read(|snapshot| {
            let people = snapshot.run.iter().flat_map(|run| &run.upcoming);
            people.map(|person| person.record_id.clone()).collect()
        });
        Self {
            panel,
            rows,
            scroller: NodeRef::new(),
            layout,
            active: Var::new(0),
            open,
            upcoming,
            can_move: seen(move || panel.look.with(|look| look.is_plain())),
            drag: Var::new(None),
            is_filtering: Var::new(false),
            said: Var::new(String::new()),
            scroll_px: Var::new(0),
            height_px: Var::new(480),
            row_px,
            unfolded_px,
        }
    }

    /// Columns of the list, as it has them now.
    fn headings(self) -> Seen<Vec<String>> {
        let records = self.panel.records;
        seen(move || records.with(|records| records.column_headings()))
    }
}

#[component]
pub(crate) fn People() -> impl IntoView {
    let panel = Panel::of_page();
    let shown = Shown::new(panel);
    let has_list = panel.read(|snapshot| snapshot.list.n_records > 0);
    let has_no_list = seen(move || !has_list.get());
    let has_run = panel.read(|snapshot| snapshot.run.is_some());
    let head = panel.read(|snapshot| {
        let list = &snapshot.list;
        (
            list.name.clone(),
            count_text(list.n_records),
            count_text(list.n_callable),
        )
    });
    view! {
        <When on=has_run>
            <queue::Queue/>
        </When>
        <section
            class="card people"
            class:filtering=live(move || shown.is_filtering.get())
            aria-label=text("viewList")
        >
            <div class="head">
                <h2>{live(move || head.get().0.unwrap_or_else(|| text("viewList")))}</h2>
                <When on=has_list>
                    <small>
                        {live(move || head.with(|(_, n_all, n_callable)| match n_all.as_str() {
                            "1" => text_with("listCountsOne", &[n_callable]),
                            _ => text_with("listCounts", &[n_all, n_callable]),
                        }))}
                    </small>
                </When>
            </div>
            <div class="pair">
                <When on=has_list>
                    <Search shown/>
                </When>
                <NumberByHand/>
            </div>
            <When on=has_no_list>
                <p class="empty">{text("listEmpty")}</p>
            </When>
            <When on=has_list>
                <filters::Filters shown/>
                <Chosen shown/>
                <rows::RowsBox shown/>
            </When>
            <Undo/>
            <p class="unseen" role="status">{live(move || shown.said.get())}</p>
        </section>
    }
}

#[component]
fn Search(shown: Shown) -> impl IntoView {
    let look = shown.panel.look;
    let handle_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            rows::focus_row(shown, 0);
        }
        "Escape" => look.update(|look| look.query.clear()),
        _ => {}
    };
    view! {
        <label class="field search">
            <span>{text("searchLabel")}</span>
            <input
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=text("searchHint")
                prop:value=live(move || look.with(|look| look.query.clone()))
                on:input=handler(move |event| {
                    look.update(|look| look.query = event_target_value(&event));
                })
                on:keydown=handler(handle_key)
            />
            {icon(Icon::Search)}
        </label>
    }
}

#[component]
fn NumberByHand() -> impl IntoView {
    let panel = Panel::of_page();
    let handle_key = move |event: KeyboardEvent| {
        if is_plain_enter(&event) && !event.repeat() {
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

/// Who is chosen, and what can be done with them and with all that are shown.
#[component]
fn Chosen(shown: Shown) -> impl IntoView {
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
    let has_chosen = seen(move || n_selected.get() > 0);
    let n_listed = panel.read(|snapshot| snapshot.list.n_records);
    // A list is known to be there a moment before its rows are.
    let is_unread = seen(move || panel.records.with(Records::len) != n_listed.get());
    let handle_change = move |event: leptos::ev::Event| {
        if event_target_checked(&event) {
            choose_all(shown);
        } else {
            panel.selection.update(|selection| selection.clear());
        }
    };
    view! {
        <div class="all">
            <label>
                <input
                    type="checkbox"
                    disabled=live(move || is_unread.get().then_some(""))
                    prop:checked=live(move || holds_all.get())
                    prop:indeterminate=live(move || holds_some.get())
                    on:change=handler(handle_change)
                />
                {text("selectAll")}
            </label>
            <small aria-live="polite">
                {live(move || match n_selected.get() {
                    0 => text_with("shownCount", &[&count_text(shown.rows.with(Rows::len))]),
                    n => text_with("selectedCount", &[&count_text(n)]),
                })}
            </small>
            <div class="deeds">
                <When on=has_chosen>
                    <button
                        class="small"
                        aria-disabled=live(move || panel.is_pending(Control::List).then_some("true"))
                        on:click=handler(move |_| remove_chosen(panel))
                    >
                        {live(move || text_with("listRemove", &[&count_text(n_selected.get())]))}
                    </button>
                </When>
                <QueueThese shown/>
            </div>
        </div>
    }
}

/// Chooses all that are shown and can be called, and nobody else, and shows what would start with
/// them: nobody is dialed by that.
#[component]
fn QueueThese(shown: Shown) -> impl IntoView {
    let panel = shown.panel;
    let n_callable = seen(move || {
        let records = panel.records.get();
        shown.rows.with(|rows| match rows {
            Rows::All(_) => records.callable().len(),
            Rows::Some(rows) => {
                let callable = rows
                    .iter()
                    .filter(|idx| records.is_callable(**idx as usize));
                callable.count()
            }
        })
    });
    let is_free = panel.read(|snapshot| matches!(snapshot.main_button, MainButton::Call));
    let can_queue = seen(move || is_free.get() && n_callable.get() > 0);
    let queue = move |_| {
        panel.typed.set(String::new());
        panel.selection.update(Selection::clear);
        choose_all(shown);
        panel.place.set(Place::Call);
        // The view is shown only in this same turn.
        request_animation_frame(|| _ = focus_on("#main"));
    };
    view! {
        <When on=can_queue>
            <button class="small strong" on:click=handler(queue)>
                {live(move || text_with("listQueue", &[&count_text(n_callable.get())]))}
            </button>
        </When>
    }
}

pub(super) fn choose_all(shown: Shown) {
    let panel = shown.panel;
    panel.selection.update(|selection| {
        panel.records.with_untracked(|records| {
            shown
                .rows
                .with_untracked(|rows| selection.choose_all(rows, records));
        });
    });
}

/// Takes the chosen off the list; the worker refuses where the run is still to call one of them.
pub(super) fn remove_chosen(panel: Panel) {
    let record_ids = panel.chosen_ids();
    if !record_ids.is_empty() {
        let message = DataMessage::RemoveRecords { record_ids };
        panel.send(Control::List, message, |_, _| {});
    }
}

/// Who was taken off the list can be brought back.
#[component]
fn Undo() -> impl IntoView {
    let panel = Panel::of_page();
    let list = panel.read(|snapshot| (snapshot.list.n_removed, snapshot.list.revision));
    let closed_at = Var::new(None);
    let is_offered = seen(move || {
        let (n_removed, revision) = list.get();
        n_removed > 0 && closed_at.get() != Some(revision)
    });
    let undo = move || panel.send(Control::List, DataMessage::UndoRemoveRecords {}, |_, _| {});
    view! {
        <When on=is_offered>
            <UndoBar
                words=live(move || text_with("listRemoved", &[&count_text(list.get().0)]))
                undo=Box::new(undo)
                close=Box::new(move || closed_at.set(Some(list.get_untracked().1)))
            />
        </When>
    }
}
