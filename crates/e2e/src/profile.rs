//! A browser profile of its own for each launch, kept for a relaunch when wanted.
//!
//! Developer mode is switched on in it: without that an extension loaded from a folder does not
//! come back after `chrome.runtime.reload()`.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

/// The user data folder of one browser; removed when dropped.
#[derive(Debug)]
pub struct Profile {
    folder: tempfile::TempDir,
}

impl Profile {
    /// Makes an empty profile.
    ///
    /// # Errors
    /// When the temporary folder cannot be written.
    pub fn create() -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("ninepin-profile-")
            .tempdir()
            .context("making the browser's profile folder")?;
        let preferences = json!({
            "extensions": {"ui": {"developer_mode": true}},
            "browser": {"has_seen_welcome_page": true},
            "session": {"restore_on_startup": 5},
        });
        let default = folder.path().join("Default");
        std::fs::create_dir(&default)?;
        std::fs::write(default.join("Preferences"), preferences.to_string())?;
        Ok(Self { folder })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
