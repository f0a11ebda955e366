//! The standard library for `wasm32-unknown-unknown`, from wherever this machine can have it.
//!
//! Rule: an installed rustup target is best; Debian's `rustc-web` is used where it is installed or
//! asked for; rustup is asked to download only where its owner lets it; else one message says both
//! ways out. Host code always stays on the toolchain that runs cargo.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::STYLE_PAGE;
use crate::debian;
use crate::folder::{fresh_beside, replace_folder};
use crate::module::{MODULES, Module};
use crate::process::{find_on_path, output, run, say};
use crate::workspace::{RUST_VERSION, Workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_RUSTDOC: &str = "/usr/bin/rustdoc";
const DEBIAN_CLIPPY: &str = "/usr/bin/clippy-driver";
const DEBIAN_LLD: &str = "/usr/bin/lld-22";
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "libstd-rust-web-dev"];

/// Part of the cache key: raise it when the steps of `build_sysroot` change.
const RECIPE: u32 = 1;

const NO_WAY: &str = "\
no standard library for wasm32-unknown-unknown here. Either
  rustup target add wasm32-unknown-unknown
or, on Debian 12 and later, as root
  apt-get install --no-install-recommends rustc-web rust-web-src libstd-rust-web-dev";

/// A compiler that can build for the browser.
#[derive(Debug)]
pub(crate) struct WasmTarget {
    /// A folder with `bin/rustc` and `bin/rustdoc`; absent: the toolchain that runs cargo can.
    sysroot: Option<PathBuf>,
}

#[derive(Debug, PartialEq, Eq)]
enum Wish {
    Any,
    Debian,
    Rustup,
}

/// What is known of the machine before anything is installed.
#[derive(Debug)]
struct Machine {
    wish: Wish,
    target_is_installed: bool,
    debian_is_installed: bool,
    can_install_debian: bool,
    rustup_may_download: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Way {
    Installed,
    Debian,
    AddTarget,
    None,
}

impl Machine {
    fn look() -> Result<Self> {
        let wish = match env::var("NINEPIN_WASM_TOOLCHAIN").as_deref() {
            Ok("debian") => Wish::Debian,
            Ok("rustup") => Wish::Rustup,
            Ok("") | Err(_) => Wish::Any,
            Ok(other) => {
                bail!("NINEPIN_WASM_TOOLCHAIN is '{other}': it can be 'debian' or 'rustup'")
            }
        };
        Ok(Self {
            wish,
            target_is_installed: target_is_installed(),
            debian_is_installed: DEBIAN_PACKAGES
                .iter()
                .all(|name| debian::is_installed(name)),
            can_install_debian: debian::can_install(),
            rustup_may_download: env::var("RUSTUP_AUTO_INSTALL").as_deref() != Ok("0")
                && find_on_path(&["rustup"]).is_some(),
        })
    }

    fn way(&self) -> Way {
        let debian = self.debian_is_installed || self.can_install_debian;
        match self.wish {
            Wish::Debian if debian => Way::Debian,
            Wish::Debian => Way::None,
            Wish::Any | Wish::Rustup if self.target_is_installed => Way::Installed,
            Wish::Rustup => Way::AddTarget,
            Wish::Any if self.debian_is_installed => Way::Debian,
            Wish::Any if self.rustup_may_download => Way::AddTarget,
            Wish::Any if self.can_install_debian => Way::Debian,
            Wish::Any => Way::None,
        }
    }
}

impl WasmTarget {
    /// Makes the target ready; the first time this can take a minute.
    pub(crate) fn prepare(workspace: &Workspace) -> Result<Self> {
        let machine = Machine::look()?;
        match machine.way() {
            Way::Installed => Ok(Self { sysroot: None }),
            Way::Debian => Self::from_debian(workspace),
            Way::AddTarget => {
                let added = run(
                    "adding the wasm target",
                    Command::new("rustup").args(["target", "add", TARGET]),
                );
                match added {
                    Ok(()) => Ok(Self { sysroot: None }),
                    Err(_) if machine.wish == Wish::Any && machine.can_install_debian => {
                        Self::from_debian(workspace)
                    }
                    Err(error) => Err(error.context(NO_WAY)),
                }
            }
            Way::None => bail!(NO_WAY),
        }
    }

    fn from_debian(workspace: &Workspace) -> Result<Self> {
        debian::install(&DEBIAN_PACKAGES)?;
        let mut version = debian_version()?;
        if is_older(&version, RUST_VERSION) {
            say("Debian's rustc is older than this workspace asks for: looking for a newer one");
            debian::install_newest(&DEBIAN_PACKAGES)?;
            version = debian_version()?;
        }
        let key = format!("recipe {RECIPE}\n{version}");
        let sysroot = workspace.target().join("wasm-sysroot");
        if fs::read_to_string(sysroot.join("key")).is_ok_and(|cached| cached == key) {
            return Ok(Self {
                sysroot: Some(sysroot),
            });
        }
        say("building the wasm32 standard library from Debian's sources (once, about a minute)");
        let host = host_triple(&version)?;
        let fresh = fresh_beside(&sysroot)?;
        let rlibs = build_std(workspace, &fresh.join("build"))?;
        lay_out_sysroot(&fresh, &rlibs, host)?;
        fs::remove_dir_all(fresh.join("build"))?;
        fs::write(fresh.join("key"), key)?;
        replace_folder(&fresh, &sysroot)?;
        Ok(Self {
            sysroot: Some(sysroot),
        })
    }

    /// Cargo with a compiler that knows the target.
    pub(crate) fn cargo(&self, workspace: &Workspace) -> Command {
        let mut cargo = workspace.cargo();
        if let Some(sysroot) = &self.sysroot {
            cargo.env("RUSTC", sysroot.join("bin/rustc"));
            cargo.env("RUSTDOC", sysroot.join("bin/rustdoc"));
        }
        cargo
    }

    /// Clippy over the extension and its modules, for the target; warnings are errors.
    ///
    /// Only those: what they use is linted on the host, and lints about sizes differ there.
    pub(crate) fn clippy(&self, workspace: &Workspace, profile: &'static str) -> Result<Command> {
        let mut cargo = self.cargo(workspace);
        let mut scope = vec!["--lib", "--target", TARGET, "--profile", profile];
        scope.extend(["--package", "extension"]);
        scope.extend(MODULES.iter().flat_map(Module::package_arguments));
        scope.extend(["--features", STYLE_PAGE]);
        let Some(sysroot) = &self.sysroot else {
            cargo
                .args(["clippy", "--no-deps"])
                .args(scope)
                .args(["--", "-D", "warnings"]);
            return Ok(cargo);
        };
        // Clippy reads the rlibs of its own compiler only, so Debian's clippy goes with Debian's
        // standard library. `cargo clippy` would pick rustup's: this is what it does inside.
        if debian::can_install() {
            debian::install(&["rust-web-clippy"])?;
        }
        if !Path::new(DEBIAN_CLIPPY).exists() {
            bail!("install Debian's rust-web-clippy to lint the wasm code");
        }
        cargo
            .arg("check")
            .args(scope)
            .env("RUSTC_WORKSPACE_WRAPPER", DEBIAN_CLIPPY)
            .env("SYSROOT", sysroot)
            .env("CLIPPY_ARGS", CLIPPY_ARGS);
        Ok(cargo)
    }
}

/// `--no-deps -D warnings`, in the form in which clippy's driver takes it from its environment.
const CLIPPY_ARGS: &str = "--no-deps__CLIPPY_HACKERY__-D__CLIPPY_HACKERY__warnings";

fn debian_version() -> Result<String> {
    output(
        "asking Debian's rustc",
        Command::new(DEBIAN_RUSTC).arg("-vV"),
    )
}

/// Whether what `rustc -vV` printed is of a release before `wanted`, such as `1.95`.
fn is_older(printed: &str, wanted: &str) -> bool {
    let parts = |text: &str| -> Vec<u32> {
        let numbers = text.split(['.', '-', '+']);
        numbers.map_while(|part| part.parse().ok()).collect()
    };
    let release = printed
        .lines()
        .find_map(|line| line.strip_prefix("release: "));
    release.is_some_and(|release| parts(release) < parts(wanted))
}

fn target_is_installed() -> bool {
    let Ok(folder) = output(
        "asking rustc",
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]),
    ) else {
        return false;
    };
    let Ok(entries) = fs::read_dir(folder.trim()) else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
}

/// Compiles the standard library as the only dependency of an empty crate; returns the folder of
/// its rlibs. Bitcode is embedded so that LTO reaches into it.
fn build_std(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder.join("src"))?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n",
    )?;
    fs::write(folder.join("src/lib.rs"), "#![no_std]\n")?;
    let target = folder.join("target");
    run(
        "building the wasm32 standard library",
        workspace
            .cargo()
            .current_dir(folder)
            .args(["build", "-Zbuild-std=std,panic_abort,test,proc_macro"])
            .args(["--target", TARGET, "--release"])
            .env("CARGO_TARGET_DIR", &target)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC", DEBIAN_RUSTC)
            .env("RUSTFLAGS", "-Cembed-bitcode=yes"),
    )?;
    Ok(target.join(TARGET).join("release/deps"))
}

fn lay_out_sysroot(sysroot: &Path, rlibs: &Path, host: &str) -> Result<()> {
    let rustlib = sysroot.join("lib/rustlib");
    let wasm_lib = rustlib.join(TARGET).join("lib");
    fs::create_dir_all(&wasm_lib)?;
    for entry in fs::read_dir(rlibs)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(&path, wasm_lib.join(&name))?;
        }
    }
    let host_lib = rustlib.join(host);
    fs::create_dir_all(host_lib.join("bin"))?;
    link(
        &Path::new("/usr/lib/rustlib").join(host).join("lib"),
        &host_lib.join("lib"),
    )?;
    link(&linker(host)?, &host_lib.join("bin/rust-lld"))?;
    fs::create_dir_all(sysroot.join("bin"))?;
    for (name, program) in [("rustc", DEBIAN_RUSTC), ("rustdoc", DEBIAN_RUSTDOC)] {
        write_wrapper(&sysroot.join("bin").join(name), program)?;
    }
    Ok(())
}

/// rustup's own linker, else Debian's.
fn linker(host: &str) -> Result<PathBuf> {
    let sysroot = output(
        "asking rustc",
        Command::new("rustc").args(["--print", "sysroot"]),
    )?;
    let rustup = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    if rustup.exists() {
        return Ok(rustup);
    }
    if !Path::new(DEBIAN_LLD).exists() && debian::can_install() {
        debian::install(&["lld-22"])?;
    }
    if !Path::new(DEBIAN_LLD).exists() {
        bail!("no linker for wasm: install Debian's lld-22");
    }
    Ok(PathBuf::from(DEBIAN_LLD))
}

/// The folder is found from the wrapper's own place, so a moved target folder keeps working.
#[cfg(unix)]
fn write_wrapper(path: &Path, program: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::write(
        path,
        format!("#!/bin/sh\nexec {program} --sysroot=\"${{0%/bin/*}}\" \"$@\"\n"),
    )?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    std::os::unix::fs::symlink(from, to)
        .with_context(|| format!("could not link {} to {}", to.display(), from.display()))
}

#[cfg(not(unix))]
fn write_wrapper(_path: &Path, _program: &str) -> Result<()> {
    bail!("Debian's compiler is for Debian")
}

#[cfg(not(unix))]
fn link(_from: &Path, _to: &Path) -> Result<()> {
    bail!("Debian's compiler is for Debian")
}

fn host_triple(version: &str) -> Result<&str> {
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc -vV names no host")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn developer() -> Machine {
        Machine {
            wish: Wish::Any,
            target_is_installed: false,
            debian_is_installed: false,
            can_install_debian: false,
            rustup_may_download: true,
        }
    }

    #[test]
    fn a_release_is_compared_by_its_numbers() {
        let printed = "rustc 1.85.0 (built from a source tarball)\nrelease: 1.85.0\n";
        assert!(is_older(printed, "1.95"));
        assert!(!is_older(printed, "1.85"));
        assert!(!is_older(printed, "1.9"));
    }

    #[test]
    fn an_installed_target_is_used_as_it_is() {
        let machine = Machine {
            target_is_installed: true,
            debian_is_installed: true,
            ..developer()
        };
        assert_eq!(machine.way(), Way::Installed);
    }

    #[test]
    fn the_environment_forces_debian_even_with_a_target_installed() {
        let machine = Machine {
            wish: Wish::Debian,
            target_is_installed: true,
            can_install_debian: true,
            ..developer()
        };
        assert_eq!(machine.way(), Way::Debian);
        let elsewhere = Machine {
            wish: Wish::Debian,
            ..developer()
        };
        assert_eq!(elsewhere.way(), Way::None);
    }

    #[test]
    fn debian_is_used_where_it_is_installed() {
        let machine = Machine {
            debian_is_installed: true,
            ..developer()
        };
        assert_eq!(machine.way(), Way::Debian);
        let wished = Machine {
            wish: Wish::Rustup,
            debian_is_installed: true,
            ..developer()
        };
        assert_eq!(wished.way(), Way::AddTarget);
    }

    #[test]
    fn rustup_downloads_only_where_it_may() {
        assert_eq!(developer().way(), Way::AddTarget);
        let closed = Machine {
            rustup_may_download: false,
            ..developer()
        };
        assert_eq!(closed.way(), Way::None);
        let root = Machine {
            rustup_may_download: false,
            can_install_debian: true,
            ..developer()
        };
        assert_eq!(root.way(), Way::Debian);
    }

    #[test]
    fn the_host_is_read_from_the_version() {
        let version = "rustc 1.96.0\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\n";
        assert_eq!(host_triple(version).ok(), Some("x86_64-unknown-linux-gnu"));
        assert!(host_triple("rustc 1.96.0").is_err());
    }
}
