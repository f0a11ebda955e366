//! IndexedDB, as much of it as the store needs: a request or a transaction is a promise.
//!
//! Rule: a promise is taken before anything else is awaited, so that no event is missed.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

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
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Database);

    /// An `IDBTransaction`.
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
    #[wasm_bindgen(method, catch)]
    pub(super) fn clear(this: &ObjectStore) -> Result<Request>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn get(this: &ObjectStore, key: &str) -> Result<Request>;
    #[wasm_bindgen(method, catch, js_name = getAll)]
    pub(super) fn get_all(this: &ObjectStore, range: &KeyRange) -> Result<Request>;

    /// An `IDBKeyRange`.
    pub(super) type KeyRange;
    #[wasm_bindgen(catch, js_namespace = IDBKeyRange, js_name = bound)]
    pub(super) fn key_range(first: &str, last: &str) -> Result<KeyRange>;
}

/// Opens the database; where it is not there yet, it is made with these tables.
pub(super) async fn open(name: &str, version: u32, tables: Vec<&'static str>) -> Result<Database> {
    let request = open_request(name, version)?;
    let upgraded = request.clone();
    let upgrade = Closure::<dyn Fn()>::new(move || {
        if create_tables(&upgraded, &tables).is_err() {
            // Half a database must not stay: the opening fails.
            _ = upgraded
                .transaction()
                .map(|transaction| transaction.abort());
        }
    });
    request.set_on_upgrade(upgrade.as_ref());
    Ok(answer(&request).await?.unchecked_into())
}

fn create_tables(request: &Request, tables: &[&str]) -> Result<()> {
    let database: Database = request.result()?.unchecked_into();
    for table in tables {
        database.create_object_store(table)?;
    }
    Ok(())
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
