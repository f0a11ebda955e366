//! IndexedDB, as much of it as the store needs: a request or a transaction is a promise.
//!
//! Rule: a promise is taken before anything else is awaited, so that no event is missed.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

pub(super) type Result<T> = std::result::Result<T, JsValue>;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = indexedDB, js_name = open)]
    fn open_request(name: &str, version: u32) -> Result<Request>;

    /// An `IDBRequest`; the one that opens has `onupgradeneeded`, too.
    #[derive(Clone)]
    pub(super) type Request;
    #[wasm_bindgen(method, getter, catch)]
    fn result(this: &Request) -> Result<JsValue>;
    #[wasm_bindgen(method, getter)]
    fn transaction(this: &Request) -> Option<Transaction>;
    #[wasm_bindgen(method, setter, js_name = onsuccess)]
    fn set_on_success(this: &Request, handle: &Function);
    #[wasm_bindgen(method, setter, js_name = onerror)]
    fn set_on_error(this: &Request, handle: &Function);
    #[wasm_bindgen(method, setter, js_name = onupgradeneeded)]
    fn set_on_upgrade(this: &Request, handle: &JsValue);

    /// A `DOMStringList`.
    type Names;
    #[wasm_bindgen(method)]
    fn contains(this: &Names, name: &str) -> bool;

    /// An `IDBDatabase`.
    pub(crate) type Database;
    #[wasm_bindgen(method, catch, js_name = createObjectStore)]
    fn create_object_store(this: &Database, name: &str) -> Result<ObjectStore>;
    #[wasm_bindgen(method, catch, js_name = transaction)]
    pub(super) fn transaction(
        this: &Database,
        names: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<Transaction>;
    #[wasm_bindgen(method, getter, js_name = objectStoreNames)]
    fn object_store_names(this: &Database) -> Names;
    #[wasm_bindgen(method, setter, js_name = onversionchange)]
    fn set_on_version_change(this: &Database, handle: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Database);

    /// An `IDBTransaction`.
    #[derive(Clone)]
    pub(super) type Transaction;
    #[wasm_bindgen(method, catch, js_name = objectStore)]
    pub(super) fn object_store(this: &Transaction, name: &str) -> Result<ObjectStore>;
    #[wasm_bindgen(method, catch)]
    fn commit(this: &Transaction) -> Result<()>;
    #[wasm_bindgen(method, catch)]
    fn abort(this: &Transaction) -> Result<()>;
    #[wasm_bindgen(method, setter, js_name = oncomplete)]
    fn set_on_complete(this: &Transaction, handle: &Function);
    #[wasm_bindgen(method, setter, js_name = onabort)]
    fn set_on_abort(this: &Transaction, handle: &Function);

    /// An `IDBObjectStore`.
    pub(super) type ObjectStore;
    #[wasm_bindgen(method, catch)]
    pub(super) fn put(this: &ObjectStore, value: &str, key: &str) -> Result<Request>;
    #[wasm_bindgen(method, catch, js_name = put)]
    pub(super) fn put_value(this: &ObjectStore, value: &JsValue, key: &str) -> Result<Request>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn clear(this: &ObjectStore) -> Result<Request>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn delete(this: &ObjectStore, key: &str) -> Result<Request>;
    #[wasm_bindgen(method, catch, js_name = delete)]
    pub(super) fn delete_range(this: &ObjectStore, range: &KeyRange) -> Result<Request>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn get(this: &ObjectStore, key: &str) -> Result<Request>;
    #[wasm_bindgen(method, catch, js_name = getAll)]
    pub(super) fn get_all(this: &ObjectStore, range: &KeyRange) -> Result<Request>;
    #[wasm_bindgen(method, catch, js_name = getAll)]
    pub(super) fn get_some(this: &ObjectStore, range: &KeyRange, n_max: u32) -> Result<Request>;
    #[wasm_bindgen(method, catch, js_name = getAllKeys)]
    pub(super) fn get_all_keys(this: &ObjectStore, range: &KeyRange) -> Result<Request>;
    #[wasm_bindgen(method, catch, js_name = getAllKeys)]
    pub(super) fn get_some_keys(
        this: &ObjectStore,
        range: &KeyRange,
        n_max: u32,
    ) -> Result<Request>;

    #[wasm_bindgen(method, catch, js_name = openKeyCursor)]
    pub(super) fn open_key_cursor(
        this: &ObjectStore,
        range: &KeyRange,
        direction: &str,
    ) -> Result<Request>;

    /// An `IDBCursor`.
    pub(super) type Cursor;
    #[wasm_bindgen(method, getter)]
    pub(super) fn key(this: &Cursor) -> JsValue;
    #[wasm_bindgen(method, catch)]
    pub(super) fn advance(this: &Cursor, n: u32) -> Result<()>;

    /// An `IDBKeyRange`.
    pub(super) type KeyRange;
    #[wasm_bindgen(catch, js_namespace = IDBKeyRange, js_name = bound)]
    pub(super) fn key_range(first: &str, last: &str) -> Result<KeyRange>;
    #[wasm_bindgen(catch, js_namespace = IDBKeyRange, js_name = bound)]
    pub(super) fn key_range_after(first: &str, last: &str, is_open: bool) -> Result<KeyRange>;
    #[wasm_bindgen(catch, js_namespace = IDBKeyRange, js_name = lowerBound)]
    fn lower_bound(first: &str, is_open: bool) -> Result<KeyRange>;
}

/// Whether nothing was written because no room is left.
pub(super) fn is_full(error: &JsValue) -> bool {
    let part = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    // What a request or a transaction reports is an event, whose target has the error.
    let reported = part(error, "target").and_then(|target| part(&target, "error"));
    let name = part(reported.as_ref().unwrap_or(error), "name");
    name.is_some_and(|name| name == "QuotaExceededError")
}

/// The keys behind this one.
pub(super) fn keys_after(key: &str) -> Result<KeyRange> {
    lower_bound(key, true)
}

/// Opens the database; tables that it lacks are made. `fill` follows in the same transaction, with
/// the names of the new tables, where there were others before.
pub(super) async fn open<F>(
    name: &str,
    version: u32,
    tables: Vec<&'static str>,
    fill: fn(Transaction, Vec<&'static str>) -> F,
) -> Result<Database>
where
    F: Future<Output = Result<()>> + 'static,
{
    let request = open_request(name, version)?;
    let upgraded = request.clone();
    let upgrade = Closure::<dyn Fn()>::new(move || {
        let Some(transaction) = upgraded.transaction() else {
            return;
        };
        let created = create_tables(&upgraded, &tables);
        let is_new = created.as_ref().is_ok_and(|new| *new == tables);
        spawn_local(async move {
            let filled = match created {
                Ok(new) if !is_new => fill(transaction.clone(), new).await,
                Ok(_) => Ok(()),
                Err(error) => Err(error),
            };
            if filled.is_err() {
                // Half a database must not stay: the opening fails.
                _ = transaction.abort();
            }
        });
    });
    request.set_on_upgrade(upgrade.as_ref());
    let database: Database = answer(&request).await?.unchecked_into();
    close_for_others(&database);
    Ok(database)
}

/// A newer version of the extension that waits for the database gets it.
fn close_for_others(database: &Database) {
    let closed: Database = JsValue::from(database).unchecked_into();
    let close = Closure::once_into_js(move || closed.close());
    database.set_on_version_change(&close);
}

fn create_tables(request: &Request, tables: &[&'static str]) -> Result<Vec<&'static str>> {
    let database: Database = request.result()?.unchecked_into();
    let known = database.object_store_names();
    let new = tables.iter().filter(|table| !known.contains(table));
    let new: Vec<&'static str> = new.copied().collect();
    for table in &new {
        database.create_object_store(table)?;
    }
    Ok(new)
}

/// What a request came to.
pub(super) async fn answer(request: &Request) -> Result<JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_on_success(&resolve);
        request.set_on_error(&reject);
    });
    JsFuture::from(settled).await?;
    request.result()
}

/// Returns once all that the transaction wrote is on disk; an error means that nothing is.
pub(super) async fn commit(transaction: &Transaction) -> Result<()> {
    let settled = Promise::new(&mut |resolve, reject| {
        transaction.set_on_complete(&resolve);
        transaction.set_on_abort(&reject);
    });
    transaction.commit()?;
    JsFuture::from(settled).await?;
    Ok(())
}
