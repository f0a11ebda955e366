//! Reads fixtures, and holds that each names its source.
//!
//! A fixture is found by its path below `tests/fixtures`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use five9::http::Reply;

#[test]
fn every_fixture_names_its_source() {
    let listed = listed();
    let present = present();
    assert_eq!(listed, present, "left: PROVENANCE.md, right: the files");
    assert!(present.len() > 150, "only {} fixtures found", present.len());
}

pub(crate) fn read(name: &str) -> String {
    let path = folder().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn reply(status: u16, name: &str) -> Reply {
    Reply::new(status, read(&format!("replies/{name}")))
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The first cell of each row whose second cell, the source, is not empty.
fn listed() -> BTreeSet<String> {
    let table = read("PROVENANCE.md");
    let rows = table.lines().filter_map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let (file, source, confidence) = (cells.next()?, cells.next()?, cells.next()?);
        let is_file = file.contains('/') && !source.is_empty() && !confidence.is_empty();
        is_file.then(|| file.to_owned())
    });
    rows.collect()
}

fn present() -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for kind in ["replies", "requests", "events"] {
        for entry in fs::read_dir(folder().join(kind)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            files.insert(format!("{kind}/{name}"));
        }
    }
    files
}
