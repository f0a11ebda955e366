//! The switch between Five9 and practice: kept, read before anything else, and where each side's
//! rows and settings are.
//!
//! Rule: what says that practice is on is on disk before the worker starts on the other side.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::api::{self, Port};
use super::i18n::text;
use super::json::to_js;
use super::{store, vault};
use crate::message::{Code, Status};
use crate::worker::{PortId, Row, Table, practice_rows, practice_settings};

const PRACTICE_KEY: &str = "practice";
const PRACTICE_SETTINGS_KEY: &str = "practiceSettings";
const SETTINGS_KEY: &str = "settings";

/// What a worker that ends for a switch hands on to the next one.
pub(super) struct Handover {
    pub(super) on: bool,
    pub(super) request_id: Option<String>,
    /// Whoever asked; answered once it is so.
    pub(super) respond: Option<Function>,
    pub(super) panels: Vec<(PortId, Port)>,
    pub(super) n_ids: u32,
}

thread_local! {
    static HANDOVER: RefCell<Option<Handover>> = const { RefCell::new(None) };
}

impl Handover {
    pub(super) fn leave(self) {
        HANDOVER.set(Some(self));
    }

    pub(super) fn take() -> Option<Self> {
        HANDOVER.take()
    }

    /// Prepares the other side and says that it is on.
    pub(super) async fn switch(&self) -> Result<(), JsValue> {
        if self.on {
            let database = store::open_one(true).await?;
            let cleaned = store::write(&database, practice_rows(text)).await;
            database.close();
            cleaned?;
            api::storage_write("local", PRACTICE_SETTINGS_KEY, "").await?;
        }
        let word = if self.on { "on" } else { "" };
        api::storage_write("local", PRACTICE_KEY, word).await
    }

    /// Tells whoever asked.
    pub(super) fn answer(self, switched: bool) {
        let status = if switched {
            Status::success()
        } else {
            Status::failure(Code::Storage, None)
        };
        let status = Status {
            request_id: self.request_id,
            ..status
        };
        if let (Some(respond), Some(status)) = (self.respond, to_js(&status)) {
            // The page may be gone meanwhile.
            _ = respond.call1(&JsValue::NULL, &status);
        }
    }
}

/// Whether practice is on. Not knowing is an error: neither side may be taken for the other.
pub(super) async fn is_on() -> Result<bool, JsValue> {
    let word = api::storage_read("local", PRACTICE_KEY).await?;
    Ok(word.as_deref() == Some("on"))
}

/// The agent's settings; while practice is on, their own from when one was first changed.
pub(super) async fn read_settings(practice: bool) -> Result<Option<String>, JsValue> {
    if practice {
        let own = api::storage_read("local", PRACTICE_SETTINGS_KEY).await?;
        if let Some(own) = own.filter(|own| !own.is_empty()) {
            return Ok(Some(own));
        }
    }
    let settings = api::storage_read("sync", SETTINGS_KEY).await?;
    Ok(if practice {
        settings.and_then(|settings| practice_settings(&settings))
    } else {
        settings
    })
}

/// Empties the store of this side and forgets its settings; with the real side's those of practice.
pub(super) async fn delete_all(practice: bool) -> Result<(), JsValue> {
    empty(practice).await?;
    if practice {
        return api::storage_write("local", PRACTICE_SETTINGS_KEY, "").await;
    }
    empty(true).await?;
    vault::forget().await?;
    api::storage_clear().await
}

async fn empty(practice: bool) -> Result<(), JsValue> {
    let database = store::open_one(practice).await?;
    let emptied = store::write(&database, Table::ALL.map(Row::Clear).into()).await;
    database.close();
    emptied.map(|_| ())
}

/// Whether they were kept.
pub(super) async fn save_settings(practice: bool, json: &str) -> bool {
    let (area, key) = if practice {
        ("local", PRACTICE_SETTINGS_KEY)
    } else {
        ("sync", SETTINGS_KEY)
    };
    api::storage_write(area, key, json).await.is_ok()
}
