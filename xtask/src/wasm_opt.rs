//! `wasm-opt`, which takes a quarter off a module.
//!
//! Rule: a build without it is a good build, only larger: it says so and goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::folder::{fresh_beside, replace_folder};
use crate::process::{find_on_path, output, run, say};
use crate::workspace::Workspace;

/// Debian's binaryen is too old for what today's compiler writes.
const BINARYEN_VERSION: &str = "132.0.0";
const BINARYEN_MAJOR_MIN: u32 = 116;

const LEFT_OUT: &str =
    "wasm-opt is not here: the modules stay larger (install binaryen, or npm to fetch it)";

/// Shrinks the module in place; `false` where no `wasm-opt` can be had.
pub(crate) fn shrink(workspace: &Workspace, module: &Path) -> Result<bool> {
    let Some((mut wasm_opt, version)) = find(workspace)? else {
        say(LEFT_OUT);
        return Ok(false);
    };
    let last = Last::of(workspace, &version, module);
    let bytes = fs::read(module)?;
    if let Some(shrunk) = last.shrunk_from(&bytes) {
        fs::write(module, shrunk)?;
        return Ok(true);
    }
    let name = module.file_name().unwrap_or_default().display();
    say(&format!("shrinking {name}"));
    let shrunk = module.with_extension("shrunk");
    // No feature flags: the module names the features it uses, and `--all-features` would write
    // one that browsers refuse.
    run(
        "shrinking the module",
        wasm_opt.arg("-Oz").arg(module).arg("-o").arg(&shrunk),
    )?;
    last.keep(&bytes, &fs::read(&shrunk)?)?;
    fs::rename(shrunk, module)?;
    Ok(true)
}

/// The last module that was shrunk: most builds change nothing in it, and shrinking takes longer
/// than all the rest of such a build.
struct Last {
    folder: PathBuf,
}

impl Last {
    fn of(workspace: &Workspace, version: &str, module: &Path) -> Self {
        let versions = workspace.target().join("wasm-opt").join(version);
        Self {
            folder: versions.join(module.file_stem().unwrap_or_default()),
        }
    }

    fn shrunk_from(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let before = fs::read(self.folder.join("before.wasm")).ok()?;
        if before == bytes {
            fs::read(self.folder.join("after.wasm")).ok()
        } else {
            None
        }
    }

    /// Replaced as a folder, so that a build at the same time never reads one half of each.
    fn keep(&self, before: &[u8], after: &[u8]) -> Result<()> {
        let fresh = fresh_beside(&self.folder)?;
        fs::write(fresh.join("before.wasm"), before)?;
        fs::write(fresh.join("after.wasm"), after)?;
        replace_folder(&fresh, &self.folder)
    }
}

/// The program and its version.
fn find(workspace: &Workspace) -> Result<Option<(Command, String)>> {
    if let Some(program) = find_on_path(&["wasm-opt"]) {
        let version = output("asking wasm-opt", Command::new(&program).arg("--version"))?;
        if let Some(major) = major_version(&version).filter(|major| *major >= BINARYEN_MAJOR_MIN) {
            return Ok(Some((Command::new(program), format!("path-{major}"))));
        }
        say(&format!(
            "{} is too old: {}",
            program.display(),
            version.trim()
        ));
    }
    Ok(from_npm(workspace).map(|command| (command, format!("npm-{BINARYEN_VERSION}"))))
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
    fn only_the_same_module_is_taken_from_the_last_build() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let last = Last {
            folder: folder.path().join("npm-1"),
        };
        assert_eq!(last.shrunk_from(b"one"), None);
        last.keep(b"one", b"1").expect("the folder can be written");
        assert_eq!(last.shrunk_from(b"one").as_deref(), Some(&b"1"[..]));
        assert_eq!(last.shrunk_from(b"two"), None);
        last.keep(b"two", b"2").expect("the folder can be replaced");
        assert_eq!(last.shrunk_from(b"one"), None);
        assert_eq!(last.shrunk_from(b"two").as_deref(), Some(&b"2"[..]));
    }

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
