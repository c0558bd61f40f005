//! The least total of each draw, and whose it is.

use std::{cmp::Ordering, ops::Range};

use super::{
    asked::Asked,
    ladder::common_divisor,
    totals::{Amount, Totals},
};
use crate::units::Exact;

/// Totals that are nearer to each other than this part of them are compared exactly: far more than
/// floats are off.
const NEAR: f64 = 1e-11;
/// No plan.
const NOBODY: u32 = u32::MAX;

/// The least totals so far.
#[derive(Debug)]
pub(super) struct Least {
    near: Vec<f64>,
    /// The plan, by its place in its set.
    plan: Vec<u32>,
    /// Its total in parts, where it is counted in these.
    amount: Vec<i128>,
}

/// The least totals of some draws while a further plan is held against them.
pub(super) struct Part<'a, 'b, V> {
    /// The first draw.
    start: usize,
    near: &'a mut [f64],
    plan: &'a mut [u32],
    amount: &'a mut [i128],
    rival: &'b Rival<'b, V>,
}

/// The plan that is held against those before it.
pub(super) struct Rival<'a, V> {
    asked: &'a Asked<'a>,
    place: u32,
    parts: i128,
    /// The total in parts, where it is counted in these.
    amount: fn(&V) -> Option<i128>,
    /// The plans before it, each with what its totals and the rival's are multiplied with to be
    /// compared.
    before: Vec<(&'a Totals, Option<(i128, i128)>)>,
}

/// What the draws say of a set of plans.
#[derive(Debug)]
pub(super) struct Leasts {
    /// In how many draws each plan is the cheapest.
    pub cheapest: Vec<usize>,
    /// The sum of the least totals.
    pub sum: Exact,
    /// Draws that no plan carries.
    pub nobody: usize,
}

impl<'a, V: Amount> Rival<'a, V> {
    pub(super) fn new(
        asked: &'a Asked<'a>,
        before: &[&'a Totals],
        parts: i128,
        amount: fn(&V) -> Option<i128>,
    ) -> Self {
        let factors = |totals: &'a Totals| match totals {
            Totals::Parts(counted) => {
                let divisor = common_divisor(counted.parts, parts)?;
                Some((parts / divisor, counted.parts / divisor))
            }
            Totals::Fractions(_) => None,
        };
        Self {
            asked,
            place: u32::try_from(before.len()).unwrap_or(NOBODY),
            parts,
            amount,
            before: before
                .iter()
                .map(|totals| (*totals, factors(totals)))
                .collect(),
        }
    }

    /// The rival's total against that of an earlier plan.
    fn against(&self, total: &V, draw: usize, plan: u32, amount: i128) -> Ordering {
        let place = usize::try_from(plan).unwrap_or(usize::MAX);
        let Some((totals, factors)) = self.before.get(place) else {
            return Ordering::Less;
        };
        let crossed = factors.and_then(|(theirs, ours)| {
            let total = (self.amount)(total)?.checked_mul(ours)?;
            Some(total.cmp(&amount.checked_mul(theirs)?))
        });
        crossed.unwrap_or_else(|| total.exact(self.parts).cmp(&totals.at(self.asked, draw)))
    }
}

impl<V: Amount> Part<'_, '_, V> {
    /// Holds totals of a run of draws of a block against the least ones.
    pub(super) fn see(&mut self, block: usize, run: Range<usize>, totals: &[V], near: &[f64]) {
        let offset = block - self.start;
        let rival = self.rival;
        for at in run {
            let (ours, own) = (near[at], offset + at);
            let theirs = self.near[own];
            let margin = NEAR * theirs.abs();
            if ours > theirs + margin {
                continue;
            }
            // An endless margin is that of a draw that nobody carries yet.
            let is_less = ours < theirs - margin || self.plan[own] == NOBODY || {
                let (plan, amount) = (self.plan[own], self.amount[own]);
                rival.against(&totals[at], block + at, plan, amount) == Ordering::Less
            };
            if is_less {
                self.near[own] = ours;
                self.plan[own] = rival.place;
                self.amount[own] = (rival.amount)(&totals[at]).unwrap_or_default();
            }
        }
    }
}

impl Least {
    /// Nobody carries any of so many draws.
    pub(super) fn new(count: usize) -> Self {
        Self {
            near: vec![f64::INFINITY; count],
            plan: vec![NOBODY; count],
            amount: vec![0; count],
        }
    }

    /// The draws in parts of `each`, the last one smaller, for a plan to be held against them.
    pub(super) fn parts<'s, 'b, V>(
        &'s mut self,
        each: usize,
        rival: &'b Rival<'b, V>,
    ) -> Vec<(Range<usize>, Part<'s, 'b, V>)> {
        let near = self.near.chunks_mut(each);
        let both = near.zip(self.plan.chunks_mut(each));
        let all = both.zip(self.amount.chunks_mut(each)).enumerate();
        let part = |(at, ((near, plan), amount)): (
            usize,
            ((&'s mut [f64], &'s mut [u32]), &'s mut [i128]),
        )| {
            let start = at * each;
            let range = start..start + near.len();
            (
                range,
                Part {
                    start,
                    near,
                    plan,
                    amount,
                    rival,
                },
            )
        };
        all.map(part).collect()
    }

    /// What is left when all plans of the set have been seen.
    pub(super) fn settle(&self, asked: &Asked<'_>, plans: &[&Totals]) -> Leasts {
        let mut cheapest = vec![0; plans.len()];
        let mut nobody = 0;
        let mut amounts = vec![0i128; plans.len()];
        let mut sum = Exact::zero();
        for (draw, (plan, amount)) in self.plan.iter().zip(&self.amount).enumerate() {
            let place = usize::try_from(*plan).unwrap_or(usize::MAX);
            let Some(count) = cheapest.get_mut(place) else {
                nobody += 1;
                continue;
            };
            *count += 1;
            match plans[place] {
                Totals::Parts(_) => amounts[place] += amount,
                Totals::Fractions(_) => sum += &plans[place].at(asked, draw),
            }
        }
        for (plan, amount) in plans.iter().zip(amounts) {
            if let Totals::Parts(counted) = plan {
                sum += &amount.exact(counted.parts);
            }
        }
        Leasts {
            cheapest,
            sum,
            nobody,
        }
    }
}
