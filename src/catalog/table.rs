//! Sorted CSV texts, searched without being parsed.

use std::sync::{LazyLock, Mutex, PoisonError};

use csv::StringRecord;
use csv_core::ReadRecordResult;

/// The lines of `text` that begin with `prefix`, as one slice. The lines below the header must be
/// sorted bytewise.
pub(super) fn block<'a>(text: &'a str, prefix: &str) -> &'a str {
    let body = body(text);
    let prefix = prefix.as_bytes();
    let start = partition(body, |line| head(line, prefix) < prefix);
    let rest = &body[start..];
    let end = partition(rest, |line| head(line, prefix) <= prefix);
    &rest[..end]
}

/// What stands below the header.
pub(super) fn body(text: &str) -> &str {
    text.find('\n').map_or("", |end| &text[end + 1..])
}

fn head<'a>(line: &'a [u8], prefix: &[u8]) -> &'a [u8] {
    &line[..line.len().min(prefix.len())]
}

/// The offset of the first line for which `before` does not hold; the lines it holds for come first.
fn partition(text: &str, before: impl Fn(&[u8]) -> bool) -> usize {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[low..middle]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(low, |at| low + at + 1);
        let end = bytes[start..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(bytes.len(), |at| start + at + 1);
        if before(&bytes[start..end]) {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

/// The distinct values of the first column, which sorting has put together.
pub(super) fn first_column(text: &str) -> Vec<&str> {
    let mut rest = text.find('\n').map_or("", |end| &text[end + 1..]);
    let mut values = Vec::new();
    while let Some((value, _)) = rest.split_once(',') {
        values.push(value);
        let prefix = format!("{value},");
        let after = partition(rest, |line| {
            head(line, prefix.as_bytes()) <= prefix.as_bytes()
        });
        rest = &rest[after..];
    }
    values
}

/// A reader of CSV. Making one costs as much as reading a hundred lines, and a look-up reads few, so
/// one serves them all.
static READER: LazyLock<Mutex<csv_core::Reader>> =
    LazyLock::new(|| Mutex::new(csv_core::Reader::new()));

/// Most columns of an embedded file.
const MOST_COLUMNS: usize = 64;

/// The records of whole lines without a header; what is no CSV is left to the load checks.
pub(super) fn records(lines: &str) -> impl Iterator<Item = StringRecord> {
    let mut reader = READER.lock().unwrap_or_else(PoisonError::into_inner);
    reader.reset();
    let mut input = lines.as_bytes();
    let mut fields = vec![0; lines.len()];
    let mut ends = [0; MOST_COLUMNS];
    let mut records = Vec::new();
    while !input.is_empty() {
        let (result, read, _, count) = reader.read_record(input, &mut fields, &mut ends);
        input = input.get(read..).unwrap_or_default();
        if result != ReadRecordResult::Record {
            break;
        }
        records.extend(record(&fields, &ends[..count]));
    }
    records.into_iter()
}

/// The record whose fields end at `ends`.
fn record(fields: &[u8], ends: &[usize]) -> Option<StringRecord> {
    let mut record = StringRecord::with_capacity(*ends.last()?, ends.len());
    let mut start = 0;
    for end in ends {
        record.push_field(std::str::from_utf8(fields.get(start..*end)?).ok()?);
        start = *end;
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_block_and_nothing_else() {
        let text = "k,v\na,1\nb,1\nb,2\nb.c,9\nd,1\n";
        assert_eq!(block(text, "b,"), "b,1\nb,2\n");
        assert_eq!(block(text, "a,"), "a,1\n");
        assert_eq!(block(text, "d,"), "d,1\n");
        assert_eq!(block(text, "c,"), "");
        assert_eq!(block(text, "z,"), "");
        assert_eq!(block("k\n", "a,"), "");
        assert_eq!(first_column(text), ["a", "b", "b.c", "d"]);
    }

    #[test]
    fn records_are_those_of_the_csv_crate() {
        let text = "a,\"b, \"\"c\"\"\",\n,,\nlast,é,3\n";
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let theirs: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert!(
            records(text).eq(theirs
                .into_iter()
                .inspect(|record| assert_eq!(record.len(), 3)))
        );
        assert_eq!(records("").count(), 0);
    }
}
