//! From a mean latency to the one that most requests stay within.
//!
//! Under processor sharing a request's mean latency is proportional to its length, so the spread of
//! the lengths makes the tail, not the queue. Lengths are taken as lognormal with a squared
//! coefficient of variation `v`; the ebb and flow of the load adds [`LOAD_VARIATION`]. The quantile
//! over the mean of a lognormal is `exp(z s - s^2/2)` with `s^2 = ln(1 + v)`, `z` that quantile of
//! the normal distribution.
//!
//! In the project's iteration-level simulations the 95th percentile is 1.06 to 1.39 times the mean
//! with fixed lengths up to a load of 0.8, and 2.61 to 2.81 times it with `v = 1`; this form gives
//! 1.40 and 2.85, on the safe side of both.

use super::{
    normal::normal_quantile,
    real::{LoadError, real, whole_below, within},
};

/// Squared variation that the load itself adds: set so that fixed lengths get the largest ratio of
/// the 95th percentile to the mean that simulation showed up to a load of 0.8.
pub const LOAD_VARIATION: f64 = 0.05;

const MILLIONTHS: u64 = 1_000_000;

/// A factor on a mean latency, in millionths: whole, so that the last digit of a library's
/// logarithm cannot change a number of instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailFactor {
    millionths: u64,
}

impl TailFactor {
    /// The mean itself.
    pub fn mean() -> Self {
        Self {
            millionths: MILLIONTHS,
        }
    }

    /// The factor of the latency that `share` of the requests stay within, for lengths with this
    /// squared coefficient of variation (0 when all are alike, 1 for typical answers).
    ///
    /// # Errors
    /// [`LoadError::OutOfRange`] unless the share is from 0.5 to 0.9999 and the variation from 0 to
    /// 100.
    pub fn of_lengths(share: f64, variation: f64) -> Result<Self, LoadError> {
        let share = within("share of requests", share, (0.5, 0.9999))?;
        let variation = within("variation of lengths", variation, (0.0, 100.0))?;
        let squared = ((1.0 + variation) * (1.0 + LOAD_VARIATION)).ln();
        let factor = (normal_quantile(share) * squared.sqrt() - squared / 2.0).exp();
        Ok(Self {
            millionths: whole_below(factor * real(MILLIONTHS) + 0.5),
        })
    }

    /// As a float.
    pub fn factor(self) -> f64 {
        real(self.millionths) / real(MILLIONTHS)
    }
}

/// The squared coefficient of variation of lengths given as shares and lengths, such as the request
/// classes of a workload: `E[x^2] / E[x]^2 - 1`. Shares need not sum to 1.
///
/// # Errors
/// [`LoadError::OutOfRange`] for negative figures, figures that are no numbers, or no length at all.
pub fn variation_of(lengths: &[(f64, f64)]) -> Result<f64, LoadError> {
    let (mut total, mut first, mut second) = (0.0, 0.0, 0.0);
    for (share, length) in lengths {
        let share = within("share of a class", *share, (0.0, 1e9))?;
        let length = within("length of a class", *length, (0.0, 1e12))?;
        total += share;
        first += share * length;
        second += share * length * length;
    }
    let mean = within("mean length", first / total, (1e-9, 1e12))?;
    Ok((second / total / (mean * mean) - 1.0).max(0.0))
}

/// Mean tokens that a request under way holds, of prompt and answer so far: `I + O (1 + v) / 2`.
///
/// Long answers are under way longer, so a batch holds more of them than arrive: for answers all
/// alike (`v = 0`) it is `I + O/2`, for typical ones (`v = 1`) `I + O`. Iterations are as slow as
/// this context makes them; to leave `v` out makes a replica look up to 14 % faster than the
/// iteration-level simulation. (The length-biased mean of renewal theory, `E[x^2] / (2 E[x])`.)
///
/// # Errors
/// [`LoadError::OutOfRange`] for negative figures and figures that are no numbers.
pub fn held_tokens(input: f64, output: f64, variation: f64) -> Result<f64, LoadError> {
    let input = within("input tokens", input, (0.0, 1e12))?;
    let output = within("output tokens", output, (0.0, 1e12))?;
    let variation = within("variation of lengths", variation, (0.0, 100.0))?;
    Ok(input + output * (1.0 + variation) / 2.0)
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    #[test]
    fn the_tails_the_simulations_show() {
        let fixed = TailFactor::of_lengths(0.95, 0.0).unwrap().factor();
        assert!((1.39..1.45).contains(&fixed), "{fixed}");
        let typical = TailFactor::of_lengths(0.95, 1.0).unwrap().factor();
        assert!((2.81..2.90).contains(&typical), "{typical}");
        assert!(TailFactor::of_lengths(0.5, 1.0).unwrap().factor() < 1.0);
        assert_relative_eq!(TailFactor::mean().factor(), 1.0);
    }

    #[test]
    fn variation_by_hand() {
        // Half of length 1, half of 3: mean 2, mean square 5, 5/4 - 1.
        assert_relative_eq!(variation_of(&[(0.5, 1.0), (0.5, 3.0)]).unwrap(), 0.25);
        assert_relative_eq!(variation_of(&[(1.0, 300.0)]).unwrap(), 0.0);
        for bad in [
            vec![],
            vec![(1.0, f64::NAN)],
            vec![(-1.0, 1.0)],
            vec![(0.0, 1.0)],
            vec![(1.0, 0.0)],
        ] {
            assert!(variation_of(&bad).is_err(), "{bad:?}");
        }
        assert_relative_eq!(held_tokens(1_000.0, 200.0, 0.0).unwrap(), 1_100.0);
        assert_relative_eq!(held_tokens(1_000.0, 200.0, 1.0).unwrap(), 1_200.0);
        assert!(held_tokens(1.0, f64::NAN, 0.0).is_err());
        for bad in [f64::NAN, 1.0, 0.0, f64::INFINITY] {
            assert!(TailFactor::of_lengths(bad, 1.0).is_err());
        }
        assert!(TailFactor::of_lengths(0.95, f64::NAN).is_err());
    }
}
