//! The module's face to JavaScript.

use wasm_bindgen::prelude::*;

/// The workbook of these pieces of CSV, which are one text.
///
/// # Errors
/// With a sentence, when it cannot be written.
#[wasm_bindgen]
pub fn workbook(pieces: Vec<String>) -> Result<Vec<u8>, JsError> {
    Ok(crate::workbook(&pieces)?)
}
