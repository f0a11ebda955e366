//! The extension's pages: many files to work on, a sheet and a script to load.
//!
//! Rule: a page names its style sheets and its scripts one by one, in their order; the build puts
//! each kind into one file and its name into the page, since a page is not painted before all of
//! them were fetched, and the browser has much else to do while a page opens.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::folder::files_below;

const PAGES: [&str; 3] = ["panel.html", "options.html", "delivery.html"];
const FOLDER: &str = "style";
const SHEET: &str = "style.css";

/// How a page names one kind of its files, each on a line of its own.
#[derive(Debug)]
struct Tag {
    before: &'static str,
    after: &'static str,
}

const LINK: Tag = Tag {
    before: "<link rel=\"stylesheet\" href=\"",
    after: "\">",
};
const SCRIPT: Tag = Tag {
    before: "<script src=\"",
    after: "\"></script>",
};

impl Tag {
    fn around(&self, name: &str) -> String {
        format!("{}{name}{}", self.before, self.after)
    }

    fn names(&self, html: &str) -> Vec<String> {
        let tags = html.split(self.before).skip(1);
        let names = tags.filter_map(|rest| rest.split_once(self.after));
        names.map(|(name, _)| name.to_owned()).collect()
    }

    /// The page with one file in the place of the first of these.
    fn with_one(&self, html: &str, names: &[String], one: &str) -> String {
        let tags: Vec<String> = names.iter().map(|name| self.around(name)).collect();
        let mut lines: Vec<&str> = html.lines().collect();
        lines.retain(|line| !tags.iter().skip(1).any(|tag| line.trim() == tag));
        let html = lines.join("\n") + "\n";
        html.replacen(&tags[0], &self.around(one), 1)
    }
}

/// Joins in `folder`, where the modules' JavaScript is, what the pages of `source` name, and takes
/// the single files away. The script of a page is called as the last of those it is made of.
pub(crate) fn join(source: &Path, folder: &Path) -> Result<()> {
    let pages = read(source)?;
    let sheets = LINK.names(&pages[0].1);
    write_sheet(source, folder, &sheets)?;
    for (page, html) in &pages {
        let is_same = LINK.names(html) == sheets;
        ensure!(is_same, "{page} has other style sheets than {}", PAGES[0]);
        let html = LINK.with_one(html, &sheets, SHEET);
        let scripts = SCRIPT.names(&html);
        let script = scripts.last();
        let script = script.with_context(|| format!("{page} has no script"))?;
        fs::write(folder.join(page), SCRIPT.with_one(&html, &scripts, script))?;
    }
    join_scripts(source, folder, &pages)
}

/// Joins in a folder whose pages were joined before the scripts of those that load this one, which
/// was written there anew.
pub(crate) fn join_again(source: &Path, folder: &Path, script: &str) -> Result<()> {
    let mut pages = read(source)?;
    pages.retain(|(_, html)| SCRIPT.names(html).iter().any(|name| name == script));
    join_scripts(source, folder, &pages)
}

/// The pages as they were written: name and text.
fn read(source: &Path) -> Result<Vec<(&'static str, String)>> {
    let page = |page: &'static str| {
        let html = fs::read_to_string(source.join(page));
        Ok((page, html.with_context(|| format!("reading {page}"))?))
    };
    PAGES.into_iter().map(page).collect()
}

fn join_scripts(source: &Path, folder: &Path, pages: &[(&str, String)]) -> Result<()> {
    let (mut parts, mut whole) = (BTreeSet::new(), BTreeSet::new());
    for (_, html) in pages {
        let scripts = SCRIPT.names(html);
        let text = joined(source, folder, &scripts)?;
        if let Some(script) = scripts.last() {
            fs::write(folder.join(script), text)?;
            whole.insert(script.clone());
        }
        parts.extend(scripts);
    }
    for part in parts.difference(&whole) {
        let part = folder.join(part);
        if part.exists() {
            fs::remove_file(part)?;
        }
    }
    Ok(())
}

fn write_sheet(source: &Path, folder: &Path, sheets: &[String]) -> Result<()> {
    let css = joined(source, folder, sheets)?;
    // A path in it would mean another file than before.
    ensure!(!css.contains("url("), "a style sheet names another file");
    for file in files_below(&source.join(FOLDER))? {
        let name = format!("{FOLDER}/{}", file.display());
        ensure!(sheets.contains(&name), "no page names {name}");
    }
    fs::remove_dir_all(folder.join(FOLDER))?;
    fs::write(folder.join(SHEET), css)?;
    Ok(())
}

/// The text of all these files, as they are in the source or else as they were made for it.
fn joined(source: &Path, folder: &Path, names: &[String]) -> Result<String> {
    let mut text = String::new();
    for name in names {
        let written = source.join(name);
        let file = if written.exists() {
            written
        } else {
            folder.join(name)
        };
        text += &fs::read_to_string(file).with_context(|| format!("reading {name}"))?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>
    <script src=\"first.js\"></script>
    <script src=\"made.js\"></script>
    <script src=\"last.js\"></script>
    <link rel=\"stylesheet\" href=\"style/b.css\">
    <link rel=\"stylesheet\" href=\"style/a.css\">
  </head>
";

    /// The pages with their sheets and scripts, and a copy that has the made script, too.
    fn folders() -> (tempfile::TempDir, tempfile::TempDir) {
        let [source, folder] =
            [0, 1].map(|_| tempfile::tempdir().expect("a temporary folder can be made"));
        for place in [source.path(), folder.path()] {
            fs::create_dir(place.join(FOLDER)).expect("the folder can be written");
            let files = [
                ("style/a.css", "a {}\n"),
                ("style/b.css", "b {}\n"),
                ("first.js", "first();\n"),
                ("last.js", "last();\n"),
            ];
            for (name, text) in files {
                fs::write(place.join(name), text).expect("the folder can be written");
            }
            for page in PAGES {
                fs::write(place.join(page), PAGE).expect("the folder can be written");
            }
        }
        let made = folder.path().join("made.js");
        fs::write(made, "made();\n").expect("the folder can be written");
        (source, folder)
    }

    #[test]
    fn sheets_and_scripts_of_all_pages_are_joined_in_their_order() {
        let (source, folder) = folders();
        join(source.path(), folder.path()).expect("all pages name the same sheets");
        let read = |name: &str| fs::read_to_string(folder.path().join(name));
        assert_eq!(read(SHEET).expect("the sheet is there"), "b {}\na {}\n");
        let script = read("last.js").expect("the script is there");
        assert_eq!(script, "first();\nmade();\nlast();\n");
        for page in PAGES {
            let html = read(page).expect("the page is there");
            let one = "<head>\n    <script src=\"last.js\"></script>\n    \
                       <link rel=\"stylesheet\" href=\"style.css\">\n  </head>\n";
            assert_eq!(html, one);
        }
        let left = fs::read_dir(folder.path()).expect("the folder can be read");
        assert_eq!(left.count(), PAGES.len() + 2);
    }

    #[test]
    fn a_script_that_was_made_anew_is_joined_where_it_is_named_and_nowhere_else() {
        let (source, folder) = folders();
        let other = PAGE
            .replace("made.js", "rare.js")
            .replace("last.js", "other.js");
        fs::write(source.path().join(PAGES[2]), other).expect("the folder can be written");
        for name in ["rare.js", "other.js"] {
            fs::write(folder.path().join(name), "rare();\n").expect("the folder can be written");
        }
        join(source.path(), folder.path()).expect("all pages name the same sheets");
        let read = |name: &str| fs::read_to_string(folder.path().join(name));
        let before = read("other.js").expect("the script is there");
        fs::write(folder.path().join("made.js"), "anew();\n").expect("the folder can be written");
        join_again(source.path(), folder.path(), "made.js").expect("its other parts are there");
        let script = read("last.js").expect("the script is there");
        assert_eq!(script, "first();\nanew();\nlast();\n");
        assert_eq!(read("other.js").expect("the script is there"), before);
        read("made.js").expect_err("it is a part of another one");
    }

    #[test]
    fn a_sheet_that_a_page_lacks_is_refused() {
        let (source, folder) = folders();
        let options = PAGE.replace("style/a.css", "style/b.css");
        fs::write(source.path().join(PAGES[1]), options).expect("the folder can be written");
        let error = join(source.path(), folder.path()).expect_err("one page has other sheets");
        assert!(error.to_string().ends_with("than panel.html"), "{error}");
    }

    #[test]
    fn a_sheet_that_no_page_names_is_refused() {
        let (source, folder) = folders();
        fs::write(source.path().join("style/c.css"), "").expect("the folder can be written");
        let error = join(source.path(), folder.path()).expect_err("nobody would see it");
        assert_eq!(error.to_string(), "no page names style/c.css");
    }

    #[test]
    fn a_script_that_is_nowhere_is_refused() {
        let (source, folder) = folders();
        fs::remove_file(folder.path().join("made.js")).expect("it is there");
        let error = join(source.path(), folder.path()).expect_err("a part is missing");
        assert_eq!(error.to_string(), "reading made.js");
    }
}
