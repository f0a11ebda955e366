//! The repository's text files, as the rules read them.
//!
//! Rule: what git tracks or would track is read; what it ignores does not exist.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::process::output;
use crate::workspace::Workspace;

#[derive(Debug)]
pub(crate) struct TextFile {
    /// Relative to the repository, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Tree {
    /// Every file's path, text or not.
    pub(crate) paths: Vec<String>,
    pub(crate) files: Vec<TextFile>,
}

impl Tree {
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let listed = output(
            "listing the repository's files",
            Command::new("git").current_dir(workspace.root()).args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ]),
        )?;
        let mut paths: Vec<String> = listed
            .split('\0')
            .filter(|path| !path.is_empty() && workspace.root().join(path).is_file())
            .map(str::to_owned)
            .collect();
        paths.sort();
        paths.dedup();
        let files = paths
            .iter()
            .filter_map(|path| {
                // What is not UTF-8 is a picture, which no rule here is about.
                let text = String::from_utf8(fs::read(workspace.root().join(path)).ok()?).ok()?;
                Some(TextFile {
                    path: path.clone(),
                    text,
                })
            })
            .collect();
        Ok(Self { paths, files })
    }

    pub(crate) fn file(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }

    pub(crate) fn with_suffix<'a>(&'a self, suffix: &'a str) -> impl Iterator<Item = &'a TextFile> {
        self.files
            .iter()
            .filter(move |file| file.path.ends_with(suffix))
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        let files = files
            .iter()
            .map(|(path, text)| TextFile {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        Self { paths, files }
    }
}

impl TextFile {
    /// The file's lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(line_idx, line)| (line_idx + 1, line))
    }

    pub(crate) fn finding(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}
