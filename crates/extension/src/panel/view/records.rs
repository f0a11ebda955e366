//! The rows of the list, and the search over them.
//!
//! A record is known by its place in the list while one revision of the list is shown.

use std::sync::Arc;

use crate::stored::StoredRecord;

/// The list as read from the store, with what the search looks at.
#[derive(Clone, Default)]
pub struct Records {
    rows: Arc<Vec<StoredRecord>>,
    /// Lower-case text of each row, in the same order.
    haystacks: Arc<Vec<String>>,
    /// Revision of the list that these are the rows of.
    pub revision: u64,
}

impl Records {
    pub fn new(rows: Vec<StoredRecord>, revision: u64) -> Self {
        let haystacks = rows.iter().map(haystack).collect();
        Self {
            rows: Arc::new(rows),
            haystacks: Arc::new(haystacks),
            revision,
        }
    }

    /// All of them, in the list's order.
    pub fn rows(&self) -> &[StoredRecord] {
        &self.rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn get(&self, record_idx: usize) -> Option<&StoredRecord> {
        self.rows.get(record_idx)
    }

    /// The record of this id, if it is on the list.
    pub fn of_id(&self, id: &str) -> Option<&StoredRecord> {
        self.rows.iter().find(|record| record.id == id)
    }

    pub fn is_callable(&self, record_idx: usize) -> bool {
        self.get(record_idx)
            .is_some_and(|record| record.number.is_some())
    }

    /// Id and place of each record, sorted by id.
    pub fn places(&self) -> Vec<(&str, usize)> {
        let ids = self.rows.iter().map(|record| record.id.as_str());
        let mut places: Vec<(&str, usize)> = ids.zip(0..).collect();
        places.sort_unstable();
        places
    }

    /// Places of the rows that hold every word of the query; digits match a number however written.
    pub fn search(&self, query: &str) -> Vec<usize> {
        let query = folded(query);
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let is_number = !digits.is_empty() && !query.chars().any(char::is_alphabetic);
        let words: Vec<&str> = if is_number {
            vec![digits.as_str()]
        } else {
            query.split_whitespace().collect()
        };
        let holds = |haystack: &String| words.iter().all(|word| haystack.contains(word));
        let found = self
            .haystacks
            .iter()
            .enumerate()
            .filter(|(_, haystack)| holds(haystack));
        found.map(|(record_idx, _)| record_idx).collect()
    }
}

impl PartialEq for Records {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rows, &other.rows) && self.revision == other.revision
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Records({} rows, revision {})",
            self.rows.len(),
            self.revision
        )
    }
}

fn haystack(record: &StoredRecord) -> String {
    let digits: String = record
        .number_given
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let mut text = format!("{} {digits} ", record.name);
    text.push_str(record.number.as_deref().unwrap_or_default());
    for (_, value) in &record.columns {
        text.push(' ');
        text.push_str(value);
    }
    folded(&text)
}

/// Text as searches compare it.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::record;

    fn records() -> Records {
        let mut ada = record("1", "Ada Sample", Some("+12025550101"));
        ada.columns.push(("Days out".into(), "14".into()));
        let rows = vec![
            ada,
            record("2", "Ben Sample", Some("+12025550102")),
            record("3", "Çelik", None),
        ];
        Records::new(rows, 1)
    }

    #[test]
    fn search_finds_names_columns_and_numbers_however_written() {
        let records = records();
        assert_eq!(records.search(""), [0, 1, 2]);
        assert_eq!(records.search("sample BEN"), [1]);
        assert_eq!(records.search("(202) 555-0102"), [1]);
        assert_eq!(records.search("çel"), [2]);
        assert_eq!(records.search("14"), [0]);
        assert!(records.search("nobody").is_empty());
    }

    #[test]
    fn a_record_is_found_by_its_id() {
        let found = records().of_id("2").map(|record| record.name.clone());
        assert_eq!(found.as_deref(), Some("Ben Sample"));
        assert!(records().of_id("9").is_none());
    }

    #[test]
    fn a_record_without_a_valid_number_is_not_callable() {
        assert!(records().is_callable(0));
        assert!(!records().is_callable(2));
        assert!(!records().is_callable(99));
    }
}
