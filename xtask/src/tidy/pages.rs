//! The extension's pages: one head for all.
//!
//! Rule: the pages differ in the script that starts them, and in the module that this one loads, and
//! in nothing else, or one of them is drawn without a style sheet.

use crate::tidy::{Finding, Tree};

const PANEL: &str = "crates/extension/static/panel.html";
/// The other pages, and what stands in them in place of the panel's.
const OTHERS: [(&str, &[(&str, &str)]); 2] = [
    (
        "crates/extension/static/options.html",
        &[("\"panel.js\"", "\"options.js\"")],
    ),
    (
        "crates/extension/static/delivery.html",
        &[
            ("\"panel.js\"", "\"delivery.js\""),
            ("\"panel_module.js\"", "\"delivery_module.js\""),
        ],
    ),
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let text = |path| tree.file(path).map_or("", |file| file.text.as_str());
    let panel = text(PANEL);
    let differing = OTHERS.iter().filter(|(page, changes)| {
        let meant = changes
            .iter()
            .fold(panel.to_owned(), |html, (from, to)| html.replace(from, to));
        panel.is_empty() || meant != text(page)
    });
    let told = differing.map(|(page, _)| {
        format!("{page}: differs from {PANEL} in more than its script: make them agree")
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "<link href=\"a.css\"><script src=\"panel_module.js\"><script src=\"panel.js\">";

    fn findings(panel: &str, options: &str, delivery: &str) -> usize {
        let [(options_page, _), (delivery_page, _)] = OTHERS;
        let files = [
            (PANEL, panel),
            (options_page, options),
            (delivery_page, delivery),
        ];
        check(&Tree::of(&files)).len()
    }

    #[test]
    fn the_pages_differ_in_their_script_alone() {
        let options = HEAD.replace("panel.js", "options.js");
        let delivery = HEAD.replace("panel", "delivery");
        assert_eq!(findings(HEAD, &options, &delivery), 0);
        assert_eq!(
            findings(HEAD, &options.replace("a.css", "b.css"), &delivery),
            1
        );
        assert_eq!(findings(HEAD, HEAD, HEAD), 2);
        assert_eq!(findings("", "", ""), 2);
    }
}
