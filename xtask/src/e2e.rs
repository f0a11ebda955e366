//! `cargo xtask e2e`: the stories in a real browser, against the built extension.
//!
//! Rule: what the stories need (extension, browser) is made here and handed over by environment;
//! they look for nothing themselves.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::browser;
use crate::build::{self, Mode};
use crate::process;
use crate::workspace::Workspace;

/// Two browsers at a time: more starve each other on a small machine.
const N_THREADS: &str = "--test-threads=2";

/// The stories of the style page, which is not shipped.
const STYLE_STORIES: &str = "styles";
/// Takes the styles as they are for their snapshots.
const BLESS: &str = "--bless";

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let is_blessed = arguments.iter().any(|argument| argument == BLESS);
    let filter: Vec<&String> = arguments.iter().filter(|one| *one != BLESS).collect();
    let extension = build::extension(workspace, Mode::Shipped)?;
    let browser = browser::find()?;
    let mut stories = with_environment(workspace.cargo(), &extension, &browser);
    if filter.is_empty() || filter.iter().any(|one| one.contains(STYLE_STORIES)) {
        stories.env("NINEPIN_STYLE_PAGE", build::extension_beside(workspace)?);
    } else {
        // A filter that names no story of the style page may still match one by chance.
        stories.env_remove("NINEPIN_STYLE_PAGE");
    }
    if is_blessed {
        stories.env("NINEPIN_BLESS", "1");
    }
    process::run(
        "running the stories",
        stories
            .args([
                "test",
                "--package",
                "e2e",
                "--tests",
                "--no-fail-fast",
                "--",
            ])
            .arg(N_THREADS)
            .args(filter),
    )
}

/// The stories of one program whose names hold one of the pieces, or all; against the shipped build.
pub(crate) fn run_target(workspace: &Workspace, target: &str, filter: &[&str]) -> Result<()> {
    let extension = build::extension(workspace, Mode::Shipped)?;
    let browser = browser::find()?;
    process::run(
        "running the stories",
        with_environment(workspace.cargo(), &extension, &browser)
            .args(["test", "--package", "e2e", "--test", target])
            .args(["--", N_THREADS])
            .args(filter),
    )
}

/// What the programs of the `e2e` package read.
pub(crate) fn with_environment(mut command: Command, extension: &Path, browser: &Path) -> Command {
    command
        .env("NINEPIN_EXTENSION", extension)
        .env("NINEPIN_BROWSER", browser);
    command
}
