//! Which rows of the list are shown, and in which order.
//!
//! Each step is worked out anew only when what it depends on changed: the order for another sort, the
//! ticked values for another filter, the search for another key pressed.

use std::sync::Arc;

use crate::panel::view::bits::Bits;
use crate::panel::view::filter::{Filter, matching};
use crate::panel::view::records::Records;
use crate::panel::view::search::Query;
use crate::panel::view::sort::{Sort, sorted};

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

    /// Whether somebody may be left out.
    pub fn is_narrowed(&self) -> bool {
        !self.query.trim().is_empty() || !self.filters.is_empty()
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
                let shown = self.order.iter().filter(|idx| found.contains(*idx));
                rows.extend(shown.map(|idx| idx as u32));
                Rows::Some(rows.into())
            }
        }
    }

    /// Everybody, in the order of this sort.
    pub fn order(&mut self, records: &Records, sort: &Sort) -> Rows {
        self.follow(records, sort);
        self.order.clone()
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
        let among = last.filter(|_| query.narrows(&self.query));
        let among = among.or(self.passing.as_ref());
        self.found = (!is_whole).then(|| query.find(&self.records, among));
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
