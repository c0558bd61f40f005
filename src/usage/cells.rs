//! The cells of a row of CSV, as RFC 4180 has them and spreadsheets bend it.
//!
//! A quote at the start of a cell opens it, a doubled one within is one, and what follows its end
//! belongs to the cell. Elsewhere a quote is a character. A row ends with a line feed, a carriage
//! return or both; rows without anything are none.

use memchr::{memchr, memchr2, memchr3};

/// The cells of one row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Where each lies.
    places: Vec<Cell>,
    /// Cells that had to be put together.
    joined: Vec<u8>,
    /// Whether a quote is open at the end.
    is_open: bool,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    is_joined: bool,
}

impl Cells {
    /// Reads the first `wanted` cells of the row that begins at `at`, and tells where the next one
    /// begins.
    pub(super) fn read(&mut self, block: &[u8], at: usize, delimiter: u8, wanted: usize) -> usize {
        self.places.clear();
        self.joined.clear();
        self.is_open = false;
        let mut at = at;
        loop {
            let is_wanted = self.places.len() < wanted;
            let rest = block.get(at..).unwrap_or_default();
            let end = if rest.first() == Some(&b'"') {
                self.quoted(block, at + 1, delimiter)
            } else {
                let end = at + plain(rest, delimiter);
                self.places.push(Cell {
                    start: at,
                    end,
                    is_joined: false,
                });
                end
            };
            if !is_wanted {
                self.places.pop();
            }
            at = end + 1;
            if block.get(end) != Some(&delimiter) {
                return at.min(block.len());
            }
        }
    }

    /// Reads a cell behind its first quote, and tells where it ends.
    fn quoted(&mut self, block: &[u8], start: usize, delimiter: u8) -> usize {
        let begin = self.joined.len();
        let mut from = start;
        loop {
            let rest = block.get(from..).unwrap_or_default();
            let quote = memchr(b'"', rest);
            let end = from + quote.unwrap_or(rest.len());
            if quote.is_some() && block.get(end + 1) == Some(&b'"') {
                self.join(block, from, end + 1);
                from = end + 2;
                continue;
            }
            self.is_open |= quote.is_none();
            let after = (end + 1).min(block.len());
            let tail = plain(block.get(after..).unwrap_or_default(), delimiter);
            if from == start && tail == 0 {
                self.places.push(Cell {
                    start,
                    end,
                    is_joined: false,
                });
                return after;
            }
            self.join(block, from, end);
            self.join(block, after, after + tail);
            self.places.push(Cell {
                start: begin,
                end: self.joined.len(),
                is_joined: true,
            });
            return after + tail;
        }
    }

    fn join(&mut self, block: &[u8], start: usize, end: usize) {
        let part = block.get(start..end).unwrap_or_default();
        self.joined.extend_from_slice(part);
    }

    /// How many cells there are, of those that were wanted.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// Whether the row is the last one, and ends within quotes.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// The bytes of a cell; none where the row is too short.
    pub(super) fn bytes<'a>(&'a self, block: &'a [u8], column: usize) -> &'a [u8] {
        let Some(cell) = self.places.get(column) else {
            return &[];
        };
        let from = if cell.is_joined { &self.joined } else { block };
        from.get(cell.start..cell.end).unwrap_or_default()
    }

    /// The text of a cell; of bytes that are no UTF-8, one character that stands for them.
    pub(super) fn text<'a>(&'a self, block: &'a [u8], column: usize) -> &'a str {
        text(self.bytes(block, column))
    }
}

/// Bytes as text; of such that are no UTF-8, one character that stands for them.
pub(super) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("\u{fffd}")
}

/// The length of a cell without quotes.
fn plain(rest: &[u8], delimiter: u8) -> usize {
    memchr3(delimiter, b'\n', b'\r', rest).unwrap_or(rest.len())
}

/// What separates the columns of a header.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let header = memchr2(b'\n', b'\r', start).and_then(|end| start.get(..end));
    let header = header.unwrap_or(start);
    let count = |wanted: u8| memchr::memchr_iter(wanted, header).count();
    let all = [b',', b';', b'\t'];
    all.into_iter()
        .max_by_key(|byte| (count(*byte), *byte == b','))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use csv::{ByteRecord, ReaderBuilder};
    use proptest::prelude::*;

    use super::*;

    /// All rows, as we read them.
    fn rows(block: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut rows = Vec::new();
        let mut cells = Cells::default();
        let mut at = 0;
        while at < block.len() {
            if [b'\n', b'\r'].contains(&block[at]) {
                at += 1;
                continue;
            }
            at = cells.read(block, at, b',', usize::MAX);
            let count = cells.count();
            let row = (0..count).map(|column| cells.bytes(block, column).to_vec());
            rows.push(row.collect());
        }
        rows
    }

    /// All rows, as the `csv` crate reads them.
    fn known(block: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(block);
        let rows = reader.byte_records().map(Result::unwrap);
        rows.map(|row: ByteRecord| row.iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_096))]
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab,\"\n\r]{0,40}") {
            prop_assert_eq!(rows(text.as_bytes()), known(text.as_bytes()));
        }
    }
}
