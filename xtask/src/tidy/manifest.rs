//! The extension's manifest: what it asks of the browser, and of the person who installs it.
//!
//! Rule: it changes only together with its snapshot (`cargo xtask tidy --bless`), so that a new
//! permission is never a side effect; the modules are no web page's to load.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::tidy::{Finding, Tree};
use crate::workspace::Workspace;

const FOLDER: &str = "crates/extension/static/";
const MANIFEST: &str = "crates/extension/static/manifest.json";
const SNAPSHOT: &str = "xtask/snapshots/manifest.json";

pub(crate) fn bless(workspace: &Workspace) -> Result<()> {
    fs::copy(
        workspace.root().join(MANIFEST),
        workspace.root().join(SNAPSHOT),
    )
    .context("copying the manifest to its snapshot")?;
    Ok(())
}

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(manifest) = tree.file(MANIFEST) else {
        return vec![format!("{MANIFEST}: missing")];
    };
    let mut findings = Vec::new();
    if tree
        .file(SNAPSHOT)
        .is_none_or(|snapshot| snapshot.text != manifest.text)
    {
        findings.push(format!(
            "{MANIFEST}: differs from {SNAPSHOT}: if that is meant, run `cargo xtask tidy --bless` \
             and tell docs/PERMISSIONS.md and CHANGELOG.md of any new permission"
        ));
    }
    let manifest: Value = match serde_json::from_str(&manifest.text) {
        Ok(manifest) => manifest,
        Err(error) => {
            findings.push(format!("{MANIFEST}:{}: {error}", error.line()));
            return findings;
        }
    };
    findings.extend(exposed_modules(&manifest));
    findings.extend(missing_files(tree, &manifest));
    findings
}

/// A page that may load a module can run it, and knows that the extension is there.
fn exposed_modules(manifest: &Value) -> Vec<Finding> {
    manifest["web_accessible_resources"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|entry| entry["resources"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .filter(|pattern| covers_module(pattern))
        .map(|pattern| format!("{MANIFEST}: '{pattern}' lets web pages load wasm"))
        .collect()
}

/// Whether a pattern, in which `*` stands for anything, may cover a wasm file.
fn covers_module(pattern: &str) -> bool {
    let tail = pattern.rsplit('*').next().unwrap_or(pattern);
    if pattern.contains('*') {
        ".wasm".ends_with(tail) || tail.ends_with(".wasm")
    } else {
        pattern.ends_with(".wasm")
    }
}

fn missing_files(tree: &Tree, manifest: &Value) -> Vec<Finding> {
    let single = [
        &manifest["background"]["service_worker"],
        &manifest["side_panel"]["default_path"],
        &manifest["options_ui"]["page"],
        &manifest["action"]["default_popup"],
    ];
    let icons = [&manifest["icons"], &manifest["action"]["default_icon"]];
    let scripts = manifest["content_scripts"].as_array().into_iter().flatten();
    let mut named: Vec<&str> = single.into_iter().filter_map(Value::as_str).collect();
    named.extend(
        icons
            .into_iter()
            .filter_map(Value::as_object)
            .flat_map(|icons| icons.values())
            .filter_map(Value::as_str),
    );
    named.extend(
        scripts
            .flat_map(|script| script["js"].as_array().into_iter().flatten())
            .filter_map(Value::as_str),
    );
    named.sort_unstable();
    named.dedup();
    named
        .into_iter()
        .filter(|name| {
            !tree
                .paths
                .iter()
                .any(|path| path.strip_prefix(FOLDER) == Some(name))
        })
        .map(|name| format!("{MANIFEST}: names {name}, which is not in {FOLDER}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_manifest(text: &str) -> Vec<Finding> {
        check(&Tree::of(&[
            (MANIFEST, text),
            (SNAPSHOT, text),
            ("crates/extension/static/a.js", ""),
        ]))
    }

    #[test]
    fn a_manifest_like_its_snapshot_passes_and_any_other_is_found() {
        assert_eq!(check_manifest("{}"), Vec::<Finding>::new());
        let changed = Tree::of(&[(MANIFEST, r#"{"permissions": ["tabs"]}"#), (SNAPSHOT, "{}")]);
        assert_eq!(check(&changed).len(), 1);
        assert_eq!(check(&Tree::of(&[(MANIFEST, "{}")])).len(), 1);
        assert_eq!(check_manifest("{").len(), 1);
    }

    #[test]
    fn wasm_among_the_web_accessible_resources_is_found() {
        for (pattern, is_found) in [
            ("worker_module_bg.wasm", true),
            ("*", true),
            ("*.wasm", true),
            ("worker*", true),
            ("icons/*.png", false),
            ("page.html", false),
        ] {
            let text =
                format!(r#"{{"web_accessible_resources": [{{"resources": ["{pattern}"]}}]}}"#);
            assert_eq!(!check_manifest(&text).is_empty(), is_found, "{pattern}");
        }
    }

    #[test]
    fn a_file_that_the_manifest_names_must_exist() {
        let present = r#"{"background": {"service_worker": "a.js"}}"#;
        assert_eq!(check_manifest(present), Vec::<Finding>::new());
        let absent = r#"{"content_scripts": [{"js": ["b.js"]}], "icons": {"16": "i.png"}}"#;
        assert_eq!(check_manifest(absent).len(), 2);
    }
}
