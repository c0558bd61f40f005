//! Reading a file of usage: what it is, and every record of it.

use std::{
    io::{self, Read},
    sync::Arc,
};

use super::{
    Fault, Field, Format, Ids, Progress, Tally, TimeForm,
    blocks::{Blocks, Broken, Ends},
    cells::delimiter,
    columns::Columns,
    csv_rows, decompressed, json_rows,
    record::Reading,
    work::{RecordReader, Work, run},
};

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
    /// Fields that count tokens and are nowhere in it: taken as none.
    pub absent: Vec<Field>,
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// It cannot be read to its end.
    #[error("line {line}: it cannot be read further: {error}")]
    Broken {
        /// The line, counted from 1.
        line: u64,
        /// Why.
        error: io::Error,
    },
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
    let mut blocks = Blocks::open(decompressed(file)?)?;
    let start = blocks.start();
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        None => Err(ReadError::Empty),
        Some(b'{' | b'[') => json_rows::read(name, blocks, options, ids),
        Some(_) => {
            let delimiter = delimiter(start);
            blocks.cut(Ends::Csv(delimiter));
            csv_rows::read(name, blocks, delimiter, options, ids)
        }
    }
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
    let faults = outcome.faults.into_iter().map(|(line, rejected)| Fault {
        file: name.to_owned(),
        line,
        column: rejected
            .field
            .map(|field| columns.name(field))
            .unwrap_or_default(),
        reason: rejected.reason,
        message: rejected.message,
    });
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
