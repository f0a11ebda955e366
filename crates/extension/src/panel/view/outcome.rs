//! Outcomes of a call: their names and the keys that choose them.
//!
//! Only dispositions that Five9 offers, or that were entered by hand, are ever named.

use crate::panel::view::fold::{folded, has_words};
use crate::snapshot::{CallPhase, CallView, DispositionView};

/// The name of a disposition, or its id where the name is not known.
pub fn outcome_name(dispositions: &[DispositionView], id: &str) -> String {
    let found = dispositions.iter().find(|disposition| disposition.id == id);
    found.map_or_else(|| id.to_owned(), |disposition| disposition.name.clone())
}

/// The disposition that a number key chooses: `1` the first, `9` the ninth.
pub fn outcome_at_key<'a>(
    dispositions: &'a [DispositionView],
    key: &str,
) -> Option<&'a DispositionView> {
    let number: usize = key.parse().ok().filter(|_| key.len() == 1)?;
    dispositions.get(number.checked_sub(1)?)
}

/// More outcomes than number keys are worth a search.
pub fn is_searchable(n_outcomes: usize) -> bool {
    n_outcomes > 9
}

/// Places of the outcomes whose name holds every word of the query, in their order: a number key
/// goes with its outcome, whatever the search leaves.
pub fn found_outcomes(dispositions: &[DispositionView], query: &str) -> Vec<usize> {
    let query = folded(query);
    let is_found = |disposition: &DispositionView| has_words(&folded(&disposition.name), &query);
    let places = dispositions.iter().enumerate();
    places
        .filter(|(_, disposition)| is_found(disposition))
        .map(|(place, _)| place)
        .collect()
}

/// Whether an outcome can still be chosen for the call.
pub fn takes_outcome(call: &CallView) -> bool {
    match call.phase {
        CallPhase::Dialing
        | CallPhase::Ringing
        | CallPhase::Talking
        | CallPhase::OnHold
        | CallPhase::Ending
        | CallPhase::WrapUp
        | CallPhase::Disposing
        | CallPhase::Unknown => true,
        CallPhase::Done | CallPhase::Failed => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{call, disposition};

    #[test]
    fn number_keys_choose_by_place() {
        let dispositions = [disposition("7", "Follow up"), disposition("8", "No answer")];
        let at = |key| outcome_at_key(&dispositions, key).map(|found| found.id.as_str());
        assert_eq!(at("1"), Some("7"));
        assert_eq!(at("2"), Some("8"));
        assert_eq!(at("3"), None);
        assert_eq!(at("0"), None);
        assert_eq!(at("F1"), None);
        assert_eq!(at("02"), None);
    }

    #[test]
    fn a_search_takes_words_in_any_order_and_leaves_the_order_alone() {
        let dispositions = [
            disposition("1", "Left Voicemail"),
            disposition("2", "Follow Up"),
            disposition("3", "Voicemail full, left nothing"),
        ];
        assert_eq!(found_outcomes(&dispositions, "voicemail LEFT"), [0, 2]);
        assert_eq!(found_outcomes(&dispositions, " "), [0, 1, 2]);
        assert!(found_outcomes(&dispositions, "sold").is_empty());
        assert!(is_searchable(10) && !is_searchable(9));
    }

    #[test]
    fn an_unknown_disposition_is_named_by_its_id() {
        assert_eq!(outcome_name(&[disposition("7", "Follow up")], "9"), "9");
        assert_eq!(
            outcome_name(&[disposition("7", "Follow up")], "7"),
            "Follow up"
        );
    }

    #[test]
    fn a_finished_call_takes_no_outcome() {
        assert!(takes_outcome(&call(CallPhase::WrapUp)));
        assert!(!takes_outcome(&call(CallPhase::Done)));
    }
}
