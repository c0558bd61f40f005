//! Former prices: what a look-up of an earlier day finds.
//!
//! A row of `history.csv` has the columns of a price file and `until`, the first day it no longer held.
//! Where only the days are known on which the old and the new price were seen, `until` is the day the
//! new one was first seen, and the price is doubtful from the last sight of the old one on.

use csv::StringRecord;
use jiff::civil::Date;

use super::{CatalogError, Confidence, HEADER, HISTORY, PriceRow, row, table};

/// The column behind those of a price file.
const UNTIL: &str = "until";

/// A price that held once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerPrice {
    /// The price as it was.
    pub row: PriceRow,
    /// The first day it did not hold any more.
    pub until: Date,
}

impl FormerPrice {
    /// Whether the day it ended on is not known, only that it is after the last sight of it and not
    /// after `until`.
    pub fn is_doubtful_on(&self, day: Date) -> bool {
        self.row.checked_on.is_some_and(|seen| seen < day)
    }

    /// The price if it held on `day`; of low confidence where that is not certain.
    pub(super) fn on(self, day: Date) -> Option<PriceRow> {
        let began = self.row.effective_from.is_none_or(|from| from <= day);
        let is_doubtful = self.is_doubtful_on(day);
        let mut row = (began && day < self.until).then_some(self.row)?;
        if is_doubtful {
            row.confidence = Some(Confidence::Low);
        }
        Some(row)
    }
}

/// The former prices of an item that held on `day`.
pub(super) fn rows(service: &str, item: &str, day: Date) -> Vec<PriceRow> {
    // The load checks hold that every one ended by the edition.
    if day >= super::edition_date() {
        return Vec::new();
    }
    let lines = table::block(HISTORY.text, &format!("{service},{item},"));
    parse(lines).filter_map(|former| former.on(day)).collect()
}

/// The service and item of every former price that held on `day`.
pub(super) fn items(day: Date) -> impl Iterator<Item = (String, String)> {
    let held = parse(table::body(HISTORY.text)).filter_map(move |former| former.on(day));
    held.map(|row| (row.key.service, row.key.item))
}

/// The former prices of whole lines; damaged ones are left to the load checks.
fn parse(lines: &str) -> impl Iterator<Item = FormerPrice> {
    let ends: Vec<Option<Date>> = table::records(lines)
        .map(|record| until(&record).ok())
        .collect();
    let rows = row::parse(HISTORY.name, lines);
    rows.into_iter().zip(ends).filter_map(|(row, until)| {
        Some(FormerPrice {
            row: row.ok()?,
            until: until?,
        })
    })
}

/// Its cell of that column.
fn until(record: &StringRecord) -> Result<Date, String> {
    let text = record.get(HEADER.len()).unwrap_or_default();
    text.parse()
        .map_err(|_| format!("`{text}` is not a date like 2026-11-22"))
}

/// Whether a file says until when its prices held; before there was this column, nobody looked them up.
pub(super) fn has_ends(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|header| header.ends_with(UNTIL))
}

/// Every former price of a file, with its line.
///
/// # Errors
/// The first damaged row, with its line and column.
pub(super) fn parse_file(file: &str, text: &str) -> Result<Vec<(u64, FormerPrice)>, CatalogError> {
    let rows = row::parse_with(file, text, |header| {
        if header.iter().eq(HEADER.into_iter().chain([UNTIL])) {
            Ok(row::every_column())
        } else {
            Err(format!("the header must be {},{UNTIL}", HEADER.join(",")))
        }
    })?;
    let ends = table::records(table::body(text));
    rows.into_iter()
        .zip(ends)
        .map(|((line, row), record)| {
            let until = until(&record).map_err(|message| CatalogError {
                file: file.to_owned(),
                line,
                column: UNTIL.to_owned(),
                message,
            })?;
            Ok((line, FormerPrice { row, until }))
        })
        .collect()
}
