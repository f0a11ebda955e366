//! A browser profile of its own for each launch, kept for a relaunch when wanted.
//!
//! Developer mode is switched on in it: without that an extension loaded from a folder does not
//! come back after `chrome.runtime.reload()`.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// The user data folder of one browser; removed when dropped.
#[derive(Debug)]
pub struct Profile {
    folder: tempfile::TempDir,
    /// Hosts that are answered on this computer, and at which ports.
    hosts: Vec<(String, u16)>,
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
        let hosts = Vec::new();
        Ok(Self { folder, hosts })
    }

    /// Has the browser find a host on this computer, at this port, from its next start on.
    pub(crate) fn answer_here(&mut self, host: &str, port: u16) {
        self.hosts.push((host.to_owned(), port));
    }

    pub(crate) fn hosts(&self) -> &[(String, u16)] {
        &self.hosts
    }

    /// Has the browser take it at its next start that a person let the extension ask a host.
    ///
    /// # Errors
    /// When it keeps no settings of the extension.
    pub(crate) fn allow_host(&self, extension_id: &str, host: &str) -> Result<()> {
        let mut n_allowed = 0;
        for name in ["Preferences", "Secure Preferences"] {
            let path = self.path().join("Default").join(name);
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let mut preferences: Value = serde_json::from_str(&text)?;
            let settings = &mut preferences["extensions"]["settings"][extension_id];
            if !settings.is_object() {
                continue;
            }
            for kind in [
                "active_permissions",
                "granted_permissions",
                "runtime_granted_permissions",
            ] {
                let hosts = &mut settings[kind]["explicit_host"];
                let mut all = hosts.as_array().cloned().unwrap_or_default();
                all.push(format!("https://{host}/*").into());
                *hosts = all.into();
            }
            std::fs::write(&path, preferences.to_string())?;
            n_allowed += 1;
        }
        ensure!(
            n_allowed > 0,
            "the profile has no settings of {extension_id}"
        );
        Ok(())
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
