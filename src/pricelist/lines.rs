//! CSV files of AWS: a few lines about the file, then a header, then a record a line.

use std::io::{BufRead, Read as _};

use csv_core::{ReadRecordResult, Reader};

use super::{PriceListError, offer::Head, product::word};

/// The longest line that is read.
const LONGEST: u64 = 1024 * 1024;
/// The most cells a line may have.
const MOST_CELLS: usize = 1024;

/// A file, line by line. No cell of AWS has a line break in it, so that a quote left open ends with its
/// line.
pub(super) struct Lines<'a, R> {
    name: &'a str,
    file: R,
    line: Vec<u8>,
    number: u64,
    reader: Reader,
}

/// A record, whose cells are found by the names of the header.
pub(super) struct Record<'a> {
    header: &'a Header,
    cells: &'a [String],
}

/// The names of the columns, in letters and digits only: files differ in spaces and capitals.
pub(super) struct Header(Vec<String>);

impl Header {
    pub(super) fn record<'a>(&'a self, cells: &'a [String]) -> Record<'a> {
        Record {
            header: self,
            cells,
        }
    }
}

impl Record<'_> {
    /// The cell of a column, if it is there and has a word.
    pub(super) fn word(&self, column: &str) -> Option<String> {
        let column = letters(column);
        let at = self.header.0.iter().position(|name| *name == column)?;
        self.cells.get(at).cloned().and_then(word)
    }
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

impl<'a, R: BufRead> Lines<'a, R> {
    pub(super) fn of(name: &'a str, file: R) -> Self {
        Self {
            name,
            file,
            line: Vec::new(),
            number: 0,
            reader: Reader::new(),
        }
    }

    /// What the file says of itself, and its header.
    ///
    /// # Errors
    /// A file that ends before its header.
    pub(super) fn head(&mut self) -> Result<(Head, Header), PriceListError> {
        let mut head = Head::default();
        while let Some(cells) = self.next()? {
            let value = || cells.get(1).cloned().and_then(word);
            match cells.first().map_or("", String::as_str) {
                "OfferCode" => head.offer = value(),
                "Version" => head.version = value(),
                "Publication Date" => head.published = value(),
                "SKU" => {
                    let header = cells.iter().map(|name| letters(name)).collect();
                    return Ok((head, Header(header)));
                }
                _ => {}
            }
        }
        let message = "it ends before its header, the line that begins with SKU";
        Err(PriceListError::whole(self.name, message))
    }

    /// The cells of the next line that is not empty.
    ///
    /// # Errors
    /// A line that cannot be read, or is longer than any of AWS.
    pub(super) fn next(&mut self) -> Result<Option<Vec<String>>, PriceListError> {
        loop {
            self.line.clear();
            let mut some = self.file.by_ref().take(LONGEST + 1);
            let read = some.read_until(b'\n', &mut self.line);
            let count = read.map_err(|error| PriceListError::unread(self.name, &error))?;
            if count == 0 {
                return Ok(None);
            }
            self.number += 1;
            if u64::try_from(count).is_ok_and(|count| count > LONGEST) {
                return Err(PriceListError {
                    line: Some(self.number),
                    ..PriceListError::whole(self.name, "the line is longer than 1 MiB")
                });
            }
            let cells = self.cells();
            if !cells.is_empty() {
                return Ok(Some(cells));
            }
        }
    }

    fn cells(&mut self) -> Vec<String> {
        let mut fields = vec![0; self.line.len() + 1];
        let mut ends = [0; MOST_CELLS];
        self.reader.reset();
        let (result, _, _, mut count) = self.reader.read_record(&self.line, &mut fields, &mut ends);
        if result == ReadRecordResult::InputEmpty {
            // The last line may end without a line break: the end of the input ends the record.
            let (_, _, _, more) =
                self.reader
                    .read_record(&[], &mut [], ends.get_mut(count..).unwrap_or_default());
            count += more;
        }
        let mut start = 0;
        let mut cells = Vec::with_capacity(count);
        for end in ends.iter().take(count) {
            let cell = fields.get(start..*end).unwrap_or_default();
            cells.push(String::from_utf8_lossy(cell).into_owned());
            start = *end;
        }
        cells
    }
}
