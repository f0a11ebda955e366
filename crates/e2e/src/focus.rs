//! Works a page as a person without a mouse does: from control to control, always seeing where.
//!
//! Every stop must be seen: marked as focused, in view, and under nothing else.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::element::Element;
use crate::page::Page;

/// More controls than any view has.
const N_STOPS_MAX: usize = 120;

/// What is wrong with how the focus is shown, or null.
const CHECK: &str = r"(() => {
  const node = document.activeElement;
  if (!node || node === document.body) return 'nothing has the focus';
  if (!node.matches(':focus-visible')) return 'the focus is not to be seen';
  // The mark may be drawn around what belongs to the control: its label, its row.
  const beside = [node.parentElement, node.nextElementSibling, node.closest('.row')];
  const marked = [node, ...(node.labels ?? []), ...beside];
  // A shadow marks nothing: cards and what is chosen have one without the focus, too.
  const isMarked = (one) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
    const isDrawn = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    return isDrawn && !/(, |\/ )0\)$/.test(outlineColor);
  };
  const shown = marked.filter(Boolean).find(isMarked);
  if (!shown) return 'no outline marks the focus';
  const box = shown.getBoundingClientRect();
  const x = box.left + Math.min(box.width, innerWidth) / 2;
  const y = box.top + Math.min(box.height, innerHeight) / 2;
  const hit = document.elementFromPoint(x, y);
  if (!hit) return `it is out of view at ${Math.round(x)}, ${Math.round(y)}`;
  const isOwn = shown.contains(hit) || hit.contains(shown) || [...(node.labels ?? [])].includes(hit);
  return isOwn ? null : `it lies under ${hit.outerHTML.slice(0, 120)}`;
})()";

/// Counts every event that a mouse, pen or finger made.
const WATCH_POINTERS: &str = "void (globalThis.ninepinPointers = 0, \
    ['pointerdown', 'mousedown', 'pointermove', 'wheel', 'touchstart'].forEach((kind) => \
      addEventListener(kind, () => { globalThis.ninepinPointers += 1; }, true)))";

impl Page {
    /// Starts to count what pointers do.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn watch_pointers(&self) -> Result<()> {
        self.evaluate(WATCH_POINTERS).await.map(drop)
    }

    /// No pointer was used since they are watched.
    ///
    /// # Errors
    /// When one was, or they are not watched.
    pub async fn ensure_no_pointer(&self) -> Result<()> {
        let n_events = self.evaluate("globalThis.ninepinPointers").await?;
        ensure!(n_events == 0, "{n_events} events came from a pointer");
        Ok(())
    }

    /// What has the focus, as assistive technology is told.
    ///
    /// # Errors
    /// When nothing has it.
    pub async fn focused(&self) -> Result<Element> {
        let active = json!({"expression": "document.activeElement"});
        let active = self.session.call("Runtime.evaluate", active).await?;
        let params = json!({
            "objectId": active["result"]["objectId"], "fetchRelatives": false,
        });
        let answer = self
            .session
            .call("Accessibility.getPartialAXTree", params)
            .await?;
        let node = answer["nodes"].get(0).context("something has the focus")?;
        Ok(Element::from_node(node))
    }

    /// The focus can be seen where it is.
    ///
    /// # Errors
    /// When it cannot, with what is wrong.
    pub async fn ensure_focus_is_seen(&self) -> Result<()> {
        let wrong = self.evaluate(CHECK).await?;
        if wrong != Value::Null {
            let focused = self.focused().await?;
            bail!("{} {:?}: {wrong}", focused.role, focused.name);
        }
        Ok(())
    }

    /// Goes by Tab to the control of that role and name; each stop on the way must be seen.
    ///
    /// # Errors
    /// When it is not reached, with the stops that were.
    pub async fn tab_to(&self, role: &str, name: &str) -> Result<()> {
        self.go_to(role, name, false).await
    }

    /// The same backwards.
    ///
    /// # Errors
    /// When it is not reached, with the stops that were.
    pub async fn tab_back_to(&self, role: &str, name: &str) -> Result<()> {
        self.go_to(role, name, true).await
    }

    async fn go_to(&self, role: &str, name: &str, is_back: bool) -> Result<()> {
        let mut stops = Vec::new();
        for _ in 0..N_STOPS_MAX {
            if is_back {
                self.press_with_shift("Tab").await?;
            } else {
                self.press("Tab").await?;
            }
            let focused = self.focused().await?;
            // Beyond the last control is the browser's own, then the first one again.
            let is_in_page = "document.activeElement !== document.body";
            if self.evaluate(is_in_page).await? == true {
                self.ensure_focus_is_seen().await?;
            }
            if focused.role == role && focused.name == name {
                return Ok(());
            }
            stops.push(format!("{} {:?}", focused.role, focused.name));
        }
        bail!("Tab never came to the {role} {name:?}, only to {stops:#?}")
    }
}
