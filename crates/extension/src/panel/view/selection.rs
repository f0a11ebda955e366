//! Who is chosen in the list.
//!
//! Kept by place while one revision of the list is shown, and carried over by record id when the
//! list is read again: a refreshed list loses nobody.

use crate::panel::view::button::Target;
use crate::panel::view::records::Records;

/// The chosen rows and where a range would start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// By place in the list; shorter than the list where nobody further down was ever chosen.
    is_chosen: Vec<bool>,
    n_selected: usize,
    /// The row clicked last; a click with Shift reaches from here.
    anchor: Option<usize>,
}

impl Selection {
    pub fn contains(&self, record_idx: usize) -> bool {
        self.is_chosen.get(record_idx).copied().unwrap_or(false)
    }

    pub fn n_selected(&self) -> usize {
        self.n_selected
    }

    pub fn n_callable(&self, records: &Records) -> usize {
        self.chosen()
            .filter(|record_idx| records.is_callable(*record_idx))
            .count()
    }

    /// Chooses this one and nobody else.
    pub fn choose_only(&mut self, record_idx: usize) {
        self.clear();
        self.set(record_idx, true);
        self.anchor = Some(record_idx);
    }

    /// Adds or removes one.
    pub fn toggle(&mut self, record_idx: usize) {
        self.set(record_idx, !self.contains(record_idx));
        self.anchor = Some(record_idx);
    }

    /// Adds all rows shown between the one clicked last and this one, both included.
    pub fn extend_to(&mut self, record_idx: usize, shown: &[usize]) {
        let place_of = |wanted: usize| shown.binary_search(&wanted).ok();
        let from = self.anchor.and_then(place_of);
        let (Some(from), Some(to)) = (from, place_of(record_idx)) else {
            self.choose_only(record_idx);
            return;
        };
        for record_idx in &shown[from.min(to)..=from.max(to)] {
            self.set(*record_idx, true);
        }
    }

    /// Chooses every callable row that is shown.
    pub fn choose_all(&mut self, shown: &[usize], records: &Records) {
        for record_idx in shown
            .iter()
            .filter(|record_idx| records.is_callable(**record_idx))
        {
            self.set(*record_idx, true);
        }
    }

    pub fn clear(&mut self) {
        self.is_chosen.clear();
        self.n_selected = 0;
    }

    /// Whether every callable row that is shown is chosen.
    pub fn holds_all(&self, shown: &[usize], records: &Records) -> bool {
        let mut callable = shown
            .iter()
            .filter(|idx| records.is_callable(**idx))
            .peekable();
        callable.peek().is_some() && callable.all(|idx| self.contains(*idx))
    }

    /// The same people in a list that was read again.
    pub fn carried_over(&self, old: &Records, new: &Records) -> Self {
        let mut carried = Self::default();
        if self.n_selected == 0 {
            return carried;
        }
        let places = new.places();
        let place_of = |record_idx: usize| {
            let id = old.get(record_idx)?.id.as_str();
            let found = places
                .binary_search_by(|(other, _)| (*other).cmp(id))
                .ok()?;
            Some(places[found].1)
        };
        for record_idx in self.chosen().filter_map(place_of) {
            carried.set(record_idx, true);
        }
        carried.anchor = self.anchor.and_then(place_of);
        carried
    }

    /// Ids of the chosen records, in the list's order.
    pub fn record_ids(&self, records: &Records) -> Vec<String> {
        let chosen = self
            .chosen()
            .filter_map(|record_idx| records.get(record_idx));
        chosen.map(|record| record.id.clone()).collect()
    }

    /// Who the big button would call; a number typed by hand comes first.
    pub fn target(&self, records: &Records, typed: &str) -> Target {
        let typed = typed.trim();
        if !typed.is_empty() {
            return Target::Typed(typed.to_owned());
        }
        match (self.chosen().next(), self.n_selected) {
            (None, _) => Target::Nobody,
            (Some(only), 1) => records
                .get(only)
                .cloned()
                .map_or(Target::Nobody, Target::One),
            (Some(_), n_selected) => Target::Several {
                n_selected,
                n_callable: self.n_callable(records),
            },
        }
    }

    /// Places of the chosen rows, in the list's order.
    fn chosen(&self) -> impl Iterator<Item = usize> {
        let places = self.is_chosen.iter().enumerate();
        places
            .filter(|(_, is_chosen)| **is_chosen)
            .map(|(record_idx, _)| record_idx)
    }

    fn set(&mut self, record_idx: usize, is_chosen: bool) {
        if self.contains(record_idx) == is_chosen {
            return;
        }
        if self.is_chosen.len() <= record_idx {
            self.is_chosen.resize(record_idx + 1, false);
        }
        self.is_chosen[record_idx] = is_chosen;
        if is_chosen {
            self.n_selected += 1;
        } else {
            self.n_selected -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::record;

    fn records(ids: &[&str]) -> Records {
        let row = |id: &&str| {
            let number = (*id != "x").then_some("+12025550101");
            record(id, &format!("Person {id}"), number)
        };
        Records::new(ids.iter().map(row).collect(), 1)
    }

    fn chosen(selection: &Selection) -> Vec<usize> {
        selection.chosen().collect()
    }

    #[test]
    fn a_click_chooses_one_a_checkbox_adds_and_shift_reaches_in_either_direction() {
        let shown = [0, 1, 2, 3, 4];
        let mut selection = Selection::default();
        selection.choose_only(3);
        selection.extend_to(1, &shown);
        assert_eq!(chosen(&selection), [1, 2, 3]);
        selection.toggle(2);
        assert_eq!(chosen(&selection), [1, 3]);
        selection.choose_only(4);
        assert_eq!(chosen(&selection), [4]);
    }

    #[test]
    fn a_range_takes_only_rows_that_the_search_shows() {
        let mut selection = Selection::default();
        selection.choose_only(0);
        selection.extend_to(4, &[0, 2, 4]);
        assert_eq!(chosen(&selection), [0, 2, 4]);
    }

    #[test]
    fn a_range_without_a_start_chooses_one() {
        let mut selection = Selection::default();
        selection.extend_to(2, &[0, 1, 2]);
        assert_eq!(chosen(&selection), [2]);
    }

    #[test]
    fn all_means_all_who_can_be_called() {
        let records = records(&["a", "x", "b"]);
        let mut selection = Selection::default();
        assert!(!selection.holds_all(&[0, 1, 2], &records));
        selection.choose_all(&[0, 1, 2], &records);
        assert_eq!(selection.record_ids(&records), ["a", "b"]);
        assert!(selection.holds_all(&[0, 1, 2], &records));
        assert!(
            !selection.holds_all(&[1], &records),
            "nobody callable is not everybody"
        );
    }

    #[test]
    fn a_list_read_again_keeps_the_people_by_id() {
        let (old, new) = (records(&["a", "b", "c"]), records(&["c", "new", "a"]));
        let mut selection = Selection::default();
        selection.toggle(0);
        selection.toggle(1);
        selection.toggle(2);
        let carried = selection.carried_over(&old, &new);
        assert_eq!(carried.record_ids(&new), ["c", "a"]);
    }

    #[test]
    fn a_typed_number_comes_before_the_chosen_rows() {
        let records = records(&["a", "x"]);
        let mut selection = Selection::default();
        assert_eq!(selection.target(&records, " "), Target::Nobody);
        selection.toggle(0);
        assert!(matches!(selection.target(&records, ""), Target::One(_)));
        selection.toggle(1);
        let several = Target::Several {
            n_selected: 2,
            n_callable: 1,
        };
        assert_eq!(selection.target(&records, ""), several);
        let typed = Target::Typed("202 555 0101".into());
        assert_eq!(selection.target(&records, " 202 555 0101 "), typed);
    }
}
