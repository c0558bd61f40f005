//! CSV, a record at a time, in bounded memory whatever the file holds: a quote that is never closed
//! costs one record, not the machine.

use std::io::{self, BufRead};

use csv_core::ReadRecordResult;

/// Text and columns of a record that is kept. A line of a bill with all its tags has some kilobytes.
const MOST_BYTES: usize = 1 << 20;
const MOST_COLUMNS: usize = 4_096;

/// A row of a table: the text of a column, empty where there is none.
pub(super) trait Cells {
    /// The text of the column at `at`, counted from zero.
    fn cell(&self, at: usize) -> &str;
}

/// A record of a CSV file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl Record<'_> {
    /// How many columns it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Its columns, without the space around them.
    pub(super) fn texts(&self) -> Vec<String> {
        (0..self.len())
            .map(|at| self.cell(at).trim().to_owned())
            .collect()
    }
}

impl Cells for Record<'_> {
    fn cell(&self, at: usize) -> &str {
        let from = match at.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        };
        from.zip(self.ends.get(at).copied())
            .and_then(|(from, to)| self.text.get(from..to))
            .unwrap_or_default()
    }
}

/// What the next record of a file is.
#[derive(Debug)]
pub(super) enum Next<'a> {
    /// A record.
    Record(Record<'a>),
    /// One that is too long to keep.
    Long,
    /// One that is not UTF-8.
    NotText,
    /// There is none.
    End,
}

/// A CSV file that is being read.
pub(super) struct Table<R> {
    source: R,
    core: csv_core::Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
    /// Line breaks so far.
    lines: u64,
    /// The line on which the last record began.
    began: u64,
}

/// How one record ended.
enum Ended {
    Whole { bytes: usize, columns: usize },
    Long,
    NoMore,
}

impl<R: BufRead> Table<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            core: csv_core::Reader::new(),
            fields: vec![0; 1 << 14],
            ends: vec![0; 256],
            lines: 0,
            began: 1,
        }
    }

    /// The line on which the last record began, counted from one.
    pub(super) fn line(&self) -> u64 {
        self.began
    }

    /// Reads the next record; with the line on which it begins.
    ///
    /// # Errors
    /// What the source says.
    pub(super) fn next(&mut self) -> io::Result<(u64, Next<'_>)> {
        self.skip_breaks()?;
        self.began = self.lines + 1;
        let (bytes, columns) = match self.record()? {
            Ended::Whole { bytes, columns } => (bytes, columns),
            Ended::Long => return Ok((self.began, Next::Long)),
            Ended::NoMore => return Ok((self.began, Next::End)),
        };
        let fields = self.fields.get(..bytes).unwrap_or_default();
        let ends = self.ends.get(..columns).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(fields) else {
            return Ok((self.began, Next::NotText));
        };
        // Two halves of a character in neighbouring columns are none.
        if ends.iter().any(|end| !text.is_char_boundary(*end)) {
            return Ok((self.began, Next::NotText));
        }
        Ok((self.began, Next::Record(Record { text, ends })))
    }

    /// Blank lines, and the second half of a break, before a record.
    fn skip_breaks(&mut self) -> io::Result<()> {
        loop {
            let input = self.source.fill_buf()?;
            let breaks = input
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            self.lines += newlines(input.get(..breaks).unwrap_or_default());
            let is_done = breaks < input.len() || input.is_empty();
            self.source.consume(breaks);
            if is_done {
                return Ok(());
            }
        }
    }

    fn record(&mut self) -> io::Result<Ended> {
        let (mut bytes, mut columns) = (0, 0);
        let mut is_long = false;
        loop {
            let input = self.source.fill_buf()?;
            let fields = self.fields.get_mut(bytes..).unwrap_or_default();
            let ends = self.ends.get_mut(columns..).unwrap_or_default();
            let (result, read, written, ended) = self.core.read_record(input, fields, ends);
            self.lines += newlines(input.get(..read).unwrap_or_default());
            self.source.consume(read);
            bytes += written;
            columns += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.fields.len() < MOST_BYTES => {
                    self.fields.resize(self.fields.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < MOST_COLUMNS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    is_long = true;
                    (bytes, columns) = (0, 0);
                }
                ReadRecordResult::Record if is_long => return Ok(Ended::Long),
                ReadRecordResult::Record => return Ok(Ended::Whole { bytes, columns }),
                ReadRecordResult::End => return Ok(Ended::NoMore),
            }
        }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |count, byte| count + u64::from(*byte == b'\n'))
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Line and columns of each record, read through a buffer of three bytes.
    fn told(bytes: &[u8]) -> Vec<String> {
        let mut table = Table::new(BufReader::with_capacity(3, bytes));
        let mut told = Vec::new();
        loop {
            let (line, next) = table.next().unwrap();
            let next = match next {
                Next::Record(record) => {
                    let cells: Vec<_> = (0..record.len()).map(|at| record.cell(at)).collect();
                    assert_eq!(record.cell(record.len()), "");
                    cells.join("|")
                }
                Next::Long => "long".to_owned(),
                Next::NotText => "not text".to_owned(),
                Next::End => return told,
            };
            told.push(format!("{line} {next}"));
        }
    }

    #[test]
    fn records_and_their_lines() {
        assert_eq!(
            told(b"a,b\r\n1,\"x\ny\"\r\n\r\n\n2,\"q\"\"q\"\r\n3,4"),
            ["1 a|b", "2 1|x\ny", "6 2|q\"q", "7 3|4"]
        );
        assert_eq!(told(b"a,,\n\n"), ["1 a||"]);
        assert_eq!(told(b""), Vec::<String>::new());
        assert_eq!(told(b"\n\n"), Vec::<String>::new());
        assert_eq!(told(b"a\n\xff,b\nc\n"), ["1 a", "2 not text", "3 c"]);
        assert_eq!(told(b"\xc3,\xa9\nc\n"), ["1 not text", "2 c"]);
        assert_eq!(told(b"a\0b,c\n"), ["1 a\0b|c"]);
    }

    #[test]
    fn a_record_too_long_is_one_record() {
        let long = "x".repeat(MOST_BYTES + 1);
        let wide = ",".repeat(MOST_COLUMNS + 1);
        let text = format!("a\n{long}\nb\n{wide}\nc\n\"never closed\n{long}\n{long}");
        assert_eq!(
            told(text.as_bytes()),
            ["1 a", "2 long", "3 b", "4 long", "5 c", "6 long"]
        );
    }
}
