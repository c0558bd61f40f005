//! Records in CSV: a row each, its columns found by the header.

use csv::{ByteRecord, ReaderBuilder};
use memchr::memchr2;

use super::{
    Field, Format, Ids, Layout, Reason, Rejected,
    blocks::{Blocks, Buffer, Ends, newlines},
    cells::{Cells, delimiter},
    columns::{Columns, names},
    gathered::Gathered,
    quick::{Plain, Quick},
    read::{Options, ReadError, Usage, reading, shown, tallied, usage},
    record::Reading,
    rows::check,
    unpack::line,
    work::{RecordReader, Records, Work},
};

/// The column of CloudWatch Logs Insights that has a whole record as JSON.
const MESSAGE: &str = "@message";

/// Reads the rows of a CSV.
///
/// # Errors
/// Where nothing can be read from it.
pub(super) fn read(
    name: &str,
    mut blocks: Blocks,
    options: &Options,
    ids: &mut Ids,
) -> Result<Usage, ReadError> {
    let delimiter = delimiter(blocks.start());
    let (header, from, line) = header(blocks.start(), delimiter, options);
    if let Some(column) = header.iter().position(|own| own == MESSAGE) {
        return messages(name, blocks, (delimiter, column, &header), options, ids);
    }
    let has = |name: &str| header.iter().any(|own| own.eq_ignore_ascii_case(name));
    let format = options
        .from
        .or_else(|| Format::detect(Layout::Csv, has))
        .unwrap_or(&super::formats::CSV);
    let names = names(format, &options.map);
    let columns = Columns::of_header(&header, &names);
    if !columns.has(Field::Time) {
        // What may be a record is not shown: it may hold a prompt.
        if header.iter().any(|name| name.contains('{')) {
            let message = "its first line is neither a header nor JSON";
            return Err(ReadError::Unknown(message.to_owned()));
        }
        return Err(ReadError::Missing {
            field: Field::Time,
            columns: shown(&header),
        });
    }
    blocks.cut(Ends::Csv(delimiter));
    let mut buffer = Buffer::default();
    let block = blocks.next(&mut buffer)?.ok_or(ReadError::Empty)?;
    if block.passed_over.is_some() {
        return Err(ReadError::Unknown(
            "its first line is longer than 16 MiB".to_owned(),
        ));
    }
    let reading = reading(format, options);
    let work = Work {
        blocks,
        block,
        buffer,
        from,
        line,
        has_ids: columns.has(Field::Id),
        ids,
        threads: options.threads,
        progress: &options.progress,
    };
    let plain = Plain::of(&columns, header.len(), &reading, delimiter);
    let reader = || Rows {
        header: &header,
        quick: plain.as_ref().map(Quick::new),
        columns: &columns,
        reading: &reading,
        delimiter,
        cells: Cells::default(),
    };
    let usage = usage(format, &columns);
    tallied(name, usage, &columns, work, reader)
}

/// Reads rows.
struct Rows<'a> {
    header: &'a [String],
    quick: Option<Quick<'a>>,
    columns: &'a Columns,
    reading: &'a Reading,
    delimiter: u8,
    cells: Cells,
}

impl RecordReader for Rows<'_> {
    fn read(&mut self, block: &[u8], has_quotes: bool, into: &mut Records<'_>) -> u64 {
        let mut line = 0;
        let mut at = 0;
        loop {
            if let Some(quick) = &mut self.quick {
                while !(has_quotes && is_quoted(block, at)) {
                    let Some(end) = quick.row(block, at, into) else {
                        break;
                    };
                    at = end;
                    line += 1;
                }
            }
            let start = start_of_row(block, at);
            line += newlines(block.get(at..start).unwrap_or_default());
            if start >= block.len() {
                return line;
            }
            at = self.row(block, start, line, into);
            line += newlines(block.get(start..at).unwrap_or_default());
        }
    }
}

impl Rows<'_> {
    /// Reads the row that begins at `start`, and tells where it ends.
    fn row(&mut self, block: &[u8], start: usize, line: u64, into: &mut Records<'_>) -> usize {
        let end = self.cells.read(block, start, self.delimiter, usize::MAX);
        let count = self.cells.count();
        if count == 1 && self.cells.bytes(block, 0).trim_ascii().is_empty() {
            return end;
        }
        let cells = (0..count).map(|column| self.cells.bytes(block, column));
        if let Err(rejected) = check(cells, self.cells.is_open(), self.header) {
            into.add(line, Err(rejected));
            return end;
        }
        let cell = |at: usize| self.cells.text(block, at);
        let mut found = vec![None; self.columns.count()];
        let read = self.columns.read_cells(cell, &mut found);
        let texts = self.columns.texts(cell, &found);
        let said = read
            .map_err(|field| Rejected::new(Reason::Unreadable, Some(field), "the cell is no JSON"))
            .and_then(|()| self.reading.record(&texts, into.dated()));
        into.add(line, said);
        end
    }
}

/// Whether there are quotes in the line that begins at `at`.
fn is_quoted(block: &[u8], at: usize) -> bool {
    let rest = block.get(at..).unwrap_or_default();
    memchr2(b'"', b'\n', rest).is_none_or(|at| rest.get(at) == Some(&b'"'))
}

/// Where the next row begins: behind line ends.
fn start_of_row(block: &[u8], at: usize) -> usize {
    let rest = block.get(at..).unwrap_or_default();
    let blank = rest.iter().position(|byte| !matches!(byte, b'\n' | b'\r'));
    at + blank.unwrap_or(rest.len())
}

/// The names of the columns, and where the rows begin behind them: the place and the line.
fn header(start: &[u8], delimiter: u8, options: &Options) -> (Vec<String>, usize, u64) {
    let own = options.from.map_or(&[][..], |format| format.header);
    if !own.is_empty() {
        return (own.iter().map(|name| (*name).to_owned()).collect(), 0, 1);
    }
    let mut cells = Cells::default();
    let from = cells.read(start, start_of_row(start, 0), delimiter, usize::MAX);
    let names =
        (0..cells.count()).map(|column| String::from_utf8_lossy(cells.bytes(start, column)));
    let names = names.map(|name| name.trim().to_owned()).collect();
    let line = 1 + newlines(start.get(..from).unwrap_or_default());
    (names, from, line)
}

/// Reads rows that have a record as JSON in one of their cells.
fn messages(
    name: &str,
    blocks: Blocks,
    (delimiter, column, header): (u8, usize, &[String]),
    options: &Options,
    ids: &mut Ids,
) -> Result<Usage, ReadError> {
    let mut rows = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(blocks.into_reader());
    let mut records = Gathered::new(name, options, ids);
    let mut row = ByteRecord::new();
    loop {
        let number = rows.position().line();
        match rows.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return records.usage(),
            Err(error) => {
                let error = error.into();
                return Err(ReadError::Broken {
                    line: number,
                    error,
                });
            }
        }
        let number = row.position().map_or(number, csv::Position::line);
        if let Err(rejected) = check(row.iter(), false, header) {
            records.add(number, Err(rejected));
            continue;
        }
        line(row.get(column).unwrap_or_default(), 0, &mut |_, record| {
            records.add(number, record);
        });
    }
}
