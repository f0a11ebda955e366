//! The WebAssembly module of the service worker: its entry points, nothing else.
//!
//! Rule: each function hands over to `extension`, so that the module holds what the worker reaches.
#![cfg(target_arch = "wasm32")]

use extension::chrome::worker::{self, Port, Sender};
use js_sys::Function;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Reads the store and starts the logic. Every listener waits for this.
///
/// # Errors
/// Where it is not known whether practice is on: then nothing may be dialed.
#[wasm_bindgen]
pub async fn start_worker(again: Function) -> Result<(), JsValue> {
    worker::start(again).await
}

/// A one-shot message; `respond` is called exactly once.
#[wasm_bindgen]
pub fn on_message(message: JsValue, sender: Sender, respond: Function) {
    worker::on_message(&message, &sender, respond);
}

/// A page or a content script connected.
#[wasm_bindgen]
pub fn on_port(port: Port) {
    worker::on_port(port);
}

/// A message on a Port.
#[wasm_bindgen]
pub fn on_port_message(port: &Port, message: &JsValue) {
    worker::on_port_message(port, message);
}

/// A Port is gone.
#[wasm_bindgen]
pub fn on_port_gone(port: &Port) {
    worker::on_port_gone(port);
}

/// The agent looks at another tab.
#[wasm_bindgen]
pub fn on_tab_active(tab: i32) {
    worker::on_tab_active(tab);
}

/// The browser has put a tab to sleep, or woken it.
#[wasm_bindgen]
pub fn on_tab_frozen(tab: i32, frozen: bool) {
    worker::on_tab_frozen(tab, frozen);
}

/// The agent clicked what they were notified of.
#[wasm_bindgen]
pub fn on_notification() {
    worker::on_notification();
}

/// A key of the browser was pressed, in this window.
#[wasm_bindgen]
pub fn on_command(command: &str, window: Option<i32>) {
    worker::on_command(command, window);
}

/// The icon was clicked, where that opens nothing by itself.
#[wasm_bindgen]
pub fn on_icon(window: Option<i32>) {
    worker::on_icon(window);
}

/// A window was moved or resized.
#[wasm_bindgen]
pub async fn on_window_bounds(window: JsValue) {
    worker::on_window_bounds(window).await;
}

/// The net under the timers.
#[wasm_bindgen]
pub fn on_alarm() {
    worker::on_alarm();
}

/// The agent allowed hosts, or forbade some.
#[wasm_bindgen]
pub fn on_permissions() {
    worker::on_permissions();
}

/// The extension was installed or updated, or the browser was started.
#[wasm_bindgen]
pub async fn inject_everywhere() {
    worker::inject_everywhere().await;
}

/// A new version is ready.
#[wasm_bindgen]
pub fn on_update_available() {
    worker::on_update_available();
}
