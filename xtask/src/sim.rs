//! `cargo xtask sim`: the simulated Five9 by itself.
//!
//! Rule: arguments go through untouched; the simulator's own `--help` is the documentation.

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    process::run(
        "running the simulator",
        workspace
            .cargo_run("five9-sim", "five9-sim")
            .arg("--")
            .args(arguments),
    )
}
