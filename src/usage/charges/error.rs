//! What makes a whole file unreadable. A single row never does: it is rejected and counted.

use super::BillFormat;

/// A file that is not read, or not to its end: the charges then lack it, or the rest of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChargesError {
    /// The source failed.
    #[error("{file}: line {line}: cannot be read: {message}")]
    Source {
        /// The file.
        file: String,
        /// The line that was being read.
        line: u64,
        /// What the source says.
        message: String,
    },
    /// There is not even a header.
    #[error("{file}: is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// No known format.
    #[error(
        "{file}: line 1: is no bill: neither a Cost and Usage Report (it has line_item_usage_type) nor a FOCUS export (it \
         has BilledCost); its columns are {columns}"
    )]
    Unknown {
        /// The file.
        file: String,
        /// The first of its columns.
        columns: String,
    },
    /// A known format without what is needed of it.
    #[error("{file}: line 1: a {} without the column {}", format.name(), columns.join(", "))]
    Lacks {
        /// The file.
        file: String,
        /// Its format.
        format: BillFormat,
        /// The columns it lacks.
        columns: Vec<&'static str>,
    },
    /// Another format than that of the files before: the same month would be counted twice, or costs of
    /// different meaning added up.
    #[error(
        "{file}: is a {}, and the files before it are of the format {}: their costs are not added up; read them apart",
        format.name(), first.name()
    )]
    OtherFormat {
        /// The file.
        file: String,
        /// Its format.
        format: BillFormat,
        /// That of the files before.
        first: BillFormat,
    },
    /// Parquet, which this reader is not for.
    #[error("{file}: is a Parquet file: {advice}")]
    Parquet {
        /// The file.
        file: String,
        /// What to do.
        advice: &'static str,
    },
    /// JSON that is no answer of Cost Explorer.
    #[error(
        "{file}: line {line}, column {column}: is no answer of `aws ce get-cost-and-usage`: {message}"
    )]
    Json {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The column of the text.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// An answer of Cost Explorer that does not say what was billed.
    #[error(
        "{file}: costs that are not grouped by service or usage type: ask with `--group-by Type=DIMENSION,Key=SERVICE \
         Type=DIMENSION,Key=USAGE_TYPE --metrics UnblendedCost UsageQuantity`"
    )]
    NotGrouped {
        /// The file.
        file: String,
    },
    /// JSON of a size that no answer has.
    #[error("{file}: is longer than {mib} MiB, which no answer of Cost Explorer is")]
    TooLong {
        /// The file.
        file: String,
        /// The limit.
        mib: u64,
    },
}
