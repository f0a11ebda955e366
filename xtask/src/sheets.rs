//! The extension's style sheets: many files to work on, one to load.
//!
//! Rule: a page names its sheets one by one, in their order; the build puts them into one file and
//! its name into every page, since a page is not painted before each of them was fetched.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::folder::files_below;

const PAGES: [&str; 3] = ["panel.html", "options.html", "delivery.html"];
const FOLDER: &str = "style";
const ONE: &str = "style.css";

const LINK: &str = "<link rel=\"stylesheet\" href=\"";
const LINK_END: &str = "\">";

/// Puts the sheets of the folder's pages into one, and takes the single ones away.
pub(crate) fn join(folder: &Path) -> Result<()> {
    let mut pages = Vec::new();
    for page in PAGES {
        let file = folder.join(page);
        let html = fs::read_to_string(&file).with_context(|| format!("reading {page}"))?;
        pages.push((file, html));
    }
    let sheets = sheets_of(&pages[0].1);
    let mut css = String::new();
    for sheet in &sheets {
        let file = folder.join(sheet);
        css += &fs::read_to_string(file).with_context(|| format!("reading {sheet}"))?;
    }
    // A path in it would mean another file than before.
    ensure!(!css.contains("url("), "a style sheet names another file");
    for file in files_below(&folder.join(FOLDER))? {
        let name = format!("{FOLDER}/{}", file.display());
        ensure!(sheets.contains(&name), "no page names {name}");
    }
    for (file, html) in pages {
        let page = file.display();
        let is_same = sheets_of(&html) == sheets;
        ensure!(is_same, "{page} has other style sheets than {}", PAGES[0]);
        fs::write(&file, with_one(&html, &sheets))?;
    }
    fs::write(folder.join(ONE), css)?;
    fs::remove_dir_all(folder.join(FOLDER))?;
    Ok(())
}

fn link(sheet: &str) -> String {
    format!("{LINK}{sheet}{LINK_END}")
}

fn sheets_of(html: &str) -> Vec<String> {
    let links = html.split(LINK).skip(1);
    let names = links.filter_map(|rest| rest.split_once(LINK_END));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// The page with one sheet in the place of its first.
fn with_one(html: &str, sheets: &[String]) -> String {
    let mut lines: Vec<&str> = html.lines().collect();
    let links: Vec<String> = sheets.iter().map(|sheet| link(sheet)).collect();
    lines.retain(|line| !links.iter().skip(1).any(|link| line.trim() == link));
    let html = lines.join("\n") + "\n";
    html.replacen(&links[0], &link(ONE), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>
    <link rel=\"stylesheet\" href=\"style/b.css\">
    <link rel=\"stylesheet\" href=\"style/a.css\">
  </head>
";

    /// Both pages, and what is in the two sheets that they name.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let place = |name: &str| folder.path().join(name);
        fs::create_dir(place(FOLDER)).expect("the folder can be written");
        fs::write(place("style/a.css"), "a {}\n").expect("the folder can be written");
        fs::write(place("style/b.css"), "b {}\n").expect("the folder can be written");
        for page in PAGES {
            fs::write(place(page), PAGE).expect("the folder can be written");
        }
        folder
    }

    #[test]
    fn the_sheets_of_all_pages_are_joined_in_their_order() {
        let folder = folder();
        join(folder.path()).expect("both pages name the same sheets");
        let read = |name: &str| fs::read_to_string(folder.path().join(name));
        assert_eq!(read(ONE).expect("the sheet is there"), "b {}\na {}\n");
        for page in PAGES {
            let html = read(page).expect("the page is there");
            let one = "<head>\n    <link rel=\"stylesheet\" href=\"style.css\">\n  </head>\n";
            assert_eq!(html, one);
        }
        assert!(!folder.path().join(FOLDER).exists());
    }

    #[test]
    fn a_sheet_that_a_page_lacks_is_refused() {
        let folder = folder();
        let options = folder.path().join(PAGES[1]);
        fs::write(options, link("style/b.css")).expect("the folder can be written");
        let error = join(folder.path()).expect_err("one page has two sheets, the other one");
        assert!(error.to_string().ends_with("than panel.html"), "{error}");
    }

    #[test]
    fn a_sheet_that_no_page_names_is_refused() {
        let folder = self::folder();
        fs::write(folder.path().join("style/c.css"), "").expect("the folder can be written");
        let error = join(folder.path()).expect_err("nobody would see it");
        assert_eq!(error.to_string(), "no page names style/c.css");
    }
}
