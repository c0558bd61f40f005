//! Many workloads together.

use serde::Serialize;

use super::CatalogReport;
use crate::{
    analysis::{Comparison, Decided, PlanSum, Portfolio},
    catalog::Catalog,
    units::{Exact, Usd},
};

/// Plans that are listed.
const PLANS: usize = 40;

/// A list of workloads: the choice for each, and all of them together.
#[derive(Debug, Clone)]
pub struct WorkloadsReport {
    /// The file, as the user named it.
    pub file: String,
    /// The date prices are taken at.
    pub as_of: String,
    /// The edition of the embedded prices.
    pub catalog: CatalogReport,
    /// The price files laid over them.
    pub overlays: Vec<String>,
    /// The plan savings are counted against.
    pub baseline: Option<String>,
    /// The first workloads, in the order of the file.
    pub rows: Vec<WorkloadRow>,
    /// All of them together.
    pub portfolio: PortfolioReport,
}

/// The choice for one workload.
#[derive(Debug, Clone)]
pub struct WorkloadRow {
    /// What it is called.
    pub name: String,
    /// Requests of the first month.
    pub requests_per_month: Exact,
    /// The cheapest plan.
    pub cheapest: Option<String>,
    /// What it costs over the horizon.
    pub cheapest_usd: Option<Usd>,
    /// The next one.
    pub runner_up: Option<String>,
    /// What the cheapest saves, against the baseline or else the next one.
    pub saving_usd: Option<Usd>,
}

/// Sums over all workloads.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PortfolioReport {
    /// Rows that were read: those kept and those rejected.
    pub rows_read: u64,
    /// Rows that are workloads.
    pub rows_kept: u64,
    /// Rows with something wrong.
    pub rows_rejected: u64,
    /// What was wrong with those, the most frequent first.
    pub rejected: Vec<RejectedReport>,
    /// Workloads that no plan carries at a known price.
    pub undecided: u64,
    /// Workloads for which a written plan has no price.
    pub unpriced: u64,
    /// What the cheapest plan of each workload costs in all.
    pub cheapest_usd: Usd,
    /// What those save in all, against the baseline or else the next plan of each.
    pub saving_usd: Usd,
    /// The same as a share of what would be paid without.
    pub saving_share: Option<Exact>,
    /// The one plan that carries all workloads for the least.
    pub one_for_all: Option<String>,
    /// What that costs in all.
    pub one_for_all_usd: Option<Usd>,
    /// The plans, those that are the cheapest most often first.
    pub plans: Vec<PlanSumReport>,
}

/// Rows with the same thing wrong.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RejectedReport {
    /// What was wrong.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
}

/// One plan through all workloads.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanSumReport {
    /// Its id.
    pub id: String,
    /// Workloads that it is the cheapest for.
    pub cheapest_workloads: u64,
    /// Workloads that it carries at a known price.
    pub carried_workloads: u64,
    /// What those cost in all.
    pub total_usd: Usd,
}

impl WorkloadsReport {
    /// A list of which nothing has been read yet.
    pub fn new(file: String, catalog: &Catalog, baseline: Option<String>) -> Self {
        let overlays = catalog.overlays().iter();
        Self {
            file,
            as_of: catalog.date().to_string(),
            catalog: CatalogReport::embedded(),
            overlays: overlays.map(|overlay| overlay.name.clone()).collect(),
            baseline,
            rows: Vec::new(),
            portfolio: PortfolioReport::of(&Portfolio::default(), Vec::new()),
        }
    }
}

impl WorkloadRow {
    /// The row of a comparison.
    pub fn of(comparison: &Comparison<'_>, decided: &Decided) -> Self {
        let scenario = comparison.scenario;
        let (cheapest, cheapest_usd) = decided.cheapest.clone().unzip();
        Self {
            name: scenario.name.clone(),
            requests_per_month: scenario.volume.first_month.clone(),
            cheapest,
            cheapest_usd,
            runner_up: decided.runner_up.as_ref().map(|(id, _)| id.clone()),
            saving_usd: decided.saving.clone(),
        }
    }
}

impl PortfolioReport {
    /// The sums, with what was wrong with the rows that are not in them.
    pub fn of(portfolio: &Portfolio, rejected: Vec<(String, u64)>) -> Self {
        let rows_rejected = rejected.iter().map(|(_, rows)| rows).sum();
        let (one_for_all, one_for_all_usd) = portfolio.one_for_all().unzip();
        let plans = portfolio.plans().into_iter().take(PLANS);
        let rejected = rejected.into_iter();
        Self {
            rows_read: portfolio.workloads + rows_rejected,
            rows_kept: portfolio.workloads,
            rows_rejected,
            rejected: rejected
                .map(|(reason, rows)| RejectedReport { reason, rows })
                .collect(),
            undecided: portfolio.undecided,
            unpriced: portfolio.unpriced,
            cheapest_usd: portfolio.cheapest.clone(),
            saving_usd: portfolio.saving.clone(),
            saving_share: portfolio.saving_share(),
            one_for_all: one_for_all.map(str::to_owned),
            one_for_all_usd: one_for_all_usd.cloned(),
            plans: plans.map(PlanSumReport::of).collect(),
        }
    }
}

impl PlanSumReport {
    fn of((id, sum): (&str, &PlanSum)) -> Self {
        Self {
            id: id.to_owned(),
            cheapest_workloads: sum.cheapest,
            carried_workloads: sum.carried,
            total_usd: sum.total.clone(),
        }
    }
}
