//! Requests to destinations: to hosts that the agent allowed, and to no other.
//!
//! Rule: the browser is asked before each request whether it may be sent. No cookie goes along, no
//! address that an answer names is followed but the one that `outbox::is_led_on` knows, and of an
//! answer little is read.

use std::time::Duration;

use js_sys::{Date, Promise, Reflect, Uint8Array};
use outbox::{Answer, Request};
use serde_json::{Map, Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::json::to_js;
use super::vault;
use crate::worker::{Delivery, Hidden, OutboxEffect, OutboxInput};

/// Shorter than the browser lets an idle worker live, so that no answer is told as one.
const PATIENCE_MS: u32 = 20_000;
/// The same where it is only looked whether somebody is there: twice that and an answer that failed
/// are less than the worker waits.
const LOOK_MS: u32 = 4_000;
/// So much of an answer is read, whatever it holds.
const BODY_BYTES_MAX: usize = 65_536;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(url: &str, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    fn abort_after(ms: u32) -> JsValue;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = contains)]
    fn contains(permissions: &JsValue) -> Result<Promise, JsValue>;

    type Response;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Response) -> u16;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &Response) -> String;
    #[wasm_bindgen(method, getter)]
    fn url(this: &Response) -> String;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> Headers;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Response) -> Option<Stream>;
    type Headers;
    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> Option<String>;
    type Stream;
    #[wasm_bindgen(method, js_name = getReader)]
    fn reader(this: &Stream) -> Reader;
    type Reader;
    #[wasm_bindgen(method)]
    fn read(this: &Reader) -> Promise;
    #[wasm_bindgen(method)]
    fn cancel(this: &Reader) -> Promise;
}

/// Does it, and tells what came of it.
pub(super) async fn carry_out(effect: OutboxEffect, practice: bool) -> OutboxInput {
    match effect {
        OutboxEffect::Deliver {
            delivery,
            origin,
            request,
        } => {
            let came = if practice || !is_granted(&origin).await {
                Delivery::NotGranted
            } else {
                deliver(&request).await
            };
            OutboxInput::Delivered { delivery, came }
        }
        OutboxEffect::Seal {
            seal,
            destination,
            text,
        } => {
            let sealed = vault::seal(&destination, &text.0).await;
            OutboxInput::Sealed { seal, sealed }
        }
        OutboxEffect::Unseal {
            destination,
            sealed,
        } => {
            let text = vault::unseal(&destination, &sealed).await.map(Hidden);
            OutboxInput::Unsealed { destination, text }
        }
        OutboxEffect::ReadGrant {
            destination,
            origin,
        } => {
            let granted = is_granted(&origin).await;
            OutboxInput::Granted {
                destination,
                granted,
            }
        }
    }
}

/// Whether the browser may ask this origin and read where it leads; not knowing is no.
async fn is_granted(origin: &str) -> bool {
    let permissions =
        to_js(&json!({ "origins": outbox::origins(origin) })).unwrap_or(JsValue::UNDEFINED);
    let Ok(asked) = contains(&permissions) else {
        return false;
    };
    let is_granted = JsFuture::from(asked).await;
    is_granted.is_ok_and(|is_granted| is_granted == JsValue::TRUE)
}

async fn deliver(request: &Request) -> Delivery {
    let is_led_on = outbox::is_led_on(request);
    let Ok(response) = send(request, is_led_on).await else {
        return if is_led_on && is_astray(&request.url).await {
            Delivery::Astray
        } else {
            Delivery::Answer(Answer::Nothing)
        };
    };
    if response.kind() == "opaqueredirect" {
        return Delivery::Redirected;
    }
    let retry_after = response.headers().get("retry-after");
    let answer = Answer::Status {
        code: response.status(),
        retry_after: retry_after.as_deref().and_then(patience),
        body: text_of(&response).await,
    };
    if is_led_on {
        let url = response.url();
        return Delivery::LedTo { url, answer };
    }
    Delivery::Answer(answer)
}

/// Whether an address answers though following it fails: it leads to where the browser lets us read
/// nothing, which looks like no answer at all. Nothing of the event is in these requests.
async fn is_astray(url: &str) -> bool {
    if look(url, "follow").await.is_ok() {
        return false;
    }
    let answered = look(url, "manual").await;
    answered.is_ok_and(|response| response.kind() == "opaqueredirect")
}

async fn look(url: &str, redirect: &str) -> Result<Response, JsValue> {
    let options = json!({
        "credentials": "omit", "redirect": redirect, "cache": "no-store",
        "referrerPolicy": "no-referrer",
    });
    fetch_within(url, &options, LOOK_MS).await
}

async fn send(request: &Request, is_led_on: bool) -> Result<Response, JsValue> {
    let headers = request.headers.iter();
    let headers = headers.map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
    let headers: Map<String, Value> = headers.collect();
    let mut options = json!({
        "method": request.method.name(), "headers": headers, "credentials": "omit",
        "redirect": if is_led_on { "follow" } else { "manual" }, "cache": "no-store",
        "referrerPolicy": "no-referrer",
    });
    if !request.body.is_empty() {
        options["body"] = request.body.as_str().into();
    }
    fetch_within(&request.url, &options, PATIENCE_MS).await
}

async fn fetch_within(url: &str, options: &Value, ms: u32) -> Result<Response, JsValue> {
    let options = to_js(options).unwrap_or(JsValue::UNDEFINED);
    Reflect::set(&options, &"signal".into(), &abort_after(ms))?;
    let response = JsFuture::from(fetch(url, &options)?).await?;
    Ok(response.unchecked_into())
}

/// The beginning of an answer; where it breaks off, what came until then: the status is known.
async fn text_of(response: &Response) -> String {
    let mut bytes = Vec::new();
    let Some(reader) = response.body().map(|body| body.reader()) else {
        return String::new();
    };
    while bytes.len() < BODY_BYTES_MAX {
        let Ok(chunk) = JsFuture::from(reader.read()).await else {
            break;
        };
        match Reflect::get(&chunk, &"value".into()) {
            Ok(value) if !value.is_undefined() => bytes.extend(Uint8Array::new(&value).to_vec()),
            _ => break,
        }
    }
    super::worker::ignore(reader.cancel());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Seconds, or a date, as HTTP has it.
fn patience(retry_after: &str) -> Option<Duration> {
    if let Ok(secs) = retry_after.trim().parse() {
        return Some(Duration::from_secs(secs));
    }
    let wait_ms = Date::parse(retry_after) - Date::now();
    (wait_ms > 0.0).then(|| Duration::from_millis(wait_ms as u64))
}
