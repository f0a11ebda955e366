//! A browser that can load an unpacked extension.
//!
//! Rule: Chromium or Chrome for Testing first, since branded Chrome ignores `--load-extension`;
//! a browser that a person named is never second-guessed.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::debian;
use crate::process::find_on_path;

const NO_BROWSER: &str = "\
no browser found. Install Chromium, Chrome for Testing, Edge or Chrome; or name one:
  NINEPIN_BROWSER=/path/to/the/browser cargo xtask demo";

/// One kind of browser: its names on PATH and where else it usually is. A `*` stands for one
/// folder name, of which the last in order is taken: the newest version.
struct Kind {
    names: &'static [&'static str],
    places: &'static [Place],
}

/// A path below a folder that the system names, or absolute.
struct Place {
    below: Option<&'static str>,
    path: &'static str,
}

const fn at(path: &'static str) -> Place {
    Place { below: None, path }
}

const fn below(variable: &'static str, path: &'static str) -> Place {
    Place {
        below: Some(variable),
        path,
    }
}

/// In order of preference.
const KINDS: [Kind; 3] = [
    Kind {
        names: &[
            "chromium",
            "chromium-browser",
            "chrome-for-testing",
            "google-chrome-for-testing",
        ],
        places: &[
            at("/snap/bin/chromium"),
            at("/Applications/Chromium.app/Contents/MacOS/Chromium"),
            at(
                "/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
            ),
            below("LOCALAPPDATA", "Chromium/Application/chrome.exe"),
            below("PROGRAMFILES", "Chromium/Application/chrome.exe"),
            below("HOME", ".cache/puppeteer/chrome/*/chrome-linux64/chrome"),
            below("HOME", ".cache/ms-playwright/*/chrome-linux/chrome"),
            below("HOME", ".cache/ms-playwright/*/chrome-linux64/chrome"),
        ],
    },
    Kind {
        names: &["microsoft-edge", "microsoft-edge-stable"],
        places: &[
            at("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
            below("PROGRAMFILES(X86)", "Microsoft/Edge/Application/msedge.exe"),
            below("PROGRAMFILES", "Microsoft/Edge/Application/msedge.exe"),
        ],
    },
    Kind {
        names: &["google-chrome", "google-chrome-stable"],
        places: &[
            at("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
            below("PROGRAMFILES", "Google/Chrome/Application/chrome.exe"),
            below("PROGRAMFILES(X86)", "Google/Chrome/Application/chrome.exe"),
            below("LOCALAPPDATA", "Google/Chrome/Application/chrome.exe"),
        ],
    },
];

/// The browser to use; on Debian, as root, one is installed if there is none.
pub(crate) fn find() -> Result<PathBuf> {
    if let Some(named) = env::var_os("NINEPIN_BROWSER").filter(|path| !path.is_empty()) {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!(
                "NINEPIN_BROWSER names {}, which is no file",
                named.display()
            );
        }
        return Ok(named);
    }
    if let Some(found) = find_installed() {
        return Ok(found);
    }
    if debian::can_install() {
        debian::install(&["chromium", "chromium-driver"])?;
        if let Some(found) = find_installed() {
            return Ok(found);
        }
    }
    bail!(NO_BROWSER)
}

fn find_installed() -> Option<PathBuf> {
    KINDS.iter().find_map(|kind| {
        find_on_path(kind.names).or_else(|| kind.places.iter().find_map(Place::find))
    })
}

impl Place {
    fn find(&self) -> Option<PathBuf> {
        let root = match self.below {
            Some(variable) => PathBuf::from(env::var_os(variable)?),
            None => PathBuf::new(),
        };
        expand(root, self.path).filter(|path| path.is_file())
    }
}

fn expand(root: PathBuf, path: &str) -> Option<PathBuf> {
    path.split('/').try_fold(root, |folder, part| match part {
        // The empty part before the first slash of an absolute path.
        "" => Some(PathBuf::from("/")),
        "*" => last_folder(&folder),
        name => Some(folder.join(name)),
    })
}

fn last_folder(folder: &Path) -> Option<PathBuf> {
    let entries = folder.read_dir().ok()?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_the_newest_version() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for version in ["linux-140.0", "linux-156.0", "linux-151.0"] {
            let place = folder.path().join(version).join("chrome-linux64");
            std::fs::create_dir_all(place).expect("the folder can be made");
        }
        let found = expand(folder.path().to_path_buf(), "*/chrome-linux64/chrome");
        assert_eq!(
            found,
            Some(folder.path().join("linux-156.0/chrome-linux64/chrome"))
        );
        assert_eq!(expand(folder.path().join("missing"), "*/chrome"), None);
    }

    #[test]
    fn an_absolute_place_stays_absolute() {
        let found = expand(PathBuf::new(), "/snap/bin/chromium");
        assert_eq!(found, Some(PathBuf::from("/snap/bin/chromium")));
    }
}
