//! One plan's totals, seen in all draws by all threads.

use super::{
    asked::Asked,
    fixed::Room,
    least::{Least, Rival},
    order::{Brackets, in_order},
    tally::{BLOCK, Bin, Pass, Tally},
    totals::{Amount, Computes, Counted, Totals},
};
use crate::units::Exact;

/// Runs of draws from which quantiles are guessed, and the draws of each.
const RUNS: usize = 16;
const RUN: usize = 512;

/// What was seen of a plan, in dollars.
#[derive(Debug)]
pub(super) struct Seen {
    /// Draws that are carried.
    pub carried: usize,
    /// The sum of their totals.
    pub sum: Exact,
    /// By input and bin.
    pub bins: Vec<Vec<Bin<Exact>>>,
    /// For each reason the draws without a total, and the first of them.
    pub failures: Vec<(usize, usize)>,
    /// In dollars.
    pub standard_error: f64,
    /// Nothing where no draw is carried.
    pub quantiles: Vec<Exact>,
}

/// Sees a plan, and holds it against those before it.
pub(super) fn see(
    asked: &Asked<'_>,
    totals: &Totals,
    whys: usize,
    before: &[&Totals],
    (least, threads): (&mut Least, usize),
) -> Seen {
    let to = (least, threads);
    match totals {
        Totals::Parts(counted) => {
            let rival = Rival::new(asked, before, counted.parts, |amount| Some(*amount));
            pass(asked, counted, whys, &rival, to)
        }
        Totals::Fractions(counted) => {
            let rival = Rival::new(asked, before, counted.parts, |_| None);
            pass(asked, counted, whys, &rival, to)
        }
    }
}

fn pass<V: Amount, F: Computes<V>>(
    asked: &Asked<'_>,
    counted: &Counted<V, F>,
    whys: usize,
    rival: &Rival<'_, V>,
    (least, threads): (&mut Least, usize),
) -> Seen {
    let some = some(asked, counted);
    let part = Exact::of_parts(1, counted.parts).map_or(1.0, |part| part.approximate());
    let pass = Pass {
        asked,
        counted,
        whys,
        pilot: some.first().map_or(0.0, |total| total.near(part)),
        part,
        brackets: &Brackets::guess(some),
    };
    let blocks = asked.count().div_ceil(BLOCK).max(1);
    let each = blocks.div_ceil(threads.max(1)) * BLOCK;
    let parts = least.parts(each, rival);
    let pass = &pass;
    let tallies: Vec<Tally<V>> = std::thread::scope(|scope| {
        let mut parts = parts.into_iter();
        let first = parts.next();
        let others: Vec<_> = parts
            .map(|(range, mut least)| scope.spawn(move || pass.run(range, &mut least)))
            .collect();
        let first = first.map(|(range, mut least)| pass.run(range, &mut least));
        // A thread that failed would have lost its draws: its panic is handed on.
        let others = others.into_iter().map(|other| match other.join() {
            Ok(tally) => tally,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        first.into_iter().chain(others).collect()
    });
    let tally = tallies.into_iter().reduce(Tally::and);
    tally.map_or_else(Seen::nothing, |tally| seen(asked, counted, tally))
}

/// Some totals from all over the draws.
fn some<V: Amount, F: Computes<V>>(asked: &Asked<'_>, counted: &Counted<V, F>) -> Vec<V> {
    let count = asked.count();
    let (mut room, mut out, mut failed) = (Room::default(), Vec::new(), Vec::new());
    let mut some = Vec::with_capacity(RUNS * RUN);
    let mut next = 0;
    for run in 0..RUNS {
        let from = (run * count / RUNS).max(next);
        next = count.min(from + RUN);
        counted.fill(asked, from..next, &mut room, (&mut out, &mut failed));
        keep(&out, &failed, &mut some);
    }
    some
}

/// Those totals of a block that there are.
fn keep<V: Amount>(out: &[V], failed: &[(usize, usize)], kept: &mut Vec<V>) {
    let mut from = 0;
    for (at, _) in failed {
        kept.extend_from_slice(&out[from..*at]);
        from = at + 1;
    }
    kept.extend_from_slice(&out[from..]);
}

fn seen<V: Amount, F: Computes<V>>(
    asked: &Asked<'_>,
    counted: &Counted<V, F>,
    mut tally: Tally<V>,
) -> Seen {
    let parts = counted.parts;
    let quantiles = tally.brackets.found(tally.carried).or_else(|| {
        let mut all = Vec::with_capacity(tally.carried);
        let (mut room, mut out, mut failed) = (Room::default(), Vec::new(), Vec::new());
        for from in (0..asked.count()).step_by(BLOCK) {
            let draws = from..asked.count().min(from + BLOCK);
            counted.fill(asked, draws, &mut room, (&mut out, &mut failed));
            keep(&out, &failed, &mut all);
        }
        in_order(all)
    });
    let dollars = |bin: &Bin<V>| Bin {
        sum: bin.sum.exact(parts),
        failed: bin.failed,
    };
    let bins = tally.bins.iter();
    Seen {
        carried: tally.carried,
        sum: tally.sum.exact(parts),
        bins: bins
            .map(|bins| bins.iter().map(dollars).collect())
            .collect(),
        standard_error: tally.standard_error(),
        failures: tally.failures,
        quantiles: quantiles
            .unwrap_or_default()
            .iter()
            .map(|total| total.exact(parts))
            .collect(),
    }
}

impl Seen {
    /// No draws, nothing seen.
    fn nothing() -> Self {
        Self {
            carried: 0,
            sum: Exact::zero(),
            bins: Vec::new(),
            failures: Vec::new(),
            standard_error: f64::NAN,
            quantiles: Vec::new(),
        }
    }
}
