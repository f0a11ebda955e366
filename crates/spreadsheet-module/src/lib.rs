//! The WebAssembly module that writes a spreadsheet file, which a page loads to save one.
//!
//! Rule: rows come as CSV text whose first line names the columns, so that a page needs one way to
//! write rows; what a column holds is told by how its name ends. Nothing is ever a formula.

#[cfg(target_arch = "wasm32")]
pub mod page;
mod workbook;

pub use workbook::{Error, workbook};
