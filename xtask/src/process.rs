//! Running other programs and talking to the person at the terminal.
//!
//! Rule: a failure names the program and what it was run for; nothing is retried in silence.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

#[expect(
    clippy::print_stdout,
    reason = "standard output is how this program speaks"
)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

pub(crate) fn complain(text: &str) {
    eprintln!("{text}");
}

/// Runs a program in the foreground; its output is the person's to see.
pub(crate) fn run(purpose: &str, command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{purpose}: could not start {}", name(command)))?;
    if !status.success() {
        bail!("{purpose}: {} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs a program in the background and returns what it printed; what it complained of is shown
/// only when it fails.
pub(crate) fn output(purpose: &str, command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{purpose}: could not start {}", name(command)))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{purpose}: {} ended with {}\n{}",
            name(command),
            output.status,
            stderr.trim_end()
        );
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{purpose}: {} printed no UTF-8", name(command)))
}

/// The first of the programs that is in a folder of PATH.
pub(crate) fn find_on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| find_in(&path, name))
}

fn find_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(path)
        .map(|folder| folder.join(&file))
        .find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

fn name(command: &Command) -> String {
    Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_is_named_with_its_purpose() {
        let error = run(
            "asking cargo",
            Command::new("cargo").arg("no-such-verb-at-all"),
        )
        .expect_err("cargo has no such verb");
        let text = error.to_string();
        assert!(text.starts_with("asking cargo: cargo ended with"), "{text}");
    }

    #[test]
    fn a_missing_program_is_named_with_its_purpose() {
        let error = output("looking", &mut Command::new("no-such-program-at-all"))
            .expect_err("there is no such program");
        assert_eq!(
            error.to_string(),
            "looking: could not start no-such-program-at-all"
        );
    }

    #[test]
    fn only_programs_are_found_on_the_path() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(folder.path().join("notes"), "text").expect("the folder can be written");
        assert_eq!(find_in(folder.path().as_os_str(), "notes"), None);
        assert!(find_on_path(&["no-such-program-at-all", "cargo"]).is_some());
    }
}
