//! The browser's functions that the worker uses, each as thin as its call.

use js_sys::Promise;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::i18n::text;
use super::json::{from_js, to_js};
use super::worker::ignore;
use crate::message::{TabHeaders, TabReply};
use crate::worker::Tone;

#[wasm_bindgen]
extern "C" {
    /// A `chrome.runtime.Port`.
    #[derive(Clone)]
    pub type Port;
    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &Port) -> String;
    #[wasm_bindgen(method, getter)]
    pub(super) fn sender(this: &Port) -> Sender;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    pub(super) fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub(super) fn disconnect(this: &Port);

    /// A `chrome.runtime.MessageSender`.
    pub type Sender;
    #[wasm_bindgen(method, getter)]
    pub(super) fn origin(this: &Sender) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn tab(this: &Sender) -> Option<Tab>;
    #[wasm_bindgen(method, getter, js_name = frameId)]
    pub(super) fn frame_id(this: &Sender) -> Option<i32>;

    /// A `chrome.tabs.Tab`.
    pub type Tab;
    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Tab) -> i32;
    #[wasm_bindgen(method, getter)]
    pub(super) fn active(this: &Tab) -> bool;

    type Response;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Response) -> u16;
    #[wasm_bindgen(method)]
    fn text(this: &Response) -> Promise;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> Headers;
    type Headers;
    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> Option<String>;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(callback: &JsValue, wait_ms: i32) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(super) fn clear_timeout(timer: i32);
    #[wasm_bindgen(js_name = fetch)]
    pub(super) fn fetch_file(name: &str) -> Promise;
    #[wasm_bindgen(js_name = fetch)]
    fn fetch_with(url: &str, options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = console)]
    pub(super) fn warn(what: &JsValue);
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    fn random_uuid() -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
    pub(super) fn broadcast(message: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"])]
    pub(super) fn reload();
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    fn get_url(path: &str) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    fn get_manifest() -> JsValue;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = sendMessage)]
    fn tabs_send_message(tab: i32, message: &JsValue, options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = update)]
    fn tabs_update(tab: i32, change: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create)]
    fn tabs_create(options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = query)]
    fn tabs_query(query: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "windows"], js_name = update)]
    fn windows_update(window: i32, change: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    fn execute_script(options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create)]
    fn alarms_create(name: &str, options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    fn set_badge_text(options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    fn set_badge_color(options: &JsValue) -> Promise;

    #[wasm_bindgen(js_namespace = ["chrome", "notifications"], js_name = create)]
    fn notifications_create(id: &str, options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "notifications"], js_name = clear)]
    fn notifications_clear(id: &str) -> Promise;

    type StorageArea;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "storage"], js_name = estimate)]
    fn estimate_room() -> Result<Promise, JsValue>;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = session)]
    static SESSION: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = sync)]
    static SYNC: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = local)]
    static LOCAL: StorageArea;
    #[wasm_bindgen(method, js_name = get)]
    fn read(this: &StorageArea, key: &str) -> Promise;
    #[wasm_bindgen(method, js_name = set)]
    fn write(this: &StorageArea, items: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    fn clear(this: &StorageArea) -> Promise;
}

fn js(value: &serde_json::Value) -> JsValue {
    to_js(value).unwrap_or(JsValue::UNDEFINED)
}

/// `chrome-extension://ID`, as senders have it.
pub(super) fn own_origin() -> String {
    get_url("").trim_end_matches('/').to_owned()
}

pub(super) fn own_url(path: &str) -> String {
    get_url(path)
}

/// Short, and different at every start.
pub(super) fn random_id() -> String {
    random_uuid()
        .chars()
        .filter(|sign| *sign != '-')
        .take(12)
        .collect()
}

pub(super) fn send_to_tab(tab: i32, message: &JsValue) -> Promise {
    tabs_send_message(tab, message, &js(&json!({ "frameId": 0 })))
}

pub(super) fn create_alarm(name: &str, when_ms: f64) {
    ignore(alarms_create(name, &js(&json!({ "when": when_ms }))));
}

pub(super) fn open_tab(url: &str) {
    ignore(tabs_create(&js(&json!({ "url": url }))));
}

pub(super) fn set_discardable(tab: i32, discardable: bool) {
    ignore(tabs_update(
        tab,
        &js(&json!({ "autoDiscardable": discardable })),
    ));
}

pub(super) async fn focus_tab(tab: i32) {
    let updated = JsFuture::from(tabs_update(tab, &js(&json!({ "active": true })))).await;
    let tab: Option<serde_json::Value> = updated.ok().and_then(|tab| from_js(&tab));
    let window = tab.and_then(|tab| i32::try_from(tab["windowId"].as_i64()?).ok());
    if let Some(window) = window {
        ignore(windows_update(window, &js(&json!({ "focused": true }))));
    }
}

pub(super) fn set_badge(text: &str, tone: Tone) {
    let color = match tone {
        Tone::Quiet => "#5f6b7a",
        Tone::Busy => "#1f5fbf",
        Tone::Live => "#16794a",
        Tone::Waiting => "#9a5b00",
        Tone::Wrong => "#b3261e",
    };
    ignore(set_badge_text(&js(&json!({ "text": text }))));
    ignore(set_badge_color(&js(&json!({ "color": color }))));
}

/// The one notification of the extension; without text it is taken back.
pub(super) fn notify(message: Option<&str>) {
    const ID: &str = "ninepin";
    ignore(match message {
        Some(message) => {
            let options = json!({
                "type": "basic", "iconUrl": "icons/128.png", "title": text("extName"),
                "message": message, "requireInteraction": true,
            });
            notifications_create(ID, &js(&options))
        }
        None => notifications_clear(ID),
    });
}

/// Puts the content script into open Five9 tabs and returns all of them. A second copy in a tab
/// replaces the first.
pub(super) async fn inject_content_script(except: &[i32]) -> Vec<i32> {
    let manifest: Option<serde_json::Value> = from_js(&get_manifest());
    let Some(matches) = manifest.map(|manifest| manifest["content_scripts"][0]["matches"].clone())
    else {
        return Vec::new();
    };
    let found = JsFuture::from(tabs_query(&js(&json!({ "url": matches })))).await;
    let tabs: Vec<serde_json::Value> = found
        .ok()
        .and_then(|tabs| from_js(&tabs))
        .unwrap_or_default();
    let ids = tabs
        .iter()
        .filter_map(|tab| i32::try_from(tab["id"].as_i64()?).ok());
    let ids: Vec<i32> = ids.collect();
    for id in ids.iter().filter(|id| !except.contains(id)) {
        let target = json!({ "target": { "tabId": id }, "files": ["content.js"] });
        ignore(execute_script(&js(&target)));
    }
    ids
}

/// How many bytes the browser would still keep for the extension, all its stores together; absent:
/// it does not say.
pub(super) async fn room_left() -> Option<u64> {
    let estimate = JsFuture::from(estimate_room().ok()?).await.ok()?;
    let estimate: serde_json::Value = from_js(&estimate)?;
    let bytes = |name: &str| estimate[name].as_f64();
    // An estimate may have more in use than there is; a cast to a whole number makes that none.
    Some((bytes("quota")? - bytes("usage")?) as u64)
}

pub(super) async fn storage_get(area: &str, key: &str) -> Option<String> {
    storage_read(area, key).await.ok()?
}

/// The same where what cannot be read is not to be taken for what is not there.
pub(super) async fn storage_read(area: &str, key: &str) -> Result<Option<String>, JsValue> {
    let found = JsFuture::from(with_area(area, |area| area.read(key))).await?;
    let found: Option<serde_json::Value> = from_js(&found);
    Ok(found.and_then(|found| found[key].as_str().map(str::to_owned)))
}

pub(super) async fn storage_set(area: &str, key: &str, value: &str) {
    _ = storage_write(area, key, value).await;
}

/// The same where it matters whether it was kept.
pub(super) async fn storage_write(area: &str, key: &str, value: &str) -> Result<(), JsValue> {
    let items = js(&json!({ key: value }));
    JsFuture::from(with_area(area, |area| area.write(&items))).await?;
    Ok(())
}

/// Empties all that is kept beside the store.
pub(super) async fn storage_clear() -> Result<(), JsValue> {
    for area in ["sync", "session", "local"] {
        JsFuture::from(with_area(area, StorageArea::clear)).await?;
    }
    Ok(())
}

fn with_area(area: &str, run: impl FnOnce(&StorageArea) -> Promise) -> Promise {
    match area {
        "sync" => SYNC.with(run),
        "local" => LOCAL.with(run),
        _ => SESSION.with(run),
    }
}

/// A request with the cookies of its own host.
pub(super) async fn fetch(
    url: &str,
    method: &str,
    body: Option<&str>,
) -> Result<TabReply, JsValue> {
    let mut headers = json!({ "accept": "application/json" });
    if body.is_some() {
        headers["content-type"] = "application/json".into();
    }
    let mut options = json!({
        "method": method, "headers": headers, "credentials": "include", "cache": "no-store",
    });
    if let Some(body) = body {
        options["body"] = body.into();
    }
    let options = js(&options);
    let response: Response = JsFuture::from(fetch_with(url, &options))
        .await?
        .unchecked_into();
    let text = JsFuture::from(response.text()).await?;
    Ok(TabReply::Http {
        status: response.status(),
        headers: TabHeaders {
            retry_after: response.headers().get("retry-after"),
            content_type: response.headers().get("content-type"),
        },
        body: text.as_string().unwrap_or_default(),
    })
}
