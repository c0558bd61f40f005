//! What it costs to choose without knowing.

use super::{least::Leasts, outcome::Choice, seen::Seen};
use crate::{
    analysis::draws::BINS,
    units::{Exact, Usd},
};

/// What a set of plans, by their places among all, says of choosing one; `count` draws.
pub(super) fn choice(
    apart: Option<String>,
    plans: &[(usize, Seen)],
    leasts: &Leasts,
    count: usize,
) -> Choice {
    let carries_all = plans.iter().filter(|(_, seen)| seen.carried == count);
    let best = carries_all.min_by(|(_, one), (_, other)| one.sum.cmp(&other.sum));
    let draws = u64::try_from(count).map_or_else(|_| Exact::one(), Exact::from);
    let mean = |sum: &Exact| super::usd(&sum.checked_div(&draws).unwrap_or_else(Exact::zero));
    let inputs = plans.first().map_or(0, |(_, seen)| seen.bins.len());
    let knowing = |input: usize| -> Option<Usd> {
        let (_, best) = best?;
        let mut known = Exact::zero();
        for bin in 0..BINS {
            let bins = plans.iter().map(|(_, seen)| &seen.bins[input][bin]);
            let sums = bins.filter(|bin| bin.failed == 0).map(|bin| &bin.sum);
            known += sums.min()?;
        }
        Some(mean(&(&best.sum - &known)))
    };
    Choice {
        apart,
        plan: best.map(|(place, _)| *place),
        perfect_information: best.map(|(_, best)| mean(&(&best.sum - &leasts.sum))),
        knowing: (0..inputs).map(knowing).collect(),
        nobody: leasts.nobody,
    }
}
