//! The simulator's switches: each is in the test table in which the client meets both settings,
//! and in the README with its default.
//!
//! Rule: the struct, the table and the README name the same switches.

use std::collections::BTreeSet;

use crate::tidy::{Finding, Tree};

const SOURCE: &str = "crates/five9-sim/src/domain/config.rs";
const TABLE: &str = "crates/five9-sim/tests/switches/main.rs";
const README: &str = "crates/five9-sim/README.md";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let (Some(source), Some(table), Some(readme)) =
        (tree.file(SOURCE), tree.file(TABLE), tree.file(README))
    else {
        return vec![format!("{SOURCE}, {TABLE} and {README} must all be there")];
    };
    let switches = fields(&source.text);
    if switches.is_empty() {
        return vec![format!(
            "{SOURCE}: no `pub struct Switches` with its fields"
        )];
    }
    let tested = tested(&table.text);
    let described = described(&readme.text);
    let untested = switches
        .difference(&tested)
        .map(|switch| format!("{TABLE}: no test flips '{switch}': add it to the table"));
    let unknown = tested
        .difference(&switches)
        .map(|switch| format!("{TABLE}: there is no switch '{switch}'"));
    let undescribed = switches
        .iter()
        .map(|switch| camel_case(switch))
        .filter(|switch| !described.contains(switch))
        .map(|switch| format!("{README}: no row '| … | `{switch}` | … |' says its default"));
    untested.chain(unknown).chain(undescribed).collect()
}

/// The public fields of the struct.
fn fields(source: &str) -> BTreeSet<String> {
    let body = source
        .lines()
        .skip_while(|line| *line != "pub struct Switches {")
        .skip(1)
        .take_while(|line| *line != "}");
    body.filter_map(|line| line.trim().strip_prefix("pub "))
        .filter_map(|field| Some(field.split_once(':')?.0.to_owned()))
        .collect()
}

/// The first word of each line of the table's macro call.
fn tested(table: &str) -> BTreeSet<String> {
    let body = table
        .lines()
        .skip_while(|line| *line != "switches! {")
        .skip(1)
        .take_while(|line| *line != "}");
    body.filter_map(|line| Some(line.trim().split_once(": ")?.0.to_owned()))
        .filter(|word| {
            word.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
        .collect()
}

/// Names in backquotes in the second cell of a row of the table under `### Open questions`.
fn described(readme: &str) -> BTreeSet<String> {
    let rows = readme
        .lines()
        .skip_while(|line| *line != "### Open questions")
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .filter(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(2).map(str::to_owned));
    cells
        .flat_map(|cell| {
            let names: Vec<String> = cell
                .split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            names
        })
        .collect()
}

fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_uppercase() + rest
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRUCT: &str =
        "pub struct Switches {\n    /// Why.\n    pub offered: bool,\n    pub ring_ms: u64,\n}\n";
    const ALL: &str = "switches! {\n    offered: false, a::b, \"x\" => \"y\";\n    ring_ms: 5, a::c, \
        \"x\" => \"y\";\n}\n";
    const ROWS: &str = "# Sim\n\n### Open questions\n\n| row | switch | default |\n|---|---|---|\n\
        | 1 | `offered` | true |\n| 2, 3 | `ringMs` | 1 |\n";

    fn check_texts(source: &str, table: &str, readme: &str) -> Vec<Finding> {
        check(&Tree::of(&[
            (SOURCE, source),
            (TABLE, table),
            (README, readme),
        ]))
    }

    #[test]
    fn a_switch_that_is_tested_and_described_passes() {
        assert_eq!(check_texts(STRUCT, ALL, ROWS), Vec::<Finding>::new());
    }

    #[test]
    fn a_switch_without_test_or_row_is_found() {
        let table = ALL.replace("ring_ms", "ringing");
        let found = check_texts(STRUCT, &table, ROWS);
        assert_eq!(found.len(), 2, "{found:?}");
        let found = check_texts(STRUCT, ALL, &ROWS.replace("`ringMs`", "ringMs"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(check_texts("", ALL, ROWS).len(), 1);
    }
}
