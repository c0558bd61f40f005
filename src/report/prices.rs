//! The answer of `crossover prices list` and `show`.

use serde::Serialize;

use super::CatalogReport;
use crate::{
    catalog::{Catalog, PriceRow},
    units::Exact,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/prices/1";

/// Prices of the catalog.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesReport {
    /// `crossover/prices/1`.
    pub schema: &'static str,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The prices.
    pub prices: Vec<PriceReport>,
}

/// One price.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PriceReport {
    /// `bedrock`, `sagemaker`, or another AWS service.
    pub service: String,
    /// A model id, an instance type, a feature.
    pub item: String,
    /// What is bought.
    pub offer: String,
    /// A region, a geography, `global` or `*`.
    pub region: String,
    /// `in-region`, `geo`, `global`, or nothing.
    pub scope: String,
    /// The service tier, or nothing.
    pub tier: String,
    /// The commitment, or nothing.
    pub term: String,
    /// A long-context step or size, or nothing.
    pub variant: String,
    /// What is counted.
    pub meter: &'static str,
    /// Dollars for `per` units.
    pub usd: Exact,
    /// Units that `usd` buys.
    pub per: u32,
    /// Since when it holds.
    pub effective_from: Option<String>,
    /// When it was seen in its source.
    pub checked_on: Option<String>,
    /// A key of the sources table.
    pub source: String,
    /// The address of the source.
    pub url: Option<String>,
    /// `high`, `medium` or `low`.
    pub confidence: Option<&'static str>,
    /// `catalog`, `derived` or `overlay`.
    pub origin: &'static str,
    /// The derivation.
    pub rule: Option<&'static str>,
    /// What a user must know about it.
    pub note: String,
}

impl PricesReport {
    /// The report of these rows.
    pub fn of(rows: &[PriceRow], catalog: &Catalog) -> Self {
        Self {
            schema: SCHEMA,
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            prices: rows.iter().map(|row| PriceReport::of(row, catalog)).collect(),
        }
    }
}

impl PriceReport {
    fn of(row: &PriceRow, catalog: &Catalog) -> Self {
        let key = row.key.clone();
        let source = catalog.source_of(row);
        Self {
            service: key.service,
            item: key.item,
            offer: key.offer,
            region: key.region,
            scope: key.scope,
            tier: key.tier,
            term: key.term,
            variant: key.variant,
            meter: key.meter.id(),
            usd: Exact::from(row.usd),
            per: row.per,
            effective_from: source.effective_from,
            checked_on: source.checked_on,
            source: row.source.clone(),
            url: source.url,
            confidence: row.confidence.map(crate::catalog::Confidence::word),
            origin: row.origin.word(),
            rule: row.origin.rule(),
            note: row.note.clone(),
        }
    }
}
