//! Sees everything the panel ever shows: each status line and each button, with its time.
//!
//! The page tells every change in the moment in which it happens, so that nothing is lost when the
//! browser is killed, and a wait ends with the change that fulfils it.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;

use crate::cdp::Session;
use crate::page::{Page, WAIT_DEADLINE};

const BINDING: &str = "ninepinWitness";

/// What the panel showed from one moment on.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Seen {
    /// Wall clock, UTC milliseconds.
    pub at_ms: f64,
    /// The text of every element with the role `status`, in the page's order.
    pub lines: Vec<String>,
    /// Names of the buttons that can be pressed.
    pub buttons: Vec<String>,
}

impl Seen {
    /// Whether one of the status lines starts so.
    #[must_use]
    pub fn says(&self, start: &str) -> bool {
        self.lines.iter().any(|line| line.starts_with(start))
    }

    #[must_use]
    pub fn offers(&self, button: &str) -> bool {
        self.buttons.iter().any(|name| name == button)
    }

    /// The button that ends the call on screen.
    #[must_use]
    pub fn end_button(&self) -> Option<&str> {
        let found = self.buttons.iter().find(|name| name.starts_with("End "));
        found.map(String::as_str)
    }
}

/// The record of one panel page. Clones share it.
#[derive(Debug, Clone)]
pub struct Witness {
    record: watch::Receiver<Vec<Seen>>,
}

/// Tells the first look and then every one that differs from the one before.
const WATCH: &str = r"(() => {
  if (globalThis.ninepinWatches) return;
  globalThis.ninepinWatches = true;
  let last = '';
  const look = () => {
    const lines = [...document.querySelectorAll('[role=status]')]
      .map((node) => node.textContent.trim());
    const buttons = [...document.querySelectorAll('button')]
      .filter((node) => !node.disabled && node.ariaDisabled !== 'true')
      .map((node) => (node.ariaLabel ?? node.textContent).trim());
    const now = JSON.stringify({ lines, buttons });
    if (now === last) return;
    last = now;
    ninepinWitness(JSON.stringify({ at_ms: Date.now(), lines, buttons }));
  };
  const watch = () => {
    const every = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document, every);
    look();
  };
  if (document.documentElement) watch();
  else new MutationObserver((_, waiting) => { waiting.disconnect(); watch(); })
    .observe(document, { childList: true });
})()";

impl Witness {
    /// Watches a page from now on and through every load of it.
    ///
    /// # Errors
    /// When the page is gone.
    pub(crate) async fn watch(page: &Page) -> Result<Self> {
        let session = page.session.clone();
        let record = follow(&session);
        session
            .call("Runtime.addBinding", json!({"name": BINDING}))
            .await?;
        let params = json!({"source": WATCH});
        session
            .call("Page.addScriptToEvaluateOnNewDocument", params)
            .await?;
        page.evaluate(WATCH).await?;
        Ok(Self { record })
    }

    /// Everything that was shown so far, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Seen> {
        self.record.borrow().clone()
    }

    /// What is shown now.
    #[must_use]
    pub fn last(&self) -> Seen {
        self.record.borrow().last().cloned().unwrap_or_default()
    }

    /// Waits until what is shown fulfils the test.
    ///
    /// # Errors
    /// At [`WAIT_DEADLINE`], with what is shown instead.
    pub async fn wait_for(&self, what: &str, test: impl Fn(&Seen) -> bool) -> Result<Seen> {
        self.wait_within(what, WAIT_DEADLINE, test).await
    }

    /// Waits until something that was ever shown fulfils the test, however short it stood.
    ///
    /// # Errors
    /// At [`WAIT_DEADLINE`], with what is shown then.
    pub async fn wait_for_any(&self, what: &str, test: impl Fn(&Seen) -> bool) -> Result<Seen> {
        let mut record = self.record.clone();
        let shown = record.wait_for(|record| record.iter().any(&test));
        let shown = tokio::time::timeout(WAIT_DEADLINE, shown).await;
        let last = || format!("the panel never showed {what}; it shows {:?}", self.last());
        let shown = shown.with_context(last)?.context("the panel is gone")?;
        let found = shown.iter().find(|seen| test(seen)).cloned();
        found.context("it has just been seen")
    }

    /// As [`Witness::wait_for`], with a deadline of the caller's.
    ///
    /// # Errors
    /// At the deadline, with what is shown instead.
    pub async fn wait_within(
        &self,
        what: &str,
        deadline: Duration,
        test: impl Fn(&Seen) -> bool,
    ) -> Result<Seen> {
        let mut record = self.record.clone();
        let shown = record.wait_for(|record| record.last().is_some_and(&test));
        let shown = tokio::time::timeout(deadline, shown).await;
        let failed = || {
            let last = self.last();
            format!(
                "the panel never showed {what} within {deadline:?}; it shows {:?} with the buttons {:?}",
                last.lines, last.buttons
            )
        };
        let shown = shown.with_context(failed)?.context("the panel is gone")?;
        Ok(shown.last().cloned().unwrap_or_default())
    }
}

/// Collects what the page tells, until the connection ends.
fn follow(session: &Session) -> watch::Receiver<Vec<Seen>> {
    let (sender, record) = watch::channel(Vec::new());
    let (session, mut events) = (session.clone(), session.cdp().subscribe());
    tokio::spawn(async move {
        while let Ok(event) = events.recv().await {
            let is_ours = event.method == "Runtime.bindingCalled"
                && event.params["name"] == BINDING
                && session.owns(&event);
            let payload = event.params["payload"].as_str().filter(|_| is_ours);
            if let Some(seen) = payload.and_then(|text| serde_json::from_str(text).ok()) {
                sender.send_modify(|record: &mut Vec<Seen>| record.push(seen));
            }
        }
    });
    record
}
