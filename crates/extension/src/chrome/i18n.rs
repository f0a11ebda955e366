//! The words of the locale file.
//!
//! Every word on screen comes through here, by its key. A page that outlives its extension (it was
//! updated or reloaded) can look up nothing any more: it says what it has said before.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use crate::chrome::locale;
use crate::panel::view::detail::detail_words;
use crate::panel::view::words::{Arg, Words};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn get_message(key: &str, substitutions: &Array) -> Result<String, JsValue>;
}

thread_local! {
    static KEPT: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// Keeps what this page is to say when its extension is gone.
pub(crate) fn keep_last_words() {
    text("noticeOrphaned");
}

/// The text of a key; empty where the extension is gone and the page never said it before.
pub(crate) fn text(key: &str) -> String {
    if let Some(kept) = KEPT.with_borrow(|kept| kept.get(key).cloned()) {
        return kept;
    }
    let Ok(found) = get_message(key, &Array::new()) else {
        return String::new();
    };
    KEPT.with_borrow_mut(|kept| kept.insert(key.to_owned(), found.clone()));
    found
}

/// The text of a key with its places filled in order.
pub(crate) fn text_with(key: &str, substitutions: &[&str]) -> String {
    let array: Array = substitutions
        .iter()
        .map(|text| JsString::from(*text))
        .collect();
    get_message(key, &array).unwrap_or_default()
}

/// The text of a sentence worked out by the view.
pub(crate) fn say(words: &Words) -> String {
    let args: Vec<String> = words.args.iter().map(arg_text).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    text_with(words.key, &args)
}

/// What the worker says in fixed English, in the panel's language; other words as they stand.
pub(crate) fn detail_text(sentence: &str) -> String {
    detail_words(sentence).map_or_else(|| sentence.to_owned(), |words| say(&words))
}

pub(crate) fn arg_text(arg: &Arg) -> String {
    match arg {
        Arg::Plain(plain) => plain.clone(),
        Arg::Count(n) => locale::count_text(*n),
        Arg::Key(key) => text(key),
    }
}
