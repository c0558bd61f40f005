//! What is counted of one plan's totals, in one pass over the draws.
//!
//! Sums are exact, so that parts of a pass can be added in any order. Floats are summed by blocks of
//! draws that are the same for any number of threads, and then in the order of the blocks.

use std::ops::Range;

use super::{
    asked::Asked,
    fixed::Room,
    least::Part,
    order::Brackets,
    totals::{Amount, Computes, Counted},
};
use crate::analysis::draws::BINS;

/// Draws of a block.
pub(super) const BLOCK: usize = 4_096;

/// Sums over the draws of one bin of an input that a plan carries, and how many it does not.
#[derive(Debug, Clone)]
pub(super) struct Bin<V> {
    pub sum: V,
    pub failed: usize,
}

/// What was counted over some of the draws.
#[derive(Debug)]
pub(super) struct Tally<V> {
    /// Draws that are carried.
    pub carried: usize,
    /// The sum of their totals.
    pub sum: V,
    /// By input and bin.
    pub bins: Vec<Vec<Bin<V>>>,
    /// For each reason the draws without a total, and the first of them.
    pub failures: Vec<(usize, usize)>,
    /// For each block the sums of the distances from the pilot, and of their squares.
    pub spread: Vec<(f64, f64)>,
    /// What the quantiles are found in.
    pub brackets: Brackets<V>,
}

/// What a pass needs to know of the plan.
pub(super) struct Pass<'a, V, F> {
    pub asked: &'a Asked<'a>,
    pub counted: &'a Counted<V, F>,
    /// How many reasons there are.
    pub whys: usize,
    /// A total near the others, which floats are counted from.
    pub pilot: f64,
    /// Dollars of one part.
    pub part: f64,
    pub brackets: &'a Brackets<V>,
}

impl<V: Amount, F: Computes<V>> Pass<'_, V, F> {
    /// Counts the draws of `range`, which begins with a block, and shows each total to `least`.
    pub(super) fn run(&self, range: Range<usize>, least: &mut Part<'_, '_, V>) -> Tally<V> {
        let inputs = &self.asked.draws.inputs;
        let bin = Bin {
            sum: V::nothing(),
            failed: 0,
        };
        let mut tally = Tally {
            carried: 0,
            sum: V::nothing(),
            bins: vec![vec![bin; BINS]; inputs.len()],
            failures: vec![(0, usize::MAX); self.whys],
            spread: Vec::new(),
            brackets: self.brackets.clone(),
        };
        let (mut room, mut totals, mut failed) = (Room::default(), Vec::new(), Vec::new());
        let mut near = Vec::with_capacity(BLOCK);
        for from in range.clone().step_by(BLOCK) {
            let draws = from..range.end.min(from + BLOCK);
            let out = (&mut totals, &mut failed);
            self.counted.fill(self.asked, draws.clone(), &mut room, out);
            near.clear();
            near.extend(totals.iter().map(|total| total.near(self.part)));
            let mut spread = (0.0, 0.0);
            let mut next = 0;
            for (at, why) in failed.iter().copied().chain([(draws.len(), usize::MAX)]) {
                self.count(
                    draws.start,
                    next..at,
                    (&totals, &near),
                    (&mut tally, &mut spread),
                );
                least.see(draws.start, next..at, &totals, &near);
                if let Some((count, first)) = tally.failures.get_mut(why) {
                    *count += 1;
                    *first = (*first).min(draws.start + at);
                    for (bins, input) in tally.bins.iter_mut().zip(inputs) {
                        bins[bin_of(&input.bins, draws.start + at)].failed += 1;
                    }
                }
                next = at + 1;
            }
            tally.spread.push(spread);
        }
        tally
    }

    /// Counts a run of draws of a block that are all carried.
    fn count(
        &self,
        block: usize,
        run: Range<usize>,
        (totals, near): (&[V], &[f64]),
        (tally, spread): (&mut Tally<V>, &mut (f64, f64)),
    ) {
        if run.is_empty() {
            return;
        }
        tally.carried += run.len();
        let totals = &totals[run.clone()];
        for total in totals {
            tally.sum.increase(total);
        }
        for near in &near[run.clone()] {
            let distance = near - self.pilot;
            spread.0 += distance;
            spread.1 += distance * distance;
        }
        for (bins, input) in tally.bins.iter_mut().zip(&self.asked.draws.inputs) {
            for (at, total) in (block + run.start..).zip(totals) {
                bins[bin_of(&input.bins, at)].sum.increase(total);
            }
        }
        tally.brackets.see(totals);
    }
}

/// The bin of a draw.
fn bin_of(bins: &[u8], draw: usize) -> usize {
    let bin = bins.get(draw).copied().unwrap_or_default();
    usize::from(bin) % BINS
}

impl<V: Amount> Tally<V> {
    /// Adds what was counted over the draws after these.
    #[must_use]
    pub(super) fn and(mut self, other: Self) -> Self {
        self.carried += other.carried;
        self.sum.increase(&other.sum);
        for (bins, others) in self.bins.iter_mut().zip(&other.bins) {
            for (bin, other) in bins.iter_mut().zip(others) {
                bin.sum.increase(&other.sum);
                bin.failed += other.failed;
            }
        }
        for ((count, first), (more, other)) in self.failures.iter_mut().zip(&other.failures) {
            *count += more;
            *first = (*first).min(*other);
        }
        self.spread.extend(other.spread);
        self.brackets.add(other.brackets);
        self
    }

    /// The standard error of the mean, in dollars.
    pub(super) fn standard_error(&self) -> f64 {
        let sums = self.spread.iter();
        let (first, second) = sums.fold((0.0, 0.0), |(first, second), (one, two)| {
            (first + one, second + two)
        });
        let count = u32::try_from(self.carried).map_or(f64::INFINITY, f64::from);
        let variance = (second - first * first / count) / (count - 1.0);
        (variance.max(0.0) / count).sqrt()
    }
}
