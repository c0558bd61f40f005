//! Waiting for one of several servers: Erlang B and C, M/M/c waits and tails, and the correction of
//! Allen and Cunneen for other arrivals and service times.
//!
//! For services that answer one request in each slot at a time: serverless, batch size 1,
//! embeddings. A replica that answers a batch together is [`Replica`](super::Replica).
//!
//! Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance
//! in automatic telephone exchanges", 1917 (B and C); L. Kleinrock, "Queueing Systems" I, 1975, §3.5
//! (waits of M/M/c); A. O. Allen, "Probability, Statistics and Queueing Theory", 1978, §5.3 (the
//! correction).
//!
//! Against simulation the correction is exact for M/M/c, 3 % low for fixed service times, and high
//! for long-tailed ones: 17 % (4 slots, load 0.8, squared variation 2), 70 % (10, 0.7, 4), 1 % (2,
//! 0.9, 4). It errs on the safe side, and loosely away from heavy load.

use super::real::{LoadError, within};

/// Most servers a question is answered for: the recursion takes one step for each.
pub const SERVERS_MAX: u32 = 1_000_000;

/// Ranges of the figures: wide enough for any service, narrow enough that nothing overflows.
pub(super) const ARRIVALS: (f64, f64) = (0.0, 1e9);
pub(super) const SECONDS: (f64, f64) = (1e-6, 1e9);
const VARIATION: (f64, f64) = (0.0, 1e6);

/// Share of arrivals that find all of `servers` busy and are lost (Erlang B). `offered` is the load
/// in servers: arrivals a second x seconds of service.
///
/// By the recursion `1/B(k) = 1 + (k/a) / B(k-1)`, which neither overflows nor cancels.
///
/// # Errors
/// [`LoadError::OutOfRange`] for a load that is no number or beyond what can be counted, and above
/// [`SERVERS_MAX`] servers.
pub fn erlang_b(servers: u32, offered: f64) -> Result<f64, LoadError> {
    let most = f64::from(SERVERS_MAX);
    within("servers", f64::from(servers), (0.0, most))?;
    let offered = within("offered load", offered, (0.0, 1e18))?;
    if offered <= 0.0 {
        return Ok(if servers == 0 { 1.0 } else { 0.0 });
    }
    let mut inverse = 1.0;
    for k in 1..=servers {
        inverse = 1.0 + inverse * f64::from(k) / offered;
        if inverse.is_infinite() {
            return Ok(0.0);
        }
    }
    Ok(1.0 / inverse)
}

/// Share of arrivals that wait for one of `servers` (Erlang C): `C = B / (1 - r + r B)`, with `r`
/// the load of each server.
///
/// # Errors
/// [`LoadError::Overloaded`] where the offered load reaches the servers, and as [`erlang_b`].
pub fn erlang_c(servers: u32, offered: f64) -> Result<f64, LoadError> {
    let lost = erlang_b(servers, offered)?;
    let count = f64::from(servers);
    if offered >= count {
        return Err(LoadError::Overloaded);
    }
    Ok(waiting_share(lost, offered / count))
}

fn waiting_share(lost: f64, utilisation: f64) -> f64 {
    lost / (1.0 - utilisation + utilisation * lost)
}

/// Slots that answer one request each, under a steady load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slots {
    utilisation: f64,
    waiting_share: f64,
    /// How fast a queue empties while all slots are busy: `c/s - l` requests a second.
    drain: f64,
}

impl Slots {
    /// `servers` slots with Poisson arrivals and a mean time of service.
    ///
    /// # Errors
    /// [`LoadError::Overloaded`] where the load reaches the slots; [`LoadError::OutOfRange`] for
    /// figures that are no numbers, negative, or beyond any service.
    pub fn new(
        servers: u32,
        arrivals_per_second: f64,
        service_seconds: f64,
    ) -> Result<Self, LoadError> {
        let arrivals = within("arrivals", arrivals_per_second, ARRIVALS)?;
        let service = within("service time", service_seconds, SECONDS)?;
        let offered = arrivals * service;
        let waiting_share = erlang_c(servers, offered)?;
        let count = f64::from(servers);
        let drain = count / service - arrivals;
        Ok(Self {
            utilisation: offered / count,
            waiting_share,
            drain,
        })
    }

    /// Share of the time a slot is busy.
    pub fn utilisation(&self) -> f64 {
        self.utilisation
    }

    /// Share of the requests that wait at all (Erlang C).
    pub fn waiting_share(&self) -> f64 {
        self.waiting_share
    }

    /// Mean seconds of waiting, over all requests: `C / (c/s - l)`.
    pub fn mean_wait_seconds(&self) -> f64 {
        self.waiting_share / self.drain
    }

    /// The wait in seconds that `share` of the requests stay within.
    ///
    /// # Errors
    /// [`LoadError::OutOfRange`] unless `share` is from 0 to 0.999999.
    pub fn wait_quantile_seconds(&self, share: f64) -> Result<f64, LoadError> {
        let beyond = 1.0 - within("share", share, (0.0, 0.999_999))?;
        if self.waiting_share <= beyond {
            return Ok(0.0);
        }
        Ok((self.waiting_share / beyond).ln() / self.drain)
    }

    /// Mean seconds of waiting when arrivals and service times have these squared coefficients of
    /// variation (1 each for M/M/c): `(ca2 + cs2) / 2` times the M/M/c wait (Allen–Cunneen).
    ///
    /// # Errors
    /// [`LoadError::OutOfRange`] for a variation that is negative, no number or above a million.
    pub fn corrected_wait_seconds(
        &self,
        arrival_variation: f64,
        service_variation: f64,
    ) -> Result<f64, LoadError> {
        let arrivals = within("variation of arrivals", arrival_variation, VARIATION)?;
        let service = within("variation of service", service_variation, VARIATION)?;
        Ok(self.mean_wait_seconds() * f64::midpoint(arrivals, service))
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_server_is_m_m_1() {
        let slots = Slots::new(1, 0.7, 1.0).unwrap();
        assert_relative_eq!(slots.waiting_share(), 0.7, epsilon = 1e-12);
        assert_relative_eq!(slots.mean_wait_seconds(), 0.7 / 0.3, epsilon = 1e-12);
        assert!((slots.wait_quantile_seconds(0.3).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn two_servers_by_hand() {
        // B = (a^2/2) / (1 + a + a^2/2) with a = 1: 1/5; C = (1/5) / (1/2 + 1/10) = 1/3.
        assert_relative_eq!(erlang_b(2, 1.0).unwrap(), 0.2, epsilon = 1e-15);
        assert_relative_eq!(erlang_c(2, 1.0).unwrap(), 1.0 / 3.0, epsilon = 1e-15);
    }

    #[test]
    fn ends_of_the_range_are_answered_in_words() {
        assert_eq!(Slots::new(2, 2.0, 1.0), Err(LoadError::Overloaded));
        assert_eq!(erlang_c(0, 0.0), Err(LoadError::Overloaded));
        assert_eq!(erlang_b(0, 3.0), Ok(1.0));
        assert_eq!(erlang_b(3, 0.0), Ok(0.0));
        assert_eq!(erlang_b(SERVERS_MAX, 1.0), Ok(0.0));
        for bad in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(Slots::new(1, bad, 1.0).is_err());
            assert!(Slots::new(1, 0.1, bad).is_err());
            assert!(erlang_b(1, bad).is_err());
        }
        assert!(Slots::new(1, 0.1, 0.0).is_err());
        assert!(erlang_b(SERVERS_MAX + 1, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn shares_are_shares_and_waits_fall_with_slots(
            servers in 1u32..200, load in 0.0f64..0.999, service in 0.001f64..1000.0,
        ) {
            let arrivals = load * f64::from(servers) / service;
            let slots = Slots::new(servers, arrivals, service).unwrap();
            prop_assert!((0.0..=1.0).contains(&slots.waiting_share()));
            let more = Slots::new(servers + 1, arrivals, service).unwrap();
            prop_assert!(more.mean_wait_seconds() <= slots.mean_wait_seconds());
            let p95 = slots.wait_quantile_seconds(0.95).unwrap();
            let longer = slots.waiting_share() * (-slots.drain * p95).exp();
            prop_assert!(longer <= 0.05 + 1e-9);
        }

        #[test]
        fn nothing_panics(servers: u32, arrivals: f64, service: f64, t: f64) {
            if let Ok(slots) = Slots::new(servers % 1000, arrivals, service) {
                prop_assert!(!slots.mean_wait_seconds().is_nan());
                let _ = slots.corrected_wait_seconds(t, t);
            }
        }
    }
}
