//! `cargo xtask fuzz`: odd replies for every reader of `five9`, guided by the edges they pass.
//!
//! Rule: it works on stable Rust, and nothing but what it finds makes it fail. The counters are the
//! compiler's own `sancov` pass; naming the target keeps them out of build scripts and macros.

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// Counts edges, and checks what a release leaves unchecked.
const FLAGS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=3",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cdebug-assertions=yes",
    "-Coverflow-checks=yes",
];

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let version = process::output(
        "asking for this machine's target",
        std::process::Command::new("rustc").arg("-vV"),
    )?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc names no host")?;
    let folder = workspace.target().join("fuzz");
    process::run(
        "fuzzing",
        workspace
            .cargo()
            .args(["run", "--package", "five9", "--example", "fuzz"])
            .args(["--release", "--quiet", "--target", host, "--target-dir"])
            .arg(&folder)
            .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"))
            .arg("--")
            .arg("--artifacts")
            .arg(folder.join("found"))
            .args(arguments),
    )
}
