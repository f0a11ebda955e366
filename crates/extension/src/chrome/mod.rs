//! The declarations of the browser's functions, and nothing else.
//!
//! No rule about calling lives here: each function is as thin as its call.

mod api;
#[cfg(feature = "bench")]
pub mod bench;
mod deliver;
pub(crate) mod i18n;
mod idb;
mod json;
mod kept;
pub mod locale;
pub mod page;
mod practice;
pub(crate) mod practice_page;
mod requests;
pub(crate) mod sound;
pub(crate) mod spreadsheet;
pub mod store;
mod surface;
mod vault;
pub mod worker;
