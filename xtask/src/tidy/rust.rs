//! Rust files: a sentence at the top, a length a person can read, no test switched off.
//!
//! Rule: lints that clippy has are clippy's; only what it cannot see is here.

use crate::tidy::tree::TextFile;
use crate::tidy::{Finding, Tree};

const LINES_MAX: usize = 600;

/// Written in two parts, so that this file does not find itself.
const BANNED: [(&str, &str); 5] = [
    (concat!("#[", "ignore"), "a test runs or it goes"),
    (concat!("#[should", "_panic"), "check the error instead"),
    (concat!("todo", "!("), "finish it"),
    (concat!("unimplemented", "!("), "finish it"),
    (
        concat!("#![", "allow("),
        "use #[expect(lint, reason = \"…\")] where it is needed",
    ),
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_suffix(".rs") {
        if !file.text.starts_with("//! ") {
            findings.push(file.finding(1, "starts without `//!`: say what the module is for"));
        }
        let n_lines = lines_without_tests(file);
        if n_lines > LINES_MAX {
            let what = format!("{n_lines} lines without tests: split it, {LINES_MAX} is the limit");
            findings.push(file.finding(LINES_MAX + 1, &what));
        }
        for (number, line) in file.lines() {
            for (banned, advice) in BANNED {
                if line.contains(banned) {
                    findings.push(file.finding(number, &format!("`{banned}`: {advice}")));
                }
            }
            if is_loose_todo(line) {
                findings.push(file.finding(number, "a note of what to do needs an issue: #123"));
            }
        }
    }
    findings
}

/// A file of tests counts nothing; a module of tests at a file's end is left out.
fn lines_without_tests(file: &TextFile) -> usize {
    if file.path.contains("/tests/") || file.path.ends_with("/tests.rs") {
        return 0;
    }
    file.text
        .lines()
        .zip(file.text.lines().skip(1).chain([""]))
        .take_while(|(line, next)| !(*line == "#[cfg(test)]" && next.starts_with("mod ")))
        .count()
}

fn is_loose_todo(line: &str) -> bool {
    [concat!("TO", "DO"), concat!("FIX", "ME")]
        .iter()
        .filter_map(|word| line.split_once(word))
        .any(|(_, rest)| !rest.contains('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str) -> Vec<Finding> {
        check(&Tree::of(&[("crates/a/src/lib.rs", text)]))
    }

    #[test]
    fn a_module_says_first_what_it_is_for() {
        assert_eq!(check_text("//! Why.\nfn a() {}\n"), Vec::<Finding>::new());
        assert_eq!(check_text("// Why.\n").len(), 1);
        assert_eq!(check_text("use a;\n//! Why.\n").len(), 1);
        assert_eq!(check_text("").len(), 1);
    }

    #[test]
    fn a_long_file_is_found_unless_its_tests_make_it_long() {
        let long = format!("//! Why.\n{}", "fn a() {}\n".repeat(LINES_MAX));
        assert_eq!(check_text(&long).len(), 1);
        let tests = format!(
            "//! Why.\n#[cfg(test)]\nmod tests {{\n{}}}\n",
            "\n".repeat(LINES_MAX)
        );
        assert_eq!(check_text(&tests), Vec::<Finding>::new());
        let helper = format!(
            "//! Why.\n#[cfg(test)]\nfn a() {{}}\n{}",
            "\n".repeat(LINES_MAX)
        );
        assert_eq!(check_text(&helper).len(), 1);
        let story = Tree::of(&[("crates/e2e/tests/story.rs", long.as_str())]);
        assert_eq!(check(&story), Vec::<Finding>::new());
    }

    #[test]
    fn a_test_that_does_not_run_is_found() {
        let text = format!("//! Why.\n#[test]\n{}]\nfn a() {{}}\n", BANNED[0].0);
        let found = check_text(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("crates/a/src/lib.rs:3: "), "{found:?}");
    }

    #[test]
    fn a_note_without_an_issue_is_found() {
        let word = concat!("TO", "DO");
        assert_eq!(
            check_text(&format!("//! Why.\n// {word}: later\n")).len(),
            1
        );
        assert_eq!(
            check_text(&format!("//! Why.\n// {word} #12: later\n")).len(),
            0
        );
    }
}
