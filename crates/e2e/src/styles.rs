//! A page's elements and styles as text that can be kept, compared and read.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::artefact;
use crate::diff::difference;
use crate::page::Page;

const DESCRIBE: &str = include_str!("styles.js");
/// Set by the person who means the page to look as it does.
const BLESS_VARIABLE: &str = "NINEPIN_BLESS";
/// More lines of difference than these are counted, not told.
const N_LINES_TOLD: usize = 80;

impl Page {
    /// The page's elements with what their styles add to the usual, a line each.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn styles(&self) -> Result<String> {
        let described = self.evaluate(DESCRIBE.trim_end()).await?;
        let text = described.as_str().context("a page is described by text")?;
        Ok(text.to_owned())
    }
}

/// Compares a text with the snapshot of that name, or makes it the snapshot where it is blessed.
///
/// # Errors
/// With the lines that differ; what is so now is kept among the artefacts.
pub fn compare_with_snapshot(name: &str, now: &str) -> Result<()> {
    let path = snapshot(name);
    if std::env::var_os(BLESS_VARIABLE).is_some() {
        return std::fs::write(&path, now).with_context(|| format!("writing {}", path.display()));
    }
    let before = std::fs::read_to_string(&path)
        .with_context(|| format!("{name} has no snapshot: `cargo xtask e2e --bless styles`"))?;
    let lines = difference(&before, now);
    if lines.is_empty() {
        return Ok(());
    }
    let folder = artefact::folder("e2e", "styles");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), now)?;
    let told: Vec<&str> = lines
        .iter()
        .take(N_LINES_TOLD)
        .map(String::as_str)
        .collect();
    bail!(
        "{name}: {} lines differ from the snapshot; if they are meant: `cargo xtask e2e --bless styles`\n{}",
        lines.len(),
        told.join("\n")
    )
}

fn snapshot(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("snapshots")
        .join(name)
}
