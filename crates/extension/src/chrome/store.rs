//! The store: IndexedDB, strictly durable, JSON texts under text keys.
//!
//! Only the worker writes; pages open it, read and close it again.

use std::cell::Cell;

use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};

use super::idb::{self, Database, Result};
use super::json::to_js;
use super::locale::zone_min;
use crate::days::{Day, FirstDays};
use crate::list::edits::{Edits, ListRows};
use crate::stored::HistoryCall;
use crate::wire::read_text;
use crate::worker::{
    Bookkeeping, Boot, CHUNK_PREFIX, Counted, EDIT_PREFIX, FORGOTTEN_KEY, Found, LIST_KEY, Look,
    Millis, PROGRESS_KEY, Row, TEMPLATES_KEY, Table, USES_KEY, attempt_of, attempts_of, calls_from,
    chunk_key, is_forgotten, lately_from, named_by, run_order_key,
};
use crate::zone::Date;

const NAME: &str = "ninepin";
/// The one for practice, so that nothing of it is ever found among what is real.
const PRACTICE_NAME: &str = "ninepin-practice";
/// Version of the tables; formats of rows have their own.
const VERSION: u32 = 3;
/// Rows read at once while the tables are brought up to date.
const BATCH: u32 = 1_000;
/// Sorts behind every key that starts with the text before it.
const LAST: &str = "\u{ffff}";

thread_local! {
    static PRACTICE: Cell<bool> = const { Cell::new(false) };
}

/// Which of the two stores is opened from now on.
pub(crate) fn use_practice(on: bool) {
    PRACTICE.set(on);
}

pub(crate) async fn open() -> Result<Database> {
    open_one(PRACTICE.get()).await
}

/// Opens the store for practice, or the real one, whichever is in use.
pub(crate) async fn open_one(practice: bool) -> Result<Database> {
    let tables = Table::ALL.iter().map(|table| table.name()).collect();
    let name = if practice { PRACTICE_NAME } else { NAME };
    idb::open(name, VERSION, tables, fill).await
}

/// Brings what an older version of the tables holds into those that are new.
async fn fill(transaction: idb::Transaction, new: Vec<&'static str>) -> Result<()> {
    let wants = |table: Table| new.contains(&table.name());
    let (wants_attempts, wants_days) = (wants(Table::Attempts), wants(Table::Days));
    if !wants_attempts && !wants_days {
        return Ok(());
    }
    let calls = transaction.object_store(Table::Calls.name())?;
    let attempts = transaction.object_store(Table::Attempts.name())?;
    let mut first_days = FirstDays::default();
    let mut last = String::new();
    loop {
        let range = idb::keys_after(&last)?;
        let keys = texts(&calls.get_some_keys(&range, BATCH)?).await?;
        let rows = texts(&calls.get_some(&range, BATCH)?).await?;
        for (key, row) in keys.iter().zip(&rows) {
            if wants_attempts && let Some(Row::Put { key, json, .. }) = attempt_of(key, row) {
                attempts.put(&json, &key)?;
            }
            if wants_days {
                first_days.take(row, &zone_min);
            }
        }
        match keys.into_iter().next_back() {
            Some(key) => last = key,
            None => break,
        }
    }
    if wants_days {
        let days = transaction.object_store(Table::Days.name())?;
        for (key, json) in first_days.rows() {
            days.put(&json, &key)?;
        }
    }
    Ok(())
}

/// Writes all rows or none, with what they mean for the rest of the history; returns once they are
/// on disk.
pub(crate) async fn write(database: &Database, rows: Vec<Row>) -> Result<Counted> {
    let mut books = Bookkeeping::start(rows);
    let tables = books.tables().into_iter();
    let names: Vec<&str> = tables.map(Table::name).collect();
    if names.is_empty() {
        return Ok(Counted::default());
    }
    let transaction = database.transaction(
        &js(&json!(names)),
        "readwrite",
        &js(&json!({ "durability": "strict" })),
    )?;
    while let Some(look) = books.poll_look() {
        books.handle_found(find(&transaction, &look).await?);
    }
    let (rows, counted) = books.finish();
    for row in &rows {
        let store = transaction.object_store(row.table().name())?;
        match row {
            Row::Put { key, json, .. } => _ = store.put(json, key)?,
            Row::Delete { key, .. } => _ = store.delete(key)?,
            Row::Forget {
                table,
                before,
                keep,
            } => forget(&store, *table, before, keep).await?,
            Row::Clear(_) => _ = store.clear()?,
        };
    }
    idb::commit(&transaction).await?;
    Ok(counted)
}

async fn find(transaction: &idb::Transaction, look: &Look) -> Result<Found> {
    match look {
        Look::Row(table, key) => {
            let row = transaction.object_store(table.name())?.get(key)?;
            Ok(Found::Row(idb::answer(&row).await?.as_string()))
        }
        Look::Keys(table, prefix) => {
            let range = idb::key_range(prefix, &format!("{prefix}{LAST}"))?;
            let keys = transaction
                .object_store(table.name())?
                .get_all_keys(&range)?;
            texts(&keys).await.map(Found::Keys)
        }
    }
}

/// Removes rows by their keys alone: a range for each piece without gaps.
async fn forget(
    store: &idb::ObjectStore,
    table: Table,
    before: &str,
    keep: &[String],
) -> Result<()> {
    let keys = texts(&store.get_all_keys(&idb::keys_after("")?)?).await?;
    let is_forgotten = |key: &String| is_forgotten(table, key, before, keep);
    for piece in keys.chunk_by(|one, next| is_forgotten(one) == is_forgotten(next)) {
        if let (Some(first), Some(last)) = (piece.first(), piece.last())
            && is_forgotten(first)
        {
            store.delete_range(&idb::key_range(first, last)?)?;
        }
    }
    Ok(())
}

/// The row of one call.
pub(crate) async fn read_call(database: &Database, intent: &str) -> Result<Option<String>> {
    read_one(database, Table::Calls, intent).await
}

/// Reads what a start of the worker needs; the caller adds what is not in here.
pub(crate) async fn read_boot(database: &Database, now: Millis) -> Result<Boot> {
    let mut boot = Boot {
        lately: read_from(database, Table::Calls, &lately_from(now), LAST).await?,
        ..Boot::default()
    };
    let list = read_one(database, Table::Records, LIST_KEY);
    boot.list = list.await?;
    boot.outbox = read_table(database, Table::Outbox).await?;
    boot.letters = read_table(database, Table::Letters).await?;
    boot.destinations = read_table(database, Table::Destinations).await?;
    boot.templates = read_one(database, Table::Progress, TEMPLATES_KEY).await?;
    boot.forgotten = read_one(database, Table::Progress, FORGOTTEN_KEY).await?;
    boot.uses = read_one(database, Table::Progress, USES_KEY).await?;
    boot.progress = read_one(database, Table::Progress, PROGRESS_KEY).await?;
    let Some(progress) = &boot.progress else {
        return Ok(boot);
    };
    let (run, call) = named_by(progress);
    if let Some(run) = run {
        boot.run = read_one(database, Table::Runs, &run).await?;
        boot.run_order = read_one(database, Table::Runs, &run_order_key(&run)).await?;
        boot.run_ends = read_prefix(database, Table::RunEnds, &format!("{run}/")).await?;
    }
    if let Some(call) = call {
        boot.call = read_one(database, Table::Calls, &call).await?;
    }
    Ok(boot)
}

/// The list's rows and what was changed since they were imported. Opens the store for itself.
///
/// # Errors
/// Why the store could not be read.
pub(crate) async fn read_list() -> std::result::Result<ListRows, StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    // One range, so that both are of one moment.
    let last = format!("{EDIT_PREFIX}{LAST}");
    let rows = read_from(&database, Table::Records, CHUNK_PREFIX, &last).await;
    database.close();
    let rows = rows.map_err(|_| StoreUnreadable)?;
    ListRows::read(&rows).ok_or(StoreUnreadable)
}

/// Calls of the history, the newest first.
#[derive(Debug, Default)]
pub struct HistoryRead {
    pub calls: Vec<HistoryCall>,
    /// There are more, older ones.
    pub has_more: bool,
    /// Rows among them that this version cannot read.
    pub n_unread: usize,
}

/// The newest `limit` calls that the agent asked for from one moment until before another, UTC ms.
/// Opens the store for itself.
///
/// # Errors
/// The store could not be read.
pub async fn read_calls(
    from_ms: Millis,
    to_ms: Millis,
    limit: usize,
) -> std::result::Result<HistoryRead, StoreUnreadable> {
    let (first, last) = (calls_from(from_ms), calls_from(to_ms));
    read_history(Table::Calls, &first, &last, limit).await
}

/// When the agent asked for the oldest call that is kept, UTC ms; absent: none is kept. Opens the
/// store for itself.
///
/// # Errors
/// The store could not be read.
pub(crate) async fn read_first_ms() -> std::result::Result<Option<Millis>, StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    let key = first_key(&database, Table::Calls).await;
    database.close();
    let key = key.map_err(|_| StoreUnreadable)?;
    // A key begins with the time.
    Ok(key.and_then(|key| key.split('-').next()?.parse().ok()))
}

async fn first_key(database: &Database, table: Table) -> Result<Option<String>> {
    let range = idb::keys_after("")?;
    let keys = texts(&reading(database, table)?.get_some_keys(&range, 1)?).await?;
    Ok(keys.into_iter().next())
}

/// The newest `limit` calls to a number. Opens the store for itself.
///
/// # Errors
/// The store could not be read.
pub async fn read_attempts(
    number: &str,
    limit: usize,
) -> std::result::Result<HistoryRead, StoreUnreadable> {
    let first = attempts_of(number);
    let last = format!("{first}{LAST}");
    read_history(Table::Attempts, &first, &last, limit).await
}

async fn read_history(
    table: Table,
    first: &str,
    last: &str,
    limit: usize,
) -> std::result::Result<HistoryRead, StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    let read = read_newest(&database, table, (first, last), limit).await;
    database.close();
    read.map_err(|_| StoreUnreadable)
}

/// The calls that the last keys of a range name. However many there are in it, only these are read.
async fn read_newest(
    database: &Database,
    table: Table,
    (first, last): (&str, &str),
    limit: usize,
) -> Result<HistoryRead> {
    let store = reading(database, table)?;
    let range = idb::key_range(first, last)?;
    let left_out = match u32::try_from(limit) {
        Ok(limit) => key_from_end(&store, &range, limit).await?,
        Err(_) => None,
    };
    let newest = match &left_out {
        Some(key) => idb::key_range_after(key, last, true)?,
        None => range,
    };
    let rows = if table == Table::Calls {
        texts(&store.get_all(&newest)?).await?
    } else {
        let keys = texts(&store.get_all_keys(&newest)?).await?;
        calls_named(database, &keys).await?
    };
    let calls = rows.iter().rev().filter_map(|row| read_text(row));
    let calls: Vec<HistoryCall> = calls.collect();
    Ok(HistoryRead {
        has_more: left_out.is_some(),
        n_unread: rows.len() - calls.len(),
        calls,
    })
}

/// The key before which there are so many others, counted from the last one; none if there are fewer.
async fn key_from_end(
    store: &idb::ObjectStore,
    range: &idb::KeyRange,
    n: u32,
) -> Result<Option<String>> {
    let request = store.open_key_cursor(range, "prev")?;
    let cursor = idb::answer(&request).await?;
    if cursor.is_null() {
        return Ok(None);
    }
    let cursor: idb::Cursor = cursor.unchecked_into();
    cursor.advance(n)?;
    let there = idb::answer(&request).await?;
    Ok((!there.is_null())
        .then(|| cursor.key().as_string())
        .flatten())
}

/// The rows of the calls that these attempts are of.
async fn calls_named(database: &Database, attempts: &[String]) -> Result<Vec<String>> {
    let calls = reading(database, Table::Calls)?;
    let mut rows = Vec::new();
    for key in attempts {
        let intent = key.rsplit('/').next().unwrap_or_default();
        rows.extend(idb::answer(&calls.get(intent)?).await?.as_string());
    }
    Ok(rows)
}

/// Gives the list's rows as they were imported, one after the other, each in a task of its own, and
/// stops where one is refused; then what was changed since. Opens the store for itself.
///
/// All are of one moment: they are read in one transaction, which lives as long as the next row is
/// asked for before the last one is looked at.
///
/// # Errors
/// Why the store could not be read.
pub(crate) async fn read_list_rows(
    take: impl FnMut(&str) -> bool,
) -> std::result::Result<Edits, StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    let edits = give_list_rows(&database, take).await;
    database.close();
    let edits = edits.map_err(|_| StoreUnreadable)?;
    edits
        .and_then(|edits| Edits::read(&edits))
        .ok_or(StoreUnreadable)
}

/// The texts of the changes; absent if a row was refused.
async fn give_list_rows(
    database: &Database,
    mut take: impl FnMut(&str) -> bool,
) -> Result<Option<Vec<String>>> {
    let store = reading(database, Table::Records)?;
    let mut request = store.get(&chunk_key(0))?;
    for next in 1.. {
        let row = idb::answer(&request).await?;
        if row.is_undefined() {
            break;
        }
        request = store.get(&chunk_key(next))?;
        if !row.as_string().is_some_and(|row| take(&row)) {
            return Ok(None);
        }
    }
    let edits = idb::key_range(EDIT_PREFIX, &format!("{EDIT_PREFIX}{LAST}"))?;
    texts(&store.get_all(&edits)?).await.map(Some)
}

/// What the calls of each day come to, from one date to another, in their order; a row that this
/// version cannot read is left out. Opens the store for itself.
///
/// # Errors
/// The store could not be read.
pub async fn read_days(
    first: Date,
    last: Date,
) -> std::result::Result<Vec<(Date, Day)>, StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    let days = give_days(&database, &first.text(), &last.text()).await;
    database.close();
    days.map_err(|_| StoreUnreadable)
}

async fn give_days(database: &Database, first: &str, last: &str) -> Result<Vec<(Date, Day)>> {
    let range = idb::key_range(first, last)?;
    let rows = with_keys(&reading(database, Table::Days)?, &range).await?;
    let days = rows.iter();
    let days = days.filter_map(|(key, row)| Some((Date::from_text(key)?, Day::read(row)?)));
    Ok(days.collect())
}

/// The rows of what waits for other systems, then of what they did not take. Opens the store for
/// itself.
///
/// # Errors
/// The store could not be read.
pub(crate) async fn read_outbox() -> std::result::Result<Vec<String>, StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    let rows = give_outbox(&database).await;
    database.close();
    rows.map_err(|_| StoreUnreadable)
}

/// Both of one moment, so that what moves from one table to the other is there once.
async fn give_outbox(database: &Database) -> Result<Vec<String>> {
    let names = [Table::Outbox, Table::Letters].map(Table::name);
    let transaction = database.transaction(&js(&json!(names)), "readonly", &JsValue::UNDEFINED)?;
    let mut rows = Vec::new();
    for name in names {
        let request = transaction
            .object_store(name)?
            .get_all(&idb::keys_after("")?)?;
        rows.extend(texts(&request).await?);
    }
    Ok(rows)
}

/// The store could not be opened, or a row of it could not be read.
#[derive(Clone, Copy, Debug)]
pub struct StoreUnreadable;

async fn read_one(database: &Database, table: Table, key: &str) -> Result<Option<String>> {
    let request = reading(database, table)?.get(key)?;
    let row = idb::answer(&request).await?;
    if row.is_undefined() {
        return Ok(None);
    }
    row.as_string().map(Some).ok_or(row)
}

async fn read_prefix(database: &Database, table: Table, prefix: &str) -> Result<Vec<String>> {
    read_from(database, table, prefix, &format!("{prefix}{LAST}")).await
}

async fn read_from(
    database: &Database,
    table: Table,
    first: &str,
    last: &str,
) -> Result<Vec<String>> {
    let range = idb::key_range(first, last)?;
    let request = reading(database, table)?.get_all(&range)?;
    texts(&request).await
}

/// All rows of a table with their keys, of one moment.
async fn read_table(database: &Database, table: Table) -> Result<Vec<(String, String)>> {
    with_keys(&reading(database, table)?, &idb::keys_after("")?).await
}

/// Both of one moment: the transaction lives as long as it is asked for more.
async fn with_keys(
    store: &idb::ObjectStore,
    range: &idb::KeyRange,
) -> Result<Vec<(String, String)>> {
    let keys = texts(&store.get_all_keys(range)?).await?;
    let rows = texts(&store.get_all(range)?).await?;
    Ok(keys.into_iter().zip(rows).collect())
}

/// The keys or rows that a request came to.
async fn texts(request: &idb::Request) -> Result<Vec<String>> {
    let rows = Array::from(&idb::answer(request).await?);
    let texts = rows.iter().map(|row| row.as_string().ok_or(row));
    texts.collect()
}

fn reading(database: &Database, table: Table) -> Result<idb::ObjectStore> {
    let name = table.name();
    let transaction = database.transaction(&name.into(), "readonly", &JsValue::UNDEFINED)?;
    transaction.object_store(name)
}

fn js(value: &Value) -> JsValue {
    to_js(value).unwrap_or(JsValue::UNDEFINED)
}
