//! The curve of each plan: a formula where there is one, else followed value by value.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::{
    curve::{Curve, Form},
    fit::fit,
    range::{KnobRange, middle},
    traced::Tracer,
};
use crate::{
    analysis::evaluate::{AtVolumes, Evaluated, at_volumes},
    capacity::End,
    catalog::Catalog,
    plan::Reason,
    scenario::{Knob, PlanEntry, Scenario, Template},
    units::{Decimal, Exact, Usd, machine},
};

/// How often the range is halved to see where a plan carries the workload.
const HALVINGS: u32 = 4;
/// An end of a stretch is found to one part in so many of its value.
const PARTS: u64 = 1_000_000_000_000;
/// Scenarios with the knob turned that are kept.
const KEPT: usize = 512;

/// A scenario, and what is asked of it.
pub(super) struct Asked<'a> {
    pub template: &'a Template<'a>,
    pub scenario: &'a Scenario,
    pub catalog: &'a Catalog,
    /// The plans that are followed, in the order of the curves.
    pub plans: Vec<&'a PlanEntry>,
    pub knob: &'a Knob,
    pub range: &'a KnobRange,
    /// Another knob that is turned too, and its value.
    pub also: Option<(&'a Knob, Decimal)>,
}

/// Scenarios with the knob turned, each made once.
struct Turned<'a> {
    asked: &'a Asked<'a>,
    made: RefCell<BTreeMap<Exact, Option<Rc<Scenario>>>>,
}

impl Turned<'_> {
    fn at(&self, x: &Exact) -> Option<Rc<Scenario>> {
        if let Some(made) = self.made.borrow().get(x) {
            return made.clone();
        }
        let scenario = decimal(x)
            .and_then(|value| self.asked.turned(value))
            .map(Rc::new);
        let mut made = self.made.borrow_mut();
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(x.clone(), scenario.clone());
        scenario
    }
}

/// A number of few digits as a decimal.
fn decimal(x: &Exact) -> Option<Decimal> {
    machine(x).parse().ok()
}

impl Asked<'_> {
    fn turned(&self, value: Decimal) -> Option<Scenario> {
        let mut knobs = vec![(self.knob, value)];
        knobs.extend(self.also);
        self.template.turned(&knobs).ok()
    }

    /// The plan in a scenario made of the same file: a written one is read anew with each turn.
    fn in_turned<'s>(&self, entry: &'s PlanEntry, turned: &'s Scenario) -> Option<&'s PlanEntry> {
        if !entry.written {
            return Some(entry);
        }
        let mut plans = self.scenario.plans.iter();
        let place = plans.position(|plan| plan.id == entry.id)?;
        turned.plans.get(place)
    }

    /// The curves of the plans.
    pub(super) fn curves(&self, end: End) -> Vec<Curve> {
        if self.knob.is_volume {
            return self.over_volume(end);
        }
        let turned = Turned {
            asked: self,
            made: RefCell::default(),
        };
        let plans = self.plans.iter();
        plans
            .map(|entry| self.over_knob(&turned, entry, end))
            .collect()
    }

    /// A plan's cost as any knob is turned.
    fn over_knob(&self, turned: &Turned<'_>, plan: &PlanEntry, end: End) -> Curve {
        let reasons = RefCell::new(Vec::new());
        let mut cost = |x: &Exact| -> Option<Usd> {
            let scenario = turned.at(x)?;
            let entry = self.in_turned(plan, &scenario)?;
            at_volumes(&scenario, entry, self.catalog, end, |plan| {
                let result = plan.own();
                note(&reasons, &result);
                result.total()
            })
        };
        let whole = self.knob.bound.whole;
        let own = self.knob.value.map(Exact::from);
        let grid = self.range.usual_grid(whole, own.as_ref());
        let (carries, traced) = Tracer::new(whole, &mut cost).follow(&grid);
        Curve {
            plan: plan.id.clone(),
            carries,
            carries_on: false,
            reasons: reasons.into_inner(),
            form: Form::Traced(traced),
        }
    }

    /// What a plan, by its place among the curves, costs at a value: an ordinary evaluation.
    pub(super) fn cost(&self, place: usize, x: &Exact) -> Option<Usd> {
        let scenario = self.turned(decimal(x)?)?;
        let entry = self.in_turned(self.plans.get(place)?, &scenario)?;
        at_volumes(&scenario, entry, self.catalog, End::Likely, |plan| {
            plan.own().total()
        })
    }

    /// The curves over the number of requests.
    fn over_volume(&self, end: End) -> Vec<Curve> {
        // Requests of the first month for each one of the knob.
        let Some(base) = self.turned(Decimal::ONE) else {
            return self
                .plans
                .iter()
                .map(|plan| Curve::nothing(&plan.id))
                .collect();
        };
        let per_one = base.volume.first_month.clone();
        let curves = self.plans.iter().map(|entry| {
            let Some(plan) = self.in_turned(entry, &base) else {
                return Curve::nothing(&entry.id);
            };
            at_volumes(&base, plan, self.catalog, end, |plan| {
                self.of_volume(&entry.id, plan, &per_one)
            })
        });
        curves.collect()
    }

    fn of_volume(&self, id: &str, plan: &AtVolumes<'_, '_>, per_one: &Exact) -> Curve {
        let reasons = RefCell::new(Vec::new());
        let seen: RefCell<BTreeMap<Exact, Option<Usd>>> = RefCell::default();
        let cost = |x: &Exact| -> Option<Usd> {
            if let Some(known) = seen.borrow().get(x) {
                return known.clone();
            }
            let result = plan.at(&(x * per_one));
            note(&reasons, &result);
            let total = result.total();
            seen.borrow_mut().insert(x.clone(), total.clone());
            total
        };
        let own = self.knob.value.map(Exact::from);
        let stretch = self.stretch(own.as_ref(), &cost);
        let carries_on = {
            let most = Exact::from(self.knob.bound.most.parse::<Decimal>().unwrap_or_default());
            stretch.as_ref().is_some_and(|(_, to)| *to == self.range.to) && cost(&most).is_some()
        };
        let formula = stretch.as_ref().and_then(|(from, to)| {
            let mut shapes = plan.shapes()?;
            for shape in &mut shapes {
                shape.stretch(per_one);
            }
            let known: Vec<Exact> = seen.borrow().keys().cloned().collect();
            fit(&shapes, from, to, &known, &cost).filter(super::stepped::Stepped::never_falls)
        });
        let (carries, form) = match (formula, stretch) {
            (_, None) => (None, Form::Nothing),
            (Some(stepped), stretch) => (stretch, Form::Stepped(stepped)),
            (None, Some(_)) => {
                let grid = self.range.usual_grid(false, own.as_ref());
                let mut cost = |x: &Exact| cost(x);
                let (carries, traced) = Tracer::new(false, &mut cost).follow(&grid);
                (carries, Form::Traced(traced))
            }
        };
        Curve {
            plan: id.to_owned(),
            carries,
            carries_on,
            reasons: reasons.into_inner(),
            form,
        }
    }

    /// From where to where a plan carries the workload, to one part in a million million. Where it
    /// does at both ends and at the knob's own value, it is taken to do so throughout; else it is
    /// looked at more closely.
    fn stretch(
        &self,
        own: Option<&Exact>,
        cost: &dyn Fn(&Exact) -> Option<Usd>,
    ) -> Option<(Exact, Exact)> {
        let carried = |x: &Exact| cost(x).is_some();
        let mut grid = self.range.grid(false, own, u32::from(own.is_none()));
        if !grid.iter().all(carried) {
            grid = self.range.grid(false, own, HALVINGS);
        }
        let first = grid.iter().position(carried)?;
        let last = grid.iter().rposition(carried)?;
        let low = match first.checked_sub(1) {
            None => grid[first].clone(),
            Some(before) => border(&carried, &grid[before], &grid[first]),
        };
        let high = match grid.get(last + 1) {
            None => grid[last].clone(),
            Some(after) => border(&carried, after, &grid[last]),
        };
        (low < high).then_some((low, high))
    }
}

/// Takes note of why a plan does not carry the workload, once each.
fn note(reasons: &RefCell<Vec<Reason>>, result: &Evaluated<'_>) {
    let mut reasons = reasons.borrow_mut();
    for reason in &result.reasons {
        if !reasons.iter().any(|known| known.id == reason.id) {
            reasons.push(reason.clone());
        }
    }
}

/// The last value that is carried on the way from `good` to `bad`: by halving, then the simplest
/// fraction between, which is the border itself where that is a simple one.
fn border(carried: &dyn Fn(&Exact) -> bool, bad: &Exact, good: &Exact) -> Exact {
    let (mut bad, mut good) = (bad.clone(), good.clone());
    loop {
        let (low, high) = if bad < good {
            (&bad, &good)
        } else {
            (&good, &bad)
        };
        let narrow = (high - low) * Exact::from(PARTS) <= *high;
        let Some(between) = middle(low, high, false).filter(|_| !narrow) else {
            break;
        };
        if carried(&between) {
            good = between;
        } else {
            bad = between;
        }
    }
    let (low, high) = if bad < good {
        (&bad, &good)
    } else {
        (&good, &bad)
    };
    match simplest(low, high) {
        Some(simple) if carried(&simple) => simple,
        _ => good,
    }
}

/// The fraction with the least denominator between two, both included.
fn simplest(low: &Exact, high: &Exact) -> Option<Exact> {
    let floor = Exact::from(low.ceil()?);
    if floor <= *high {
        return Some(floor);
    }
    let whole = floor - Exact::one();
    let (low, high) = (low - &whole, high - &whole);
    let inner = simplest(
        &Exact::one().checked_div(&high)?,
        &Exact::one().checked_div(&low)?,
    )?;
    Some(whole + Exact::one().checked_div(&inner)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplest_fraction_is_found() {
        let ratio = |n, d| Exact::ratio(n, d).unwrap();
        assert_eq!(
            simplest(&ratio(333_333, 1_000_000), &ratio(333_334, 1_000_000)),
            Some(ratio(1, 3))
        );
        assert_eq!(simplest(&ratio(5, 2), &ratio(7, 2)), Some(ratio(3, 1)));
    }

    #[test]
    fn a_border_is_exact_where_it_is_simple() {
        let third = Exact::ratio(10_000, 3).unwrap();
        let carried = |x: &Exact| *x <= third;
        let found = border(&carried, &Exact::from(5_000u64), &Exact::from(1u64));
        assert_eq!(found, third);
    }
}
