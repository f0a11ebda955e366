//! `cargo xtask bench`: how long from the click to the request; `bench panel`: how soon the panel
//! shows what is so; `bench sim`: what an agent costs the simulator.
//!
//! Rule: only optimised programs are timed.

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
        Some((first, rest)) if first == "panel" => run_in_browser(workspace, "bench_panel", rest),
        _ => run_in_browser(workspace, "bench", arguments),
    }
}

fn run_in_browser(workspace: &Workspace, program: &str, arguments: &[String]) -> Result<()> {
    let extension = build::extension(workspace, Mode::Shipped)?;
    let browser = browser::find()?;
    process::run(
        "running the benchmark",
        with_environment(workspace.cargo_run("e2e", program), &extension, &browser)
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
