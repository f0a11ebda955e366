//! `cargo xtask build`: the extension, ready to load.
//!
//! Rule: the folder that a browser loads is replaced whole and only by a build that kept its
//! budgets, so a half-built or oversized extension is never there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{Parser, Payload};

use crate::folder::{copy_below, files_below, fresh_beside, replace_folder};
use crate::process::{run as run_program, say};
use crate::wasm_opt;
use crate::wasm_target::{TARGET, WasmTarget};
use crate::workspace::{VERSION, Workspace};

const CONTENT_SCRIPT: &str = "content.js";
const CONTENT_SCRIPT_BYTES_MAX: u64 = 8 * 1024;
const MODULE: &str = "ninepin_bg.wasm";
const MODULE_BYTES_MAX: u64 = 1024 * 1024;

const PLACEHOLDER_VERSION: &str = "\"version\": \"0.0.0\"";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Small, as it is shipped.
    Shipped,
    /// Built fast, for work on the extension itself; not held to the budget.
    Dev,
}

impl Mode {
    pub(crate) fn cargo_profile(self) -> &'static str {
        match self {
            Self::Shipped => "wasm",
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
    let compiled = compile(workspace, mode)?;
    let fresh = fresh_beside(&workspace.extension())?;
    copy_below(&workspace.static_files(), &fresh)?;
    fill_version(&fresh.join("manifest.json"))?;
    bind(&compiled, &fresh, mode)?;
    let is_shrunk = mode == Mode::Shipped && wasm_opt::shrink(workspace, &fresh.join(MODULE))?;
    refuse_env_imports(&fresh.join(MODULE))?;
    report(&fresh)?;
    let kept = check_budgets(&fresh, is_shrunk);
    if kept.is_ok() {
        replace_folder(&fresh, &workspace.extension())?;
    } else {
        fs::remove_dir_all(&fresh)?;
    }
    kept.map(|()| workspace.extension())
}

fn compile(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    let wasm_target = WasmTarget::prepare(workspace)?;
    run_program(
        "compiling the extension",
        wasm_target
            .cargo(workspace)
            .args([
                "build",
                "--package",
                "extension",
                "--lib",
                "--target",
                TARGET,
            ])
            .args(["--profile", mode.cargo_profile()]),
    )?;
    Ok(workspace
        .target()
        .join(TARGET)
        .join(mode.cargo_profile())
        .join("extension.wasm"))
}

/// Classes of `wasm-streams`, which Leptos brings along for server functions. They are exported
/// wherever they are linked, used or not, and keep 10 KB alive.
const UNUSED_CLASS: &str = "intounderlying";

fn bind(compiled: &Path, folder: &Path, mode: Mode) -> Result<()> {
    let mut bound = Bindgen::new()
        .input_path(compiled)
        .web(true)?
        .typescript(false)
        .out_name("ninepin")
        .remove_name_section(mode == Mode::Shipped)
        .remove_producers_section(true)
        .omit_default_module_path(false)
        .generate_output()
        .context("binding the module to JavaScript")?;
    let exports = &mut bound.wasm_mut().exports;
    let unused: Vec<_> = exports
        .iter()
        .filter(|export| export.name.contains(UNUSED_CLASS))
        .map(|export| export.id())
        .collect();
    for export in unused {
        exports.delete(export);
    }
    bound.emit(folder).context("writing the bound module")
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

/// An import from `env` is a function that nobody provides: a C symbol or a forgotten feature.
fn refuse_env_imports(module: &Path) -> Result<()> {
    let bytes = fs::read(module)?;
    let stray: Vec<String> = imports(&bytes)?
        .into_iter()
        .filter(|(from, _)| from == "env")
        .map(|(_, name)| name)
        .collect();
    if !stray.is_empty() {
        bail!(
            "the module imports from 'env', which a browser does not have: {}",
            stray.join(", ")
        );
    }
    Ok(())
}

/// The module's imports: from where, and what.
fn imports(module: &[u8]) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload.context("reading the module")? {
            for import in section.into_imports() {
                let import = import?;
                found.push((import.module.to_owned(), import.name.to_owned()));
            }
        }
    }
    Ok(found)
}

fn check_budgets(folder: &Path, is_shrunk: bool) -> Result<()> {
    let script = folder.join(CONTENT_SCRIPT);
    if script.exists() {
        check_budget(&script, CONTENT_SCRIPT_BYTES_MAX)?;
    }
    if is_shrunk {
        check_budget(&folder.join(MODULE), MODULE_BYTES_MAX)?;
    } else {
        say(&format!(
            "{MODULE} is not optimised: its size is not checked"
        ));
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

fn report(folder: &Path) -> Result<()> {
    say("\n     bytes  file");
    let mut total_bytes = 0;
    for file in files_below(folder)? {
        let size_bytes = folder.join(&file).metadata()?.len();
        total_bytes += size_bytes;
        let note = match file.to_str() {
            Some(MODULE) => format!("  (budget {MODULE_BYTES_MAX})"),
            Some(CONTENT_SCRIPT) => format!("  (budget {CONTENT_SCRIPT_BYTES_MAX})"),
            _ => String::new(),
        };
        say(&format!("{size_bytes:>10}  {}{note}", file.display()));
    }
    say(&format!("{total_bytes:>10}  in all"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

    /// A module with one function type and one imported function.
    fn module_importing(from: &str, name: &str) -> Vec<u8> {
        let mut import = vec![1, from.len() as u8];
        import.extend(from.bytes());
        import.push(name.len() as u8);
        import.extend(name.bytes());
        import.extend([0, 0]);
        let mut module = HEADER.to_vec();
        module.extend([1, 4, 1, 0x60, 0, 0]);
        module.extend([2, import.len() as u8]);
        module.extend(import);
        module
    }

    #[test]
    fn a_module_that_imports_from_env_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("module.wasm");
        fs::write(&file, module_importing("env", "now")).expect("the folder can be written");
        let error = refuse_env_imports(&file).expect_err("env is refused");
        assert!(error.to_string().ends_with(": now"), "{error}");
        fs::write(&file, module_importing("./ninepin_bg.js", "now")).expect("it can be written");
        refuse_env_imports(&file).expect("the module's own glue is fine");
        fs::write(&file, "no module").expect("the folder can be written");
        refuse_env_imports(&file).expect_err("what is no module is refused");
    }

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
