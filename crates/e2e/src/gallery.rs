//! The panel in one state after the other: is it accessible, does it fit, what does it look like?
//!
//! Whatever is wrong with a state is noted and the next one is looked at: a story that ends with
//! [`Gallery::close`] fails with all that was found. The pictures are those of the guide.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::artefact;
use crate::page::{Page, Scheme};
use crate::picture::with_palette;

/// CSS pixels between which the panel is used, the narrowest first.
const WIDTHS_PX: [u32; 5] = [320, 360, 480, 640, 800];
/// The side panel's usual size, for which pictures are made.
const WIDTH_PX: u32 = 360;
const HEIGHT_PX: u32 = 640;
const PIXEL_RATIO: f64 = 2.0;

/// How high the page would have to be to be seen whole: what its view scrolls by counts as well.
const WHOLE: &str = "(() => {
  const views = [...document.querySelectorAll('.view:not([hidden])')];
  const beyond = views.map((view) => view.scrollHeight - view.clientHeight);
  return document.scrollingElement.scrollHeight + Math.max(0, ...beyond);
})()";

/// The states shown so far and what was found.
#[derive(Debug)]
pub struct Gallery {
    folder: PathBuf,
    findings: Findings,
}

/// What is wrong, in the order in which it was found, with where: states, and how each was looked at.
#[derive(Debug, Default)]
struct Findings(Vec<(String, BTreeMap<String, Vec<String>>)>);

impl Findings {
    fn add(&mut self, what: &str, state: &str, look: &str) {
        let what = what.trim_end();
        let known = self.0.iter().position(|(known, _)| known == what);
        let idx = known.unwrap_or_else(|| {
            self.0.push((what.to_owned(), BTreeMap::new()));
            self.0.len() - 1
        });
        let looks = self.0[idx].1.entry(state.to_owned()).or_default();
        looks.push(look.to_owned());
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, states) in &self.0 {
            writeln!(f, "\n{what}")?;
            for (state, looks) in states {
                writeln!(f, "  in {state}: {}", looks.join(", "))?;
            }
        }
        Ok(())
    }
}

impl Gallery {
    /// Opens one whose pictures lie in cargo's target folder, below `guide`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open() -> Result<Self> {
        let folder = artefact::folder("guide", "");
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self {
            folder,
            findings: Findings::default(),
        })
    }

    /// Looks at the page as it stands; `state` names its pictures.
    ///
    /// # Errors
    /// When the page is gone. What is wrong with it is told at the end.
    pub async fn show(&mut self, page: &Page, state: &str) -> Result<()> {
        self.show_in(page, state, &[Scheme::Light, Scheme::Dark])
            .await?;
        for width_px in WIDTHS_PX {
            page.resize(width_px, HEIGHT_PX, 1.0).await?;
            self.note_misfits(page, state, &format!("{width_px} px wide"))
                .await?;
        }
        // Zoomed to 200 % a page has half of its window's pixels in each direction. Sideways 320 is
        // what must be enough by WCAG (1.4.10): a panel of 640 px, or one narrower that scrolls.
        page.resize(WIDTHS_PX[0], HEIGHT_PX / 2, 2.0).await?;
        self.note_misfits(page, state, "zoomed to 200 %").await?;
        page.reset_look().await
    }

    /// Looks at the page in these colours, without asking whether it fits.
    ///
    /// # Errors
    /// As [`Gallery::show`].
    pub async fn show_in(&mut self, page: &Page, state: &str, schemes: &[Scheme]) -> Result<()> {
        for &scheme in schemes {
            page.prefer(scheme).await?;
            page.resize(WIDTH_PX, HEIGHT_PX, PIXEL_RATIO).await?;
            page.next_frame().await?;
            let picture = with_palette(&page.picture().await?)?;
            let file = format!("{state}-{}.png", scheme.word());
            std::fs::write(self.folder.join(file), picture)?;
            for violation in page.violations().await? {
                self.findings
                    .add(&violation.to_string(), state, scheme.word());
            }
        }
        Ok(())
    }

    /// As [`Gallery::show`], and the whole page must be seen without scrolling at its usual size.
    ///
    /// # Errors
    /// As [`Gallery::show`].
    pub async fn show_whole(&mut self, page: &Page, state: &str) -> Result<()> {
        page.resize(WIDTH_PX, HEIGHT_PX, 1.0).await?;
        page.next_frame().await?;
        let height_px = page.evaluate(WHOLE).await?.as_f64().unwrap_or(f64::NAN);
        // A height that is none is no height that fits.
        if height_px.is_nan() || height_px > f64::from(HEIGHT_PX) {
            let what = format!("the view is {height_px} px high, more than {HEIGHT_PX}");
            self.findings.add(&what, state, "unscrolled");
        }
        self.show(page, state).await
    }

    async fn note_misfits(&mut self, page: &Page, state: &str, look: &str) -> Result<()> {
        page.next_frame().await?;
        for misfit in page.misfits().await? {
            self.findings.add(&misfit, state, look);
        }
        Ok(())
    }

    /// Ends the story well if nothing was found.
    ///
    /// # Errors
    /// With everything that was found.
    pub fn close(self) -> Result<()> {
        ensure!(
            self.findings.0.is_empty(),
            "{} things are wrong in the states of the panel:\n{}",
            self.findings.0.len(),
            self.findings
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_in_several_states_is_told_once_with_all_of_them() {
        let mut findings = Findings::default();
        findings.add("no heading\n", "list", "light");
        findings.add("no heading\n", "list", "dark");
        findings.add("too wide", "list", "320 px wide");
        findings.add("no heading\n", "call", "light");
        let said = "\nno heading\n  in call: light\n  in list: light, dark\n\
                    \ntoo wide\n  in list: 320 px wide\n";
        assert_eq!(findings.to_string(), said);
    }
}
