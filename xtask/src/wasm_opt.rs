//! `wasm-opt`, which takes a quarter off the module.
//!
//! Rule: a build without it is a good build, only larger: it says so and goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{find_on_path, output, run, say};
use crate::workspace::Workspace;

/// Debian's binaryen is too old for what today's compiler writes.
const BINARYEN_VERSION: &str = "132.0.0";
const BINARYEN_MAJOR_MIN: u32 = 116;

const LEFT_OUT: &str =
    "wasm-opt is not here: the module stays larger (install binaryen, or npm to fetch it)";

/// Shrinks the module in place; `false` where no `wasm-opt` can be had.
pub(crate) fn shrink(workspace: &Workspace, module: &Path) -> Result<bool> {
    let Some(mut wasm_opt) = find(workspace)? else {
        say(LEFT_OUT);
        return Ok(false);
    };
    let shrunk = module.with_extension("shrunk");
    // No feature flags: the module names the features it uses, and `--all-features` would write
    // one that browsers refuse.
    run(
        "shrinking the module",
        wasm_opt.arg("-Oz").arg(module).arg("-o").arg(&shrunk),
    )?;
    fs::rename(shrunk, module)?;
    Ok(true)
}

fn find(workspace: &Workspace) -> Result<Option<Command>> {
    if let Some(program) = find_on_path(&["wasm-opt"]) {
        let version = output("asking wasm-opt", Command::new(&program).arg("--version"))?;
        if major_version(&version).is_some_and(|major| major >= BINARYEN_MAJOR_MIN) {
            return Ok(Some(Command::new(program)));
        }
        say(&format!(
            "{} is too old: {}",
            program.display(),
            version.trim()
        ));
    }
    Ok(from_npm(workspace))
}

/// npm's binaryen is a script for node, so node runs it.
fn from_npm(workspace: &Workspace) -> Option<Command> {
    let node = find_on_path(&["node"])?;
    let folder = workspace
        .target()
        .join("tools")
        .join(format!("binaryen-{BINARYEN_VERSION}"));
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !script.exists() {
        let npm = find_on_path(&["npm", "npm.cmd"])?;
        say(&format!(
            "fetching binaryen {BINARYEN_VERSION} from npm (once)"
        ));
        if let Err(error) = install(&npm, &folder) {
            say(&format!("{error:#}"));
            return None;
        }
    }
    let mut command = Command::new(node);
    command.arg(script);
    Some(command)
}

fn install(npm: &PathBuf, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    output(
        "fetching binaryen",
        Command::new(npm)
            .args([
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
            ])
            .arg("--prefix")
            .arg(folder)
            .arg(format!("binaryen@{BINARYEN_VERSION}")),
    )?;
    Ok(())
}

/// From `wasm-opt version 132 (version_132)`.
fn major_version(text: &str) -> Option<u32> {
    text.split_whitespace()
        .skip_while(|word| *word != "version")
        .nth(1)?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_what_wasm_opt_says() {
        assert_eq!(
            major_version("wasm-opt version 132 (version_132)\n"),
            Some(132)
        );
        assert_eq!(major_version("wasm-opt version 108"), Some(108));
        assert_eq!(major_version("command not found"), None);
    }
}
