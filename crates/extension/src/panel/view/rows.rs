//! Which rows of the list are shown, and in which order.
//!
//! Each step is worked out anew only when what it depends on changed: the order for another sort, the
//! ticked values for another filter, the search for another key pressed.

use std::sync::Arc;

use crate::panel::view::bits::Bits;
use crate::panel::view::filter::{Field, Filter, matching};
use crate::panel::view::records::Records;
use crate::panel::view::search::Query;
use crate::panel::view::sort::{Sort, SortBy, sorted};

/// People of a list of whom one has to be on the next for that to be the same list.
const N_COMPARED: usize = 1_000;

/// Places in the list, in the order in which they are shown. A copy of it is a pointer.
#[derive(Clone, Debug)]
pub enum Rows {
    /// So many, as the list has them.
    All(usize),
    Some(Arc<[u32]>),
}

impl Default for Rows {
    fn default() -> Self {
        Self::All(0)
    }
}

impl Rows {
    pub fn len(&self) -> usize {
        match self {
            Self::All(n_rows) => *n_rows,
            Self::Some(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Place in the list of the record in this row.
    pub fn get(&self, row: usize) -> Option<usize> {
        match self {
            Self::All(n_rows) => (row < *n_rows).then_some(row),
            Self::Some(rows) => rows.get(row).map(|record_idx| *record_idx as usize),
        }
    }

    /// Row in which the record at a place in the list is shown.
    pub fn row_of(&self, record_idx: usize) -> Option<usize> {
        match self {
            Self::All(n_rows) => (record_idx < *n_rows).then_some(record_idx),
            Self::Some(rows) => rows.iter().position(|other| *other as usize == record_idx),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// All of them as a set.
    pub fn to_bits(&self) -> Bits {
        match self {
            Self::All(n_rows) => Bits::all(*n_rows),
            Self::Some(_) => self.iter().collect(),
        }
    }
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All(n_rows), Self::All(n_others)) => n_rows == n_others,
            (Self::Some(rows), Self::Some(others)) => Arc::ptr_eq(rows, others),
            (Self::All(_), Self::Some(_)) | (Self::Some(_), Self::All(_)) => false,
        }
    }
}

/// How the agent wants to see the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub query: String,
    pub sort: Sort,
    pub filters: Vec<Filter>,
}

impl Look {
    /// Whether everybody is shown as the list has them: only then can they be moved.
    pub fn is_plain(&self) -> bool {
        self.query.trim().is_empty() && self.filters.is_empty() && self.sort == Sort::default()
    }

    /// The same look at a list that was read again; another list is looked at afresh.
    pub fn carried_over(&self, old: &Records, new: &Records) -> Self {
        let first = (0..old.len().min(N_COMPARED)).filter_map(|idx| old.at(idx));
        let mut first = first.map(|record| record.id());
        if !first.any(|id| new.find(id).is_some()) {
            return Self::default();
        }
        let mut look = self.clone();
        look.filters.retain(|filter| match &filter.field {
            Field::Numbers => true,
            Field::Column(heading) => new.heading(heading).is_some(),
        });
        let is_gone =
            matches!(&look.sort.by, SortBy::Column(heading) if new.heading(heading).is_none());
        if is_gone {
            look.sort = Sort::default();
        }
        look
    }
}

/// Works out the rows and keeps what the next change can use.
#[derive(Debug, Default)]
pub struct Arranger {
    records: Records,
    sort: Sort,
    order: Rows,
    filters: Vec<Filter>,
    /// Who passes the filters; absent: everybody.
    passing: Option<Bits>,
    query: Query,
    /// Whom the last query found among those.
    found: Option<Bits>,
}

impl Arranger {
    /// The rows to show.
    pub fn rows(&mut self, records: &Records, look: &Look) -> Rows {
        self.follow(records, &look.sort);
        if self.filters != look.filters {
            self.filters.clone_from(&look.filters);
            self.passing = passing(records, &look.filters);
            self.found = None;
        }
        let query = Query::new(&look.query);
        if self.found.is_none() || self.query != query {
            self.search(query);
        }
        match &self.found {
            None => self.order.clone(),
            Some(found) => {
                let mut rows = Vec::with_capacity(found.len());
                match &self.order {
                    Rows::All(_) => rows.extend(found.iter().map(|idx| idx as u32)),
                    Rows::Some(order) => {
                        rows.extend(order.iter().filter(|idx| found.contains(**idx as usize)));
                    }
                }
                Rows::Some(rows.into())
            }
        }
    }

    fn follow(&mut self, records: &Records, sort: &Sort) {
        let is_same = self.records == *records;
        if is_same && self.sort == *sort {
            return;
        }
        if !is_same {
            *self = Self {
                records: records.clone(),
                ..Self::default()
            };
        }
        self.sort = sort.clone();
        self.order = sorted(records, sort);
    }

    fn search(&mut self, query: Query) {
        let is_whole = query.is_empty() && self.passing.is_none();
        let last = self.found.as_ref();
        let last = last.filter(|_| query.narrows(&self.query));
        self.found = (!is_whole).then(|| match last {
            Some(last) => query.beyond(&self.query).find(&self.records, Some(last)),
            None => query.find(&self.records, self.passing.as_ref()),
        });
        self.query = query;
    }
}

/// Who passes all filters; absent: there are none.
pub fn passing(records: &Records, filters: &[Filter]) -> Option<Bits> {
    let (first, others) = filters.split_first()?;
    let mut passing = matching(records, first);
    for filter in others {
        passing.keep(&matching(records, filter));
    }
    Some(passing)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::panel::view::fold::folded;
    use crate::panel::view::sample::record;
    use crate::stored::{OtherNumber, StoredRecord};

    fn person() -> impl Strategy<Value = StoredRecord> {
        let name = "[AaBÉ]{1,2} [CcÖ]{0,2}";
        let number = proptest::option::of("202555010[0-9]");
        let columns = ("(|A|B|10|9)", "[ab0-1]{0,3}");
        (name, number, columns, any::<bool>()).prop_map(
            |(name, number, (grade, code), has_other)| {
                let mut record = record(
                    "",
                    &name,
                    number.map(|number| format!("+1{number}")).as_deref(),
                );
                record.columns = vec![("Grade".into(), grade), ("Code".into(), code)];
                if has_other {
                    record.other_numbers.push(OtherNumber {
                        label: "Mobile".into(),
                        number: "+12025550199".into(),
                    });
                }
                record
            },
        )
    }

    fn people() -> impl Strategy<Value = Vec<StoredRecord>> {
        proptest::collection::vec(person(), 0..40).prop_map(|mut people| {
            for (idx, person) in people.iter_mut().enumerate() {
                person.id = format!("r{idx}");
            }
            people
        })
    }

    fn look() -> impl Strategy<Value = Look> {
        let query = prop_oneof![
            Just(String::new()),
            "[abc10 ]{1,4}",
            Just("é".to_owned()),
            "202 ?555 ?01[0-9]{0,2}",
        ];
        let by = prop_oneof![
            Just(SortBy::List),
            Just(SortBy::Name),
            Just(SortBy::Column("Grade".to_owned())),
        ];
        let values = proptest::sample::subsequence(vec!["", "A", "B", "10"], 0..3);
        (query, by, any::<bool>(), values).prop_map(|(query, by, descending, values)| Look {
            query,
            sort: Sort { by, descending },
            filters: (!values.is_empty())
                .then(|| Filter {
                    field: Field::Column("Grade".to_owned()),
                    values: values.into_iter().map(str::to_owned).collect(),
                })
                .into_iter()
                .collect(),
        })
    }

    /// Who is shown, worked out record by record from what was stored.
    fn naive(people: &[StoredRecord], look: &Look) -> Vec<usize> {
        let typed = folded(&look.query);
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let is_number = digits.len() >= 7 && !typed.chars().any(char::is_alphabetic);
        let words: Vec<&str> = if is_number {
            vec![&digits]
        } else {
            typed.split_whitespace().collect()
        };
        let holds = |person: &StoredRecord| {
            let mut parts = vec![folded(&person.name)];
            parts.push(
                person
                    .number_given
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect(),
            );
            parts.extend(person.number.iter().map(|number| number[1..].to_owned()));
            parts.extend(
                person
                    .other_numbers
                    .iter()
                    .map(|other| other.number[1..].to_owned()),
            );
            parts.extend(person.columns.iter().map(|(_, value)| folded(value)));
            words
                .iter()
                .all(|word| parts.iter().any(|part| part.contains(word)))
        };
        let passes = |person: &StoredRecord| {
            let mut filters = look.filters.iter();
            filters.all(|filter| filter.values.contains(&person.columns[0].1))
        };
        let mut shown: Vec<usize> = (0..people.len())
            .filter(|idx| holds(&people[*idx]) && passes(&people[*idx]))
            .collect();
        let rank = |idx: &usize| match &look.sort.by {
            SortBy::List => (0, String::new()),
            SortBy::Name => (0, folded(&people[*idx].name)),
            SortBy::Column(_) => {
                let grade = folded(&people[*idx].columns[0].1);
                let class = ["9", "10", "a", "b", ""]
                    .iter()
                    .position(|one| *one == grade);
                (class.expect("one of the grades"), String::new())
            }
        };
        let is_nothing = |idx: &usize| rank(idx) == (4, String::new());
        match (&look.sort.by, look.sort.descending) {
            (SortBy::List, true) => shown.reverse(),
            (_, false) => shown.sort_by_key(rank),
            (_, true) => {
                shown.sort_by_key(|idx| std::cmp::Reverse(rank(idx)));
                shown.sort_by_key(is_nothing);
            }
        }
        shown
    }

    proptest! {
        #[test]
        fn whatever_is_typed_ticked_and_sorted_the_rows_are_those_of_a_naive_reading(
            people in people(),
            looks in proptest::collection::vec(look(), 1..8),
        ) {
            let records = Records::new(people.clone(), 1);
            let mut arranger = Arranger::default();
            for look in looks {
                let shown: Vec<usize> = arranger.rows(&records, &look).iter().collect();
                prop_assert_eq!(shown, naive(&people, &look), "{:?}", look);
            }
        }

        #[test]
        fn a_query_typed_letter_by_letter_finds_what_it_finds_at_once(
            people in people(),
            query in "[abc10é ]{1,6}",
        ) {
            let records = Records::new(people, 1);
            let mut arranger = Arranger::default();
            let mut look = Look::default();
            for letter in query.chars() {
                look.query.push(letter);
                let narrowed: Vec<usize> = arranger.rows(&records, &look).iter().collect();
                let at_once: Vec<usize> = Arranger::default().rows(&records, &look).iter().collect();
                prop_assert_eq!(narrowed, at_once, "{}", look.query);
            }
        }
    }

    #[test]
    fn another_list_is_looked_at_afresh_and_the_same_one_as_before() {
        let list = |ids: &[&str], heading: &str, revision| {
            let row = |id: &&str| {
                let mut record = record(id, "Ada Sample", Some("+12025550101"));
                record.columns = vec![(heading.to_owned(), "A".to_owned())];
                record
            };
            Records::new(ids.iter().map(row).collect(), revision)
        };
        let old = list(&["1", "2"], "Grade", 1);
        let field = Field::Column("Grade".to_owned());
        let look = Look {
            query: "ada".to_owned(),
            sort: Sort {
                by: SortBy::Column("Grade".to_owned()),
                descending: true,
            },
            filters: vec![Filter {
                field,
                values: vec!["A".to_owned()],
            }],
        };
        let again = list(&["2", "3"], "Grade", 2);
        assert_eq!(look.carried_over(&old, &again), look);
        let other = list(&["3", "4"], "Grade", 2);
        assert_eq!(look.carried_over(&old, &other), Look::default());
        let emptied = Records::new(Vec::new(), 2);
        assert_eq!(look.carried_over(&old, &emptied), Look::default());
        let without = Look {
            query: "ada".to_owned(),
            ..Look::default()
        };
        let renamed = list(&["1", "2"], "Class", 2);
        assert_eq!(look.carried_over(&old, &renamed), without);
    }

    #[test]
    fn only_a_plain_look_lets_people_be_moved() {
        let plain = Look::default();
        assert!(plain.is_plain());
        let query = "a".to_owned();
        assert!(
            !Look {
                query,
                ..Look::default()
            }
            .is_plain()
        );
        let sort = Sort {
            by: SortBy::Name,
            descending: false,
        };
        assert!(
            !Look {
                sort,
                ..Look::default()
            }
            .is_plain()
        );
    }
}
