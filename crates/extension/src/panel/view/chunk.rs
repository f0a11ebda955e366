//! A thousand records of the list in a few blocks of memory.
//!
//! All text of a chunk is one text, and a record is a number of its parts: a hundred thousand records
//! are some hundred blocks instead of some million.

use serde_json::Value;

use crate::panel::view::fold::fold_into;
use crate::stored::{OtherNumber, StoredRecord};

/// What a part of a record is; headings of columns follow these, two for each.
const ID: u32 = 0;
const NAME: u32 = 1;
const GIVEN: u32 = 2;
const NUMBER: u32 = 3;
const PROBLEM: u32 = 4;
const FIRST_HEADING: u32 = 5;
/// Parts the name from the rest of what is searched.
const AFTER_NAME: char = '\t';

/// Where a part of a record ends, and what it is.
#[derive(Clone, Copy)]
struct Part {
    end: u32,
    kind: u32,
}

#[derive(Default)]
pub(super) struct Chunk {
    text: Box<str>,
    parts: Box<[Part]>,
    /// Of each record one past its last part.
    ends: Box<[u32]>,
    /// What is searched, folded, of one record after the other.
    folded: Box<str>,
    /// Of each record one past its last byte in `folded`.
    folded_ends: Box<[u32]>,
}

impl Chunk {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn record(&self, idx: usize) -> Option<Record<'_>> {
        let end = *self.ends.get(idx)? as usize;
        let first = idx
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        let from = first
            .checked_sub(1)
            .map_or(0, |before| self.parts[before].end);
        Some(Record {
            text: &self.text,
            parts: &self.parts[first..end],
            from,
        })
    }

    /// What is searched, of all records.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// Where in `folded` a record ends.
    pub(super) fn folded_end(&self, idx: usize) -> usize {
        self.folded_ends[idx] as usize
    }

    /// What is searched of one record.
    pub(super) fn folded_of(&self, idx: usize) -> &str {
        let first = idx
            .checked_sub(1)
            .map_or(0, |before| self.folded_end(before));
        &self.folded[first..self.folded_end(idx)]
    }

    /// Its name as it is compared.
    pub(super) fn folded_name(&self, idx: usize) -> &str {
        let folded = self.folded_of(idx);
        folded.split(AFTER_NAME).next().unwrap_or_default()
    }
}

/// One record, as it lies in its chunk.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    text: &'a str,
    parts: &'a [Part],
    from: u32,
}

impl<'a> Record<'a> {
    pub fn id(self) -> &'a str {
        self.part(ID)
    }

    pub fn name(self) -> &'a str {
        self.part(NAME)
    }

    /// As the list had it.
    pub fn number_given(self) -> &'a str {
        self.part(GIVEN)
    }

    /// E.164, where it is valid.
    pub fn number(self) -> Option<&'a str> {
        self.find(NUMBER)
    }

    pub fn is_callable(self) -> bool {
        self.parts.iter().any(|part| part.kind == NUMBER)
    }

    pub fn number_problem(self) -> Option<&'a str> {
        self.find(PROBLEM)
    }

    /// Further numbers: place of the heading among all, and the number.
    pub fn other_numbers(self) -> impl Iterator<Item = (usize, &'a str)> {
        self.headed(1)
    }

    pub fn n_other_numbers(self) -> usize {
        self.other_numbers().count()
    }

    /// The other columns: place of the heading among all, and the value.
    pub fn columns(self) -> impl Iterator<Item = (usize, &'a str)> {
        self.headed(0)
    }

    /// What stands under a heading; empty where nothing does.
    pub fn value(self, heading: usize) -> &'a str {
        self.part(FIRST_HEADING + 2 * heading as u32)
    }

    fn part(self, kind: u32) -> &'a str {
        self.find(kind).unwrap_or_default()
    }

    fn find(self, kind: u32) -> Option<&'a str> {
        let idx = self.parts.iter().position(|part| part.kind == kind)?;
        Some(self.text_of(idx))
    }

    fn text_of(self, idx: usize) -> &'a str {
        let from = idx
            .checked_sub(1)
            .map_or(self.from, |before| self.parts[before].end);
        &self.text[from as usize..self.parts[idx].end as usize]
    }

    fn headed(self, side: u32) -> impl Iterator<Item = (usize, &'a str)> {
        let parts = self.parts.iter().enumerate();
        parts.filter_map(move |(idx, part)| {
            let heading = part.kind.checked_sub(FIRST_HEADING)?;
            (heading % 2 == side).then(|| ((heading / 2) as usize, self.text_of(idx)))
        })
    }
}

/// Headings of columns, each once, in the order in which they were met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headings {
    pub(super) names: Vec<String>,
    /// By how many records have a value in a column of this heading.
    pub(super) n_columns: Vec<usize>,
}

impl Headings {
    /// Records have their columns in the same order: the heading is mostly the one expected.
    fn place(&mut self, name: &str, expected: usize) -> usize {
        if self.names.get(expected).is_some_and(|known| known == name) {
            return expected;
        }
        let known = self.names.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.n_columns.push(0);
            self.names.len() - 1
        })
    }
}

/// Collects the records of one chunk.
#[derive(Default)]
pub(super) struct ChunkBuilder {
    text: String,
    parts: Vec<Part>,
    ends: Vec<u32>,
    folded: String,
    folded_ends: Vec<u32>,
}

impl ChunkBuilder {
    /// Adds the records of one row of the store; absent where it is something else.
    pub(super) fn add_row(&mut self, json: &str, headings: &mut Headings) -> Option<()> {
        let row: Value = serde_json::from_str(json).ok()?;
        let records = row.as_array()?;
        self.parts.reserve_exact(records.len() * 8);
        self.ends.reserve_exact(records.len());
        self.folded_ends.reserve_exact(records.len());
        for record in records {
            self.add_json(record, headings)?;
        }
        Some(())
    }

    fn add_json(&mut self, record: &Value, headings: &mut Headings) -> Option<()> {
        let text_of = |key: &str| record.get(key).and_then(Value::as_str);
        self.start(text_of("id")?, text_of("name")?, text_of("numberGiven")?);
        self.add_number(text_of("number"), text_of("numberProblem"));
        let others = record.get("otherNumbers").and_then(Value::as_array);
        for other in others.into_iter().flatten() {
            let label = other.get("label")?.as_str()?;
            self.add_other(label, other.get("number")?.as_str()?, headings);
        }
        let mut expected = 0;
        for column in record.get("columns")?.as_array()? {
            let (heading, value) = (column.get(0)?.as_str()?, column.get(1)?.as_str()?);
            expected = self.add_column(heading, value, expected, headings);
        }
        self.end();
        Some(())
    }

    pub(super) fn add_record(&mut self, record: &StoredRecord, headings: &mut Headings) {
        self.start(&record.id, &record.name, &record.number_given);
        self.add_number(record.number.as_deref(), record.number_problem.as_deref());
        for OtherNumber { label, number } in &record.other_numbers {
            self.add_other(label, number, headings);
        }
        let mut expected = 0;
        for (heading, value) in &record.columns {
            expected = self.add_column(heading, value, expected, headings);
        }
        self.end();
    }

    fn start(&mut self, id: &str, name: &str, given: &str) {
        self.add_part(ID, id);
        self.add_part(NAME, name);
        self.add_part(GIVEN, given);
        fold_into(name, &mut self.folded);
        self.folded.push(AFTER_NAME);
        self.add_digits(given);
    }

    fn add_number(&mut self, number: Option<&str>, problem: Option<&str>) {
        if let Some(number) = number {
            self.add_part(NUMBER, number);
            // Mostly what was given with the country's number before it: once is enough.
            let from = self.folded.rfind(AFTER_NAME).map_or(0, |place| place + 1);
            let digits = number.trim_start_matches('+');
            if digits.ends_with(&self.folded[from..]) {
                self.folded.truncate(from);
            } else {
                self.folded.push(' ');
            }
            self.folded.push_str(digits);
        }
        if let Some(problem) = problem {
            self.add_part(PROBLEM, problem);
        }
    }

    fn add_other(&mut self, label: &str, number: &str, headings: &mut Headings) {
        let heading = headings.place(label, usize::MAX);
        self.add_part(FIRST_HEADING + 2 * heading as u32 + 1, number);
        self.folded.push(' ');
        self.add_digits(number);
    }

    fn add_column(
        &mut self,
        heading: &str,
        value: &str,
        expected: usize,
        headings: &mut Headings,
    ) -> usize {
        let heading = headings.place(heading, expected);
        headings.n_columns[heading] += 1;
        self.add_part(FIRST_HEADING + 2 * heading as u32, value);
        self.folded.push(' ');
        fold_into(value, &mut self.folded);
        heading + 1
    }

    fn add_digits(&mut self, number: &str) {
        let digits = number.chars().filter(char::is_ascii_digit);
        self.folded.extend(digits);
    }

    fn add_part(&mut self, kind: u32, text: &str) {
        self.text.push_str(text);
        let end = offset(self.text.len());
        self.parts.push(Part { end, kind });
    }

    fn end(&mut self) {
        self.ends.push(offset(self.parts.len()));
        self.folded_ends.push(offset(self.folded.len()));
    }

    pub(super) fn build(self) -> Chunk {
        Chunk {
            text: self.text.into(),
            parts: self.parts.into(),
            ends: self.ends.into(),
            folded: self.folded.into(),
            folded_ends: self.folded_ends.into(),
        }
    }
}

/// A place in a chunk; a thousand records are far from 4 GiB.
fn offset(place: usize) -> u32 {
    u32::try_from(place).expect("a chunk is a row of the store, which is far below 4 GiB")
}
