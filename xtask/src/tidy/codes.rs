//! The codes that an answer can carry: a closed list that other programs know.
//!
//! Rule: the enum and `codes.txt` change together, and a code never changes its meaning.

use std::collections::BTreeSet;

use crate::tidy::{Finding, Tree};

const SOURCE: &str = "crates/extension/src/message.rs";
const LIST: &str = "xtask/src/tidy/codes.txt";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let (Some(source), Some(list)) = (tree.file(SOURCE), tree.file(LIST)) else {
        return vec![format!("{SOURCE} and {LIST} must both be there")];
    };
    let listed: BTreeSet<String> = list
        .text
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let used = variants(&source.text, "Code");
    if used.is_empty() {
        return vec![format!("{SOURCE}: no `enum Code` with the list of codes")];
    }
    let unlisted = used
        .difference(&listed)
        .map(|code| format!("{SOURCE}: '{code}' is not in {LIST}"));
    let gone = listed
        .difference(&used)
        .map(|code| format!("{LIST}: '{code}' is not in {SOURCE}"));
    unlisted.chain(gone).collect()
}

/// The variants of an enum without fields, as camelCase, which is how they are sent.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let start = format!("enum {name} {{");
    let body = source
        .lines()
        .skip_while(|line| !line.trim_end().ends_with(&start))
        .skip(1);
    body.take_while(|line| line.trim() != "}")
        .map(|line| line.trim().trim_end_matches(','))
        .filter(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric))
        .map(|word| word[..1].to_lowercase() + &word[1..])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENUM: &str = "//! Why.\n\n#[serde(rename_all = \"camelCase\")]\npub enum Code {\n    \
        /// Nothing there.\n    NoTab,\n\n    Busy,\n}\n\npub enum Other {\n    Third,\n}\n";

    #[test]
    fn the_enum_and_the_list_agree() {
        let tree = Tree::of(&[(SOURCE, ENUM), (LIST, "busy\nnoTab\n")]);
        assert_eq!(check(&tree), Vec::<Finding>::new());
    }

    #[test]
    fn a_code_on_one_side_only_is_found() {
        let tree = Tree::of(&[(SOURCE, ENUM), (LIST, "busy\nexpired\n")]);
        let found = check(&tree);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains("'noTab'") && found[1].contains("'expired'"),
            "{found:?}"
        );
        assert_eq!(check(&Tree::of(&[(SOURCE, ""), (LIST, "busy\n")])).len(), 1);
    }
}
