//! System packages on Debian and its relatives.
//!
//! Rule: packages are installed only as root, only with apt-get, and only when they are missing.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{find_on_path, output, run, say};

/// Whether this process may install system packages here.
pub(crate) fn can_install() -> bool {
    Path::new("/etc/debian_version").exists() && find_on_path(&["apt-get"]).is_some() && is_root()
}

/// Installs the packages that are not installed yet.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|name| !is_installed(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    say(&format!(
        "installing Debian packages: {}",
        missing.join(" ")
    ));
    install_newest(&missing)
}

/// Installs the newest version of the packages that the mirrors have, also where an older one is.
pub(crate) fn install_newest(packages: &[&str]) -> Result<()> {
    // Lists that came with the machine can be of any age, and offer what is long outdated. Without
    // a mirror they are all there is.
    if let Err(error) = update() {
        say(&format!("package lists are as old as they are: {error:#}"));
    }
    apt_install(packages)
}

pub(crate) fn is_installed(package: &str) -> bool {
    output(
        "asking dpkg",
        Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]),
    )
    .is_ok_and(|status| status.trim() == "installed")
}

fn update() -> Result<()> {
    run("fetching Debian's package lists", apt_get().arg("update"))
}

fn apt_install(packages: &[&str]) -> Result<()> {
    run(
        "installing Debian packages",
        apt_get()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
    )
    .with_context(|| format!("could not install {}", packages.join(" ")))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command
        .arg("--quiet=2")
        // Another installation may be under way on a fresh machine.
        .args(["-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    output("asking who runs this", Command::new("id").arg("-u"))
        .is_ok_and(|user| user.trim() == "0")
}
