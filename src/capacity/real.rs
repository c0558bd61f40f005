//! The few steps between whole numbers and floats that queueing needs.
//!
//! Floats stay inside this layer. What leaves it and decides how many units run is first turned
//! into a whole number of small parts here, and is exact from then on.

use crate::units::Exact;

/// Parts of one that shares are counted in when they leave as exact fractions.
const SHARE_PARTS: u64 = 1_000_000_000;

/// Why a question about a load has no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LoadError {
    /// More arrives than can be answered: every wait grows without end.
    #[error("the load was at or above what is carried: the wait grows without end")]
    Overloaded,
    /// A figure is not a number, or outside the range the formula is for.
    #[error("{what} was {value}, outside {least} to {most}")]
    OutOfRange {
        /// The figure's name.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The smallest allowed.
        least: f64,
        /// The largest allowed.
        most: f64,
    },
    /// A latency target that even a request alone misses.
    #[error("a request alone took {alone_seconds} s with its tail, above the target")]
    TargetTooTight {
        /// Seconds of a request that shares with nobody, times the tail factor.
        alone_seconds: f64,
    },
}

/// `value`, if it is a number from `least` to `most`.
///
/// # Errors
/// [`LoadError::OutOfRange`], also for a value that is not a number.
pub(super) fn within(
    what: &'static str,
    value: f64,
    (least, most): (f64, f64),
) -> Result<f64, LoadError> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(LoadError::OutOfRange {
        what,
        value,
        least,
        most,
    })
}

/// The float nearest to a whole number.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "std has no other conversion; beyond 2^53 the nearest float is what is meant"
)]
pub(super) fn real(whole: u64) -> f64 {
    whole as f64
}

/// The whole number at or below a float; 0 for negatives and for what is not a number, the largest
/// for anything beyond.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "std has no other conversion; this one saturates, as documented"
)]
pub(super) fn whole_below(value: f64) -> u64 {
    value.floor() as u64
}

/// A share as an exact fraction: its billionths, to the nearest, between 0 and 1.
pub(super) fn exact_share(share: f64) -> Exact {
    let parts = whole_below(share.clamp(0.0, 1.0) * real(SHARE_PARTS) + 0.5).min(SHARE_PARTS);
    Exact::ratio(parts, SHARE_PARTS).unwrap_or_else(Exact::zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_saturate() {
        assert_eq!(whole_below(f64::NAN), 0);
        assert_eq!(whole_below(-3.0), 0);
        assert_eq!(whole_below(2.999), 2);
        assert_eq!(whole_below(f64::INFINITY), u64::MAX);
        assert_eq!(exact_share(f64::NAN), Exact::zero());
        assert_eq!(exact_share(7.0), Exact::one());
        assert_eq!(exact_share(0.25), Exact::ratio(1, 4).unwrap());
    }

    #[test]
    fn ranges_refuse_what_is_no_number() {
        assert_eq!(within("x", 1.0, (0.0, 1.0)), Ok(1.0));
        assert!(within("x", f64::NAN, (0.0, 1.0)).is_err());
        assert!(within("x", f64::INFINITY, (0.0, 1.0)).is_err());
        assert!(within("x", -0.1, (0.0, 1.0)).is_err());
    }
}
