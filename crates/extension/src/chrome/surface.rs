//! Where the panel opens: beside the page, in the icon's popup, or in a window of its own.

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::api::{own_url, storage_get, storage_set};
use super::json::{from_js, to_js};
use super::worker::ignore;
use crate::snapshot::Surface;

const POPUP: &str = "panel.html?surface=popup";
const WINDOW: &str = "panel.html?surface=window";
/// Where the window stood last, beside the store: it is the browser's matter.
const BOUNDS_AREA: &str = "local";
const BOUNDS_KEY: &str = "window";
const WIDTH: i64 = 400;
const HEIGHT: i64 = 720;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "sidePanel"], js_name = setPanelBehavior)]
    fn set_panel_behavior(options: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "sidePanel"], js_name = open)]
    fn open_side_panel(options: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setPopup)]
    fn set_popup(options: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getContexts)]
    fn get_contexts(filter: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "windows"], js_name = create)]
    fn windows_create(options: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "windows"], js_name = update)]
    fn windows_update(window: i32, change: &JsValue) -> js_sys::Promise;
}

/// What a click of the icon does from now on.
pub(super) fn set(surface: Surface) {
    let opens_side_panel = surface == Surface::SidePanel;
    let behavior = json!({ "openPanelOnActionClick": opens_side_panel });
    ignore(set_panel_behavior(&js(&behavior)));
    let popup = match surface {
        Surface::Popup => POPUP,
        Surface::SidePanel | Surface::Window => "",
    };
    ignore(set_popup(&js(&json!({ "popup": popup }))));
}

/// Opens a panel. The side panel opens only by a gesture, and only if that is fresh: where it does
/// not, there is a window.
pub(super) fn open(surface: Surface, window: Option<i32>) {
    let side_panel = window.filter(|_| surface == Surface::SidePanel);
    // Asked for before anything is awaited, since a gesture does not last.
    let asked = side_panel.map(|window| open_side_panel(&js(&json!({ "windowId": window }))));
    spawn_local(async move {
        let is_open = match asked {
            Some(asked) => JsFuture::from(asked).await.is_ok(),
            None => false,
        };
        // One that has not connected again yet is there all the same.
        let others = json!({ "contextTypes": ["SIDE_PANEL", "POPUP"] });
        if !is_open && contexts(&others).await.is_empty() {
            open_window().await;
        }
    });
}

async fn open_window() {
    if let Some(window) = own_window().await {
        let front = json!({ "focused": true, "drawAttention": true });
        return ignore(windows_update(window, &js(&front)));
    }
    let mut options = json!({
        "url": WINDOW, "type": "popup", "width": WIDTH, "height": HEIGHT, "focused": true,
    });
    let bounds = storage_get(BOUNDS_AREA, BOUNDS_KEY).await;
    let bounds: Option<Value> = bounds.and_then(|bounds| serde_json::from_str(&bounds).ok());
    for name in ["left", "top", "width", "height"] {
        if let Some(length) = bounds.as_ref().and_then(|bounds| bounds[name].as_i64()) {
            options[name] = length.into();
        }
    }
    if JsFuture::from(windows_create(&js(&options))).await.is_err() {
        // The screen where it stood may be gone.
        let place = ["left", "top"];
        if let Value::Object(options) = &mut options {
            options.retain(|name, _| !place.contains(&name.as_str()));
        }
        ignore(windows_create(&js(&options)));
    }
}

/// Keeps where the panel's own window stands; other windows are none of our business.
pub(super) async fn keep_bounds(window: JsValue) {
    let Some(window) = from_js::<Value>(&window) else {
        return;
    };
    let id = window["id"].as_i64().and_then(|id| i32::try_from(id).ok());
    if id.is_none() || own_window().await != id || window["state"] != "normal" {
        return;
    }
    let bounds = json!({
        "left": window["left"], "top": window["top"],
        "width": window["width"], "height": window["height"],
    });
    storage_set(BOUNDS_AREA, BOUNDS_KEY, &bounds.to_string()).await;
}

async fn own_window() -> Option<i32> {
    let filter = json!({ "contextTypes": ["TAB"], "documentUrls": [own_url(WINDOW)] });
    let found = contexts(&filter).await;
    i32::try_from(found.first()?["windowId"].as_i64()?).ok()
}

/// The extension's open pages of these kinds.
async fn contexts(filter: &Value) -> Vec<Value> {
    let found = JsFuture::from(get_contexts(&js(filter))).await.ok();
    found.and_then(|found| from_js(&found)).unwrap_or_default()
}

fn js(value: &Value) -> JsValue {
    to_js(value).unwrap_or(JsValue::UNDEFINED)
}
