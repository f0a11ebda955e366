//! docs/FIVE9.md: what of Five9's API the client, the simulator and the panel speak.
//!
//! Rule: every endpoint of the client stands in it, no cell is empty, a dash names its reason, and
//! every reason is somebody's.

use std::collections::BTreeSet;

use crate::tidy::{Finding, Tree};

const DOCUMENT: &str = "docs/FIVE9.md";
const ENDPOINTS: &str = "crates/five9/src/endpoint.rs";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let (Some(document), Some(endpoints)) = (tree.file(DOCUMENT), tree.file(ENDPOINTS)) else {
        return vec![format!("{DOCUMENT}: it or {ENDPOINTS} is missing")];
    };
    let text = document.text.as_str();
    let mut findings = Vec::new();
    for name in names(&endpoints.text) {
        if !text.contains(&format!("`{name}`")) {
            findings.push(format!("{DOCUMENT}: {name} has no row"));
        }
    }
    let given: BTreeSet<&str> = text.lines().filter_map(reason_given).collect();
    let mut used = BTreeSet::new();
    for (line_idx, line) in text.lines().enumerate() {
        if !line.starts_with('|') {
            continue;
        }
        let cells = line.trim().trim_matches('|').split('|').map(str::trim);
        for cell in cells {
            let reason = reason_used(cell);
            used.extend(reason);
            let is_explained = reason.is_some_and(|reason| given.contains(reason));
            if cell.is_empty() || (cell.starts_with('–') || reason.is_some()) && !is_explained {
                let line = line_idx + 1;
                findings.push(format!("{DOCUMENT}:{line}: '{cell}' has no reason below"));
            }
        }
    }
    let idle = given.difference(&used);
    findings.extend(idle.map(|reason| format!("{DOCUMENT}: no cell has the reason [{reason}]")));
    findings
}

/// The endpoints that `pub use file::Name;` or `pub use file::{Name, …};` names.
fn names(source: &str) -> Vec<&str> {
    let uses = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub use "));
    let last = uses.filter_map(|path| path.split("::").nth(1));
    last.map(|name| name.trim_matches(['{', '}', ';']))
        .filter_map(|names| names.split(',').next())
        .collect()
}

fn reason_given(line: &str) -> Option<&str> {
    line.strip_prefix("- [")?.split(']').next()
}

fn reason_used(cell: &str) -> Option<&str> {
    cell.strip_suffix(']')?.rsplit('[').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "mod a;\npub use a::One;\npub use b::{Two, Kind};\n";

    fn found(document: &str) -> Vec<Finding> {
        check(&Tree::of(&[(DOCUMENT, document), (ENDPOINTS, SOURCE)]))
    }

    #[test]
    fn a_table_that_explains_itself_is_fine() {
        let document = "| `One` | yes | – [a] |\n| `Two` [a] | yes | no |\n\n- [a] Because.\n";
        assert_eq!(found(document), Vec::<Finding>::new());
    }

    #[test]
    fn missing_rows_cells_and_reasons_are_found() {
        let document = "| `One` | | – |\n| x | – [b] | y [c] |\n\n- [a] Because.\n- [b] So.\n";
        let found = found(document);
        assert_eq!(found.len(), 5, "{found:#?}");
        assert!(found[0].ends_with("Two has no row"));
        assert!(found[4].ends_with("the reason [a]"));
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}
