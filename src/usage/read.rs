//! Reading a file of usage: what it is, and every record of it.

use std::io::{self, BufRead, BufReader, Read};

use super::{
    Fault, Field, Format, Rejected, Tally, TimeForm, columns::Columns, csv_rows, decompressed,
    json_rows, record::Reading,
};

/// Bytes that are read at a time.
const BLOCK: usize = 1024 * 1024;

/// How usage is to be understood.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format, where it is not to be detected.
    pub from: Option<&'static Format>,
    /// The names that fields have in the file, instead of the format's.
    pub map: Vec<(Field, String)>,
    /// What times count, where the format's own word is replaced.
    pub time: Option<TimeForm>,
    /// When relative times begin, in nanoseconds since 1970 UTC.
    pub start: Option<i64>,
    /// The long-context steps of the catalog, in tokens, from the smallest on.
    pub steps: Vec<u64>,
}

/// What a file had.
#[derive(Debug)]
pub struct Usage {
    /// Its format.
    pub format: &'static Format,
    /// Its sums.
    pub tally: Tally,
    /// Columns that no field was read from.
    pub unread_columns: Vec<String>,
    /// Fields that count tokens and are nowhere in it: taken as none.
    pub absent: Vec<Field>,
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// Nothing is in it.
    #[error("it is empty")]
    Empty,
    /// Its format is not known.
    #[error("its format is not known: {0}")]
    Unknown(String),
    /// A field without which nothing can be said is not there.
    #[error("{}, and no column is it: {columns}", .field.name())]
    Missing {
        /// The field.
        field: Field,
        /// The columns that are there.
        columns: String,
    },
}

/// Reads a file of usage.
///
/// # Errors
/// Where nothing can be read from it. Records that something is wrong with are counted instead.
pub fn read(name: &str, file: Box<dyn Read + Send>, options: &Options) -> Result<Usage, ReadError> {
    let mut file = BufReader::with_capacity(BLOCK, decompressed(file)?);
    skip_mark(&mut file)?;
    let start = file.fill_buf()?;
    let first = start
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace());
    match first {
        None => Err(ReadError::Empty),
        Some(b'{' | b'[') => json_rows::read(name, file, options),
        Some(_) => csv_rows::read(name, file, options),
    }
}

/// Passes over a byte order mark.
fn skip_mark(file: &mut impl BufRead) -> io::Result<()> {
    let is_marked = file.fill_buf()?.starts_with("\u{feff}".as_bytes());
    file.consume(if is_marked { 3 } else { 0 });
    Ok(())
}

/// How the records of a format are understood.
pub(super) fn reading(format: &'static Format, options: &Options) -> Reading {
    Reading {
        format,
        time: options.time.unwrap_or(format.time),
        start: options.start,
        steps: options.steps.clone(),
    }
}

/// Nothing yet.
pub(super) fn usage(format: &'static Format, columns: &Columns) -> Usage {
    Usage {
        format,
        tally: Tally::default(),
        unread_columns: columns.unread.clone(),
        absent: Vec::new(),
    }
}

/// A fault and its place.
pub(super) fn fault(name: &str, line: u64, columns: &Columns, rejected: Rejected) -> Fault {
    Fault {
        file: name.to_owned(),
        line,
        column: rejected
            .field
            .map(|field| columns.name(field))
            .unwrap_or_default(),
        reason: rejected.reason,
        message: rejected.message,
    }
}
