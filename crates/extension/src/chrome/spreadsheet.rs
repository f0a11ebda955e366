//! The module that writes spreadsheets, which a page loads only to save one.

use std::cell::RefCell;

use js_sys::{Array, Function, JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// Loads the module and has it write a workbook.
    static WRITE: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// How this page has a workbook written.
pub(crate) fn write_by(write: Function) {
    WRITE.set(Some(write));
}

/// The workbook of these pieces of CSV, which are one text; none where it cannot be written.
pub(crate) async fn workbook(pieces: &[String]) -> Option<Uint8Array> {
    let write = WRITE.with_borrow(Clone::clone)?;
    let pieces: Array = pieces
        .iter()
        .map(|piece| JsString::from(piece.as_str()))
        .collect();
    let written = write.call1(&JsValue::UNDEFINED, &pieces).ok()?;
    let bytes = JsFuture::from(written.dyn_into::<Promise>().ok()?).await;
    bytes.ok()?.dyn_into().ok()
}
