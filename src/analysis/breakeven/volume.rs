//! What a plan costs over the number of requests.

use std::{cell::RefCell, collections::BTreeMap};

use super::{
    curve::{Curve, Form, note},
    fit::fit,
    range::{KnobRange, middle},
    stepped::Stepped,
    traced::Tracer,
};
use crate::{
    analysis::evaluate::AtVolumes,
    plan::Reason,
    units::{Exact, Usd},
};

/// How often the range is halved to see where a plan carries the workload.
const HALVINGS: u32 = 4;
/// An end of a stretch is found to one part in so many of its value.
const PARTS: u64 = 1_000_000_000_000;

/// A range of volumes, in any measure.
pub(super) struct OverVolume {
    pub range: KnobRange,
    /// The scenario's own volume.
    pub own: Option<Exact>,
    /// The largest there may be.
    pub most: Exact,
    /// Requests of the first month for each one of the measure.
    pub per_one: Exact,
}

impl OverVolume {
    /// The curve of a plan: its formula, or what follows it value by value.
    pub(super) fn curve(&self, id: &str, plan: &AtVolumes<'_>) -> Curve {
        self.formula(id, plan)
            .unwrap_or_else(|| self.followed(id, plan))
    }

    /// The curve of a plan whose cost has a formula, or that carries nothing.
    pub(super) fn formula(&self, id: &str, plan: &AtVolumes<'_>) -> Option<Curve> {
        let mut shapes = plan.shapes()?;
        let reasons = RefCell::new(Vec::new());
        let seen: RefCell<BTreeMap<Exact, Option<Usd>>> = RefCell::default();
        let cost = |x: &Exact| -> Option<Usd> {
            if let Some(known) = seen.borrow().get(x) {
                return known.clone();
            }
            let total = self.cost(plan, x, &reasons);
            seen.borrow_mut().insert(x.clone(), total.clone());
            total
        };
        let stretch = self.stretch(&cost);
        let reaches = stretch.as_ref().is_some_and(|(_, to)| *to == self.range.to);
        let carries_on = reaches && cost(&self.most).is_some();
        let form = match &stretch {
            None => Form::Nothing,
            Some((from, to)) => {
                for shape in &mut shapes {
                    shape.stretch(&self.per_one);
                }
                let known: Vec<Exact> = seen.borrow().keys().cloned().collect();
                let stepped = fit(&shapes, from, to, &known, &cost);
                Form::Stepped(Box::new(stepped.filter(Stepped::never_falls)?))
            }
        };
        Some(Curve {
            plan: id.to_owned(),
            carries: stretch,
            carries_on,
            reasons: reasons.into_inner(),
            form,
        })
    }

    fn followed(&self, id: &str, plan: &AtVolumes<'_>) -> Curve {
        let reasons = RefCell::new(Vec::new());
        let mut cost = |x: &Exact| self.cost(plan, x, &reasons);
        let grid = self.range.usual_grid(false, self.own.as_ref());
        let (carries, traced) = Tracer::new(false, &mut cost).follow(&grid);
        Curve {
            plan: id.to_owned(),
            carries,
            carries_on: false,
            reasons: reasons.into_inner(),
            form: Form::Traced(traced),
        }
    }

    fn cost(&self, plan: &AtVolumes<'_>, x: &Exact, reasons: &RefCell<Vec<Reason>>) -> Option<Usd> {
        let result = plan.at(&(x * &self.per_one));
        note(reasons, &result);
        result.total()
    }

    /// From where to where a plan carries the workload, to one part in a million million. Where it
    /// does at both ends and at the knob's own value, it is taken to do so throughout; else it is
    /// looked at more closely.
    fn stretch(&self, cost: &dyn Fn(&Exact) -> Option<Usd>) -> Option<(Exact, Exact)> {
        let carried = |x: &Exact| cost(x).is_some();
        let own = self.own.as_ref();
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
