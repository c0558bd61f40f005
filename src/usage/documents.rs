//! Records in JSON that is not simply a line each: documents one after the other, in arrays, over
//! several lines, after the times of a log, or in what tools wrap them in.
//!
//! At the top, brackets and commas only separate documents, so that an array of any length is read
//! an element at a time. A document is read whole, up to [`LONGEST`].

use std::io::{self, BufRead};

use super::{
    Ids, Reason, Rejected,
    blocks::newlines,
    gathered::Gathered,
    parts::{End, Part},
    read::{LONGEST, Options, ReadError, Usage},
    unpack::{is_prefix, is_wrapped, unpack},
};

/// Whether a file has a record a line, by its first line.
pub(super) fn is_by_line(first: &[u8]) -> bool {
    first.starts_with(b"{") && Part::whole(first).is_ok_and(|part| !is_wrapped(part))
}

/// Whether a file has JSON after the time of each line, by its first line.
pub(super) fn is_after_times(first: &[u8]) -> bool {
    let object = first.iter().position(|byte| *byte == b'{');
    let before = object.and_then(|at| first.get(..at));
    before.is_some_and(|before| !before.trim_ascii().is_empty() && is_prefix(before))
}

/// Reads the documents of a file.
///
/// # Errors
/// Where nothing can be read from it.
pub(super) fn read(
    name: &str,
    file: impl BufRead,
    options: &Options,
    ids: &mut Ids,
) -> Result<Usage, ReadError> {
    let mut documents = Documents::new(file);
    let mut records = Gathered::new(name, options, ids);
    loop {
        let line = documents.line;
        let next = documents.next();
        match next.map_err(|error| ReadError::Broken { line, error })? {
            Next::Document(line, text) => match Part::whole(text) {
                Ok(document) => {
                    let mut place = (0, line);
                    unpack(document, &mut |at, record| {
                        place = line_at(text, place, at);
                        records.add(place.1, record);
                    });
                }
                Err(error) => {
                    let line = line + u64::try_from(error.line()).unwrap_or(1) - 1;
                    let message = format!("this is no JSON: column {}", error.column());
                    records.add(line, Err(Rejected::new(Reason::Unreadable, None, message)));
                }
            },
            Next::Wrong(line, message) => {
                records.add(line, Err(Rejected::new(Reason::Unreadable, None, message)));
            }
            Next::End => break,
        }
    }
    records.usage()
}

/// A place in a document and its line, from those of another place, which mostly lies before.
fn line_at(text: &[u8], (from, line): (usize, u64), at: usize) -> (usize, u64) {
    let lines = |from: usize, to: usize| newlines(text.get(from..to).unwrap_or_default());
    let ahead = line + lines(from, at);
    (at, ahead.saturating_sub(lines(at, from)))
}

/// What comes next in a file.
enum Next<'a> {
    /// An object, and the line it begins on.
    Document(u64, &'a [u8]),
    /// Something else, and why it is none.
    Wrong(u64, &'static str),
    /// Nothing.
    End,
}

/// The documents of a file.
struct Documents<R> {
    file: R,
    line: u64,
    /// Arrays that are open.
    open: usize,
    /// Whether it was said that the file breaks off.
    has_ended: bool,
    text: Vec<u8>,
}

impl<R: BufRead> Documents<R> {
    fn new(file: R) -> Self {
        Self {
            file,
            line: 1,
            open: 0,
            has_ended: false,
            text: Vec::new(),
        }
    }

    /// Takes the next byte if it is wanted.
    fn take(&mut self, wants: impl Fn(u8) -> bool) -> io::Result<Option<u8>> {
        let next = self
            .file
            .fill_buf()?
            .first()
            .copied()
            .filter(|byte| wants(*byte));
        if let Some(byte) = next {
            self.file.consume(1);
            self.line += u64::from(byte == b'\n');
        }
        Ok(next)
    }

    /// The next document.
    fn next(&mut self) -> io::Result<Next<'_>> {
        let separates = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']');
        while let Some(byte) = self.take(separates)? {
            match byte {
                b'[' => self.open += 1,
                b']' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
        }
        let line = self.line;
        match self.file.fill_buf()?.first() {
            None if self.open > 0 && !self.has_ended => {
                self.has_ended = true;
                Ok(Next::Wrong(
                    line,
                    "the file breaks off: an array is not closed",
                ))
            }
            None => Ok(Next::End),
            Some(b'{') => self.document(line),
            Some(_) => self.other(line),
        }
    }

    /// What comes before an object on a line, if it is a time; otherwise a line that is no JSON.
    fn other(&mut self, line: u64) -> io::Result<Next<'_>> {
        self.text.clear();
        while let Some(byte) = self.take(|byte| byte != b'{' && byte != b'\n')? {
            if self.text.len() < 64 {
                self.text.push(byte);
            }
        }
        let is_object = self.file.fill_buf()?.first() == Some(&b'{');
        if is_object && is_prefix(&self.text) {
            return self.document(line);
        }
        self.skip_line()?;
        Ok(Next::Wrong(line, "this is no JSON"))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        while let Some(byte) = self.take(|_| true)? {
            if byte == b'\n' {
                break;
            }
        }
        Ok(())
    }

    /// An object, to its end.
    fn document(&mut self, line: u64) -> io::Result<Next<'_>> {
        self.text.clear();
        let mut end = End::default();
        let mut is_too_long = false;
        while !end.has_closed() {
            let block = self.file.fill_buf()?;
            if block.is_empty() {
                self.has_ended = true;
                return Ok(Next::Wrong(
                    line,
                    "the file breaks off within this document",
                ));
            }
            let mut taken = 0;
            let mut is_broken = false;
            for byte in block {
                taken += 1;
                self.line += u64::from(*byte == b'\n');
                // JSON has no line ends in texts: the quotes are wrong.
                is_broken = *byte == b'\n' && end.is_in_text();
                end.is_passed(*byte);
                if is_broken || end.has_closed() {
                    break;
                }
            }
            is_too_long |= self.text.len() + taken > LONGEST;
            if is_too_long {
                self.text.clear();
            } else {
                self.text
                    .extend_from_slice(block.get(..taken).unwrap_or_default());
            }
            self.file.consume(taken);
            if is_broken {
                return Ok(Next::Wrong(
                    line,
                    "this is no JSON: a text in it is not closed",
                ));
            }
        }
        if is_too_long {
            return Ok(Next::Wrong(line, "this is longer than 64 MiB"));
        }
        Ok(Next::Document(line, &self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_how_records_lie() {
        assert!(is_after_times(b"2026-03-02T00:00:00.000Z {\"a\":1}"));
        assert!(!is_after_times(b"time,{model}"));
        assert!(!is_after_times(b"{\"a\":1}"));
        assert!(is_by_line(b"{\"a\":1}\r"));
        for text in [
            "{",
            "{\"a\":1}{}",
            "{\"events\":[]}",
            "[{}]",
            "{\"resourceSpans\":[]}",
        ] {
            assert!(!is_by_line(text.as_bytes()), "{text}");
        }
    }
}
