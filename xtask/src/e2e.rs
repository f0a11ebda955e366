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

pub(crate) fn run(workspace: &Workspace, filter: &[String]) -> Result<()> {
    let extension = build::extension(workspace, Mode::Shipped)?;
    let browser = browser::find()?;
    process::run(
        "running the stories",
        with_environment(workspace.cargo(), &extension, &browser)
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

/// What the programs of the `e2e` package read.
pub(crate) fn with_environment(mut command: Command, extension: &Path, browser: &Path) -> Command {
    command
        .env("NINEPIN_EXTENSION", extension)
        .env("NINEPIN_BROWSER", browser);
    command
}
