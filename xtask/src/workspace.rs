//! Where the repository and its build folder are.
//!
//! Rule: everything that is built or fetched lies in the target folder, so that deleting it
//! leaves a machine as it was (system packages apart).

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The version that every crate of the workspace, and so the extension, carries.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The oldest compiler that every crate of the workspace takes.
pub(crate) const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the repository by this package's folder; cargo names it at run time, so that a
    /// moved checkout works without a rebuild.
    pub(crate) fn locate() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("xtask has no parent folder")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The unpacked extension, as the browser loads it.
    pub(crate) fn extension(&self) -> PathBuf {
        self.target.join("extension")
    }

    /// The extension's files that are copied as they are.
    pub(crate) fn static_files(&self) -> PathBuf {
        self.root.join("crates/extension/static")
    }

    /// Cargo, the one that runs this program, in the repository's root.
    pub(crate) fn cargo(&self) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Cargo, about to build and run a program of ours. It runs where the person is, so that a
    /// file named in its arguments is the one that they mean.
    pub(crate) fn cargo_run(&self, package: &str, program: &str) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args([
                "run",
                "--package",
                package,
                "--bin",
                program,
                "--manifest-path",
            ])
            .arg(self.root.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }
}
