//! What was changed of a list since it was imported: who was taken off it, and who was moved.
//!
//! Changes are small rows beside the list's, one each and never rewritten, and worker and pages
//! apply them alike. Everybody has a place: the number of their row, or once they were moved a text
//! that sorts between two others. Who was taken off the list keeps their place and can come back.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::stored::StoredRecord;
use crate::wire::read_text;

/// Version of the rows.
pub const VERSION: u32 = 1;
/// Digits of the place of somebody who was never moved.
const N_DIGITS: usize = 8;

/// One change, as stored. Removals can be taken back, the last one first: their rows go again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredEdit {
    pub version: u32,
    /// Rises with each change of a list.
    pub number: u32,
    /// Who was taken off the list.
    pub removed: Vec<String>,
    /// Who was moved, and their new places.
    pub places: Vec<(String, String)>,
}

impl StoredEdit {
    fn read(text: &str) -> Option<Self> {
        read_text(text).filter(|edit: &Self| edit.version == VERSION)
    }
}

/// A list as it is stored: its rows as they were imported, and what was changed since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRows {
    pub records: Vec<StoredRecord>,
    pub edits: Edits,
}

impl ListRows {
    /// From the texts of the store, in the order of their keys: chunks, then changes. Absent where
    /// one of them cannot be read.
    pub fn read(texts: &[String]) -> Option<Self> {
        let mut rows = Self::default();
        for text in texts {
            // A chunk is an array of records.
            if text.starts_with('[') {
                let chunk: Vec<StoredRecord> = read_text(text)?;
                rows.records.extend(chunk);
            } else {
                rows.edits.add(StoredEdit::read(text)?);
            }
        }
        Some(rows)
    }

    /// Who is on the list.
    pub fn on_list(&self) -> impl Iterator<Item = &StoredRecord> {
        let records = self.records.iter();
        records.filter(|record| !self.edits.is_removed(&record.id))
    }

    /// Who is on the list, in order.
    pub fn into_shown(self) -> Vec<StoredRecord> {
        if self.edits == Edits::default() {
            return self.records;
        }
        let order = self.edits.order(self.ids());
        let mut records: Vec<_> = self.records.into_iter().map(Some).collect();
        let shown = order.into_iter();
        shown.filter_map(|index| records[index].take()).collect()
    }

    /// Everybody who was imported.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.id.as_str())
    }
}

/// All changes of a list, in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    places: BTreeMap<String, String>,
    /// By the number of the change.
    removals: Vec<(u32, BTreeSet<String>)>,
}

impl Edits {
    /// From the texts of the store, in the order of their keys; absent where one cannot be read.
    pub fn read(texts: &[String]) -> Option<Self> {
        let mut edits = Self::default();
        for text in texts {
            edits.add(StoredEdit::read(text)?);
        }
        Some(edits)
    }

    /// Takes in a change.
    pub fn add(&mut self, edit: StoredEdit) {
        self.places.extend(edit.places);
        if !edit.removed.is_empty() {
            let removed = edit.removed.into_iter().collect();
            self.removals.push((edit.number, removed));
        }
    }

    /// Takes the last removal back; its number.
    pub fn undo_removal(&mut self) -> Option<u32> {
        self.removals.pop().map(|(number, _)| number)
    }

    /// How many people the last removal took off the list.
    pub fn n_removed(&self) -> usize {
        self.removals.last().map_or(0, |(_, removed)| removed.len())
    }

    pub fn is_removed(&self, id: &str) -> bool {
        let mut removals = self.removals.iter();
        removals.any(|(_, removed)| removed.contains(id))
    }

    /// Who is on the list, in order, as indices of its rows.
    pub fn order<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let order = self.all(ids);
        let shown = order.into_iter().filter(|(_, id)| !self.is_removed(id));
        shown.map(|(index, _)| index).collect()
    }

    /// New places for these people, in the order of the list: before somebody, or behind everybody.
    /// Absent where one of them is not on the list.
    pub fn places_before<'a>(
        &self,
        ids: impl Iterator<Item = &'a str>,
        moved: &[String],
        before: Option<&str>,
    ) -> Option<Vec<(String, String)>> {
        let wanted: BTreeSet<&str> = moved.iter().map(String::as_str).collect();
        let order = self.all(ids);
        let (moved, rest): (Vec<_>, Vec<_>) =
            order.into_iter().partition(|(_, id)| wanted.contains(id));
        let are_there = moved.iter().all(|(_, id)| !self.is_removed(id));
        if moved.len() != wanted.len() || !are_there {
            return None;
        }
        let target = match before {
            Some(before) if self.is_removed(before) => return None,
            Some(before) => rest.iter().position(|(_, id)| *id == before)?,
            None => rest.len(),
        };
        let place = |index: usize| rest.get(index).map(|(row, id)| self.place(*row, id));
        let first = target.checked_sub(1).and_then(place).unwrap_or_default();
        let mut places = Vec::with_capacity(moved.len());
        spread(&first, place(target).as_deref(), moved.len(), &mut places);
        let ids = moved.into_iter().map(|(_, id)| id.to_owned());
        Some(ids.zip(places).collect())
    }

    /// Everybody who ever was on the list, by their place, with the indices of their rows.
    fn all<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
        let rows = ids.enumerate();
        let (mut moved, rest): (Vec<_>, Vec<_>) =
            rows.partition(|(_, id)| self.places.contains_key(*id));
        if moved.is_empty() {
            return rest;
        }
        moved.sort_by_key(|(_, id)| &self.places[*id]);
        let mut all = Vec::with_capacity(moved.len() + rest.len());
        let mut moved = moved.into_iter().peekable();
        for (index, id) in rest {
            let here = place_of_row(index);
            let is_before = |(_, id): &(usize, &str)| self.places[*id].as_bytes() < &here[..];
            while let Some(earlier) = moved.next_if(is_before) {
                all.push(earlier);
            }
            all.push((index, id));
        }
        all.extend(moved);
        all
    }

    fn place(&self, index: usize, id: &str) -> String {
        let own = || place_of_row(index).into_iter().map(char::from).collect();
        self.places.get(id).cloned().unwrap_or_else(own)
    }
}

/// Never all noughts, so that there is a place before it.
fn place_of_row(index: usize) -> [u8; N_DIGITS] {
    let (mut place, mut rest) = ([b'0'; N_DIGITS], index + 1);
    for digit in place.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    place
}

/// So many places between two, in order; halves keep them short.
fn spread(first: &str, last: Option<&str>, n: usize, places: &mut Vec<String>) {
    if n == 0 {
        return;
    }
    let n_before = n / 2;
    let middle = between(first.as_bytes(), last.map(str::as_bytes));
    spread(first, Some(&middle), n_before, places);
    places.push(middle.clone());
    spread(&middle, last, n - n_before - 1, places);
}

/// A text of digits that sorts behind the first and before the last; it never ends with a nought.
fn between(first: &[u8], mut last: Option<&[u8]>) -> String {
    let mut place = String::new();
    // Places that are not in order, which only a damaged store has, end as well.
    for index in 0..first.len().max(last.map_or(0, <[u8]>::len)) + 2 {
        let digit = |text: &[u8]| {
            text.get(index)
                .map_or(0, |one| one.saturating_sub(b'0').min(9))
        };
        let low = digit(first);
        let high = last.map_or(10, digit);
        if high > low + 1 {
            place.push(char::from(b'0' + (low + high) / 2));
            break;
        }
        if high > low {
            // Whatever follows sorts before the last one.
            last = None;
        }
        place.push(char::from(b'0' + low));
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

    /// The same, done the obvious way: everybody in a row, and who is off the list.
    #[derive(Default)]
    struct Model {
        order: Vec<String>,
        removals: Vec<Vec<String>>,
    }

    impl Model {
        fn shown(&self) -> Vec<&str> {
            let order = self.order.iter().map(String::as_str);
            order.filter(|id| !self.is_removed(id)).collect()
        }

        fn is_removed(&self, id: &str) -> bool {
            self.removals.iter().flatten().any(|one| one == id)
        }

        fn move_before(&mut self, moved: &[String], before: Option<&str>) {
            let taken = |id: &String| moved.contains(id);
            let (moved, mut rest): (Vec<_>, Vec<_>) = self.order.drain(..).partition(taken);
            let at = before.map_or(rest.len(), |before| {
                rest.iter()
                    .position(|id| id == before)
                    .expect("it is there")
            });
            rest.splice(at..at, moved);
            self.order = rest;
        }
    }

    fn shown(edits: &Edits) -> Vec<&'static str> {
        let order = edits.order(IDS.into_iter());
        order.into_iter().map(|index| IDS[index]).collect()
    }

    fn remove(edits: &mut Edits, number: u32, ids: &[&str]) {
        let removed = ids.iter().map(|id| (*id).to_owned()).collect();
        let edit = StoredEdit {
            version: VERSION,
            number,
            removed,
            places: Vec::new(),
        };
        edits.add(edit);
    }

    fn move_before(edits: &mut Edits, number: u32, ids: &[&str], before: Option<&str>) {
        let moved: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let places = edits.places_before(IDS.into_iter(), &moved, before);
        let edit = StoredEdit {
            version: VERSION,
            number,
            removed: Vec::new(),
            places: places.expect("they are on the list"),
        };
        edits.add(edit);
    }

    #[test]
    fn people_are_moved_in_their_order_and_removed_ones_come_back_to_their_place() {
        let mut edits = Edits::default();
        move_before(&mut edits, 1, &["f", "b"], Some("a"));
        assert_eq!(shown(&edits), ["b", "f", "a", "c", "d", "e", "g"]);
        remove(&mut edits, 2, &["a", "g"]);
        assert_eq!(edits.n_removed(), 2);
        move_before(&mut edits, 3, &["b"], None);
        assert_eq!(shown(&edits), ["f", "c", "d", "e", "b"]);
        assert_eq!(edits.undo_removal(), Some(2));
        assert_eq!(shown(&edits), ["f", "a", "c", "d", "e", "g", "b"]);
        assert_eq!(edits.undo_removal(), None);
    }

    #[test]
    fn nobody_is_moved_who_is_not_on_the_list() {
        let mut edits = Edits::default();
        remove(&mut edits, 1, &["c"]);
        let to = |moved: &str, before: Option<&str>| {
            edits.places_before(IDS.into_iter(), &[moved.to_owned()], before)
        };
        assert_eq!(to("c", None), None);
        assert_eq!(to("x", None), None);
        assert_eq!(to("a", Some("c")), None);
        assert_eq!(to("a", Some("x")), None);
        assert_eq!(to("a", Some("a")), None);
        assert!(to("a", Some("b")).is_some());
    }

    #[test]
    fn any_sequence_of_changes_gives_the_order_that_a_person_expects() {
        for seed in 1..=200_u64 {
            let mut dice = seed;
            let mut roll = |n: usize| {
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                usize::try_from(dice % 1_000_003).expect("small") % n
            };
            let mut model = Model {
                order: IDS.map(str::to_owned).to_vec(),
                ..Model::default()
            };
            let (mut edits, mut rows) = (Edits::default(), BTreeMap::new());
            for number in 0..60_u32 {
                let on_list: Vec<String> = model.shown().into_iter().map(str::to_owned).collect();
                let picked = on_list.iter().filter(|_| roll(3) == 0);
                let picked: Vec<String> = picked.cloned().collect();
                let mut edit = StoredEdit {
                    version: VERSION,
                    number,
                    removed: Vec::new(),
                    places: Vec::new(),
                };
                match roll(5) {
                    0 => {
                        model.removals.pop();
                        if let Some(undone) = edits.undo_removal() {
                            rows.remove(&undone);
                        }
                        assert_eq!(shown(&edits), model.shown(), "seed {seed}");
                        continue;
                    }
                    1 if picked.is_empty() => continue,
                    1 => {
                        model.removals.push(picked.clone());
                        edit.removed = picked;
                    }
                    _ => {
                        let targets: Vec<&String> =
                            on_list.iter().filter(|id| !picked.contains(id)).collect();
                        let at = roll(targets.len() + 1);
                        let before = targets.get(at).map(|id| id.as_str());
                        let places = edits.places_before(IDS.into_iter(), &picked, before);
                        edit.places = places.expect("all are on the list");
                        model.move_before(&picked, before);
                    }
                }
                edits.add(edit.clone());
                rows.insert(number, edit);
                assert_eq!(shown(&edits), model.shown(), "seed {seed}");
            }
            let mut again = Edits::default();
            for edit in rows.into_values() {
                again.add(edit);
            }
            assert_eq!(shown(&again), model.shown(), "read back, seed {seed}");
        }
    }

    #[test]
    fn there_is_always_a_place_in_between_and_many_at_once_are_short() {
        let (mut first, last) = (String::new(), place_of_row(0));
        let last = std::str::from_utf8(&last).expect("digits");
        for _ in 0..200 {
            let place = between(first.as_bytes(), Some(last.as_bytes()));
            assert!(*first < *place && *place < *last, "{first} {place} {last}");
            first = place;
        }
        let mut places = Vec::new();
        spread("", Some(last), 10_000, &mut places);
        assert!(places.is_sorted() && places.len() == 10_000);
        assert!(places.iter().all(|place| place.len() < 2 * N_DIGITS + 8));
    }
}
