//! The browser's functions that the panel and the options page use.
//!
//! Messages cross as JSON, so that absent and null mean the same on both sides.

use js_sys::{Array, Date, JsString, Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use crate::chrome::json::{from_js, to_js};
use crate::message::{PageRequest, PanelEvent, Status};
use crate::snapshot::Snapshot;
use crate::wire::read_value;

/// Names by which the worker knows the Ports of pages.
pub(crate) const PANEL_PORT: &str = "panel";
pub(crate) const OPTIONS_PORT: &str = "options";

#[wasm_bindgen]
extern "C" {
    type Port;
    type Event;

    /// The Port that `early.js` opened before the module was there, with what came through it since.
    pub type EarlyPort;

    #[wasm_bindgen(method, getter)]
    fn port(this: &EarlyPort) -> Port;

    #[wasm_bindgen(method, getter)]
    fn events(this: &EarlyPort) -> Array;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = connect)]
    fn connect(options: &JsValue) -> Result<Port, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
    fn send_message(message: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    fn get_manifest() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    fn write_text(text: &str) -> Promise;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create)]
    fn create_tab(options: &JsValue) -> Promise;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = request)]
    fn request_permissions(wanted: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_at_random(bytes: &Uint8Array);

    #[wasm_bindgen(method, getter, js_name = onMessage)]
    fn on_message(this: &Port) -> Event;

    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    fn on_disconnect(this: &Port) -> Event;

    #[wasm_bindgen(method, js_name = addListener)]
    fn add_listener(this: &Event, listener: &JsValue);
}

/// The page outlived its extension, or the worker gave no answer that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageError {
    /// The extension was reloaded or updated: this page can reach nothing any more.
    Orphaned,
    NoAnswer,
}

/// Opens the page's Port, unless there is one already. `on_event` gets each event, those that came
/// before at once; `on_close` is called once at its end.
pub(crate) fn open_port(
    name: &'static str,
    early: Option<EarlyPort>,
    on_event: impl Fn(PanelEvent) + 'static,
    on_close: impl FnOnce() + 'static,
) -> Result<(), PageError> {
    let (port, events) = match early {
        Some(early) => (early.port(), early.events()),
        None => (connect_as(name)?, Array::new()),
    };
    let handle_message = move |message: JsValue| {
        if let Some(event) = from_js::<Value>(&message).and_then(event_of) {
            on_event(event);
        }
    };
    for event in events.iter() {
        handle_message(event);
    }
    // The browser owns both listeners for as long as the Port lives.
    port.on_message()
        .add_listener(&Closure::<dyn Fn(JsValue)>::new(handle_message).into_js_value());
    port.on_disconnect()
        .add_listener(&Closure::once_into_js(move || {
            read_last_error();
            on_close();
        }));
    Ok(())
}

fn connect_as(name: &'static str) -> Result<Port, PageError> {
    #[derive(Serialize)]
    struct Options {
        name: &'static str,
    }
    let options = to_js(&Options { name }).ok_or(PageError::NoAnswer)?;
    connect(&options).map_err(|_| PageError::Orphaned)
}

/// A `PanelEvent` by the one member that it has beside its kind.
fn event_of(mut event: Value) -> Option<PanelEvent> {
    if let Some(action) = event.get_mut("action") {
        let action = read_value(action.take())?;
        return Some(PanelEvent::Shortcut { action });
    }
    let snapshot = read_value::<Snapshot>(event.get_mut("snapshot")?.take())?;
    Some(PanelEvent::Snapshot {
        snapshot: Box::new(snapshot),
    })
}

/// Sends a command; it has left when this returns, the future is only its answer.
pub(crate) fn send(
    request: &PageRequest,
) -> impl Future<Output = Result<Status, PageError>> + use<> {
    let mut message = request.to_wire();
    message["requestId"] = new_request_id().into();
    let sent = to_js(&message)
        .ok_or(PageError::NoAnswer)
        .and_then(|message| send_message(&message).map_err(|_| PageError::Orphaned));
    async move {
        let answer = JsFuture::from(sent?)
            .await
            .map_err(|_| PageError::NoAnswer)?;
        from_js(&answer).ok_or(PageError::NoAnswer)
    }
}

/// Unread, the browser reports it on the console: the worker was stopped as the Port opened.
fn read_last_error() {
    let chrome = Reflect::get(&js_sys::global(), &"chrome".into());
    let runtime = chrome.and_then(|chrome| Reflect::get(&chrome, &"runtime".into()));
    _ = runtime.and_then(|runtime| Reflect::get(&runtime, &"lastError".into()));
}

/// This page's clock, UTC ms.
pub(crate) fn clock_ms() -> u64 {
    Date::now() as u64
}

/// Version of the extension, as its manifest has it; empty where the extension is gone.
pub(crate) fn version() -> String {
    let manifest: Option<Value> = get_manifest().ok().and_then(|manifest| from_js(&manifest));
    let version = manifest.and_then(|manifest| Some(manifest["version"].as_str()?.to_owned()));
    version.unwrap_or_default()
}

/// Puts text on the clipboard; `false` where the browser would not.
pub(crate) async fn copy(text: &str) -> bool {
    JsFuture::from(write_text(text)).await.is_ok()
}

/// Opens the browser's own page of shortcuts; only the browser changes its own keys.
pub(crate) fn open_browser_shortcuts() {
    let options = serde_json::json!({ "url": "chrome://extensions/shortcuts" });
    // A window that has no room for a tab opens none, and says so itself.
    _ = create_tab(&to_js(&options).unwrap_or(JsValue::UNDEFINED));
}

/// Asks the browser to let the extension reach a host, `https://HOST/*`, and where that leads; it has asked when this
/// returns. `false` where the person, or the browser itself, would not.
pub(crate) fn ask_for_host(origin: &str) -> impl Future<Output = bool> + use<> {
    let wanted = to_js(&serde_json::json!({ "origins": outbox::origins(origin) }));
    let asked = wanted.and_then(|wanted| request_permissions(&wanted).ok());
    async move {
        let Some(asked) = asked else { return false };
        let answer = JsFuture::from(asked).await;
        answer.is_ok_and(|given| given.is_truthy())
    }
}

/// What the browser is asked for so that an address can be reached; none if it is no address that
/// begins with `https://`.
pub(crate) fn origin_of(address: &str) -> Option<String> {
    let url = Url::new(address).ok()?;
    let is_safe = url.protocol() == "https:" && !url.host().is_empty();
    is_safe.then(|| format!("https://{}/*", url.host()))
}

/// A new secret for a webhook, as receivers take it: 32 bytes of the browser's randomness.
pub(crate) fn new_secret() -> Option<String> {
    let bytes = Uint8Array::new_with_length(32);
    fill_at_random(&bytes);
    let letters: String = bytes.to_vec().into_iter().map(char::from).collect();
    let base64 = web_sys::window()?.btoa(&letters).ok()?;
    Some(format!("whsec_{base64}"))
}

/// The browser with its version, and the language of its menus.
pub(crate) fn browser_text() -> String {
    let navigator = web_sys::window().map(|window| window.navigator());
    let agent = navigator.and_then(|navigator| navigator.user_agent().ok());
    agent.unwrap_or_default()
}

/// Hands a file to the browser, which keeps it where it keeps all that is downloaded.
pub(crate) fn save_file(name: &str, kind: &str, parts: &[String]) -> bool {
    let parts = parts.iter().map(|part| JsString::from(part.as_str()));
    save(name, kind, &parts.collect::<Array>())
}

/// The same of a file that is no text.
pub(crate) fn save_bytes(name: &str, kind: &str, bytes: &Uint8Array) -> bool {
    save(name, kind, &Array::of1(bytes))
}

fn save(name: &str, kind: &str, parts: &Array) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_blob_sequence_and_options(parts, &options);
    let url = blob.and_then(|blob| Url::create_object_url_with_blob(&blob));
    let Ok(url) = url else { return false };
    let is_saved = press_download(name, &url).is_some();
    // The download has its own hold of the file by now.
    _ = Url::revoke_object_url(&url);
    is_saved
}

/// Lets the browser draw and hear the person before more is done.
pub(crate) async fn pause() {
    let waits = Promise::new(&mut |resolve, _| {
        let window = web_sys::window();
        _ = window.map(|window| window.set_timeout_with_callback(&resolve));
    });
    _ = JsFuture::from(waits).await;
}

fn press_download(name: &str, url: &str) -> Option<()> {
    let link = web_sys::window()?.document()?.create_element("a").ok()?;
    link.set_attribute("href", url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.dyn_into::<HtmlElement>().ok()?.click();
    Some(())
}

/// Today's day of the week where the agent is, from Sunday, 0.
pub(crate) fn weekday() -> u32 {
    Date::new_0().get_day()
}

/// A full hour, so many days from today, where the agent is; UTC ms.
pub(crate) fn local_moment(days: u32, hour: u32) -> u64 {
    let today = Date::new_0();
    let (year, month) = (today.get_full_year(), today.get_month());
    let day = i32::try_from(today.get_date() + days).unwrap_or_default();
    let month = i32::try_from(month).unwrap_or_default();
    let hour = i32::try_from(hour).unwrap_or_default();
    Date::new_with_year_month_day_hr(year, month, day, hour).get_time() as u64
}

/// A moment as a field for date and time has it, `2026-11-24T09:00`, where the agent is.
pub(crate) fn local_text(ms: u64) -> String {
    let date = Date::new(&JsValue::from(ms as f64));
    let (year, month, day) = (date.get_full_year(), date.get_month() + 1, date.get_date());
    let (hour, minute) = (date.get_hours(), date.get_minutes());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
}

/// The moment that such a text names, UTC ms.
pub(crate) fn from_local_text(text: &str) -> Option<u64> {
    let ms = Date::new(&JsValue::from(text)).get_time();
    (ms > 0.0).then_some(ms as u64)
}

fn new_request_id() -> Option<String> {
    let crypto = web_sys::window()?.crypto().ok()?;
    Some(crypto.random_uuid())
}
