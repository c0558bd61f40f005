//! A cost that is a straight line and steps and bends: what a plan costs over the volume.

use super::line::Line;
use crate::{
    capacity::{Shape, Term},
    units::{Exact, Usd},
};

/// Of a bound computed in floats, the share it may be off: far above their rounding.
const MARGIN: f64 = 1e-9;

/// What decides a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    /// Every request is paid by itself.
    Use,
    /// The fewest units: capacity does not matter.
    Minimum,
    /// One count for all hours, from the busiest.
    Peak,
    /// Units follow the load, so what one carries decides.
    Capacity,
    /// The scenario gives the units.
    Given,
}

impl Regime {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Minimum => "minimum",
            Self::Peak => "peak",
            Self::Capacity => "capacity",
            Self::Given => "given",
        }
    }
}

/// A step: dollars for each unit.
#[derive(Debug, Clone)]
struct Step {
    usd: Usd,
    need: Exact,
    least: u64,
    /// The largest number there is, where nothing bounds them.
    most: u64,
}

/// On which side of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// At the value itself: units that it fills are not yet one more.
    At,
    /// Just above it.
    Above,
}

impl Step {
    /// Units that run.
    fn units(&self, x: &Exact, side: Side) -> u64 {
        let product = x * &self.need;
        let units = product.ceil().unwrap_or(u64::MAX);
        let full = side == Side::Above && product.to_whole().is_some();
        let units = units.saturating_add(u64::from(full));
        units.max(self.least).min(self.most)
    }
}

/// A bend: dollars a unit of `x need` beyond one.
#[derive(Debug, Clone)]
struct Bend {
    usd: Usd,
    need: Exact,
}

/// fixed + slope x + steps + bends.
#[derive(Debug, Clone)]
pub(super) struct Stepped {
    fixed: Usd,
    slope: Usd,
    /// In the order in which they leave their fewest units.
    steps: Vec<Step>,
    bends: Vec<Bend>,
    floats: Floats,
}

/// The same in floats, for bounds only: steps in the order in which they leave their fewest units.
#[derive(Debug, Clone, Default)]
struct Floats {
    fixed: f64,
    slope: f64,
    /// Load at which the step leaves its fewest units, and sums over it and those before: dollars a
    /// load, dollars of a unit, dollars of the fewest units.
    steps: Vec<[f64; 4]>,
    /// The same of steps that are bounded, in the order in which they reach their most units.
    bounded: Vec<[f64; 4]>,
    least: f64,
    bends: Vec<[f64; 2]>,
}

impl Stepped {
    /// From the dollars of one of each shape's quantity.
    pub(super) fn new(fixed: Usd, slope: Usd, shapes: &[(Shape, Usd)]) -> Self {
        let (mut steps, mut bends) = (Vec::<Step>::new(), Vec::new());
        for (shape, usd) in shapes.iter().filter(|(_, usd)| *usd != Usd::zero()) {
            for term in &shape.terms {
                match term {
                    Term::Steps {
                        each,
                        need,
                        least,
                        most,
                    } => {
                        let usd = usd.repeated(each);
                        let most = most.unwrap_or(u64::MAX);
                        let same = |step: &&mut Step| {
                            step.need == *need && step.least == *least && step.most == most
                        };
                        match steps.iter_mut().rev().take(4).find(same) {
                            Some(step) => step.usd = step.usd.clone() + &usd,
                            None => steps.push(Step {
                                usd,
                                need: need.clone(),
                                least: *least,
                                most,
                            }),
                        }
                    }
                    Term::Bend { each, need } => bends.push(Bend {
                        usd: usd.repeated(each),
                        need: need.clone(),
                    }),
                }
            }
        }
        let leaves = |step: &Step| Exact::from(step.least).checked_div(&step.need);
        steps.sort_by_cached_key(leaves);
        let floats = Floats::of(&fixed, &slope, &steps, &bends);
        Self {
            fixed,
            slope,
            steps,
            bends,
            floats,
        }
    }

    /// What decides the cost there.
    pub(super) fn regime(&self, x: &Exact, side: Side) -> Regime {
        if self.is_straight() {
            return if self.slope == Usd::zero() {
                Regime::Given
            } else {
                Regime::Use
            };
        }
        let at_least = |step: &Step| step.units(x, side) <= step.least.max(1);
        if self.steps.iter().all(at_least) {
            Regime::Minimum
        } else if self.steps.len() == 1 {
            Regime::Peak
        } else {
            Regime::Capacity
        }
    }

    /// Whether it has neither steps nor bends.
    pub(super) fn is_straight(&self) -> bool {
        self.steps.is_empty() && self.bends.is_empty()
    }

    /// What one more costs between two steps.
    pub(super) fn slope(&self) -> &Usd {
        &self.slope
    }

    /// What it costs whatever the load.
    pub(super) fn fixed(&self) -> &Usd {
        &self.fixed
    }

    /// Dollars a load in the long run, steps evened out.
    pub(super) fn long_run(&self) -> Usd {
        let steps = self.steps.iter().filter(|step| step.most == u64::MAX);
        let steps = steps.map(|step| step.usd.repeated(&step.need));
        let bends = self.bends.iter().map(|bend| bend.usd.repeated(&bend.need));
        self.slope.clone() + &steps.chain(bends).sum::<Usd>()
    }

    /// How far above its long-run line through zero it may lie, at the most and at the least: for
    /// every `x` beyond the last bend and the fewest units the cost is within.
    pub(super) fn slack(&self) -> (Usd, Usd) {
        let above = self.steps.iter().map(|step| {
            let units = match step.most {
                u64::MAX => step.least.saturating_add(1),
                most => most,
            };
            step.usd.repeated(&Exact::from(units))
        });
        let above: Usd = above.sum();
        let below: Usd = self.bends.iter().map(|bend| bend.usd.clone()).sum();
        let up = self.fixed.clone() + &above;
        let down = self.fixed.clone() - &below;
        // Bends of falling slope lie above their long-run line, those of rising slope below it.
        (
            up.clone().max(up - &below),
            down.clone().min(self.fixed.clone()),
        )
    }

    /// The load with which steps repeat themselves for ever, where all are multiples of one.
    pub(super) fn period(&self) -> Option<Exact> {
        let mut needs = self.steps.iter().map(|step| &step.need);
        let first = needs.next()?;
        needs
            .all(|need| need == first)
            .then(|| Exact::one().checked_div(first))
            .flatten()
    }

    /// Roughly how many straight pieces it has between two loads.
    pub(super) fn pieces(&self, from: f64, to: f64) -> f64 {
        let Floats { steps, bends, .. } = &self.floats;
        let active = steps.partition_point(|step| step[0] < to);
        let per_load: f64 = self.steps[..active]
            .iter()
            .map(|step| step.need.approximate())
            .sum();
        // Those elsewhere make no piece here: counting them, narrow stretches would be divided for ever.
        let inside = |bend: &&[f64; 2]| from * bend[1] < 1.0 && 1.0 < to * bend[1];
        let bends = bends.iter().filter(inside).count();
        let bends = u32::try_from(bends).map_or(f64::MAX, f64::from);
        per_load * (to - from) + bends + 1.0
    }

    /// The cost just above `from` and at `to`, rounded outward. It never falls, so these are bounds.
    pub(super) fn bounds(&self, from: f64, to: f64) -> (f64, f64) {
        let (low, _) = self.floats.sandwich(from);
        let (_, high) = self.floats.sandwich(to);
        (low - low.abs() * MARGIN, high + high.abs() * MARGIN)
    }

    /// Whether it falls nowhere, which bounds rely on.
    pub(super) fn never_falls(&self) -> bool {
        let rises = |usd: &Usd| !usd.is_negative();
        let falling: Usd = self
            .bends
            .iter()
            .filter(|bend| bend.usd.is_negative())
            .map(|bend| bend.usd.repeated(&bend.need))
            .sum();
        rises(&(self.slope.clone() + &falling)) && self.steps.iter().all(|step| rises(&step.usd))
    }

    /// The cost there.
    pub(super) fn cost(&self, x: &Exact, side: Side) -> Usd {
        let steps = self
            .steps
            .iter()
            .map(|step| step.usd.repeated(&Exact::from(step.units(x, side))));
        let bends = self.bends.iter().filter_map(|bend| {
            let over = x * &bend.need - Exact::one();
            over.is_positive().then(|| bend.usd.repeated(&over))
        });
        let straight = self.fixed.clone() + &self.slope.repeated(x);
        straight + &steps.chain(bends).sum::<Usd>()
    }

    /// Its straight pieces on `from < x <= to`.
    pub(super) fn lines(&self, from: &Exact, to: &Exact) -> Vec<Line> {
        let (mut intercept, mut slope) = (self.fixed.clone(), self.slope.clone());
        let mut changes: Vec<(Exact, &Usd, Usd)> = Vec::new();
        let none = Usd::zero();
        for step in &self.steps {
            let mut units = step.units(from, Side::Above);
            intercept = intercept + &step.usd.repeated(&Exact::from(units));
            while let Some(at) = Exact::from(units).checked_div(&step.need) {
                if at >= *to || units >= step.most {
                    break;
                }
                changes.push((at, &step.usd, none.clone()));
                units += 1;
            }
        }
        for bend in &self.bends {
            let Some(at) = Exact::one().checked_div(&bend.need) else {
                continue;
            };
            let rise = bend.usd.repeated(&bend.need);
            if at <= *from {
                intercept = intercept - &bend.usd;
                slope = slope + &rise;
            } else if at < *to {
                changes.push((at, &bend.usd, rise));
            }
        }
        changes.sort_by(|a, b| a.0.cmp(&b.0));
        let mut lines = Vec::with_capacity(changes.len() + 1);
        let mut start = from.clone();
        let mut push = |start: &Exact, end: &Exact, intercept: &Usd, slope: &Usd| {
            if start < end {
                lines.push(Line {
                    from: start.clone(),
                    to: end.clone(),
                    intercept: intercept.clone(),
                    slope: slope.clone(),
                });
            }
        };
        for (at, usd, rise) in changes {
            push(&start, &at, &intercept, &slope);
            if rise == none {
                intercept = intercept + usd;
            } else {
                intercept = intercept - usd;
                slope = slope + &rise;
            }
            start = at;
        }
        push(&start, to, &intercept, &slope);
        lines
    }
}

impl Floats {
    fn of(fixed: &Usd, slope: &Usd, steps: &[Step], bends: &[Bend]) -> Self {
        let float = |usd: &Usd| usd.amount().approximate();
        let count = |units: u64| {
            let (high, low) = (units >> 32, units & u64::from(u32::MAX));
            let half = |part: u64| u32::try_from(part).map_or(0.0, f64::from);
            half(high) * 4_294_967_296.0 + half(low)
        };
        let part = |step: &Step, units: u64| {
            let (usd, need) = (float(&step.usd), step.need.approximate());
            [count(units) / need, usd * need, usd, usd * count(units)]
        };
        let summed = |mut parts: Vec<[f64; 4]>| {
            let mut sums = [0.0; 3];
            for step in &mut parts {
                for (sum, part) in sums.iter_mut().zip(&mut step[1..]) {
                    *sum += *part;
                    *part = *sum;
                }
            }
            (parts, sums[2])
        };
        let (steps_summed, least) =
            summed(steps.iter().map(|step| part(step, step.least)).collect());
        let bounded = steps.iter().filter(|step| step.most < u64::MAX);
        let mut bounded: Vec<[f64; 4]> = bounded.map(|step| part(step, step.most)).collect();
        bounded.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let (bounded, _) = summed(bounded);
        let bends = bends
            .iter()
            .map(|bend| [float(&bend.usd), bend.need.approximate()]);
        Self {
            fixed: float(fixed),
            slope: float(slope),
            steps: steps_summed,
            bounded,
            least,
            bends: bends.collect(),
        }
    }

    /// Between which costs the cost at `x` lies: units at least as many as needed, and at most one
    /// more.
    fn sandwich(&self, x: f64) -> (f64, f64) {
        let passed = |steps: &[[f64; 4]], x: f64| {
            let passed = steps.partition_point(|step| step[0] <= x);
            match passed.checked_sub(1) {
                Some(last) => steps[last],
                None => [0.0; 4],
            }
        };
        let [_, load, unit, least] = passed(&self.steps, x * (1.0 + MARGIN));
        let [_, full_load, full_unit, most] = passed(&self.bounded, x);
        let bends: f64 = self
            .bends
            .iter()
            .map(|[usd, need]| usd * (x * need - 1.0).max(0.0))
            .sum();
        let low =
            self.fixed + (self.slope + load - full_load) * x + (self.least - least) + most + bends;
        (low, low + unit - full_unit)
    }
}
