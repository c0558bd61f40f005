//! The load checks: everything that can be wrong with the price files, with file, row and column.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    ACCELERATORS, ARCHITECTURES, Catalog, CatalogError, EDITIONS, EXPLAINED, File, FormerPrice,
    HISTORY, MEASUREMENTS, PRICE_FILES, PriceKey, PriceRow, SOURCES, accelerator, architecture,
    edition, explained, history, measurement, row, table,
};

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
    let mut summary = check_files(PRICE_FILES, SOURCES.text)?;
    let former = check_history(HISTORY, PRICE_FILES, SOURCES.text)?;
    summary.files.push((HISTORY.name.to_owned(), former));
    check_tables(SOURCES.text)?;
    let digest = edition::embedded_digest();
    if digest != Catalog::digest() {
        return Err(CatalogError {
            file: "edition.txt".to_owned(),
            line: 1,
            column: "digest".to_owned(),
            message: format!("the files have changed: their digest is {digest}"),
        });
    }
    check_editions()?;
    check_explained(SOURCES.text)?;
    Ok(summary)
}

/// Checks the former prices: order, keys, dates, and that each was followed by what it says.
fn check_history(file: File, files: &[File], sources: &str) -> Result<usize, CatalogError> {
    let sources = source_keys(sources);
    let former = history::parse_file(file.name, file.text)?;
    let mut current: BTreeSet<(PriceKey, Option<Date>)> = BTreeSet::new();
    for file in files {
        let rows = row::parse_file(file.name, file.text)?;
        current.extend(rows.into_iter().map(|row| (row.key, row.effective_from)));
    }
    for (at, (line, one)) in former.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &former[before].1.row);
        let next = former.get(at + 1).map(|(_, next)| next);
        check_row(before, &one.row, &sources)
            .and_then(|()| check_end(one, next, &current))
            .map_err(|(column, message)| CatalogError {
                file: file.name.to_owned(),
                line: *line,
                column: column.to_owned(),
                message,
            })?;
    }
    Ok(former.len())
}

/// A former price ends where the next of its key begins; without a next, it was withdrawn.
fn check_end(
    former: &FormerPrice,
    next: Option<&FormerPrice>,
    current: &BTreeSet<(PriceKey, Option<Date>)>,
) -> Result<(), (&'static str, String)> {
    let (key, until) = (&former.row.key, former.until);
    if until > super::edition_date() {
        return Err(("until", format!("{until} is after the edition")));
    }
    if former.row.effective_from.is_some_and(|from| from >= until) {
        return Err(("until", "is not after effective_from".to_owned()));
    }
    let followed = if let Some(next) = next.filter(|next| next.row.key == *key) {
        next.row.effective_from == Some(until)
    } else {
        let mut of_key = current.iter().filter(|(other, _)| other == key).peekable();
        of_key.peek().is_none() || of_key.any(|(_, from)| *from == Some(until))
    };
    if followed {
        return Ok(());
    }
    let message = format!("no row of {} begins on {until}", key.path());
    Err(("until", message))
}

/// Checks the explanations: that each can be read, has a source, and is there once.
fn check_explained(sources: &str) -> Result<(), CatalogError> {
    let sources = source_keys(sources);
    let mut seen = BTreeSet::new();
    let records = table::records(table::body(EXPLAINED.text));
    for (at, record) in records.enumerate() {
        let wrong = |column: &str, message: &str| CatalogError {
            file: EXPLAINED.name.to_owned(),
            line: u64::try_from(at).unwrap_or(0) + 2,
            column: column.to_owned(),
            message: message.to_owned(),
        };
        let read = explained::read(&record);
        let read = read.ok_or_else(|| wrong("-", "a figure or a word of this row is missing"))?;
        if !sources.contains(&read.source) {
            return Err(wrong("source", "is not in sources.csv"));
        }
        if !seen.insert(read.key()) {
            return Err(wrong("-", "a second row for the same"));
        }
    }
    Ok(())
}

/// Checks that the last edition of the table is the present one, and that none is there twice.
fn check_editions() -> Result<(), CatalogError> {
    let editions = edition::all();
    let wrong = |message: &str| CatalogError {
        file: EDITIONS.name.to_owned(),
        line: u64::try_from(editions.len()).unwrap_or(0) + 1,
        column: "digest".to_owned(),
        message: message.to_owned(),
    };
    let last = editions
        .last()
        .is_some_and(|last| last.digest == Catalog::digest() && last.date == Catalog::edition());
    if !last {
        return Err(wrong("the last row is not the edition of edition.txt"));
    }
    let mut seen = BTreeSet::new();
    if !editions.iter().all(|edition| seen.insert(&edition.digest)) {
        return Err(wrong("an edition is there twice"));
    }
    Ok(())
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
            file: MEASUREMENTS,
            header: measurement::has_header(MEASUREMENTS.text),
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
    let sources = source_keys(sources);
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

/// The keys of the sources table.
fn source_keys(sources: &str) -> BTreeSet<String> {
    table::records(sources)
        .filter_map(|record| record.get(0).map(str::to_owned))
        .collect()
}

/// Checks what needs more than the row's own text: order, uniqueness, sources, dates.
fn check_row(
    before: Option<&PriceRow>,
    row: &PriceRow,
    sources: &BTreeSet<String>,
) -> Result<(), (&'static str, String)> {
    let key = row.sort_key();
    if let Some(before) = before.map(PriceRow::sort_key) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_are_sound_and_unchanged() {
        assert_eq!(check_embedded().map(|summary| summary.files.len()), Ok(4));
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
    fn a_former_price_ends_where_the_next_begins() {
        let current = "bedrock,a,on-demand,us-east-1,in-region,standard,,,input-tokens,1,1000000,2026-05-01,2026-11-01,s,high,";
        let former = "bedrock,a,on-demand,us-east-1,in-region,standard,,,input-tokens,2,1000000,,2026-01-01,s,high,,2026-05-01";
        let gone = former.replace("bedrock,a", "bedrock,b");
        let check = |rows: &str| {
            let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
            let file = |text: String| File {
                name: "x.csv",
                text: leaked(text),
            };
            let current = file(format!("{}\n{current}\n", row_header()));
            let history = file(format!("{},until\n{rows}\n", row_header()));
            check_history(history, &[current], "key\ns,a,b,2026-11-01\n")
                .map_err(|error| (error.line, error.column))
        };
        assert_eq!(check(former), Ok(1));
        assert_eq!(check(&format!("{former}\n{gone}")), Ok(2));
        let two = former.replace(",2026-05-01", ",2026-02-01");
        let next = former
            .replace("1000000,,", "1000000,2026-02-01,")
            .replace("2026-01-01", "2026-03-01");
        assert_eq!(check(&format!("{two}\n{next}")), Ok(2));
        let until = "until".to_owned();
        for (rows, line, column) in [
            (format!("{gone}\n{former}"), 3, "-"),
            (format!("{former}\n{former}"), 2, "until"),
            (
                former.replace(",2026-05-01", ",2026-05-02"),
                2,
                until.as_str(),
            ),
            (former.replace(",2026-05-01", ","), 2, "until"),
            (gone.replace(",2026-05-01", ",2027-05-01"), 2, "until"),
            (next.replace(",2026-05-01", ",2026-02-01"), 2, "until"),
            (two.clone(), 2, "until"),
            (former.replace(",s,", ",t,"), 2, "source"),
        ] {
            assert_eq!(check(&rows), Err((line, column.to_owned())), "{rows}");
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
