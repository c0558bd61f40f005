//! The blocks that a file is read in: about a mebibyte each, cut where a record ends.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use memchr::{memchr, memrchr};

/// Bytes of a block.
const BLOCK: usize = 1024 * 1024;
/// The longest record: 16 MiB. Longer ones are passed over without being held.
const LONGEST: usize = 16 * BLOCK;

/// How records end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// With their line.
    Lines,
    /// With a line's end outside of quotes; the fields are separated by this.
    Csv(u8),
}

/// Whether bytes lie in quotes, as far as they have been looked at.
#[derive(Debug, Clone, Copy)]
struct Quotes {
    state: Quoted,
    /// The byte before.
    before: u8,
    /// Whether there was a quote.
    any: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quoted {
    Outside,
    Inside,
    /// After a quote inside of quotes: their end, or half of a quote that is meant.
    Ending,
}

/// Which end of a record is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Last,
}

impl Quotes {
    const NONE: Self = Self {
        state: Quoted::Outside,
        before: b'\n',
        any: false,
    };

    /// Looks at further bytes and finds where, among them, a record ends: the place behind its
    /// line's end. After the first end nothing further is looked at.
    fn end(&mut self, bytes: &[u8], ends: Ends, which: Which) -> Option<usize> {
        let Ends::Csv(delimiter) = ends else {
            let at = match which {
                Which::First => memchr(b'\n', bytes),
                Which::Last => memrchr(b'\n', bytes),
            };
            return at.map(|at| at + 1);
        };
        let mut found = None;
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            match self.state {
                Quoted::Inside => match memchr(b'"', rest) {
                    None => break,
                    Some(quote) => {
                        self.state = Quoted::Ending;
                        at += quote + 1;
                    }
                },
                Quoted::Ending => {
                    self.before = b'"';
                    if rest.first() == Some(&b'"') {
                        self.state = Quoted::Inside;
                        at += 1;
                    } else {
                        self.state = Quoted::Outside;
                    }
                }
                Quoted::Outside => {
                    let quote = memchr(b'"', rest);
                    let plain = rest.get(..quote.unwrap_or(rest.len())).unwrap_or_default();
                    let line = match which {
                        Which::First => memchr(b'\n', plain),
                        Which::Last => memrchr(b'\n', plain),
                    };
                    if let Some(line) = line {
                        found = Some(at + line + 1);
                        if which == Which::First {
                            return found;
                        }
                    }
                    self.before = plain.last().copied().unwrap_or(self.before);
                    let Some(quote) = quote else { break };
                    self.any = true;
                    // Elsewhere than at a field's start it is a character like others.
                    if [delimiter, b'\n', b'\r'].contains(&self.before) {
                        self.state = Quoted::Inside;
                    }
                    self.before = b'"';
                    at += quote + 1;
                }
            }
        }
        found
    }
}

/// Bytes that are read into, again and again.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    used: usize,
}

impl Buffer {
    /// What was read.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or_default()
    }

    /// Lets go of what a long record needed.
    fn shrink(&mut self) {
        if self.bytes.len() > BLOCK {
            self.bytes.truncate(BLOCK);
            self.bytes.shrink_to_fit();
        }
    }

    /// Reads until it holds `full` bytes or the file ends; tells whether it ended.
    fn fill(&mut self, file: &mut dyn Read, full: usize) -> io::Result<bool> {
        if self.bytes.len() < full {
            self.bytes.resize(full, 0);
        }
        while self.used < full {
            let room = self.bytes.get_mut(self.used..full).unwrap_or_default();
            match file.read(room) {
                Ok(0) => return Ok(true),
                Ok(more) => self.used += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }
}

/// A block that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// Its place among the blocks, counted from 0.
    pub(super) number: u64,
    /// Whether there may be quotes in it.
    pub(super) has_quotes: bool,
    /// Lines of one record that is too long and was passed over; the block is empty then.
    pub(super) passed_over: Option<u64>,
    /// Whether it is larger than others.
    pub(super) is_large: bool,
}

/// Why a file cannot be read further.
#[derive(Debug)]
pub(super) struct Broken {
    /// Lines since the last block.
    pub(super) lines: u64,
    pub(super) error: io::Error,
}

/// A file of records, block by block.
pub(super) struct Blocks {
    file: Box<dyn Read + Send>,
    ends: Ends,
    /// What was read beyond the last block.
    rest: Vec<u8>,
    number: u64,
    ended: bool,
}

impl Blocks {
    /// Begins to read a file. A byte order mark is passed over.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn open(file: Box<dyn Read + Send>) -> Result<Self, Broken> {
        let mut blocks = Self {
            file,
            ends: Ends::Lines,
            rest: Vec::new(),
            number: 0,
            ended: false,
        };
        let mut buffer = Buffer::default();
        blocks.ended = blocks.fill(&mut buffer, BLOCK, 0)?;
        let bytes = buffer.bytes();
        let start = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        blocks.rest.extend_from_slice(start);
        Ok(blocks)
    }

    /// How the file begins: its first mebibyte. To be asked before the first block is.
    pub(super) fn start(&self) -> &[u8] {
        &self.rest
    }

    /// The file from its start, for who reads it otherwise. Instead of the first block.
    pub(super) fn into_reader(self) -> impl BufRead {
        BufReader::with_capacity(BLOCK, Cursor::new(self.rest).chain(self.file))
    }

    /// Says how records end, if not with their lines.
    pub(super) fn cut(&mut self, ends: Ends) {
        self.ends = ends;
    }

    /// Reads on; `lines` came since the last block besides those in the buffer.
    fn fill(&mut self, buffer: &mut Buffer, full: usize, lines: u64) -> Result<bool, Broken> {
        let filled = buffer.fill(&mut *self.file, full);
        filled.map_err(|error| Broken {
            lines: lines + newlines(buffer.bytes()),
            error,
        })
    }

    /// The next block, or nothing at the end of the file.
    ///
    /// # Errors
    /// Where the file cannot be read further.
    pub(super) fn next(&mut self, buffer: &mut Buffer) -> Result<Option<Block>, Broken> {
        buffer.shrink();
        buffer.used = 0;
        let kept = self.rest.len();
        buffer
            .bytes
            .resize(BLOCK.max(kept).max(buffer.bytes.len()), 0);
        if let Some(start) = buffer.bytes.get_mut(..kept) {
            start.copy_from_slice(&self.rest);
        }
        buffer.used = kept;
        self.rest.clear();
        let mut quotes = Quotes::NONE;
        let mut full = BLOCK.max(kept);
        let mut seen = 0;
        let end = loop {
            if !self.ended {
                self.ended = self.fill(buffer, full, 0)?;
            }
            let new = buffer.bytes().get(seen..).unwrap_or_default();
            let end = quotes.end(new, self.ends, Which::Last);
            if self.ended {
                break buffer.used;
            }
            if let Some(end) = end {
                break seen + end;
            }
            seen = buffer.used;
            if full >= LONGEST {
                return self.pass_over(buffer, quotes).map(Some);
            }
            full += BLOCK;
        };
        if end == 0 {
            return Ok(None);
        }
        let beyond = buffer.bytes().get(end..).unwrap_or_default();
        self.rest.extend_from_slice(beyond);
        buffer.used = end;
        Ok(Some(self.block(quotes.any, None, end > BLOCK)))
    }

    fn block(&mut self, has_quotes: bool, passed_over: Option<u64>, is_large: bool) -> Block {
        let number = self.number;
        self.number += 1;
        Block {
            number,
            has_quotes,
            passed_over,
            is_large,
        }
    }

    /// Passes over a record that is longer than `buffer`, to its end.
    fn pass_over(&mut self, buffer: &mut Buffer, mut quotes: Quotes) -> Result<Block, Broken> {
        let mut lines = newlines(buffer.bytes());
        buffer.used = 0;
        buffer.shrink();
        loop {
            self.ended = self.fill(buffer, BLOCK, lines)?;
            let end = quotes.end(buffer.bytes(), self.ends, Which::First);
            let (own, beyond) = match end.and_then(|end| buffer.bytes().split_at_checked(end)) {
                Some(parts) => parts,
                None => (buffer.bytes(), <&[u8]>::default()),
            };
            lines += newlines(own);
            self.rest.extend_from_slice(beyond);
            buffer.used = 0;
            if end.is_some() || self.ended {
                return Ok(self.block(false, Some(lines), false));
            }
        }
    }
}

/// How many lines end in some bytes.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    let count = memchr::memchr_iter(b'\n', bytes).count();
    u64::try_from(count).unwrap_or(u64::MAX)
}
