//! One row of the list: a checkbox, who it is, the number or why there is none, and on demand all
//! that is known.
//!
//! A click on the row chooses only that person, a click on its checkbox adds or removes, and Shift
//! reaches from the row clicked last.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::chrome::i18n::{detail_text, text, text_with};
use crate::message::{PageMessage, PageRequest};
use crate::panel::ui::button::{is_press, show_start};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::list::{Shown, drag};
use crate::panel::ui::live::{Seen, When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::number::number_text;
use crate::panel::view::person::N_CHIPS;
use crate::panel::view::rows::Rows;
use crate::snapshot::MainButton;
use crate::stored::StoredRecord;

/// Which record a row draws, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RowPlace {
    pub(crate) revision: u64,
    /// Place among the rows shown.
    pub(crate) row: usize,
    /// Place in the list.
    pub(crate) record_idx: usize,
}

#[component]
pub(crate) fn Row(shown: Shown, place: RowPlace) -> impl IntoView {
    let panel = shown.panel;
    let RowPlace {
        row, record_idx, ..
    } = place;
    let (record, has_namesake) = panel
        .records
        .with_untracked(|records| (records.get(record_idx), records.has_namesake(record_idx)));
    let record = record?;
    let is_chosen = seen(move || {
        panel
            .selection
            .with(|selection| selection.contains(record_idx))
    });
    let is_current = is_current(panel, record.id.clone());
    let is_open = seen(move || shown.open.get() == Some(record_idx));
    let is_dragged = seen(move || {
        let dragged = shown.drag.with(|drag| drag.map(|drag| drag.record_idx));
        dragged == Some(record_idx)
            || (dragged.is_some_and(|other| is_chosen_too(panel, other)) && is_chosen.get())
    });
    let handle_row = move |event: MouseEvent| choose_by_row(shown, place, &event);
    let handle_tick = move |event: MouseEvent| choose_by_tick(shown, place, &event);
    let n_rows = live(move || shown.rows.with(Rows::len).to_string());
    let top = live(move || format!("translateY({}px)", shown.layout.get().top_px(row)));
    let called = called_name(&record, has_namesake);
    let details = record.clone();
    Some(view! {
        <li
            class=live(move || row_class([
                ("chosen", is_chosen.get()),
                ("current", is_current.get()),
                ("open", is_open.get()),
                ("dragged", is_dragged.get()),
            ]))
            aria-current=live(move || is_current.get().then_some("true"))
            aria-posinset=row + 1
            aria-setsize=n_rows
            data-row=row
            style:transform=top
            on:click=handler(handle_row)
        >
            <label class="tick">
                <input
                    type="checkbox"
                    aria-label=text_with("selectOne", &[&called])
                    tabindex=live(move || if shown.active.get() == row { "0" } else { "-1" })
                    prop:checked=live(move || is_chosen.get())
                    on:click=handler(handle_tick)
                    on:focus=handler(move |_| shown.active.set(row))
                />
            </label>
            <NameButton shown record_idx called=record.name.clone() is_open/>
            <span class="beneath">
                {number_view(&record)}
                <Marks shown record=record.clone() is_current/>
                {chips(&record)}
            </span>
            <Handle shown place/>
            <When on=is_open>
                <Details record=details.clone()/>
            </When>
        </li>
    })
}

fn row_class(states: [(&str, bool); 4]) -> String {
    let so = states.into_iter().filter(|(_, is_so)| *is_so);
    so.fold("row".to_owned(), |class, (name, _)| class + " " + name)
}

/// The name, with the number where somebody else has the same.
fn called_name(record: &StoredRecord, has_namesake: bool) -> String {
    let number = record
        .number
        .as_deref()
        .map_or_else(|| record.number_given.clone(), number_text);
    if record.name.is_empty() {
        number
    } else if has_namesake {
        format!("{} {number}", record.name)
    } else {
        record.name.clone()
    }
}

fn is_current(panel: Panel, id: String) -> Seen<bool> {
    panel.read(move |snapshot| {
        let called = snapshot
            .call
            .as_ref()
            .and_then(|call| call.record_id.as_deref());
        let current = snapshot.run.as_ref().and_then(|run| run.current.as_ref());
        called.or(current.map(|person| person.record_id.as_str())) == Some(id.as_str())
    })
}

fn is_chosen_too(panel: Panel, record_idx: usize) -> bool {
    panel
        .selection
        .with(|selection| selection.contains(record_idx))
}

/// The name unfolds what is known; for the keyboard the arrows do.
#[component]
fn NameButton(
    shown: Shown,
    record_idx: usize,
    called: String,
    is_open: Seen<bool>,
) -> impl IntoView {
    let toggle = move |event: MouseEvent| {
        event.stop_propagation();
        let is_open = is_open.get_untracked();
        shown.open.set((!is_open).then_some(record_idx));
    };
    let label = if called.is_empty() {
        text("nameless")
    } else {
        called
    };
    view! {
        <button
            class="name"
            tabindex="-1"
            aria-expanded=live(move || is_open.get().to_string())
            on:click=handler(toggle)
        >
            <span>{label}</span>
        </button>
    }
}

#[component]
fn Handle(shown: Shown, place: RowPlace) -> impl IntoView {
    let RowPlace {
        row, record_idx, ..
    } = place;
    let can_move = shown.can_move;
    view! {
        <When on=can_move>
            <span
                class="handle"
                aria-hidden="true"
                on:click=handler(|event: MouseEvent| event.stop_propagation())
                on:pointerdown=handler(move |event| drag::start(shown, row, record_idx, &event))
                on:pointermove=handler(move |event| drag::follow(shown, &event))
                on:pointerup=handler(move |_| drag::finish(shown))
                on:pointercancel=handler(move |_| drag::cancel(shown))
            >
                {icon(Icon::Grip)}
            </span>
        </When>
    }
}

fn number_view(record: &StoredRecord) -> AnyView {
    if let Some(number) = &record.number {
        return view! { <span class="number">{number_text(number)}</span> }.into_any();
    }
    let reason = detail_text(record.number_problem.as_deref().unwrap_or_default());
    let title = format!("{} {reason}", record.number_given);
    view! {
        <span class="badge bad" title=title>
            {icon(Icon::Warning)}
            {text("badgeNoNumber")}
        </span>
    }
    .into_any()
}

/// What is so about the person now, in words.
#[component]
fn Marks(shown: Shown, record: StoredRecord, is_current: Seen<bool>) -> impl IntoView {
    let id = record.id;
    let queued = seen(move || {
        shown
            .upcoming
            .with(|ids| ids.iter().position(|one| *one == id))
    });
    let is_queued = seen(move || queued.with(Option::is_some));
    let place = move || queued.get().map_or(0, |place| place + 1).to_string();
    let n_numbers = record.other_numbers.len() + usize::from(record.number.is_some());
    let several = (n_numbers > 1).then(|| {
        let words = text_with("badgeNumbers", &[&n_numbers.to_string()]);
        view! { <span class="badge">{words}</span> }
    });
    let problem = record
        .number_problem
        .map(|problem| view! { <span class="reason">{problem}</span> });
    view! {
        <When on=is_current>
            <span class="badge good">{icon(Icon::Phone)} {text("badgeCurrent")}</span>
        </When>
        <When on=is_queued>
            <span class="badge busy">{live(move || text_with("badgeQueued", &[&place()]))}</span>
        </When>
        {problem}
        {several}
    }
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
    filled.take(N_CHIPS).map(chip).collect()
}

/// All columns, and all numbers with a button each.
#[component]
fn Details(record: StoredRecord) -> impl IntoView {
    let panel = Panel::of_page();
    let main = record
        .number
        .clone()
        .map(|number| (text("numberMain"), number));
    let others = record
        .other_numbers
        .iter()
        .map(|other| (other.label.clone(), other.number.clone()));
    let numbers = main.into_iter().chain(others);
    let buttons = numbers.map(|(label, number)| call_button(panel, &record, &label, number));
    let columns = record.columns.iter().map(|(heading, value)| {
        view! { <div><dt>{heading.clone()}</dt> <dd>{value.clone()}</dd></div> }
    });
    let given = (record.number.is_none() && !record.number_given.is_empty()).then(|| {
        view! { <div><dt>{text("numberGiven")}</dt> <dd>{record.number_given.clone()}</dd></div> }
    });
    view! {
        <div class="details" on:click=handler(|event: MouseEvent| event.stop_propagation())>
            <div class="answers">{buttons.collect_view()}</div>
            <dl>{given} {columns.collect_view()}</dl>
        </div>
    }
}

fn call_button(panel: Panel, record: &StoredRecord, label: &str, number: String) -> AnyView {
    let can_call = panel.read(|snapshot| {
        let is_paused = snapshot
            .run
            .as_ref()
            .is_some_and(|run| run.paused.is_some());
        match snapshot.main_button {
            MainButton::Call => true,
            MainButton::Waiting => is_paused,
            MainButton::CallCurrent
            | MainButton::EndCall
            | MainButton::EndAndCall { .. }
            | MainButton::EndAndFinish => false,
        }
    });
    let shown_number = number_text(&number);
    let contact_id = record.id.clone();
    let call = move |event: MouseEvent| {
        if !is_press(&event) {
            return;
        }
        let message: PageRequest = PageMessage::TriggerFive9Call {
            phone_number: Some(number.clone()),
            request_id: None,
            contact_id: Some(contact_id.clone()),
            campaign_id: None,
            again: false,
        }
        .into();
        let started = message.clone();
        panel.press_then(Control::CallNumber, message, move |panel| {
            show_start(panel, &started);
        });
    };
    view! {
        <button
            class="small call-number"
            aria-label=text_with("callNumber", &[label, &shown_number])
            disabled=live(move || (!can_call.get()).then_some(""))
            on:click=handler(call)
        >
            {icon(Icon::Phone)}
            <small>{label.to_owned()}</small>
            <span class="number">{shown_number.clone()}</span>
        </button>
    }
    .into_any()
}

fn choose_by_row(shown: Shown, place: RowPlace, event: &MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is_tick = target.is_some_and(|target| target.closest(".tick").ok().flatten().is_some());
    if is_tick {
        return;
    }
    let record_idx = place.record_idx;
    shown.active.set(place.row);
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

fn choose_by_tick(shown: Shown, place: RowPlace, event: &MouseEvent) {
    let (selection, record_idx) = (shown.panel.selection, place.record_idx);
    shown.active.set(place.row);
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
