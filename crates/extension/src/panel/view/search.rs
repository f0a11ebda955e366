//! The search over the list: words in any order, digits of numbers however written.
//!
//! What is searched was folded when the list was read; a key pressed makes nothing for each record,
//! and a longer query looks only among those whom the shorter one found.

use memchr::memmem::Finder;

use crate::panel::view::bits::Bits;
use crate::panel::view::chunk::Chunk;
use crate::panel::view::fold::folded;
use crate::panel::view::records::Records;

/// From so many digits on, what stands apart is one number: `202 555 01`.
const N_DIGITS_OF_NUMBER: usize = 7;
/// Below this share of the list each record is looked at by itself.
const FEW: usize = 8;

/// What was typed, as it is looked for; all words have to be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    /// The digits alone, where it is written as numbers are: either will do.
    digits: Option<String>,
}

impl Query {
    pub fn new(typed: &str) -> Self {
        let typed = folded(typed);
        let n_digits = typed.chars().filter(char::is_ascii_digit).count();
        let mut words: Vec<Word> = if n_digits >= N_DIGITS_OF_NUMBER && is_number(&typed) {
            vec![Word::new(typed.trim())]
        } else {
            typed.split_whitespace().map(Word::new).collect()
        };
        // The longest word is in the fewest records.
        words.sort_by_key(|word| std::cmp::Reverse(word.text.len()));
        Self { words }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether nobody is found by this who is not found by the other.
    pub fn narrows(&self, other: &Self) -> bool {
        other
            .words
            .iter()
            .all(|old| self.words.iter().any(|new| new.narrows(old)))
    }

    /// What has to be looked for among those whom the other found.
    pub fn beyond(&self, other: &Self) -> Self {
        let words = self.words.iter().filter(|word| !other.words.contains(word));
        Self {
            words: words.cloned().collect(),
        }
    }

    /// Those who have all words, among these.
    pub fn find(&self, records: &Records, among: Option<&Bits>) -> Bits {
        let all = || Bits::all(records.len());
        let mut found = among.map_or_else(all, Bits::clone);
        for word in self.words.iter().map(WordFinder::new) {
            if found.len() < records.len() / FEW {
                let holds = |idx: &usize| word.is_in(records.folded_of(*idx).as_bytes());
                found = found.iter().filter(holds).collect();
            } else {
                found.keep(&find_all(records, &word));
            }
        }
        found
    }
}

impl Word {
    fn new(text: &str) -> Self {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_written_apart = !digits.is_empty() && digits.len() < text.len() && is_number(text);
        Self {
            text: text.to_owned(),
            digits: is_written_apart.then_some(digits),
        }
    }

    fn narrows(&self, old: &Self) -> bool {
        let is_in = |new: &str| {
            let old_digits = old.digits.iter().any(|digits| new.contains(digits));
            new.contains(&old.text) || old_digits
        };
        is_in(&self.text) && self.digits.as_deref().is_none_or(is_in)
    }
}

fn is_number(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

struct WordFinder<'a> {
    text: Finder<'a>,
    digits: Option<Finder<'a>>,
}

impl<'a> WordFinder<'a> {
    fn new(word: &'a Word) -> Self {
        let digits = word.digits.as_ref();
        Self {
            text: Finder::new(word.text.as_bytes()),
            digits: digits.map(|digits| Finder::new(digits.as_bytes())),
        }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        let digits = self.digits.as_ref();
        self.text.find(text).is_some() || digits.is_some_and(|one| one.find(text).is_some())
    }
}

/// Goes through the text of whole chunks, not of each record.
fn find_all(records: &Records, word: &WordFinder<'_>) -> Bits {
    let mut lying = Bits::none(records.n_read());
    for (n_before, chunk) in records.each_chunk() {
        for finder in std::iter::once(&word.text).chain(&word.digits) {
            find_in(chunk, finder, |idx| lying.set(n_before + idx, true));
        }
    }
    let Some(order) = records.order() else {
        return lying;
    };
    let mut found = Bits::none(records.len());
    for (idx, lies_at) in order.iter().enumerate() {
        found.set(idx, lying.contains(*lies_at as usize));
    }
    found
}

/// Names each record of the chunk in which the text stands.
fn find_in(chunk: &Chunk, finder: &Finder<'_>, mut found: impl FnMut(usize)) {
    let text = chunk.folded().as_bytes();
    let (mut from, mut idx) = (0, 0);
    while let Some(place) = finder.find(&text[from..]) {
        let (place, end) = (from + place, from + place + finder.needle().len());
        while chunk.folded_end(idx) <= place {
            idx += 1;
        }
        // What begins in one record and ends in the next stands in neither.
        if end <= chunk.folded_end(idx) {
            found(idx);
            from = chunk.folded_end(idx);
        } else {
            from = place + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::record;
    use crate::stored::OtherNumber;

    fn records() -> Records {
        let mut ada = record("1", "Ada Sample", Some("+12025550101"));
        ada.columns.push(("Days out".into(), "14".into()));
        ada.columns.push(("Since".into(), "2026-05-01".into()));
        ada.other_numbers.push(OtherNumber {
            label: "Mobile".into(),
            number: "+12025550191".into(),
        });
        let rows = vec![
            ada,
            record("2", "Ben Sample", Some("+12025550102")),
            record("3", "Çelik O'Hara", None),
        ];
        Records::new(rows, 1)
    }

    #[track_caller]
    fn check(typed: &str, expected: &[usize]) {
        let found = Query::new(typed).find(&records(), None);
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{typed:?}");
    }

    #[test]
    fn names_are_found_in_either_order_and_without_accents() {
        check("", &[0, 1, 2]);
        check("  ", &[0, 1, 2]);
        check("sample BEN", &[1]);
        check("ben sam", &[1]);
        check("çel", &[2]);
        check("celik ohara", &[2]);
        check("nobody", &[]);
        check("sample 14", &[0]);
    }

    #[test]
    fn numbers_are_found_however_written() {
        check("(202) 555-0102", &[1]);
        check("202 555 0102", &[1]);
        check("+1 202 555 0191", &[0]);
        check("2025550101", &[0]);
        check("0102", &[1]);
        check("ben 555-01", &[1]);
        check("2026-05", &[0]);
    }

    #[test]
    fn no_word_is_found_across_two_people() {
        check("e\u{301}", &[0, 1, 2]);
        check("0101ada", &[]);
        check("14 2026", &[0]);
        check("01 ben", &[1]);
        check("0102celik", &[]);
    }

    #[test]
    fn a_longer_query_narrows_and_another_one_does_not() {
        let narrows = |new: &str, old: &str| Query::new(new).narrows(&Query::new(old));
        assert!(narrows("ada s", "ada"));
        assert!(narrows("ada", ""));
        assert!(narrows("555-01", "555-"));
        assert!(narrows("202 555 01", "202 555"));
        assert!(!narrows("ad", "ada"));
        assert!(!narrows("ben", "ada"));
    }
}
