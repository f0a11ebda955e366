//! The numbers of one person: the one that is called, and the others of their row.

use super::{Column, PHONE_HEADINGS};
use crate::phone::{NumberProblem, clean};
use crate::stored::OtherNumber;

/// Words before "number" that make it one to call.
const KINDS: [&str; 12] = [
    "alt",
    "alternate",
    "alternative",
    "business",
    "contact",
    "evening",
    "home",
    "office",
    "other",
    "second",
    "secondary",
    "work",
];

/// Whether a column with this key of a heading holds numbers to call.
pub(super) fn is_heading(key: &str) -> bool {
    if key.contains("fax") {
        return false;
    }
    let word = key.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let kind = word.strip_suffix("number");
    PHONE_HEADINGS.contains(&word)
        || word.contains("phone")
        || word.contains("mobile")
        || word.ends_with("cell")
        || kind.is_some_and(|kind| KINDS.contains(&kind))
}

/// What a row says of a person's numbers.
pub(super) struct Numbers {
    /// As the list had the one that is called.
    pub(super) given: String,
    pub(super) number: Result<String, NumberProblem>,
    pub(super) others: Vec<OtherNumber>,
    /// What is no number to call.
    pub(super) columns: Vec<(String, String)>,
}

impl Numbers {
    /// Where the number of the row cannot be called, the first of the others that can takes its
    /// place. What cannot be called stays a column, so that nothing of the row is lost.
    pub(super) fn of(main: Column, rest: Vec<Column>) -> Self {
        let mut numbers = Self {
            number: clean(&main.value),
            given: main.value,
            others: Vec::new(),
            columns: Vec::new(),
        };
        for column in rest {
            let valid = column
                .is_number
                .then(|| clean(&column.value).ok())
                .flatten();
            match valid {
                None => numbers.columns.push((column.heading, column.value)),
                Some(number) if numbers.number.is_err() => {
                    let given = std::mem::replace(&mut numbers.given, column.value);
                    numbers.number = Ok(number);
                    if !given.is_empty() {
                        numbers.columns.insert(0, (main.heading.clone(), given));
                    }
                }
                Some(number) => numbers.add(column.heading, number),
            }
        }
        numbers
    }

    fn add(&mut self, label: String, number: String) {
        let is_main = self.number.as_ref() == Ok(&number);
        if !is_main && self.others.iter().all(|other| other.number != number) {
            self.others.push(OtherNumber { label, number });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::parse;
    use crate::stored::StoredRecord;

    fn first(text: &str) -> StoredRecord {
        let list = parse(text).expect("the text is a list");
        list.records.into_iter().next().expect("somebody")
    }

    fn others(record: &StoredRecord) -> Vec<(&str, &str)> {
        let others = record.other_numbers.iter();
        others
            .map(|one| (one.label.as_str(), one.number.as_str()))
            .collect()
    }

    fn columns(record: &StoredRecord) -> Vec<(&str, &str)> {
        let columns = record.columns.iter();
        columns
            .map(|(heading, value)| (heading.as_str(), value.as_str()))
            .collect()
    }

    #[test]
    fn headings_of_numbers_are_told_from_others() {
        for key in [
            "mobile",
            "homephone",
            "phone2",
            "secondaryphone",
            "mobile2",
            "workcell",
            "tel2",
            "othernumber",
            "primaryphone",
            "studentmobile",
        ] {
            assert!(is_heading(key), "{key}");
        }
        for key in [
            "fax",
            "faxphone",
            "cancelled",
            "studentnumber",
            "grade",
            "email",
            "hotel",
        ] {
            assert!(!is_heading(key), "{key}");
        }
    }

    #[test]
    fn further_numbers_of_a_row_are_numbers_and_no_columns() {
        let text = "name,grade,phone,Mobile,Home phone,phone2\n\
                    Ada,7,2025550101,(202) 555-0102,202-555-0101,2025550103";
        let record = first(text);
        assert_eq!(record.number.as_deref(), Some("+12025550101"));
        let expected = [("Mobile", "+12025550102"), ("phone2", "+12025550103")];
        assert_eq!(others(&record), expected);
        assert_eq!(columns(&record), [("grade", "7")]);
    }

    #[test]
    fn a_number_that_cannot_be_called_stays_a_column() {
        let record = first("name,phone,Mobile,grade\nAda,2025550101,none,7");
        assert!(record.other_numbers.is_empty());
        assert_eq!(columns(&record), [("Mobile", "none"), ("grade", "7")]);
    }

    #[test]
    fn the_first_number_that_can_be_called_takes_the_place_of_one_that_cannot() {
        let text = "name,phone,Mobile,Work phone\nAda,ask her,2025550102,2025550103";
        let record = first(text);
        assert_eq!(record.number.as_deref(), Some("+12025550102"));
        assert_eq!(record.number_given, "2025550102");
        assert_eq!(record.number_problem, None);
        assert_eq!(others(&record), [("Work phone", "+12025550103")]);
        assert_eq!(columns(&record), [("phone", "ask her")]);
        let empty = first("name,phone,Mobile\nAda,,2025550102");
        assert_eq!(empty.number.as_deref(), Some("+12025550102"));
        assert_eq!(columns(&empty), []);
    }

    #[test]
    fn a_list_as_json_has_them_too() {
        let text = r#"[{"StudentName":"Ada","PrimaryPhone":"2025550101","mobile":2025550102}]"#;
        assert_eq!(others(&first(text)), [("mobile", "+12025550102")]);
    }
}
