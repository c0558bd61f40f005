//! What is wrong with a price file, and where.

/// A damaged price file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct CatalogError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The name of the column.
    pub column: String,
    /// What is wrong there.
    pub message: String,
}
