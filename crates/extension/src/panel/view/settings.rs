//! What the settings offer and what they send.
//!
//! The snapshot says what is set; nothing here remembers a choice.

use crate::panel::view::person::N_CHIPS;

/// Days for which calls are kept, offered beside "for ever" and a number of the agent's own.
pub const DAYS: [u32; 3] = [30, 90, 365];
pub const DAYS_MAX: u32 = 3_650;
pub const COUNTDOWN_MAX_S: u32 = 60;
pub const HOLD_BACK_MAX_S: u32 = 5;
/// Letters of the agent's own name.
pub const AGENT_NAME_MAX: usize = 80;

/// A column that may be shown as a chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChipChoice {
    pub column: String,
    pub is_shown: bool,
    /// Chosen once, and no column of this list.
    pub is_missing: bool,
    pub can_rise: bool,
    pub can_sink: bool,
}

/// Chips in the order in which they are shown, then the columns that are not.
pub fn chip_choices(headings: &[String], chosen: &[String]) -> Vec<ChipChoice> {
    let shown = shown_chips(headings, chosen);
    let choice = |column: &String, place: Option<usize>| ChipChoice {
        column: column.clone(),
        is_shown: place.is_some(),
        is_missing: !headings.contains(column),
        can_rise: place.is_some_and(|place| place > 0),
        can_sink: place.is_some_and(|place| place + 1 < shown.len()),
    };
    let places = shown.iter().enumerate();
    let first = places.map(|(place, column)| choice(column, Some(place)));
    let others = headings.iter().filter(|heading| !shown.contains(heading));
    first
        .chain(others.map(|column| choice(column, None)))
        .collect()
}

/// The chips once this column is shown or not; none is the same as the first four again.
pub fn with_chip(headings: &[String], chosen: &[String], column: &str, on: bool) -> Vec<String> {
    let mut shown = shown_chips(headings, chosen);
    shown.retain(|one| one != column);
    if on {
        shown.push(column.to_owned());
    }
    shown
}

/// The chips once this one changed places with the one before it, or after it.
pub fn moved_chip(headings: &[String], chosen: &[String], column: &str, up: bool) -> Vec<String> {
    let mut shown = shown_chips(headings, chosen);
    let place = shown.iter().position(|one| one == column);
    let other = place.and_then(|place| {
        if up {
            place.checked_sub(1)
        } else {
            Some(place + 1)
        }
    });
    if let (Some(place), Some(other)) = (place, other.filter(|other| *other < shown.len())) {
        shown.swap(place, other);
    }
    shown
}

fn shown_chips(headings: &[String], chosen: &[String]) -> Vec<String> {
    if chosen.is_empty() {
        return headings.iter().take(N_CHIPS).cloned().collect();
    }
    chosen.to_vec()
}

/// A whole number within its bounds, as it was typed.
pub fn number_within(text: &str, least: u32, most: u32) -> Option<u32> {
    let number = text.trim().parse().ok()?;
    (least..=most).contains(&number).then_some(number)
}

/// Whether calls are deleted by keeping them for so many days instead.
pub fn is_shorter(days: Option<u32>, than: Option<u32>) -> bool {
    match (days, than) {
        (Some(days), Some(than)) => days < than,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn shown(choices: &[ChipChoice]) -> Vec<&str> {
        let shown = choices.iter().filter(|choice| choice.is_shown);
        shown.map(|choice| choice.column.as_str()).collect()
    }

    #[test]
    fn without_a_choice_the_first_four_are_shown() {
        let headings = names(&["a", "b", "c", "d", "e"]);
        let choices = chip_choices(&headings, &[]);
        assert_eq!(shown(&choices), ["a", "b", "c", "d"]);
        assert_eq!(choices.len(), 5);
        assert!(!choices[0].can_rise && choices[0].can_sink);
        assert!(choices[3].can_rise && !choices[3].can_sink);
    }

    #[test]
    fn a_tick_adds_at_the_end_and_takes_away_where_it_was() {
        let headings = names(&["a", "b", "c"]);
        let chosen = with_chip(&headings, &names(&["c"]), "a", true);
        assert_eq!(chosen, names(&["c", "a"]));
        assert_eq!(with_chip(&headings, &chosen, "c", false), names(&["a"]));
        assert_eq!(with_chip(&headings, &[], "b", false), names(&["a", "c"]));
    }

    #[test]
    fn a_chip_moves_one_place_and_not_past_the_ends() {
        let headings = names(&["a", "b", "c"]);
        let up = moved_chip(&headings, &[], "b", true);
        assert_eq!(up, names(&["b", "a", "c"]));
        assert_eq!(moved_chip(&headings, &[], "a", true), headings);
        assert_eq!(moved_chip(&headings, &[], "c", false), headings);
        assert_eq!(moved_chip(&headings, &[], "x", false), headings);
    }

    #[test]
    fn a_chosen_column_that_this_list_lacks_is_said_to_be_missing() {
        let choices = chip_choices(&names(&["a"]), &names(&["gone", "a"]));
        assert!(choices[0].is_missing && choices[0].is_shown);
        assert!(!choices[1].is_missing);
    }

    #[test]
    fn a_number_outside_its_bounds_is_none() {
        assert_eq!(number_within(" 60 ", 0, 60), Some(60));
        assert_eq!(number_within("61", 0, 60), None);
        assert_eq!(number_within("-1", 0, 60), None);
        assert_eq!(number_within("1.5", 0, 60), None);
        assert_eq!(number_within("", 0, 60), None);
    }

    #[test]
    fn keeping_calls_for_less_time_deletes_some() {
        assert!(is_shorter(Some(30), None));
        assert!(is_shorter(Some(30), Some(90)));
        assert!(!is_shorter(Some(90), Some(30)));
        assert!(!is_shorter(None, Some(30)));
        assert!(!is_shorter(Some(30), Some(30)));
    }
}
