//! The answer of `crossover prices diff`.

use serde::Serialize;

use crate::{
    analysis::{PriceChange, PriceDiff},
    catalog::{Catalog, PriceRow},
    report::{
        CatalogReport, PlanDiffReport, PlanSideReport, ScenarioDiffReport, ScenarioSideReport,
    },
    units::Exact,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/prices-diff/1";

/// The prices that differ between two catalogs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesDiffReport {
    /// `crossover/prices-diff/1`.
    pub schema: &'static str,
    /// The first catalog.
    pub before: PricesSideReport,
    /// The second.
    pub after: PricesSideReport,
    /// How many prices differ, and how many do not.
    pub counts: PriceCountsReport,
    /// The items whose prices differ, by service and name.
    pub items: Vec<ItemChangesReport>,
    /// What that changes in the plans of the scenarios asked about.
    pub workloads: Vec<WorkloadChangeReport>,
}

/// One of two catalogs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesSideReport {
    /// As it was named.
    pub name: String,
    /// The date its prices are taken at.
    pub as_of: String,
    /// The date of its edition.
    pub edition: String,
    /// The digest of its edition.
    pub digest: String,
    /// Whether its files are those of an edition this program knows, unchanged.
    pub is_known_edition: bool,
    /// The price files laid over it.
    pub overlays: Vec<String>,
}

/// How many prices differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PriceCountsReport {
    /// In the second catalog only.
    pub added: usize,
    /// In the first only.
    pub removed: usize,
    /// In both, at different prices.
    pub changed: usize,
    /// In both, at the same price.
    pub unchanged: usize,
}

/// The prices of an item that differ.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ItemChangesReport {
    /// `bedrock`, `sagemaker`, or another AWS service.
    pub service: String,
    /// A model id, an instance type, a feature.
    pub item: String,
    /// Its prices, by key.
    pub changes: Vec<PriceChangeReport>,
}

/// A price that differs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PriceChangeReport {
    /// `changed`, `added` or `removed`.
    pub change: &'static str,
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
    /// In the first catalog.
    pub before: Option<PriceSideReport>,
    /// In the second.
    pub after: Option<PriceSideReport>,
    /// What it rose by over what it was, as a share of 1.
    pub difference_share: Option<Exact>,
}

/// A price in one of two catalogs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PriceSideReport {
    /// Dollars for `per` units.
    pub usd: Exact,
    /// Units that `usd` buys.
    pub per: u32,
    /// Since when it holds.
    pub effective_from: Option<String>,
    /// A key of the sources table, or the file it is from.
    pub source: String,
    /// `catalog` or `overlay`.
    pub origin: &'static str,
}

/// What changes in the plans of a scenario.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WorkloadChangeReport {
    /// The file.
    pub file: String,
    /// Whether another plan is the cheapest.
    pub cheapest_changes: bool,
    /// Plans that have a price in the first catalog only.
    pub became_unpriced: Vec<String>,
    /// Plans that have a price in the second only.
    pub became_priced: Vec<String>,
    /// The plans and lines that differ.
    pub diff: ScenarioDiffReport,
}

impl PricesSideReport {
    /// The catalog of that name.
    pub fn of(catalog: &Catalog, name: &str) -> Self {
        let CatalogReport { edition, digest } = CatalogReport::of(catalog);
        let directory = catalog.directory();
        let overlays = catalog.overlays().iter();
        Self {
            name: name.to_owned(),
            as_of: catalog.date().to_string(),
            edition,
            digest,
            is_known_edition: directory.is_none_or(|own| own.edition().is_some()),
            overlays: overlays.map(|overlay| overlay.name.clone()).collect(),
        }
    }
}

impl PricesDiffReport {
    /// The report of what differs, without workloads.
    pub fn of(found: &PriceDiff, before: PricesSideReport, after: PricesSideReport) -> Self {
        let mut counts = PriceCountsReport {
            unchanged: found.unchanged,
            ..PriceCountsReport::default()
        };
        let mut items: Vec<ItemChangesReport> = Vec::new();
        for change in &found.changes {
            match (&change.before, &change.after) {
                (None, _) => counts.added += 1,
                (_, None) => counts.removed += 1,
                _ => counts.changed += 1,
            }
            let (service, item) = (&change.key.service, &change.key.item);
            let report = PriceChangeReport::of(change);
            match items.last_mut() {
                Some(last) if last.service == *service && last.item == *item => {
                    last.changes.push(report);
                }
                _ => items.push(ItemChangesReport {
                    service: service.clone(),
                    item: item.clone(),
                    changes: vec![report],
                }),
            }
        }
        Self {
            schema: SCHEMA,
            before,
            after,
            counts,
            items,
            workloads: Vec::new(),
        }
    }
}

impl PriceChangeReport {
    fn of(change: &PriceChange) -> Self {
        let key = change.key.clone();
        Self {
            change: change.change().word(),
            offer: key.offer,
            region: key.region,
            scope: key.scope,
            tier: key.tier,
            term: key.term,
            variant: key.variant,
            meter: key.meter.id(),
            before: change.before.as_ref().map(PriceSideReport::of),
            after: change.after.as_ref().map(PriceSideReport::of),
            difference_share: change.share.clone(),
        }
    }
}

impl PriceSideReport {
    fn of(row: &PriceRow) -> Self {
        Self {
            usd: Exact::from(row.usd),
            per: row.per,
            effective_from: row.effective_from.map(|date| date.to_string()),
            source: row.source.clone(),
            origin: row.origin.word(),
        }
    }
}

impl WorkloadChangeReport {
    /// The report of what is different in the scenario of a file; what its prices are from is said of the
    /// catalogs.
    pub fn of(file: &str, mut diff: ScenarioDiffReport) -> Self {
        let cheapest = |side: &Option<ScenarioSideReport>| {
            side.as_ref().and_then(|side| side.cheapest.clone())
        };
        diff.warnings.clear();
        let plans = |is: fn(&PlanDiffReport) -> bool| -> Vec<String> {
            let plans = diff.plans.iter().filter(|plan| is(plan));
            plans.map(|plan| plan.id.clone()).collect()
        };
        Self {
            file: file.to_owned(),
            cheapest_changes: cheapest(&diff.before) != cheapest(&diff.after),
            became_unpriced: plans(|plan| is_unpriced(plan, false, true)),
            became_priced: plans(|plan| is_unpriced(plan, true, false)),
            diff,
        }
    }
}

/// Whether a plan is without a price on the sides for which that is asked, and there with one on the other.
fn is_unpriced(plan: &PlanDiffReport, before: bool, after: bool) -> bool {
    let is = |side: &Option<PlanSideReport>| side.as_ref().map(|side| side.status == "unpriced");
    is(&plan.before) == Some(before) && is(&plan.after) == Some(after)
}
