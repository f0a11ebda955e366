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
use crate::panel::view::phrase::{MARKS, Phrase};
use crate::panel::view::words::{Arg, Words};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn get_message(key: &str, substitutions: &Array) -> Result<String, JsValue>;
}

thread_local! {
    static PHRASES: RefCell<BTreeMap<String, Phrase>> = const { RefCell::new(BTreeMap::new()) };
}

/// Keeps what this page is to say when its extension is gone.
pub(crate) fn keep_last_words() {
    text("noticeOrphaned");
}

/// The text of a key; empty where the extension is gone and the page never said it before.
pub(crate) fn text(key: &str) -> String {
    text_with(key, &[])
}

/// The text of a key with its places filled in order.
pub(crate) fn text_with(key: &str, parts: &[&str]) -> String {
    let kept = PHRASES.with_borrow(|phrases| Some(phrases.get(key)?.fill(parts)));
    kept.or_else(|| {
        let phrase = look_up(key)?;
        let text = phrase.fill(parts);
        PHRASES.with_borrow_mut(|phrases| phrases.insert(key.to_owned(), phrase));
        Some(text)
    })
    .unwrap_or_default()
}

fn look_up(key: &str) -> Option<Phrase> {
    let marks: Array = MARKS.into_iter().map(JsString::from).collect();
    let marked = get_message(key, &marks).ok()?;
    Some(Phrase::of_marked(&marked))
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
