//! Reading a list: CSV with a header, lines of "name, number", or a JSON array of objects.
//!
//! No row is lost in silence: one that makes no record is returned with its line and why.

pub mod edits;
mod numbers;

use serde_json::Value;

use crate::snapshot::DroppedRow;
use crate::stored::StoredRecord;
use numbers::Numbers;

/// What a text held.
#[derive(Debug, PartialEq, Eq)]
pub struct ParsedList {
    /// In the text's order; records without a valid number among them.
    pub records: Vec<StoredRecord>,
    /// Rows that made no record.
    pub dropped: Vec<DroppedRow>,
}

/// Why a text is no list at all: a sentence for the agent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListProblem {
    #[error("there is nothing in it")]
    Empty,
    #[error("it starts like JSON and is not: {0}")]
    Json(String),
    #[error("the JSON is not an array of objects")]
    JsonShape,
    #[error("line {0} has a quote that is never closed")]
    OpenQuote(usize),
    #[error("no column or line has a phone number")]
    NoNumbers,
}

const NAME_HEADINGS: [&str; 8] = [
    "studentname",
    "name",
    "fullname",
    "contactname",
    "student",
    "contact",
    "displayname",
    "person",
];
const FIRST_HEADINGS: [&str; 3] = ["firstname", "first", "givenname"];
const LAST_HEADINGS: [&str; 4] = ["lastname", "last", "surname", "familyname"];
const PHONE_HEADINGS: [&str; 14] = [
    "primaryphone",
    "phone",
    "phonenumber",
    "number",
    "telephone",
    "tel",
    "mobile",
    "mobilephone",
    "cell",
    "cellphone",
    "homephone",
    "phone1",
    "primary",
    "contactnumber",
];

/// Reads a pasted text or a file's content.
///
/// # Errors
/// Why it is no list; nothing of it is kept then.
pub fn parse(text: &str) -> Result<ParsedList, ListProblem> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ListProblem::Empty);
    }
    let rows = if text.starts_with(['[', '{']) {
        json_rows(text)?
    } else {
        text_rows(text)?
    };
    let mut list = ParsedList {
        records: Vec::new(),
        dropped: Vec::new(),
    };
    let mut ids = std::collections::BTreeMap::new();
    for row in rows {
        match row.fields {
            Ok(fields) => list.records.push(record(fields, &mut ids)),
            Err(reason) => list.dropped.push(DroppedRow {
                line: row.line,
                reason,
            }),
        }
    }
    if list
        .records
        .iter()
        .all(|record| record.number_given.is_empty())
    {
        return Err(ListProblem::NoNumbers);
    }
    Ok(list)
}

struct Row {
    /// 1-based line of the text, or place in the JSON array.
    line: usize,
    fields: Result<Fields, String>,
}

struct Fields {
    name: String,
    number: Column,
    /// The others that have a value, in order.
    columns: Vec<Column>,
}

/// One value of a row.
struct Column {
    heading: String,
    value: String,
    /// Its heading says that it is a number to call.
    is_number: bool,
}

impl Column {
    /// A number without a heading.
    fn number(value: &str) -> Self {
        Self {
            heading: String::new(),
            value: value.to_owned(),
            is_number: true,
        }
    }
}

fn record(fields: Fields, ids: &mut std::collections::BTreeMap<String, usize>) -> StoredRecord {
    let Numbers {
        given,
        number,
        others,
        columns,
    } = Numbers::of(fields.number, fields.columns);
    // The id depends on who it is, not on the place in the list: a refreshed list keeps it.
    let key = number.as_deref().unwrap_or(&given).to_owned();
    let base = format!("r{:016x}", fingerprint(&[fields.name.as_str(), &key]));
    let n_times = ids.entry(base.clone()).or_insert(0);
    *n_times += 1;
    let id = if *n_times == 1 {
        base
    } else {
        format!("{base}-{n_times}")
    };
    StoredRecord {
        id,
        name: fields.name,
        number_given: given,
        number_problem: number.as_ref().err().map(ToString::to_string),
        number: number.ok(),
        other_numbers: others,
        columns,
    }
}

/// FNV-1a over the parts, with a separator that no text holds.
fn fingerprint(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// What the headings of a table say about its columns.
struct Headings {
    names: Vec<String>,
    name: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
    phone: usize,
    /// Further columns of numbers to call.
    phones: Vec<usize>,
}

impl Headings {
    fn read(names: Vec<String>) -> Option<Self> {
        let keys: Vec<String> = names.iter().map(|name| heading_key(name)).collect();
        let find = |known: &[&str]| {
            known
                .iter()
                .find_map(|one| keys.iter().position(|key| key == one))
        };
        let phone =
            find(&PHONE_HEADINGS).or_else(|| keys.iter().position(|key| key.contains("phone")))?;
        let (name, first, last) = (
            find(&NAME_HEADINGS),
            find(&FIRST_HEADINGS),
            find(&LAST_HEADINGS),
        );
        let name = name.or_else(|| {
            let named = keys.iter().position(|key| key.contains("name"));
            named.filter(|_| first.is_none() && last.is_none())
        });
        let keys = keys.iter().enumerate();
        let phones = keys.filter(|(index, key)| *index != phone && numbers::is_heading(key));
        let phones = phones.map(|(index, _)| index).collect();
        Some(Self {
            names,
            name,
            first,
            last,
            phone,
            phones,
        })
    }

    fn fields(&self, values: &[String]) -> Fields {
        let value = |index: Option<usize>| {
            index
                .and_then(|index| values.get(index))
                .map_or("", |value| value.trim())
        };
        let name = match self.name {
            Some(_) => value(self.name).to_owned(),
            None => format!("{} {}", value(self.first), value(self.last))
                .trim()
                .to_owned(),
        };
        let used = |index: usize| {
            let index = Some(index);
            index == Some(self.phone)
                || index == self.name
                || (self.name.is_none() && (index == self.first || index == self.last))
        };
        let columns = self.names.iter().zip(values).enumerate();
        let columns = columns
            .filter(|(index, (_, value))| !used(*index) && !value.trim().is_empty())
            .map(|(index, (heading, value))| Column {
                heading: heading.clone(),
                value: value.trim().to_owned(),
                is_number: self.phones.contains(&index),
            })
            .collect();
        let number = Column {
            heading: self.names[self.phone].clone(),
            ..Column::number(value(Some(self.phone)))
        };
        Fields {
            name,
            number,
            columns,
        }
    }
}

fn heading_key(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn text_rows(text: &str) -> Result<Vec<Row>, ListProblem> {
    check_quotes(text)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut headings = None;
    let mut rows = Vec::new();
    for (index, parsed) in reader.records().enumerate() {
        let Ok(parsed) = parsed else {
            rows.push(Row {
                line: index + 1,
                fields: Err("cannot be read".to_owned()),
            });
            continue;
        };
        let line = parsed.position().map_or(index + 1, |position| {
            usize::try_from(position.line()).unwrap_or(index + 1)
        });
        let values: Vec<String> = parsed.iter().map(str::to_owned).collect();
        if values.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        if index == 0 && !values.iter().any(|value| looks_like_number(value)) {
            headings = Headings::read(values.iter().map(|name| name.trim().to_owned()).collect());
            if headings.is_some() {
                continue;
            }
        }
        let fields = match &headings {
            Some(headings) if values.len() > headings.names.len() => Err(format!(
                "has {} values for {} columns",
                values.len(),
                headings.names.len()
            )),
            Some(headings) => keep_named(headings.fields(&values)),
            None => plain_line(&values),
        };
        rows.push(Row { line, fields });
    }
    Ok(rows)
}

/// "name, number", "number, name", or a number alone.
fn plain_line(values: &[String]) -> Result<Fields, String> {
    let Some(phone) = values.iter().position(|value| looks_like_number(value)) else {
        let mut values = values
            .iter()
            .map(|value| value.trim())
            .filter(|value| !value.is_empty());
        let name = values.next().unwrap_or_default().to_owned();
        let number = values.next().unwrap_or_default().to_owned();
        if number.is_empty() {
            return Err("has no number".to_owned());
        }
        return Ok(Fields {
            name,
            number: Column::number(&number),
            columns: Vec::new(),
        });
    };
    let others: Vec<&str> = values
        .iter()
        .enumerate()
        .filter(|(index, value)| *index != phone && !value.trim().is_empty())
        .map(|(_, value)| value.trim())
        .collect();
    // "Last, First, number" is a name in two parts.
    let (name, rest) = match (phone, others.as_slice()) {
        (2.., [last, first, rest @ ..]) => (format!("{first} {last}"), rest),
        (_, [name, rest @ ..]) => ((*name).to_owned(), rest),
        (_, []) => (String::new(), [].as_slice()),
    };
    let columns = rest
        .iter()
        .enumerate()
        .map(|(index, value)| Column {
            heading: format!("{}", index + 3),
            value: (*value).to_owned(),
            is_number: false,
        })
        .collect();
    Ok(Fields {
        name,
        number: Column::number(values[phone].trim()),
        columns,
    })
}

fn keep_named(fields: Fields) -> Result<Fields, String> {
    if fields.name.is_empty() && fields.number.value.is_empty() {
        return Err("has neither name nor number".to_owned());
    }
    Ok(fields)
}

fn looks_like_number(value: &str) -> bool {
    let n_digits = value.chars().filter(char::is_ascii_digit).count();
    n_digits >= 7 && !value.chars().any(char::is_alphabetic)
}

/// The sign that separates most often in the first line, outside quotes.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    [('\t', b'\t'), (';', b';'), (',', b',')]
        .into_iter()
        .max_by_key(|(sign, _)| count(*sign))
        .map_or(b',', |(_, byte)| byte)
}

/// A quote that opens a field and is never closed would swallow the rest of the list.
fn check_quotes(text: &str) -> Result<(), ListProblem> {
    let separator = char::from(delimiter(text));
    let (mut open_at, mut line, mut field_start) = (None, 1, true);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, open_at) {
            ('"', Some(_)) if signs.peek() == Some(&'"') => _ = signs.next(),
            ('"', Some(_)) => open_at = None,
            ('"', None) if field_start => open_at = Some(line),
            _ => {}
        }
        line += usize::from(sign == '\n');
        field_start = sign == separator || sign == '\n' || (field_start && sign == ' ');
    }
    open_at.map_or(Ok(()), |line| Err(ListProblem::OpenQuote(line)))
}

fn json_rows(text: &str) -> Result<Vec<Row>, ListProblem> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| ListProblem::Json(error.to_string()))?;
    let Value::Array(items) = value else {
        return Err(ListProblem::JsonShape);
    };
    if items.iter().all(|item| !item.is_object()) {
        return Err(ListProblem::JsonShape);
    }
    Ok(items
        .iter()
        .enumerate()
        .map(|(index, item)| json_row(index + 1, item))
        .collect())
}

fn json_row(line: usize, item: &Value) -> Row {
    let Value::Object(members) = item else {
        return Row {
            line,
            fields: Err("is not an object".to_owned()),
        };
    };
    let names: Vec<String> = members.keys().cloned().collect();
    let values: Vec<String> = members.values().map(json_text).collect();
    let fields = match Headings::read(names) {
        Some(headings) => keep_named(headings.fields(&values)),
        None => Err("has no phone number".to_owned()),
    };
    Row { line, fields }
}

fn json_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<&str>)]) -> ParsedList {
        let list = parse(text).expect("the text is a list");
        let found: Vec<_> = list
            .records
            .iter()
            .map(|one| (one.name.as_str(), one.number.as_deref()))
            .collect();
        assert_eq!(found, expected);
        list
    }

    #[test]
    fn csv_with_a_header_keeps_the_other_columns() {
        let text = "Name,Phone,Days Out\r\nAda Li,202-555-0101,12\r\n\"Li, Bo\",2025550102,\r\n";
        let list = check(
            text,
            &[
                ("Ada Li", Some("+12025550101")),
                ("Li, Bo", Some("+12025550102")),
            ],
        );
        assert_eq!(
            list.records[0].columns,
            [("Days Out".to_owned(), "12".to_owned())]
        );
        assert_eq!(list.records[1].columns, []);
    }

    #[test]
    fn lines_of_name_and_number_need_no_header() {
        check(
            "Ada Li, 202 555 0101\nBo Ek\t\n",
            &[("Ada Li", Some("+12025550101"))],
        );
        check(
            "Ada\t2025550101\nBo\t2025550102",
            &[("Ada", Some("+12025550101")), ("Bo", Some("+12025550102"))],
        );
        check("Li, Ada, 2025550101", &[("Ada Li", Some("+12025550101"))]);
        check("(202) 555-0101", &[("", Some("+12025550101"))]);
    }

    #[test]
    fn the_json_array_of_the_predecessor_is_read() {
        let text = r#"[{"StudentName":"Ada Li","PrimaryPhone":"2025550101","Grade":81},
                       {"StudentName":"Bo Ek","PrimaryPhone":12025550102}, 7]"#;
        let list = check(
            text,
            &[
                ("Ada Li", Some("+12025550101")),
                ("Bo Ek", Some("+12025550102")),
            ],
        );
        assert_eq!(
            list.records[0].columns,
            [("Grade".to_owned(), "81".to_owned())]
        );
        assert_eq!(
            list.dropped,
            [DroppedRow {
                line: 3,
                reason: "is not an object".to_owned()
            }]
        );
    }

    #[test]
    fn a_record_without_a_valid_number_stays_with_its_reason() {
        let list = check(
            "name,phone\nAda Li,\nBo Ek,2025550102",
            &[("Ada Li", None), ("Bo Ek", Some("+12025550102"))],
        );
        assert_eq!(
            list.records[0].number_problem.as_deref(),
            Some("no number given")
        );
    }

    #[test]
    fn first_and_last_name_make_one_name() {
        check(
            "First Name,Last Name,Mobile\nAda,Li,2025550101",
            &[("Ada Li", Some("+12025550101"))],
        );
    }

    #[test]
    fn people_of_one_name_and_number_get_different_ids_and_keep_them() {
        let text = "Ada,2025550101\nAda,2025550101\nAda,2025550102";
        let (one, two) = (parse(text).expect("list"), parse(text).expect("list"));
        assert_eq!(one, two);
        let ids: std::collections::BTreeSet<_> = one.records.iter().map(|one| &one.id).collect();
        assert_eq!(ids.len(), 3);
    }

    #[test]
    fn a_text_that_is_no_list_says_why() {
        assert_eq!(parse("  \n"), Err(ListProblem::Empty));
        assert!(matches!(parse("[{\"a\":1"), Err(ListProblem::Json(_))));
        assert_eq!(parse("{\"a\":1}"), Err(ListProblem::JsonShape));
        assert_eq!(
            parse("name,phone\n\"Ada,2025550101"),
            Err(ListProblem::OpenQuote(2))
        );
        assert_eq!(
            parse("just some words\nand more"),
            Err(ListProblem::NoNumbers)
        );
    }

    #[test]
    fn a_row_with_too_many_values_is_dropped_and_named() {
        let list = check(
            "name,phone\nAda,2025550101\nBo,Ek,2025550102",
            &[("Ada", Some("+12025550101"))],
        );
        assert_eq!(list.dropped[0].line, 3);
    }
}
