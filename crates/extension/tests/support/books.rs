//! A store in memory that completes what is written to it as the browser's does.

use std::collections::BTreeMap;

use extension::worker::{Bookkeeping, Counted, Found, Look, Row, Table};

/// The rows of one write, completed by what the store has, and what was counted.
pub(crate) fn complete(
    store: &BTreeMap<(Table, String), String>,
    rows: Vec<Row>,
) -> (Vec<Row>, Counted) {
    let mut books = Bookkeeping::start(rows);
    while let Some(look) = books.poll_look() {
        books.handle_found(match look {
            Look::Row(table, key) => Found::Row(store.get(&(table, key)).cloned()),
            Look::Keys(table, prefix) => {
                let keys = store.keys().filter(|(known, _)| *known == table);
                let keys = keys.filter(|(_, key)| key.starts_with(&prefix));
                Found::Keys(keys.map(|(_, key)| key.clone()).collect())
            }
        });
    }
    books.finish()
}
