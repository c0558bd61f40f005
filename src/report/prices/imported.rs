//! The answer of `crossover prices import`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    analysis::{Agreement, ImportedPrices, Quoted},
    catalog::{Catalog, PriceRow},
    pricelist::{Read, Unmapped},
    report::CatalogReport,
    units::{Decimal, Exact},
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/prices-import/1";

/// What was read from price files.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesImportReport {
    /// `crossover/prices-import/1`.
    pub schema: &'static str,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The files, in the order they were given in.
    pub files: Vec<PriceFileReport>,
    /// Prices of all files together.
    pub prices: usize,
    /// Prices by service, offer, region and meter.
    pub groups: Vec<PriceGroupReport>,
    /// Prices that an earlier file has already.
    pub repeated: usize,
    /// Prices that two files contradict each other in: none of them is used.
    pub contradictions: Vec<ContradictionReport>,
    /// Entries that price tokens or hours and became no price.
    pub unmapped: Vec<UnmappedReport>,
    /// How the prices stand to those of the catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<PricesAgreementReport>,
}

/// A file of prices.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PriceFileReport {
    /// Its name.
    pub file: String,
    /// What it is.
    pub form: &'static str,
    /// The offer and its version.
    pub edition: String,
    /// When it was published.
    pub published: Option<String>,
    /// Prices in it.
    pub entries: u64,
    /// Of them, those that became prices of the catalog's shape.
    pub mapped: u64,
    /// The others, by reason.
    pub left_out: Vec<PricesLeftOutReport>,
}

/// Prices that were left out for one reason.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesLeftOutReport {
    /// The reason.
    pub reason: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// How many.
    pub entries: u64,
}

/// Prices of one offer in one place.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PriceGroupReport {
    /// `bedrock` or `sagemaker`.
    pub service: String,
    /// What is bought.
    pub offer: String,
    /// A region, a geography, or `global`.
    pub region: String,
    /// What is counted.
    pub meter: &'static str,
    /// How many prices.
    pub prices: u64,
}

/// A price that two files have differently.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ContradictionReport {
    /// The key of the price.
    pub price: String,
    /// What one says, and where.
    pub one_usd: Exact,
    /// Where it was read.
    pub one_source: String,
    /// What the other says.
    pub other_usd: Exact,
    /// Where it was read.
    pub other_source: String,
}

/// A price of tokens or hours that was left out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnmappedReport {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: &'static str,
    /// The SKU, or the name of the entry.
    pub sku: String,
    /// Its usage type.
    pub usage_type: String,
    /// Its region, as the file writes it.
    pub region: String,
    /// The price and its unit, as the file writes them.
    pub price: String,
}

/// How prices stand to those of the catalog.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesAgreementReport {
    /// Percent by which a price may differ.
    pub tolerance_percent: Exact,
    /// Prices that are the same.
    pub equal: usize,
    /// Prices that differ.
    pub differing: usize,
    /// Of them, those by more than the tolerance.
    pub above_tolerance: usize,
    /// Prices that the catalog does not have.
    pub absent: usize,
    /// Every price that differs or that the catalog does not have.
    pub prices: Vec<AgreedReport>,
}

/// A price that is not the catalog's.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AgreedReport {
    /// `differs` or `absent`.
    pub outcome: &'static str,
    /// The key of the price.
    pub price: String,
    /// What was read: dollars for `per` units.
    pub usd: Exact,
    /// Units that `usd` buys.
    pub per: u32,
    /// The unit.
    pub unit: &'static str,
    /// Where it was read.
    pub source: String,
    /// The catalog's price, for as many units.
    pub catalog_usd: Option<Exact>,
    /// Where the catalog has it from.
    pub catalog_source: Option<String>,
    /// `catalog`, `derived` or `overlay`.
    pub catalog_origin: Option<&'static str>,
    /// By how much of the catalog's price it is more, as a share.
    pub change: Option<Exact>,
    /// Whether that is more than the tolerance.
    pub is_above_tolerance: bool,
}

impl PricesImportReport {
    /// The report of what was read, and of how it stands to the catalog if that was asked.
    pub fn of(
        imported: &ImportedPrices,
        check: Option<(&[Agreement], Decimal)>,
        catalog: &Catalog,
    ) -> Self {
        let unmapped = imported.files.iter().flat_map(|(name, read)| {
            let each = |one: &Unmapped| UnmappedReport::of(name, one);
            read.unmapped.iter().map(each)
        });
        let contradictions = imported.contradictions.iter().map(|(one, other)| {
            let source = |row: &PriceRow| row.source.clone();
            ContradictionReport {
                price: one.key.path(),
                one_usd: Exact::from(one.usd),
                one_source: source(one),
                other_usd: Exact::from(other.usd),
                other_source: source(other),
            }
        });
        let files = imported.files.iter();
        Self {
            schema: SCHEMA,
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            files: files
                .map(|(name, read)| PriceFileReport::of(name, read))
                .collect(),
            prices: imported.rows.len(),
            groups: groups(&imported.rows),
            repeated: imported.repeated,
            contradictions: contradictions.collect(),
            unmapped: unmapped.collect(),
            check: check.map(|(agreement, most)| PricesAgreementReport::of(agreement, most)),
        }
    }
}

fn groups(rows: &[PriceRow]) -> Vec<PriceGroupReport> {
    let mut counts: BTreeMap<(&str, &str, &str, &'static str), u64> = BTreeMap::new();
    for row in rows {
        let key = &row.key;
        let group = (
            key.service.as_str(),
            key.offer.as_str(),
            key.region.as_str(),
            key.meter.id(),
        );
        *counts.entry(group).or_default() += 1;
    }
    let group =
        |((service, offer, region, meter), prices): ((&str, &str, &str, _), _)| PriceGroupReport {
            service: service.to_owned(),
            offer: offer.to_owned(),
            region: region.to_owned(),
            meter,
            prices,
        };
    counts.into_iter().map(group).collect()
}

impl PriceFileReport {
    fn of(name: &str, read: &Read) -> Self {
        let published = read.rows.iter().filter_map(|row| row.checked_on).max();
        let left_out = read.left_out.iter();
        Self {
            file: name.to_owned(),
            form: read.form.id(),
            edition: read.edition.clone(),
            published: published.map(|date| date.to_string()),
            entries: read.entries,
            mapped: read.mapped,
            left_out: left_out
                .map(|(reason, entries)| PricesLeftOutReport {
                    reason: reason.id(),
                    meaning: reason.doc().trim(),
                    entries: *entries,
                })
                .collect(),
        }
    }
}

impl UnmappedReport {
    fn of(name: &str, one: &Unmapped) -> Self {
        Self {
            file: name.to_owned(),
            reason: one.reason.id(),
            sku: one.sku.clone(),
            usage_type: one.usage_type.clone(),
            region: one.region.clone(),
            price: one.price.clone(),
        }
    }
}

impl PricesAgreementReport {
    fn of(quoted: &[Agreement], tolerance: Decimal) -> Self {
        let count = |standing| quoted.iter().filter(|one| one.standing == standing).count();
        let others = quoted.iter().filter(|one| one.standing != Quoted::Agrees);
        Self {
            tolerance_percent: Exact::from(tolerance),
            equal: count(Quoted::Agrees),
            differing: count(Quoted::Differs),
            above_tolerance: quoted.iter().filter(|one| one.is_above(tolerance)).count(),
            absent: count(Quoted::OnlyThere),
            prices: others.map(|one| AgreedReport::of(one, tolerance)).collect(),
        }
    }
}

impl AgreedReport {
    fn of(one: &Agreement, tolerance: Decimal) -> Self {
        let row = &one.quoted;
        let ours = one.ours.as_ref();
        Self {
            outcome: if ours.is_some() { "differs" } else { "absent" },
            price: row.key.path(),
            usd: Exact::from(row.usd),
            per: row.per,
            unit: row.key.meter.unit(),
            source: row.source.clone(),
            catalog_usd: ours.and_then(|ours| ours.usd_for(row.per)),
            catalog_source: ours.map(|ours| ours.source.clone()),
            catalog_origin: ours.map(|ours| ours.origin.word()),
            change: one.change(),
            is_above_tolerance: one.is_above(tolerance),
        }
    }
}
