//! What is wrong with a price file, and where.

use std::fmt;

/// A damaged price file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CatalogError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The name of the column, or `-` where it is the whole row.
    pub column: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:", self.file, self.line)?;
        if self.column != "-" {
            write!(formatter, "{}:", self.column)?;
        }
        match cells(&self.message) {
            Some((row, header)) => write!(
                formatter,
                " the row has {row} cells, the header {header}: quote a cell that has a comma in it"
            ),
            None => write!(formatter, " {}", self.message),
        }
    }
}

/// The cells of a row and of the header, of the reader's own message that they differ.
fn cells(message: &str) -> Option<(u64, u64)> {
    let (_, counts) = message.split_once("found record with ")?;
    let (row, rest) = counts.split_once(" fields, but the previous record has ")?;
    let header = rest.strip_suffix(" fields")?;
    Some((row.parse().ok()?, header.parse().ok()?))
}
