//! Records in CSV: a row each, its columns found by the header.

use std::io::{self, BufRead, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{
    Field, Format, Layout, Reason, Rejected,
    columns::{Columns, names},
    gathered::Gathered,
    read::{Options, ReadError, Usage, fault, reading, shown, usage},
    record::{Dated, Reading},
    rows::check,
    unpack::line,
};

/// The column of CloudWatch Logs Insights that has a whole record as JSON.
const MESSAGE: &str = "@message";

/// Reads the rows of a CSV.
///
/// # Errors
/// Where nothing can be read from it.
pub(super) fn read(
    name: &str,
    mut file: impl BufRead,
    options: &Options,
) -> Result<Usage, ReadError> {
    let delimiter = delimiter(file.fill_buf()?);
    let own = options.from.map_or(&[][..], |format| format.header);
    let mut rows = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(own.is_empty())
        .from_reader(Quotes::new(file));
    let header: Vec<String> = if own.is_empty() {
        let names = rows.byte_headers().map_err(io::Error::from)?.iter();
        let names = names.map(|name| String::from_utf8_lossy(name).trim().to_owned());
        names.collect()
    } else {
        own.iter().map(|name| (*name).to_owned()).collect()
    };
    if let Some(column) = header.iter().position(|own| own == MESSAGE) {
        return messages(name, rows, column, &header, options);
    }
    let has = |name: &str| header.iter().any(|own| own.eq_ignore_ascii_case(name));
    let format = options
        .from
        .or_else(|| Format::detect(Layout::Csv, has))
        .unwrap_or(&super::formats::CSV);
    let names = names(format, &options.map);
    let columns = Columns::of_header(&header, &names);
    if !columns.has(Field::Time) {
        return Err(ReadError::Missing {
            field: Field::Time,
            columns: shown(&header),
        });
    }
    let reading = reading(format, options);
    let mut usage = usage(format, &columns);
    let mut dated = Dated::default();
    let mut row = ByteRecord::new();
    while next(&mut rows, &mut row)
        .map_err(|error| ReadError::broken_off(usage.tally.read, error))?
    {
        let said = whole(&rows, &row, &header).and_then(|()| {
            let texts = Cells {
                columns: &columns,
                row: &row,
            };
            texts.add(&reading, &mut dated, &mut usage)
        });
        if let Err(rejected) = said {
            let line = row.position().map_or(0, csv::Position::line);
            let place = |rejected| fault(name, line, &columns, rejected);
            usage.tally.reject(rejected, place);
        }
    }
    usage.tally.note_times(dated);
    Ok(usage)
}

/// The cells of a row.
struct Cells<'a> {
    columns: &'a Columns,
    row: &'a ByteRecord,
}

impl Cells<'_> {
    /// Adds the record of the row.
    fn add(&self, reading: &Reading, dated: &mut Dated, usage: &mut Usage) -> Result<(), Rejected> {
        let cell = |at: usize| {
            let cell = self.row.get(at).unwrap_or_default();
            std::str::from_utf8(cell).unwrap_or("\u{fffd}")
        };
        let mut found = vec![None; self.columns.count()];
        let read = self.columns.read_cells(cell, &mut found);
        read.map_err(|field| {
            Rejected::new(Reason::Unreadable, Some(field), "the cell is no JSON")
        })?;
        let texts = self.columns.texts(cell, &found);
        let said = reading.record(&texts, dated)?;
        usage.tally.add(&said);
        Ok(())
    }
}

/// Reads the next row that is not blank.
fn next(rows: &mut Reader<Quotes<impl BufRead>>, row: &mut ByteRecord) -> io::Result<bool> {
    loop {
        if !rows.read_byte_record(row)? {
            return Ok(false);
        }
        if row.len() > 1 || !row.as_slice().trim_ascii().is_empty() {
            return Ok(true);
        }
    }
}

/// Checks that a row is whole.
fn whole(
    rows: &Reader<Quotes<impl BufRead>>,
    row: &ByteRecord,
    header: &[String],
) -> Result<(), Rejected> {
    check(
        (0..row.len()).map(|at| row.get(at).unwrap_or_default()),
        header,
    )?;
    if rows.get_ref().is_open_at_the_end() && row.as_slice().contains(&b'\n') {
        let message = "a quote in this row is not closed: it takes in the rest of the file";
        return Err(Rejected::new(Reason::Unreadable, None, message));
    }
    Ok(())
}

/// Reads rows that have a record as JSON in one of their cells.
fn messages(
    name: &str,
    mut rows: Reader<Quotes<impl BufRead>>,
    column: usize,
    header: &[String],
    options: &Options,
) -> Result<Usage, ReadError> {
    let mut records = Gathered::new(name, options);
    let mut row = ByteRecord::new();
    loop {
        match next(&mut rows, &mut row) {
            Ok(true) => {}
            Ok(false) => return records.usage(),
            Err(error) => return Err(records.broken_off(error)),
        }
        let number = row.position().map_or(0, csv::Position::line);
        match whole(&rows, &row, header) {
            Ok(()) => line(row.get(column).unwrap_or_default(), 0, &mut |_, record| {
                records.add(number, record);
            }),
            Err(rejected) => records.add(number, Err(rejected)),
        }
    }
}

/// Notes whether quotes come in pairs.
struct Quotes<R> {
    file: R,
    is_open: bool,
    has_ended: bool,
}

impl<R: BufRead> Quotes<R> {
    fn new(file: R) -> Self {
        Self {
            file,
            is_open: false,
            has_ended: false,
        }
    }

    /// Whether the file has ended within quotes.
    fn is_open_at_the_end(&self) -> bool {
        self.is_open && self.has_ended
    }
}

impl<R: BufRead> Read for Quotes<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        let block = into.get(..count).unwrap_or_default();
        let quotes = block.iter().filter(|byte| **byte == b'"').count();
        self.is_open ^= quotes % 2 == 1;
        self.has_ended |= count == 0 && !into.is_empty();
        Ok(count)
    }
}

/// What separates the columns of a header.
fn delimiter(start: &[u8]) -> u8 {
    let header = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |wanted: u8| header.iter().filter(|byte| **byte == wanted).count();
    let all = [b',', b';', b'\t'];
    all.into_iter()
        .max_by_key(|byte| (count(*byte), *byte == b','))
        .unwrap_or(b',')
}
