//! Records in CSV: a row each, its columns found by the header.

use memchr::memchr2;

use super::{
    Field, Format, Ids, Layout, Reason, Rejected,
    blocks::{Blocks, Buffer, newlines},
    cells::Cells,
    columns::{Columns, names},
    quick::{Plain, Quick},
    read::{Options, ReadError, Usage, reading, tallied, usage},
    record::Reading,
    work::{RecordReader, Records, Work},
};

/// Reads the rows of a CSV.
///
/// # Errors
/// Where nothing can be read from it.
pub(super) fn read(
    name: &str,
    mut blocks: Blocks,
    delimiter: u8,
    options: &Options,
    ids: &mut Ids,
) -> Result<Usage, ReadError> {
    let mut buffer = Buffer::default();
    let block = blocks.next(&mut buffer)?.ok_or(ReadError::Empty)?;
    if block.passed_over.is_some() {
        return Err(ReadError::Unknown(
            "its first line is longer than 16 MiB".to_owned(),
        ));
    }
    let bytes = buffer.bytes();
    let start = start_of_row(bytes, 0);
    let mut cells = Cells::default();
    let from = cells.read(bytes, start, delimiter, usize::MAX);
    let header: Vec<String> = (0..cells.count())
        .map(|column| String::from_utf8_lossy(cells.bytes(bytes, column)))
        .map(|name| name.trim().to_owned())
        .collect();
    let line = 1 + newlines(bytes.get(..from).unwrap_or_default());
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
    let plain = Plain::of(&columns, &reading, delimiter);
    let reader = || Rows {
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
        let wanted = self.columns.wanted();
        let end = self.cells.read(block, start, self.delimiter, wanted);
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
