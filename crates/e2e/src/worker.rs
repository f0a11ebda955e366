//! The extension's service worker: asked, stopped, seen to come back.
//!
//! A session keeps a worker alive, so each question attaches and detaches; an instance is known by
//! the moment it started.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::browser::Browser;
use crate::page::{LOOK_INTERVAL, Question};

const WORKER_DEADLINE: Duration = Duration::from_secs(10);
/// A worker that is just ending never answers.
const LIFE_DEADLINE: Duration = Duration::from_secs(1);

/// One life of the worker: when it started, as the worker tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Life(Value);

/// The extension's worker, whichever instance of it runs.
#[derive(Debug, Clone, Copy)]
pub struct Worker<'a> {
    browser: &'a Browser,
}

impl Browser {
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        Worker { browser: self }
    }
}

impl Worker<'_> {
    fn url(&self) -> String {
        self.browser.extension().page_url("")
    }

    /// Whether an instance runs now.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.browser
            .targets
            .find("service_worker", &self.url())
            .is_some()
    }

    /// Waits until an instance runs.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_running(&self) -> Result<()> {
        self.browser
            .targets
            .wait_for("service_worker", &self.url(), WORKER_DEADLINE)
            .await?;
        Ok(())
    }

    /// The value of an expression inside the running worker, without staying attached.
    ///
    /// # Errors
    /// When no worker runs or the expression throws.
    pub async fn evaluate(&self, expression: &str) -> Result<Value> {
        let answer = tokio::time::timeout(WORKER_DEADLINE, self.ask(expression)).await;
        answer.with_context(|| format!("the worker did not answer {expression}"))?
    }

    async fn ask(&self, expression: &str) -> Result<Value> {
        let target = self
            .browser
            .targets
            .wait_for("service_worker", &self.url(), WORKER_DEADLINE)
            .await?;
        let session = self.browser.cdp().attach(&target.id).await?;
        let watched = self.browser.console.watch(&session, "worker").await;
        let value = match watched {
            Ok(()) => Question::new(expression).ask(&session).await,
            Err(error) => Err(error.into()),
        };
        session.detach().await?;
        value
    }

    /// Which instance runs.
    ///
    /// # Errors
    /// When none does.
    pub async fn life(&self) -> Result<Life> {
        Ok(Life(self.evaluate("performance.timeOrigin").await?))
    }

    /// Waits until another instance than `before` runs.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_other_life(&self, before: &Life) -> Result<Life> {
        let end = Instant::now() + WORKER_DEADLINE;
        loop {
            // The old instance may go away while it is asked.
            let answer = tokio::time::timeout(LIFE_DEADLINE, self.life()).await;
            if let Ok(Ok(life)) = answer
                && life != *before
            {
                return Ok(life);
            }
            ensure!(
                Instant::now() < end,
                "no other instance of the worker started"
            );
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Stops the running instance, as the browser does after 30 s of rest, having read its console.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn stop(&self) -> Result<()> {
        // Reading anything collects the console of the instance that is about to end.
        self.evaluate("0").await?;
        let target = self.browser.targets.find("service_worker", &self.url());
        let target = target.context("the worker has just answered")?;
        let session = self.browser.cdp().browser_session();
        session
            .call("Target.closeTarget", json!({"targetId": target.id}))
            .await?;
        self.browser
            .targets
            .wait_until_gone(&target.id, WORKER_DEADLINE)
            .await
    }

    /// Collects the console errors of the instance that runs, if one does.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn collect_console(&self) -> Result<()> {
        if self.is_running() {
            self.evaluate("0").await?;
        }
        Ok(())
    }
}
