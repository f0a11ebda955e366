//! The side panel and the options page: they draw snapshots and send commands, and own no truth.
//!
//! `view` works out what is shown and is tested natively; `ui` is the renderer and exists only in
//! the browser.

#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod view;
