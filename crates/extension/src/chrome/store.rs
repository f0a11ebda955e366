//! The store: IndexedDB, strictly durable, JSON texts under text keys.
//!
//! Only the worker writes; pages open it, read and close it again.

use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use super::idb::{self, Database, Result};
use super::json::to_js;
use crate::stored::StoredRecord;
use crate::wire::read_text;
use crate::worker::{
    Boot, CHUNK_PREFIX, LIST_KEY, Millis, PROGRESS_KEY, Row, Table, USES_KEY, chunk_key,
    lately_from, named_by,
};

const NAME: &str = "ninepin";
/// Version of the tables; formats of rows have their own.
const VERSION: u32 = 1;
/// Sorts behind every key that starts with the text before it.
const LAST: &str = "\u{ffff}";

pub(crate) async fn open() -> Result<Database> {
    let tables = Table::ALL.iter().map(|table| table.name()).collect();
    idb::open(NAME, VERSION, tables).await
}

/// Writes all rows or none; returns once they are on disk.
pub(crate) async fn write(database: &Database, rows: &[Row]) -> Result<()> {
    let tables = Table::ALL.iter();
    let tables = tables.filter(|table| rows.iter().any(|row| row.table() == **table));
    let names: Vec<&str> = tables.map(|table| table.name()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let transaction = database.transaction(
        &js(&json!(names)),
        "readwrite",
        &js(&json!({ "durability": "strict" })),
    )?;
    for row in rows {
        let store = transaction.object_store(row.table().name())?;
        match row {
            Row::Put { key, json, .. } => store.put(json, key)?,
            Row::Clear(_) => store.clear()?,
        };
    }
    idb::commit(&transaction).await
}

/// Reads what a start of the worker needs; the caller adds what is not in here.
pub(crate) async fn read_boot(database: &Database, now: Millis) -> Result<Boot> {
    let mut boot = Boot {
        lately: read_from(database, Table::Calls, &lately_from(now), LAST).await?,
        ..Boot::default()
    };
    let list = read_one(database, Table::Records, LIST_KEY);
    boot.list = list.await?;
    boot.uses = read_one(database, Table::Progress, USES_KEY).await?;
    boot.progress = read_one(database, Table::Progress, PROGRESS_KEY).await?;
    let Some(progress) = &boot.progress else {
        return Ok(boot);
    };
    let (run, call) = named_by(progress);
    if let Some(run) = run {
        boot.run = read_one(database, Table::Runs, &run).await?;
        boot.run_ends = read_prefix(database, Table::RunEnds, &format!("{run}/")).await?;
    }
    if let Some(call) = call {
        boot.call = read_one(database, Table::Calls, &call).await?;
    }
    Ok(boot)
}

/// The list's rows, in order. Opens the store for itself.
///
/// # Errors
/// Why the store could not be read.
pub(crate) async fn read_records() -> std::result::Result<Vec<StoredRecord>, StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    let chunks = read_prefix(&database, Table::Records, CHUNK_PREFIX).await;
    database.close();
    let mut records = Vec::new();
    for chunk in chunks.map_err(|_| StoreUnreadable)? {
        let chunk: Vec<StoredRecord> = read_text(&chunk).ok_or(StoreUnreadable)?;
        records.extend(chunk);
    }
    Ok(records)
}

/// Gives the list's rows as they are stored, one after the other, each in a task of its own, and
/// stops where one is refused. Opens the store for itself.
///
/// All are of one moment: they are read in one transaction, which lives as long as the next row is
/// asked for before the last one is looked at.
///
/// # Errors
/// Why the store could not be read.
pub(crate) async fn read_list_rows(
    take: impl FnMut(&str) -> bool,
) -> std::result::Result<(), StoreUnreadable> {
    let database = open().await.map_err(|_| StoreUnreadable)?;
    let is_whole = give_list_rows(&database, take).await;
    database.close();
    match is_whole {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(StoreUnreadable),
    }
}

async fn give_list_rows(database: &Database, mut take: impl FnMut(&str) -> bool) -> Result<bool> {
    let store = reading(database, Table::Records)?;
    let mut request = store.get(&chunk_key(0))?;
    for next in 1.. {
        let row = idb::answer(&request).await?;
        if row.is_undefined() {
            break;
        }
        request = store.get(&chunk_key(next))?;
        if !row.as_string().is_some_and(|row| take(&row)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The store could not be opened, or a row of it could not be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoreUnreadable;

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
    let rows = Array::from(&idb::answer(&request).await?);
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
