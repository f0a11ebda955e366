//! The extension's JavaScript: shims, and few of them.
//!
//! Rule: what decides anything is Rust; the budgets keep it so.

use crate::tidy::{Finding, Tree};

const FOLDER: &str = "crates/extension/static/";
const LINES_MAX: usize = 250;
const CONTENT_SCRIPT: &str = "crates/extension/static/content.js";
const CONTENT_SCRIPT_LINES_MAX: usize = 120;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut n_lines_all = 0;
    for file in tree
        .with_suffix(".js")
        .filter(|file| file.path.starts_with(FOLDER))
    {
        let n_lines = file.text.lines().count();
        n_lines_all += n_lines;
        if !file.text.starts_with("// @ts-check\n") {
            findings.push(file.finding(1, "starts without `// @ts-check`"));
        }
        if file.path == CONTENT_SCRIPT && n_lines > CONTENT_SCRIPT_LINES_MAX {
            let what = format!("{n_lines} lines; its budget is {CONTENT_SCRIPT_LINES_MAX}");
            findings.push(file.finding(CONTENT_SCRIPT_LINES_MAX + 1, &what));
        }
    }
    if n_lines_all > LINES_MAX {
        findings.push(format!(
            "{FOLDER}: {n_lines_all} lines of JavaScript; {LINES_MAX} at most"
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(n_lines: usize) -> String {
        format!("// @ts-check\n{}", "a();\n".repeat(n_lines - 1))
    }

    #[test]
    fn scripts_within_their_budgets_pass() {
        let (content, worker) = (script(120), script(130));
        let worker_path = "crates/extension/static/worker.js";
        let tree = Tree::of(&[(CONTENT_SCRIPT, &content), (worker_path, &worker)]);
        assert_eq!(check(&tree), Vec::<Finding>::new());
    }

    #[test]
    fn a_line_over_a_budget_is_found() {
        let content = script(121);
        assert_eq!(check(&Tree::of(&[(CONTENT_SCRIPT, &content)])).len(), 1);
        let (one, other) = (script(125), script(126));
        let tree = Tree::of(&[
            ("crates/extension/static/a.js", &one),
            ("crates/extension/static/b.js", &other),
        ]);
        assert_eq!(check(&tree).len(), 1);
    }

    #[test]
    fn an_unchecked_script_is_found_but_only_in_the_extension() {
        let tree = Tree::of(&[
            ("crates/extension/static/a.js", "a();\n"),
            ("crates/five9-sim/desktop/a.js", "a();\n"),
        ]);
        assert_eq!(
            check(&tree),
            ["crates/extension/static/a.js:1: starts without `// @ts-check`"]
        );
    }
}
