//! What is paid, and what waits, when nothing runs between requests.
//!
//! Poisson arrivals, a first request that starts everything, and a rest that is paid until an idle
//! time has passed. The formulas are renewal arguments; the project's simulations agree to 0.1 %.
//! Shares leave as exact fractions of billionths.

use super::{
    End,
    queueing::{ARRIVALS, SECONDS},
    real::{LoadError, exact_share, within},
};
use crate::units::Exact;

/// Minutes of a window of Custom Model Import.
const WINDOW_MINUTES: u64 = 5;
/// Range of times that may be nothing.
const OR_NONE: (f64, f64) = (0.0, SECONDS.1);

/// One unit that stops after an idle time and starts with the next request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IdleTimeout {
    /// Seconds the unit stays without a request.
    pub timeout_seconds: f64,
    /// Seconds it takes to start; requests queue meanwhile.
    pub start_seconds: f64,
    /// Mean seconds of service of a request, one after the other.
    pub service_seconds: f64,
}

/// Shares of time and of requests.
#[derive(Debug, Clone, PartialEq)]
pub struct OnOff {
    /// Share of the time that is paid: starting, answering, and idle until the timeout.
    pub billed_share: Exact,
    /// Share of the requests that find nothing running. As Poisson arrivals see averages, this is
    /// the share of the time that is not paid.
    pub cold_share: Exact,
    /// Share of the requests that find nothing running or a unit still starting: on an endpoint
    /// that does not queue, these fail.
    pub waiting_share: Exact,
}

impl IdleTimeout {
    /// Shares at `arrivals_per_second`, from the renewal cycle off – start – busy – idle:
    ///
    /// ```text
    /// E[on] = U + (1 + l U) b + (e^(l t) - 1) (1/l + b)      b = s / (1 - l s)
    /// billed = E[on] / (E[on] + 1/l)      cold = 1 - billed
    /// ```
    ///
    /// with `U` the start, `s` the service, `t` the timeout: start-up, the work that it piles up,
    /// and a last idle stretch of `t` after as many shorter ones as come first. (`e^(l t) - 1` idle
    /// stretches end in time, each followed by a busy period `b`; with the last they take
    /// `(e^(l t) - 1) / l` together.)
    ///
    /// # Errors
    /// [`LoadError::Overloaded`] if one unit cannot keep up: it never stops, and more are needed.
    /// [`LoadError::OutOfRange`] for figures that are negative or no numbers.
    pub fn at(&self, arrivals_per_second: f64) -> Result<OnOff, LoadError> {
        let arrivals = within("arrivals", arrivals_per_second, ARRIVALS)?;
        let service = within("service time", self.service_seconds, SECONDS)?;
        let start = within("start-up time", self.start_seconds, OR_NONE)?;
        let timeout = within("idle timeout", self.timeout_seconds, OR_NONE)?;
        let free = 1.0 - arrivals * service;
        if free <= 0.0 {
            return Err(LoadError::Overloaded);
        }
        let busy = service / free;
        let ends = (arrivals * timeout).exp_m1();
        // Per request gap, so that no arrivals at all divide by nothing: l x E[on].
        let on = arrivals * start
            + arrivals * (1.0 + arrivals * start) * busy
            + ends * (1.0 + arrivals * busy);
        let off_share = 1.0 / (1.0 + on);
        let billed_share = exact_share(1.0 - off_share);
        Ok(OnOff {
            cold_share: Exact::one() - &billed_share,
            billed_share,
            waiting_share: exact_share(off_share * (1.0 + arrivals * start)),
        })
    }
}

/// Share of the time that a copy of an imported model is paid: AWS does not say how the five-minute
/// windows lie, and nobody how the calls do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowShare {
    /// A window begins with a call, and the next one with the first call after it ends:
    /// `y / (1 + y)`, with `y` the windows of all calls in an hour, alone, over twelve. Exact.
    pub low: Exact,
    /// Windows lie by the clock, or the copy stays until five minutes after its last call; calls come
    /// at random. Both are `1 - e^-x`, with `x` the calls whose time and five minutes more reach a
    /// moment.
    pub likely: Exact,
    /// The same when calls are spread so evenly that none shares a window with another: `x`, at most
    /// one. Exact.
    pub high: Exact,
}

/// Shares of the five-minute windows of a copy, from the calls *of that copy* in an hour and the
/// seconds each lasts.
///
/// # Errors
/// [`LoadError::OutOfRange`] for negative or uncountably many calls.
pub fn import_windows(calls_per_hour: &Exact, seconds: &Exact) -> Result<WindowShare, LoadError> {
    within("calls", calls_per_hour.approximate(), (0.0, 1e15))?;
    let window = Exact::from(WINDOW_MINUTES * 60);
    let hour = Exact::from(3_600u32);
    let of_hour = |seconds: &Exact| {
        let share = (calls_per_hour * seconds).checked_div(&hour);
        share.unwrap_or_else(Exact::zero)
    };
    let alone = seconds
        .checked_div(&window)
        .and_then(|windows| windows.ceil());
    let alone = of_hour(&(Exact::from(alone.unwrap_or(1).max(1)) * &window));
    let low = alone.checked_div(&(&alone + Exact::one()));
    let reach = of_hour(&(seconds + window));
    let low = low.unwrap_or_else(Exact::zero);
    let high = reach.clone().min(Exact::one());
    let likely = exact_share(-(-reach.approximate()).exp_m1());
    Ok(WindowShare {
        likely: likely.max(low.clone()).min(high.clone()),
        low,
        high,
    })
}

impl WindowShare {
    /// The share at an end of the band, or in between.
    pub fn at(&self, end: End) -> Exact {
        let between = |from: &Exact, to: &Exact, percent: u8| {
            let part = Exact::ratio(u64::from(percent.min(50)), 50);
            from + (to - from) * part.unwrap_or_else(Exact::zero)
        };
        match end {
            End::Low => self.low.clone(),
            End::Likely => self.likely.clone(),
            End::High => self.high.clone(),
            End::Percent(percent @ 0..50) => between(&self.low, &self.likely, percent),
            End::Percent(percent) => between(&self.likely, &self.high, percent - 50),
        }
    }
}

/// Requests under way at once in a service that starts what it needs (serverless).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concurrency {
    /// The mean: arrivals x seconds (Little's law).
    pub mean: Exact,
    /// What holds 99.9 % of the time, in millionths: `a + 3.09 sqrt(a) + 1`.
    pub peak: Exact,
}

impl Concurrency {
    /// From the arrivals of an hour and the seconds of each, both exact: the number under way is
    /// Poisson with mean `a`, and its 99.9 % quantile is at most `a + 3.09 sqrt(a) + 1`. The root is
    /// taken of whole numbers and rounded up, so that no float meets the ceiling.
    ///
    /// # Errors
    /// [`LoadError::OutOfRange`] for negative figures, or a mean above 10^12.
    pub fn of(requests_per_hour: &Exact, seconds: &Exact) -> Result<Self, LoadError> {
        const MILLION: u64 = 1_000_000;
        let (most, hour) = (1e12, Exact::from(3_600u32));
        let per_second = requests_per_hour
            .checked_div(&hour)
            .unwrap_or_else(Exact::zero);
        let mean = per_second * seconds;
        let beyond = || LoadError::OutOfRange {
            what: "requests at once",
            value: mean.approximate(),
            least: 0.0,
            most,
        };
        within("requests at once", mean.approximate(), (0.0, most)).map_err(|_| beyond())?;
        // sqrt(a) in millionths is sqrt(a x 10^12): of whole millionths x 10^6.
        let square = u128::from((&mean * Exact::from(MILLION)).ceil().unwrap_or(u64::MAX));
        let square = square.saturating_mul(u128::from(MILLION));
        let root = square.isqrt();
        let root = root + u128::from(root * root < square);
        let spread = u64::try_from((root * 309).div_ceil(100)).map_err(|_| beyond())?;
        let peak = &mean + Exact::ratio(spread, MILLION).unwrap_or_else(Exact::zero) + Exact::one();
        Ok(Self { mean, peak })
    }

    /// Whole requests at once to provide for.
    pub fn provisioned(&self) -> u64 {
        self.peak.ceil().unwrap_or(u64::MAX)
    }
}

/// The least share of requests that start cold when a container stays warm for `keep_seconds` after
/// its last: `e^(-l t)`, that of a single container. A pool goes cold at its edge more often: 6.8 %
/// where this says 5 % (0.01 requests a second, 300 s), 1.3 % at 0.1 a second and 0.3 % at 1, where
/// it says nothing.
///
/// # Errors
/// [`LoadError::OutOfRange`] for figures that are negative or no numbers.
pub fn cold_share_least(requests_per_hour: &Exact, keep_seconds: u32) -> Result<Exact, LoadError> {
    let arrivals = requests_per_hour.approximate() / 3_600.0;
    let arrivals = within("arrivals", arrivals, ARRIVALS)?;
    let keep = f64::from(keep_seconds);
    Ok(exact_share((-arrivals * keep).exp()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_timeout_of_nothing_by_hand() {
        // No start, no timeout: paid while busy, which is the load.
        let bare = IdleTimeout {
            timeout_seconds: 0.0,
            start_seconds: 0.0,
            service_seconds: 1.0,
        };
        let shares = bare.at(0.25).unwrap();
        assert_eq!(shares.billed_share, Exact::ratio(1, 4).unwrap());
        assert_eq!(shares.cold_share, Exact::ratio(3, 4).unwrap());
        let none = bare.at(0.0).unwrap();
        assert_eq!(
            (none.billed_share, none.cold_share),
            (Exact::zero(), Exact::one())
        );
        assert_eq!(bare.at(1.0), Err(LoadError::Overloaded));
    }

    #[test]
    fn extremes_are_answered() {
        let long = IdleTimeout {
            timeout_seconds: 1e9,
            start_seconds: 10.0,
            service_seconds: 0.5,
        };
        let shares = long.at(1.0).unwrap();
        assert_eq!(shares.billed_share, Exact::one());
        assert_eq!(shares.waiting_share, Exact::zero());
        for bad in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(long.at(bad).is_err());
            assert!(
                IdleTimeout {
                    timeout_seconds: bad,
                    ..long
                }
                .at(0.1)
                .is_err()
            );
        }
        assert!(cold_share_least(&-Exact::one(), 1).is_err());
        assert!(import_windows(&-Exact::one(), &Exact::one()).is_err());
        let none = import_windows(&Exact::zero(), &Exact::one()).unwrap();
        assert_eq!(none.high, Exact::zero());
        let minus = -Exact::one();
        assert!(Concurrency::of(&minus, &Exact::one()).is_err());
        let none = Concurrency::of(&Exact::zero(), &Exact::one()).unwrap();
        assert_eq!(none.provisioned(), 1);
    }

    #[test]
    fn the_peak_holds_what_poisson_says() {
        // The 99.9 % quantile of a Poisson of mean 20 is 35 (tables); 20 + 3.09 x 4.4721 + 1 = 34.82.
        let twenty = Concurrency::of(&Exact::from(36_000u64), &Exact::from(2u64)).unwrap();
        assert_eq!(twenty.mean, Exact::from(20u64));
        assert_eq!(twenty.provisioned(), 35);
    }

    proptest! {
        #[test]
        fn shares_rise_with_the_load(
            low in 0.0f64..0.5, more in 0.0f64..0.4, start in 0.0f64..1e4, timeout in 0.0f64..1e4,
        ) {
            let unit = IdleTimeout { timeout_seconds: timeout, start_seconds: start, service_seconds: 1.0 };
            let (few, many) = (unit.at(low).unwrap(), unit.at(low + more).unwrap());
            prop_assert!(few.billed_share <= many.billed_share);
            prop_assert!(few.cold_share <= few.waiting_share.clone().max(few.cold_share.clone()));
        }

        #[test]
        fn the_band_is_a_band(calls in 0u64..1_000_000_000, seconds in 1u64..10_000, percent in 0u8..99) {
            let band = import_windows(&Exact::from(calls), &Exact::from(seconds)).unwrap();
            let shares = [&band.low, &band.likely, &band.high, &Exact::one()];
            prop_assert!(shares.is_sorted());
            prop_assert!(band.at(End::Percent(percent)) <= band.at(End::Percent(percent + 1)));
            prop_assert_eq!(band.at(End::Percent(50)), band.likely);
        }
    }
}
