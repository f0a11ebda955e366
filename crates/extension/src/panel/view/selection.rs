//! Who is chosen in the list.
//!
//! Kept by place while one revision of the list is shown, and carried over by record id when the
//! list is read again: a refreshed list loses nobody.

use crate::panel::view::bits::Bits;
use crate::panel::view::button::Target;
use crate::panel::view::records::Records;
use crate::panel::view::rows::Rows;

/// The chosen rows and where a range would start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    chosen: Bits,
    n_selected: usize,
    /// The row clicked last; a click with Shift reaches from here.
    anchor: Option<usize>,
    /// Who was chosen before the range that is being drawn, if one is.
    before_range: Option<Bits>,
}

impl Selection {
    pub fn contains(&self, record_idx: usize) -> bool {
        self.chosen.contains(record_idx)
    }

    pub fn n_selected(&self) -> usize {
        self.n_selected
    }

    pub fn n_callable(&self, records: &Records) -> usize {
        self.chosen.n_shared(records.callable())
    }

    /// Chooses this one and nobody else.
    pub fn choose_only(&mut self, record_idx: usize) {
        self.chosen.clear();
        self.chosen.set(record_idx, true);
        self.start_at(record_idx);
    }

    /// Adds or removes one.
    pub fn toggle(&mut self, record_idx: usize) {
        self.chosen.set(record_idx, !self.contains(record_idx));
        self.start_at(record_idx);
    }

    /// Adds all rows shown between the one clicked last and this one, both included; drawn back,
    /// the range lets go whom only it had chosen.
    pub fn extend_to(&mut self, record_idx: usize, shown: &Rows) {
        let from = self.anchor.and_then(|anchor| shown.row_of(anchor));
        let (Some(from), Some(to)) = (from, shown.row_of(record_idx)) else {
            self.choose_only(record_idx);
            return;
        };
        let before = self.before_range.get_or_insert_with(|| self.chosen.clone());
        self.chosen = before.clone();
        for idx in (from.min(to)..=from.max(to)).filter_map(|row| shown.get(row)) {
            self.chosen.set(idx, true);
        }
        self.n_selected = self.chosen.len();
    }

    /// Chooses every callable row that is shown.
    pub fn choose_all(&mut self, shown: &Rows, records: &Records) {
        let mut wanted = shown.to_bits();
        wanted.keep(records.callable());
        self.chosen.add(&wanted);
        self.before_range = None;
        self.n_selected = self.chosen.len();
    }

    pub fn clear(&mut self) {
        self.chosen.clear();
        self.before_range = None;
        self.n_selected = 0;
    }

    /// Whether every callable row that is shown is chosen.
    pub fn holds_all(&self, shown: &Rows, records: &Records) -> bool {
        let mut callable = shown
            .iter()
            .filter(|idx| records.is_callable(*idx))
            .peekable();
        callable.peek().is_some() && callable.all(|idx| self.contains(idx))
    }

    /// The same people in a list that was read again.
    pub fn carried_over(&self, old: &Records, new: &Records) -> Self {
        let place_of = |record_idx: usize| new.find(old.at(record_idx)?.id());
        let chosen: Bits = self.chosen.iter().filter_map(place_of).collect();
        Self {
            n_selected: chosen.len(),
            chosen,
            anchor: self.anchor.and_then(place_of),
            before_range: None,
        }
    }

    /// Ids of the chosen records, in this order of all.
    pub fn record_ids(&self, records: &Records, order: &Rows) -> Vec<String> {
        let chosen = order.iter().filter(|idx| self.contains(*idx));
        let ids = chosen.filter_map(|idx| Some(records.at(idx)?.id().to_owned()));
        ids.collect()
    }

    /// Who the big button would call; a number typed by hand comes first.
    pub fn target(&self, records: &Records, typed: &str) -> Target {
        let typed = typed.trim();
        if !typed.is_empty() {
            return Target::Typed(typed.to_owned());
        }
        match (self.chosen.iter().next(), self.n_selected) {
            (None, _) => Target::Nobody,
            (Some(only), 1) => records.get(only).map_or(Target::Nobody, Target::One),
            (Some(_), n_selected) => Target::Several {
                n_selected,
                n_callable: self.n_callable(records),
            },
        }
    }

    fn start_at(&mut self, record_idx: usize) {
        self.anchor = Some(record_idx);
        self.before_range = None;
        self.n_selected = self.chosen.len();
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
        selection.chosen.iter().collect()
    }

    #[test]
    fn a_click_chooses_one_a_checkbox_adds_and_shift_reaches_in_either_direction() {
        let shown = Rows::All(5);
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
    fn a_range_that_is_drawn_back_lets_go_whom_only_it_had_chosen() {
        let shown: Rows = [4, 3, 2, 1, 0].into_iter().collect();
        let mut selection = Selection::default();
        selection.toggle(0);
        selection.toggle(3);
        selection.extend_to(1, &shown);
        assert_eq!(chosen(&selection), [0, 1, 2, 3]);
        selection.extend_to(4, &shown);
        assert_eq!(chosen(&selection), [0, 3, 4]);
        assert_eq!(selection.n_selected(), 3);
    }

    #[test]
    fn the_chosen_go_in_the_order_that_is_shown() {
        let records = records(&["a", "b", "c"]);
        let mut selection = Selection::default();
        selection.toggle(0);
        selection.toggle(2);
        let order = [2, 1, 0].into_iter().collect();
        assert_eq!(selection.record_ids(&records, &order), ["c", "a"]);
    }

    #[test]
    fn a_range_takes_only_rows_that_the_search_shows() {
        let mut selection = Selection::default();
        selection.choose_only(0);
        selection.extend_to(4, &[0, 2, 4].into_iter().collect());
        assert_eq!(chosen(&selection), [0, 2, 4]);
    }

    #[test]
    fn a_range_without_a_start_chooses_one() {
        let mut selection = Selection::default();
        selection.extend_to(2, &Rows::All(3));
        assert_eq!(chosen(&selection), [2]);
    }

    #[test]
    fn all_means_all_who_can_be_called() {
        let records = records(&["a", "x", "b"]);
        let mut selection = Selection::default();
        assert!(!selection.holds_all(&Rows::All(3), &records));
        selection.choose_all(&Rows::All(3), &records);
        assert_eq!(selection.record_ids(&records, &Rows::All(3)), ["a", "b"]);
        assert!(selection.holds_all(&Rows::All(3), &records));
        assert!(
            !selection.holds_all(&[1].into_iter().collect(), &records),
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
        assert_eq!(carried.record_ids(&new, &Rows::All(3)), ["c", "a"]);
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
