//! Every text file: no trailing blanks, one final newline, no path of somebody's machine.
//!
//! Rule: fixtures and what others wrote are what they are: their blanks and line ends are left
//! alone.

use crate::tidy::tree::TextFile;
use crate::tidy::{Finding, Tree};

/// Written in two parts, so that this file does not find itself.
const MACHINE_FOLDERS: [&str; 4] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().flat_map(check_file).collect()
}

fn check_file(file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_fixture = file.path.contains("/fixtures/")
        || file.path.contains("/vendor/")
        || file.path.ends_with(".csv");
    for (number, line) in file
        .text
        .split('\n')
        .enumerate()
        .map(|(idx, line)| (idx + 1, line))
    {
        if !is_fixture && line.ends_with(|c: char| c.is_whitespace()) {
            findings.push(file.finding(number, "blanks at the end of the line"));
        }
        for folder in MACHINE_FOLDERS {
            if names_folder(line, folder) {
                findings.push(file.finding(number, &format!("a path of one machine: '{folder}'")));
            }
        }
    }
    let ends_well = file.text.ends_with('\n') && !file.text.ends_with("\n\n");
    if !is_fixture && !file.text.is_empty() && !ends_well {
        findings.push(format!("{}: ends without exactly one newline", file.path));
    }
    findings
}

/// Whether an absolute path starts with the folder; `https://host` + folder is no such path.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let is_inside = |c: char| c.is_alphanumeric() || "._-}~*".contains(c);
        !line[..start].ends_with(is_inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn blanks_and_newlines_at_the_end_are_found_outside_of_fixtures() {
        assert_eq!(check_text("a.rs", "a\n\nb\n"), 0);
        assert_eq!(check_text("a.rs", ""), 0);
        assert_eq!(check_text("a.rs", "a \nb\t\nc\r\n"), 3);
        assert_eq!(check_text("a.rs", "a"), 1);
        assert_eq!(check_text("a.rs", "a\n\n"), 1);
        assert_eq!(check_text("crates/a/tests/fixtures/a.json", "a "), 0);
        assert_eq!(check_text("crates/a/vendor/b/b.min.js", "a "), 0);
        assert_eq!(check_text("sample.csv", "a,b\r\n1,2"), 0);
    }

    #[test]
    fn a_path_of_one_machine_is_found_but_not_one_of_a_site() {
        let folder = MACHINE_FOLDERS[0];
        assert_eq!(check_text("a.md", &format!("see {folder}me/a\n")), 1);
        assert_eq!(check_text("a.rs", &format!("\"{folder}me\"\n")), 1);
        assert_eq!(
            check_text("a.md", &format!("https://example.com{folder}me\n")),
            0
        );
        assert_eq!(
            check_text("crates/a/tests/fixtures/a.json", &format!("\"{folder}x\"")),
            1
        );
    }
}
