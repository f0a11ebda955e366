//! What a failed story leaves behind: pictures, the simulator's log, the consoles.
//!
//! Keeping artefacts never hides the failure: what cannot be kept is left out.

use std::path::{Path, PathBuf};

use crate::browser::Browser;
use crate::page::{Page, Scheme, Shot};
use crate::sim::{Sim, show};
use crate::witness::Seen;

/// The side panel's usual size.
pub const PANEL_SHOT: Shot = Shot {
    width_px: 400,
    height_px: 800,
    pixel_ratio: 1.0,
    scheme: Scheme::Light,
};
const DESKTOP_SHOT: Shot = Shot {
    width_px: 1200,
    height_px: 800,
    pixel_ratio: 1.0,
    scheme: Scheme::Light,
};

/// Where artefacts of that name are kept: under cargo's target folder.
#[must_use]
pub fn folder(kind: &str, name: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace.join("target"), |target| workspace.join(target));
    target.join(kind).join(name)
}

/// Keeps everything that helps to understand a failure and returns the folder.
pub(crate) async fn keep(
    name: &str,
    browser: &Browser,
    sim: &Sim,
    pages: &[(&str, &Page)],
) -> PathBuf {
    let folder = folder("e2e", name);
    if std::fs::create_dir_all(&folder).is_err() {
        return folder;
    }
    let write = |file: &str, text: String| drop(std::fs::write(folder.join(file), text));
    for (label, page) in pages {
        let shot = if *label == "five9" {
            DESKTOP_SHOT
        } else {
            PANEL_SHOT
        };
        drop(
            page.screenshot(&folder.join(format!("{label}.png")), shot)
                .await,
        );
        if let Ok(text) = page.text().await {
            write(&format!("{label}.txt"), text);
        }
    }
    if let Ok(log) = sim.log() {
        write("five9-log.txt", show(&log));
    }
    if let Ok(state) = sim.state() {
        write("five9-state.json", format!("{state:#}"));
    }
    drop(browser.collect_extension_errors().await);
    drop(browser.worker().collect_console().await);
    write("consoles.txt", format!("{:#?}", browser.console.entries()));
    folder
}

/// Keeps what the panel showed, moment by moment.
pub(crate) fn keep_shown(folder: &Path, shown: &[Seen]) {
    let line = |seen: &Seen| format!("{:.0} {:?} {:?}", seen.at_ms, seen.lines, seen.buttons);
    let lines: Vec<String> = shown.iter().map(line).collect();
    drop(std::fs::write(folder.join("shown.txt"), lines.join("\n")));
}
