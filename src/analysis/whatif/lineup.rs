//! The same plans in several scenarios made of one file.

use std::mem;

use crate::{
    analysis::{
        compare::{PlansFrom, Ranked, proposals, ranked},
        evaluate::{Evaluated, Status, evaluate},
        shown::worth_showing,
    },
    catalog::Catalog,
    scenario::{PlanEntry, Scenario},
    units::Usd,
};

/// The plans of a scenario, each with its rank, in the order of the line-up.
#[derive(Debug)]
pub struct Standing<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plans, in the order of the file, then those proposed.
    pub plans: Vec<Ranked<'a>>,
}

impl<'a> Standing<'a> {
    /// The plans of `scenario` and `proposed` ones, ranked.
    pub fn of(scenario: &'a Scenario, proposed: &'a [PlanEntry], catalog: &'a Catalog) -> Self {
        let results = scenario
            .entries_with(proposed)
            .map(|entry| evaluate(scenario, entry, catalog));
        Self::ranked(scenario, results.collect())
    }

    fn ranked(scenario: &'a Scenario, results: Vec<Evaluated<'a>>) -> Self {
        let order: Vec<&str> = results.iter().map(|result| result.entry.id()).collect();
        let mut plans = ranked(scenario, results, None);
        let place = |plan: &Ranked<'_>| order.iter().position(|id| *id == plan.result.entry.id());
        plans.sort_by_cached_key(place);
        Self { scenario, plans }
    }

    /// Keeps some of the plans, by their places, ranked among themselves.
    fn keep(&mut self, keep: &[bool]) {
        let plans = mem::take(&mut self.plans).into_iter().zip(keep);
        let kept = plans.filter(|(_, keep)| **keep);
        let results = kept.map(|(plan, _)| plan.result).collect();
        *self = Self::ranked(self.scenario, results);
    }

    /// The place of the cheapest plan.
    pub fn cheapest(&self) -> Option<usize> {
        let first = |plan: &Ranked<'_>| plan.rank == Some(1);
        let together = |plan: &Ranked<'_>| first(plan) && plan.apart.is_none();
        let mut plans = self.plans.iter();
        let place = plans.position(together);
        place.or_else(|| self.plans.iter().position(first))
    }

    /// Whether a plan written in the file has no price.
    pub fn has_unpriced_written(&self) -> bool {
        let unpriced = |plan: &Ranked<'_>| {
            plan.result.status == Status::Unpriced && plan.result.entry.is_written()
        };
        self.plans.iter().any(unpriced)
    }

    /// The total of the plan at a place.
    pub fn total(&self, place: usize) -> Option<Usd> {
        self.plans.get(place)?.result.total()
    }
}

/// The plans that any of `scenarios`, made of one file, has proposed.
pub fn proposals_of(
    scenarios: &[&Scenario],
    catalog: &Catalog,
    plans: PlansFrom,
) -> Vec<PlanEntry> {
    let written = |id: &str| {
        let mut plans = scenarios.iter().flat_map(|scenario| &scenario.plans);
        plans.any(|plan| plan.id == id || plan.made == id)
    };
    let mut all: Vec<PlanEntry> = Vec::new();
    for scenario in scenarios {
        for plan in proposals(scenario, catalog, plans) {
            if !written(&plan.id) && !all.iter().any(|known| known.id == plan.id) {
                all.push(plan);
            }
        }
    }
    all
}

/// The same plans in each of `scenarios`, which are made of one file, as far as they are worth showing
/// in any; and how many are not.
pub fn side_by_side<'a>(
    scenarios: &[&'a Scenario],
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
) -> (Vec<Standing<'a>>, usize) {
    let standings = scenarios.iter();
    let standings = standings.map(|scenario| Standing::of(scenario, proposed, catalog));
    let mut standings: Vec<Standing<'a>> = standings.collect();
    let hidden = keep_shown(&mut standings);
    (standings, hidden)
}

/// Keeps the plans that are worth showing in any of the standings, the same in all of them. Returns
/// how many are left out.
pub(super) fn keep_shown(standings: &mut [Standing<'_>]) -> usize {
    let mut keep: Vec<bool> = Vec::new();
    for standing in standings.iter_mut() {
        let plans = mem::take(&mut standing.plans);
        let results: Vec<Evaluated<'_>> = plans.into_iter().map(|plan| plan.result).collect();
        let worth = worth_showing(&results);
        *standing = Standing::ranked(standing.scenario, results);
        keep.resize(worth.len().max(keep.len()), false);
        for (keep, worth) in keep.iter_mut().zip(worth) {
            *keep |= worth;
        }
    }
    for standing in standings {
        standing.keep(&keep);
    }
    keep.iter().filter(|keep| !**keep).count()
}
