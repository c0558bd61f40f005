//! Rows that were read and not kept, and why: rows read are always rows kept and rows rejected.

use std::collections::BTreeMap;

/// Why a row was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RejectReason {
    /// It has more or fewer columns than the header.
    Columns,
    /// It is longer than a megabyte: as a rule a quote that is never closed.
    Long,
    /// It is not UTF-8.
    Encoding,
    /// A column that must be filled is empty.
    Missing,
    /// A number that cannot be read, or not exactly.
    Number,
    /// A time that cannot be read.
    Time,
    /// A map of product attributes that is not JSON.
    Product,
    /// A currency that is not US dollars.
    Currency,
    /// A line that was read before.
    Duplicate,
    /// Nothing says which service it is of.
    Ungrouped,
}

impl RejectReason {
    /// The name in output.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Long => "too-long",
            Self::Encoding => "encoding",
            Self::Missing => "missing",
            Self::Number => "number",
            Self::Time => "time",
            Self::Product => "product",
            Self::Currency => "currency",
            Self::Duplicate => "duplicate",
            Self::Ungrouped => "ungrouped",
        }
    }
}

/// A rejected row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The file it is in.
    pub file: String,
    /// Its line, from one; in Parquet its row, in JSON its group.
    pub line: u64,
    /// The column at fault, as the file names it; empty where it is the whole row.
    pub column: String,
    /// Why.
    pub reason: RejectReason,
    /// What is wrong, in a few words.
    pub detail: String,
}

/// Rejected rows: all counted, the first ones kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejections {
    counts: BTreeMap<RejectReason, u64>,
    first: Vec<Rejection>,
}

impl Rejections {
    /// How many of them are kept.
    pub const KEPT: usize = 20;

    /// The first ones, in the order they were met.
    pub fn first(&self) -> &[Rejection] {
        &self.first
    }

    /// How many there are for each reason.
    pub fn counts(&self) -> impl Iterator<Item = (RejectReason, u64)> {
        self.counts.iter().map(|(reason, count)| (*reason, *count))
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(super) fn add(&mut self, rejection: Rejection) {
        *self.counts.entry(rejection.reason).or_default() += 1;
        if self.first.len() < Self::KEPT {
            self.first.push(rejection);
        }
    }
}

/// What is wrong with a row, before it is known where the row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) column: String,
    pub(super) reason: RejectReason,
    pub(super) detail: String,
}

impl Fault {
    pub(super) fn new(column: &str, reason: RejectReason, detail: impl Into<String>) -> Self {
        Self {
            column: column.to_owned(),
            reason,
            detail: detail.into(),
        }
    }

    /// An amount or a time that cannot be read.
    pub(super) fn number(column: &str, detail: String) -> Self {
        Self::new(column, RejectReason::Number, detail)
    }

    pub(super) fn missing(column: &str) -> Self {
        Self::new(column, RejectReason::Missing, "it is empty")
    }
}
