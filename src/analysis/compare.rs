//! All plans of a scenario, ranked among those that can carry it.

use std::collections::BTreeMap;

use super::{
    breakeven::{Margin, margin},
    checks,
    confidence::{self, Confidence},
    evaluate::{Evaluated, Status, evaluate},
    propose::{self, propose},
    shown::worth_showing,
    years::monthly_factor,
};
use crate::{
    catalog::Catalog,
    plan::Note,
    scenario::{Entry, PlanEntry, Scenario},
    units::{Exact, Usd},
};

/// Where the plans come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlansFrom {
    /// The file's, or proposed ones where it has none.
    #[default]
    Either,
    /// The file's and proposed ones.
    Auto,
    /// The file's only.
    File,
}

/// How to compare.
#[derive(Debug, Clone, Default)]
pub struct CompareOptions {
    /// Where the plans come from.
    pub plans: PlansFrom,
    /// The plan savings are counted against.
    pub baseline: Option<String>,
    /// Whether all proposed variants are shown, not the best of each mode, model and instance.
    pub all: bool,
}

/// Why nothing can be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// The scenario has no plans, and none can be proposed.
    #[error(
        "the scenario has no plans and names no models to propose some from: write a [[plan]], or workload.models"
    )]
    NoPlans,
    /// The baseline is no plan of the scenario.
    #[error("no plan is called `{name}`; there are: {known}")]
    UnknownBaseline {
        /// What was asked for.
        name: String,
        /// The ids there are.
        known: String,
    },
}

/// A plan and its place.
#[derive(Debug)]
pub struct Ranked<'a> {
    /// The plan.
    pub result: Evaluated<'a>,
    /// Its rank among the plans it can stand for; `None` unless it is ok.
    pub rank: Option<u32>,
    /// The model it is ranked apart with, where that cannot stand for the others; of a cascade the one
    /// it escalates to.
    pub apart: Option<String>,
    /// What its payments are worth now, where the scenario has a discount rate.
    pub present_value: Option<Usd>,
}

/// The ranking by what payments are worth now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentValues {
    /// The factor by which a payment loses worth with each month.
    pub monthly_factor: Exact,
    /// The ids of the plans that are ranked together, by their present values.
    pub order: Vec<String>,
    /// Whether that is the order of their totals too.
    pub is_order_of_totals: bool,
}

/// All plans of a scenario.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Plans: ranked ones first, by cost; then those ranked apart; then unpriced; then infeasible.
    pub plans: Vec<Ranked<'a>>,
    /// The plan savings are counted against.
    pub baseline: Option<String>,
    /// How many proposed variants are not shown.
    pub hidden: usize,
    /// What was assumed in proposing plans.
    pub assumptions: Vec<String>,
    /// What to beware of, of the scenario as a whole.
    pub warnings: Vec<Note>,
    /// The ranking by what payments are worth now, where the scenario has a discount rate.
    pub present_values: Option<PresentValues>,
    /// How sure it is that the cheapest plan is, where an estimate could overturn that.
    pub confidence: Option<Confidence>,
}

impl Comparison<'_> {
    /// The cheapest plan.
    pub fn cheapest(&self) -> Option<&Ranked<'_>> {
        let first = |plan: &&Ranked<'_>| plan.rank == Some(1);
        self.plans
            .iter()
            .find(|plan| first(plan) && plan.apart.is_none())
            .or_else(|| self.plans.iter().find(first))
    }

    /// How far the volume may move before another plan is the cheapest of those ranked together.
    pub fn margin(&self, catalog: &Catalog) -> Option<Margin> {
        let together = self.plans.iter();
        let together = together.filter(|plan| plan.rank.is_some() && plan.apart.is_none());
        let contenders: Vec<Entry<'_>> = together.map(|plan| plan.result.entry).collect();
        let leader = contenders.first()?;
        margin(self.scenario, catalog, &contenders, leader.id())
    }

    /// How many plans have that status.
    pub fn count(&self, status: Status) -> usize {
        self.plans
            .iter()
            .filter(|plan| plan.result.status == status)
            .count()
    }

    /// The total of the baseline.
    pub fn baseline_total(&self) -> Option<Usd> {
        let id = self.baseline.as_ref()?;
        self.plans
            .iter()
            .find(|plan| plan.result.entry.id() == *id)?
            .result
            .total()
    }

    /// Whether a plan written in the file has no price.
    pub fn has_unpriced_written(&self) -> bool {
        let unpriced = |plan: &Ranked<'_>| {
            plan.result.status == Status::Unpriced && plan.result.entry.is_written()
        };
        self.plans.iter().any(unpriced)
    }
}

/// The plans a comparison would look at: the file's, and those proposed.
pub fn proposals(scenario: &Scenario, catalog: &Catalog, plans: PlansFrom) -> Vec<PlanEntry> {
    let wanted = match plans {
        PlansFrom::Either => scenario.plans.is_empty(),
        PlansFrom::Auto => true,
        PlansFrom::File => false,
    };
    let proposed = if wanted {
        propose(scenario, catalog)
    } else {
        Vec::new()
    };
    let written = |id: &str| {
        let same = |plan: &PlanEntry| plan.id == id || plan.made == id;
        scenario.plans.iter().any(same)
    };
    proposed
        .into_iter()
        .filter(|plan| !written(&plan.id))
        .collect()
}

/// Compares the plans of `scenario` and `proposed` ones.
///
/// # Errors
/// [`CompareError`].
pub fn compare<'a>(
    scenario: &'a Scenario,
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
    options: &CompareOptions,
) -> Result<Comparison<'a>, CompareError> {
    let entries: Vec<Entry<'a>> = scenario.entries_with(proposed).collect();
    if entries.is_empty() {
        return Err(CompareError::NoPlans);
    }
    if let Some(name) = &options.baseline
        && !entries.iter().any(|entry| entry.id() == *name)
    {
        let known: Vec<&str> = entries.iter().map(|entry| entry.id()).collect();
        return Err(CompareError::UnknownBaseline {
            name: name.clone(),
            known: known.join(", "),
        });
    }
    let results: Vec<Evaluated<'_>> = entries
        .into_iter()
        .map(|entry| evaluate(scenario, entry, catalog))
        .collect();
    let before = results.len();
    let shown = worth_showing(&results);
    let results = results.into_iter().zip(shown);
    let results = results.filter(|(_, shown)| options.all || *shown);
    let mut results: Vec<Evaluated<'_>> = results.map(|(result, _)| result).collect();
    for result in &mut results {
        let found = checks::of_plan(scenario, catalog, result);
        result.notes.warnings.extend(found);
    }
    let warnings = checks::of_scenario(scenario, catalog, &results);
    let hidden = before - results.len();
    let factor = scenario.discount_rate_per_year.and_then(monthly_factor);
    let plans = ranked(scenario, results, factor.as_ref());
    let together: Vec<&Ranked<'_>> = plans
        .iter()
        .filter(|plan| plan.rank.is_some() && plan.apart.is_none())
        .collect();
    let confidence = confidence::of(scenario, catalog, &together);
    Ok(Comparison {
        scenario,
        present_values: factor.map(|factor| by_present_value(&plans, factor)),
        plans,
        warnings,
        confidence,
        assumptions: propose::assumed(scenario, proposed),
        baseline: options.baseline.clone(),
        hidden,
    })
}

/// Ok plans by cost, then unpriced, then infeasible ones.
pub(super) fn order(result: &Evaluated<'_>) -> (u8, Option<Usd>) {
    let place = match result.status {
        Status::Ok => 0,
        Status::Unpriced => 1,
        Status::Infeasible => 2,
    };
    (place, result.total())
}

/// The plans that are ranked together, by what their payments are worth now.
fn by_present_value(plans: &[Ranked<'_>], monthly_factor: Exact) -> PresentValues {
    let together = plans.iter().filter(|plan| plan.apart.is_none());
    let valued = together.filter_map(|plan| Some((plan.present_value.clone()?, plan)));
    let mut valued: Vec<(Usd, &Ranked<'_>)> = valued.collect();
    // Plans of the same value stay in the order of their totals.
    valued.sort_by(|(one, _), (other, _)| one.cmp(other));
    PresentValues {
        monthly_factor,
        is_order_of_totals: valued.is_sorted_by_key(|(_, plan)| plan.rank),
        order: valued
            .into_iter()
            .map(|(_, plan)| plan.result.entry.id().to_owned())
            .collect(),
    }
}

/// The plans with their ranks, in the order of those; `factor` is that of a payment with each month.
pub(super) fn ranked<'a>(
    scenario: &Scenario,
    results: Vec<Evaluated<'a>>,
    factor: Option<&Exact>,
) -> Vec<Ranked<'a>> {
    let mut plans: Vec<Ranked<'a>> = results
        .into_iter()
        .map(|result| {
            let apart = result.entry.apart(scenario).map(str::to_owned);
            Ranked {
                present_value: factor.and_then(|factor| result.present_value(factor)),
                result,
                rank: None,
                apart,
            }
        })
        .collect();
    plans.sort_by_cached_key(|plan| {
        let (place, total) = order(&plan.result);
        (place, plan.apart.clone(), total)
    });
    let mut counts: BTreeMap<Option<String>, u32> = BTreeMap::new();
    for plan in plans
        .iter_mut()
        .filter(|plan| plan.result.status == Status::Ok)
    {
        let count = counts.entry(plan.apart.clone()).or_insert(0);
        *count += 1;
        plan.rank = Some(*count);
    }
    plans
}
