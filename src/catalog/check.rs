//! The load checks: everything that can be wrong with the price files, with file, row and column.

use std::collections::BTreeSet;

use super::{
    ACCELERATORS, ARCHITECTURES, Catalog, CatalogError, FACTS, File, INSTANCES, MODELS,
    PRICE_FILES, PriceRow, REGIONS, SOURCES, THROUGHPUT, accelerator, architecture, measurement,
    row, table,
};
use crate::units::digest;

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
    let summary = check_files(PRICE_FILES, SOURCES.text)?;
    check_tables(SOURCES.text)?;
    let digest = embedded_digest();
    if digest != Catalog::digest() {
        return Err(CatalogError {
            file: "edition.txt".to_owned(),
            line: 1,
            column: "digest".to_owned(),
            message: format!("the files have changed: their digest is {digest}"),
        });
    }
    Ok(summary)
}

/// The digest of every file that is loaded.
fn embedded_digest() -> String {
    let others = [
        MODELS,
        INSTANCES,
        REGIONS,
        SOURCES,
        FACTS,
        ARCHITECTURES,
        ACCELERATORS,
        THROUGHPUT,
    ];
    let texts: Vec<&str> = PRICE_FILES
        .iter()
        .chain(&others)
        .map(|file| file.text)
        .collect();
    digest(&texts.concat())
}

/// How one of the tables capacity is computed from is read.
struct Table {
    file: File,
    /// Whether its header is the one expected.
    header: bool,
    /// Columns that tell its rows apart.
    key: usize,
    /// The column of its sources.
    source: usize,
    /// Whether a line can be read.
    parsed: fn(&str) -> bool,
}

/// Checks the tables capacity is computed from: headers, order, keys, numbers, sources.
fn check_tables(sources: &str) -> Result<(), CatalogError> {
    let tables = [
        Table {
            file: ARCHITECTURES,
            header: architecture::has_header(ARCHITECTURES.text),
            key: 1,
            source: 22,
            parsed: |line| architecture::parse(line).is_some(),
        },
        Table {
            file: ACCELERATORS,
            header: accelerator::has_header(ACCELERATORS.text),
            key: 1,
            source: 14,
            parsed: |line| accelerator::parse(line).len() == 1,
        },
        Table {
            file: THROUGHPUT,
            header: measurement::has_header(THROUGHPUT.text),
            key: measurement::KEY_COLUMNS,
            source: 15,
            parsed: |line| measurement::parse(line).len() == 1,
        },
    ];
    tables
        .iter()
        .try_for_each(|table| check_table(table, sources))
}

fn check_table(checked: &Table, sources: &str) -> Result<(), CatalogError> {
    let file = checked.file;
    let wrong = |at: usize, column: &str, message: &str| CatalogError {
        file: file.name.to_owned(),
        line: u64::try_from(at).unwrap_or(0) + 2,
        column: column.to_owned(),
        message: message.to_owned(),
    };
    if !checked.header {
        return Err(CatalogError {
            line: 1,
            ..wrong(0, "-", "the header is not the one expected")
        });
    }
    let mut seen: Option<(&str, Vec<&str>)> = None;
    for (at, line) in table::body(file.text).split_inclusive('\n').enumerate() {
        if !(checked.parsed)(line) {
            return Err(wrong(
                at,
                "-",
                "a number or word of this row cannot be read",
            ));
        }
        let columns: Vec<&str> = line
            .splitn(checked.key + 1, ',')
            .take(checked.key)
            .collect();
        if let Some((before, before_columns)) = &seen {
            if *before >= line {
                return Err(wrong(at, "-", "the rows are not sorted: move this one up"));
            }
            if *before_columns == columns {
                return Err(wrong(at, "-", "a second row of the same key"));
            }
        }
        let record = table::records(line).next().unwrap_or_default();
        for source in record.get(checked.source).unwrap_or_default().split(';') {
            if table::block(sources, &format!("{source},")).is_empty() {
                return Err(wrong(
                    at,
                    "source",
                    &format!("`{source}` is not in sources.csv"),
                ));
            }
        }
        seen = Some((line, columns));
    }
    Ok(())
}

fn check_files(files: &[File], sources: &str) -> Result<CheckSummary, CatalogError> {
    let sources: BTreeSet<String> = table::records(sources)
        .filter_map(|record| record.get(0).map(str::to_owned))
        .collect();
    let mut counts = Vec::new();
    for file in files {
        if !file.text.ends_with('\n') {
            return Err(CatalogError {
                file: file.name.to_owned(),
                line: u64::try_from(file.text.lines().count()).unwrap_or(0),
                column: "-".to_owned(),
                message: "the last line does not end".to_owned(),
            });
        }
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
        row.effective_from
            .map(|date| date.to_string())
            .unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_are_sound_and_unchanged() {
        assert_eq!(check_embedded().map(|summary| summary.files.len()), Ok(3));
    }

    #[test]
    fn every_kind_of_damage_is_found() {
        let header = row_header();
        let sound = "bedrock,a,on-demand,us-east-1,in-region,standard,,,input-tokens,1,1000000,,2026-11-01,s,high,";
        let check = |rows: &str| {
            let text: &'static str = Box::leak(format!("{header}\n{rows}\n").into_boxed_str());
            check_files(
                &[File {
                    name: "x.csv",
                    text,
                }],
                "key\ns,a,b,2026-11-01\n",
            )
        };
        assert!(check(sound).is_ok());
        let after = sound.replace("bedrock,a", "bedrock,b");
        assert_eq!(check(&format!("{after}\n{sound}")).unwrap_err().line, 3);
        assert_eq!(check(&format!("{sound}\n{sound}")).unwrap_err().line, 3);
        for (from, to, column) in [
            (",s,", ",t,", "source"),
            ("2026-11-01", "", "checked_on"),
            ("2026-11-01", "2027-11-01", "checked_on"),
            (",,2026-11-01", ",2026-11-02,2026-11-01", "effective_from"),
            (",high,", ",,", "confidence"),
            (",high,", ",certain,", "confidence"),
            ("input-tokens,1,1000000", "input-tokens,1e-3,1000000", "usd"),
            ("input-tokens,1,1000000", "input-tokens,-1,1000000", "usd"),
            ("input-tokens,1,1000000", "input-tokens,1,1", "per"),
            ("input-tokens", "input-token", "meter"),
            ("bedrock,a", "bedrock,a b", "item"),
        ] {
            let error = check(&sound.replacen(from, to, 1)).unwrap_err();
            assert_eq!(
                (error.file.as_str(), error.line, error.column.as_str()),
                ("x.csv", 2, column)
            );
        }
    }

    #[test]
    fn damage_in_the_other_tables_is_found() {
        let sound = "X,gpu,8,gpu,calibrated,8,8,1,1,,,,1,1,s,";
        let check = |rows: &str, header: bool| {
            let text: &'static str = Box::leak(format!("header\n{rows}\n").into_boxed_str());
            let file = File {
                name: "x.csv",
                text,
            };
            let parsed = |line: &str| accelerator::parse(line).len() == 1;
            let table = Table {
                file,
                header,
                key: 1,
                source: 14,
                parsed,
            };
            check_table(&table, "key\ns,a,b,2026-11-01\n").map_err(|error| error.line)
        };
        assert_eq!(check(sound, true), Ok(()));
        assert_eq!(check(sound, false), Err(1));
        assert_eq!(check(&format!("{sound}\n{sound}"), true), Err(3));
        assert_eq!(check(&format!("{sound}\n{sound}note"), true), Err(3));
        assert_eq!(
            check(&format!("{sound}\n{}", sound.replace('X', "A")), true),
            Err(3)
        );
        assert_eq!(check(&sound.replace(",s,", ",t,"), true), Err(2));
        assert_eq!(check(&sound.replace("calibrated", "good"), true), Err(2));
        assert_eq!(check(&sound.replace(",1,1,,", ",1,-1,,"), true), Err(2));
    }

    fn row_header() -> String {
        super::super::HEADER.join(",")
    }
}
