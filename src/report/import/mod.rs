//! The answer of `crossover import`: what was used, and what was assumed to say so.

mod billed;
mod priced;
mod read;
mod used;

pub use billed::{BilledLineReport, BilledReport};
pub use priced::{PricedReport, PricedUseReport};
pub use read::{FaultReport, LeftOutReport, RowsReport, UsageFileReport};
pub use used::{SizesReport, SpanReport, SumReport, UseReport};

use serde::Serialize;

use super::CatalogReport;
use crate::{
    analysis::Imported,
    catalog::Catalog,
    units::{Decimal, Exact},
    usage::Pattern,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/import/1";

/// What was read from files of usage.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImportReport {
    /// `crossover/import/1`.
    pub schema: &'static str,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The files, in the order they were read.
    pub files: Vec<UsageFileReport>,
    /// What became of every record.
    pub rows: RowsReport,
    /// The time that is covered; `null` where nothing was kept.
    pub span: Option<SpanReport>,
    /// The models, as they were bought, those with most requests first.
    pub models: Vec<UseReport>,
    /// Mean requests of each hour of the week, Monday 00 UTC first, or of the day; empty where the time
    /// is too short or has no dates.
    pub hourly_requests: Vec<Exact>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What may be wrong.
    pub warnings: Vec<String>,
    /// What it costs at the catalog's prices, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priced: Option<PricedReport>,
    /// What was billed, where there was a bill among the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed: Option<BilledReport>,
}

impl ImportReport {
    /// The report of what was imported, for months of `hours_per_month`.
    pub fn of(imported: &Imported, hours_per_month: Decimal, catalog: &Catalog) -> Self {
        let models = imported
            .uses
            .iter()
            .filter_map(|one| Some(UseReport::of(one, imported.span.as_ref()?, hours_per_month)));
        let bills = imported.bills.as_ref();
        Self {
            schema: SCHEMA,
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            files: {
                let bills = imported.bill_files.iter().map(UsageFileReport::of_bill);
                let logs = imported.files.iter().map(UsageFileReport::of);
                logs.chain(bills).collect()
            },
            rows: RowsReport::of(imported),
            span: imported
                .span
                .as_ref()
                .map(|span| SpanReport::of(span, hours_per_month)),
            models: models.collect(),
            hourly_requests: match &imported.pattern {
                Pattern::Week(means) | Pattern::Day(means) => means.clone(),
                Pattern::Unknown => Vec::new(),
            },
            assumptions: imported.assumptions.clone(),
            warnings: imported.warnings.clone(),
            billed: imported.reconciliation.as_ref().map(BilledReport::of),
            priced: bills.map(|bills| PricedReport::of(&imported.uses, bills)),
        }
    }
}
