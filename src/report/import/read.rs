//! What was read and what became of it.

use serde::Serialize;

use crate::{
    analysis::{Imported, ImportedFile},
    usage::{
        Fault,
        charges::{BillFile, Rejection},
    },
};

/// A file of usage.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UsageFileReport {
    /// The file.
    pub file: String,
    /// Its format, a word of `--from`.
    pub format: &'static str,
    /// What that is.
    pub title: &'static str,
    /// Records that were read.
    pub rows: u64,
    /// Columns that nothing was read from.
    pub unread_columns: Vec<String>,
    /// Fields that it does not have, and that count as none.
    pub absent: Vec<&'static str>,
}

impl UsageFileReport {
    /// The report of a bill.
    pub fn of_bill(file: &BillFile) -> Self {
        Self {
            file: file.name.clone(),
            format: file.format.id(),
            title: file.format.name(),
            rows: file.rows_read,
            unread_columns: Vec::new(),
            absent: Vec::new(),
        }
    }

    /// The report of a file.
    pub fn of(file: &ImportedFile) -> Self {
        Self {
            file: file.name.clone(),
            format: file.format.name,
            title: file.format.title,
            rows: file.rows,
            unread_columns: file.unread_columns.clone(),
            absent: file.absent.iter().map(|field| field.name()).collect(),
        }
    }
}

/// What became of every record: `rows_read` = `rows_kept` + `rows_rejected`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RowsReport {
    /// Records that were read.
    pub rows_read: u64,
    /// Records that were added up.
    pub rows_kept: u64,
    /// Records that were left out.
    pub rows_rejected: u64,
    /// Why, with the number of records.
    pub rejected: Vec<LeftOutReport>,
    /// The first records that something is wrong with.
    pub faults: Vec<FaultReport>,
}

/// Records left out for one reason.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeftOutReport {
    /// Why.
    pub reason: &'static str,
    /// How many.
    pub rows: u64,
}

/// A record that something is wrong with.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FaultReport {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The column, or the path into JSON; empty where it is the whole line.
    pub column: String,
    /// Why it is left out.
    pub reason: &'static str,
    /// What is wrong.
    pub message: String,
}

impl RowsReport {
    /// The report of what was imported: of logs and of bills.
    pub fn of(imported: &Imported) -> Self {
        let (tally, bills) = (&imported.tally, &imported.bill_files);
        let rejected = tally.left_out.iter().map(|(reason, rows)| LeftOutReport {
            reason: reason.word(),
            rows: *rows,
        });
        let of_bills = imported.bill_rejections.counts();
        let of_bills = of_bills.map(|(reason, rows)| LeftOutReport {
            reason: reason.id(),
            rows,
        });
        let rejected: Vec<LeftOutReport> = rejected.chain(of_bills).collect();
        let faults = tally.faults.iter().map(FaultReport::of);
        let of_bills = imported.bill_rejections.first().iter();
        Self {
            rows_read: tally.read + bills.iter().map(|file| file.rows_read).sum::<u64>(),
            rows_kept: tally.kept() + bills.iter().map(|file| file.rows_kept).sum::<u64>(),
            rows_rejected: rejected.iter().map(|left| left.rows).sum(),
            rejected,
            faults: faults.chain(of_bills.map(FaultReport::of_bill)).collect(),
        }
    }
}

impl FaultReport {
    fn of_bill(fault: &Rejection) -> Self {
        Self {
            file: fault.file.clone(),
            line: fault.line,
            column: fault.column.clone(),
            reason: fault.reason.id(),
            message: fault.detail.clone(),
        }
    }

    fn of(fault: &Fault) -> Self {
        Self {
            file: fault.file.clone(),
            line: fault.line,
            column: fault.column.clone(),
            reason: fault.reason.word(),
            message: fault.message.clone(),
        }
    }
}
