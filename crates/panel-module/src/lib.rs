//! The WebAssembly module of the side panel and the options page: their entry points, nothing else.
//!
//! Rule: each function hands over to `extension`, so that the module holds what these pages reach.
#![cfg(target_arch = "wasm32")]

use extension::chrome::page::EarlyPort;
use extension::panel::ui;
use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the side panel; called once by `panel.js`. `practise` loads the simulated Five9, `write` what
/// writes spreadsheets, `early` is the Port if it is still open.
#[wasm_bindgen]
pub fn start_panel(practise: Function, write: Function, early: Option<EarlyPort>) {
    ui::start_panel(practise, write, early);
}

/// Asks the store for something; the benchmark times how long that takes.
#[cfg(feature = "bench")]
#[wasm_bindgen]
pub fn bench_history(what: String, n: f64) -> js_sys::Promise {
    extension::chrome::bench::bench_history(what, n)
}

/// Draws the options page; called once by `options.js`, as [`start_panel`] by its own script.
#[wasm_bindgen]
pub fn start_options(write: Function, early: Option<EarlyPort>) {
    ui::start_options(write, early);
}
