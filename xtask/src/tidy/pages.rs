//! The extension's pages: one head for both.
//!
//! Rule: the panel and the options page differ in the script that starts them and in nothing else,
//! or one of them is drawn without a style sheet.

use crate::tidy::{Finding, Tree};

const PANEL: &str = "crates/extension/static/panel.html";
const OPTIONS: &str = "crates/extension/static/options.html";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let text = |path| tree.file(path).map_or("", |file| file.text.as_str());
    let (panel, options) = (text(PANEL), text(OPTIONS));
    let is_same = !panel.is_empty() && panel.replace("\"panel.js\"", "\"options.js\"") == options;
    if is_same {
        return Vec::new();
    }
    vec![format!(
        "{OPTIONS}: differs from {PANEL} in more than its script: make them agree"
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<link href=\"a.css\"><script src=\"panel.js\"></script>";

    fn findings(panel: &str, options: &str) -> usize {
        check(&Tree::of(&[(PANEL, panel), (OPTIONS, options)])).len()
    }

    #[test]
    fn the_pages_differ_in_their_script_alone() {
        let options = HEAD.replace("panel.js", "options.js");
        assert_eq!(findings(HEAD, &options), 0);
        assert_eq!(findings(HEAD, &options.replace("a.css", "b.css")), 1);
        assert_eq!(findings(HEAD, HEAD), 1);
        assert_eq!(findings("", ""), 1);
    }
}
