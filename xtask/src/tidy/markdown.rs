//! Documents: one title, closed code blocks, links that lead somewhere.
//!
//! Rule: only what can be checked without a network is checked.

use crate::tidy::tree::TextFile;
use crate::tidy::{Finding, Tree};

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_suffix(".md")
        .flat_map(|file| check_file(tree, file))
        .collect()
}

fn check_file(tree: &Tree, file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !file.text.starts_with("# ") {
        findings.push(file.finding(1, "starts without a title: `# …`"));
    }
    let mut open_fence: Option<usize> = None;
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            open_fence = if open_fence.is_some() {
                None
            } else {
                Some(number)
            };
            continue;
        }
        if open_fence.is_some() {
            continue;
        }
        if number > 1 && line.starts_with("# ") {
            findings.push(file.finding(number, "a second title: use `##`"));
        }
        for target in link_targets(line) {
            if !leads_somewhere(tree, file, target) {
                findings
                    .push(file.finding(number, &format!("the link to '{target}' leads nowhere")));
            }
        }
    }
    if let Some(number) = open_fence {
        findings.push(file.finding(number, "this code block is not closed"));
    }
    findings
}

/// `target` of each `[text](target)` outside of inline code.
fn link_targets(line: &str) -> Vec<&str> {
    line.split('`')
        .step_by(2)
        .flat_map(|prose| prose.split("](").skip(1))
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .collect()
}

fn leads_somewhere(tree: &Tree, file: &TextFile, target: &str) -> bool {
    if target.contains("://") || target.starts_with("mailto:") {
        return true;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let resolved = if path.is_empty() {
        Some(file.path.clone())
    } else {
        resolve(&file.path, path)
    };
    let Some(resolved) = resolved else {
        return false;
    };
    let folder = format!("{resolved}/");
    let exists = tree
        .paths
        .iter()
        .any(|path| *path == resolved || path.starts_with(&folder));
    exists && (anchor.is_empty() || has_anchor(tree, &resolved, anchor))
}

/// A path relative to the document, as one relative to the repository.
fn resolve(document: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn has_anchor(tree: &Tree, path: &str, anchor: &str) -> bool {
    let Some(file) = tree.file(path) else {
        return false;
    };
    file.text
        .lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| slug(line.trim_start_matches('#').trim()) == anchor)
}

/// The anchor that a heading gets where the documents are shown.
fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str) -> Vec<Finding> {
        check(&Tree::of(&[
            ("docs/page.md", text),
            ("docs/other.md", "# Other\n\n## The rest, in short\n"),
            ("README.md", "# Read\n"),
        ]))
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        let text = "# Page\n\n[a](other.md) [b](../README.md) [c](other.md#the-rest-in-short)\n\
            [d](https://example.com/x) [e](#page) [f](../docs/) `[g](nowhere.md)`\n";
        assert_eq!(check_text(text), Vec::<Finding>::new());
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        for target in [
            "gone.md",
            "../../README.md",
            "other.md#gone",
            "#gone",
            "docs/other.md",
        ] {
            assert_eq!(
                check_text(&format!("# Page\n\n[a]({target})\n")).len(),
                1,
                "{target}"
            );
        }
    }

    #[test]
    fn an_open_code_block_and_a_second_title_are_found() {
        assert_eq!(
            check_text("# Page\n\n```\n# not a title\n```\n"),
            Vec::<Finding>::new()
        );
        assert_eq!(check_text("# Page\n\n```\ncode\n").len(), 1);
        assert_eq!(check_text("# Page\n\n# Other\n").len(), 1);
        assert_eq!(check_text("Page\n").len(), 1);
    }
}
