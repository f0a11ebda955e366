//! The WebAssembly module of the side panel and the options page: their entry points, nothing else.
//!
//! Rule: each function hands over to `extension`, so that the module holds what these pages reach.
#![cfg(target_arch = "wasm32")]

use extension::panel::ui;
use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the side panel; called once by `panel.js`. `practise` loads the simulated Five9.
#[wasm_bindgen]
pub fn start_panel(practise: Function) {
    ui::start_panel(practise);
}

/// Draws the options page; called once by `options.js`.
#[wasm_bindgen]
pub fn start_options() {
    ui::start_options();
}
