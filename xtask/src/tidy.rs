//! `cargo xtask tidy`, and an ordinary test: the rules of the house that a compiler does not check.
//!
//! Rule: every finding names a file, a line where there is one, and what to do; a rule that is
//! broken often is changed or dropped, never switched off for one file.

mod api;
mod codes;
mod edges;
mod locales;
mod manifest;
mod markdown;
mod pages;
mod rust;
mod scripts;
mod spoken;
mod switches;
mod text;
mod tree;

use anyhow::{Result, bail};

use crate::process::{complain, say};
use crate::workspace::Workspace;

pub(crate) use tree::Tree;

/// What a rule found: `file[:line]: what is wrong and what to do`.
pub(crate) type Finding = String;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => {}
        [flag] if flag == "--bless" => {
            manifest::bless(workspace)?;
            api::bless(workspace)?;
        }
        other => bail!("tidy takes --bless or nothing, not {}", other.join(" ")),
    }
    let findings = findings(workspace)?;
    for finding in &findings {
        complain(finding);
    }
    match findings.len() {
        0 => {
            say("tidy: nothing to say");
            Ok(())
        }
        n_findings => bail!("tidy: {n_findings} findings"),
    }
}

fn findings(workspace: &Workspace) -> Result<Vec<Finding>> {
    let tree = Tree::read(workspace)?;
    let mut findings = Vec::new();
    findings.extend(edges::check(&tree, &edges::of_workspace(workspace)?));
    findings.extend(rust::check(&tree));
    findings.extend(scripts::check(&tree));
    findings.extend(manifest::check(&tree));
    findings.extend(pages::check(&tree));
    findings.extend(api::check(&tree));
    findings.extend(spoken::check(&tree));
    findings.extend(locales::check(&tree));
    findings.extend(codes::check(&tree));
    findings.extend(markdown::check(&tree));
    findings.extend(switches::check(&tree));
    findings.extend(text::check(&tree));
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let workspace = Workspace::locate().expect("the workspace is found");
        let findings = findings(&workspace).expect("the repository can be read");
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}
