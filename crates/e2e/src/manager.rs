//! The browser's own extensions page: reloads the extension and tells the errors it has noted.
//!
//! The browser notes the errors of every part of the extension, also of a worker that has ended and
//! of the content script, without a session that would keep the worker alive.

use anyhow::Result;
use serde_json::json;

use crate::browser::Browser;
use crate::page::{Page, Place};

impl Browser {
    /// Has the browser note the extension's errors, which it does by itself only for an extension
    /// that a person has loaded.
    pub(crate) async fn note_extension_errors(&self) -> Result<()> {
        let id = json!(self.extension().id());
        let page = self.open_manager().await?;
        let update = format!("{{extensionId: {id}, errorCollection: true}}");
        let script = format!("chrome.developerPrivate.updateExtensionConfiguration({update})");
        page.evaluate(&script).await?;
        page.close().await
    }

    /// Reloads the extension as the button on the extensions page does, and waits for its worker.
    ///
    /// # Errors
    /// When it does not come back.
    pub async fn reload_extension(&self) -> Result<()> {
        let before = self.worker().life().await?;
        let id = json!(self.extension().id());
        let page = self.open_manager().await?;
        page.evaluate(&format!(
            "chrome.developerPrivate.reload({id}, {{failQuietly: true}})"
        ))
        .await?;
        page.close().await?;
        self.worker().wait_for_other_life(&before).await?;
        Ok(())
    }

    /// Adds the errors that the browser has noted for the extension to the console's.
    ///
    /// # Errors
    /// When the extensions page does not answer.
    pub async fn collect_extension_errors(&self) -> Result<()> {
        let id = json!(self.extension().id());
        let page = self.open_manager().await?;
        let script = format!(
            "chrome.developerPrivate.getExtensionInfo({id}).then((info) => \
             [...info.manifestErrors, ...info.runtimeErrors, ...info.installWarnings].map((error) => \
             ({{ text: error.message ?? String(error), source: error.source ?? '', \
                 severity: error.severity ?? '', n: error.occurrences ?? 1 }})))"
        );
        let errors = page.evaluate(&script).await?;
        page.close().await?;
        for error in errors.as_array().into_iter().flatten() {
            if error["severity"] == "WARN" || error["severity"] == "INFO" {
                continue;
            }
            let text = error["text"].as_str().unwrap_or_default();
            let from = error["source"].as_str().unwrap_or_default();
            self.console.add(
                "extension",
                format!("{text} ({from})"),
                error["n"].to_string(),
            );
        }
        Ok(())
    }

    async fn open_manager(&self) -> Result<Page> {
        Page::open(self, "chrome://extensions", Place::Window, "manager").await
    }
}
