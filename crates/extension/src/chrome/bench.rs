//! What the benchmark of the history asks of the store, by the functions that worker and panel use.
//!
//! Rule: it works on the store for practice, which nobody else touches meanwhile.

use js_sys::Promise;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use super::locale::zone_min;
use super::store;
use crate::panel::view::history::filter::Filter;
use crate::panel::view::history::past::past;
use crate::worker::{Row, Table, attempt_of};
use crate::zone::Date;

/// As many as the history shows of one day.
const N_DAY: usize = 5_000;
/// As many as are drawn at once.
const N_PAGE: usize = 50;
/// No call is asked for later.
const LAST_MS: u64 = 9_999_999_999_999;

/// Does what is named; `n` is a time, UTC ms, or a number of things. Comes to how many were found.
#[must_use]
pub fn bench_history(what: String, n: f64) -> Promise {
    store::use_practice(true);
    future_to_promise(async move {
        let found = match what.as_str() {
            "open" => {
                store::open().await?.close();
                0
            }
            "insert" => insert(n as u64).await?,
            "page" => read(0, LAST_MS, N_PAGE).await?.calls.len(),
            "day" => {
                let at_ms = n as u64;
                let day = Date::at(at_ms, &zone_min);
                let (from_ms, to_ms) = (day.start_ms(&zone_min), day.next().start_ms(&zone_min));
                read(from_ms, to_ms, N_DAY).await?.calls.len()
            }
            "search" => {
                let read = read(0, LAST_MS, N_DAY).await?;
                let query = format!("person {n} lunch");
                let filter = Filter {
                    query,
                    ..Filter::default()
                };
                filter.places(&read.calls).len()
            }
            "number" => {
                let number = format!("+1202555{:04}", n as u64 % 10_000);
                let read = store::read_attempts(&number, N_DAY).await;
                read.map_err(|_| unreadable())?.calls.len()
            }
            "aggregate" => aggregate().await?,
            _ => return Err(JsValue::from_str("nothing is called so")),
        };
        Ok(JsValue::from_f64(found as f64))
    })
}

async fn read(from_ms: u64, to_ms: u64, limit: usize) -> Result<store::HistoryRead, JsValue> {
    let read = store::read_calls(from_ms, to_ms, limit).await;
    read.map_err(|_| unreadable())
}

/// Everything that the panel can tell of the past, by weekday and hour, outcome and list.
async fn aggregate() -> Result<usize, JsValue> {
    let (first, last) = (Date::at(0, &|_| 0), Date::at(LAST_MS, &|_| 0));
    let days = store::read_days(first, last).await;
    let days = days.map_err(|_| unreadable())?;
    let past = past(&days, last, 23);
    Ok(past.hours.iter().map(|hour| hour.n_calls).sum())
}

/// One write of one call, as the worker writes it once it is over.
async fn insert(at_ms: u64) -> Result<usize, JsValue> {
    let intent = format!("{at_ms:013}-bench-1");
    let call = json!({
        "version": 4, "intent": intent, "campaign": "1", "agent": "1", "carrier": "c",
        "zoneMin": zone_min(at_ms), "beforeEndedAtMs": at_ms - 9_000, "runIndex": null,
        "target": {"record": "r1", "name": "Person 1", "list": "Autumn",
            "number": format!("+1202555{:04}", at_ms % 10_000), "problem": null},
        "placement": "accepted", "trouble": null, "callId": "C", "over": true,
        "endPressed": true, "endedBy": "agent", "outcome": {"id": "1", "name": "Busy"},
        "held": {"confirmed": {"id": "1"}}, "note": "", "dialedAtMs": at_ms + 100,
        "ringingAtMs": at_ms + 400, "answeredAtMs": null, "endedAtMs": at_ms + 20_000,
        "finishedAtMs": at_ms + 25_000, "knownBefore": [],
    });
    let json = call.to_string();
    let attempt = attempt_of(&intent, &json);
    let call = Row::Put {
        table: Table::Calls,
        key: intent,
        json,
    };
    let rows = std::iter::once(call).chain(attempt).collect();
    let database = store::open().await?;
    let counted = store::write(&database, rows).await;
    database.close();
    Ok(counted?.len())
}

fn unreadable() -> JsValue {
    JsValue::from_str("the store could not be read")
}
