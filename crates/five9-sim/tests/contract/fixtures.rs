//! Reads the client's fixtures.
//!
//! Rule: they are the client's; nothing here changes what they say.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../five9/tests/fixtures")
}

fn text(name: &str) -> String {
    let path = folder().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A fixture's JSON, by its path below the fixtures.
pub(crate) fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Names of all fixtures of one kind, without folder and ending.
pub(crate) fn names(kind: &str) -> Vec<String> {
    let entries = fs::read_dir(folder().join(kind)).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    assert!(names.len() > 20, "only {} fixtures in {kind}", names.len());
    names
}

/// The source that PROVENANCE.md names for a fixture.
fn source(name: &str) -> String {
    let table = text("PROVENANCE.md");
    let row = table
        .lines()
        .find(|line| line.starts_with(&format!("| {name}.json |")));
    let row = row.unwrap_or_else(|| panic!("{name} is not in PROVENANCE.md"));
    row.split('|').nth(2).expect("a source").to_owned()
}

/// Whether its shape, or a part of it, is one that no source shows.
pub(crate) fn is_lenient(name: &str) -> bool {
    source(name).contains("LENIENT")
}

/// Whether all of it is.
pub(crate) fn is_wholly_lenient(name: &str) -> bool {
    source(name).trim().starts_with("LENIENT")
}
