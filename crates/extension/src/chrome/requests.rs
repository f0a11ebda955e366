//! The two ways of a request to Five9: through a tab's content script, or from the worker itself.
//!
//! Rule: what came of it is reported as it was; what was certainly not sent is told apart.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::api;
use super::json::{from_js, to_js};
use crate::message::{TabMessage, TabReply};
use crate::worker::TabAnswer;

pub(super) async fn send_to_tab(tab: i32, message: &TabMessage) -> TabAnswer {
    let Some(message) = to_js(message) else {
        return TabAnswer::NotDelivered;
    };
    match JsFuture::from(api::send_to_tab(tab, &message)).await {
        // Whoever listens there left the message to somebody else.
        Ok(answer) if answer.is_undefined() || answer.is_null() => TabAnswer::NotDelivered,
        Ok(answer) => match from_js(&answer).and_then(|answer| TabReply::read(&answer)) {
            Some(reply) => TabAnswer::Reply(reply),
            None => TabAnswer::Broken,
        },
        Err(error) => {
            let text = error_text(&error);
            let missed = text.contains("Receiving end does not exist") || text.contains("No tab");
            if missed {
                TabAnswer::NotDelivered
            } else {
                TabAnswer::Broken
            }
        }
    }
}

/// A request to an API host that is not the tab's, from the worker itself.
pub(super) async fn fetch(base: &str, message: &TabMessage) -> TabAnswer {
    let Some((http, not_after_ms)) = message.http() else {
        return TabAnswer::NotDelivered;
    };
    let failed = |error: &str| {
        TabAnswer::Reply(TabReply::Failed {
            error: error.to_owned(),
        })
    };
    if js_sys::Date::now() as u64 > not_after_ms {
        return failed("expired");
    }
    match api::fetch(
        &format!("{base}{}", http.path),
        &http.method,
        http.body.as_deref(),
    )
    .await
    {
        Ok(reply) => TabAnswer::Reply(reply),
        Err(error) => failed(&format!("network: {}", error_text(&error))),
    }
}

pub(super) fn error_text(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into())
        .ok()
        .and_then(|text| text.as_string());
    message
        .or_else(|| JSON::stringify(error).ok()?.as_string())
        .unwrap_or_default()
}
