//! `cargo xtask demo`: simulator, browser and extension together.
//!
//! Rule: one command on a fresh machine; its arguments are the demo program's own.

use anyhow::Result;

use crate::browser;
use crate::build::{self, Mode};
use crate::e2e::with_environment;
use crate::process::{self, say};
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let browser = browser::find()?;
    say(&format!("browser: {}", browser.display()));
    let extension = build::extension(workspace, Mode::Shipped)?;
    process::run(
        "running the demo",
        with_environment(workspace.cargo_run("e2e", "demo"), &extension, &browser)
            .arg("--")
            .args(arguments),
    )
}
