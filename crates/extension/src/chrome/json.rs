//! Values between Rust and JavaScript, as JSON: absent and null mean the same on both sides.

use js_sys::JSON;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::wire::{Read, read_text};

pub(crate) fn to_js(value: &impl Serialize) -> Option<JsValue> {
    let json = serde_json::to_string(value).ok()?;
    JSON::parse(&json).ok()
}

pub(crate) fn from_js<T: Read>(value: &JsValue) -> Option<T> {
    let json = JSON::stringify(value).ok()?.as_string()?;
    read_text(&json)
}
