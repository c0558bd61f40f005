//! The load an instance takes that answers one request in each of its slots, so that a latency target
//! holds.
//!
//! The latency that 95 % of the requests stay within is taken to be that of the service alone, plus
//! that of the wait: Erlang C's quantile, corrected for the variation of the durations by Allen and
//! Cunneen. The sum of two quantiles is above the quantile of the sum, the safe side. Requests
//! arrive as a Poisson stream that is shared out at random.
//!
//! As in a [`LoadedReplica`](super::LoadedReplica), the answer is a number of millionths of a request
//! an hour, found from below by bisection over whole numbers.

use super::{
    queueing::{SERVERS_MAX, Slots},
    real::{LoadError, real, whole_below, within},
    tail::TailFactor,
};
use crate::units::Exact;

/// The share of requests a latency target is about.
const P95: f64 = 0.95;
const MILLIONTHS: u64 = 1_000_000;
const MILLIONTHS_PER_HOUR: f64 = 3_600.0 * 1e6;
/// The bisection stops within this many bits below the top one: eight millionths of the answer.
const BITS: u32 = 17;

/// Slots of an instance, and what a request takes of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlotService {
    slots: u32,
    seconds: f64,
    variation: f64,
    tail: TailFactor,
}

impl SlotService {
    /// `slots` requests at once, of so many seconds on average, with this squared coefficient of
    /// variation (0 if all last equally long).
    ///
    /// # Errors
    /// [`LoadError::OutOfRange`] for figures that are beyond any service.
    pub fn new(slots: u64, seconds: &Exact, variation: &Exact) -> Result<Self, LoadError> {
        let variation = variation.approximate();
        // Alike durations have no tail of their own; the factor of lengths has the load's in it.
        let tail = if variation > 0.0 {
            TailFactor::of_lengths(P95, variation)?
        } else {
            TailFactor::mean()
        };
        within("slots", real(slots), (1.0, f64::from(SERVERS_MAX)))?;
        Ok(Self {
            slots: u32::try_from(slots).unwrap_or(SERVERS_MAX),
            seconds: seconds.approximate(),
            variation,
            tail,
        })
    }

    /// Seconds at `requests_per_hour`, to the millisecond: the mean wait for a slot, and what 95 %
    /// of the requests are answered within; `None` if the slots cannot keep up.
    pub fn answer_seconds(&self, requests_per_hour: &Exact) -> Option<(Exact, Exact)> {
        let slots = self.at(requests_per_hour.approximate() / 3_600.0).ok()?;
        let wait = slots.corrected_wait_seconds(1.0, self.variation).ok()?;
        let p95 = self.p95_seconds(&slots).ok()?;
        let milliseconds = super::estimate::milliseconds;
        Some((milliseconds(wait), milliseconds(p95)))
    }

    /// The most requests an hour at which 95 % of them are answered within `seconds`.
    ///
    /// # Errors
    /// [`LoadError::TargetTooTight`] if a request that waits for nothing takes longer.
    pub fn requests_within(&self, seconds: &Exact) -> Result<Exact, LoadError> {
        let target = seconds.approximate();
        let alone_seconds = self.seconds * self.tail.factor();
        if alone_seconds > target {
            return Err(LoadError::TargetTooTight { alone_seconds });
        }
        let holds = |millionths: u64| {
            let slots = self.at(real(millionths) / MILLIONTHS_PER_HOUR);
            let p95 = slots.and_then(|slots| self.p95_seconds(&slots));
            p95.is_ok_and(|p95| p95 <= target)
        };
        let most = f64::from(self.slots) / self.seconds * MILLIONTHS_PER_HOUR;
        let (mut passes, mut fails) = (0, whole_below(most).saturating_add(1));
        while fails - passes > 1 + (passes >> BITS) {
            let middle = passes + (fails - passes) / 2;
            if holds(middle) {
                passes = middle;
            } else {
                fails = middle;
            }
        }
        if passes == 0 {
            return Err(LoadError::TargetTooTight { alone_seconds });
        }
        Ok(Exact::ratio(passes, MILLIONTHS).unwrap_or_else(Exact::zero))
    }

    fn at(&self, arrivals_per_second: f64) -> Result<Slots, LoadError> {
        Slots::new(self.slots, arrivals_per_second, self.seconds)
    }

    fn p95_seconds(&self, slots: &Slots) -> Result<f64, LoadError> {
        let wait = slots.wait_quantile_seconds(P95)?;
        let corrected = wait * f64::midpoint(1.0, self.variation);
        Ok(self.seconds * self.tail.factor() + corrected)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(parts: u64, of: u64) -> Exact {
        Exact::ratio(parts, of).unwrap()
    }

    #[test]
    fn one_slot_by_hand() {
        // M/M/1 with a mean of 1 s: the wait that 95 % stay within is ln(20 l) / (1 - l). At half a
        // request a second it is 4.605 s; a variation of 0 takes half of that: 1 + 2.303 s.
        let alike = SlotService::new(1, &Exact::one(), &Exact::zero()).unwrap();
        let (wait, p95) = alike.answer_seconds(&exact(1_800, 1)).unwrap();
        assert_eq!((wait, p95), (exact(1, 2), exact(3_303, 1_000)));
        let most = alike.requests_within(&exact(3_303, 1_000)).unwrap();
        assert!((most.approximate() - 1_800.0).abs() < 1.0, "{most:?}");
        assert!(alike.requests_within(&exact(999, 1_000)).is_err());
        assert!(alike.answer_seconds(&exact(3_600, 1)).is_none());
    }

    #[test]
    fn durations_that_vary_have_a_tail_of_their_own() {
        let varied = SlotService::new(8, &Exact::one(), &Exact::one()).unwrap();
        assert!(varied.requests_within(&exact(2, 1)).is_err());
        assert!(varied.requests_within(&exact(4, 1)).is_ok());
    }

    proptest! {
        #[test]
        fn the_limit_holds_and_a_looser_target_allows_more(
            slots in 1u64..100, milliseconds in 1u64..5_000, slack in 1u64..5_000, variation in 0u64..3,
        ) {
            let seconds = exact(milliseconds, 1_000);
            let service = SlotService::new(slots, &seconds, &exact(variation, 1)).unwrap();
            let target = &seconds * &exact(3 * 1_000 + slack, 1_000);
            let (Ok(most), Ok(more)) = (
                service.requests_within(&target),
                service.requests_within(&(&target * &exact(2, 1))),
            ) else { return Ok(()) };
            let (_, p95) = service.answer_seconds(&most).unwrap();
            prop_assert!(p95.approximate() <= target.approximate() + 0.001);
            prop_assert!(more >= most);
            let full = exact(slots * 3_600, 1).checked_div(&seconds).unwrap();
            prop_assert!(most <= full);
        }
    }
}
