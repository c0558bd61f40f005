//! How far a number may be wrong before another plan is the cheapest.
//!
//! The number of requests has a map of break-even, which is exact. A map of any other knob would follow
//! every plan over all of the range, to find crossings that nobody asks about here. So that is looked
//! at from the own value outwards, until the cheapest plan is no longer the cheapest, and the place is
//! then narrowed by halving: the answer is between two ordinary evaluations.

use super::tornado::Contest;
use crate::{
    analysis::breakeven::{KnobRange, map_of},
    scenario::Knob,
    units::{Decimal, Exact, machine},
};

/// Values that are looked at on either side of the own one.
const STEPS: u32 = 16;
/// A flip is narrowed to one part in so many of its value.
const PARTS: u64 = 1_000_000;
/// Halvings at most.
const HALVINGS: u32 = 48;
/// Digits after the point of a value that is looked at.
const SCALE: u32 = 12;
/// Significant digits of the values looked at first.
const DIGITS: u32 = 5;

/// Where another plan takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The value: below the own one the last at which the other plan is cheaper, above it the last at
    /// which it is not yet; `None` for an end of an estimate.
    pub at: Option<Exact>,
    /// How far off the value may be; `None` where it is exact.
    pub within: Option<Exact>,
    /// The plan that is the cheapest then; `None` where none carries the workload.
    pub plan: Option<String>,
}

/// Where the leader of a contest ceases to be the cheapest as one knob is turned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flips {
    /// Below the own value.
    pub below: Option<Flip>,
    /// Above it.
    pub above: Option<Flip>,
}

/// The flips of `knob` within `range`, nearest to `own`.
pub(super) fn flips(contest: &Contest<'_>, knob: &Knob, own: Decimal, range: &KnobRange) -> Flips {
    if knob.is_volume {
        return over_volume(contest, knob, own, range);
    }
    let end = |end: &Exact| machine(end).parse::<Decimal>().ok();
    let search = Search { contest, knob, own };
    let side = |to: &Exact| search.outwards(end(to)?);
    Flips {
        below: side(&range.from),
        above: side(&range.to),
    }
}

/// The same of the number of requests, by its map.
fn over_volume(contest: &Contest<'_>, knob: &Knob, own: Decimal, range: &KnobRange) -> Flips {
    let plans = contest.rivals();
    let leader = plans.iter().position(|plan| plan.id() == contest.leader);
    let Some(leader) = leader else {
        return Flips::default();
    };
    let name = |place: Option<usize>| {
        let plan = place.and_then(|place| plans.get(place));
        plan.map(|plan| plan.id().to_owned())
    };
    let map = map_of(
        contest.template,
        contest.scenario,
        plans.clone(),
        contest.catalog,
        knob,
        range,
    );
    let own = Exact::from(own);
    let wins = |winner: &&crate::analysis::Winner| {
        winner.plan == Some(leader) || winner.ties.contains(&leader)
    };
    let within = |at: &Exact| {
        let mut crossings = map.crossings.iter();
        crossings
            .find(|crossing| crossing.at == *at)?
            .within
            .clone()
    };
    let flip = |at: &Exact, place: Option<usize>| Flip {
        at: Some(at.clone()),
        within: within(at),
        plan: name(place),
    };
    let below = map
        .winners
        .iter()
        .rev()
        .find(|winner| winner.to < own && !wins(winner));
    let above = map
        .winners
        .iter()
        .find(|winner| winner.from >= own && !wins(winner));
    Flips {
        below: below.map(|winner| flip(&winner.to, winner.plan)),
        above: above.map(|winner| flip(&winner.from, winner.plan)),
    }
}

/// A search from the own value of a knob outwards.
struct Search<'s, 'a> {
    contest: &'s Contest<'a>,
    knob: &'s Knob,
    own: Decimal,
}

impl Search<'_, '_> {
    /// The first value towards `end` at which the leader is no longer the cheapest, narrowed.
    fn outwards(&self, end: Decimal) -> Option<Flip> {
        let mut holds = self.own;
        for step in 1..=STEPS {
            let value = self.value(end, step)?;
            if value == holds || self.knob.bound.refuse(value).is_some() {
                continue;
            }
            // Where the scenario is none, nothing beyond is looked at.
            if self.contest.beaten(self.knob, value)? {
                return Some(self.narrowed(holds, value));
            }
            holds = value;
        }
        None
    }

    /// A value on the way to `end`: near ones are nearer to each other.
    fn value(&self, end: Decimal, step: u32) -> Option<Decimal> {
        if step == STEPS {
            return Some(end);
        }
        let share = f64::from(step) / f64::from(STEPS);
        let (from, to): (f64, f64) = (self.own.try_into().ok()?, end.try_into().ok()?);
        let value = if from > 0.0 && to > 0.0 {
            from * (to / from).powf(share)
        } else {
            share.mul_add(share * (to - from), from)
        };
        let value = Decimal::try_from(value).ok()?;
        if self.knob.bound.whole {
            return Some(value.round());
        }
        value.round_sf(DIGITS).map(|value| value.normalize())
    }

    /// The place between a value at which the leader is the cheapest and one at which it is not.
    fn narrowed(&self, holds: Decimal, beaten: Decimal) -> Flip {
        let (mut holds, mut beaten) = (holds, beaten);
        for _ in 0..HALVINGS {
            let width = (beaten - holds).abs();
            let size = beaten.abs().max(holds.abs());
            let whole = self.knob.bound.whole;
            if whole && width <= Decimal::ONE
                || !whole
                    && width
                        .checked_mul(Decimal::from(PARTS))
                        .is_some_and(|w| w <= size)
            {
                break;
            }
            let half = (holds + beaten) / Decimal::TWO;
            let half = if whole {
                half.floor()
            } else {
                half.round_dp(SCALE)
            };
            if half == holds || half == beaten {
                break;
            }
            match self.contest.beaten(self.knob, half) {
                Some(true) => beaten = half,
                Some(false) => holds = half,
                None => break,
            }
        }
        let whole = self.knob.bound.whole;
        Flip {
            at: Some(Exact::from(holds.min(beaten))),
            within: (!whole).then(|| Exact::from((beaten - holds).abs())),
            plan: self.contest.cheapest_at(self.knob, beaten),
        }
    }
}
