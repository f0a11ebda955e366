//! Calls and lists as files: CSV and XLSX for spreadsheets, JSON Lines for programs.
//!
//! No cell is a formula to a spreadsheet: what would be one is written as text.

use serde::Serialize;

use crate::snapshot::HeldView;
use crate::stored::{CallPlacement, EndedBy, HistoryCall, StoredRecord};
use crate::zone::{Zone, iso_text};

/// By this, spreadsheets know that the text is UTF-8.
pub const MARK: &str = "\u{feff}";

/// Kinds of files of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    JsonLines,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::JsonLines];

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "exportCsv",
            Self::Xlsx => "exportXlsx",
            Self::JsonLines => "exportJsonLines",
        }
    }

    /// How the name of its file ends, and its kind as browsers name it.
    pub fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv => ("csv", "text/csv;charset=utf-8"),
            Self::Xlsx => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            Self::JsonLines => ("jsonl", "application/x-ndjson"),
        }
    }

    /// What a file of calls starts with.
    pub fn head(self) -> String {
        match self {
            Self::Csv => format!("{MARK}{}", calls_csv_head()),
            Self::Xlsx => calls_csv_head(),
            Self::JsonLines => String::new(),
        }
    }

    /// The lines of these calls, in their order.
    pub fn lines(self, calls: &[HistoryCall], zone: Zone<'_>) -> String {
        match self {
            Self::Csv => calls_csv(calls, zone, Cells::Guarded),
            Self::Xlsx => calls_csv(calls, zone, Cells::Plain),
            Self::JsonLines => calls_json_lines(calls, zone),
        }
    }
}

/// How texts are written that a spreadsheet would take for a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cells {
    /// With a sign before them that makes them texts.
    Guarded,
    /// As they are: for what writes every cell as the text that it is.
    Plain,
}

const CALL_HEADINGS: [&str; 23] = [
    "asked_at",
    "name",
    "number",
    "placement",
    "dialed_at",
    "ringing_at",
    "answered_at",
    "ended_at",
    "finished_at",
    "ring_seconds",
    "talk_seconds",
    "outcome",
    "corrected_outcome",
    "five9_holds",
    "five9_disposition_id",
    "note",
    "id",
    "list",
    "attempt",
    "ended_by",
    "recorded",
    "five9_call_id",
    "five9_session_id",
];

/// One call of the export; absent members are not known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportedCall<'a> {
    version: u32,
    id: &'a str,
    asked_at: String,
    record_id: Option<&'a str>,
    name: &'a str,
    number: Option<&'a str>,
    campaign_id: &'a str,
    placement: CallPlacement,
    dialed_at: Option<String>,
    ringing_at: Option<String>,
    answered_at: Option<String>,
    ended_at: Option<String>,
    finished_at: Option<String>,
    ring_ms: Option<u64>,
    talk_ms: Option<u64>,
    outcome: Option<&'a str>,
    outcome_id: Option<&'a str>,
    corrected_outcome: Option<&'a str>,
    corrected_outcome_id: Option<&'a str>,
    five9_holds: Option<&'a str>,
    five9_disposition_id: Option<&'a str>,
    note: &'a str,
    list: Option<&'a str>,
    attempt: Option<u32>,
    ended_by: Option<EndedBy>,
    recorded: Option<bool>,
    five9_call_id: Option<&'a str>,
    five9_session_id: Option<&'a str>,
}

/// The first line of a file of calls.
fn calls_csv_head() -> String {
    line(CALL_HEADINGS.into_iter().map(str::to_owned))
}

/// The lines of these calls, in their order.
fn calls_csv(calls: &[HistoryCall], zone: Zone<'_>, cells: Cells) -> String {
    calls
        .iter()
        .map(|call| call_line(call, zone, cells))
        .collect()
}

/// One JSON object a line.
fn calls_json_lines(calls: &[HistoryCall], zone: Zone<'_>) -> String {
    let mut text = String::new();
    for call in calls {
        // A struct of texts and numbers is always JSON.
        if let Ok(json) = serde_json::to_string(&exported(call, zone)) {
            text.push_str(&json);
            text.push('\n');
        }
    }
    text
}

/// Headings of a list before any of its records was looked at.
pub fn list_headings() -> Vec<String> {
    ["Name", "Phone"].map(str::to_owned).into()
}

/// Adds every heading of these records that is not there yet, in the order of their coming.
pub fn add_headings(headings: &mut Vec<String>, records: &[StoredRecord]) {
    for record in records {
        let numbers = record.other_numbers.iter().map(|other| &other.label);
        let columns = record.columns.iter().map(|(heading, _)| heading);
        for heading in numbers.chain(columns) {
            if !headings.contains(heading) {
                headings.push(heading.clone());
            }
        }
    }
}

/// A list as a file that can be read back as a list.
pub fn list_csv(records: &[StoredRecord], headings: &[String]) -> String {
    records
        .iter()
        .map(|record| record_line(record, headings))
        .collect()
}

/// The first line of such a file, or any other line of texts.
pub fn line(cells: impl IntoIterator<Item = String>) -> String {
    line_of(cells, Cells::Guarded)
}

fn line_of(values: impl IntoIterator<Item = String>, cells: Cells) -> String {
    let mut text = String::new();
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&cell(value, cells));
    }
    text.push_str("\r\n");
    text
}

fn call_line(call: &HistoryCall, zone: Zone<'_>, cells: Cells) -> String {
    let call = exported(call, zone);
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let seconds = |ms: Option<u64>| ms.map(|ms| (ms / 1000).to_string()).unwrap_or_default();
    let values = [
        call.asked_at,
        call.name.to_owned(),
        text(call.number),
        text(Some(placement_word(call.placement))),
        call.dialed_at.unwrap_or_default(),
        call.ringing_at.unwrap_or_default(),
        call.answered_at.unwrap_or_default(),
        call.ended_at.unwrap_or_default(),
        call.finished_at.unwrap_or_default(),
        seconds(call.ring_ms),
        seconds(call.talk_ms),
        text(call.outcome),
        text(call.corrected_outcome),
        text(call.five9_holds),
        text(call.five9_disposition_id),
        call.note.to_owned(),
        call.id.to_owned(),
        text(call.list),
        call.attempt.map(|n| n.to_string()).unwrap_or_default(),
        text(call.ended_by.map(ended_by_word)),
        call.recorded.map(|yes| yes.to_string()).unwrap_or_default(),
        text(call.five9_call_id),
        text(call.five9_session_id),
    ];
    line_of(values, cells)
}

fn exported<'a>(call: &'a HistoryCall, zone: Zone<'_>) -> ExportedCall<'a> {
    let iso = |ms: Option<u64>| ms.map(|ms| iso_text(ms, zone));
    let (five9_holds, five9_disposition_id) = held(call);
    let (outcome, corrected) = (call.outcome.as_ref(), call.corrected.as_ref());
    ExportedCall {
        version: 1,
        id: &call.intent_id,
        asked_at: iso_text(call.asked_at_ms, zone),
        record_id: call.record_id.as_deref(),
        name: &call.name,
        number: call.number.as_deref(),
        campaign_id: &call.campaign_id,
        placement: call.placement,
        dialed_at: iso(call.dialed_at_ms),
        ringing_at: iso(call.ringing_at_ms),
        answered_at: iso(call.answered_at_ms),
        ended_at: iso(call.ended_at_ms),
        finished_at: iso(call.finished_at_ms),
        ring_ms: call.ring_ms(),
        talk_ms: call.talk_ms(),
        outcome: outcome.map(|outcome| outcome.name.as_str()),
        outcome_id: outcome.map(|outcome| outcome.id.as_str()),
        corrected_outcome: corrected.map(|outcome| outcome.name.as_str()),
        corrected_outcome_id: corrected.map(|outcome| outcome.id.as_str()),
        five9_holds,
        five9_disposition_id,
        note: &call.note,
        list: call.list.as_deref(),
        attempt: call.attempt,
        ended_by: call.ended_by,
        recorded: call.recorded,
        five9_call_id: call.call_id.as_deref(),
        five9_session_id: call.session_id.as_deref(),
    }
}

fn held(call: &HistoryCall) -> (Option<&'static str>, Option<&str>) {
    match &call.held {
        Some(HeldView::Confirmed { disposition_id }) => {
            (Some("confirmed"), Some(disposition_id.as_str()))
        }
        Some(HeldView::SetElsewhere { disposition_id }) => {
            (Some("setElsewhere"), disposition_id.as_deref())
        }
        Some(HeldView::None) => (Some("none"), None),
        Some(HeldView::Unknown) => (Some("unknown"), None),
        None => (None, None),
    }
}

fn ended_by_word(ended_by: EndedBy) -> &'static str {
    match ended_by {
        EndedBy::Agent => "agent",
        EndedBy::Callee => "callee",
    }
}

fn placement_word(placement: CallPlacement) -> &'static str {
    match placement {
        CallPlacement::Intended => "intended",
        CallPlacement::Accepted => "accepted",
        CallPlacement::NotPlaced => "notPlaced",
        CallPlacement::Unknown => "unknown",
        CallPlacement::Withdrawn => "withdrawn",
    }
}

fn record_line(record: &StoredRecord, headings: &[String]) -> String {
    let value = |heading: &String| {
        let other = record
            .other_numbers
            .iter()
            .find(|other| other.label == *heading)
            .map(|other| &other.number);
        let column = record.columns.iter().find(|(known, _)| known == heading);
        let value = column.map(|(_, value)| value).or(other);
        value.cloned().unwrap_or_default()
    };
    let own = [record.name.clone(), record.number_given.clone()];
    line(own.into_iter().chain(headings.iter().skip(2).map(value)))
}

/// A cell: no formula, and quoted where its text needs it.
fn cell(mut value: String, cells: Cells) -> String {
    let begins_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if cells == Cells::Guarded && begins_formula && !is_number(&value) {
        value.insert(0, '\'');
    }
    if value.contains([',', '"', '\r', '\n']) {
        return format!("\"{}\"", value.replace('"', "\"\""));
    }
    value
}

/// A number with a sign, as of a telephone, comes to itself.
fn is_number(value: &str) -> bool {
    let digits = value.trim_start_matches(['+', '-']);
    let is_signed_once = value.len() - digits.len() <= 1;
    is_signed_once && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::parse;
    use crate::panel::view::history::sample::{call, named, talk};
    use crate::panel::view::sample::record;
    use crate::stored::OtherNumber;
    use crate::zone::tests::new_york;

    #[test]
    fn no_cell_is_a_formula() {
        for (given, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("\t=1", "'\t=1"),
            (
                "=HYPERLINK(\"x\",\"y\")",
                "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
            ),
            ("+12025550101", "+12025550101"),
            ("-14.5", "-14.5"),
            ("--1", "'--1"),
            ("-", "'-"),
        ] {
            assert_eq!(cell(given.to_owned(), Cells::Guarded), written, "{given}");
        }
        // What writes a workbook says itself that it is a text.
        assert_eq!(cell("=1+1".to_owned(), Cells::Plain), "=1+1");
    }

    #[test]
    fn cells_with_commas_quotes_and_lines_are_quoted() {
        let cells = ["a,b", "say \"hi\"", "two\nlines", "plain"].map(str::to_owned);
        assert_eq!(
            line(cells),
            "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",plain\r\n"
        );
    }

    #[test]
    fn a_call_is_one_line_with_local_times_and_what_five9_holds() {
        let mut call = talk(1_795_478_400_000 + 17 * 3_600_000, 61_000, "Sold");
        call.corrected = Some(named("Call later"));
        call.list = Some("Autumn".to_owned());
        call.attempt = Some(2);
        call.ended_by = Some(EndedBy::Callee);
        call.recorded = Some(true);
        call.call_id = Some("C".to_owned());
        call.session_id = Some("S".to_owned());
        let n_cells = |text: &str| text.trim_end().split(',').count();
        assert_eq!(n_cells(&calls_csv_head()), CALL_HEADINGS.len());
        let text = calls_csv(&[call], &new_york, Cells::Guarded);
        assert_eq!(n_cells(&text), CALL_HEADINGS.len());
        assert!(
            text.starts_with("2026-11-24T12:00:00-05:00,Ada Sample,+12025550101,accepted,"),
            "{text}"
        );
        assert!(
            text.contains(",5,61,Sold,Call later,confirmed,Sold,,"),
            "{text}"
        );
        assert!(text.ends_with(",Autumn,2,callee,true,C,S\r\n"), "{text}");
    }

    #[test]
    fn a_call_of_which_nothing_is_known_has_empty_cells_and_null_members() {
        let mut call = call(0);
        (call.number, call.dialed_at_ms) = (None, None);
        let text = calls_csv(std::slice::from_ref(&call), &|_| 0, Cells::Guarded);
        assert_eq!(
            text,
            "1970-01-01T00:00:00+00:00,Ada Sample,,accepted,,,,,,,,,,,,,0000000000000-a-1,,,,,,\r\n"
        );
        let text = calls_json_lines(&[call.clone(), call], &|_| 0);
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["askedAt"], "1970-01-01T00:00:00+00:00");
        assert_eq!(lines[0]["number"], serde_json::Value::Null);
        assert_eq!(lines[0]["placement"], "accepted");
        assert_eq!(lines[0]["endedBy"], serde_json::Value::Null);
    }

    #[test]
    fn a_list_that_was_exported_is_read_back_as_the_same_list() {
        let mut ada = record("1", "Sample, Ada", Some("+12025550101"));
        ada.number_given = "(202) 555-0101".to_owned();
        ada.columns.push(("Days out".into(), "14".into()));
        ada.other_numbers.push(OtherNumber {
            label: "Work line".to_owned(),
            number: "+12025550109".to_owned(),
        });
        let mut ben = record("2", "Ben Sample", Some("+12025550102"));
        ben.number_given = "2025550102".to_owned();
        ben.columns.push(("Note".into(), "two\nlines".into()));
        let records = [ada, ben];
        let mut headings = list_headings();
        add_headings(&mut headings, &records);
        assert_eq!(headings, ["Name", "Phone", "Work line", "Days out", "Note"]);
        let head = line(headings.iter().cloned());
        let text = format!("{MARK}{head}{}", list_csv(&records, &headings));
        let read = parse(&text).expect("a list");
        assert!(read.dropped.is_empty());
        for (read, written) in read.records.iter().zip(&records) {
            assert_eq!(read.name, written.name);
            assert_eq!(read.number, written.number);
            for column in &written.columns {
                assert!(read.columns.contains(column));
            }
        }
    }
}
