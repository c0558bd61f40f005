//! The answer of `crossover prices list` and `show`.

mod audit;
mod coverage;
mod diff;
mod imported;

pub use imported::{
    AgreedReport, ContradictionReport, PriceFileReport, PriceGroupReport, PricesAgreementReport,
    PricesImportReport, PricesLeftOutReport, UnmappedReport,
};

use serde::Serialize;

pub use audit::{
    AgainstReport, AgeReport, AuditCheckReport, ExplanationReport, FindingReport, OnlyThereReport,
    PricesAuditReport, SpreadReport,
};
pub use coverage::{
    CoverageReport, CoveredComponentReport, CoveredFamilyReport, CoveredKindReport,
    CoveredModelReport, CoveredPlaceReport, CoveredRegionReport, RegionComponentReport,
};
pub use diff::{
    ItemChangesReport, PriceChangeReport, PriceCountsReport, PriceSideReport, PricesDiffReport,
    PricesSideReport, WorkloadChangeReport,
};

use super::CatalogReport;
use crate::{
    catalog::{Caching, Catalog, CheckSummary, Instance, Model, PriceRow},
    units::Exact,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/prices/1";
/// The same for `prices check`.
const CHECK_SCHEMA: &str = "crossover/prices-check/1";

/// The columns of a price file, in their order.
pub const PRICE_COLUMNS: [&str; 16] = crate::catalog::HEADER;

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
    /// What `prices show` was asked for: a model, an instance type, or a feature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemReport>,
    /// The prices.
    pub prices: Vec<PriceReport>,
}

/// What is known of a model, an instance type or a feature besides its prices.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ItemReport {
    /// Its key in the price files.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `model`, `instance` or `feature`.
    pub kind: &'static str,
    /// Its facts, each with its name.
    pub facts: Vec<FactReport>,
}

/// A fact about a model or instance type.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FactReport {
    /// What it is about.
    pub name: &'static str,
    /// What is known.
    pub value: FactValue,
}

/// The value of a fact.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FactValue {
    /// Words.
    Text(String),
    /// Several words.
    List(Vec<String>),
    /// A number and its unit.
    Amount {
        /// How many.
        value: Exact,
        /// Of what.
        unit: &'static str,
    },
}

/// The answer of `crossover prices check`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesCheckReport {
    /// `crossover/prices-check/1`.
    pub schema: &'static str,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The files that were checked, the user's own last.
    pub files: Vec<CheckedFile>,
}

/// A price file without a fault.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckedFile {
    /// Its name.
    pub file: String,
    /// Its prices.
    pub rows: usize,
}

impl PricesCheckReport {
    /// The report of the embedded files and the overlays in use.
    pub fn of(summary: &CheckSummary, catalog: &Catalog) -> Self {
        let embedded = summary
            .files
            .iter()
            .map(|(file, rows)| (file.clone(), *rows));
        let overlays = catalog.overlays().iter();
        let overlays = overlays.map(|overlay| (overlay.name.clone(), overlay.rows.len()));
        Self {
            schema: CHECK_SCHEMA,
            catalog: CatalogReport::embedded(),
            files: embedded
                .chain(overlays)
                .map(|(file, rows)| CheckedFile { file, rows })
                .collect(),
        }
    }
}

impl ItemReport {
    /// A feature of a service, of which only the prices are known.
    pub fn feature(item: &str) -> Self {
        Self {
            id: item.to_owned(),
            name: item.to_owned(),
            kind: "feature",
            facts: Vec::new(),
        }
    }

    /// A model.
    pub fn model(model: &Model) -> Self {
        let text = |name, value: &Option<String>| {
            let value = FactValue::Text(value.clone()?);
            Some(FactReport { name, value })
        };
        let tokens = |name, value: Option<u64>| {
            let value = FactValue::Amount {
                value: Exact::from(value?),
                unit: "tokens",
            };
            Some(FactReport { name, value })
        };
        let list = |name, value: &[String]| {
            let value = FactValue::List(value.to_vec());
            Some(FactReport { name, value })
        };
        let caching = match model.caching {
            Caching::Yes => "yes",
            Caching::No => "no",
            Caching::Unknown => "unknown",
        };
        let facts = [
            text("provider", &Some(model.provider.clone())),
            text("kind", &Some(model.kind.clone())),
            text("family", &Some(model.family.clone())),
            list("also called", &model.aliases),
            text("bedrock id", &model.bedrock_id),
            text("open weights", &model.weights),
            text("licence", &model.licence),
            tokens("longest prompt", model.max_input_tokens),
            tokens("longest answer", model.max_output_tokens),
            text("prompt caching", &Some(caching.to_owned())),
            tokens("shortest cached prefix", model.cache_min_tokens),
            list("provisioned terms", &model.provisioned_terms),
            text("end of life", &model.end_of_life),
        ];
        Self {
            id: model.id.clone(),
            name: model.name.clone(),
            kind: "model",
            facts: facts
                .into_iter()
                .flatten()
                .filter(FactReport::is_filled)
                .collect(),
        }
    }

    /// An instance type.
    pub fn instance(instance: &Instance) -> Self {
        let amount = |name, value: Exact, unit| {
            Some(FactReport {
                name,
                value: FactValue::Amount { value, unit },
            })
        };
        let accepted = [
            (instance.accepted.hosting, "hosting"),
            (instance.accepted.training, "training"),
            (instance.accepted.batch_transform, "batch transform"),
        ];
        let accepted: Vec<String> = accepted
            .into_iter()
            .filter(|(yes, _)| *yes)
            .map(|(_, job)| job.to_owned())
            .collect();
        let accelerator = instance.accelerator.as_ref();
        let memory = instance
            .accelerator_memory_gib
            .filter(|_| accelerator.is_some());
        let facts = [
            amount("processors", Exact::from(instance.vcpu), "vCPU"),
            amount("memory", Exact::from(instance.memory_gib), "GiB"),
            accelerator.map(|name| FactReport {
                name: "accelerator",
                value: FactValue::Text(name.clone()),
            }),
            accelerator
                .and_then(|_| amount("accelerators", Exact::from(instance.accelerator_count), "")),
            memory.and_then(|gib| amount("memory of each", Exact::from(gib), "GiB")),
            instance
                .local_nvme_gb
                .and_then(|gb| amount("local NVMe", Exact::from(gb), "GB")),
            Some(FactReport {
                name: "accepted for",
                value: FactValue::List(accepted),
            }),
        ];
        Self {
            id: instance.name.clone(),
            name: instance.name.clone(),
            kind: "instance",
            facts: facts
                .into_iter()
                .flatten()
                .filter(FactReport::is_filled)
                .collect(),
        }
    }
}

impl FactReport {
    fn is_filled(&self) -> bool {
        match &self.value {
            FactValue::Text(text) => !text.is_empty(),
            FactValue::List(items) => !items.is_empty(),
            FactValue::Amount { .. } => true,
        }
    }
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
            item: None,
            prices: rows
                .iter()
                .map(|row| PriceReport::of(row, catalog))
                .collect(),
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
