//! Where the cheapest plan changes.

use super::{
    curve::Curve,
    envelope::{Winner, envelope},
    stepped::Regime,
};
use crate::units::{Exact, Usd};

/// What happens at a crossing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrossingKind {
    /// Both cost the same there.
    Equal,
    /// One steps over the other without ever costing the same.
    Jump,
    /// The cheaper one begins or ceases to carry the workload.
    Carries,
}

impl CrossingKind {
    /// The word in the output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Jump => "jump",
            Self::Carries => "carries",
        }
    }
}

/// A value at which one plan takes over from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// The value: the last one at which the plan before is the cheaper.
    pub at: Exact,
    /// What happens there.
    pub kind: CrossingKind,
    /// How far off the value may be; `None` where it is exact.
    pub within: Option<Exact>,
    /// The cheaper plan up to there, by its place among the curves.
    pub before: Option<usize>,
    /// The cheaper plan above.
    pub after: Option<usize>,
    /// What the plan before costs there.
    pub before_usd: Option<Usd>,
    /// What the plan after costs just above.
    pub after_usd: Option<Usd>,
    /// What decides the cost of the plan before.
    pub before_regime: Option<Regime>,
    /// What decides the cost of the plan after.
    pub after_regime: Option<Regime>,
}

/// The crossings between neighbouring stretches.
pub(super) fn crossings(curves: &[&Curve], winners: &[Winner]) -> Vec<Crossing> {
    let pairs = winners.windows(2);
    let crossings = pairs.filter_map(|pair| match pair {
        [before, after] => Some(between(curves, before, after)),
        _ => None,
    });
    crossings.collect()
}

fn between(curves: &[&Curve], before: &Winner, after: &Winner) -> Crossing {
    let at = &before.to;
    let curve = |place: Option<usize>| place.and_then(|place| curves.get(place).copied());
    let (left, right) = (curve(before.plan), curve(after.plan));
    let costs = |curve: Option<&Curve>| {
        let here = curve.and_then(|curve| curve.at(at));
        let above = curve.and_then(|curve| curve.above(at));
        (here, above)
    };
    let (left_here, left_above) = costs(left);
    let (right_here, right_above) = costs(right);
    let kind = match (&left_here, &left_above, &right_here, &right_above) {
        (Some(left), Some(left_above), Some(right), Some(right_above)) => {
            if left == right && left_above == right_above || left == right_above {
                CrossingKind::Equal
            } else {
                CrossingKind::Jump
            }
        }
        _ => CrossingKind::Carries,
    };
    // Where a cost was followed, so was the place at which it begins or ends.
    let doubt = [left, right].into_iter().flatten().any(|curve| {
        !curve.is_exact() || kind == CrossingKind::Carries && curve.formula().is_none()
    });
    Crossing {
        at: at.clone(),
        kind,
        within: doubt.then(Exact::zero),
        before: before.plan,
        after: after.plan,
        before_usd: left_here,
        after_usd: right_above,
        before_regime: left.and_then(|curve| curve.regime(at)),
        after_regime: right.and_then(|curve| curve.regime_above(at)),
    }
}

/// Two curves against each other: stretches and crossings; places are 0 and 1.
pub(super) fn pair(curves: [&Curve; 2], from: &Exact, to: &Exact) -> (Vec<Winner>, Vec<Crossing>) {
    let mut winners: Vec<Winner> = Vec::new();
    for winner in envelope(&curves, from, to) {
        match winners.last_mut() {
            // The other one only drew level before it took over: nothing crosses where that ends.
            Some(last) if winner.plan.is_some_and(|plan| last.ties.contains(&plan)) => {
                *last = Winner {
                    from: last.from.clone(),
                    ..winner
                };
            }
            _ => winners.push(winner),
        }
    }
    let crossings = crossings(&curves, &winners);
    (winners, crossings)
}
