//! The rows of the list, kept so that a hundred thousand of them are light.
//!
//! A record is known by its place in the list while one revision of the list is shown.

use std::sync::Arc;

use crate::panel::view::bits::Bits;
pub use crate::panel::view::chunk::Record;
use crate::panel::view::chunk::{Chunk, ChunkBuilder, Headings};
use crate::stored::{OtherNumber, StoredRecord};

/// The list as read from the store. A copy of it is a pointer.
#[derive(Clone, Default)]
pub struct Records {
    kept: Arc<Kept>,
    /// Revision of the list that these are the rows of.
    pub revision: u64,
}

#[derive(Default)]
struct Kept {
    chunks: Arc<Chunks>,
    /// Of each place in the list where the record lies; absent: as they lie.
    order: Option<Box<[u32]>>,
    callable: Bits,
    /// Whose name somebody else has, too.
    namesakes: Bits,
    /// Places, sorted by the fingerprint of the record's id.
    by_id: Box<[u32]>,
}

/// The records as they were read.
#[derive(Default)]
pub struct Chunks {
    chunks: Vec<Chunk>,
    /// Of each chunk how many records are before it and in it.
    ends: Vec<usize>,
    headings: Headings,
}

impl Chunks {
    /// Adds the records of the store's next row; `false` where it cannot be read.
    #[must_use]
    pub fn add_row(&mut self, json: &str) -> bool {
        let mut builder = ChunkBuilder::default();
        let is_read = builder.add_row(json, &mut self.headings).is_some();
        if is_read {
            self.add(builder.build());
        }
        is_read
    }

    fn add(&mut self, chunk: Chunk) {
        self.ends.push(self.len() + chunk.len());
        self.chunks.push(chunk);
    }

    /// Everybody's id, in the order of the rows.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let records = self
            .chunks
            .iter()
            .flat_map(|chunk| (0..chunk.len()).filter_map(|at| chunk.record(at)));
        records.map(|record| record.id())
    }

    fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    fn find(&self, idx: usize) -> Option<(&Chunk, usize)> {
        let chunk = self.ends.partition_point(|end| *end <= idx);
        let before = chunk.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some((self.chunks.get(chunk)?, idx - before))
    }
}

impl Records {
    /// The records in the order in which they are given.
    pub fn new(rows: Vec<StoredRecord>, revision: u64) -> Self {
        let mut chunks = Chunks::default();
        let mut builder = ChunkBuilder::default();
        for record in &rows {
            builder.add_record(record, &mut chunks.headings);
        }
        chunks.add(builder.build());
        Self::of(Arc::new(chunks), None, revision)
    }

    /// The records that were read; `order` says where each lies who is still on the list.
    pub fn of(chunks: Arc<Chunks>, order: Option<Vec<u32>>, revision: u64) -> Self {
        let order = order.map(|mut order| {
            order.retain(|lies_at| (*lies_at as usize) < chunks.len());
            order.into_boxed_slice()
        });
        let mut kept = Kept {
            chunks,
            order,
            ..Kept::default()
        };
        let n_records = kept.len();
        let mut callable = Bits::none(n_records);
        let mut ids = Vec::with_capacity(n_records);
        let mut names = Vec::with_capacity(n_records);
        for idx in 0..n_records {
            let Some((chunk, at)) = kept.find(idx) else {
                continue;
            };
            let Some(record) = chunk.record(at) else {
                continue;
            };
            callable.set(idx, record.is_callable());
            ids.push((fingerprint(record.id()), idx as u32));
            names.push((fingerprint(chunk.folded_name(at)), idx as u32));
        }
        kept.callable = callable;
        ids.sort_unstable();
        names.sort_unstable();
        kept.by_id = ids.into_iter().map(|(_, idx)| idx).collect();
        kept.namesakes = Bits::none(n_records);
        for pair in names.windows(2) {
            if pair[0].0 == pair[1].0 {
                kept.namesakes.set(pair[0].1 as usize, true);
                kept.namesakes.set(pair[1].1 as usize, true);
            }
        }
        Self {
            kept: Arc::new(kept),
            revision,
        }
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at a place in the list.
    pub fn at(&self, record_idx: usize) -> Option<Record<'_>> {
        let (chunk, at) = self.kept.find(record_idx)?;
        chunk.record(at)
    }

    /// The same as a record of its own.
    pub fn get(&self, record_idx: usize) -> Option<StoredRecord> {
        let record = self.at(record_idx)?;
        let heading = |place: usize| self.headings()[place].clone();
        let others = record.other_numbers();
        Some(StoredRecord {
            id: record.id().to_owned(),
            name: record.name().to_owned(),
            number_given: record.number_given().to_owned(),
            number: record.number().map(str::to_owned),
            number_problem: record.number_problem().map(str::to_owned),
            other_numbers: others
                .map(|(place, number)| OtherNumber {
                    label: heading(place),
                    number: number.to_owned(),
                })
                .collect(),
            columns: record
                .columns()
                .map(|(place, value)| (heading(place), value.to_owned()))
                .collect(),
        })
    }

    /// Place in the list of the record with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let wanted = fingerprint(id);
        let id_of = |idx: &u32| self.at(*idx as usize).map_or("", Record::id);
        let by_id = &self.kept.by_id;
        let first = by_id.partition_point(|idx| fingerprint(id_of(idx)) < wanted);
        let alike = by_id[first..].iter();
        let mut alike = alike.take_while(|idx| fingerprint(id_of(idx)) == wanted);
        alike.find(|idx| id_of(idx) == id).map(|idx| *idx as usize)
    }

    /// The record of this id, if it is on the list.
    pub fn of_id(&self, id: &str) -> Option<StoredRecord> {
        self.get(self.find(id)?)
    }

    pub fn is_callable(&self, record_idx: usize) -> bool {
        self.kept.callable.contains(record_idx)
    }

    /// Places of those who have a number that can be called.
    pub fn callable(&self) -> &Bits {
        &self.kept.callable
    }

    /// Whether somebody else on the list has the same name.
    pub fn has_namesake(&self, record_idx: usize) -> bool {
        self.kept.namesakes.contains(record_idx)
    }

    /// Headings of columns and of further numbers, each once.
    pub fn headings(&self) -> &[String] {
        &self.kept.chunks.headings.names
    }

    /// Headings under which a column has a value, in the list's order.
    pub fn column_headings(&self) -> Vec<String> {
        let headings = &self.kept.chunks.headings;
        let pairs = headings.names.iter().zip(&headings.n_columns);
        let filled = pairs.filter(|(_, n_columns)| **n_columns > 0);
        filled.map(|(name, _)| name.clone()).collect()
    }

    /// Place of a heading among all.
    pub fn heading(&self, name: &str) -> Option<usize> {
        self.headings().iter().position(|heading| heading == name)
    }

    /// The name of the record at a place, as it is compared.
    pub(super) fn folded_name(&self, record_idx: usize) -> &str {
        let found = self.kept.find(record_idx);
        found.map_or("", |(chunk, at)| chunk.folded_name(at))
    }

    /// What is searched of the record at a place.
    pub(super) fn folded_of(&self, record_idx: usize) -> &str {
        let found = self.kept.find(record_idx);
        found.map_or("", |(chunk, at)| chunk.folded_of(at))
    }

    /// The chunks in which the records lie, with what is before each.
    pub(super) fn each_chunk(&self) -> impl Iterator<Item = (usize, &Chunk)> {
        let chunks = &self.kept.chunks;
        let ends = chunks.ends.iter().zip(&chunks.chunks);
        ends.map(|(end, chunk)| (end - chunk.len(), chunk))
    }

    /// How many were read, with those who are off the list.
    pub(super) fn n_read(&self) -> usize {
        self.kept.chunks.len()
    }

    /// Where each record lies, by place; absent: as they are placed.
    pub(super) fn order(&self) -> Option<&[u32]> {
        self.kept.order.as_deref()
    }
}

impl Kept {
    fn len(&self) -> usize {
        self.order
            .as_ref()
            .map_or(self.chunks.len(), |order| order.len())
    }

    fn find(&self, record_idx: usize) -> Option<(&Chunk, usize)> {
        match &self.order {
            None => self.chunks.find(record_idx),
            Some(order) => self.chunks.find(*order.get(record_idx)? as usize),
        }
    }
}

/// FNV-1a; what differs in it differs, what is equal in it is looked at.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl PartialEq for Records {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.kept, &other.kept) && self.revision == other.revision
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Records({} rows, revision {})",
            self.len(),
            self.revision
        )
    }
}

impl std::fmt::Debug for Chunks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chunks({} records)", self.len())
    }
}

impl std::fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::record;

    fn rows() -> Vec<StoredRecord> {
        let mut ada = record("1", "Ada Sample", Some("+12025550101"));
        ada.columns.push(("Days out".into(), "14".into()));
        ada.columns.push(("Grade".into(), "".into()));
        ada.other_numbers.push(OtherNumber {
            label: "Mobile".into(),
            number: "+12025550191".into(),
        });
        let mut other_ada = record("2", "Ada Sample", Some("+12025550102"));
        other_ada.columns.push(("Grade".into(), "B".into()));
        vec![ada, other_ada, record("3", "Çelik", None)]
    }

    fn read(rows: &[StoredRecord]) -> Chunks {
        let mut chunks = Chunks::default();
        for chunk in rows.chunks(2) {
            let json = serde_json::to_string(chunk).expect("records are JSON");
            assert!(chunks.add_row(&json));
        }
        chunks
    }

    #[test]
    fn what_was_stored_is_what_is_read() {
        let records = Records::of(Arc::new(read(&rows())), None, 1);
        let read: Vec<_> = (0..4).filter_map(|idx| records.get(idx)).collect();
        assert_eq!(read, rows());
        assert_eq!(records.column_headings(), ["Days out", "Grade"]);
    }

    #[test]
    fn a_row_that_is_something_else_is_not_read() {
        for odd in ["", "7", "{}", "[7]", r#"[{"id": "1"}]"#] {
            assert!(!Chunks::default().add_row(odd), "{odd}");
        }
    }

    #[test]
    fn an_order_moves_people_and_leaves_some_out() {
        let chunks = Arc::new(read(&rows()));
        let records = Records::of(chunks, Some(vec![2, 0, 99]), 2);
        assert_eq!(records.len(), 2);
        assert_eq!(records.at(0).map(Record::id), Some("3"));
        assert_eq!(records.find("1"), Some(1));
        assert_eq!(records.find("2"), None, "she is off the list");
        assert!(!records.is_callable(0) && records.is_callable(1));
    }

    #[test]
    fn people_of_one_name_are_two_and_known_as_such() {
        let records = Records::new(rows(), 1);
        assert_eq!((records.find("1"), records.find("2")), (Some(0), Some(1)));
        assert!(records.has_namesake(0) && records.has_namesake(1));
        assert!(!records.has_namesake(2));
    }

    #[test]
    fn a_record_is_found_by_its_id() {
        let records = Records::new(rows(), 1);
        let found = records.of_id("2").map(|record| record.id);
        assert_eq!(found.as_deref(), Some("2"));
        assert!(records.of_id("9").is_none());
    }

    #[test]
    fn a_record_without_a_valid_number_is_not_callable() {
        let records = Records::new(rows(), 1);
        assert!(records.is_callable(0));
        assert!(!records.is_callable(2));
        assert!(!records.is_callable(99));
    }
}
