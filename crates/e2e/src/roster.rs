//! Reads a list a second time, independently of the extension, to know what it should dial.
//!
//! It knows one format only (a CSV with a header) and one country, and says so for anything else.

use anyhow::{Context, Result};

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// As it must be dialed; absent where the row has none that can be.
    pub(crate) number: Option<String>,
}

/// The rows of a CSV, in order.
///
/// # Errors
/// When it has no header that names a name and a phone column.
pub(crate) fn read(text: &str) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let headings = reader.headers()?.clone();
    let column = |wanted: &str| {
        headings
            .iter()
            .position(|heading| heading.to_ascii_lowercase().contains(wanted))
    };
    let (Some(name_idx), Some(phone_idx)) = (column("name"), column("phone")) else {
        anyhow::bail!(
            "the scripted shift needs a CSV whose header names a name and a phone column"
        );
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.context("reading the list")?;
        rows.push(Row {
            name: record.get(name_idx).unwrap_or_default().trim().to_owned(),
            number: record.get(phone_idx).and_then(dialable),
        });
    }
    Ok(rows)
}

/// North American numbers with or without the country code.
fn dialable(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        10 => Some(format!("+1{digits}")),
        11 if digits.starts_with('1') => Some(format!("+{digits}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_list_has_one_row_that_cannot_be_dialed() {
        let rows = read(crate::cast::SAMPLE_LIST).unwrap();
        let without = rows.iter().filter(|row| row.number.is_none()).count();
        assert_eq!((rows.len(), without), (8, 1));
        assert_eq!(rows[0].number.as_deref(), Some("+12025550101"));
    }

    #[test]
    fn a_list_without_a_header_is_refused() {
        assert!(read("Avery Adams,2025550101\n").is_err());
    }
}
