//! Scenario files: TOML on disk.
//!
//! Rule: a mistake is one sentence with the file and the line where it is.

use std::path::{Path, PathBuf};

use crate::domain::{Scenario, ScenarioError};

/// Why a scenario file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{}: the file cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{}, line {line}: {what}", path.display())]
    Mistake {
        path: PathBuf,
        line: usize,
        what: String,
    },
}

/// Reads a scenario file and finds the mistakes in it.
///
/// # Errors
/// The file cannot be read, is no TOML, or describes what cannot be.
pub fn load_scenario(path: &Path) -> Result<Scenario, LoadError> {
    let text = std::fs::read_to_string(path).map_err(|source| LoadError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let mistake = |line, what| LoadError::Mistake {
        path: path.to_owned(),
        line,
        what,
    };
    let scenario: Scenario = toml::from_str(&text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        mistake(line_at(&text, start), one_line(error.message()))
    })?;
    scenario
        .check()
        .map_err(|error| mistake(line_of(&text, &error), one_line(&error.to_string())))?;
    Ok(scenario)
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

/// The last line that names the culprit: what is there twice is wrong the second time.
fn line_of(text: &str, error: &ScenarioError) -> usize {
    let lines = text.lines().enumerate();
    let named = lines.filter(|(_, line)| line.contains(&error.culprit));
    named.last().map_or(1, |(idx, _)| idx + 1)
}

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(" ")
}
