//! `cargo xtask guide`: the guide's pictures, as the stories of the panel's states take them.
//!
//! Rule: a picture is there because a page of the guide shows it, and each that one shows is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::e2e;
use crate::folder::{fresh_beside, replace_folder};
use crate::process::say;
use crate::workspace::Workspace;

/// The stories that take pictures, by their modules.
const STORIES: [&str; 2] = ["history::", "delivery::"];
const PICTURES: &str = "pictures/";
const BYTES_MAX: u64 = 3 * 1024 * 1024;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("guide takes no arguments");
    }
    e2e::run_target(workspace, "gallery", &[])?;
    e2e::run_target(workspace, "stories", &STORIES)?;
    let guide = workspace.root().join("docs/guide");
    let taken = workspace.target().join("guide");
    let fresh = fresh_beside(&guide.join(PICTURES))?;
    let mut n_bytes = 0;
    let shown = shown(&guide)?;
    for name in &shown {
        let copied = fs::copy(taken.join(name), fresh.join(name));
        n_bytes += copied.with_context(|| format!("no story takes the picture {name}"))?;
    }
    ensure!(
        n_bytes <= BYTES_MAX,
        "the pictures have {n_bytes} bytes; {BYTES_MAX} at most"
    );
    replace_folder(&fresh, &guide.join(PICTURES))?;
    say(&format!("{} pictures, {n_bytes} bytes", shown.len()));
    Ok(())
}

/// The pictures that the guide's pages show.
fn shown(guide: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(guide).with_context(|| format!("reading {}", guide.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            names.extend(shown_in(&fs::read_to_string(path)?));
        }
    }
    Ok(names)
}

fn shown_in(page: &str) -> Vec<String> {
    page.split(PICTURES)
        .skip(1)
        .filter_map(|rest| rest.split_once(".png"))
        .map(|(name, _)| format!("{name}.png"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found_however_they_are_shown() {
        let page =
            "![List](pictures/list-light.png)\n<img src=\"pictures/run-dark.png\" width=\"360\">";
        assert_eq!(shown_in(page), ["list-light.png", "run-dark.png"]);
        assert!(shown_in("no picture").is_empty());
    }
}
