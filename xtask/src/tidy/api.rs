//! What `five9` offers to programs of others, as one text.
//!
//! Rule: it changes only together with its snapshot (`cargo xtask tidy --bless`), so that nobody's
//! program breaks by a side effect. It is read from the source, which rustfmt has given one form: no
//! network, no released version to compare with and no unstable compiler are needed.

use std::fs;

use anyhow::{Context, Result};

use crate::tidy::{Finding, Tree};
use crate::workspace::Workspace;

const SOURCES: &str = "crates/five9/src/";
const SNAPSHOT: &str = "xtask/snapshots/five9-api.txt";

pub(crate) fn bless(workspace: &Workspace) -> Result<()> {
    let api = of_tree(&Tree::read(workspace)?);
    fs::write(workspace.root().join(SNAPSHOT), api).context("writing the interface's snapshot")
}

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let api = of_tree(tree);
    let snapshot = tree.file(SNAPSHOT).map_or("", |file| file.text.as_str());
    if snapshot == api {
        return Vec::new();
    }
    let differs = api
        .lines()
        .zip(snapshot.lines())
        .find(|(new, old)| new != old);
    let (new, old) = differs.unwrap_or(("its length", "another"));
    vec![format!(
        "{SNAPSHOT}: five9 offers `{}` where it was `{}`: if that is meant, run \
         `cargo xtask tidy --bless` and name what breaks in the commit",
        new.trim(),
        old.trim()
    )]
}

fn of_tree(tree: &Tree) -> String {
    let mut api = String::new();
    let sources = tree
        .files
        .iter()
        .filter(|file| file.path.starts_with(SOURCES));
    for file in sources.filter(|file| file.path.ends_with(".rs")) {
        let lines = of_source(&file.text);
        if !lines.is_empty() {
            let name = file.path.strip_prefix(SOURCES).unwrap_or(&file.path);
            api.push_str(&format!("== {name}\n{lines}\n"));
        }
    }
    api.truncate(api.trim_end().len());
    api.push('\n');
    api
}

/// What a line at the left margin begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// Private, or a body: nothing of it is shown until the margin is reached again.
    Hidden,
    /// A type, trait or macro call whose members all are public or say that they are.
    Type,
    /// A struct: its public fields are shown.
    Struct,
    /// Methods: their signatures are shown.
    Impl,
}

/// The public lines of a source that rustfmt has formatted.
fn of_source(text: &str) -> String {
    let mut api = String::new();
    let mut attributes = String::new();
    let (mut block, mut is_signature) = (Block::Hidden, false);
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with("//") {
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        if depth == 0 && !is_signature {
            if trimmed.starts_with("#[derive") || trimmed.starts_with("#[cfg") {
                attributes.push_str(line);
                attributes.push('\n');
                continue;
            }
            let taken = std::mem::take(&mut attributes);
            if trimmed == "}" || trimmed == "};" || trimmed == ")" || trimmed.starts_with('#') {
                if block != Block::Hidden && trimmed.starts_with('}') {
                    close(&mut api);
                }
                block = Block::Hidden;
                attributes = if trimmed.starts_with('#') {
                    taken
                } else {
                    String::new()
                };
                continue;
            }
            block = begins(trimmed);
            if block == Block::Hidden && !is_public(trimmed) || taken.contains("cfg(test)") {
                block = Block::Hidden;
                continue;
            }
            api.push_str(&taken);
            api.push_str(&shown(line));
            is_signature = !is_whole(trimmed);
            if !trimmed.ends_with('{') && !is_signature {
                block = Block::Hidden;
            }
            continue;
        }
        let is_shown = match block {
            _ if is_signature => true,
            Block::Hidden => false,
            Block::Type => !trimmed.starts_with("#["),
            Block::Struct => depth == 4 && is_public(trimmed),
            Block::Impl => {
                let is_method = is_public(trimmed) || is_member(trimmed);
                depth == 4 && is_method || depth == 8 && is_named(trimmed)
            }
        };
        if is_shown {
            api.push_str(&shown(line));
            let is_open = is_signature || block == Block::Impl;
            is_signature = is_open && !is_whole(trimmed);
        }
    }
    api
}

/// Ends a block; one of private methods alone is as if it were not there.
fn close(api: &mut String) {
    let last = api.trim_end().rfind('\n').map_or(0, |end| end + 1);
    let is_bare = api[last..].starts_with("impl") && !api[last..].contains(" for ");
    if is_bare {
        api.truncate(last);
    } else {
        api.push_str("}\n");
    }
}

fn begins(line: &str) -> Block {
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if starts(&["pub enum ", "pub trait ", "words! {", "ids! {"]) {
        Block::Type
    } else if starts(&["pub struct "]) && line.ends_with('{') {
        Block::Struct
    } else if starts(&["impl"]) {
        Block::Impl
    } else {
        Block::Hidden
    }
}

fn is_public(line: &str) -> bool {
    line.starts_with("pub ")
}

/// What an implementation says of its type beside public methods.
fn is_member(line: &str) -> bool {
    line.starts_with("type ") || line.contains("! {")
}

/// A permission in the macro calls that make its method.
fn is_named(line: &str) -> bool {
    let is_statement = ["let ", "const ", "return "]
        .iter()
        .any(|word| line.starts_with(word));
    !is_statement && line.contains(" = \"") && line.ends_with("\";")
}

/// Says whether a signature, or a use, ends in this line.
fn is_whole(line: &str) -> bool {
    if line.starts_with("pub use ") {
        return line.ends_with(';');
    }
    line.ends_with(['{', ';', '}'])
}

/// A line without the body that it opens.
fn shown(line: &str) -> String {
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! Words.\n\nuse a::b;\n\n/// One.\n#[derive(Clone)]\npub struct One {\n    \
        /// Here.\n    pub a: u8,\n    #[serde(default)]\n    b: u8,\n}\n\nimpl One {\n    pub fn get(&self) -> u8 {\n        \
        let pub_x = 1;\n        pub_x\n    }\n\n    fn hidden(&self) {\n        ();\n    }\n}\n\npub(crate) fn no() {\n    \
        ();\n}\n\n#[derive(Debug)]\nenum Not {\n    A,\n}\n\npub enum Two {\n    A,\n    B(u8),\n}\n\npub fn long(\n    \
        a: u8,\n    b: u8,\n) -> u8 {\n    a\n}\n\n#[cfg(test)]\nmod tests {\n    pub fn x() {}\n}\n";

    #[test]
    fn what_is_public_is_listed_and_nothing_else() {
        let expected = "#[derive(Clone)]\npub struct One {\n    pub a: u8,\n}\nimpl One {\n    \
            pub fn get(&self) -> u8 {\n}\npub enum Two {\n    A,\n    B(u8),\n}\npub fn long(\n    \
            a: u8,\n    b: u8,\n) -> u8 {\n";
        let api = of_source(SOURCE);
        assert_eq!(
            api.trim_end_matches("}\n"),
            expected.trim_end_matches("}\n"),
            "{api}"
        );
        assert!(!api.contains("hidden") && !api.contains("no()") && !api.contains("Not"));
    }

    #[test]
    fn a_change_without_its_snapshot_is_a_finding() {
        let path = format!("{SOURCES}one.rs");
        let tree = |snapshot: &str| Tree::of(&[(path.as_str(), SOURCE), (SNAPSHOT, snapshot)]);
        let api = of_tree(&tree(""));
        assert_eq!(check(&tree(&api)), Vec::<Finding>::new());
        let found = check(&tree(&api.replace("a: u8", "a: u16")));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].contains("pub a: u8") && found[0].contains("pub a: u16"),
            "{found:?}"
        );
    }
}
