//! The extension's WebAssembly modules: each made of one thin package, bound to JavaScript, shrunk.
//!
//! Rule: a page loads what it needs and no more, so each module has a budget of its own.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{Parser, Payload};

use crate::build::Mode;
use crate::wasm_opt;
use crate::workspace::Workspace;

#[derive(Debug)]
pub(crate) struct Module {
    package: &'static str,
    pub(crate) bytes_max: u64,
}

/// The worker's is compiled at every wake-up, the panel's before anything is painted, that of
/// practice only by a page that hosts it, that of spreadsheets only to save one, that of the page
/// about other systems only there.
pub(crate) const MODULES: [Module; 5] = [
    Module {
        package: "worker-module",
        bytes_max: 896 * 1024,
    },
    Module {
        package: "panel-module",
        bytes_max: 1088 * 1024,
    },
    Module {
        package: "practice-module",
        bytes_max: 1024 * 1024,
    },
    Module {
        package: "spreadsheet-module",
        bytes_max: 640 * 1024,
    },
    Module {
        package: "delivery-module",
        bytes_max: 768 * 1024,
    },
];

/// Classes of `wasm-streams`, which Leptos brings along for server functions. They are exported
/// wherever they are linked, used or not, and keep 10 KB alive.
const UNUSED_CLASS: &str = "intounderlying";

impl Module {
    pub(crate) fn package_arguments(&self) -> [&'static str; 2] {
        ["--package", self.package]
    }

    /// Whether it is the one that may have the style page.
    pub(crate) fn has_style_page(&self) -> bool {
        self.package == "panel-module"
    }

    /// Whether it is made without the package `extension`, so that no feature of that changes it.
    pub(crate) fn is_apart(&self) -> bool {
        matches!(self.package, "practice-module" | "spreadsheet-module")
    }

    /// Whether it draws a page. Its JavaScript is a part of the page's script then (see
    /// [`crate::pages`]); the others are imported.
    fn is_of_page(&self) -> bool {
        matches!(self.package, "panel-module" | "delivery-module")
    }

    /// Name of the module's JavaScript, without its ending, and of what the compiler writes.
    fn name(&self) -> String {
        self.package.replace('-', "_")
    }

    /// The module in the extension's folder.
    pub(crate) fn file(&self) -> String {
        format!("{}_bg.wasm", self.name())
    }

    /// The module's JavaScript, as [`Module::bind`] writes it.
    pub(crate) fn script(&self) -> String {
        format!("{}.js", self.name())
    }

    /// Writes the compiled module and its JavaScript into the extension's folder.
    pub(crate) fn bind(&self, compiled: &Path, folder: &Path, mode: Mode) -> Result<()> {
        let name = self.name();
        let mut bound = Bindgen::new()
            .input_path(compiled.join(&name).with_extension("wasm"))
            .web(!self.is_of_page())?
            .no_modules(self.is_of_page())?
            .typescript(false)
            .out_name(&name)
            .remove_name_section(mode == Mode::Shipped)
            .remove_producers_section(true)
            .omit_default_module_path(false)
            .generate_output()
            .with_context(|| format!("binding {name} to JavaScript"))?;
        let exports = &mut bound.wasm_mut().exports;
        let unused: Vec<_> = exports
            .iter()
            .filter(|export| export.name.contains(UNUSED_CLASS))
            .map(|export| export.id())
            .collect();
        for export in unused {
            exports.delete(export);
        }
        bound
            .emit(folder)
            .with_context(|| format!("writing {name}"))
    }

    /// Shrinks the bound module in place; `false` where that cannot be done here.
    pub(crate) fn shrink(&self, workspace: &Workspace, folder: &Path) -> Result<bool> {
        wasm_opt::shrink(workspace, &folder.join(self.file()))
    }

    /// An import from `env` is a function that nobody provides: a C symbol or a forgotten feature.
    pub(crate) fn refuse_env_imports(&self, folder: &Path) -> Result<()> {
        let file = self.file();
        let bytes = fs::read(folder.join(&file))?;
        let stray: Vec<String> = imports(&bytes)?
            .into_iter()
            .filter(|(from, _)| from == "env")
            .map(|(_, name)| name)
            .collect();
        if !stray.is_empty() {
            bail!(
                "{file} imports from 'env', which a browser does not have: {}",
                stray.join(", ")
            );
        }
        Ok(())
    }
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
        let module = &MODULES[0];
        let file = folder.path().join(module.file());
        fs::write(&file, module_importing("env", "now")).expect("the folder can be written");
        let error = module
            .refuse_env_imports(folder.path())
            .expect_err("env is refused");
        assert!(error.to_string().ends_with(": now"), "{error}");
        fs::write(&file, module_importing("./worker_module_bg.js", "now"))
            .expect("it can be written");
        module
            .refuse_env_imports(folder.path())
            .expect("the module's own glue is fine");
        fs::write(&file, "no module").expect("the folder can be written");
        module
            .refuse_env_imports(folder.path())
            .expect_err("what is no module is refused");
    }
}
