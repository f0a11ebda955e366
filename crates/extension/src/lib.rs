//! The browser extension: all of it but the entry points, which its WebAssembly modules have.
//!
//! Everything but `chrome` (the declarations of the browser's functions) and `panel` (the renderer)
//! compiles and is tested natively; nothing outside them touches the browser.

#[cfg(target_arch = "wasm32")]
pub mod chrome;
pub mod days;
pub mod list;
pub mod message;
pub mod panel;
pub mod phone;
pub mod snapshot;
pub mod stored;
pub mod wire;
pub mod worker;
pub mod zone;
