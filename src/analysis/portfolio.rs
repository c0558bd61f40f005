//! Many workloads together: what the cheapest plan of each costs in all, and what one plan for all
//! would.

use std::collections::BTreeMap;

use super::{Comparison, Evaluated, Status};
use crate::units::{Exact, Usd};

/// Plans that are followed through all workloads; names that differ in every row are not worth it.
const PLANS_MAX: usize = 1_000;

/// The choice for one workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The cheapest plan and what it costs.
    pub cheapest: Option<(String, Usd)>,
    /// The next one of those that can stand for it.
    pub runner_up: Option<(String, Usd)>,
    /// What the cheapest saves: against the baseline where there is one, else the runner-up.
    pub saving: Option<Usd>,
}

impl Decided {
    /// The choice of a comparison.
    pub fn of(comparison: &Comparison<'_>) -> Self {
        let named = |result: &Evaluated<'_>| Some((result.entry.id().to_owned(), result.total()?));
        let leader = comparison.cheapest();
        let apart = leader.and_then(|plan| plan.apart.clone());
        let next = comparison.plans.iter();
        let next = next.filter(|plan| plan.rank == Some(2) && plan.apart == apart);
        let cheapest = leader.and_then(|plan| named(&plan.result));
        let runner_up = next.map(|plan| &plan.result).next().and_then(named);
        let against = match &comparison.baseline {
            Some(_) => comparison.baseline_total(),
            None => runner_up.as_ref().map(|(_, usd)| usd.clone()),
        };
        let saving = against.zip(cheapest.as_ref());
        Self {
            saving: saving.map(|(against, (_, usd))| against - usd),
            cheapest,
            runner_up,
        }
    }
}

/// The sums over all workloads.
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    /// Workloads that were compared.
    pub workloads: u64,
    /// Those that no plan carries at a known price.
    pub undecided: u64,
    /// Those of which a plan written in the defaults has no price.
    pub unpriced: u64,
    /// What the cheapest plan of each costs in all.
    pub cheapest: Usd,
    /// What they save in all: see [`Decided::saving`].
    pub saving: Usd,
    plans: BTreeMap<String, PlanSum>,
}

/// One plan through all workloads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanSum {
    /// Workloads that it is the cheapest for.
    pub cheapest: u64,
    /// Workloads that it carries at a known price.
    pub carried: u64,
    /// What those cost in all.
    pub total: Usd,
}

impl Portfolio {
    /// Adds a workload.
    pub fn add(&mut self, comparison: &Comparison<'_>, decided: &Decided) {
        self.workloads += 1;
        self.unpriced += u64::from(comparison.has_unpriced_written());
        match &decided.cheapest {
            Some((_, usd)) => self.cheapest = self.cheapest.clone() + usd,
            None => self.undecided += 1,
        }
        if let Some(saving) = &decided.saving {
            self.saving = self.saving.clone() + saving;
        }
        let winner = decided.cheapest.as_ref().map(|(id, _)| id.as_str());
        for plan in comparison.plans.iter().map(|plan| &plan.result) {
            let id = plan.entry.id();
            let (Status::Ok, Some(total)) = (plan.status, plan.total()) else {
                continue;
            };
            if self.plans.len() >= PLANS_MAX && !self.plans.contains_key(id) {
                continue;
            }
            let sum = self.plans.entry(id.to_owned()).or_default();
            sum.carried += 1;
            sum.cheapest += u64::from(winner == Some(id));
            sum.total = sum.total.clone() + &total;
        }
    }

    /// Adds what another one has seen.
    pub fn join(&mut self, other: &Self) {
        self.workloads += other.workloads;
        self.undecided += other.undecided;
        self.unpriced += other.unpriced;
        self.cheapest = self.cheapest.clone() + &other.cheapest;
        self.saving = self.saving.clone() + &other.saving;
        for (id, more) in &other.plans {
            let sum = self.plans.entry(id.clone()).or_default();
            sum.carried += more.carried;
            sum.cheapest += more.cheapest;
            sum.total = sum.total.clone() + &more.total;
        }
    }

    /// The plans, those that are the cheapest most often first.
    pub fn plans(&self) -> Vec<(&str, &PlanSum)> {
        let mut plans: Vec<_> = self
            .plans
            .iter()
            .map(|(id, sum)| (id.as_str(), sum))
            .collect();
        plans.sort_by(|(_, one), (_, other)| {
            (other.cheapest, other.carried).cmp(&(one.cheapest, one.carried))
        });
        plans
    }

    /// The one plan that carries all workloads for the least, if one does.
    pub fn one_for_all(&self) -> Option<(&str, &Usd)> {
        let all = self
            .plans
            .iter()
            .filter(|(_, sum)| sum.carried == self.workloads);
        let least = all.min_by(|(_, one), (_, other)| one.total.cmp(&other.total));
        least.map(|(id, sum)| (id.as_str(), &sum.total))
    }

    /// The share of the saving in what would have been paid without it.
    pub fn saving_share(&self) -> Option<Exact> {
        let before = self.cheapest.amount() + self.saving.amount();
        self.saving.amount().checked_div(&before)
    }
}
