//! The browser's targets (tabs, panels, workers) as it announces them.
//!
//! The table follows the browser's events, so a wait ends with the event that fulfils it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::cdp::{Cdp, CdpError};

/// One thing that can be attached to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub id: String,
    /// DevTools' word: `page`, `service_worker`, `iframe`, …
    pub kind: String,
    pub url: String,
    /// Counts the targets in the order in which they came.
    n_before: usize,
}

#[derive(Debug, Default)]
struct Table {
    targets: BTreeMap<String, Target>,
    n_seen: usize,
}

impl Table {
    /// The newest one: an ended worker may stay listed beside the one that took its place.
    fn find(&self, kind: &str, url_start: &str) -> Option<&Target> {
        let fitting = self
            .targets
            .values()
            .filter(|target| target.is(kind, url_start));
        fitting.max_by_key(|target| target.n_before)
    }
}

/// The present targets of one browser.
#[derive(Debug, Clone)]
pub struct Targets {
    table: watch::Receiver<Table>,
}

impl Targets {
    /// Starts following the browser's targets.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(crate) async fn follow(cdp: &Cdp) -> Result<Self, CdpError> {
        let (sender, table) = watch::channel(Table::default());
        let mut events = cdp.subscribe();
        tokio::spawn(async move {
            // Ends when the connection does, or if this task falls hopelessly behind.
            while let Ok(event) = events.recv().await {
                sender.send_if_modified(|table| apply(table, &event.method, &event.params));
            }
        });
        cdp.browser_session()
            .call("Target.setDiscoverTargets", json!({"discover": true}))
            .await?;
        Ok(Self { table })
    }

    /// All targets now.
    #[must_use]
    pub fn all(&self) -> Vec<Target> {
        self.table.borrow().targets.values().cloned().collect()
    }

    /// The newest target of that kind whose address starts so, if there is one now.
    #[must_use]
    pub fn find(&self, kind: &str, url_start: &str) -> Option<Target> {
        self.table.borrow().find(kind, url_start).cloned()
    }

    /// Waits until there is such a target.
    ///
    /// # Errors
    /// At the deadline, naming what was waited for.
    pub async fn wait_for(
        &self,
        kind: &str,
        url_start: &str,
        deadline: Duration,
    ) -> Result<Target> {
        let mut table = self.table.clone();
        let search = |table: &Table| table.find(kind, url_start).is_some();
        let found = tokio::time::timeout(deadline, table.wait_for(search)).await;
        let table = found.ok().and_then(Result::ok).with_context(|| {
            format!(
                "no {kind} at {url_start} within {} ms",
                deadline.as_millis()
            )
        })?;
        let target = table.find(kind, url_start).cloned();
        target.context("the target has just been seen")
    }

    /// Waits for a page at the address that is none of those known before.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_new(
        &self,
        before: &[String],
        url_start: &str,
        deadline: Duration,
    ) -> Result<Target> {
        let is_new =
            |target: &Target| !before.contains(&target.id) && target.url.starts_with(url_start);
        let mut table = self.table.clone();
        let found = table.wait_for(|table| table.targets.values().any(is_new));
        let found = tokio::time::timeout(deadline, found).await;
        let table = found
            .with_context(|| format!("no new page at {url_start}"))?
            .context("the browser is gone")?;
        let target = table
            .targets
            .values()
            .find(|target| is_new(target))
            .cloned();
        target.context("the target has just been seen")
    }

    /// Waits until the target is gone.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_until_gone(&self, id: &str, deadline: Duration) -> Result<()> {
        let mut table = self.table.clone();
        tokio::time::timeout(
            deadline,
            table.wait_for(|table| !table.targets.contains_key(id)),
        )
        .await
        .with_context(|| format!("target {id} still there after {} ms", deadline.as_millis()))?
        .context("the browser is gone")?;
        Ok(())
    }
}

impl Target {
    fn is(&self, kind: &str, url_start: &str) -> bool {
        self.kind == kind && self.url.starts_with(url_start)
    }
}

/// Folds one event into the table; true when something changed.
fn apply(table: &mut Table, method: &str, params: &Value) -> bool {
    match method {
        "Target.targetCreated" | "Target.targetInfoChanged" => {
            let info = &params["targetInfo"];
            let text = |key: &str| info[key].as_str().unwrap_or_default().to_owned();
            let id = text("targetId");
            let before = table.targets.get(&id).map(|target| target.n_before);
            if before.is_none() {
                table.n_seen += 1;
            }
            let n_before = before.unwrap_or(table.n_seen);
            let target = Target {
                id,
                kind: text("type"),
                url: text("url"),
                n_before,
            };
            table.targets.insert(target.id.clone(), target.clone()) != Some(target)
        }
        "Target.targetDestroyed" => table
            .targets
            .remove(params["targetId"].as_str().unwrap_or_default())
            .is_some(),
        _ => false,
    }
}
