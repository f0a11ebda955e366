//! Files of calls and of the list, made on this page and handed to the browser.
//!
//! A long range is read and written day by day, so that the page stays awake in between.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::chrome::locale::zone_min;
use crate::chrome::page::save_file;
use crate::chrome::store::{StoreUnreadable, read_calls};
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::view::history::export::{Format, MARK, line, list_csv, list_headings};
use crate::panel::view::zone::Date;
use crate::stored::{HistoryCall, StoredRecord};

/// Days before today with which the range begins at first.
const N_DAYS: i64 = 30;
/// Records that are written without a pause.
const N_AT_ONCE: usize = 2_000;

/// Saves calls that were read already, in their order.
pub(crate) fn save_calls(name: &str, format: Format, calls: &[HistoryCall]) -> bool {
    let parts = [format.head(), format.lines(calls, &zone_min)];
    save(&format!("calls-{name}"), format, &parts)
}

fn save(name: &str, format: Format, parts: &[String]) -> bool {
    let (end, kind) = format.file();
    save_file(&format!("{name}.{end}"), kind, parts)
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
        let records = panel.records.with_untracked(|records| records.rows());
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
    let mut parts = vec![format.head()];
    let (mut day, mut n_calls) = (from, 0);
    while day <= to {
        let Ok(calls) = calls_of(day).await else {
            return text("historyUnreadable");
        };
        if !calls.is_empty() {
            n_calls += calls.len();
            told.set(text_with("exportBusy", &[&count_text(n_calls)]));
            parts.push(format.lines(&calls, &zone_min));
        }
        day = day.next();
    }
    if n_calls == 0 {
        return text("historyNothing");
    }
    let name = format!("calls-{}-to-{}", from.text(), to.text());
    saved(save(&name, format, &parts), n_calls)
}

/// The calls of a day in the order of time.
async fn calls_of(day: Date) -> Result<Vec<HistoryCall>, StoreUnreadable> {
    let (from_ms, to_ms) = (day.start_ms(&zone_min), day.next().start_ms(&zone_min));
    let mut calls = read_calls(from_ms, to_ms, usize::MAX).await?.calls;
    calls.reverse();
    Ok(calls)
}

async fn list_saved(records: &[StoredRecord]) -> String {
    let headings = list_headings(records);
    let head = line(headings.iter().cloned());
    let mut parts = vec![format!("{MARK}{head}")];
    for chunk in records.chunks(N_AT_ONCE) {
        parts.push(list_csv(chunk, &headings));
        crate::chrome::page::pause().await;
    }
    saved(save("list", Format::Csv, &parts), records.len())
}

fn saved(is_saved: bool, n_rows: usize) -> String {
    if is_saved {
        text_with("exportDone", &[&count_text(n_rows)])
    } else {
        text("exportFailed")
    }
}
