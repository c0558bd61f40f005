//! Which plans meet what a scenario requires, what they cost, and what rules the others out.

use std::collections::BTreeMap;

use super::{
    compare::{CompareError, CompareOptions, Ranked, compare},
    evaluate::Status,
    requirements::{judge, overall},
};
use crate::{
    catalog::Catalog,
    need::Service,
    requirement::{Judgement, RequirementKind, Requirements, Verdict},
    scenario::{PlanEntry, Scenario},
    units::Usd,
};

/// A plan, and whether it meets each requirement.
#[derive(Debug)]
pub struct Advised<'a> {
    /// The plan, and what it costs.
    pub plan: Ranked<'a>,
    /// Its verdicts, in the order of the requirements.
    pub judgements: Vec<(RequirementKind, Judgement)>,
    /// The worst of them.
    pub verdict: Verdict,
}

impl Advised<'_> {
    /// Whether it meets everything, be it with conditions, and can carry the workload.
    pub fn is_left(&self) -> bool {
        self.verdict != Verdict::Misses && self.plan.result.status != Status::Infeasible
    }

    /// The service it runs on.
    fn service(&self) -> Service {
        let mode = self.plan.result.entry.mode();
        Service::from_id(mode.split('.').next().unwrap_or_default())
    }

    fn misses(&self) -> usize {
        let missed = |(_, judgement): &&(_, Judgement)| judgement.verdict == Verdict::Misses;
        self.judgements.iter().filter(missed).count()
    }
}

/// Why no plan of a service is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuledOut {
    /// The service.
    pub service: Service,
    /// The requirements that every one of its plans misses that can carry the workload, each as the
    /// first of them does; where there is none, those that any of them misses.
    pub by: Vec<(RequirementKind, Judgement)>,
    /// Whether it is each of those by itself.
    pub each: bool,
}

/// The answer.
#[derive(Debug)]
pub struct Advice<'a> {
    /// The plans worth showing: those that meet everything first, by cost.
    pub plans: Vec<Advised<'a>>,
    /// How many proposed ones are not shown.
    pub hidden: usize,
    /// The cheapest plan that meets everything, by its place.
    pub cheapest: Option<usize>,
    /// What the cheapest plan of all costs, whatever it meets, and its id.
    pub cheapest_of_all: Option<(String, Usd)>,
    /// The one of the two services that is left, where the other has plans and none of them is.
    pub left: Option<Service>,
    /// Services of which no plan is left, and why.
    pub ruled_out: Vec<RuledOut>,
    /// What was assumed in proposing plans.
    pub assumptions: Vec<String>,
}

/// Holds the plans of `scenario` against `requirements`. Those have been taken out of the scenario, or
/// plans that miss one would have no cost.
///
/// # Errors
/// [`CompareError`].
pub fn advise<'a>(
    scenario: &'a Scenario,
    requirements: &Requirements,
    proposed: &'a [PlanEntry],
    catalog: &'a Catalog,
    all: bool,
) -> Result<Advice<'a>, CompareError> {
    let options = CompareOptions {
        all: true,
        ..CompareOptions::default()
    };
    let comparison = compare(scenario, proposed, catalog, &options)?;
    let cheapest_of_all = comparison.cheapest().and_then(|plan| {
        let id = plan.result.entry.id().to_owned();
        Some((id, plan.result.total()?))
    });
    let plans: Vec<Advised<'_>> = comparison
        .plans
        .into_iter()
        .map(|plan| {
            let judgements = judge(requirements, scenario, plan.result.entry, catalog);
            Advised {
                verdict: overall(&judgements),
                plan,
                judgements,
            }
        })
        .collect();
    let ruled_out: Vec<RuledOut> = [Service::Bedrock, Service::SageMaker]
        .into_iter()
        .filter_map(|service| ruled_out(service, &plans))
        .collect();
    let is_left = |service: Service| {
        let mut own = plans.iter().filter(|plan| plan.service() == service);
        own.any(Advised::is_left)
    };
    let left = match (is_left(Service::Bedrock), is_left(Service::SageMaker)) {
        (true, false) => Some(Service::Bedrock),
        (false, true) => Some(Service::SageMaker),
        _ => None,
    };
    let before = plans.len();
    let plans = shown(plans, all);
    Ok(Advice {
        hidden: before - plans.len(),
        cheapest: cheapest(&plans),
        plans,
        cheapest_of_all,
        left,
        ruled_out,
        assumptions: comparison.assumptions,
    })
}

/// Why no plan of the service is left; nothing where one is, or where it has none. Of plans that cannot
/// carry the workload nothing is held against the service.
fn ruled_out(service: Service, plans: &[Advised<'_>]) -> Option<RuledOut> {
    let of_service = || plans.iter().filter(|plan| plan.service() == service);
    of_service().next()?;
    if of_service().any(Advised::is_left) {
        return None;
    }
    let own = || of_service().filter(|plan| plan.plan.result.status != Status::Infeasible);
    let Some(first) = own().next() else {
        return Some(RuledOut {
            service,
            by: Vec::new(),
            each: false,
        });
    };
    let of = |plan: &Advised<'_>, at: usize| plan.judgements.get(at).cloned();
    let missed = |plan: &Advised<'_>, at: usize| {
        of(plan, at).is_some_and(|(_, judgement)| judgement.verdict == Verdict::Misses)
    };
    let places = 0..first.judgements.len();
    let by_all: Vec<_> = places
        .clone()
        .filter(|at| own().all(|plan| missed(plan, *at)))
        .filter_map(|at| of(first, at))
        .collect();
    let by_any = places.filter_map(|at| {
        own()
            .find(|plan| missed(plan, at))
            .and_then(|plan| of(plan, at))
    });
    Some(RuledOut {
        service,
        each: !by_all.is_empty(),
        by: if by_all.is_empty() {
            by_any.collect()
        } else {
            by_all
        },
    })
}

/// Written plans, and of the proposed ones the best of each mode and model: that which meets most, then
/// the cheapest. Those that meet everything come first.
fn shown(plans: Vec<Advised<'_>>, all: bool) -> Vec<Advised<'_>> {
    // Plans come by cost, so the first of two that meet as much is the cheaper one.
    let place = |plan: &Advised<'_>| (!plan.is_left(), plan.misses());
    let mut best: BTreeMap<(&str, Option<String>), usize> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        let entry = plan.plan.result.entry;
        if entry.is_written() {
            continue;
        }
        let key = (entry.mode(), entry.model().map(str::to_owned));
        best.entry(key)
            .and_modify(|other| {
                if place(plan) < place(&plans[*other]) {
                    *other = at;
                }
            })
            .or_insert(at);
    }
    let keep: Vec<usize> = best.into_values().collect();
    let plans = plans.into_iter().enumerate();
    let plans =
        plans.filter(|(at, plan)| all || plan.plan.result.entry.is_written() || keep.contains(at));
    let mut plans: Vec<Advised<'_>> = plans.map(|(_, plan)| plan).collect();
    plans.sort_by_key(place);
    plans
}

/// The first plan that is left and has a cost, among those that can stand for each other if there is one.
fn cheapest(plans: &[Advised<'_>]) -> Option<usize> {
    let costs = |plan: &Advised<'_>| plan.is_left() && plan.plan.rank.is_some();
    let together = plans
        .iter()
        .position(|plan| costs(plan) && plan.plan.apart.is_none());
    together.or_else(|| plans.iter().position(costs))
}
