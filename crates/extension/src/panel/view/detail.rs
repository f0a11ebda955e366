//! What the worker says in fixed English, in the panel's own language.
//!
//! `error` and the reasons beside it are for other programs too, and stay as they are; a sentence
//! that is not ours, such as Five9's own words, is shown as it stands.

use crate::panel::view::words::{Arg, Words};

/// A sentence of the worker, with `{}` where a value stands, and its key.
const SENTENCES: [(&str, &str); 18] = [
    ("no number given", "detailNumberMissing"),
    ("has signs that are no part of a number", "detailNumberSign"),
    ("too short", "detailNumberShort"),
    ("too long", "detailNumberLong"),
    ("not a number that can be dialed", "detailNumberShape"),
    ("country code missing", "detailNumberCountry"),
    ("less than a minute ago", "detailJustNow"),
    ("{} min ago", "detailMinutesAgo"),
    ("there is nothing in it", "detailListEmpty"),
    ("it starts like JSON and is not: {}", "detailListJson"),
    ("the JSON is not an array of objects", "detailListShape"),
    (
        "line {} has a quote that is never closed",
        "detailListQuote",
    ),
    (
        "no column or line has a phone number",
        "detailListNoNumbers",
    ),
    ("cannot be read", "detailRowUnreadable"),
    ("has no number", "detailRowNoNumber"),
    ("has neither name nor number", "detailRowNothing"),
    ("is not an object", "detailRowNoObject"),
    ("has no phone number", "detailRowNoPhone"),
];
const COLUMNS: (&str, &str) = ("has {} values for {} columns", "detailRowColumns");

/// The words of a sentence of the worker; none where it is somebody else's.
pub fn detail_words(sentence: &str) -> Option<Words> {
    let known = SENTENCES.iter().chain([&COLUMNS]);
    let mut found = known.filter_map(|(pattern, key)| {
        let args = values(sentence, pattern)?;
        Some(Words { key, args })
    });
    found.next()
}

/// What stands in the sentence where the pattern has `{}`.
fn values(sentence: &str, pattern: &str) -> Option<Vec<Arg>> {
    let mut pieces = pattern.split("{}");
    let mut rest = sentence.strip_prefix(pieces.next()?)?;
    let mut values = Vec::new();
    for piece in pieces {
        let (value, after) = if piece.is_empty() {
            (rest, "")
        } else {
            rest.split_once(piece)?
        };
        values.push(Arg::from(value));
        rest = after;
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::parse;
    use crate::phone::clean;

    fn check(sentence: &str, key: &str, n_values: usize) {
        let words = detail_words(sentence).unwrap_or_else(|| panic!("{sentence} is not known"));
        assert_eq!((words.key, words.args.len()), (key, n_values), "{sentence}");
    }

    #[test]
    fn every_reason_against_a_number_has_words() {
        for number in [
            "",
            "n/a",
            "555",
            "1234567890123456",
            "22025550101",
            "442079460958",
        ] {
            let problem = clean(number).expect_err("not a number").to_string();
            assert!(detail_words(&problem).is_some(), "{problem}");
        }
    }

    #[test]
    fn every_reason_against_a_row_has_words() {
        let texts = [
            "name,phone,city\nAda,2025550101,x\nBen,2025550102,x,y,z\n,,x\n",
            "[{\"name\":\"Ada\",\"phone\":\"2025550101\"}, 7, {\"x\": 1}]",
            "Ada Sample,2025550101\nnobody\n",
        ];
        for text in texts {
            let list = parse(text).expect("a list");
            assert!(!list.dropped.is_empty(), "{text}");
            for row in list.dropped {
                assert!(detail_words(&row.reason).is_some(), "{}", row.reason);
            }
        }
    }

    #[test]
    fn every_reason_against_a_list_has_words() {
        for text in ["", "[{", "{\"a\":1}", "a,\"b\n", "Ada\nBen"] {
            let problem = parse(text).expect_err("no list").to_string();
            assert!(detail_words(&problem).is_some(), "{problem}");
        }
    }

    #[test]
    fn values_are_taken_out_of_a_sentence() {
        check("7 min ago", "detailMinutesAgo", 1);
        check("has 4 values for 2 columns", "detailRowColumns", 2);
        let words = detail_words("has 4 values for 2 columns").expect("known");
        assert_eq!(words.args, ["4".into(), "2".into()]);
    }

    #[test]
    fn the_words_of_somebody_else_are_left_alone() {
        assert_eq!(detail_words("Campaign is stopped"), None);
        assert_eq!(detail_words("7 min ago, said Five9"), None);
        assert_eq!(detail_words(""), None);
    }
}
