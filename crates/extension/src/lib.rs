//! The browser extension: one WebAssembly module that the service worker and the panel share.
//!
//! Everything but `chrome` (the declarations of the browser's functions) and `panel` (the renderer)
//! compiles and is tested natively; nothing outside them touches the browser.

#[cfg(target_arch = "wasm32")]
mod chrome;
pub mod list;
pub mod message;
pub mod panel;
pub mod phone;
pub mod snapshot;
pub mod stored;
pub mod wire;
pub mod worker;
