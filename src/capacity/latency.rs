//! Latency inside a replica that answers many requests together, and the load that keeps a target.
//!
//! A batch is shared: every request in it slows the others. With `round(k)` the seconds in which
//! `k` requests answered together are all answered, `k` requests leave at the rate
//! `m(k) = k / round(k)`, up to the `K` that fit at once; beyond, requests wait and the rate stays
//! `m(K)`. For Poisson arrivals at rate `l` this is processor sharing with rates that depend on the
//! state, whose numbers do not depend on the law of the lengths:
//!
//! ```text
//! p(k) ~ l^k / (m(1) … m(k))      E[T] = E[N] / l      P(full) = sum of p(k) over k >= K
//! ```
//!
//! Sources: J. W. Cohen, "The multiple phase service network with generalized processor sharing",
//! Acta Informatica 12, 1979; F. P. Kelly, "Reversibility and Stochastic Networks", 1979, §3.3
//! (symmetric queues: insensitivity); Little's law. That it fits replicas of language models is
//! checked against an iteration-level simulation in `tests/queueing.rs`.
//!
//! The answer is a number of millionths of a request an hour, found by bisection over whole numbers
//! with additions, multiplications and divisions only: the same on every machine, and exact from
//! then on.

use super::{
    need::UnitCapacity,
    queueing::{ARRIVALS, SECONDS},
    real::{LoadError, real, whole_below, within},
    tail::TailFactor,
};
use crate::units::Exact;

/// Most requests at once a replica is computed for: one step of the sum for each.
pub const AT_ONCE_MAX: u32 = 65_536;
/// Share of arrivals that may find the replica full, where the user says nothing.
pub const FULL_SHARE: f64 = 0.05;

/// Millionths of a request an hour in a request a second.
const MILLIONTHS_PER_HOUR: f64 = 3_600.0 * 1e6;
/// The bisection stops within this many bits below the top one: eight millionths of the answer.
const BITS: u32 = 17;
/// Sums are scaled down when a term grows beyond this.
const LARGE: f64 = 1e200;
/// Terms that only shrink from here on are left out below this part of their sum.
const NEGLIGIBLE: f64 = 1e-25;

/// A replica: how fast it answers each number of requests at once.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedReplica {
    /// Seconds between two answers with 1, 2, … requests at once: `round(k) / k`.
    gaps: Vec<f64>,
    /// From this place on no gap is longer than the one before it.
    falling_from: usize,
}

/// What requests see under a steady load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    /// Load over the most the replica answers.
    pub utilisation: f64,
    /// Mean requests under way or waiting.
    pub mean_at_once: f64,
    /// Mean seconds from arrival to the end of the answer.
    pub mean_seconds: f64,
    /// Mean seconds of waiting for a place, a part of `mean_seconds`.
    pub mean_wait_seconds: f64,
    /// Share of requests that find no place free.
    pub full_share: f64,
}

/// What a replica must keep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Seconds for a whole answer; none when only the places count. A target on the time per
    /// output token is this one with target x output tokens.
    pub seconds: Option<f64>,
    /// What the mean is multiplied by before it is held against `seconds`.
    pub tail: TailFactor,
    /// Share of requests that may find no place free: see [`FULL_SHARE`].
    pub full_share_max: f64,
}

/// What ends the load of a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decides {
    /// The latency target.
    Latency,
    /// The places: the batch is full too often.
    Full,
}

/// The largest load at which a replica keeps its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Millionths of a request an hour.
    millionths_per_hour: u64,
    /// What would be missed first above it.
    pub decides: Decides,
    /// What requests see at that load.
    pub at_limit: Response,
}

impl Limit {
    /// Requests an hour: a whole number of millionths, so exact.
    pub fn requests_per_hour(&self) -> Exact {
        Exact::ratio(self.millionths_per_hour, 1_000_000).unwrap_or_else(Exact::zero)
    }

    /// The same as the capacity of a unit.
    pub fn unit_capacity(&self) -> UnitCapacity {
        UnitCapacity {
            requests: Some(self.requests_per_hour()),
            ..UnitCapacity::default()
        }
    }
}

impl LoadedReplica {
    /// A replica that answers up to `most_at_once` requests together, `k` of them within
    /// `round_seconds(k)`.
    ///
    /// A round is never taken to be shorter than that of fewer requests: a larger batch helps
    /// nobody in it, and the load that keeps a target is then the end of an interval.
    ///
    /// # Errors
    /// [`LoadError::OutOfRange`] for no place or more than [`AT_ONCE_MAX`], and for a round that is
    /// no number, nothing or beyond any service.
    pub fn new(most_at_once: u32, round_seconds: impl Fn(u32) -> f64) -> Result<Self, LoadError> {
        let most = f64::from(AT_ONCE_MAX);
        within("requests at once", f64::from(most_at_once), (1.0, most))?;
        let mut longest = 0.0f64;
        let gaps = (1..=most_at_once).map(|k| {
            longest = within("seconds of a round", round_seconds(k), SECONDS)?.max(longest);
            Ok(longest / f64::from(k))
        });
        let gaps = gaps.collect::<Result<Vec<f64>, _>>()?;
        let rise = gaps
            .windows(2)
            .rposition(|pair| matches!(pair, [a, b] if b > a));
        Ok(Self {
            gaps,
            falling_from: rise.map_or(0, |place| place + 1),
        })
    }

    /// The same replica, `factor` times as slow: for the ends of an error band.
    ///
    /// # Errors
    /// [`LoadError::OutOfRange`] for a factor that is no number or outside 0.001 to 1,000.
    pub fn slowed(&self, factor: f64) -> Result<Self, LoadError> {
        let factor = within("factor", factor, (1e-3, 1e3))?;
        Ok(Self {
            gaps: self.gaps.iter().map(|gap| gap * factor).collect(),
            ..*self
        })
    }

    /// Requests answered together at most.
    pub fn most_at_once(&self) -> usize {
        self.gaps.len()
    }

    /// Requests a second with all places taken: what no load may reach.
    pub fn full_rate_per_second(&self) -> f64 {
        1.0 / self.last_gap()
    }

    /// Seconds of a request that shares with nobody.
    pub fn alone_seconds(&self) -> f64 {
        self.gaps.first().copied().unwrap_or(f64::INFINITY)
    }

    fn last_gap(&self) -> f64 {
        self.gaps.last().copied().unwrap_or(f64::INFINITY)
    }

    /// What requests see when they arrive as a Poisson stream.
    ///
    /// # Errors
    /// [`LoadError::Overloaded`] at or above [`Self::full_rate_per_second`];
    /// [`LoadError::OutOfRange`] for arrivals that are no number, negative or beyond any service.
    pub fn response(&self, arrivals_per_second: f64) -> Result<Response, LoadError> {
        let arrivals = within("arrivals", arrivals_per_second, ARRIVALS)?;
        let utilisation = arrivals * self.last_gap();
        if utilisation >= 1.0 {
            return Err(LoadError::Overloaded);
        }
        if arrivals < f64::from(f32::MIN_POSITIVE) {
            return Ok(Response {
                utilisation,
                mean_at_once: 0.0,
                mean_seconds: self.alone_seconds(),
                mean_wait_seconds: 0.0,
                full_share: 0.0,
            });
        }
        // Unnormalised chances of each number, their sum and their mean.
        let (mut chance, mut total, mut weighted, mut count) = (1.0, 1.0, 0.0, 0.0);
        for (place, gap) in self.gaps.iter().enumerate() {
            let ratio = arrivals * gap;
            chance *= ratio;
            count += 1.0;
            total += chance;
            weighted += count * chance;
            if chance > LARGE {
                chance /= LARGE;
                total /= LARGE;
                weighted /= LARGE;
            } else if ratio < 1.0 && chance < total * NEGLIGIBLE && place >= self.falling_from {
                chance = 0.0;
                break;
            }
        }
        // Beyond the last place each further request is `utilisation` times as likely.
        let free = 1.0 - utilisation;
        let beyond = chance * utilisation / free;
        let waiting = beyond / free;
        let total = total + beyond;
        let mean_at_once = (weighted + beyond * count + waiting) / total;
        Ok(Response {
            utilisation,
            mean_at_once,
            mean_seconds: mean_at_once / arrivals,
            mean_wait_seconds: waiting / total / arrivals,
            full_share: chance / free / total,
        })
    }

    /// The largest load at which the mean latency times the tail factor stays within the target,
    /// and the share of requests that find the replica full within its own.
    ///
    /// The load is that of one replica: with random routing over `n`, an `n`-th of all; routing to
    /// the least busy one is better than this says. Both rise with the load, so the loads that pass are an interval from nothing upward; its end
    /// is found to eight millionths, from below.
    ///
    /// # Errors
    /// [`LoadError::TargetTooTight`] if a request alone takes too long; [`LoadError::OutOfRange`]
    /// for a target that is no number or a share outside 0 to 1.
    pub fn limit(&self, target: &Target) -> Result<Limit, LoadError> {
        let seconds = match target.seconds {
            Some(seconds) => within("latency target", seconds, (0.0, SECONDS.1))?,
            None => f64::INFINITY,
        };
        let full = within(
            "share that finds no place",
            target.full_share_max,
            (0.0, 1.0),
        )?;
        let tail = target.tail.factor();
        let alone_seconds = self.alone_seconds() * tail;
        if alone_seconds > seconds {
            return Err(LoadError::TargetTooTight { alone_seconds });
        }
        let too_tight = LoadError::TargetTooTight { alone_seconds };
        let missed = |response: Result<Response, LoadError>| match response {
            Ok(seen) if seen.mean_seconds * tail > seconds => Some(Decides::Latency),
            Ok(seen) if seen.full_share <= full => None,
            _ => Some(Decides::Full),
        };
        let at = |millionths: u64| self.response(real(millionths) / MILLIONTHS_PER_HOUR);
        let most = self.full_rate_per_second().min(ARRIVALS.1) * MILLIONTHS_PER_HOUR;
        let (mut passes, mut fails) = (0, whole_below(most).saturating_add(1));
        let mut decides = Decides::Full;
        while fails - passes > 1 + (passes >> BITS) {
            let middle = passes + (fails - passes) / 2;
            match missed(at(middle)) {
                None => passes = middle,
                Some(why) => (fails, decides) = (middle, why),
            }
        }
        if passes == 0 {
            return Err(too_tight);
        }
        Ok(Limit {
            millionths_per_hour: passes,
            decides,
            at_limit: at(passes)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    /// One place and rounds of a second are M/M/1; many places and equal rounds are M/M/c.
    fn slots(count: u32) -> LoadedReplica {
        LoadedReplica::new(count, |_| 1.0).unwrap()
    }

    fn target(seconds: Option<f64>) -> Target {
        Target {
            seconds,
            tail: TailFactor::mean(),
            full_share_max: FULL_SHARE,
        }
    }

    #[test]
    fn without_sharing_it_is_erlang_c() {
        for (count, arrivals) in [(1, 0.7), (4, 3.2), (10, 9.0)] {
            let seen = slots(count).response(arrivals).unwrap();
            let waits = crate::capacity::Slots::new(count, arrivals, 1.0).unwrap();
            assert_relative_eq!(seen.full_share, waits.waiting_share(), epsilon = 1e-12);
            assert_relative_eq!(
                seen.mean_wait_seconds,
                waits.mean_wait_seconds(),
                epsilon = 1e-12
            );
            assert_relative_eq!(
                seen.mean_seconds,
                1.0 + waits.mean_wait_seconds(),
                epsilon = 1e-12
            );
        }
    }

    #[test]
    fn the_limit_by_hand() {
        // M/M/1 with 1 s: the mean is 1/(1-l), so 2 s hold to half a request a second; that leaves
        // half of the requests without a free place.
        let wanted = Target {
            full_share_max: 1.0,
            ..target(Some(2.0))
        };
        let limit = slots(1).limit(&wanted).unwrap();
        let hourly = limit.requests_per_hour().approximate();
        assert_relative_eq!(hourly, 1800.0, max_relative = 1e-6);
        assert!(limit.requests_per_hour() <= Exact::from(1800u64));
        assert_eq!(limit.decides, Decides::Latency);
        // Its busy share is its load: 5 % of the arrivals find it full at 0.05 a second.
        let limit = slots(1).limit(&target(None)).unwrap();
        assert_relative_eq!(
            limit.requests_per_hour().approximate(),
            180.0,
            max_relative = 1e-6
        );
        assert_eq!(limit.decides, Decides::Full);
    }

    #[test]
    fn ends_of_the_range_are_answered_in_words() {
        assert_eq!(slots(2).response(2.0), Err(LoadError::Overloaded));
        assert!(matches!(
            slots(2).limit(&target(Some(0.5))),
            Err(LoadError::TargetTooTight { .. })
        ));
        for bad in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(LoadedReplica::new(3, |_| bad).is_err());
            assert!(slots(3).response(bad).is_err());
            assert!(slots(3).limit(&target(Some(bad))).is_err());
        }
        assert!(LoadedReplica::new(0, |_| 1.0).is_err());
        assert!(LoadedReplica::new(AT_ONCE_MAX + 1, |_| 1.0).is_err());
        assert_eq!(
            slots(3).response(0.0).map(|seen| seen.mean_seconds),
            Ok(1.0)
        );
    }

    #[test]
    fn large_batches_do_not_overflow() {
        let replica = LoadedReplica::new(AT_ONCE_MAX, |k| 1.0 + f64::from(k) * 1e-4).unwrap();
        let seen = replica
            .response(replica.full_rate_per_second() * 0.99)
            .unwrap();
        assert!(seen.mean_at_once.is_finite() && seen.mean_at_once > 1.0);
        assert!((0.0..=1.0).contains(&seen.full_share));
    }

    proptest! {
        #[test]
        fn latency_rises_with_load_and_the_limit_is_tight(
            most in 1u32..200, base in 0.01f64..100.0, each in 0.0f64..10.0, goal in 1.01f64..20.0,
        ) {
            let replica = LoadedReplica::new(most, |k| base + each * f64::from(k)).unwrap();
            let full = replica.full_rate_per_second();
            let mut before = 0.0;
            for part in 0..20 {
                let seen = replica.response(full * f64::from(part) / 20.0).unwrap();
                prop_assert!(seen.mean_seconds >= before - 1e-9 * before);
                before = seen.mean_seconds;
            }
            let wanted = target(Some(replica.alone_seconds() * goal));
            let limit = replica.limit(&wanted).unwrap();
            prop_assert!(limit.at_limit.mean_seconds <= replica.alone_seconds() * goal);
            prop_assert!(limit.at_limit.full_share <= FULL_SHARE);
            let above = limit.requests_per_hour().approximate() / 3600.0 * 1.00001;
            let missed = replica.response(above).map_or(true, |seen| {
                seen.mean_seconds > replica.alone_seconds() * goal || seen.full_share > FULL_SHARE
            });
            prop_assert!(missed || limit.requests_per_hour().approximate() < 1.0);
        }
    }
}
