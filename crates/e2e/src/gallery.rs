//! The panel in one state after the other: is it accessible, does it fit, what does it look like?
//!
//! Whatever is wrong with a state is noted and the next one is looked at: a story that ends with
//! [`Gallery::close`] fails with all that was found. The pictures are those of the guide.

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

/// The states shown so far and what was found.
#[derive(Debug)]
pub struct Gallery {
    folder: PathBuf,
    findings: Vec<String>,
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
            findings: Vec::new(),
        })
    }

    /// Looks at the page as it stands; `state` names its pictures.
    ///
    /// # Errors
    /// When the page is gone. What is wrong with it is told at the end.
    pub async fn show(&mut self, page: &Page, state: &str) -> Result<()> {
        for scheme in [Scheme::Light, Scheme::Dark] {
            page.prefer(scheme).await?;
            page.resize(WIDTH_PX, HEIGHT_PX, PIXEL_RATIO).await?;
            page.next_frame().await?;
            let picture = with_palette(&page.picture().await?)?;
            let file = format!("{state}-{}.png", scheme.word());
            std::fs::write(self.folder.join(file), picture)?;
            for violation in page.violations().await? {
                self.note(state, scheme.word(), &violation.to_string());
            }
        }
        for width_px in WIDTHS_PX {
            page.resize(width_px, HEIGHT_PX, 1.0).await?;
            self.note_misfits(page, state, &format!("{width_px} px wide"))
                .await?;
        }
        // Zoom leaves half of the pixels in each direction.
        page.resize(WIDTH_PX / 2, HEIGHT_PX / 2, 2.0).await?;
        self.note_misfits(page, state, "zoomed to 200 %").await?;
        page.reset_look().await
    }

    async fn note_misfits(&mut self, page: &Page, state: &str, look: &str) -> Result<()> {
        page.next_frame().await?;
        for misfit in page.misfits().await? {
            self.note(state, look, &misfit);
        }
        Ok(())
    }

    fn note(&mut self, state: &str, look: &str, what: &str) {
        self.findings
            .push(format!("{state}, {look}: {}", what.trim_end()));
    }

    /// Ends the story well if nothing was found.
    ///
    /// # Errors
    /// With everything that was found.
    pub fn close(self) -> Result<()> {
        ensure!(
            self.findings.is_empty(),
            "{} things are wrong in the states of the panel:\n\n{}",
            self.findings.len(),
            self.findings.join("\n\n")
        );
        Ok(())
    }
}
