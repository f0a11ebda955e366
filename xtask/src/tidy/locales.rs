//! The words a person reads: every key used, described and in every language.
//!
//! Rule: a key counts as used where it is written as a whole: `__MSG_key__` in the manifest,
//! `data-i18n…="key"` in a page, a string literal in Rust. Keys are never put together at run time.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::tidy::tree::TextFile;
use crate::tidy::{Finding, Tree};

const FOLDER: &str = "crates/extension/static/_locales/";
const MANIFEST: &str = "crates/extension/static/manifest.json";
const PAGES: &str = "crates/extension/static/";
const SOURCES: &str = "crates/extension/src/";

/// Functions of the extension that take a key as their first argument.
const KEY_FUNCTIONS: [&str; 5] = [
    "text(",
    "text_with(",
    "Words::new(",
    "Words::with(",
    "Arg::Key(",
];

/// Ends of the head of a function whose every literal is a key: `fn pause_key(…) -> &'static str`.
const KEY_CHOOSER: (&str, &str) = ("key(", "-> &'static str {");

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let languages: Vec<&TextFile> = tree
        .with_suffix("/messages.json")
        .filter(|file| file.path.starts_with(FOLDER))
        .collect();
    let Some(english) = languages
        .iter()
        .find(|file| file.path.starts_with(&format!("{FOLDER}en/")))
    else {
        return vec![format!("{FOLDER}en/messages.json: missing")];
    };
    let mut findings = Vec::new();
    let reference = match entries(english) {
        Ok(entries) => entries,
        Err(finding) => return vec![finding],
    };
    for language in &languages {
        match entries(language) {
            Ok(entries) => findings.extend(compare(language, &entries, &reference)),
            Err(finding) => findings.push(finding),
        }
    }
    let keys: BTreeSet<&str> = reference.keys().map(String::as_str).collect();
    findings.extend(check_uses(tree, english, &keys));
    findings
}

fn entries(language: &TextFile) -> Result<BTreeMap<String, Value>, Finding> {
    serde_json::from_str(&language.text)
        .map_err(|error| language.finding(error.line(), &error.to_string()))
}

fn compare(
    language: &TextFile,
    entries: &BTreeMap<String, Value>,
    reference: &BTreeMap<String, Value>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, entry) in entries {
        for field in ["message", "description"] {
            if entry[field]
                .as_str()
                .is_none_or(|text| text.trim().is_empty())
            {
                findings.push(format!("{}: '{key}' has no {field}", language.path));
            }
        }
        let Some(english) = reference.get(key) else {
            findings.push(format!("{}: '{key}' is not in English", language.path));
            continue;
        };
        if placeholders(entry) != placeholders(english) {
            findings.push(format!(
                "{}: '{key}' has other placeholders than English",
                language.path
            ));
        }
    }
    let missing = reference.keys().filter(|key| !entries.contains_key(*key));
    findings.extend(missing.map(|key| format!("{}: '{key}' is missing", language.path)));
    findings
}

/// `$NAME$` and `$1` in a message; Chrome takes names in any case.
fn placeholders(entry: &Value) -> BTreeSet<String> {
    let message = entry["message"].as_str().unwrap_or_default();
    let mut found = BTreeSet::new();
    for (start, _) in message.match_indices('$') {
        let rest = &message[start + 1..];
        let name: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        let is_numbered = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_digit());
        if is_numbered || (!name.is_empty() && rest[name.len()..].starts_with('$')) {
            found.insert(name.to_lowercase());
        }
    }
    found
}

fn check_uses(tree: &Tree, english: &TextFile, keys: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut used = BTreeSet::new();
    for file in &tree.files {
        for (number, key) in named_keys(file) {
            if !keys.contains(key.as_str()) {
                findings.push(file.finding(number, &format!("'{key}' is not in {}", english.path)));
            }
            used.insert(key);
        }
        if file.path.starts_with(SOURCES) && file.path.ends_with(".rs") {
            used.extend(
                keys.iter()
                    .filter(|key| has_literal(&file.text, key))
                    .map(|key| (*key).to_owned()),
            );
        }
    }
    let unused = keys.iter().filter(|key| !used.contains(**key));
    findings.extend(unused.map(|key| format!("{}: '{key}' is used nowhere", english.path)));
    findings
}

fn has_literal(source: &str, key: &str) -> bool {
    source.contains(&format!("\"{key}\""))
}

/// The keys that a file names for certain, with their lines: these must exist.
fn named_keys(file: &TextFile) -> Vec<(usize, String)> {
    if file.path.starts_with(SOURCES) && file.path.ends_with(".rs") {
        let mut found = passed_keys(&file.text);
        found.extend(chosen_keys(file));
        return found;
    }
    file.lines()
        .flat_map(|(number, line)| {
            let keys = if file.path == MANIFEST {
                between(line, "__MSG_", "__")
            } else if file.path.starts_with(PAGES) && file.path.ends_with(".html") {
                page_keys(line)
            } else {
                Vec::new()
            };
            keys.into_iter().map(move |key| (number, key))
        })
        .collect()
}

/// `data-i18n="key"` and `data-i18n-title="key"`.
fn page_keys(line: &str) -> Vec<String> {
    line.split("data-i18n")
        .skip(1)
        .filter_map(|rest| between(rest, "=\"", "\"").into_iter().next())
        .collect()
}

/// Literals that are the first argument of a function that takes a key, on its line or the next.
fn passed_keys(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for function in KEY_FUNCTIONS {
        for (start, mark) in source.match_indices(function) {
            // Not `context("…")` or another name that ends in the same letters.
            let is_whole = !source[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let argument = source[start + mark.len()..].trim_start();
            let literal = argument
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'));
            if let Some((key, _)) = literal.filter(|_| is_whole) {
                found.push((source[..start].matches('\n').count() + 1, key.to_owned()));
            }
        }
    }
    found
}

/// Literals in the body of a function that chooses a key.
fn chosen_keys(file: &TextFile) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut end: Option<String> = None;
    for (number, line) in file.lines() {
        if end.as_deref() == Some(line) {
            end = None;
        } else if end.is_some() {
            let literals = line.split('"').skip(1).step_by(2);
            found.extend(literals.map(|key| (number, key.to_owned())));
        } else if line.contains("fn ")
            && line.contains(KEY_CHOOSER.0)
            && line.ends_with(KEY_CHOOSER.1)
        {
            let indent = line.len() - line.trim_start().len();
            end = Some(format!("{}}}", &line[..indent]));
        }
    }
    found
}

fn between(text: &str, start: &str, end: &str) -> Vec<String> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split_once(end))
        .map(|(key, _)| key.to_owned())
        .filter(|key| !key.starts_with("@@"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "crates/extension/static/_locales/en/messages.json";
    const GERMAN: &str = "crates/extension/static/_locales/de/messages.json";
    const PAGE: &str = "crates/extension/static/panel.html";
    const SOURCE: &str = "crates/extension/src/panel/call.rs";

    fn messages(entries: &[(&str, &str)]) -> String {
        let entries: BTreeMap<_, _> = entries
            .iter()
            .map(|(key, text)| {
                (
                    *key,
                    serde_json::json!({"message": text, "description": "d"}),
                )
            })
            .collect();
        serde_json::to_string(&entries).expect("text is JSON")
    }

    #[test]
    fn keys_used_in_manifest_pages_and_rust_pass() {
        let english = messages(&[("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")]);
        let tree = Tree::of(&[
            (ENGLISH, &english),
            (
                MANIFEST,
                r#"{"name": "__MSG_a__", "x": "__MSG_@@extension_id__"}"#,
            ),
            (
                PAGE,
                r#"<p data-i18n="b" data-i18n-title="c" class="x"></p>"#,
            ),
            (
                SOURCE,
                "fn a() { text(\"d\"); match x { Y => \"e\" } context(\"other\"); }",
            ),
        ]);
        assert_eq!(check(&tree), Vec::<Finding>::new());
    }

    #[test]
    fn a_missing_key_is_found_where_it_is_named() {
        let english = messages(&[]);
        let tree = Tree::of(&[
            (ENGLISH, &english),
            (MANIFEST, "__MSG_a__"),
            (PAGE, r#"data-i18n="b""#),
            (SOURCE, "\n text_with(\"c\", &[1])"),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[2].starts_with(&format!("{SOURCE}:2: 'c'")),
            "{found:?}"
        );
    }

    #[test]
    fn a_missing_key_is_found_wherever_rust_chooses_or_passes_it() {
        let english = messages(&[("a", "A")]);
        let source = "//! Why.\nfn pause_key(reason: Reason) -> &'static str {\n    match reason {\n        \
            X => \"a\",\n        Y => \"b\",\n    }\n}\nfn other() {\n    Words::with(\n        \"c\",\n    );\n    \
            event.key(\"d\");\n}\n";
        let found = check(&Tree::of(&[(ENGLISH, &english), (SOURCE, source)]));
        assert_eq!(
            found,
            [
                format!("{SOURCE}:9: 'c' is not in {ENGLISH}"),
                format!("{SOURCE}:5: 'b' is not in {ENGLISH}"),
            ]
        );
    }

    #[test]
    fn an_unused_key_is_found() {
        let english = messages(&[("a", "A")]);
        let found = check(&Tree::of(&[(ENGLISH, &english), (SOURCE, "fn a() {}")]));
        assert_eq!(found, [format!("{ENGLISH}: 'a' is used nowhere")]);
    }

    #[test]
    fn languages_have_the_same_keys_and_placeholders() {
        let english = messages(&[("a", "A $1"), ("b", "$WHO$ costs $"), ("c", "C")]);
        let german = messages(&[("a", "A"), ("b", "$who$ kostet $"), ("x", "X")]);
        let source = "\"a\" \"b\" \"c\"";
        let tree = Tree::of(&[(ENGLISH, &english), (GERMAN, &german), (SOURCE, source)]);
        let found = check(&tree);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("'a' has other placeholders"), "{found:?}");
        assert!(found[1].contains("'x' is not in English"), "{found:?}");
        assert!(found[2].contains("'c' is missing"), "{found:?}");
    }

    #[test]
    fn an_entry_without_a_description_is_found() {
        let english = r#"{"a": {"message": "A"}}"#;
        let found = check(&Tree::of(&[(ENGLISH, english), (SOURCE, "\"a\"")]));
        assert_eq!(found, [format!("{ENGLISH}: 'a' has no description")]);
        assert_eq!(check(&Tree::of(&[(ENGLISH, "{")])).len(), 1);
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}
