//! The panel as an agent works it: by the names on its buttons and fields.
//!
//! Verbs wait until what they need is there; nothing here knows the panel's markup.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::element::{Click, Element};
use crate::page::{LOOK_INTERVAL, Page, Place, WAIT_DEADLINE};
use crate::target::Target;
use crate::witness::Witness;

/// A view of the panel, by the name on its tab; the call and its buttons stay above all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Call,
    List,
    History,
    Settings,
}

impl View {
    pub const ALL: [Self; 4] = [Self::Call, Self::List, Self::History, Self::Settings];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "Call",
            Self::List => "List",
            Self::History => "History",
            Self::Settings => "Settings",
        }
    }
}

/// The panel, opened in a page.
#[derive(Debug, Clone)]
pub struct Panel {
    pub page: Page,
    /// What it has shown, from its first text on.
    pub witness: Witness,
}

/// Opens the browser's real side panel in the window of `beside`, and returns what shows `url` in
/// it, which nobody has looked at. `opener` is a page of the extension: it has the gesture that the
/// browser wants to see.
///
/// # Errors
/// When it does not open, or shows something else.
pub async fn open_side_panel(
    browser: &Browser,
    opener: &Page,
    beside: &Page,
    url: &str,
) -> Result<Target> {
    let params = json!({"targetId": beside.target()});
    let devtools = browser.cdp().browser_session();
    let window = devtools.call("Browser.getWindowForTarget", params).await?;
    let targets = &browser.targets;
    let before: Vec<String> = targets.all().into_iter().map(|target| target.id).collect();
    let window_id = &window["windowId"];
    let open = format!("chrome.sidePanel.open({{ windowId: {window_id} }})");
    opener.evaluate_by_gesture(&open).await?;
    targets.wait_for_new(&before, url, WAIT_DEADLINE).await
}

impl Panel {
    /// Opens the panel in a window of its own.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn open(browser: &Browser) -> Result<Self> {
        let url = browser.extension().page_url("panel.html");
        let page = Page::open_blank(browser, Place::Window, "panel").await?;
        let witness = Witness::watch(&page).await?;
        page.navigate(&url).await?;
        Ok(Self { page, witness })
    }

    /// Opens the browser's real side panel in the window of another page.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open_in_side_panel(browser: &Browser, beside: &Page) -> Result<Self> {
        let url = browser.extension().page_url("panel.html");
        let opener = Page::open(browser, &url, Place::HiddenTab, "opener").await?;
        let target = open_side_panel(browser, &opener, beside, &url).await?;
        let page = Page::attach(browser, &target.id, "side panel").await?;
        page.wait_for("document.readyState === 'complete'").await?;
        opener.close().await?;
        let witness = Witness::watch(&page).await?;
        Ok(Self { page, witness })
    }

    /// Waits until the panel says that calls can be placed and events arrive.
    ///
    /// # Errors
    /// At the deadline, with what it says instead.
    pub async fn wait_until_ready(&self) -> Result<()> {
        let ready = "[...document.querySelectorAll('[role=status]')]\
                     .some((line) => line.innerText.trim() === 'Five9 is ready')";
        if let Err(error) = self.page.wait_for(ready).await {
            let status = self.status().await.unwrap_or_default();
            return Err(error.context(format!("the panel is not ready; it says {status:?}")));
        }
        Ok(())
    }

    /// Shows a view, if it is not the one shown.
    ///
    /// # Errors
    /// When there is no such tab.
    pub async fn show(&self, view: View) -> Result<()> {
        let tab = self.page.element("tab", view.name()).await?;
        if tab.is_on {
            return Ok(());
        }
        self.page.click("tab", view.name()).await?;
        let is_shown = |tab: &Element| tab.is_on;
        self.page
            .element_where("tab", view.name(), "selected", is_shown)
            .await
            .map(drop)
    }

    /// Leaves the tour of a first run.
    ///
    /// # Errors
    /// When it is not on, or does not go.
    pub async fn skip_tour(&self) -> Result<()> {
        self.show(View::Call).await?;
        self.click("Skip the tour").await?;
        let is_gone = "!document.body.innerText.includes('Skip the tour')";
        self.page.wait_for(is_gone).await.map(drop)
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

    /// Unfolds the part of the panel that takes lists, which is folded once there is one.
    async fn open_import(&self) -> Result<()> {
        self.show(View::List).await?;
        let folded = self
            .page
            .find("DisclosureTriangle", "Bring another list")
            .await?;
        if folded.is_none() || self.page.find("textbox", "Paste a list").await?.is_some() {
            return Ok(());
        }
        self.page
            .click("DisclosureTriangle", "Bring another list")
            .await
            .map(drop)
    }

    /// Puts the text into the paste field and loads it as the list.
    ///
    /// # Errors
    /// When field or button are missing.
    pub async fn paste_list(&self, text: &str) -> Result<()> {
        self.open_import().await?;
        self.page.fill("textbox", "Paste a list", text).await?;
        self.click("Load list").await?;
        self.wait_for_import().await
    }

    /// Waits until the worker has said what it made of a list: one that it took folds the part that
    /// took it.
    async fn wait_for_import(&self) -> Result<()> {
        let is_answered = "!document.querySelector('.import [aria-disabled]') && \
            [...document.querySelectorAll('.import input')].every((input) => input.value === '')";
        self.page.wait_for(is_answered).await.map(drop)
    }

    /// Opens a list file.
    ///
    /// # Errors
    /// When the file field is missing.
    pub async fn open_list(&self, path: &Path) -> Result<()> {
        self.open_import().await?;
        self.page.choose_file("Open a list file", path).await?;
        self.wait_for_import().await
    }

    /// Selects the people of these names, in this order.
    ///
    /// # Errors
    /// When one of them is not shown.
    pub async fn select(&self, names: &[&str]) -> Result<()> {
        self.show(View::List).await?;
        for name in names {
            let checkbox = format!("Select {name}");
            self.page.click("checkbox", &checkbox).await?;
            self.page
                .element_where("checkbox", &checkbox, "checked", |element| element.is_on)
                .await?;
        }
        Ok(())
    }

    /// Waits until the list shows a person, and returns the box that selects them.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn person(&self, name: &str) -> Result<Element> {
        self.show(View::List).await?;
        self.page
            .element("checkbox", &format!("Select {name}"))
            .await
    }

    /// Selects everybody on the list.
    ///
    /// # Errors
    /// When there is no such box.
    pub async fn select_all(&self) -> Result<()> {
        self.show(View::List).await?;
        self.page.click("checkbox", "Select all").await.map(drop)
    }

    /// Chooses an outcome and waits until it is the chosen one.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn choose_outcome(&self, name: &str) -> Result<Click> {
        self.show(View::Call).await?;
        self.page.click("radio", name).await
    }

    /// The names of the outcomes offered.
    ///
    /// # Errors
    /// When there is no group named `Outcome`.
    pub async fn outcomes(&self) -> Result<Vec<Element>> {
        self.show(View::Call).await?;
        let group = self.page.element("radiogroup", "Outcome").await?;
        self.page.elements_in(&group, "radio").await
    }

    /// Chooses a campaign by its name.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn choose_campaign(&self, name: &str) -> Result<()> {
        self.choose("Campaign", name).await
    }

    /// Chooses an entry of a labelled list of choices.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn choose(&self, label: &str, name: &str) -> Result<()> {
        let field = self.field_offering(label, name).await?;
        self.page.choose_option(&field, name).await?;
        let is_chosen = |field: &Element| field.value == name;
        self.page
            .element_where("combobox", label, "chosen", is_chosen)
            .await
            .map(drop)
    }

    /// The list of choices of that name once it offers the entry.
    async fn field_offering(&self, label: &str, name: &str) -> Result<Element> {
        let end = Instant::now() + WAIT_DEADLINE;
        loop {
            // What has to be chosen before any call stands where the calls are, and goes from there
            // if it turns out that there is nothing to choose.
            match self.page.find("combobox", label).await? {
                None => self.show(View::Settings).await?,
                // A list that went meanwhile offers nothing.
                Some(field) if self.page.offers(&field, name).await.unwrap_or(false) => {
                    return Ok(field);
                }
                Some(_) => {}
            }
            if Instant::now() >= end {
                bail!("no {label:?} offers {name:?}");
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Chooses one of the settings that stand as a row of choices.
    ///
    /// # Errors
    /// When it is not offered.
    pub async fn prefer(&self, choice: &str) -> Result<()> {
        self.show(View::Settings).await?;
        self.page.click("radio", choice).await.map(drop)
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

    /// Waits until the first broadcast of one type has arrived, and returns all that have.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_broadcasts(&self, kind: &str) -> Result<Vec<Value>> {
        let condition = format!(
            "globalThis.broadcasts.some((message) => message.type === {})",
            json!(kind)
        );
        self.page.wait_for(&condition).await?;
        self.broadcasts(kind).await
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

/// What the status line says in each of Five9's call states.
const PHASES: [(&str, &str); 5] = [
    ("OFFERED", "Dialing|Ringing"),
    ("RINGING_ON_OTHER_SIDE", "Ringing"),
    ("TALKING", "Talking"),
    ("WRAP_UP", "Call ended"),
    ("FINISHED", "Done"),
];

impl Panel {
    /// Waits until the status line tells that state of the call.
    ///
    /// # Errors
    /// At the deadline, with what it says instead.
    pub async fn wait_for_phase(&self, state: &str) -> Result<()> {
        let words = PHASES.iter().find(|(name, _)| *name == state);
        let (_, words) = words.with_context(|| format!("no words are known for {state}"))?;
        let condition = format!(
            "[...document.querySelectorAll('[role=status]')]\
             .some((line) => /^({words})/.test(line.innerText))"
        );
        if let Err(error) = self.page.wait_for(&condition).await {
            let status = self.status().await.unwrap_or_default();
            return Err(error.context(format!("the status reads {status:?}, not {state}")));
        }
        Ok(())
    }

    /// The button that ends the live call, whatever comes after it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn end_button(&self) -> Result<String> {
        let buttons = self.page.elements("button", None).await?;
        let found = buttons
            .into_iter()
            .find(|button| button.name.starts_with("End "));
        found
            .map(|button| button.name)
            .context("no button ends the call")
    }

    /// Presses the button that ends the live call, whatever comes after it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click_end(&self) -> Result<Click> {
        let name = self.end_button().await?;
        self.click(&name).await
    }

    /// Waits until the focus is inside the group of that name.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_focus_in(&self, group: &str) -> Result<()> {
        let group = self.page.element("radiogroup", group).await?;
        let end = tokio::time::Instant::now() + WAIT_DEADLINE;
        loop {
            let inside = self.page.elements_in(&group, "radio").await?;
            if inside.iter().any(|radio| radio.is_focused) {
                return Ok(());
            }
            if tokio::time::Instant::now() >= end {
                bail!("the focus is not in {}", group.name);
            }
            tokio::time::sleep(crate::page::LOOK_INTERVAL).await;
        }
    }
}
