//! The store: IndexedDB, strictly durable, JSON texts under text keys.
//!
//! Only the worker writes; pages open it, read and close it again.

use indexed_db_futures::database::Database;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use indexed_db_futures::{BuildPrimitive, KeyRange, OpenDbResult, Result};

use crate::stored::StoredRecord;
use crate::wire::read_text;
use crate::worker::{
    Boot, CHUNK_PREFIX, LIST_KEY, Millis, PROGRESS_KEY, Row, Table, USES_KEY, lately_from, named_by,
};

const NAME: &str = "ninepin";
/// Version of the tables; formats of rows have their own.
const VERSION: u8 = 1;
/// Sorts behind every key that starts with the text before it.
const LAST: &str = "\u{ffff}";

pub(crate) async fn open() -> OpenDbResult<Database> {
    Database::open(NAME)
        .with_version(VERSION)
        .with_on_upgrade_needed(|_, database| {
            for table in Table::ALL {
                database.create_object_store(table.name()).build()?;
            }
            Ok(())
        })
        .await
}

/// Writes all rows or none; returns once they are on disk.
pub(crate) async fn write(database: &Database, rows: &[Row]) -> Result<()> {
    let mut tables: Vec<Table> = rows.iter().map(Row::table).collect();
    tables.sort_unstable();
    tables.dedup();
    if tables.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name()).collect();
    let options = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    let transaction = database
        .transaction(names.as_slice())
        .with_mode(TransactionMode::Readwrite)
        .with_options(options)
        .build()?;
    for row in rows {
        let store = transaction.object_store(row.table().name())?;
        match row {
            Row::Put { key, json, .. } => {
                store
                    .put(json.as_str())
                    .with_key(key.as_str())
                    .without_key_type()
                    .primitive()?;
            }
            Row::Clear(_) => {
                store.clear()?;
            }
        }
    }
    transaction.commit().await
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

/// The store could not be opened, or a row of it could not be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoreUnreadable;

async fn read_one(database: &Database, table: Table, key: &str) -> Result<Option<String>> {
    let transaction = database.transaction(table.name()).build()?;
    let store = transaction.object_store(table.name())?;
    store.get::<String, _, _>(key).primitive()?.await
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
    let transaction = database.transaction(table.name()).build()?;
    let store = transaction.object_store(table.name())?;
    let range = KeyRange::Bound(first, false, last, false);
    let rows = store
        .get_all::<String>()
        .with_query::<&str, _>(range)
        .primitive()?
        .await?;
    rows.collect()
}
