//! `cargo xtask build`: the extension, ready to load.
//!
//! Rule: the folder that a browser loads is replaced whole and only by a build that kept its
//! budgets, so a half-built or oversized extension is never there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::folder::{copy_below, files_below, fresh_beside, replace_folder};
use crate::module::{MODULES, Module};
use crate::pages;
use crate::process::{run as run_program, say};
use crate::wasm_target::{TARGET, WasmTarget};
use crate::workspace::{VERSION, Workspace};

const CONTENT_SCRIPT: &str = "content.js";
const CONTENT_SCRIPT_BYTES_MAX: u64 = 8 * 1024;

/// The page with every component in every state, which nobody but us needs.
pub(crate) const STYLE_PAGE: &str = "panel-module/styleguide";

/// What the benchmark of the history asks of the store.
const STORE_BENCH: &str = "panel-module/bench";

const PLACEHOLDER_VERSION: &str = "\"version\": \"0.0.0\"";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Small, as it is shipped.
    Shipped,
    /// Built fast, for work on the extension itself; not held to the budget.
    Dev,
    /// As it is shipped, with what the benchmark of the history asks of the store.
    Bench,
    /// As it is shipped, with the style page.
    StylePage,
}

impl Mode {
    pub(crate) fn cargo_profile(self) -> &'static str {
        match self {
            Self::Shipped | Self::Bench | Self::StylePage => "wasm",
            Self::Dev => "wasm-dev",
        }
    }
}

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let mode = match arguments {
        [] => Mode::Shipped,
        [flag] if flag == "--dev" => Mode::Dev,
        other => bail!("build takes --dev or nothing, not {}", other.join(" ")),
    };
    let folder = extension(workspace, mode)?;
    say(&format!("\nload it from {}", folder.display()));
    Ok(())
}

/// Builds the extension and returns its folder.
pub(crate) fn extension(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    extension_into(workspace, mode, workspace.extension())
}

/// Puts a copy of the shipped build beside it whose panel has the style page: all else is as it is,
/// and nothing that it depends on is compiled twice.
pub(crate) fn extension_beside(workspace: &Workspace) -> Result<PathBuf> {
    let place = workspace.target().join("extension-dev");
    let panel = MODULES.iter().filter(|module| module.has_style_page());
    // Those apart are as they were: named, they give what all depend on the features it had.
    let apart = MODULES.iter().filter(|module| module.is_apart());
    let compiled = compile(workspace, Mode::StylePage, panel.clone().chain(apart))?;
    let fresh = fresh_beside(&place)?;
    copy_below(&workspace.extension(), &fresh)?;
    for module in panel {
        module.bind(&compiled, &fresh, Mode::StylePage)?;
        module.refuse_env_imports(&fresh)?;
        pages::join_again(&workspace.static_files(), &fresh, &module.script())?;
    }
    replace_folder(&fresh, &place)?;
    Ok(place)
}

/// Builds the extension for the benchmark of the history, beside the shipped one.
pub(crate) fn extension_for_bench(workspace: &Workspace) -> Result<PathBuf> {
    let place = workspace.target().join("extension-bench");
    extension_into(workspace, Mode::Bench, place)
}

fn extension_into(workspace: &Workspace, mode: Mode, place: PathBuf) -> Result<PathBuf> {
    let compiled = compile(workspace, mode, MODULES.iter())?;
    let fresh = fresh_beside(&place)?;
    copy_below(&workspace.static_files(), &fresh)?;
    fill_version(&fresh.join("manifest.json"))?;
    let mut are_shrunk = mode != Mode::Dev;
    for module in &MODULES {
        module.bind(&compiled, &fresh, mode)?;
        are_shrunk = are_shrunk && module.shrink(workspace, &fresh)?;
        module.refuse_env_imports(&fresh)?;
    }
    // That benchmark has a page of its own, which needs the module's JavaScript alone.
    if mode != Mode::Bench {
        pages::join(&workspace.static_files(), &fresh)?;
    }
    report(&fresh)?;
    let kept = check_budgets(&fresh, are_shrunk && mode == Mode::Shipped);
    if kept.is_ok() {
        replace_folder(&fresh, &place)?;
    } else {
        fs::remove_dir_all(&fresh)?;
    }
    kept.map(|()| place)
}

/// Compiles these modules and returns the folder they are in.
fn compile<'a>(
    workspace: &Workspace,
    mode: Mode,
    modules: impl Iterator<Item = &'a Module>,
) -> Result<PathBuf> {
    let wasm_target = WasmTarget::prepare(workspace)?;
    let mut cargo = wasm_target.cargo(workspace);
    cargo
        .args(["build", "--lib", "--target", TARGET])
        .args(modules.flat_map(Module::package_arguments))
        .args(["--profile", mode.cargo_profile()]);
    match mode {
        Mode::Shipped => {}
        Mode::Dev | Mode::StylePage => _ = cargo.args(["--features", STYLE_PAGE]),
        Mode::Bench => _ = cargo.args(["--features", STORE_BENCH]),
    }
    run_program("compiling the extension", &mut cargo)?;
    Ok(workspace.target().join(TARGET).join(mode.cargo_profile()))
}

fn fill_version(manifest: &Path) -> Result<()> {
    let text = fs::read_to_string(manifest).context("reading the manifest")?;
    if text.matches(PLACEHOLDER_VERSION).count() != 1 {
        bail!("the manifest must have {PLACEHOLDER_VERSION} exactly once, for the build to fill");
    }
    let filled = text.replace(PLACEHOLDER_VERSION, &format!("\"version\": \"{VERSION}\""));
    fs::write(manifest, filled)?;
    Ok(())
}

fn check_budgets(folder: &Path, are_shrunk: bool) -> Result<()> {
    let script = folder.join(CONTENT_SCRIPT);
    if script.exists() {
        check_budget(&script, CONTENT_SCRIPT_BYTES_MAX)?;
    }
    if !are_shrunk {
        say("the modules are not optimised: their sizes are not checked");
        return Ok(());
    }
    for module in &MODULES {
        check_budget(&folder.join(module.file()), module.bytes_max)?;
    }
    Ok(())
}

fn check_budget(file: &Path, bytes_max: u64) -> Result<()> {
    let size_bytes = file.metadata()?.len();
    if size_bytes > bytes_max {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        bail!("{name} is {size_bytes} bytes; its budget is {bytes_max}");
    }
    Ok(())
}

/// How many bytes a file of the extension may have, if that is limited.
fn budget(file: &Path) -> Option<u64> {
    if file == Path::new(CONTENT_SCRIPT) {
        return Some(CONTENT_SCRIPT_BYTES_MAX);
    }
    let module = MODULES
        .iter()
        .find(|module| file == Path::new(&module.file()));
    module.map(|module| module.bytes_max)
}

fn report(folder: &Path) -> Result<()> {
    say("\n     bytes  file");
    let mut total_bytes = 0;
    for file in files_below(folder)? {
        let size_bytes = folder.join(&file).metadata()?.len();
        total_bytes += size_bytes;
        let note = budget(&file).map_or_else(String::new, |max| format!("  (budget {max})"));
        say(&format!("{size_bytes:>10}  {}{note}", file.display()));
    }
    say(&format!("{total_bytes:>10}  in all"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_filled_exactly_once() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("manifest.json");
        fs::write(&file, format!("{{{PLACEHOLDER_VERSION}}}")).expect("it can be written");
        fill_version(&file).expect("the placeholder is there");
        let filled = fs::read_to_string(&file).expect("the file can be read");
        assert_eq!(filled, format!("{{\"version\": \"{VERSION}\"}}"));
        fill_version(&file).expect_err("it is filled already");
    }

    #[test]
    fn a_file_at_its_budget_passes_and_one_byte_more_fails() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join(CONTENT_SCRIPT);
        fs::write(&file, vec![b' '; 8192]).expect("the folder can be written");
        check_budgets(folder.path(), false).expect("8192 bytes are allowed");
        fs::write(&file, vec![b' '; 8193]).expect("the folder can be written");
        let error = check_budgets(folder.path(), false).expect_err("8193 bytes are too many");
        assert_eq!(
            error.to_string(),
            "content.js is 8193 bytes; its budget is 8192"
        );
    }
}
