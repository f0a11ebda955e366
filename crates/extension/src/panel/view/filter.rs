//! Filters by the values of columns, and what values there are.
//!
//! Values of one column are alternatives; several columns have to pass each.

use std::collections::BTreeMap;

use crate::panel::view::bits::Bits;
use crate::panel::view::records::{Record, Records};

/// What a filter looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Whether and how often somebody can be called; the values are those of [`CALLABLE`] and so on.
    Numbers,
    /// The column of this heading.
    Column(String),
}

/// Values of [`Field::Numbers`]: one number, several, none that is valid.
pub const CALLABLE: &str = "one";
pub const SEVERAL: &str = "several";
pub const NOT_CALLABLE: &str = "none";

/// Values of a field that are let through; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub field: Field,
    /// An empty one lets through who has nothing there.
    pub values: Vec<String>,
}

/// A value of a field, and how many have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    pub value: String,
    pub n_records: usize,
}

/// Those whom the filter lets through.
pub fn matching(records: &Records, filter: &Filter) -> Bits {
    let reader = Reader::new(records, &filter.field);
    let passes = |idx: &usize| {
        let value = records.at(*idx).map(|record| reader.value(record));
        value.is_some_and(|value| filter.values.iter().any(|one| one == value))
    };
    (0..records.len()).filter(passes).collect()
}

/// The values that those within have, most frequent first, and among equals in order.
pub fn facets(records: &Records, field: &Field, within: Option<&Bits>) -> Vec<Facet> {
    let reader = Reader::new(records, field);
    let mut counts = BTreeMap::<&str, usize>::new();
    let counted = (0..records.len()).filter(|idx| within.is_none_or(|bits| bits.contains(*idx)));
    for record in counted.filter_map(|idx| records.at(idx)) {
        *counts.entry(reader.value(record)).or_default() += 1;
    }
    let facet = |(value, n_records): (&str, usize)| Facet {
        value: value.to_owned(),
        n_records,
    };
    let mut facets: Vec<Facet> = counts.into_iter().map(facet).collect();
    facets.sort_by_key(|facet| std::cmp::Reverse(facet.n_records));
    facets
}

/// The filters after a value was ticked or not.
pub fn with_value(filters: &[Filter], field: &Field, value: &str, is_ticked: bool) -> Vec<Filter> {
    let mut filters = filters.to_vec();
    let known = filters.iter_mut().find(|filter| filter.field == *field);
    match known {
        Some(filter) => {
            filter.values.retain(|other| other != value);
            if is_ticked {
                filter.values.push(value.to_owned());
            }
        }
        None if is_ticked => filters.push(Filter {
            field: field.clone(),
            values: vec![value.to_owned()],
        }),
        None => {}
    }
    filters.retain(|filter| !filter.values.is_empty());
    filters
}

/// Reads the value that a filter looks at.
enum Reader {
    Numbers,
    Column(Option<usize>),
}

impl Reader {
    fn new(records: &Records, field: &Field) -> Self {
        match field {
            Field::Numbers => Self::Numbers,
            Field::Column(heading) => Self::Column(records.heading(heading)),
        }
    }

    fn value<'a>(&self, record: Record<'a>) -> &'a str {
        match self {
            Self::Numbers if !record.is_callable() => NOT_CALLABLE,
            Self::Numbers if record.n_other_numbers() > 0 => SEVERAL,
            Self::Numbers => CALLABLE,
            Self::Column(heading) => heading.map_or("", |heading| record.value(heading)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::record;

    fn records() -> Records {
        let row = |(idx, (grade, number)): (usize, (&str, Option<&str>))| {
            let mut record = record(&idx.to_string(), "Somebody", number);
            record.columns = vec![("Grade".to_owned(), grade.to_owned())];
            record
        };
        let number = Some("+12025550101");
        let rows = [("A", number), ("B", None), ("A", None), ("", number)];
        Records::new(rows.into_iter().enumerate().map(row).collect(), 1)
    }

    fn column(heading: &str) -> Field {
        Field::Column(heading.to_owned())
    }

    #[test]
    fn values_of_one_column_are_alternatives() {
        let filters = with_value(&[], &column("Grade"), "B", true);
        let filters = with_value(&filters, &column("Grade"), "", true);
        assert_eq!(filters.len(), 1);
        let found = matching(&records(), &filters[0]);
        assert_eq!(found.iter().collect::<Vec<_>>(), [1, 3]);
        let filters = with_value(&filters, &column("Grade"), "B", false);
        let filters = with_value(&filters, &column("Grade"), "", false);
        assert!(filters.is_empty(), "a filter without a value is none");
    }

    #[test]
    fn values_are_told_with_how_many_have_them_most_frequent_first() {
        let facet = |value: &str, n_records| Facet {
            value: value.to_owned(),
            n_records,
        };
        let all = facets(&records(), &column("Grade"), None);
        assert_eq!(all, [facet("A", 2), facet("", 1), facet("B", 1)]);
        let within: Bits = [1, 2].into_iter().collect();
        let some = facets(&records(), &Field::Numbers, Some(&within));
        assert_eq!(some, [facet(NOT_CALLABLE, 2)]);
        let gone = facets(&records(), &column("gone"), None);
        assert_eq!(gone, [facet("", 4)]);
    }
}
