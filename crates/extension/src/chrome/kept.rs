//! The panel's module, kept compiled while the worker lives.
//!
//! As a rule the browser has an extension's pages and worker in one process, and in it V8 shares what
//! was compiled of a module for as long as anybody holds it. Functions are compiled when they first
//! run, and those that draw a page are most of its first paint: each panel but the first finds them
//! compiled.

use std::cell::RefCell;

use js_sys::WebAssembly::{Module, compile_streaming};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::api;

const FILE: &str = "panel_module_bg.wasm";
/// So long after its start a worker has done what it was started for.
const AFTER_MS: i32 = 2_000;

thread_local! {
    static PANEL: RefCell<Option<Module>> = const { RefCell::new(None) };
}

/// Compiles the module in a while, and holds it. Where that fails, a panel takes longer to be drawn.
pub(super) fn keep_panel() {
    let keep = Closure::once_into_js(|| {
        spawn_local(async {
            if let Ok(module) = JsFuture::from(compile_streaming(&api::fetch_file(FILE))).await {
                PANEL.set(Some(module.unchecked_into()));
            }
        });
    });
    api::set_timeout(&keep, AFTER_MS);
}
