//! The rows of a list, one after the other, as they stand in the file.

use std::io::{self, Chain, Cursor, Read};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};

use super::RowError;
use crate::units::shortened;

/// How far a header is looked for.
const HEADER_MAX: usize = 1024 * 1024;
/// The longest row.
const ROW_MAX: usize = 1024 * 1024;
/// What may separate columns.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The rows of a list.
#[derive(Debug)]
pub struct Rows<R: Read> {
    reader: Reader<Chain<Cursor<Vec<u8>>, R>>,
    header: Vec<String>,
    separator: u8,
    number: u64,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// Its number among the rows, counted from 1.
    pub number: u64,
    record: ByteRecord,
}

impl<R: Read> Rows<R> {
    /// The rows of `source`, under its own header, or under `header` where it has none. Columns are
    /// separated by commas, semicolons or tabs, whichever the first line has most of.
    ///
    /// # Errors
    /// Where it cannot be read, or its header is no text.
    pub fn open(mut source: R, header: Option<Vec<String>>) -> io::Result<Self> {
        let head = first_line(&mut source)?;
        let separator = separator(&head);
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            // With a line feed alone the lines are counted right; a carriage return before it is space.
            .terminator(Terminator::Any(b'\n'))
            .has_headers(header.is_none())
            .from_reader(Cursor::new(head).chain(source));
        let header = match header {
            Some(header) => header,
            None => reader
                .headers()?
                .iter()
                .map(|name| name.trim().to_owned())
                .collect(),
        };
        Ok(Self {
            reader,
            header,
            separator,
            number: 0,
        })
    }

    /// The names of its columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Whether semicolons separate its columns, as they do where a comma is the decimal sign.
    pub fn has_semicolons(&self) -> bool {
        self.separator == b';'
    }

    /// The next row that is not blank.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        let mut record = ByteRecord::new();
        while self.reader.read_byte_record(&mut record)? {
            let blank = |cell: &[u8]| cell.iter().all(u8::is_ascii_whitespace);
            if record.iter().all(blank) {
                continue;
            }
            self.number += 1;
            return Ok(Some(Row {
                line: record.position().map_or(0, csv::Position::line),
                number: self.number,
                record,
            }));
        }
        Ok(None)
    }
}

impl Row {
    /// Its cells, one for each of `count` columns.
    ///
    /// # Errors
    /// Where there are more or fewer, one is no text in UTF-8, or the row is far too long.
    pub fn cells(&self, count: usize) -> Result<Vec<&str>, RowError> {
        if self.record.as_slice().len() > ROW_MAX {
            let message = "the row is longer than 1 MiB: a quote may not be closed".to_owned();
            return Err(RowError::of_row(message));
        }
        if self.record.len() != count {
            let message = format!(
                "the row has {} cells, the header {count}",
                self.record.len()
            );
            return Err(RowError::of_row(message));
        }
        let mut cells = Vec::with_capacity(count);
        for (at, cell) in self.record.iter().enumerate() {
            let text = std::str::from_utf8(cell).map_err(|_| RowError {
                column: Some(at),
                message: "it is not text in UTF-8".to_owned(),
                help: Some("save the file as UTF-8".to_owned()),
            })?;
            if let Some(control) = text.chars().find(|c| c.is_control() && !c.is_whitespace()) {
                return Err(RowError {
                    column: Some(at),
                    message: format!("it holds {}", shortened(&control.to_string())),
                    help: None,
                });
            }
            cells.push(text);
        }
        Ok(cells)
    }

    /// Its cells as text, whatever they are.
    pub fn lossy(&self) -> Vec<String> {
        let cells = self.record.iter();
        let cells = cells.map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
        cells.collect()
    }
}

/// What there is up to the end of the first line that is not blank, and perhaps some more.
fn first_line(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut chunk = [0u8; 8_192];
    while head.len() < HEADER_MAX {
        let text = head.trim_ascii_start();
        if text.contains(&b'\n') {
            break;
        }
        match source.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => head.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // The mark of the byte order is none of the first name.
    Ok(match head.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => head,
    })
}

/// What separates columns in the first line.
fn separator(head: &[u8]) -> u8 {
    let line = head.trim_ascii_start();
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: &u8| {
        let mut quoted = false;
        let outside = line.iter().filter(|byte| {
            if **byte == b'"' {
                quoted = !quoted;
            }
            !quoted && *byte == separator
        });
        outside.count()
    };
    // Of equals the last is taken, so the comma is asked last.
    let most = SEPARATORS
        .iter()
        .rev()
        .max_by_key(|separator| count(separator));
    most.copied().unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> (Vec<String>, Vec<(u64, Vec<String>)>) {
        let mut rows = Rows::open(text, None).unwrap();
        let header = rows.header().to_vec();
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            found.push((row.line, row.lossy()));
        }
        (header, found)
    }

    #[test]
    fn tables_are_read_as_spreadsheets_write_them() {
        let wanted = (
            vec!["a".to_owned(), "b".to_owned()],
            vec![
                (2, vec!["1".to_owned(), "x, y".to_owned()]),
                (5, vec!["2".to_owned(), String::new()]),
            ],
        );
        assert_eq!(
            rows(b"\xef\xbb\xbfa,b\r\n1,\"x, y\"\r\n\r\n,\r\n2,\r\n"),
            wanted
        );
        assert_eq!(rows(b"a;b\n1;x, y\n\n ; \n2;\n"), wanted);
        assert_eq!(rows(b"a\tb\n1\tx, y\n\n\t\n2\t"), wanted);
    }

    #[test]
    fn rows_that_are_none_say_why() {
        let mut rows = Rows::open(&b"a,b\n1\n1,\xff\n1,\x00\n"[..], None).unwrap();
        let mut next = || rows.next_row().unwrap().unwrap().cells(2).unwrap_err();
        assert!(next().message.contains("1 cells, the header 2"));
        assert!(next().message.contains("UTF-8"));
        assert!(next().message.contains("holds"));
    }
}
