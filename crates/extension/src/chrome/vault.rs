//! Secrets of destinations at rest: encrypted with a key that no script can read out.
//!
//! Rule: the key is made by the browser, cannot be exported, and is kept as an object in a database
//! of its own; what it encrypted says for which destination, so that none can stand for another.

use js_sys::{Promise, Reflect, Uint8Array};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::idb::{self, Database, Result};
use super::json::to_js;

const NAME: &str = "ninepin-keys";
const VERSION: u32 = 1;
const TABLE: &str = "keys";
const KEY: &str = "destinations";
/// As AES-GCM wants it, new for each text.
const N_IV_BYTES: usize = 12;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = generateKey)]
    fn generate_key(kind: &JsValue, can_export: bool, uses: &JsValue) -> Result<Promise>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = encrypt)]
    fn encrypt(kind: &JsValue, key: &JsValue, text: &Uint8Array) -> Result<Promise>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = decrypt)]
    fn decrypt(kind: &JsValue, key: &JsValue, text: &Uint8Array) -> Result<Promise>;
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn fill_random(bytes: &Uint8Array) -> Result<JsValue>;
}

/// A text encrypted for a destination, as text.
pub(super) async fn seal(destination: &str, text: &str) -> Option<String> {
    let sealed = try_seal(destination, text).await;
    sealed.ok().map(|bytes| hex(&bytes))
}

/// The text that was sealed for a destination; absent: this browser cannot read it.
pub(super) async fn unseal(destination: &str, sealed: &str) -> Option<String> {
    let bytes = of_hex(sealed)?;
    let text = try_unseal(destination, &bytes).await.ok()?;
    String::from_utf8(text).ok()
}

/// Forgets the key: what it encrypted can never be read again.
pub(super) async fn forget() -> Result<()> {
    let database = open().await?;
    let forgotten = forget_in(&database).await;
    database.close();
    forgotten
}

async fn forget_in(database: &Database) -> Result<()> {
    let transaction = writing(database)?;
    transaction.object_store(TABLE)?.clear()?;
    idb::commit(&transaction).await
}

async fn try_seal(destination: &str, text: &str) -> Result<Vec<u8>> {
    let key = key(true).await?;
    let iv = Uint8Array::new_with_length(u32::try_from(N_IV_BYTES).unwrap_or_default());
    fill_random(&iv)?;
    let bytes = Uint8Array::from(text.as_bytes());
    let sealed = JsFuture::from(encrypt(&kind(destination, &iv)?, &key, &bytes)?).await?;
    let mut all = iv.to_vec();
    all.extend(Uint8Array::new(&sealed).to_vec());
    Ok(all)
}

async fn try_unseal(destination: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    let (iv, bytes) = sealed.split_at_checked(N_IV_BYTES).ok_or(JsValue::NULL)?;
    let key = key(false).await?;
    let kind = kind(destination, &Uint8Array::from(iv))?;
    let text = JsFuture::from(decrypt(&kind, &key, &Uint8Array::from(bytes))?).await?;
    Ok(Uint8Array::new(&text).to_vec())
}

fn kind(destination: &str, iv: &Uint8Array) -> Result<JsValue> {
    let kind = js(&json!({ "name": "AES-GCM" }));
    Reflect::set(&kind, &"iv".into(), iv)?;
    let bound = Uint8Array::from(destination.as_bytes());
    Reflect::set(&kind, &"additionalData".into(), &bound)?;
    Ok(kind)
}

/// The one key, made if there is none and it is wanted.
async fn key(is_wanted: bool) -> Result<JsValue> {
    let database = open().await?;
    let key = key_in(&database, is_wanted).await;
    database.close();
    key
}

async fn key_in(database: &Database, is_wanted: bool) -> Result<JsValue> {
    // Made first: a transaction does not wait for it.
    let new = if is_wanted {
        let kind = js(&json!({ "name": "AES-GCM", "length": 256 }));
        let made = generate_key(&kind, false, &js(&json!(["encrypt", "decrypt"])))?;
        Some(JsFuture::from(made).await?)
    } else {
        None
    };
    let transaction = writing(database)?;
    let keys = transaction.object_store(TABLE)?;
    let known = idb::answer(&keys.get(KEY)?).await?;
    if !known.is_undefined() {
        return Ok(known);
    }
    let new = new.ok_or(JsValue::NULL)?;
    keys.put_value(&new, KEY)?;
    idb::commit(&transaction).await?;
    Ok(new)
}

async fn open() -> Result<Database> {
    idb::open(NAME, VERSION, vec![TABLE], |_, _| async { Ok(()) }).await
}

fn writing(database: &Database) -> Result<idb::Transaction> {
    let strict = js(&json!({ "durability": "strict" }));
    database.transaction(&TABLE.into(), "readwrite", &strict)
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.filter_map(|digit| char::from_digit(u32::from(digit), 16));
    digits.collect()
}

fn of_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|sign| sign.to_digit(16));
    let digits: Vec<u32> = digits.collect::<Option<_>>()?;
    let bytes = digits.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high << 4 | low).ok(),
        _ => None,
    });
    bytes.collect()
}

fn js(value: &serde_json::Value) -> JsValue {
    to_js(value).unwrap_or(JsValue::UNDEFINED)
}
