//! Records in CSV: a row each, its columns found by the header.

use std::io::BufRead;

use csv::{ByteRecord, ReaderBuilder};

use super::{
    Field, Format, Layout, Reason, Rejected,
    columns::{Columns, names},
    read::{Options, ReadError, Usage, fault, reading, usage},
    record::Dated,
};

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
    let mut rows = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(file);
    let header: Vec<String> = match rows.byte_headers() {
        Ok(header) => header
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect(),
        Err(error) => return Err(ReadError::Unreadable(error.into())),
    };
    let has = |name: &str| header.iter().any(|own| own.eq_ignore_ascii_case(name));
    let format = options
        .from
        .or_else(|| Format::detect(Layout::Csv, has))
        .or_else(|| Format::called("csv"));
    let format = format.ok_or_else(|| ReadError::Unknown(header.join(", ")))?;
    let names = names(format, &options.map);
    let columns = Columns::of_header(&header, &names);
    check(&columns, &header)?;
    let reading = reading(format, options);
    let mut usage = usage(format, &columns);
    let mut dated = Dated::default();
    let mut row = ByteRecord::new();
    loop {
        match rows.read_byte_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => return Err(ReadError::Unreadable(error.into())),
        }
        let line = row.position().map_or(0, csv::Position::line);
        let cell =
            |at: usize| std::str::from_utf8(row.get(at).unwrap_or_default()).unwrap_or("\u{fffd}");
        let mut found = vec![None; columns.count()];
        let said = columns
            .read_cells(cell, &mut found)
            .map_err(|field| Rejected::new(Reason::Unreadable, Some(field), "the cell is no JSON"))
            .and_then(|()| {
                let texts = columns.texts(cell, &found);
                reading
                    .record(&texts, &mut dated)
                    .map(|said| usage.tally.add(&said))
            });
        if let Err(rejected) = said {
            usage
                .tally
                .reject(rejected, |rejected| fault(name, line, &columns, rejected));
        }
    }
    usage.tally.note_times(dated);
    Ok(usage)
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

/// Whether the fields are there without which nothing can be said.
fn check(columns: &Columns, header: &[String]) -> Result<(), ReadError> {
    let missing = [Field::Time].into_iter().find(|field| !columns.has(*field));
    match missing {
        None => Ok(()),
        Some(field) => Err(ReadError::Missing {
            field,
            columns: header.join(", "),
        }),
    }
}
