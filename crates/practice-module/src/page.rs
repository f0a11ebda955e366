//! The host in a page: its Port to the worker, its clock and its timer.
//!
//! Rule: of all pages one hosts, the one that asked first; when it goes, the next one begins afresh.
//! The lock that says so is the browser's, and a worker that stops does not touch it.

use std::cell::RefCell;
use std::time::Duration;

use js_sys::{Date, JSON, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::host::{Callee, Host, Now};

/// Name by which the worker knows the Port.
const PORT_NAME: &str = "practice";
/// Name of the lock and of the channel on which panels tell the person called what to do.
const SHARED_NAME: &str = "ninepin-practice";

#[wasm_bindgen]
extern "C" {
    type Port;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = onMessage)]
    fn on_message(this: &Port) -> Event;
    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    fn on_disconnect(this: &Port) -> Event;

    type Event;
    #[wasm_bindgen(method, js_name = addListener)]
    fn add_listener(this: &Event, listener: &JsValue);

    type BroadcastChannel;
    #[wasm_bindgen(constructor)]
    fn new(name: &str) -> BroadcastChannel;
    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_on_message(this: &BroadcastChannel, listener: &JsValue);

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = connect)]
    fn connect_to_worker(options: &JsValue) -> Result<Port, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request)]
    fn request_lock(name: &str, held: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn monotonic_ms() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    fn random_uuid() -> String;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, wait_ms: i32) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: i32);
}

struct Page {
    host: Host,
    started_ms: f64,
    port: Option<Port>,
    /// Listeners are made once and serve every Port and every timer.
    on_message: JsValue,
    on_disconnect: JsValue,
    on_timer: JsValue,
    timer: Option<i32>,
    /// Kept open for as long as the page hosts.
    _channel: BroadcastChannel,
}

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
}

fn with_page<T>(run: impl FnOnce(&mut Page) -> T) -> Option<T> {
    PAGE.with_borrow_mut(|page| page.as_mut().map(run))
}

/// Hosts the simulated Five9 as soon as no other page does, for as long as this one lives.
#[wasm_bindgen]
pub fn start_practice() {
    let held = Closure::once_into_js(|_lock: JsValue| {
        begin();
        // Never settled: the lock is given back when the page goes.
        Promise::new(&mut |_, _| {})
    });
    _ = request_lock(SHARED_NAME, &held);
}

fn begin() {
    let host = Host::new(Date::now() as u64, random_uuid(), Date::now() as u64);
    let channel = BroadcastChannel::new(SHARED_NAME);
    channel.set_on_message(&listener(|event| {
        let what = Reflect::get(&event, &"data".into()).ok();
        let what = what.and_then(|what| what.as_string());
        if let Some(callee) = what.and_then(|what| Callee::named(&what)) {
            drive(|page, now| page.host.handle_callee(callee, now.since_start));
        }
    }));
    PAGE.set(Some(Page {
        host,
        started_ms: monotonic_ms(),
        port: None,
        on_message: listener(handle_message),
        on_disconnect: listener(|_| {
            read_last_error();
            connect();
        }),
        on_timer: listener(|_| drive(|page, now| page.host.handle_timeout(now.since_start))),
        timer: None,
        _channel: channel,
    }));
    connect();
}

fn listener(handle: impl Fn(JsValue) + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue)>::new(handle).into_js_value()
}

/// Opens a Port and says hello: at the beginning, and whenever the worker was stopped.
fn connect() {
    let options = js_sys::Object::new();
    let is_named = Reflect::set(&options, &"name".into(), &PORT_NAME.into());
    let port = is_named.and_then(|_| connect_to_worker(&options));
    // The extension was reloaded: this page can reach nothing any more.
    let Ok(port) = port else { return };
    _ = with_page(|page| {
        port.on_message().add_listener(&page.on_message);
        port.on_disconnect().add_listener(&page.on_disconnect);
        post(&port, &page.host.hello());
        page.port = Some(port);
    });
    drive(|page, now| page.host.handle_timeout(now.since_start));
}

fn handle_message(message: JsValue) {
    let json = JSON::stringify(&message)
        .ok()
        .and_then(|json| json.as_string());
    let message: Option<Value> = json.and_then(|json| serde_json::from_str(&json).ok());
    if let Some(message) = message {
        drive(|page, now| page.host.handle_message(&message, now));
    }
}

/// Lets the host do something, sends what it says, and sets the timer.
fn drive(run: impl FnOnce(&mut Page, Now)) {
    _ = with_page(|page| {
        let now = now(page);
        run(page, now);
        while let Some(message) = page.host.poll_message() {
            if let Some(port) = &page.port {
                post(port, &message);
            }
        }
        if let Some(timer) = page.timer.take() {
            clear_timeout(timer);
        }
        let Some(due) = page.host.poll_timeout() else {
            return;
        };
        // A timer that is early by a fraction would be set again for nothing.
        let wait = due.saturating_sub(now.since_start) + Duration::from_millis(1);
        let wait_ms = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
        page.timer = Some(set_timeout(&page.on_timer, wait_ms));
    });
}

fn now(page: &Page) -> Now {
    let since_ms = (monotonic_ms() - page.started_ms).max(0.0);
    Now {
        since_start: Duration::from_micros((since_ms * 1_000.0) as u64),
        wall_ms: Date::now() as u64,
    }
}

fn post(port: &Port, message: &Value) {
    if let Ok(message) = JSON::parse(&message.to_string()) {
        // A worker that was just stopped has closed the Port: a hello on the next one follows.
        _ = port.post_message(&message);
    }
}

/// Unread, the browser reports it on the console: the worker was stopped as the Port opened.
fn read_last_error() {
    let chrome = Reflect::get(&js_sys::global(), &"chrome".into());
    let runtime = chrome.and_then(|chrome| Reflect::get(&chrome, &"runtime".into()));
    _ = runtime.and_then(|runtime| Reflect::get(&runtime, &"lastError".into()));
}
