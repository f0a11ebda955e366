//! System packages on Debian and its relatives.
//!
//! Rule: packages are installed only as root, only with apt-get, and only when they are missing.

use std::fs;
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
    if !has_package_lists(Path::new("/var/lib/apt/lists")) {
        update()?;
    }
    // Lists that are there may be out of date: then the first try fails on a file that is gone.
    if apt_install(&missing).is_err() {
        update()?;
        apt_install(&missing)?;
    }
    Ok(())
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

fn has_package_lists(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
}

fn is_root() -> bool {
    output("asking who runs this", Command::new("id").arg("-u"))
        .is_ok_and(|user| user.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_lists_folder_asks_for_an_update() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        assert!(!has_package_lists(folder.path()));
        assert!(!has_package_lists(&folder.path().join("missing")));
        fs::write(folder.path().join("lock"), "").expect("the folder can be written");
        assert!(!has_package_lists(folder.path()));
        fs::write(
            folder.path().join("mirror_main_binary-amd64_Packages.lz4"),
            "",
        )
        .expect("the folder can be written");
        assert!(has_package_lists(folder.path()));
    }
}
