//! Crossings of costs that were followed: bracketed between two values that were evaluated.

use super::{
    crossing::{Crossing, CrossingKind},
    envelope::Winner,
    traced::tidy,
};
use crate::units::{Exact, Usd};

/// A bracket is narrowed to one part in so many of its value.
const PARTS: u64 = 1_000_000_000;
/// The first bracket is one part in so many of the value, then wider.
const FIRST: [u64; 4] = [100_000, 5_000, 250, 20];
/// Costs this near at both ends of a bracket are equal within it.
const NEAR: f64 = 1e-6;
/// Most crossings of a pair that are narrowed; the others keep the width they were found with.
const MOST: usize = 24;

/// What a plan, by its place, costs at a value: an ordinary evaluation.
pub(super) type Cost<'a> = &'a dyn Fn(usize, &Exact) -> Option<Usd>;

/// Narrows every crossing that is in doubt, and moves the stretches' ends with them.
pub(super) fn winners(
    found: &mut Vec<Winner>,
    crossings: &mut Vec<Crossing>,
    whole: bool,
    cost: Cost<'_>,
) {
    narrow_all(crossings, whole, cost, usize::MAX);
    drop_empty(found, crossings, whole, cost);
    for (at, crossing) in crossings.iter().enumerate() {
        if let Some(before) = found.get_mut(at) {
            before.to = crossing.at.clone();
        }
        if let Some(after) = found.get_mut(at + 1) {
            after.from = crossing.at.clone();
        }
    }
}

/// Where crossings that were followed turn out to be at the same place, the plan between them is
/// nowhere the cheapest: they are one crossing, or none.
fn drop_empty(found: &mut Vec<Winner>, crossings: &mut Vec<Crossing>, whole: bool, cost: Cost<'_>) {
    let empty = |crossings: &[Crossing]| {
        let mut pairs = crossings.windows(2);
        pairs.position(|pair| pair[0].at >= pair[1].at)
    };
    while let Some(at) = empty(crossings) {
        let second = crossings.remove(at + 1);
        found.remove(at + 1);
        let first = &mut crossings[at];
        first.after = second.after;
        first.after_usd = second.after_usd;
        first.after_regime = second.after_regime;
        if first.before == first.after {
            crossings.remove(at);
            let next = found.remove(at + 1);
            found[at].to = next.to;
        } else {
            narrow(first, whole, cost);
        }
    }
    // One that turns out to lie outside the range is none; the first of whole values is a stretch.
    let outside = |from: &Exact, at: &Exact| at < from || at == from && !whole;
    while let (Some(first), Some(crossing)) = (found.first(), crossings.first())
        && outside(&first.from, &crossing.at)
    {
        let from = found.remove(0).from;
        crossings.remove(0);
        found[0].from = from;
    }
    while let (Some(last), Some(crossing)) = (found.last(), crossings.last())
        && crossing.at >= last.to
    {
        let to = last.to.clone();
        found.pop();
        crossings.pop();
        if let Some(last) = found.last_mut() {
            last.to = to;
        }
    }
}

/// Narrows the crossings of a pair: the first of them, and the last.
pub(super) fn pair(crossings: &mut [Crossing], whole: bool, cost: Cost<'_>) {
    narrow_all(crossings, whole, cost, MOST);
}

fn narrow_all(crossings: &mut [Crossing], whole: bool, cost: Cost<'_>, most: usize) {
    let last = crossings.len().saturating_sub(1);
    for (at, crossing) in crossings.iter_mut().enumerate() {
        if whole {
            narrow(crossing, whole, cost);
        } else if crossing.within.is_some() {
            crossing.within = size(&crossing.at).checked_div(&Exact::from(FIRST[0]));
            if at < most || at == last {
                narrow(crossing, whole, cost);
            }
        }
    }
}

fn narrow(crossing: &mut Crossing, whole: bool, cost: Cost<'_>) {
    let (before, after) = (crossing.before, crossing.after);
    let cost = |plan: Option<usize>, x: &Exact| plan.and_then(|plan| cost(plan, x));
    // Whether the plan before is still the cheaper one; where there is none, whether nothing carries
    // the workload yet.
    let holds = |x: &Exact| match (cost(before, x), cost(after, x)) {
        (Some(before), Some(after)) => Some(before <= after),
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) if before.is_none() => Some(true),
        (None, None) if after.is_none() => Some(false),
        (None, None) => None,
    };
    if whole {
        let up = Exact::from(crossing.at.ceil().unwrap_or(0));
        let holds_up = holds(&up) == Some(true);
        let last = if holds_up { up } else { up - Exact::one() };
        crossing.before_usd = cost(before, &last);
        crossing.after_usd = cost(after, &(&last + &Exact::one()));
        let same = cost(after, &last) == crossing.before_usd;
        crossing.kind = match crossing.kind {
            CrossingKind::Carries => CrossingKind::Carries,
            _ if same => CrossingKind::Equal,
            _ => CrossingKind::Jump,
        };
        crossing.at = last;
        crossing.within = None;
        return;
    }
    let around = FIRST.iter().find_map(|parts| {
        let width = size(&crossing.at).checked_div(&Exact::from(*parts))?;
        let (low, high) = (
            rounded(&(&crossing.at - &width)),
            rounded(&(&crossing.at + &width)),
        );
        (holds(&low) == Some(true) && holds(&high) == Some(false)).then_some((low, high))
    });
    let Some((mut low, mut high)) = around else {
        return;
    };
    let half = Exact::ratio(1, 2).unwrap_or_else(Exact::one);
    while (&high - &low) * Exact::from(PARTS) > size(&high) {
        let Some(between) = tidy(&low, &high, &half, false) else {
            break;
        };
        match holds(&between) {
            Some(true) => low = between,
            Some(false) => high = between,
            None => break,
        }
    }
    crossing.before_usd = cost(before, &low);
    crossing.after_usd = cost(after, &high);
    if crossing.kind != CrossingKind::Carries {
        let near = |x: &Exact| {
            let costs = cost(before, x).zip(cost(after, x));
            costs.is_some_and(|(a, b)| {
                let (a, b) = (a.amount().approximate(), b.amount().approximate());
                (a - b).abs() <= NEAR * a.abs().max(b.abs())
            })
        };
        crossing.kind = if near(&low) && near(&high) {
            CrossingKind::Equal
        } else {
            CrossingKind::Jump
        };
    }
    crossing.within = Some(&high - &low);
    crossing.at = low;
}

/// How large a value is, where one at nothing counts as a thousandth.
fn size(x: &Exact) -> Exact {
    match x {
        _ if x.is_zero() => Exact::ratio(1, 1_000).unwrap_or_else(Exact::one),
        _ if x.is_negative() => -x.clone(),
        _ => x.clone(),
    }
}

/// A value with few enough digits to be typed.
fn rounded(x: &Exact) -> Exact {
    x.rounded_half_even(12)
}
