//! Files of calls and of the list, made on this page and handed to the browser.
//!
//! What is long is read and written piece by piece, so that the page stays awake in between.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::chrome::locale::zone_min;
use crate::chrome::page::{pause, save_bytes, save_file};
use crate::chrome::spreadsheet::workbook;
use crate::chrome::store::{StoreUnreadable, read_calls, read_first_ms};
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::view::history::export::{
    Format, MARK, add_headings, line, list_csv, list_headings,
};
use crate::panel::view::records::Records;
use crate::stored::{HistoryCall, StoredRecord};
use crate::zone::Date;

/// Days before today with which the range begins at first.
const N_DAYS: i64 = 30;
/// Calls or records that are written without a pause.
const N_AT_ONCE: usize = 1_000;

/// Saves calls that were read already, in their order.
pub(crate) async fn save_calls(name: &str, format: Format, calls: &[HistoryCall]) -> bool {
    let mut parts = vec![format.head()];
    add_lines(&mut parts, format, calls).await;
    save(&format!("calls-{name}"), format, &parts).await
}

async fn add_lines(parts: &mut Vec<String>, format: Format, calls: &[HistoryCall]) {
    for calls in calls.chunks(N_AT_ONCE) {
        parts.push(format.lines(calls, &zone_min));
        pause().await;
    }
}

async fn save(name: &str, format: Format, parts: &[String]) -> bool {
    let (end, kind) = format.file();
    let name = format!("{name}.{end}");
    match format {
        Format::Csv | Format::JsonLines => save_file(&name, kind, parts),
        Format::Xlsx => match workbook(parts).await {
            Some(bytes) => save_bytes(&name, kind, &bytes),
            None => false,
        },
    }
}

/// The part of the settings that saves what is kept.
#[component]
pub(crate) fn Export() -> impl IntoView {
    let panel = Panel::of_page();
    let today = Date::at(panel.clock_ms.get_untracked(), &zone_min);
    let (from, to) = (Var::new(today.plus(-N_DAYS)), Var::new(today));
    let (is_busy, told) = (Var::new(false), Var::new(String::new()));
    let has_list = panel.read(|snapshot| snapshot.list.n_records > 0);
    let save_range = move |format| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let (from, to) = (from.get_untracked(), to.get_untracked());
        spawn_local(async move {
            told.set(calls_saved(from, to, format, told).await);
            is_busy.set(false);
        });
    };
    let save_list = move |_| {
        let records = panel.records.get_untracked();
        spawn_local(async move { told.set(list_saved(&records).await) });
    };
    view! {
        <div class="export">
            <h3>{text("exportTitle")}</h3>
            <div class="pair">
                {day_field("exportFrom", from)}
                {day_field("exportTo", to)}
            </div>
            <div class="answers">
                {Format::ALL.map(|format| view! {
                    <button
                        class="small"
                        aria-disabled=live(move || is_busy.get().then_some("true"))
                        on:click=handler(move |_| save_range(format))
                    >
                        {text(format.key())}
                    </button>
                }.into_any()).into_iter().collect_view()}
                <When on=has_list>
                    <button class="small" on:click=handler(save_list)>{text("exportList")}</button>
                </When>
            </div>
            <p class="hint" role="status">{live(move || told.get())}</p>
        </div>
    }
}

fn day_field(key: &'static str, day: Var<Date>) -> AnyView {
    let choose = move |event| {
        if let Some(chosen) = Date::from_text(&event_target_value(&event)) {
            day.set(chosen);
        }
    };
    let value = seen(move || day.get().text());
    view! {
        <label class="field">
            <span>{text(key)}</span>
            <input type="date" prop:value=live(move || value.get()) on:change=handler(choose)/>
        </label>
    }
    .into_any()
}

/// Saves the calls of a range of days; what came of it, in words.
async fn calls_saved(from: Date, to: Date, format: Format, told: Var<String>) -> String {
    let Ok(first_ms) = read_first_ms().await else {
        return text("historyUnreadable");
    };
    // Before the first call there is nothing to read, however many days that are.
    let first = first_ms.map_or(to.next(), |first_ms| Date::at(first_ms, &zone_min));
    let mut parts = vec![format.head()];
    let (mut day, mut n_calls) = (from.max(first), 0);
    while day <= to {
        let Ok(calls) = calls_of(day).await else {
            return text("historyUnreadable");
        };
        if !calls.is_empty() {
            n_calls += calls.len();
            told.set(text_with("exportBusy", &[&count_text(n_calls)]));
            add_lines(&mut parts, format, &calls).await;
        }
        day = day.next();
    }
    if n_calls == 0 {
        return text("historyNothing");
    }
    let name = format!("calls-{}-to-{}", from.text(), to.text());
    saved(save(&name, format, &parts).await, n_calls)
}

/// The calls of a day in the order of time.
async fn calls_of(day: Date) -> Result<Vec<HistoryCall>, StoreUnreadable> {
    let (from_ms, to_ms) = (day.start_ms(&zone_min), day.next().start_ms(&zone_min));
    let mut calls = read_calls(from_ms, to_ms, usize::MAX).await?.calls;
    calls.reverse();
    Ok(calls)
}

async fn list_saved(records: &Records) -> String {
    let mut headings = list_headings();
    for rows in pieces(records) {
        add_headings(&mut headings, &rows);
        pause().await;
    }
    let head = line(headings.iter().cloned());
    let mut parts = vec![format!("{MARK}{head}")];
    for rows in pieces(records) {
        parts.push(list_csv(&rows, &headings));
        pause().await;
    }
    saved(save("list", Format::Csv, &parts).await, records.len())
}

/// The records of the list, some at a time.
fn pieces(records: &Records) -> impl Iterator<Item = Vec<StoredRecord>> {
    let starts = (0..records.len()).step_by(N_AT_ONCE);
    starts.map(|start| {
        let places = start..start + N_AT_ONCE;
        places.filter_map(|place| records.get(place)).collect()
    })
}

fn saved(is_saved: bool, n_rows: usize) -> String {
    if is_saved {
        text_with("exportDone", &[&count_text(n_rows)])
    } else {
        text("exportFailed")
    }
}
