//! Which plans a picture names, what each costs along the knob in floats, and the range of costs that
//! is worth the paper. Used by the drawing for a terminal too. Floats decide what is shown and where,
//! never a figure that is written.

use super::scale::Scale;
use crate::report::{BreakevenScenario, CurveReport, WinnerReport};

/// Most plans that are named.
const NAMED: usize = 8;
/// Most plans named that are nowhere the cheapest, and most together with them.
const NEAR: usize = 3;
const WITH_NEAR: usize = 5;
/// A plan is near where it costs less than this many times the cheapest.
const NEAR_RATIO: f64 = 1.35;
/// Places at which costs are looked at to choose.
const SAMPLES: u16 = 240;
/// How far above the cheapest plan the picture reaches.
const ABOVE_LOGARITHMIC: f64 = 12.0;
const ABOVE: f64 = 1.7;

/// A straight line of a cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::render) struct Piece {
    pub from: f64,
    pub to: f64,
    pub from_usd: f64,
    pub to_usd: f64,
}

/// A plan of a picture.
#[derive(Debug, Clone)]
pub(in crate::render) struct Cost<'a> {
    pub plan: &'a str,
    pub pieces: Vec<Piece>,
    /// Its place among the named plans.
    pub named: Option<usize>,
}

/// What a picture shows.
#[derive(Debug)]
pub(in crate::render) struct Shown<'a> {
    /// The plans with a letter, in the order of their letters.
    pub names: Vec<&'a str>,
    /// How many of these are the cheapest somewhere; they come first.
    pub winning: usize,
    /// What all plans cost.
    pub costs: Vec<Cost<'a>>,
    /// The lowest and the highest cost to show.
    pub range: (f64, f64),
    /// Whether costs are better shown with steps of the same factor.
    pub logarithmic: bool,
}

impl Cost<'_> {
    /// What the plan costs at `x`, if it carries the workload there.
    pub(in crate::render) fn at(&self, x: f64) -> Option<f64> {
        let at = self.pieces.partition_point(|piece| piece.to < x);
        let piece = self.pieces.get(at).filter(|piece| piece.from <= x)?;
        let share = (x - piece.from) / (piece.to - piece.from);
        let share = if share.is_finite() { share } else { 1.0 };
        Some(piece.from_usd + share * (piece.to_usd - piece.from_usd))
    }
}

impl<'a> Shown<'a> {
    /// The plans worth a name, the cheapest ones first in the order in which they are met, and the
    /// range of their costs. `across` is the knob's axis in pixels.
    pub(in crate::render) fn of(report: &'a BreakevenScenario, across: &Scale) -> Self {
        let mut costs: Vec<Cost<'a>> = report.curves.iter().map(cost).collect();
        let mut names = winners(&report.winners, across);
        let winning = names.len();
        let points = sampled(across, SAMPLES);
        names.extend(near(&costs, &points, &names));
        for cost in &mut costs {
            cost.named = place_of(&names, cost.plan);
        }
        let least = |x: f64| {
            let costs = costs.iter().filter_map(|cost| cost.at(x));
            costs.min_by(f64::total_cmp)
        };
        let bottom: Vec<f64> = points.iter().filter_map(|x| least(*x)).collect();
        let named = costs.iter().filter(|cost| cost.named.is_some());
        let all: Vec<f64> = named
            .flat_map(|cost| points.iter().filter_map(|x| cost.at(*x)))
            .collect();
        let low = bottom.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0);
        let top = bottom.iter().copied().max_by(f64::total_cmp).unwrap_or(1.0);
        let high = all.iter().copied().max_by(f64::total_cmp).unwrap_or(top);
        let logarithmic = across.is_logarithmic() && low > 0.0 && top > low * 8.0;
        let range = if logarithmic {
            (low / 1.6, (high * 1.5).min(top * ABOVE_LOGARITHMIC))
        } else {
            let high = (high + (high - low) * 0.08).min(top * ABOVE);
            // Costs that hardly move would all lie at the top of an axis from zero.
            let low = if low > 0.6 * high {
                low - (high - low) * 0.25
            } else {
                low.min(0.0)
            };
            (low, high)
        };
        Self {
            names,
            winning,
            costs,
            range,
            logarithmic,
        }
    }

    /// How many plans have no name.
    pub(in crate::render) fn unnamed(&self) -> usize {
        self.costs
            .iter()
            .filter(|cost| cost.named.is_none())
            .count()
    }

    /// Whether any plan without a name is the cheapest somewhere.
    pub(in crate::render) fn hides_a_winner(&self, winners: &[WinnerReport]) -> bool {
        let mut plans = winners.iter().filter_map(|winner| winner.plan.as_deref());
        plans.any(|plan| place_of(&self.names, plan).is_none())
    }
}

/// The place of a plan among the named ones.
pub(in crate::render) fn place_of(names: &[&str], plan: &str) -> Option<usize> {
    names.iter().position(|name| *name == plan)
}

/// Which plan is cheapest where, in floats.
pub(in crate::render) struct Stretches<'a>(Vec<(f64, Option<&'a str>)>);

impl<'a> Stretches<'a> {
    pub(in crate::render) fn of(winners: &'a [WinnerReport]) -> Self {
        let stretch = |winner: &'a WinnerReport| (winner.to.approximate(), winner.plan.as_deref());
        Self(winners.iter().map(stretch).collect())
    }

    /// The cheapest plan at a value.
    pub(in crate::render) fn at(&self, x: f64) -> Option<&'a str> {
        let at = self.0.partition_point(|(to, _)| *to < x);
        self.0.get(at).and_then(|(_, plan)| *plan)
    }
}

/// Values at even distances along an axis, its ends left out by half a distance.
pub(in crate::render) fn sampled(scale: &Scale, count: u16) -> Vec<f64> {
    let (first, last) = scale.ends();
    let share = |at: u16| (f64::from(at) + 0.5) / f64::from(count.max(1));
    (0..count)
        .map(|at| scale.value(first + share(at) * (last - first)))
        .collect()
}

fn cost(curve: &CurveReport) -> Cost<'_> {
    let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
    let piece = |line: &crate::report::CurveLine| Piece {
        from: finite(line.from.approximate()),
        to: finite(line.to.approximate()),
        from_usd: finite(line.from_usd.amount().approximate()),
        to_usd: finite(line.to_usd.amount().approximate()),
    };
    Cost {
        plan: &curve.plan,
        pieces: curve.lines.iter().map(piece).collect(),
        named: None,
    }
}

/// The plans that are the cheapest somewhere: those that are over the longest stretches if there are
/// too many, in the order in which they are met.
fn winners<'a>(winners: &'a [WinnerReport], across: &Scale) -> Vec<&'a str> {
    let mut lengths: Vec<(&str, f64)> = Vec::new();
    for winner in winners {
        let Some(plan) = winner.plan.as_deref() else {
            continue;
        };
        let length =
            (across.at(winner.to.approximate()) - across.at(winner.from.approximate())).abs();
        match lengths.iter_mut().find(|(known, _)| *known == plan) {
            Some((_, sum)) => *sum += length,
            None => lengths.push((plan, length)),
        }
    }
    let mut longest: Vec<f64> = lengths.iter().map(|(_, length)| *length).collect();
    longest.sort_unstable_by(|one, other| other.total_cmp(one));
    let least = longest.get(NAMED - 1).copied().unwrap_or(0.0);
    let named = lengths.iter().filter(|(_, length)| *length >= least);
    named.map(|(plan, _)| *plan).take(NAMED).collect()
}

/// The plans that come nearest to the cheapest without being it.
fn near<'a>(costs: &[Cost<'a>], points: &[f64], winning: &[&str]) -> Vec<&'a str> {
    let mut ratios: Vec<(f64, usize)> = Vec::new();
    let least: Vec<Option<f64>> = points
        .iter()
        .map(|x| {
            costs
                .iter()
                .filter_map(|cost| cost.at(*x))
                .min_by(f64::total_cmp)
        })
        .collect();
    for (at, cost) in costs.iter().enumerate() {
        if place_of(winning, cost.plan).is_some() {
            continue;
        }
        let ratio = points.iter().zip(&least).filter_map(|(x, least)| {
            let (cost, least) = (cost.at(*x)?, (*least)?);
            Some(if least > 0.0 {
                cost / least
            } else {
                1.0 + cost
            })
        });
        ratios.extend(ratio.min_by(f64::total_cmp).map(|ratio| (ratio, at)));
    }
    ratios.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let few = costs.len() <= NEAR + 1;
    ratios
        .into_iter()
        .filter(|(ratio, _)| few || *ratio < NEAR_RATIO)
        .map(|(_, at)| costs[at].plan)
        .take(NEAR.min(WITH_NEAR.saturating_sub(winning.len())))
        .collect()
}
