//! `cargo xtask bench`: how long from the click to the request; `bench panel`: how soon the panel
//! shows what is so; `bench history`: how the store keeps up with many calls; `bench sim`: what an
//! agent costs the simulator.
//!
//! Rule: only optimised programs are timed.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::browser;
use crate::build::{self, Mode};
use crate::e2e::with_environment;
use crate::process;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    match arguments.split_first() {
        Some((first, rest)) if first == "sim" => run_sim(workspace, rest),
        Some((first, rest)) if first == "panel" => {
            let extension = build::extension(workspace, Mode::Shipped)?;
            run_in_browser(workspace, &extension, "bench_panel", rest)
        }
        Some((first, rest)) if first == "history" => {
            let extension = build::extension_for_bench(workspace)?;
            run_in_browser(workspace, &extension, "bench_history", rest)
        }
        _ => {
            let extension = build::extension(workspace, Mode::Shipped)?;
            run_in_browser(workspace, &extension, "bench", arguments)
        }
    }
}

fn run_in_browser(
    workspace: &Workspace,
    extension: &Path,
    program: &str,
    arguments: &[String],
) -> Result<()> {
    let browser = browser::find()?;
    process::run(
        "running the benchmark",
        with_environment(workspace.cargo_run("e2e", program), extension, &browser)
            .args(["--release", "--"])
            .args(arguments),
    )
}

/// Arguments are numbers of agents instead of the usual ones.
fn run_sim(workspace: &Workspace, sizes: &[String]) -> Result<()> {
    process::run(
        "building the simulator",
        workspace.cargo().args([
            "build",
            "--release",
            "--package",
            "five9-sim",
            "--bin",
            "five9-sim",
            "--example",
            "bench",
        ]),
    )?;
    let built = workspace.target().join("release");
    process::run(
        "running the benchmark",
        Command::new(built.join("examples/bench"))
            .args(sizes)
            .env("FIVE9_SIM", built.join("five9-sim")),
    )
}
