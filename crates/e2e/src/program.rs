//! Finds the browser to drive and knows how it takes an unpacked extension.
//!
//! Chromium and Chrome for Testing come first because they take `--load-extension`; Edge and
//! branded Chrome are given the extension over DevTools.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Names the browser to use instead of searching.
const BROWSER_VARIABLE: &str = "NINEPIN_BROWSER";

/// Names on PATH, best first.
const NAMES: [&str; 8] = [
    "chromium",
    "chromium-browser",
    "chrome-for-testing",
    "microsoft-edge",
    "microsoft-edge-stable",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Where browsers are installed that are not on PATH.
const PLACES: [&str; 4] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// How the browser is given the extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// By `--load-extension`.
    Switch,
    /// By the DevTools command `Extensions.loadUnpacked`, over pipes.
    DevTools,
}

/// A browser program and the way it loads the extension.
#[derive(Debug, Clone)]
pub struct Program {
    pub path: PathBuf,
    pub load: Load,
}

impl Program {
    /// Finds the browser: `NINEPIN_BROWSER`, else the best one installed.
    ///
    /// # Errors
    /// When there is none, saying what to install.
    pub fn find() -> Result<Self> {
        if let Some(path) = std::env::var_os(BROWSER_VARIABLE) {
            return Self::at(Path::new(&path));
        }
        let folders: Vec<PathBuf> = std::env::var_os("PATH")
            .iter()
            .flat_map(std::env::split_paths)
            .collect();
        let on_path = NAMES
            .iter()
            .flat_map(|name| folders.iter().map(move |f| f.join(name)));
        let found = on_path
            .chain(PLACES.iter().map(PathBuf::from))
            .find(|path| path.is_file());
        match found {
            Some(path) => Self::at(&path),
            None => bail!(
                "no browser found: install Chromium (Debian: apt-get install chromium) or name one in {BROWSER_VARIABLE}"
            ),
        }
    }

    fn at(path: &Path) -> Result<Self> {
        let output = Command::new(path)
            .arg("--version")
            .output()
            .with_context(|| format!("asking {} for its version", path.display()))?;
        let load = load_of_version(&String::from_utf8_lossy(&output.stdout));
        Ok(Self {
            path: path.to_owned(),
            load,
        })
    }
}

/// Branded builds ignore `--load-extension` since version 137.
fn load_of_version(version: &str) -> Load {
    if version.contains("Chromium") || version.contains("for Testing") {
        return Load::Switch;
    }
    Load::DevTools
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unbranded_browsers_take_the_switch() {
        assert_eq!(
            load_of_version("Chromium 156.0.8078.79 built on Debian"),
            Load::Switch
        );
        assert_eq!(
            load_of_version("Google Chrome for Testing 156.0.1.2"),
            Load::Switch
        );
        assert_eq!(load_of_version("Google Chrome 156.0.1.2"), Load::DevTools);
        assert_eq!(load_of_version("Microsoft Edge 156.0.1.2"), Load::DevTools);
    }
}
