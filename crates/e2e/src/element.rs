//! Finds what a person finds, by role and accessible name, and works it as a person does.
//!
//! A click is a real mouse event at the element's centre. If anything else would take it (the page
//! has moved, something covers it), the page never sees it and the aim is taken anew.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::page::{LOOK_INTERVAL, Page, WAIT_DEADLINE};

/// One element as assistive technology sees it.
#[derive(Debug, Clone)]
pub struct Element {
    pub role: String,
    pub name: String,
    pub value: String,
    pub is_disabled: bool,
    /// Checked, selected or pressed.
    pub is_on: bool,
    pub is_focused: bool,
    node: i64,
}

/// When the page received the click, in milliseconds of wall-clock time.
#[derive(Debug, Clone, Copy)]
pub struct Click {
    pub at_ms: f64,
}

/// Scrolls the element into view, finds its centre, and lets through only events meant for it.
const AIM: &str = r"function () {
  const own = [this, ...(this.labels ?? [])];
  const size = (node) => { const box = node.getBoundingClientRect(); return box.width * box.height; };
  // A box hidden behind its drawn label is clicked through the label.
  const aimed = own.find((node) => size(node) > 16) ?? this;
  const look = () => {
    const box = aimed.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    return { x, y, clear: box.width > 0 && own.some((node) => node.contains(hit)) };
  };
  aimed.scrollIntoViewIfNeeded();
  let { x, y, clear } = look();
  // What sticks to an edge of a small window may lie over it.
  for (const block of ['end', 'center', 'start']) {
    if (clear) break;
    aimed.scrollIntoView({ block, behavior: 'instant' });
    ({ x, y, clear } = look());
  }
  const isOwn = (event) => event.composedPath().some((node) => own.includes(node));
  const aim = { x, y, clear, missed: null, at_ms: null, target: this };
  const names = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
  const guard = (event) => {
    if (event.isTrusted && !isOwn(event)) {
      aim.missed = event.target?.outerHTML?.slice(0, 120) ?? 'nothing';
      event.stopImmediatePropagation();
      event.preventDefault();
    } else if (event.type === 'click') {
      aim.at_ms ??= performance.timeOrigin + event.timeStamp;
    }
  };
  for (const name of names) addEventListener(name, guard, true);
  aim.stop = () => { for (const name of names) removeEventListener(name, guard, true); };
  return aim;
}";

impl Page {
    /// All elements of that role, with that exact name if one is given.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn elements(&self, role: &str, name: Option<&str>) -> Result<Vec<Element>> {
        let document = self
            .session
            .call("Runtime.evaluate", json!({"expression": "document"}))
            .await?;
        let mut params = json!({"objectId": document["result"]["objectId"], "role": role});
        if let Some(name) = name {
            params["accessibleName"] = json!(name);
        }
        self.query(params).await
    }

    /// All elements of that role inside another one.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn elements_in(&self, outer: &Element, role: &str) -> Result<Vec<Element>> {
        self.query(json!({"backendNodeId": outer.node, "role": role}))
            .await
    }

    async fn query(&self, params: Value) -> Result<Vec<Element>> {
        let answer = self
            .session
            .call("Accessibility.queryAXTree", params)
            .await?;
        let nodes = answer["nodes"].as_array().cloned().unwrap_or_default();
        Ok(nodes
            .iter()
            .filter(|node| node["ignored"] == false)
            .map(Element::from_node)
            .collect())
    }

    /// The one element of that role and name, or nothing.
    ///
    /// # Errors
    /// When there are several.
    pub async fn find(&self, role: &str, name: &str) -> Result<Option<Element>> {
        let mut found = self.elements(role, Some(name)).await?;
        if found.len() > 1 {
            bail!("{} elements are a {role} named {name:?}", found.len());
        }
        Ok(found.pop())
    }

    /// Waits for the one element of that role and name.
    ///
    /// # Errors
    /// At the deadline, with the names that were there.
    pub async fn element(&self, role: &str, name: &str) -> Result<Element> {
        self.element_where(role, name, "shown", |_| true).await
    }

    /// Waits until the element is there and the test holds.
    ///
    /// # Errors
    /// At the deadline, with the names that were there.
    pub async fn element_where(
        &self,
        role: &str,
        name: &str,
        state: &str,
        test: impl Fn(&Element) -> bool,
    ) -> Result<Element> {
        let end = Instant::now() + WAIT_DEADLINE;
        loop {
            // A page that is loading or rendering answers with an error for a moment.
            let found = self.find(role, name).await;
            if let Ok(Some(element)) = &found
                && test(element)
            {
                return Ok(element.clone());
            }
            if Instant::now() >= end {
                let all = self.elements(role, None).await.unwrap_or_default();
                let names: Vec<String> = all.iter().map(Element::describe).collect();
                bail!("no {role} named {name:?} {state}: {found:?}; there are {names:?}");
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Clicks the element of that role and name as soon as it is enabled.
    ///
    /// # Errors
    /// When it does not become clickable.
    pub async fn click(&self, role: &str, name: &str) -> Result<Click> {
        let end = Instant::now() + WAIT_DEADLINE;
        loop {
            let element = self
                .element_where(role, name, "enabled", |element| !element.is_disabled)
                .await?;
            let missed = match self.try_click(&element).await {
                Ok(Ok(click)) => return Ok(click),
                Ok(Err(missed)) => missed,
                // The element was replaced between the look and the click.
                Err(error) => format!("{error:#}"),
            };
            if Instant::now() >= end {
                bail!("the {role} named {name:?} cannot be clicked: {missed}");
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Clicks an element found before.
    ///
    /// # Errors
    /// When it is gone or something else is in the way.
    pub async fn click_element(&self, element: &Element) -> Result<Click> {
        match self.try_click(element).await? {
            Ok(click) => Ok(click),
            Err(missed) => bail!("{} cannot be clicked: {missed}", element.describe()),
        }
    }

    async fn try_click(&self, element: &Element) -> Result<Result<Click, String>> {
        let object = self.object_of(element).await?;
        let aim = self.call_on(&object, AIM, false).await?;
        let aim = aim["objectId"]
            .as_str()
            .context("aiming gives an object")?
            .to_owned();
        let aimed = self
            .call_on(&aim, "function () { return {...this} }", true)
            .await?["value"]
            .take();
        if aimed["clear"] == true {
            self.mouse_click(&aimed["x"], &aimed["y"]).await?;
        }
        let done = "function () { this.stop(); return {...this} }";
        let seen = self.call_on(&aim, done, true).await?["value"].take();
        Ok(match (seen["missed"].as_str(), seen["at_ms"].as_f64()) {
            (None, Some(at_ms)) => Ok(Click { at_ms }),
            (Some(missed), _) => Err(format!("{missed} is in the way")),
            (None, None) => Err("it is covered or has no size".to_owned()),
        })
    }

    async fn mouse_click(&self, x: &Value, y: &Value) -> Result<()> {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let (button, n_clicks) = if kind == "mouseMoved" {
                ("none", 0)
            } else {
                ("left", 1)
            };
            let params = json!({
                "type": kind, "x": x, "y": y, "button": button, "clickCount": n_clicks,
            });
            self.session
                .call("Input.dispatchMouseEvent", params)
                .await?;
        }
        Ok(())
    }

    /// Whether a list of choices offers an entry of that text.
    ///
    /// # Errors
    /// When the list is gone.
    pub async fn offers(&self, field: &Element, text: &str) -> Result<bool> {
        let object = self.object_of(field).await?;
        let texts = "function () { return [...this.options].map((option) => option.text) }";
        let offered = self.call_on(&object, texts, true).await?["value"].take();
        let mut options = offered.as_array().into_iter().flatten();
        Ok(options.any(|option| *option == text))
    }

    /// Chooses the entry of that text. The browser draws such lists outside the page, so this is
    /// the one thing not done with mouse or keyboard.
    ///
    /// # Errors
    /// When there is no such entry.
    pub async fn choose_option(&self, field: &Element, text: &str) -> Result<()> {
        let object = self.object_of(field).await?;
        let choose = format!(
            "function () {{
              this.value = [...this.options].find((option) => option.text === {}).value;
              this.dispatchEvent(new Event('change', {{ bubbles: true }}));
            }}",
            json!(text)
        );
        self.call_on(&object, &choose, true).await.map(drop)
    }

    /// Gives a file to a file input.
    ///
    /// # Errors
    /// When no input carries that label.
    pub async fn choose_file(&self, label: &str, path: &std::path::Path) -> Result<()> {
        let expression = format!(
            "[...document.querySelectorAll('input[type=file]')].find((input) => \
             input.ariaLabel === {label} || [...input.labels].some((label) => \
             label.innerText.trim() === {label}))",
            label = json!(label)
        );
        self.wait_for(&format!("Boolean({expression})"))
            .await
            .with_context(|| format!("no file input is labelled {label:?}"))?;
        let params = json!({"expression": expression});
        let answer = self.session.call("Runtime.evaluate", params).await?;
        let object = answer["result"]["objectId"]
            .as_str()
            .context("the input is there")?;
        let params = json!({"objectId": object, "files": [path]});
        self.session.call("DOM.setFileInputFiles", params).await?;
        Ok(())
    }

    /// Gives the element the focus, as tabbing to it does.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn focus(&self, element: &Element) -> Result<()> {
        self.session
            .call("DOM.focus", json!({"backendNodeId": element.node}))
            .await?;
        Ok(())
    }

    /// The visible text of an element.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn text_of(&self, element: &Element) -> Result<String> {
        let object = self.object_of(element).await?;
        let answer = self
            .call_on(&object, "function () { return this.innerText }", true)
            .await?;
        Ok(answer["value"].as_str().unwrap_or_default().to_owned())
    }

    async fn object_of(&self, element: &Element) -> Result<String> {
        let params = json!({"backendNodeId": element.node});
        let answer = self.session.call("DOM.resolveNode", params).await?;
        let object = answer["object"]["objectId"]
            .as_str()
            .context("a node has an object")?;
        Ok(object.to_owned())
    }

    async fn call_on(&self, object: &str, function: &str, by_value: bool) -> Result<Value> {
        let params = json!({
            "objectId": object, "functionDeclaration": function, "returnByValue": by_value,
        });
        let mut answer = self.session.call("Runtime.callFunctionOn", params).await?;
        if let Some(details) = answer.get("exceptionDetails") {
            bail!("{}", crate::console::exception_text(details));
        }
        Ok(answer["result"].take())
    }
}

impl Element {
    pub(crate) fn from_node(node: &Value) -> Self {
        let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        let properties = node["properties"].as_array().cloned().unwrap_or_default();
        let property = |name: &str| {
            let found = properties.iter().find(|property| property["name"] == name);
            found.is_some_and(|property| {
                let value = &property["value"]["value"];
                *value == true || *value == "true"
            })
        };
        Self {
            role: text("role"),
            name: text("name"),
            value: text("value"),
            is_disabled: property("disabled"),
            is_on: property("checked") || property("selected") || property("pressed"),
            is_focused: property("focused"),
            node: node["backendDOMNodeId"].as_i64().unwrap_or_default(),
        }
    }

    /// Name and state in a few words, for messages.
    #[must_use]
    pub fn describe(&self) -> String {
        let disabled = if self.is_disabled { ", disabled" } else { "" };
        let on = if self.is_on { ", on" } else { "" };
        format!("{}{on}{disabled}", self.name)
    }
}
