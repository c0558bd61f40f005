//! What plans cost over draws of uncertain inputs, exactly.
//!
//! For most plans a formula over all inputs is found by solving (`find`), held against ordinary
//! evaluations (`region`), and computed in whole numbers (`fixed`) independently of the number of
//! hours (`ladder`). Every other plan is evaluated the ordinary way at each different draw
//! (`ordinary`). Either way totals are exact, and plans are seen one after the other (`seen`), so
//! that no more than the least total of each draw is kept.

mod asked;
mod choose;
mod find;
mod fixed;
mod form;
mod formula;
mod ladder;
mod least;
mod order;
mod ordinary;
mod outcome;
mod prepare;
mod region;
mod seen;
mod tally;
mod totals;

use std::collections::BTreeMap;

pub use outcome::{Choice, Failure, How, Outcome, PlanOutcome, Totals};

use self::{
    asked::Asked,
    choose::choice,
    least::{Least, Leasts},
    prepare::{Ready, prepare},
    seen::{Seen, see},
};
use super::draws::Draws;
use crate::{
    catalog::Catalog,
    scenario::{PlanEntry, Scenario, Template},
    units::{Decimal, Exact, Qty, Rate, SetUps, Usd},
};

/// What the plans of `scenario`, which `template` was read from, and `proposed` ones cost over
/// `draws`. The answer is the same, to the last bit, for any number of `threads`.
pub fn monte_carlo(
    template: &Template<'_>,
    scenario: &Scenario,
    proposed: &[PlanEntry],
    catalog: &Catalog,
    draws: &Draws,
    threads: usize,
) -> Outcome {
    let asked = Asked::new(template, scenario, proposed, catalog, draws);
    let ready = prepare(&asked, threads);
    let mut sets: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for place in 0..ready.len() {
        sets.entry(apart(&asked, place)).or_default().push(place);
    }
    let mut plans: Vec<(usize, PlanOutcome)> = Vec::with_capacity(ready.len());
    let mut choices = Vec::new();
    for (apart, places) in sets {
        let mut least = Least::new(asked.count());
        let mut before = Vec::new();
        let mut seen = Vec::new();
        for place in places {
            let Ready { totals, whys, .. } = &ready[place];
            let to = (&mut least, threads);
            seen.push((place, see(&asked, totals, whys.len(), &before, to)));
            before.push(totals);
        }
        let leasts = least.settle(&asked, &before);
        choices.push(choice(apart, &seen, &leasts, asked.count()));
        for (at, (place, seen)) in seen.iter().enumerate() {
            let outcome = plan_outcome(&asked, (*place, &ready[*place]), seen, &leasts, at);
            plans.push((*place, outcome));
        }
    }
    plans.sort_by_key(|(place, _)| *place);
    Outcome {
        draws: asked.count(),
        plans: plans.into_iter().map(|(_, plan)| plan).collect(),
        choices,
    }
}

/// The model that a plan is ranked apart with.
fn apart(asked: &Asked<'_>, place: usize) -> Option<String> {
    let apart = asked.plans[place].apart(asked.scenario);
    apart.map(str::to_owned)
}

fn plan_outcome(
    asked: &Asked<'_>,
    (place, ready): (usize, &Ready),
    seen: &Seen,
    leasts: &Leasts,
    at: usize,
) -> PlanOutcome {
    let count = |draws: usize| u64::try_from(draws).map_or_else(|_| Exact::one(), Exact::from);
    let mean = |sum: &Exact, draws: usize| {
        let mean = sum.checked_div(&count(draws));
        usd(&mean.unwrap_or_else(Exact::zero))
    };
    let totals = match seen.quantiles.as_slice() {
        [p5, p50, p90, p95] => Some(Totals {
            mean: mean(&seen.sum, seen.carried),
            standard_error: seen.standard_error,
            p5: usd(p5),
            p50: usd(p50),
            p90: usd(p90),
            p95: usd(p95),
        }),
        _ => None,
    };
    let is_always = seen.carried == asked.count() && seen.carried > 0;
    PlanOutcome {
        plan: asked.plans[place].id().to_owned(),
        apart: apart(asked, place),
        how: if ready.has_formula {
            How::Formula
        } else {
            How::Evaluated
        },
        carried: seen.carried,
        failures: failures(asked, (place, ready), seen),
        totals,
        cheapest: leasts.cheapest.get(at).copied().unwrap_or_default(),
        regret: is_always.then(|| mean(&(&seen.sum - &leasts.sum), seen.carried)),
    }
}

/// Why a plan does not carry some draws, with what was the matter in the first of them.
fn failures(asked: &Asked<'_>, (place, ready): (usize, &Ready), seen: &Seen) -> Vec<Failure> {
    let inputs = asked.inputs_of(place);
    let of = ready.whys.iter().zip(&seen.failures);
    let failures = of.filter(|(_, (draws, _))| *draws > 0);
    let mut failures: Vec<(usize, Failure)> = failures
        .map(|(why, (draws, first))| {
            let answer = asked.total(place, &asked.point(&inputs, *first));
            let why = answer.err().unwrap_or_else(|| why.clone());
            let failure = Failure {
                id: why.id,
                message: why.message,
                field: why.field,
                draws: *draws,
            };
            (*first, failure)
        })
        .collect();
    failures.sort_by_key(|(first, failure)| (usize::MAX - failure.draws, *first));
    failures.into_iter().map(|(_, failure)| failure).collect()
}

/// An amount of dollars as money: it was money before it was summed and divided.
fn usd(dollars: &Exact) -> Usd {
    let one = Rate::<SetUps>::new(Decimal::ONE, 1);
    let quantity = Qty::<SetUps>::new(dollars.clone());
    one.map_or_else(Usd::zero, |rate| &quantity * &rate)
}
