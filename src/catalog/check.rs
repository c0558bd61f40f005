//! The load checks: everything that can be wrong with the price files, with file, row and column.

use std::collections::BTreeSet;

use super::{CatalogError, File, PRICE_FILES, PriceRow, SOURCES, row, table};

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckSummary {
    /// Rows by file.
    pub files: Vec<(String, usize)>,
}

/// Checks the embedded price files.
///
/// # Errors
/// The first thing wrong, with file, line and column.
pub fn check_embedded() -> Result<CheckSummary, CatalogError> {
    check_files(PRICE_FILES, SOURCES.text)
}

fn check_files(files: &[File], sources: &str) -> Result<CheckSummary, CatalogError> {
    let sources: BTreeSet<String> = table::records(sources)
        .filter_map(|record| record.get(0).map(str::to_owned))
        .collect();
    let mut counts = Vec::new();
    for file in files {
        let rows = row::parse_file(file.name, file.text)?;
        for (at, row) in rows.iter().enumerate() {
            check_row(at.checked_sub(1).map(|before| &rows[before]), row, &sources).map_err(
                |(column, message)| CatalogError {
                    file: file.name.to_owned(),
                    line: u64::try_from(at).unwrap_or(0) + 2,
                    column: column.to_owned(),
                    message,
                },
            )?;
        }
        counts.push((file.name.to_owned(), rows.len()));
    }
    Ok(CheckSummary { files: counts })
}

/// Checks what needs more than the row's own text: order, uniqueness, sources, dates.
fn check_row(
    before: Option<&PriceRow>,
    row: &PriceRow,
    sources: &BTreeSet<String>,
) -> Result<(), (&'static str, String)> {
    let key = sort_key(row);
    if let Some(before) = before.map(sort_key) {
        if before == key {
            return Err(("-", format!("a second row for {}", row.key.path())));
        }
        if before > key {
            return Err(("-", "the rows are not sorted: move this one up".to_owned()));
        }
    }
    if !sources.contains(&row.source) {
        return Err(("source", format!("`{}` is not in sources.csv", row.source)));
    }
    let Some(checked_on) = row.checked_on else {
        return Err(("checked_on", "is empty".to_owned()));
    };
    if checked_on > super::edition_date() {
        return Err(("checked_on", format!("{checked_on} is after the edition")));
    }
    if row.effective_from.is_some_and(|from| from > checked_on) {
        return Err(("effective_from", "is after checked_on".to_owned()));
    }
    if row.confidence.is_none() {
        return Err(("confidence", "is empty".to_owned()));
    }
    Ok(())
}

fn sort_key(row: &PriceRow) -> Vec<String> {
    let key = &row.key;
    vec![
        key.service.clone(),
        key.item.clone(),
        key.offer.clone(),
        key.region.clone(),
        key.scope.clone(),
        key.tier.clone(),
        key.term.clone(),
        key.variant.clone(),
        key.meter.id().to_owned(),
        row.effective_from.map(|date| date.to_string()).unwrap_or_default(),
    ]
}
