//! What is wrong with a file of prices, and where.

use std::{fmt, io};

/// A file of prices that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PriceListError {
    /// The file.
    pub file: String,
    /// The line, counted from 1; `None` where it is the whole file.
    pub line: Option<u64>,
    /// What is wrong there.
    pub message: String,
    /// What to do about it, if that is known.
    pub help: Option<String>,
}

impl PriceListError {
    /// What is wrong with a whole file.
    pub(super) fn whole(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            message: message.into(),
            help: None,
        }
    }

    /// The same, with what to do about it.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// A file that could not be read to its end.
    pub(super) fn unread(file: &str, error: &io::Error) -> Self {
        Self::whole(file, format!("it could not be read: {error}"))
    }

    /// What a reader of JSON found, at its line.
    pub(super) fn json(file: &str, error: &serde_json::Error) -> Self {
        let line = u64::try_from(error.line()).ok().filter(|line| *line > 0);
        Self {
            line,
            ..Self::whole(file, error.to_string())
        }
    }
}

impl fmt::Display for PriceListError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.message),
            None => write!(formatter, "{}: {}", self.file, self.message),
        }
    }
}
