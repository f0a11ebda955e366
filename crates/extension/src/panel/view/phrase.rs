//! A text of the locale file with its places, read once and filled as often as it is said.
//!
//! The browser fills places itself, but looks the text up for that each time: some tenths of a
//! millisecond, for each name of each row.

/// What stands for each place while a text is read: signs that no text has. The browser knows nine.
pub const MARKS: [&str; 9] = [
    "\u{E000}", "\u{E001}", "\u{E002}", "\u{E003}", "\u{E004}", "\u{E005}", "\u{E006}", "\u{E007}",
    "\u{E008}",
];

/// A text cut at its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// What is before the first place.
    head: Box<str>,
    /// For each place, from 0, what goes into it, and what follows it.
    rest: Box<[(usize, Box<str>)]>,
}

impl Phrase {
    /// Cuts a text whose places hold [`MARKS`].
    pub fn of_marked(text: &str) -> Self {
        let place_of = |sign: char| MARKS.iter().position(|mark| mark.starts_with(sign));
        let is_mark = |sign: char| place_of(sign).is_some();
        let head = text.split(is_mark).next().unwrap_or_default();
        let places = text.chars().filter_map(place_of);
        let rest = places.zip(text.split(is_mark).skip(1).map(Box::from));
        Self {
            head: head.into(),
            rest: rest.collect(),
        }
    }

    /// The text with its places filled in order; a place for which there is nothing stays empty.
    pub fn fill(&self, parts: &[&str]) -> String {
        let mut text = String::from(&*self.head);
        for (place, after) in &self.rest {
            text.push_str(parts.get(*place).copied().unwrap_or_default());
            text.push_str(after);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_wherever_and_however_often_they_stand() {
        let phrase = Phrase::of_marked("\u{E001} of \u{E000}, \u{E001}!");
        assert_eq!(phrase.fill(&["ten", "two"]), "two of ten, two!");
        assert_eq!(phrase.fill(&["ten"]), " of ten, !");
    }

    #[test]
    fn a_text_without_places_stays_as_it_is() {
        let phrase = Phrase::of_marked("Select all");
        assert_eq!(phrase.fill(&["nobody"]), "Select all");
    }

    #[test]
    fn what_goes_into_a_place_is_never_taken_for_one() {
        let phrase = Phrase::of_marked("\u{E000} and \u{E001}");
        assert_eq!(phrase.fill(&["$2\u{E001}", "two"]), "$2\u{E001} and two");
    }
}
