//! The answer of `crossover prices audit`.

use serde::Serialize;

use crate::{
    analysis::{Against, Age, Audit, Judged, Spread},
    catalog::{Catalog, Explanation},
    report::CatalogReport,
    units::Exact,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/prices-audit/1";

/// What was found in the catalog's prices.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PricesAuditReport {
    /// `crossover/prices-audit/1`.
    pub schema: &'static str,
    /// The edition of the prices.
    pub catalog: CatalogReport,
    /// The date they are taken at.
    pub as_of: String,
    /// What was checked of them, and what that found.
    pub checks: Vec<AuditCheckReport>,
    /// The price files they were held against.
    pub against: Vec<AgainstReport>,
    /// What was found, explained or not.
    pub found: Vec<FindingReport>,
    /// How many of those nothing explains.
    pub unexplained: usize,
    /// Explanations that explain nothing any more.
    pub idle_explanations: Vec<ExplanationReport>,
    /// How prices differ by region, where they do.
    pub spreads: Vec<SpreadReport>,
    /// How old the prices of each service are.
    pub ages: Vec<AgeReport>,
}

/// A check, and what it found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AuditCheckReport {
    /// Its id.
    pub id: &'static str,
    /// What must hold.
    pub holds: &'static str,
    /// The prices or pairs it looked at.
    pub checked: usize,
    /// Those that do not hold, and are explained.
    pub explained: usize,
    /// Those that do not hold.
    pub unexplained: usize,
}

/// A price file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AgainstReport {
    /// The file.
    pub file: String,
    /// Its form, as `prices import` names it.
    pub form: &'static str,
    /// Its prices.
    pub prices: usize,
    /// Those that are the catalog's.
    pub agree: usize,
    /// Those that are not.
    pub differ: usize,
    /// Those the catalog has none for.
    pub only_there: usize,
    /// Those by item.
    pub only_there_items: Vec<OnlyThereReport>,
    /// Prices of the catalog for the same items and offers that the file does not have.
    pub only_here: usize,
}

/// Prices of an item that only a file has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OnlyThereReport {
    /// The item.
    pub item: String,
    /// How many.
    pub prices: usize,
}

/// A price that does not stand to another as it should.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingReport {
    /// The check, or the form of the file that differs.
    pub rule: &'static str,
    /// The price; of half a pair the one that is not there.
    pub price: String,
    /// Units both figures buy.
    pub per: u32,
    /// The catalog's figure.
    pub usd: Option<Exact>,
    /// The figure it was held against.
    pub other_usd: Option<Exact>,
    /// Where that is from.
    pub against: String,
    /// What explains it; `null` where nothing does.
    pub explanation: Option<String>,
    /// A key of the sources table.
    pub source: Option<String>,
}

/// An explanation.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExplanationReport {
    /// The check or form of file it is about.
    pub rule: String,
    /// The prices it is about.
    pub prices: String,
    /// What it says.
    pub explanation: String,
}

/// The prices of one kind over the regions.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpreadReport {
    /// The item.
    pub item: String,
    /// What is counted.
    pub meter: &'static str,
    /// Regions with a price.
    pub regions: usize,
    /// Units the figures buy.
    pub per: u32,
    /// The lowest.
    pub min_usd: Exact,
    /// Where that is.
    pub min_region: String,
    /// The middle one; of two the lower.
    pub median_usd: Exact,
    /// The highest.
    pub max_usd: Exact,
    /// Where that is.
    pub max_region: String,
}

/// How old the prices of a service are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AgeReport {
    /// The service.
    pub service: String,
    /// Its prices.
    pub prices: usize,
    /// Those that two independent readings agree on.
    pub confirmed: usize,
    /// Those of a single reading, over all.
    pub single_source_share: Exact,
    /// Those of one indirect or doubtful reading.
    pub doubtful: usize,
    /// Days since the middle one was read.
    pub median_days: u64,
    /// Days since the oldest was read.
    pub oldest_days: u64,
    /// Those read more than half a year before the date of the prices.
    pub older_than_half_a_year: usize,
}

impl PricesAuditReport {
    /// The report of an audit.
    pub fn of(audit: &Audit, catalog: &Catalog) -> Self {
        let count = |id: &str, explained: bool| {
            let of_check = audit.found.iter().filter(|one| one.finding.rule == id);
            of_check
                .filter(|one| one.explanation.is_some() == explained)
                .count()
        };
        let checks = audit
            .checked
            .iter()
            .map(|(check, checked)| AuditCheckReport {
                id: check.id,
                holds: check.doc,
                checked: *checked,
                explained: count(check.id, true),
                unexplained: count(check.id, false),
            });
        Self {
            schema: SCHEMA,
            catalog: CatalogReport::of(catalog),
            as_of: catalog.date().to_string(),
            checks: checks.collect(),
            against: audit.against.iter().map(AgainstReport::of).collect(),
            found: audit.found.iter().map(FindingReport::of).collect(),
            unexplained: audit.unexplained().count(),
            idle_explanations: audit.idle.iter().map(ExplanationReport::of).collect(),
            spreads: audit.spreads.iter().map(SpreadReport::of).collect(),
            ages: audit.ages.iter().map(AgeReport::of).collect(),
        }
    }
}

impl AgainstReport {
    fn of(against: &Against) -> Self {
        let items = against.only_there.iter();
        Self {
            file: against.name.clone(),
            form: against.form,
            prices: against.rows,
            agree: against.agree,
            differ: against.differ,
            only_there: against.only_there.values().sum(),
            only_there_items: items
                .map(|(item, prices)| OnlyThereReport {
                    item: item.clone(),
                    prices: *prices,
                })
                .collect(),
            only_here: against.only_here,
        }
    }
}

impl FindingReport {
    fn of(judged: &Judged) -> Self {
        let finding = &judged.finding;
        let explanation = judged.explanation.as_ref();
        Self {
            rule: finding.rule,
            price: finding.key.path(),
            per: finding.per,
            usd: finding.ours.clone(),
            other_usd: finding.other.clone(),
            against: finding.against.clone(),
            explanation: explanation.map(|one| one.why.clone()),
            source: explanation.map(|one| one.source.clone()),
        }
    }
}

impl ExplanationReport {
    fn of(explanation: &Explanation) -> Self {
        Self {
            rule: explanation.rule.clone(),
            prices: explanation.pattern.clone(),
            explanation: explanation.why.clone(),
        }
    }
}

impl SpreadReport {
    fn of(spread: &Spread) -> Self {
        Self {
            item: spread.highest.item.clone(),
            meter: spread.highest.meter.id(),
            regions: spread.regions,
            per: spread.per,
            min_usd: spread.min.clone(),
            min_region: spread.lowest_region.clone(),
            median_usd: spread.median.clone(),
            max_usd: spread.max.clone(),
            max_region: spread.highest.region.clone(),
        }
    }
}

impl AgeReport {
    pub(super) fn of(age: &Age) -> Self {
        Self {
            service: age.service.clone(),
            prices: age.rows,
            confirmed: age.confirmed,
            single_source_share: age.single_source_share(),
            doubtful: age.doubtful,
            median_days: age.median_days,
            oldest_days: age.oldest_days,
            older_than_half_a_year: age.old,
        }
    }
}
