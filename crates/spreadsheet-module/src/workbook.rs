//! One workbook of many rows.

use std::io::{self, Read};

use csv::{ReaderBuilder, StringRecord};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use thiserror::Error;

/// Rows of one sheet, the one with the names included: what spreadsheets can hold.
const N_ROWS_MAX: u32 = 1_048_576;
/// Width of a column, in letters.
const WIDTH: f64 = 18.0;
const TIME_FORMAT: &str = "yyyy-mm-dd hh:mm:ss";

/// Why there is no workbook.
#[derive(Debug, Error)]
pub enum Error {
    /// The rows are no CSV.
    #[error("the rows cannot be read: {0}")]
    Rows(#[from] csv::Error),
    /// A cell with more letters than spreadsheets can hold, or the like.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] XlsxError),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Text,
    /// Local times; the zone is left out, since spreadsheets have none.
    Time,
    Number,
}

impl Column {
    fn of(name: &str) -> Self {
        if name.ends_with("_at") {
            Self::Time
        } else if name.ends_with("_seconds") || name == "attempt" {
            Self::Number
        } else {
            Self::Text
        }
    }
}

struct Formats {
    name: Format,
    time: Format,
}

/// The bytes of a workbook with the rows of these pieces, which are one text of CSV. Rows beyond what
/// a sheet can hold go on in the next one.
///
/// # Errors
/// When the text is no CSV, or a cell is longer than 32,767 letters.
pub fn workbook(pieces: &[String]) -> Result<Vec<u8>, Error> {
    written(pieces, N_ROWS_MAX)
}

fn written(pieces: &[String], n_rows_max: u32) -> Result<Vec<u8>, Error> {
    let mut reader = ReaderBuilder::new().from_reader(Pieces::new(pieces));
    let names = reader.headers()?.clone();
    let columns: Vec<Column> = names.iter().map(Column::of).collect();
    let formats = Formats {
        name: Format::new().set_bold(),
        time: Format::new()
            .set_num_format(TIME_FORMAT)
            .set_align(FormatAlign::Left),
    };
    let mut workbook = Workbook::new();
    let mut sheet = begun(&names, &formats)?;
    let mut row = 1;
    for record in reader.records() {
        if row == n_rows_max {
            workbook.push_worksheet(sheet);
            sheet = begun(&names, &formats)?;
            row = 1;
        }
        let record = record?;
        let cells = columns.iter().zip(record.iter());
        for (place, (column, cell)) in (0..).zip(cells) {
            write_cell(&mut sheet, (row, place), *column, cell, &formats)?;
        }
        row += 1;
    }
    workbook.push_worksheet(sheet);
    Ok(workbook.save_to_buffer()?)
}

/// A sheet with the names of its columns, which stay in sight.
fn begun(names: &StringRecord, formats: &Formats) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    for (place, name) in (0..).zip(names.iter()) {
        sheet.write_string_with_format(0, place, name, &formats.name)?;
        sheet.set_column_width(place, WIDTH)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(sheet)
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    column: Column,
    cell: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    if cell.is_empty() {
        return Ok(());
    }
    match column {
        Column::Time => {
            if let Some(time) = time_of(cell) {
                sheet.write_datetime_with_format(row, place, &time, &formats.time)?;
                return Ok(());
            }
        }
        Column::Number => {
            if let Ok(number) = cell.parse::<f64>() {
                sheet.write_number(row, place, number)?;
                return Ok(());
            }
        }
        Column::Text => {}
    }
    sheet.write_string(row, place, cell)?;
    Ok(())
}

/// The local time of `2026-11-24T12:00:00-05:00`.
fn time_of(text: &str) -> Option<ExcelDateTime> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse().ok();
    let (day, hour) = (part(8..10)?, part(11..13)?);
    let date = ExcelDateTime::from_ymd(
        part(0..4)?,
        u8::try_from(part(5..7)?).ok()?,
        u8::try_from(day).ok()?,
    );
    let (minute, second) = (part(14..16)?, part(17..19)?);
    let time = date
        .ok()?
        .and_hms(hour, u8::try_from(minute).ok()?, f64::from(second));
    time.ok()
}

/// Reads many texts as one.
struct Pieces<'a> {
    rest: std::slice::Iter<'a, String>,
    piece: &'a [u8],
}

impl<'a> Pieces<'a> {
    fn new(pieces: &'a [String]) -> Self {
        Self {
            rest: pieces.iter(),
            piece: &[],
        }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.rest.next() {
                Some(piece) => self.piece = piece.as_bytes(),
                None => return Ok(0),
            }
        }
        self.piece.read(into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use std::io::Cursor;

    fn sheets(bytes: Vec<u8>) -> Vec<Vec<Vec<Data>>> {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        let sheets = book.worksheets().into_iter();
        sheets
            .map(|(_, range)| range.rows().map(<[Data]>::to_vec).collect())
            .collect()
    }

    fn text(text: &str) -> Data {
        Data::String(text.to_owned())
    }

    #[test]
    fn times_and_seconds_can_be_reckoned_with_and_a_number_to_call_cannot() {
        let pieces = [
            "asked_at,number,talk_seconds,note\r\n2026-11-24T18:45:00-05:00,+12025550101,61,\"two\n"
                .to_owned(),
            "lines\"\r\n,,,\r\n".to_owned(),
        ];
        let sheets = sheets(workbook(&pieces).expect("written"));
        let [rows] = sheets.as_slice() else {
            panic!("{} sheets", sheets.len());
        };
        assert_eq!(rows[0][0], text("asked_at"));
        let Data::DateTime(time) = &rows[1][0] else {
            panic!("{:?}", rows[1][0]);
        };
        assert_eq!(time.to_ymd_hms_milli(), (2026, 11, 24, 18, 45, 0, 0));
        assert_eq!(rows[1][1], text("+12025550101"));
        assert_eq!(rows[1][2], Data::Float(61.0));
        assert_eq!(rows[1][3], text("two\nlines"));
    }

    #[test]
    fn what_looks_like_a_formula_is_text() {
        let pieces = ["name\r\n=1+1\r\n".to_owned()];
        let sheets = sheets(workbook(&pieces).expect("written"));
        assert_eq!(sheets[0][1][0], text("=1+1"));
    }

    #[test]
    fn a_time_that_is_none_stays_as_it_was_written() {
        let pieces = ["asked_at\r\nsoon\r\n".to_owned()];
        let sheets = sheets(workbook(&pieces).expect("written"));
        assert_eq!(sheets[0][1][0], text("soon"));
    }

    #[test]
    fn more_rows_than_a_sheet_holds_go_on_in_the_next() {
        let pieces = ["name\r\na\r\nb\r\nc\r\n".to_owned()];
        let sheets = sheets(written(&pieces, 3).expect("written"));
        assert_eq!(sheets.len(), 2);
        assert_eq!(sheets[0].len(), 3);
        assert_eq!(sheets[1], [[text("name")], [text("c")]]);
    }

    #[test]
    fn a_cell_that_no_spreadsheet_holds_is_an_error_and_nothing_is_cut() {
        let pieces = [format!("note\r\n{}\r\n", "a".repeat(40_000))];
        assert!(workbook(&pieces).is_err());
    }
}
