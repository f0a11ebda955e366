//! Which crate may use which.
//!
//! Rule: an edge exists only if ARCHITECTURE.md lists it, under `## Crate edges`, as `| from | to |`.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::output;
use crate::tidy::{Finding, Tree};
use crate::workspace::Workspace;

const DOCUMENT: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Crate edges";

pub(crate) type Edge = (String, String);

/// Every edge between two of our packages, tests and build scripts included.
pub(crate) fn of_workspace(workspace: &Workspace) -> Result<BTreeSet<Edge>> {
    let metadata = output(
        "asking cargo for the packages",
        workspace
            .cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"]),
    )?;
    of_metadata(&serde_json::from_str(&metadata).context("reading cargo's metadata")?)
}

fn of_metadata(metadata: &Value) -> Result<BTreeSet<Edge>> {
    let packages = metadata["packages"]
        .as_array()
        .context("cargo names no packages")?;
    let mut edges = BTreeSet::new();
    for package in packages {
        let from = package["name"].as_str().context("a package has no name")?;
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            // Only our own packages are depended on by path.
            if dependency["path"].is_string() {
                let to = dependency["name"]
                    .as_str()
                    .context("a dependency has no name")?;
                edges.insert((from.to_owned(), to.to_owned()));
            }
        }
    }
    Ok(edges)
}

pub(crate) fn check(tree: &Tree, edges: &BTreeSet<Edge>) -> Vec<Finding> {
    let Some(document) = tree.file(DOCUMENT) else {
        return vec![format!("{DOCUMENT}: missing: it lists the crate edges")];
    };
    let allowed = table(&document.text);
    if allowed.is_empty() {
        return vec![format!(
            "{DOCUMENT}: no table '| from | to |' under '{HEADING}'"
        )];
    }
    edges
        .difference(&allowed)
        .map(|(from, to)| format!("{DOCUMENT}: {from} uses {to}, an edge the table does not list"))
        .collect()
}

/// The rows of the table; a cell may name several crates, separated by commas.
fn table(document: &str) -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    let section = document
        .lines()
        .skip_while(|line| line.trim() != HEADING)
        .skip(1);
    for line in section.take_while(|line| !line.starts_with("## ")) {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
        let [from, to, ..] = cells.as_slice() else {
            continue;
        };
        let from = from.trim().trim_matches('`');
        for to in to.split(',') {
            edges.insert((from.to_owned(), to.trim().trim_matches('`').to_owned()));
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# A\n\n## Crate edges\n\nWords.\n\n| from | to |\n|---|---|\n\
        | `five9-sim` | `five9` |\n| extension | dialer, five9 | why |\n\n## Next\n\n| a | b |\n";

    fn edge(from: &str, to: &str) -> Edge {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn only_edges_of_the_table_are_allowed() {
        let tree = Tree::of(&[(DOCUMENT, TABLE)]);
        let listed = BTreeSet::from([edge("five9-sim", "five9"), edge("extension", "five9")]);
        assert_eq!(check(&tree, &listed), Vec::<Finding>::new());
        let found = check(
            &tree,
            &BTreeSet::from([edge("dialer", "five9"), edge("a", "b")]),
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].contains("dialer uses five9"), "{found:?}");
    }

    #[test]
    fn a_document_without_a_table_is_a_finding() {
        assert_eq!(check(&Tree::of(&[]), &BTreeSet::new()).len(), 1);
        assert_eq!(
            check(&Tree::of(&[(DOCUMENT, "# A\n")]), &BTreeSet::new()).len(),
            1
        );
    }

    #[test]
    fn edges_are_the_dependencies_by_path_of_any_kind() {
        let metadata = serde_json::json!({"packages": [{"name": "extension", "dependencies": [
            {"name": "serde", "kind": null},
            {"name": "dialer", "kind": null, "path": "crates/dialer"},
            {"name": "five9-sim", "kind": "dev", "path": "crates/five9-sim"},
        ]}]});
        let edges = of_metadata(&metadata).expect("the metadata is well formed");
        assert_eq!(
            edges,
            BTreeSet::from([edge("extension", "dialer"), edge("extension", "five9-sim")])
        );
    }
}
