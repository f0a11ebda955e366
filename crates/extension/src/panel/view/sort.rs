//! The order in which the list is shown.
//!
//! Numbers are compared as numbers and text as people read it; who has nothing there comes last,
//! and who is alike stays in the list's order.

use crate::panel::view::fold::fold_into;
use crate::panel::view::records::Records;
use crate::panel::view::rows::Rows;

/// What the list is sorted by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// As it was brought, or as the agent moved people.
    #[default]
    List,
    Name,
    /// The column of this heading.
    Column(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

/// Decimal places that are told apart.
const N_DECIMALS: usize = 4;
/// A number above this is compared as text.
const INTEGER_DIGITS_MAX: usize = 13;
/// A run of digits is written as its length and the digits; longer ones count as this long.
const RUN_MAX: usize = 40;

/// Sorts the records; the first part decides almost always, and is one comparison of integers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    class: Class,
    start: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Number,
    Text,
    Nothing,
}

/// All places of the list in the order of the sort.
pub fn sorted(records: &Records, sort: &Sort) -> Rows {
    match &sort.by {
        SortBy::List if sort.descending => (0..records.len() as u32).rev().collect(),
        SortBy::List => Rows::All(records.len()),
        SortBy::Name => sorted_by(records, sort.descending, name_text),
        SortBy::Column(heading) => match records.heading(heading) {
            Some(heading) => sorted_by(records, sort.descending, |records, idx, out| {
                let value = records.at(idx).map_or("", |record| record.value(heading));
                fold_into(value.trim(), out);
            }),
            None => Rows::All(records.len()),
        },
    }
}

fn name_text(records: &Records, idx: usize, out: &mut String) {
    out.push_str(records.folded_name(idx));
}

fn sorted_by(
    records: &Records,
    is_descending: bool,
    text_of: impl Fn(&Records, usize, &mut String),
) -> Rows {
    let (mut text, mut texts, mut ends) = (String::new(), Vec::new(), Vec::new());
    let keyed = (0..records.len()).map(|idx| {
        text.clear();
        text_of(records, idx, &mut text);
        let key = key(&text);
        if key.class == Class::Text {
            texts.extend(NaturalBytes::new(&text));
        }
        ends.push(texts.len());
        (key, idx as u32)
    });
    let mut keyed: Vec<(Key, u32)> = keyed.collect();
    let whole = |idx: u32| {
        let idx = idx as usize;
        let first = idx.checked_sub(1).map_or(0, |before| ends[before]);
        &texts[first..ends[idx]]
    };
    keyed.sort_unstable_by(|(a, a_idx), (b, b_idx)| {
        let is_nothing = |key: &Key| key.class == Class::Nothing;
        let by_key = a.cmp(b).then_with(|| whole(*a_idx).cmp(whole(*b_idx)));
        // Who has nothing there is last in either direction.
        let by_key = if is_descending && !is_nothing(a) && !is_nothing(b) {
            by_key.reverse()
        } else {
            by_key
        };
        by_key.then(a_idx.cmp(b_idx))
    });
    keyed.into_iter().map(|(_, idx)| idx).collect()
}

impl FromIterator<u32> for Rows {
    fn from_iter<I: IntoIterator<Item = u32>>(places: I) -> Self {
        Self::Some(places.into_iter().collect())
    }
}

fn key(text: &str) -> Key {
    let (class, start) = match number_of(text) {
        _ if text.is_empty() => (Class::Nothing, 0),
        Some(number) => (Class::Number, (number as u64) ^ (1 << 63)),
        None => {
            let start = NaturalBytes::new(text).take(8);
            let (start, n_bytes) = start.fold((0, 0), |(start, n_bytes), byte| {
                (start << 8 | u64::from(byte), n_bytes + 1)
            });
            (Class::Text, start << (8 * (8 - n_bytes)).min(63))
        }
    };
    Key { class, start }
}

/// A text in which every run of digits is led by how long it is, so that `day 9` comes before
/// `day 12`.
struct NaturalBytes<'a> {
    bytes: &'a [u8],
    /// Digits of the run that are still to be given.
    n_digits: usize,
}

impl<'a> NaturalBytes<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            n_digits: 0,
        }
    }
}

impl Iterator for NaturalBytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let first = *self.bytes.first()?;
        if self.n_digits > 0 || !first.is_ascii_digit() {
            self.n_digits = self.n_digits.saturating_sub(1);
            self.bytes = &self.bytes[1..];
            return Some(first);
        }
        let is_digit = |byte: &&u8| byte.is_ascii_digit();
        let n_digits = self.bytes.iter().take_while(is_digit).count();
        let n_zeros = self.bytes[..n_digits - 1]
            .iter()
            .take_while(|byte| **byte == b'0')
            .count();
        self.bytes = &self.bytes[n_zeros..];
        self.n_digits = n_digits - n_zeros;
        Some(b'0' + self.n_digits.min(RUN_MAX) as u8)
    }
}

/// A value that is a number, as whole ten-thousandths: `1,200`, `-3.5`, `$40`, `12 %`.
fn number_of(text: &str) -> Option<i64> {
    let text = text.trim_matches(|sign: char| matches!(sign, '$' | '€' | '£' | '%' | ' '));
    let (is_negative, text) = match text.strip_prefix(['-', '−']) {
        Some(text) => (true, text.trim_start_matches(['$', '€', '£', ' '])),
        None => (false, text),
    };
    let (whole, decimals) = split_decimals(text);
    let mut number = 0_i64;
    let mut n_digits = 0;
    for sign in whole.chars() {
        match sign {
            '0'..='9' => {
                number = number.checked_mul(10)? + i64::from(u32::from(sign) - 48);
                n_digits += 1;
            }
            ',' | ' ' | '.' if n_digits > 0 => {}
            _ => return None,
        }
    }
    if n_digits == 0 && decimals.is_empty() || n_digits > INTEGER_DIGITS_MAX {
        return None;
    }
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    for place in 0..N_DECIMALS {
        let digit = decimals
            .as_bytes()
            .get(place)
            .map_or(0, |digit| digit - b'0');
        number = number * 10 + i64::from(digit);
    }
    Some(if is_negative { -number } else { number })
}

/// Parts a number at its decimal sign: the last point or comma, unless it groups thousands.
fn split_decimals(text: &str) -> (&str, &str) {
    let Some(place) = text.rfind(['.', ',']) else {
        return (text, "");
    };
    let (whole, decimals) = (&text[..place], &text[place + 1..]);
    let sign = &text[place..=place];
    let has_other = whole.contains(if sign == "." { ',' } else { '.' });
    let groups = !has_other && (whole.contains(sign) || (sign == "," && decimals.len() == 3));
    if groups {
        (text, "")
    } else {
        (whole, decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::record;

    fn by_column(values: &[&str], descending: bool) -> Vec<String> {
        let row = |(idx, value): (usize, &&str)| {
            let mut record = record(&idx.to_string(), "Somebody", None);
            record.columns = vec![("Column".to_owned(), (*value).to_owned())];
            record
        };
        let records = Records::new(values.iter().enumerate().map(row).collect(), 1);
        let by = SortBy::Column("Column".to_owned());
        let rows = sorted(&records, &Sort { by, descending });
        let values = rows.iter().map(|idx| values[idx].to_owned());
        values.collect()
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_nothing_is_last() {
        let values = ["12", "", "9", "1,200", "-3.5", "$40", "3.25", "12 %", "B-"];
        let up = ["-3.5", "3.25", "9", "12", "12 %", "$40", "1,200", "B-", ""];
        assert_eq!(by_column(&values, false), up);
        let down = ["B-", "1,200", "$40", "12", "12 %", "9", "3.25", "-3.5", ""];
        assert_eq!(by_column(&values, true), down);
    }

    #[test]
    fn text_is_compared_as_people_read_it() {
        let values = [
            "Day 12",
            "day 9",
            "Émile",
            "Zoe",
            "émile b",
            "Day 009a",
            "2026-05-01",
            "2026-10-01",
        ];
        let up = [
            "2026-05-01",
            "2026-10-01",
            "day 9",
            "Day 009a",
            "Day 12",
            "Émile",
            "émile b",
            "Zoe",
        ];
        assert_eq!(by_column(&values, false), up);
    }

    #[test]
    fn texts_that_begin_alike_are_told_apart_and_equal_ones_keep_their_order() {
        let values = [
            "Montgomery Zed",
            "montgomery ann",
            "Montgomery Zed",
            "Montgomery",
        ];
        let up = [
            "Montgomery",
            "montgomery ann",
            "Montgomery Zed",
            "Montgomery Zed",
        ];
        assert_eq!(by_column(&values, false), up);
    }

    #[test]
    fn only_numbers_are_numbers() {
        for (text, number) in [
            ("1", Some(10_000)),
            ("1.5", Some(15_000)),
            ("1,5", Some(15_000)),
            ("1,500", Some(15_000_000)),
            ("1.234.567", Some(12_345_670_000)),
            ("1.234,5", Some(12_345_000)),
            (".5", Some(5_000)),
            ("-", None),
            ("1.2.x", None),
            ("12a", None),
            ("12345678901234", None),
            ("(202) 555", None),
        ] {
            assert_eq!(number_of(text), number, "{text}");
        }
    }

    #[test]
    fn the_lists_own_order_turns_round() {
        let records = Records::new(vec![record("1", "B", None), record("2", "A", None)], 1);
        let places = |by, descending| {
            let rows = sorted(&records, &Sort { by, descending });
            rows.iter().collect::<Vec<_>>()
        };
        assert_eq!(places(SortBy::List, false), [0, 1]);
        assert_eq!(places(SortBy::List, true), [1, 0]);
        assert_eq!(places(SortBy::Name, false), [1, 0]);
        assert_eq!(places(SortBy::Column("gone".into()), false), [0, 1]);
    }
}
