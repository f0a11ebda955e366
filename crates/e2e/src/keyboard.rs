//! Types and presses keys as a person's keyboard does.
//!
//! Only the keys that the stories use are known; an unknown one is an error, not a guess.

use anyhow::{Result, bail};
use serde_json::json;

use crate::page::Page;

/// DevTools' bits for the keys that change others.
const ALT: u8 = 1;
const CONTROL: u8 = 2;
const SHIFT: u8 = 8;

/// One key in the words of `KeyboardEvent`.
struct Key {
    key: &'static str,
    code: &'static str,
    windows_code: u16,
    text: &'static str,
}

const KEYS: [Key; 12] = [
    Key {
        key: "Enter",
        code: "Enter",
        windows_code: 13,
        text: "\r",
    },
    Key {
        key: " ",
        code: "Space",
        windows_code: 32,
        text: " ",
    },
    Key {
        key: "Tab",
        code: "Tab",
        windows_code: 9,
        text: "",
    },
    Key {
        key: "Escape",
        code: "Escape",
        windows_code: 27,
        text: "",
    },
    Key {
        key: "ArrowUp",
        code: "ArrowUp",
        windows_code: 38,
        text: "",
    },
    Key {
        key: "ArrowDown",
        code: "ArrowDown",
        windows_code: 40,
        text: "",
    },
    Key {
        key: "ArrowLeft",
        code: "ArrowLeft",
        windows_code: 37,
        text: "",
    },
    Key {
        key: "ArrowRight",
        code: "ArrowRight",
        windows_code: 39,
        text: "",
    },
    Key {
        key: "Backspace",
        code: "Backspace",
        windows_code: 8,
        text: "",
    },
    Key {
        key: "Delete",
        code: "Delete",
        windows_code: 46,
        text: "",
    },
    Key {
        key: "Home",
        code: "Home",
        windows_code: 36,
        text: "",
    },
    Key {
        key: "End",
        code: "End",
        windows_code: 35,
        text: "",
    },
];

impl Page {
    /// Presses and releases one key, named as `KeyboardEvent.key` names it.
    ///
    /// # Errors
    /// When the key is not known or the page is gone.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.press_with(0, name).await
    }

    /// As [`Page::press`], with Shift held.
    ///
    /// # Errors
    /// When the key is not known or the page is gone.
    pub async fn press_with_shift(&self, name: &str) -> Result<()> {
        self.press_with(SHIFT, name).await
    }

    /// As [`Page::press`], with Control held.
    ///
    /// # Errors
    /// When the key is not known or the page is gone.
    pub async fn press_with_control(&self, name: &str) -> Result<()> {
        self.press_with(CONTROL, name).await
    }

    /// Presses and releases one key while Alt is held.
    ///
    /// # Errors
    /// When the key is not known or the page is gone.
    pub async fn press_with_alt(&self, name: &str) -> Result<()> {
        self.press_with(ALT, name).await
    }

    async fn press_with(&self, modifiers: u8, name: &str) -> Result<()> {
        let Some(key) = KEYS.iter().find(|key| key.key == name) else {
            bail!("the key {name:?} is not known to the driver");
        };
        for kind in ["keyDown", "keyUp"] {
            let mut params = json!({
                "type": kind,
                "key": key.key,
                "code": key.code,
                "windowsVirtualKeyCode": key.windows_code,
                "modifiers": modifiers,
            });
            if kind == "keyDown" && !key.text.is_empty() && modifiers & CONTROL == 0 {
                params["text"] = json!(key.text);
            }
            self.session.call("Input.dispatchKeyEvent", params).await?;
        }
        Ok(())
    }

    /// Strikes the key of one letter or digit, with all the events that come of it.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn type_key(&self, sign: &str) -> Result<()> {
        let down = json!({"type": "keyDown", "key": sign, "text": sign});
        self.session.call("Input.dispatchKeyEvent", down).await?;
        let up = json!({"type": "keyUp", "key": sign});
        self.session.call("Input.dispatchKeyEvent", up).await?;
        Ok(())
    }

    /// Enters text at the caret, as a paste or an input method does.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn insert_text(&self, text: &str) -> Result<()> {
        self.session
            .call("Input.insertText", json!({"text": text}))
            .await?;
        Ok(())
    }

    /// Clicks the field and replaces what it holds.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, role: &str, name: &str, text: &str) -> Result<()> {
        self.click(role, name).await?;
        let select_all = json!({
            "type": "keyDown",
            "key": "a",
            "code": "KeyA",
            "windowsVirtualKeyCode": 65,
            "modifiers": CONTROL,
            "commands": ["selectAll"],
        });
        self.session
            .call("Input.dispatchKeyEvent", select_all)
            .await?;
        let release = json!({"type": "keyUp", "key": "a", "code": "KeyA", "modifiers": CONTROL});
        self.session.call("Input.dispatchKeyEvent", release).await?;
        self.insert_text(text).await
    }
}
