//! Reading a file of usage: what it is, and every record of it.

use std::{
    io::{self, Read},
    sync::Arc,
};

use super::{
    Counts, Fault, Field, Format, Ids, Measure, Progress, Rejected, Tally, TimeForm,
    blocks::{Blocks, Broken},
    charges::is_parquet,
    columns::Columns,
    csv_rows, decompressed, documents, json_rows,
    record::Reading,
    work::{RecordReader, Work, run},
};

/// The longest document of JSON: 64 MiB.
pub(super) const LONGEST: usize = 64 * 1024 * 1024;
/// Characters of a header that a message shows.
const SHOWN: usize = 200;

/// How usage is to be understood.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format, where it is not to be detected.
    pub from: Option<&'static Format>,
    /// The names that fields have in the file, instead of the format's.
    pub map: Vec<(Field, String)>,
    /// What times count, where the format's own word is replaced.
    pub time: Option<TimeForm>,
    /// What input tokens are, where the format's own word is replaced.
    pub counts: Option<Counts>,
    /// When relative times begin, in nanoseconds since 1970 UTC.
    pub start: Option<i64>,
    /// The long-context steps of the catalog, in tokens, from the smallest on.
    pub steps: Vec<u64>,
    /// Threads that read; there is always one. The result is the same for any number.
    pub threads: usize,
    /// Where it is told how far the reading is.
    pub progress: Arc<Progress>,
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
}

impl Usage {
    /// What no record says: tokens of those kinds are taken as none, and the number of requests as not
    /// known.
    pub fn absent(&self) -> Vec<Field> {
        let has = |fields: &[Field]| fields.iter().any(|field| self.tally.has(*field));
        let written = [
            Field::CacheWriteTokens,
            Field::Of(Measure::CacheWrite5mTokens),
            Field::Of(Measure::CacheWrite1hTokens),
        ];
        let alone = |field: Field| (field, has(&[field]));
        let requests = [Field::Of(Measure::Requests), Field::RequestsPerSecond];
        let told = self.format.requests_of_a_record() > 0 || has(&requests);
        let fields = [
            (Field::Of(Measure::Requests), told),
            alone(Field::Of(Measure::InputTokens)),
            alone(Field::Of(Measure::CacheReadTokens)),
            (Field::CacheWriteTokens, has(&written)),
            alone(Field::Of(Measure::OutputTokens)),
        ];
        let absent = fields.into_iter().filter(|(_, is_there)| !is_there);
        absent.map(|(field, _)| field).collect()
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// It cannot be read to its end: what was read is not kept, as sums of a part would pass for the
    /// whole.
    #[error("line {line}: it breaks off, and nothing of it is kept: {error}")]
    Broken {
        /// The line, counted from 1.
        line: u64,
        /// Why.
        error: io::Error,
    },
    /// It is written in an encoding that is not read.
    #[error("it is {0}: save it as UTF-8")]
    Encoding(&'static str),
    /// Nothing is in it.
    #[error("it is empty")]
    Empty,
    /// Its format is not known.
    #[error("its format is not known: {0}")]
    Unknown(String),
    /// A field without which nothing can be said is not there.
    #[error("none of the columns is the {}: {columns}", .field.name())]
    Missing {
        /// The field.
        field: Field,
        /// The columns that are there.
        columns: String,
    },
}

/// Reads a file of usage. `ids` are those of the files that were read before, and then of this one too.
///
/// # Errors
/// Where nothing can be read from it. Records that something is wrong with are counted instead.
pub fn read(
    name: &str,
    file: Box<dyn Read + Send>,
    options: &Options,
    ids: &mut Ids,
) -> Result<Usage, ReadError> {
    let blocks = Blocks::open(decompressed(file)?)?;
    match shape(blocks.start())? {
        Shape::Lines => json_rows::read(name, blocks, options, ids),
        Shape::Documents => documents::read(name, blocks.into_reader(), options, ids),
        Shape::Csv => csv_rows::read(name, blocks, options, ids),
    }
}

/// How records lie in a file.
enum Shape {
    /// JSON, a record a line.
    Lines,
    /// JSON in any other way.
    Documents,
    /// CSV.
    Csv,
}

/// Tells by the start of a file how records lie in it.
fn shape(start: &[u8]) -> Result<Shape, ReadError> {
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(ReadError::Encoding("UTF-16"));
    }
    if is_parquet(start) {
        let message = "it is Parquet, which is read for bills: export it as CSV";
        return Err(ReadError::Unknown(message.to_owned()));
    }
    let text = start.trim_ascii_start();
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let first = text.split(is_end).next().unwrap_or_default();
    match first.first() {
        None => Err(ReadError::Empty),
        Some(b'{') if documents::is_by_line(first) => Ok(Shape::Lines),
        Some(b'{' | b'[') => Ok(Shape::Documents),
        Some(_) if documents::is_after_times(first) => Ok(Shape::Documents),
        Some(_) if first.contains(&0) => Err(ReadError::Encoding("binary, or UTF-16")),
        Some(_) => Ok(Shape::Csv),
    }
}

/// The columns of a header, as a message shows them.
pub(super) fn shown(header: &[String]) -> String {
    let all = header.join(", ");
    let mut shown: String = all
        .chars()
        .take(SHOWN)
        .flat_map(char::escape_default)
        .collect();
    if all.chars().nth(SHOWN).is_some() {
        shown.push('\u{2026}');
    }
    shown
}

/// How the records of a format are understood.
pub(super) fn reading(format: &'static Format, options: &Options) -> Reading {
    Reading {
        format,
        time: options.time.unwrap_or(format.time),
        counts: options.counts.unwrap_or(format.counts),
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

/// Reads the records of a file into what is known of it.
pub(super) fn tallied<R: RecordReader>(
    name: &str,
    usage: Usage,
    columns: &Columns,
    work: Work<'_>,
    reader: impl Fn() -> R + Sync,
) -> Result<Usage, ReadError> {
    let mut outcome = run(work, reader).map_err(|(line, broken)| ReadError::Broken {
        line,
        error: broken.error,
    })?;
    let faults = outcome.faults.into_iter();
    let faults = faults.map(|(line, rejected)| fault(name, line, columns, rejected));
    outcome.tally.faults = faults.collect();
    Ok(Usage {
        tally: outcome.tally,
        ..usage
    })
}

impl From<Broken> for ReadError {
    fn from(broken: Broken) -> Self {
        Self::Broken {
            line: 1 + broken.lines,
            error: broken.error,
        }
    }
}
