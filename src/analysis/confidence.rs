//! How sure the order of two plans is, where a capacity is an estimate.
//!
//! Each plan's cost is taken at evenly spaced chances of its estimate. Estimates of different models
//! or accelerators err apart: every pair of chances counts the same. Those of the same model on the
//! same accelerator stand on the same rows and constants, and err together: equal chances are paired.

use super::{
    compare::Ranked,
    evaluate::{Evaluated, totals_at},
};
use crate::{
    catalog::Catalog,
    scenario::Scenario,
    units::{Exact, Usd},
};

/// The chances at which costs are taken, in percent.
const PERCENTS: [u8; 25] = [
    2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62, 66, 70, 74, 78, 82, 86, 90, 94,
    98,
];
/// Rivals whose costs are looked at: those that may be cheapest.
const RIVALS: usize = 4;

/// How sure it is that the cheapest plan is cheaper than the one most likely to overturn that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confidence {
    /// The other plan.
    pub rival: String,
    /// The share of the possibilities in which the cheapest plan is not dearer.
    pub share: Exact,
}

/// The confidence in the first of `plans`, which are ranked with each other; `None` where no range
/// reaches across.
pub(super) fn of(
    scenario: &Scenario,
    catalog: &Catalog,
    plans: &[&Ranked<'_>],
) -> Option<Confidence> {
    let (leader, others) = plans.split_first()?;
    let dearest = most(&leader.result);
    let mut rivals: Vec<&Evaluated<'_>> = others
        .iter()
        .map(|plan| &plan.result)
        .filter(|rival| rival.range.is_some() || leader.result.range.is_some())
        .filter(|rival| dearest.is_none() || least(rival) < dearest)
        .collect();
    rivals.sort_by_cached_key(|rival| least(rival));
    rivals.truncate(RIVALS);
    if rivals.is_empty() {
        return None;
    }
    let own = costs(scenario, catalog, &leader.result);
    let shares = rivals.into_iter().filter_map(|rival| {
        let theirs = costs(scenario, catalog, rival);
        let together = same_estimate(catalog, scenario, &leader.result, rival);
        Some(Confidence {
            rival: rival.entry.id().to_owned(),
            share: share(&own, &theirs, together)?,
        })
    });
    shares.min_by(|a, b| a.share.cmp(&b.share))
}

/// The cheapest it may be.
fn least(plan: &Evaluated<'_>) -> Option<Usd> {
    plan.range
        .as_ref()
        .map_or_else(|| plan.total(), |range| range.low.clone())
}

/// The dearest it may be; `None` if it may not carry the load.
fn most(plan: &Evaluated<'_>) -> Option<Usd> {
    plan.range
        .as_ref()
        .map_or_else(|| plan.total(), |range| range.high.clone())
}

fn costs(scenario: &Scenario, catalog: &Catalog, plan: &Evaluated<'_>) -> Vec<Option<Usd>> {
    if plan.range.is_some() {
        totals_at(scenario, plan.entry, catalog, &PERCENTS)
    } else {
        vec![plan.total(); PERCENTS.len()]
    }
}

/// Whether two estimates stand on the same model and accelerator.
fn same_estimate(
    catalog: &Catalog,
    scenario: &Scenario,
    one: &Evaluated<'_>,
    other: &Evaluated<'_>,
) -> bool {
    let stands_on = |plan: &Evaluated<'_>| {
        plan.range.as_ref()?;
        let mut estimated = estimated(plan).into_iter();
        let plan = estimated.next().filter(|_| estimated.next().is_none())?;
        let model = scenario.models.get(plan.entry.model()?)?.id.clone();
        let instance = catalog.instance(plan.entry.instance()?)?;
        Some((model, catalog.accelerator_of(&instance)?.name.clone()))
    };
    let one = stands_on(one);
    one.is_some() && one == stands_on(other)
}

/// What of an entry is an estimate: the plan itself, or plans of a composition.
fn estimated<'e, 'a>(entry: &'e Evaluated<'a>) -> Vec<&'e Evaluated<'a>> {
    if entry.parts.is_empty() {
        return vec![entry];
    }
    let parts = entry.parts.iter().map(|part| &part.result);
    parts.filter(|part| part.uncertain().is_some()).collect()
}

/// The share of the pairs in which `own` is not dearer. A plan that does not carry the load loses.
fn share<T: Ord>(own: &[Option<T>], theirs: &[Option<T>], together: bool) -> Option<Exact> {
    let holds = |own: &Option<T>, theirs: &Option<T>| match (own, theirs) {
        (Some(own), Some(theirs)) => own <= theirs,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let (mut held, mut pairs) = (0u64, 0u64);
    for (at, own) in own.iter().enumerate() {
        let paired = theirs
            .iter()
            .enumerate()
            .filter(|(other, _)| !together || *other == at);
        for (_, theirs) in paired {
            pairs += 1;
            held += u64::from(holds(own, theirs));
        }
    }
    Exact::ratio(held, pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted() {
        let (low, high) = ([Some(1), Some(3)], [Some(2), Some(4)]);
        // 1 against 2 and 4, 3 against 4; 3 is dearer than 2.
        assert_eq!(share(&low, &high, false), Exact::ratio(3, 4));
        assert_eq!(share(&low, &high, true), Some(Exact::one()));
        assert_eq!(share(&high, &low, true), Some(Exact::zero()));
        assert_eq!(share(&[Some(9)], &[None], false), Some(Exact::one()));
        assert_eq!(share::<u8>(&[None], &[None], false), Some(Exact::zero()));
    }
}
