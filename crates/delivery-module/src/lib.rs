//! The WebAssembly module of the page about other systems: its entry point, nothing else.
//!
//! Rule: the page is opened when a destination is set up or mended, so the side panel's module does
//! not carry it.
#![cfg(target_arch = "wasm32")]

use extension::chrome::page::EarlyPort;
use extension::panel::ui;
use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page; called once by `delivery.js`, with the Port if it is still open.
#[wasm_bindgen]
pub fn start_delivery(early: Option<EarlyPort>) {
    ui::start_delivery(early);
}
