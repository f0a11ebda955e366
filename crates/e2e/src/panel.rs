//! The panel as an agent works it: by the names on its buttons and fields.
//!
//! Verbs wait until what they need is there; nothing here knows the panel's markup.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::element::{Click, Element};
use crate::page::{Page, Place, WAIT_DEADLINE};

/// The panel, opened in a page.
#[derive(Debug, Clone)]
pub struct Panel {
    pub page: Page,
}

impl Panel {
    /// Opens the panel in a window of its own.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn open(browser: &Browser) -> Result<Self> {
        let url = browser.extension().page_url("panel.html");
        let page = Page::open(browser, &url, Place::Window, "panel").await?;
        Ok(Self { page })
    }

    /// Opens the browser's real side panel beside the page, as a click on the icon does.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open_in_side_panel(browser: &Browser) -> Result<Self> {
        let url = browser.extension().page_url("panel.html");
        // An own page has the gesture that the browser wants to see before it opens a side panel.
        let opener = Page::open(browser, &url, Place::Window, "opener").await?;
        let before: Vec<String> = browser
            .targets
            .all()
            .into_iter()
            .map(|target| target.id)
            .collect();
        let open = "chrome.windows.getCurrent().then((window) => \
                    chrome.sidePanel.open({ windowId: window.id }))";
        let params = json!({"expression": open, "awaitPromise": true, "userGesture": true});
        opener.session.call("Runtime.evaluate", params).await?;
        let target = browser
            .targets
            .wait_for_new(&before, &url, WAIT_DEADLINE)
            .await?;
        let page = Page::attach(browser, &target.id, "side panel").await?;
        page.wait_for("document.readyState === 'complete'").await?;
        opener.navigate("about:blank").await?;
        Ok(Self { page })
    }

    /// Clicks a button as soon as it is enabled.
    ///
    /// # Errors
    /// When it does not become clickable.
    pub async fn click(&self, button: &str) -> Result<Click> {
        self.page.click("button", button).await
    }

    /// The button, if it is shown.
    ///
    /// # Errors
    /// When there are several of that name.
    pub async fn button(&self, name: &str) -> Result<Option<Element>> {
        self.page.find("button", name).await
    }

    /// Waits until the button can be pressed.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_button(&self, name: &str) -> Result<()> {
        let enabled = |element: &Element| !element.is_disabled;
        self.page
            .element_where("button", name, "enabled", enabled)
            .await
            .map(drop)
    }

    /// Puts the text into the paste field and loads it as the list.
    ///
    /// # Errors
    /// When field or button are missing.
    pub async fn paste_list(&self, text: &str) -> Result<()> {
        self.page.fill("textbox", "Paste a list", text).await?;
        self.click("Load list").await.map(drop)
    }

    /// Opens a list file.
    ///
    /// # Errors
    /// When the file field is missing.
    pub async fn open_list(&self, path: &Path) -> Result<()> {
        self.page.choose_file("Open a list file", path).await
    }

    /// Selects the people of these names, in this order.
    ///
    /// # Errors
    /// When one of them is not shown.
    pub async fn select(&self, names: &[&str]) -> Result<()> {
        for name in names {
            let checkbox = format!("Select {name}");
            self.page.click("checkbox", &checkbox).await?;
            self.page
                .element_where("checkbox", &checkbox, "checked", |element| element.is_on)
                .await?;
        }
        Ok(())
    }

    /// Chooses an outcome and waits until it is the chosen one.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn choose_outcome(&self, name: &str) -> Result<Click> {
        self.page.click("radio", name).await
    }

    /// The names of the outcomes offered.
    ///
    /// # Errors
    /// When there is no group named `Outcome`.
    pub async fn outcomes(&self) -> Result<Vec<Element>> {
        let group = self.page.element("radiogroup", "Outcome").await?;
        self.page.elements_in(&group, "radio").await
    }

    /// Chooses a campaign by its name, with the keyboard.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn choose_campaign(&self, name: &str) -> Result<()> {
        let field = self.page.element("combobox", "Campaign").await?;
        let n_options = self.page.elements_in(&field, "option").await?.len();
        self.page.focus(&field).await?;
        self.page.press("Home").await?;
        for _ in 0..=n_options {
            let field = self.page.element("combobox", "Campaign").await?;
            if field.value.starts_with(name) {
                return Ok(());
            }
            self.page.press("ArrowDown").await?;
        }
        bail!("the campaign {name:?} is not offered")
    }

    /// What the status lines say.
    ///
    /// # Errors
    /// When the panel is gone.
    pub async fn status(&self) -> Result<String> {
        let mut lines = Vec::new();
        for element in self.page.elements("status", None).await? {
            lines.push(self.page.text_of(&element).await?);
        }
        Ok(lines.join("\n"))
    }

    /// Waits until the panel shows the text.
    ///
    /// # Errors
    /// At the deadline, with the text that was there.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        self.page.wait_for_text(text).await
    }

    /// Sends a message to the worker as any page of the extension may, and returns the answer.
    ///
    /// # Errors
    /// When the worker does not answer.
    pub async fn send(&self, message: Value) -> Result<Value> {
        let send = format!("chrome.runtime.sendMessage({message})");
        self.page
            .evaluate(&send)
            .await
            .context("sending a message to the worker")
    }

    /// Starts keeping the broadcasts that arrive at the panel.
    ///
    /// # Errors
    /// When the panel is gone.
    pub async fn keep_broadcasts(&self) -> Result<()> {
        let keep = "void (globalThis.broadcasts = [], chrome.runtime.onMessage.addListener(
            (message) => { globalThis.broadcasts.push(message); }))";
        self.page.evaluate(keep).await.map(drop)
    }

    /// The broadcasts kept so far of one type.
    ///
    /// # Errors
    /// When the panel is gone.
    pub async fn broadcasts(&self, kind: &str) -> Result<Vec<Value>> {
        let kept = self.page.evaluate("globalThis.broadcasts").await?;
        let kept = kept.as_array().cloned().unwrap_or_default();
        Ok(kept
            .into_iter()
            .filter(|message| message["type"] == kind)
            .collect())
    }
}
