//! Records in JSON: an object a line.

use std::borrow::Cow;

use memchr::memchr_iter;

use super::{
    Field, Format, Ids, Layout, Reason, Rejected,
    blocks::{Blocks, Buffer},
    columns::{Columns, Names, names},
    json::Paths,
    read::{Options, ReadError, Usage, reading, tallied, usage},
    record::Reading,
    work::{RecordReader, Records, Work},
};

/// Reads the lines of a file of JSON.
///
/// # Errors
/// Where nothing can be read from it.
pub(super) fn read(
    name: &str,
    mut blocks: Blocks,
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
    let first = lines(buffer.bytes()).find(|line| !is_blank(line));
    let first = first.ok_or(ReadError::Empty)?;
    let has = |wanted: &str| has_path(first, wanted);
    let format = options
        .from
        .or_else(|| Format::detect(Layout::Json, has))
        .unwrap_or(&super::formats::JSON);
    let names: Names<'_> = names(format, &options.map);
    let (columns, paths) = Columns::of_paths(&names);
    let reading = reading(format, options);
    let work = Work {
        blocks,
        block,
        buffer,
        from: 0,
        line: 1,
        has_ids: columns.has(Field::Id),
        ids,
        threads: options.threads,
        progress: &options.progress,
    };
    let reader = || Lines {
        columns: &columns,
        paths: &paths,
        reading: &reading,
    };
    let usage = usage(format, &columns);
    tallied(name, usage, &columns, work, reader)
}

/// Reads lines.
struct Lines<'a> {
    columns: &'a Columns,
    paths: &'a Paths,
    reading: &'a Reading,
}

impl RecordReader for Lines<'_> {
    fn read(&mut self, block: &[u8], _has_quotes: bool, into: &mut Records<'_>) -> u64 {
        let mut number = 0;
        for line in lines(block) {
            if !is_blank(line) {
                self.line(line, number, into);
            }
            number += 1;
        }
        number
    }
}

impl Lines<'_> {
    /// Reads the records of one line.
    fn line(&self, line: &[u8], number: u64, into: &mut Records<'_>) {
        let mut found: Vec<Option<Cow<'_, str>>> = vec![None; self.columns.count()];
        let read = self.paths.read(line, &mut found).map_err(|error| {
            let message = format!("this is no JSON: column {}", error.column());
            Rejected::new(Reason::Unreadable, None, message)
        });
        let texts = self.columns.texts(|_| "", &found);
        let said = read.and_then(|()| self.reading.record(&texts, into.dated()));
        into.add(number, said);
    }
}

/// The lines of a block, without their ends.
fn lines(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut at = 0;
    let ends = memchr_iter(b'\n', block).map(|end| end + 1);
    let last = (!block.ends_with(b"\n") && !block.is_empty()).then_some(block.len() + 1);
    ends.chain(last).map(move |end| {
        let line = block.get(at..end - 1).unwrap_or_default();
        at = end;
        line
    })
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// Whether a JSON object has something at a path.
pub(super) fn has_path(text: &[u8], path: &str) -> bool {
    let mut paths = Paths::default();
    paths.add(path, 0);
    let mut found = [None];
    drop(paths.read(text, &mut found));
    found[0].is_some()
}
