//! The mouse where there is no name to find an element by: a selector, held keys, a drag.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::page::Page;

/// Keys held during a click, as DevTools has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Nothing = 0,
    Control = 2,
    Shift = 8,
}

/// A place on the page, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
}

impl Page {
    /// The middle of the first element that the selector finds.
    ///
    /// # Errors
    /// When there is none, or the page is gone.
    pub async fn middle_of(&self, selector: &str) -> Result<Spot> {
        let selector = Value::from(selector);
        let middle = format!(
            "(() => {{ const box = document.querySelector({selector})?.getBoundingClientRect();
               return box && [box.left + box.width / 2, box.top + box.height / 2]; }})()"
        );
        let middle = self.evaluate(&middle).await?;
        let number = |idx: usize| middle[idx].as_f64();
        let (x, y) = number(0)
            .zip(number(1))
            .with_context(|| format!("nothing is {selector}"))?;
        Ok(Spot { x, y })
    }

    /// Clicks where something is, with a key held or none.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn click_at(&self, spot: Spot, held: Held) -> Result<()> {
        self.point("mouseMoved", spot, 0, held).await?;
        self.point("mousePressed", spot, 1, held).await?;
        self.point("mouseReleased", spot, 1, held).await
    }

    /// Presses at one place, moves in some steps to another and lets go there.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn drag(&self, from: Spot, to: Spot) -> Result<()> {
        const N_STEPS: u8 = 4;
        self.point("mouseMoved", from, 0, Held::Nothing).await?;
        self.point("mousePressed", from, 1, Held::Nothing).await?;
        for step in 1..=N_STEPS {
            let part = f64::from(step) / f64::from(N_STEPS);
            let spot = Spot {
                x: from.x + (to.x - from.x) * part,
                y: from.y + (to.y - from.y) * part,
            };
            self.point("mouseMoved", spot, 1, Held::Nothing).await?;
            self.next_frame().await?;
        }
        self.point("mouseReleased", to, 1, Held::Nothing).await
    }

    async fn point(&self, kind: &str, at: Spot, buttons: u8, held: Held) -> Result<()> {
        let is_moved = kind == "mouseMoved" && buttons == 0;
        let params = json!({
            "type": kind, "x": at.x, "y": at.y, "modifiers": held as u8, "buttons": buttons,
            "button": if is_moved { "none" } else { "left" },
            "clickCount": u8::from(!is_moved),
        });
        self.session
            .call("Input.dispatchMouseEvent", params)
            .await?;
        Ok(())
    }
}
