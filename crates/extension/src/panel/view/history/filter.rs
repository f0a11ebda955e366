//! Which of the calls that were read are shown.

use crate::panel::view::fold::{folded, has_words};
use crate::stored::HistoryCall;

/// What the agent looks for; the default is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub outcome: OutcomeFilter,
    pub reached: ReachedFilter,
    /// Words of name, note and outcome, or digits of the number.
    pub query: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OutcomeFilter {
    #[default]
    Any,
    /// Calls without one.
    None,
    /// By its name.
    Named(String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReachedFilter {
    #[default]
    Any,
    Reached,
    NotReached,
}

impl Filter {
    /// Places of the calls that it leaves, in their order.
    pub fn places(&self, calls: &[HistoryCall]) -> Vec<usize> {
        let query = folded(&self.query);
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let is_number = !digits.is_empty() && !query.chars().any(char::is_alphabetic);
        let is_found = |call: &HistoryCall| {
            if is_number {
                return call.number.as_deref().unwrap_or_default().contains(&digits)
                    || call.note.contains(query.trim());
            }
            has_words(&haystack(call), &query)
        };
        let places = calls.iter().enumerate();
        places
            .filter(|(_, call)| self.takes(call) && is_found(call))
            .map(|(place, _)| place)
            .collect()
    }

    fn takes(&self, call: &HistoryCall) -> bool {
        let takes_outcome = match &self.outcome {
            OutcomeFilter::Any => true,
            OutcomeFilter::None => call.last_outcome().is_none(),
            OutcomeFilter::Named(name) => call.last_outcome().is_some_and(|one| one.name == *name),
        };
        let takes_reached = match self.reached {
            ReachedFilter::Any => true,
            ReachedFilter::Reached => call.is_reached(),
            ReachedFilter::NotReached => !call.is_reached(),
        };
        takes_outcome && takes_reached
    }
}

fn haystack(call: &HistoryCall) -> String {
    let outcome = call
        .last_outcome()
        .map_or("", |outcome| outcome.name.as_str());
    folded(&format!("{} {} {outcome}", call.name, call.note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::history::sample::{call, named, talk};

    fn calls() -> Vec<HistoryCall> {
        let mut ben = talk(2, 0, "Sold");
        ben.name = "Ben Sample".to_owned();
        ben.number = Some("+12025550102".to_owned());
        ben.note = "Büro bis 17 Uhr".to_owned();
        let mut corrected = talk(3, 0, "Sold");
        corrected.corrected = Some(named("Call later"));
        vec![call(1), ben, corrected]
    }

    fn found(filter: &Filter) -> Vec<usize> {
        filter.places(&calls())
    }

    #[test]
    fn no_filter_leaves_all_calls_in_their_order() {
        assert_eq!(found(&Filter::default()), [0, 1, 2]);
    }

    #[test]
    fn an_outcome_is_looked_for_as_it_was_corrected() {
        let by = |outcome| Filter {
            outcome,
            ..Filter::default()
        };
        assert_eq!(found(&by(OutcomeFilter::Named("Sold".into()))), [1]);
        assert_eq!(found(&by(OutcomeFilter::Named("Call later".into()))), [2]);
        assert_eq!(found(&by(OutcomeFilter::None)), [0]);
    }

    #[test]
    fn reached_or_not_goes_with_the_other_filters() {
        let by = |reached, query: &str| Filter {
            reached,
            query: query.to_owned(),
            ..Filter::default()
        };
        assert_eq!(found(&by(ReachedFilter::Reached, "")), [1, 2]);
        assert_eq!(found(&by(ReachedFilter::NotReached, "")), [0]);
        assert_eq!(found(&by(ReachedFilter::Reached, "ada")), [2]);
    }

    #[test]
    fn words_are_found_in_name_note_and_outcome_and_digits_in_the_number() {
        let by = |query: &str| Filter {
            query: query.to_owned(),
            ..Filter::default()
        };
        assert_eq!(found(&by("sample BEN")), [1]);
        assert_eq!(found(&by("BÜRO")), [1]);
        assert_eq!(found(&by("later")), [2]);
        assert_eq!(found(&by("(202) 555-0102")), [1]);
        assert_eq!(found(&by("17")), [1]);
        assert!(found(&by("nobody")).is_empty());
    }
}
