//! What target tracking pays for each need of a pattern.
//!
//! The rule (M2, `autoscale.rs`) is made of minima and maxima over windows of minutes. Such operators
//! commute with every function that never falls: following the *ranks* of the needs and then reading
//! off the units of each rank is the same as following the units themselves. So a need is paid for
//! as many minutes as its rank is what runs, and these minutes stay the same when all needs grow
//! by the same factor: target tracking changes how long a need is paid, never how many units it is.
//!
//! ```text
//! billed(x) = Σ needs  minutes paid × max(least, ⌈ x × need ⌉)
//! ```
//!
//! which is exact, and affine in the volume `x` between the points where a ceiling moves.

use std::cell::OnceCell;

use super::{autoscale::TargetTracking, minutes::Burst, runs::Before};
use crate::{demand::Hours, units::Exact};

/// Minutes of the pattern with the same need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The level whose hours they are in.
    pub level: usize,
    /// Their load over the mean of their hours.
    pub load_factor: Exact,
    /// Units needed in each, before the ceiling.
    pub need: Exact,
    /// How many there are in the pattern.
    pub minutes: u64,
    /// For how many its units are paid.
    pub billed_minutes: u64,
}

/// What was followed first of one pattern: the minutes paid for each rank depend on the order of the
/// needs only, which no volume changes.
#[derive(Debug, Default)]
pub struct FollowedOnce(OnceCell<Followed>);

#[derive(Debug)]
struct Followed {
    tracking: TargetTracking,
    /// The needs from the least to the most.
    order: Vec<usize>,
    billed: Vec<u64>,
}

impl Followed {
    /// Whether these needs have the same order, under the same rule.
    fn fits(&self, needs: &[Exact], tracking: &TargetTracking) -> bool {
        let least = |tracking: &TargetTracking| TargetTracking {
            least: 0,
            most: None,
            ..*tracking
        };
        least(&self.tracking) == least(tracking)
            && self.order.len() == needs.len()
            && self.order.is_sorted_by(|a, b| needs[*a] <= needs[*b])
    }
}

/// The needs of the pattern's minutes under target tracking, when an hour of level `l` needs
/// `needs[l]` units at its mean: for each level its quieter minutes, and then those of its burst,
/// if hours are uneven. Bounds on the units are the caller's.
pub fn stretches(
    hours: &Hours,
    needs: &[Exact],
    burst: &Burst,
    tracking: &TargetTracking,
    once: &FollowedOnce,
) -> Vec<Stretch> {
    let shares = burst.parts();
    let mut counts = vec![0u64; needs.len()];
    for hour in &hours.pattern {
        counts[hour.level] += 1;
    }
    // Quieter minutes of all levels, then bursts of all levels: two runs that are sorted already
    // where levels are.
    let scaled = |share: &Exact| needs.iter().map(|need| need * share).collect::<Vec<_>>();
    let each: Vec<Exact> = shares.iter().flat_map(|(_, share)| scaled(share)).collect();
    let fresh = || {
        let order = order(&each);
        Followed {
            billed: billed(hours, burst, &order, tracking),
            order,
            tracking: *tracking,
        }
    };
    let known = once.0.get_or_init(fresh);
    let other = (!known.fits(&each, tracking)).then(fresh);
    let billed = &other.as_ref().unwrap_or(known).billed;
    let mut stretches = Vec::with_capacity(each.len());
    for (level, count) in counts.iter().enumerate() {
        for (part, (minutes, share)) in shares.iter().enumerate() {
            let at = part * needs.len() + level;
            stretches.push(Stretch {
                level,
                load_factor: (*share).clone(),
                need: each[at].clone(),
                minutes: count * minutes,
                billed_minutes: billed[at],
            });
        }
    }
    stretches
}

/// Minutes of the pattern in which fewer units answer than `needed` minute by minute, while new ones
/// start: `paid` are the units that are paid for without any lag, in the order of [`stretches`].
pub fn short_minutes(
    hours: &Hours,
    burst: &Burst,
    tracking: &TargetTracking,
    (paid, needed): (&[u64], &[u64]),
) -> u64 {
    let parts = burst.parts().len();
    let timeline = |units: &[u64]| {
        let of = |level: usize, part: usize| units.get(level * parts + part).copied();
        burst.timeline(hours, |level, part| of(level, part).unwrap_or(0))
    };
    let answer = tracking.follow(&timeline(paid), Before::Repeats).in_service;
    timeline(needed).minutes_above(&answer)
}

/// The needs from the least to the most.
fn order(needs: &[Exact]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by(|a, b| needs[*a].cmp(&needs[*b]));
    order
}

/// The minutes for which the units of each need are paid: those in which its rank is what runs.
fn billed(hours: &Hours, burst: &Burst, order: &[usize], tracking: &TargetTracking) -> Vec<u64> {
    let levels = hours.levels.len();
    let mut ranks = vec![0; order.len()];
    for (rank, at) in (0u64..).zip(order) {
        ranks[*at] = rank;
    }
    let timeline = burst.timeline(hours, |level, part| ranks[part * levels + level]);
    let unbounded = TargetTracking {
        least: 0,
        most: None,
        ..*tracking
    };
    let mut billed = vec![0; order.len()];
    for run in unbounded.paid(&timeline, Before::Repeats).runs() {
        let need = usize::try_from(run.units)
            .ok()
            .and_then(|rank| order.get(rank));
        if let Some(need) = need {
            billed[*need] += run.minutes;
        }
    }
    billed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{capacity::needed_units, units::Decimal};

    /// A pattern of these weights, and the needs of its levels when weight one needs `need`.
    fn pattern(weights: &[u64], need: &Exact) -> (Hours, Vec<Exact>) {
        let weights: Vec<Exact> = weights.iter().map(|weight| Exact::from(*weight)).collect();
        let hours = Hours::from_weights(&weights, 0, Decimal::from(730)).unwrap();
        let mean = weights.iter().sum::<Exact>() * &hours.each * need;
        let needs = hours
            .levels
            .iter()
            .map(|level| &level.share.requests * &mean);
        (hours.clone(), needs.collect())
    }

    /// Unit-minutes by the stretches, and by following the units minute by minute.
    fn both(
        weights: &[u64],
        need: &Exact,
        burst: &Burst,
        tracking: &TargetTracking,
        once: &FollowedOnce,
    ) -> (u64, u64) {
        let (hours, needs) = pattern(weights, need);
        let units = |need: &Exact| needed_units(need, tracking.least, None).unwrap();
        let most = tracking.most.unwrap_or(u64::MAX);
        let parts = stretches(&hours, &needs, burst, tracking, once);
        let paid = parts
            .iter()
            .map(|part| part.billed_minutes * units(&part.need).min(most));
        let shares = burst.parts();
        let minutes = burst.timeline(&hours, |level, part| {
            (&needs[level] * shares[part].1).ceil().unwrap()
        });
        let followed = tracking.follow(&minutes, Before::Repeats).billed;
        (paid.sum(), followed.unit_minutes())
    }

    #[test]
    fn a_day_by_hand() {
        // One busy hour in four, even inside: it is paid from minute 2 on and for 17 minutes more.
        let (hours, needs) = pattern(&[1, 1, 4, 1], &Exact::one());
        let tracking = TargetTracking::at_least(1);
        let once = FollowedOnce::default();
        let parts = stretches(&hours, &needs, &Burst::flat(), &tracking, &once);
        let minutes = parts.iter().map(|part| (part.minutes, part.billed_minutes));
        assert_eq!(minutes.collect::<Vec<_>>(), [(180, 165), (60, 75)]);
    }

    proptest! {
        /// The identity the module is about, at any volume, from one look at the pattern.
        #[test]
        fn following_reweights_the_hours_and_no_more(
            weights in prop::collection::vec(0u64..9, 1..40)
                .prop_filter("some demand", |weights| weights.iter().any(|weight| *weight > 0)),
            needs in prop::collection::vec((1u64..3_000, 1u64..400), 1..4),
            factor in 20u64..=120,
            start in 0u64..4_000, cooldown in 0u64..8_000,
            least in 0u64..3, most in prop::option::of(3u64..9),
        ) {
            let burst = Burst::of(&Exact::ratio(factor, 20).unwrap()).unwrap();
            let tracking = TargetTracking {
                start_seconds: start, scale_in_cooldown_seconds: cooldown, least, most,
            };
            let once = FollowedOnce::default();
            for (parts, of) in needs {
                let need = Exact::ratio(parts, of).unwrap();
                let (paid, followed) = both(&weights, &need, &burst, &tracking, &once);
                prop_assert_eq!(paid, followed);
            }
        }
    }

    #[test]
    fn what_was_followed_first_is_not_taken_for_another() {
        // Two levels of a trace, of which tokens and requests have their peaks apart.
        let (hours, needs) = pattern(&[1, 3, 3, 3], &Exact::one());
        let swapped: Vec<Exact> = needs.iter().rev().cloned().collect();
        let usual = TargetTracking::at_least(1);
        let slow = TargetTracking {
            start_seconds: 3_600,
            ..usual
        };
        let once = FollowedOnce::default();
        let paid = |needs: &[Exact], tracking: &TargetTracking, once: &FollowedOnce| {
            let parts = stretches(&hours, needs, &Burst::usual(), tracking, once);
            parts
                .iter()
                .map(|part| part.billed_minutes)
                .collect::<Vec<_>>()
        };
        paid(&needs, &usual, &once);
        for (needs, tracking) in [(&needs, &slow), (&swapped, &usual), (&needs, &usual)] {
            let fresh = paid(needs, tracking, &FollowedOnce::default());
            assert_eq!(paid(needs, tracking, &once), fresh);
        }
    }
}
