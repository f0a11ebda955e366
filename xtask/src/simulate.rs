//! `cargo xtask simulate`: the deterministic simulation, over many seeds or one.
//!
//! Rule: arguments go through untouched; a search is made with an optimised program.

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    process::run(
        "running the simulation",
        workspace
            .cargo()
            .args(["run", "--package", "extension", "--example", "simulate"])
            .args(["--release", "--quiet", "--"])
            .args(arguments),
    )
}
