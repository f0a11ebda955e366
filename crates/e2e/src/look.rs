//! How a page is looked at: size, zoom, colour scheme; and what does not fit into it.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::page::{Page, Scheme};

/// Elements that stick out of the page at its sides, or whose text is cut off without a sign of it.
const MISFITS: &str = r"(() => {
  const root = document.scrollingElement;
  const width = root.clientWidth;
  const misfits = [];
  const tell = (node, what) => {
    const text = node.innerText?.trim().replace(/\s+/g, ' ').slice(0, 60) ?? '';
    const classes = node.getAttribute('class');
    const name = node.localName + (node.id && '#' + node.id) + (classes ? '.' + classes : '');
    misfits.push(`${name} ${JSON.stringify(text)} ${what}`);
  };
  if (root.scrollWidth > width) tell(root, `scrolls sideways: ${root.scrollWidth} in ${width} px`);
  // What is there for assistive technology alone has no size to speak of.
  const isUnseen = (box) => box.width <= 1 || box.height <= 1;
  const scrollsOrCuts = (node) => getComputedStyle(node).overflowX !== 'visible';
  const isInside = (node) => {
    for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) {
      if (scrollsOrCuts(up)) return true;
    }
    return false;
  };
  // From the inside out: what is around a misfit mostly has its trouble from it.
  const told = new Set();
  for (const node of [...document.body.querySelectorAll('*')].reverse()) {
    if (!node.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    const box = node.getBoundingClientRect();
    if (isUnseen(box)) continue;
    const sticksOut = (box.right > width + 0.5 || box.left < -0.5) && !isInside(node);
    const style = getComputedStyle(node);
    const isField = ['INPUT', 'TEXTAREA', 'SELECT'].includes(node.nodeName);
    const hasText = [...node.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
    // What is left out as a whole is not cut: a line of chips may show as many as fit.
    const isAcross = (side) => hasText || [...node.children].some((child) => {
      const inner = child.getBoundingClientRect();
      return side === 'right'
        ? inner.left < box.right - 1 && inner.right > box.right + 1
        : inner.top < box.bottom - 1 && inner.bottom > box.bottom + 1;
    });
    const cuts = ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
    const isCut = cuts && !isField && node.scrollWidth > node.clientWidth + 1 && isAcross('right');
    const cutsLow = ['hidden', 'clip'].includes(style.overflowY) && !isField;
    const isCutLow = cutsLow && node.scrollHeight > node.clientHeight + 2 && isAcross('bottom');
    // A word that is too long for its place lies over what is beside it.
    const isOpen = style.overflowX === 'visible' && hasText && node.clientWidth > 0;
    const runsOut = isOpen && node.scrollWidth > node.clientWidth + 1;
    const scrolls = ['auto', 'scroll'].includes(style.overflowX) && !isField;
    const isAside = scrolls && node.scrollWidth > node.clientWidth + 1;
    if (!sticksOut && !isCut && !isCutLow && !runsOut && !isAside) continue;
    const isNew = ![...told].some((inner) => node.contains(inner));
    told.add(node);
    if (isNew && sticksOut) tell(node, `ends at ${Math.round(box.right)} of ${width} px`);
    if (isNew && isAside) tell(node, `scrolls sideways: ${node.scrollWidth} in ${node.clientWidth} px`);
    if (isNew && isCutLow) tell(node, `is cut: ${node.scrollHeight} in ${node.clientHeight} px of height`);
    if (isNew && runsOut) tell(node, `runs out of its place: ${node.scrollWidth} in ${node.clientWidth} px`);
    if (isNew && isCut) tell(node, `is cut: ${node.scrollWidth} in ${node.clientWidth} px`);
  }
  return misfits;
})()";

impl Page {
    /// Gives the page that many CSS pixels until [`Page::reset_look`].
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn resize(&self, width_px: u32, height_px: u32, pixel_ratio: f64) -> Result<()> {
        let metrics = json!({
            "width": width_px,
            "height": height_px,
            "deviceScaleFactor": pixel_ratio,
            "mobile": false,
        });
        self.session
            .call("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Tells the page which colours the person prefers, and that nothing shall move, until
    /// [`Page::reset_look`].
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        let [colours, contrast, forced] = scheme.features();
        let features = json!([
            {"name": "prefers-color-scheme", "value": colours},
            {"name": "prefers-contrast", "value": contrast},
            {"name": "forced-colors", "value": forced},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.session
            .call("Emulation.setEmulatedMedia", json!({"features": features}))
            .await?;
        Ok(())
    }

    /// Undoes [`Page::resize`] and [`Page::prefer`].
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn reset_look(&self) -> Result<()> {
        self.session
            .call("Emulation.setEmulatedMedia", json!({"features": []}))
            .await?;
        self.session
            .call("Emulation.clearDeviceMetricsOverride", json!({}))
            .await?;
        Ok(())
    }

    /// Waits until what the page has changed so far is drawn.
    ///
    /// # Errors
    /// When the page is gone or hidden.
    pub async fn next_frame(&self) -> Result<()> {
        // What an observer of sizes changes in the first frame is drawn in the second.
        let frames =
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
            .then(() => 0)";
        self.evaluate(frames).await.map(drop)
    }

    /// A picture of the page as it is looked at, as PNG.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let answer = self
            .session
            .call("Page.captureScreenshot", json!({"format": "png"}))
            .await?;
        let data = answer["data"].as_str().context("a picture has data")?;
        Ok(STANDARD.decode(data)?)
    }

    /// What does not fit into the page's width, each in a line.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn misfits(&self) -> Result<Vec<String>> {
        let found = self.evaluate(MISFITS).await?;
        serde_json::from_value(found).context("reading what does not fit")
    }
}

impl Scheme {
    /// A word for it, as in the name of a picture.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::LightContrast => "light-contrast",
            Self::DarkContrast => "dark-contrast",
            Self::Forced => "forced",
        }
    }

    /// What CSS is told of it: colour scheme, contrast, and whose colours.
    fn features(self) -> [&'static str; 3] {
        match self {
            Self::Light => ["light", "no-preference", "none"],
            Self::Dark => ["dark", "no-preference", "none"],
            Self::LightContrast => ["light", "more", "none"],
            Self::DarkContrast => ["dark", "more", "none"],
            Self::Forced => ["light", "more", "active"],
        }
    }
}
