//! One page of the browser: opened, asked, waited on, photographed.
//!
//! A wait ends when its condition holds or fails at its deadline with the condition's text; nothing
//! waits for a length of time.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::browser::Browser;
use crate::cdp::{COMMAND_DEADLINE, Session};
use crate::console::exception_text;

/// How long a page may take to show what a story waits for, unless the story says otherwise.
pub const WAIT_DEADLINE: Duration = Duration::from_secs(10);
/// How soon a condition is looked at again.
pub(crate) const LOOK_INTERVAL: Duration = Duration::from_millis(15);

/// Where a new page opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A window of its own, so that it stays visible beside the others.
    Window,
    /// A tab in the background of the first window, hidden as tabs behind others are.
    HiddenTab,
}

/// An attached page.
#[derive(Debug, Clone)]
pub struct Page {
    pub session: Session,
    target: String,
}

/// How a screenshot is taken.
#[derive(Debug, Clone, Copy)]
pub struct Shot {
    pub width_px: u32,
    pub height_px: u32,
    pub pixel_ratio: f64,
    pub scheme: Scheme,
}

/// The colours that the page is told the person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
    /// Light, with more contrast.
    LightContrast,
    /// Dark, with more contrast.
    DarkContrast,
    /// The system's own few colours instead of the page's.
    Forced,
}

impl Page {
    /// Opens an address and waits until it has loaded; its errors are collected under `label`.
    ///
    /// # Errors
    /// When the page does not open or load.
    pub async fn open(browser: &Browser, url: &str, place: Place, label: &str) -> Result<Self> {
        let page = Self::open_blank(browser, place, label).await?;
        page.navigate(url).await?;
        Ok(page)
    }

    /// Opens a page with nothing in it yet; its errors are collected under `label`.
    ///
    /// # Errors
    /// When the page does not open.
    pub async fn open_blank(browser: &Browser, place: Place, label: &str) -> Result<Self> {
        let params = json!({
            "url": "about:blank",
            "newWindow": place == Place::Window,
            "background": place == Place::HiddenTab,
        });
        let answer = browser
            .cdp()
            .browser_session()
            .call("Target.createTarget", params)
            .await?;
        let target = answer["targetId"]
            .as_str()
            .context("a new page has an id")?;
        Self::attach(browser, target, label).await
    }

    /// Attaches to a page that is there already.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn attach(browser: &Browser, target: &str, label: &str) -> Result<Self> {
        let session = browser.cdp().attach(target).await?;
        browser.console.watch(&session, label).await?;
        session.call("Page.enable", json!({})).await?;
        // Each page behaves as the focused one, since a story works in several windows at once.
        session
            .call(
                "Emulation.setFocusEmulationEnabled",
                json!({"enabled": true}),
            )
            .await?;
        Ok(Self {
            session,
            target: target.to_owned(),
        })
    }

    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Goes to an address and waits until it has loaded.
    ///
    /// # Errors
    /// When the address cannot be reached.
    pub async fn navigate(&self, url: &str) -> Result<()> {
        let answer = self
            .session
            .call("Page.navigate", json!({"url": url}))
            .await?;
        if let Some(error) = answer["errorText"].as_str() {
            bail!("{url} did not open: {error}");
        }
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'")
            .await
            .with_context(|| format!("loading {url}"))?;
        Ok(())
    }

    /// Loads the page anew.
    ///
    /// # Errors
    /// When it does not come back.
    pub async fn reload(&self) -> Result<()> {
        let before = self.evaluate("performance.timeOrigin").await?;
        self.session.call("Page.reload", json!({})).await?;
        let again =
            format!("performance.timeOrigin !== {before} && document.readyState === 'complete'");
        self.wait_for(&again).await.context("reloading the page")?;
        Ok(())
    }

    /// Closes the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn close(self) -> Result<()> {
        let browser = self.session.cdp().browser_session();
        browser
            .call("Target.closeTarget", json!({"targetId": self.target}))
            .await?;
        Ok(())
    }

    /// Brings the page to the front.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn bring_to_front(&self) -> Result<()> {
        self.session.call("Page.bringToFront", json!({})).await?;
        Ok(())
    }

    /// The value of a JavaScript expression, awaited if it is a promise.
    ///
    /// # Errors
    /// When it throws or the page is gone.
    pub async fn evaluate(&self, expression: &str) -> Result<Value> {
        Question::new(expression).ask(&self.session).await
    }

    /// As [`Page::evaluate`], as if a person had just clicked.
    ///
    /// # Errors
    /// When it throws or the page is gone.
    pub async fn evaluate_by_gesture(&self, expression: &str) -> Result<Value> {
        let question = Question {
            by_gesture: true,
            ..Question::new(expression)
        };
        question.ask(&self.session).await
    }

    /// As [`Page::evaluate`], for an expression that takes its time.
    ///
    /// # Errors
    /// When it throws or is not done at the deadline.
    pub async fn evaluate_within(&self, expression: &str, deadline: Duration) -> Result<Value> {
        Question {
            deadline,
            ..Question::new(expression)
        }
        .ask(&self.session)
        .await
    }

    /// Waits until the expression is truthy and returns its value.
    ///
    /// # Errors
    /// At [`WAIT_DEADLINE`].
    pub async fn wait_for(&self, condition: &str) -> Result<Value> {
        self.wait_within(condition, WAIT_DEADLINE).await
    }

    /// As [`Page::wait_for`], with a deadline of the caller's.
    ///
    /// # Errors
    /// At the deadline, with the condition and what it last gave.
    pub async fn wait_within(&self, condition: &str, deadline: Duration) -> Result<Value> {
        let end = Instant::now() + deadline;
        loop {
            // A page that is just loading has no context for a moment: that is not the answer yet.
            let seen = self.evaluate(condition).await;
            if let Ok(value) = &seen
                && is_truthy(value)
            {
                return Ok(value.clone());
            }
            if Instant::now() >= end {
                let last = match seen {
                    Ok(value) => value.to_string(),
                    Err(error) => format!("{error:#}"),
                };
                bail!(
                    "not within {} ms: {condition} (last: {last})",
                    deadline.as_millis()
                );
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// The page's visible text.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn text(&self) -> Result<String> {
        let text = self.evaluate("document.body.innerText").await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the visible text holds the piece.
    ///
    /// # Errors
    /// At the deadline, with the text that was there.
    pub async fn wait_for_text(&self, piece: &str) -> Result<()> {
        let condition = format!("document.body.innerText.includes({})", json!(piece));
        if let Err(error) = self.wait_for(&condition).await {
            let text = self.text().await.unwrap_or_default();
            return Err(error.context(format!("the page reads:\n{text}")));
        }
        Ok(())
    }

    /// Makes the page so wide, as a side panel that is drawn wider or narrower.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn set_width(&self, width_px: u32) -> Result<()> {
        let metrics = json!({
            "width": width_px,
            "height": 640,
            "deviceScaleFactor": 1,
            "mobile": false,
        });
        self.session
            .call("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Writes a picture of the page to a PNG file.
    ///
    /// # Errors
    /// When the page is gone or the file cannot be written.
    pub async fn screenshot(&self, path: &Path, shot: Shot) -> Result<()> {
        self.resize(shot.width_px, shot.height_px, shot.pixel_ratio)
            .await?;
        self.prefer(shot.scheme).await?;
        let bytes = self.picture().await?;
        self.reset_look().await?;
        std::fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
    }
}

/// An expression to be evaluated in any session that has a JavaScript context.
pub(crate) struct Question<'a> {
    expression: &'a str,
    by_gesture: bool,
    pub(crate) deadline: Duration,
}

impl<'a> Question<'a> {
    pub(crate) fn new(expression: &'a str) -> Self {
        Self {
            expression,
            by_gesture: false,
            deadline: COMMAND_DEADLINE,
        }
    }

    pub(crate) async fn ask(&self, session: &Session) -> Result<Value> {
        let params = json!({
            "expression": self.expression,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": self.by_gesture,
        });
        let answer = session
            .call_within("Runtime.evaluate", params, self.deadline)
            .await?;
        if let Some(details) = answer.get("exceptionDetails") {
            bail!("{} in {}", exception_text(details), self.expression);
        }
        Ok(answer["result"]["value"].clone())
    }
}

/// JavaScript's own idea of truth, for what `returnByValue` brings back.
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
