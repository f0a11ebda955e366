//! `cargo xtask bench`: how long from the click to the request.
//!
//! Rule: only optimised programs are timed.

use anyhow::Result;

use crate::browser;
use crate::build::{self, Mode};
use crate::e2e::with_environment;
use crate::process;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let extension = build::extension(workspace, Mode::Shipped)?;
    let browser = browser::find()?;
    process::run(
        "running the benchmark",
        with_environment(workspace.cargo_run("e2e", "bench"), &extension, &browser)
            .args(["--release", "--"])
            .args(arguments),
    )
}
