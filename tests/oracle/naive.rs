//! The oracle's own arithmetic: plain fractions, hour after hour, from the rules as written.

use crossover::units::Exact;
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One as _, Zero as _};

/// Any fraction.
pub(crate) type R = BigRational;

/// A whole number.
pub(crate) fn int(value: u64) -> R {
    R::from_integer(BigInt::from(value))
}

/// A decimal as it is written: digits, and at most one point.
#[expect(clippy::unwrap_used, reason = "the test writes the numbers itself")]
pub(crate) fn dec(text: &str) -> R {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap();
    let scale = fraction.chars().fold(BigInt::one(), |scale, _| scale * 10);
    R::new(digits, scale)
}

/// The same fraction as the library's number, so that the two are compared without rounding.
pub(crate) fn exact(value: &R) -> Exact {
    let whole = |number: &BigInt| {
        let (sign, digits) = number.to_u32_digits();
        assert_ne!(sign, Sign::Minus, "no figure of the oracle is negative");
        let base = Exact::from(1u64 << 32);
        digits.iter().rev().fold(Exact::zero(), |sum, digit| {
            sum * &base + Exact::from(*digit)
        })
    };
    let quotient = whole(value.numer()).checked_div(&whole(value.denom()));
    quotient.unwrap_or_else(Exact::zero)
}

/// Rounded to six digits, halves to the even neighbour, by looking at the rest.
fn six_digits(value: &R) -> R {
    let million = int(1_000_000);
    let scaled = value * &million;
    let floor = scaled.floor();
    let rest = &scaled - &floor;
    let half = R::new(BigInt::one(), BigInt::from(2));
    let even = (floor.to_integer() % 2u32).is_zero();
    let rounded = if rest > half || (rest == half && !even) {
        floor + int(1)
    } else {
        floor
    };
    rounded / million
}

/// The requests of each month.
pub(crate) fn months(first: &R, growth: &R, count: u64) -> Vec<R> {
    let mut grown = first.clone();
    let mut months = Vec::new();
    for _ in 0..count {
        months.push(if growth.is_zero() {
            grown.clone()
        } else {
            six_digits(&grown)
        });
        grown = &grown + &grown * growth;
    }
    months
}

/// A month as 168 hours, each standing for `clock` hours and having `requests` in each of those.
#[derive(Debug)]
pub(crate) struct Month {
    /// Clock hours an hour of the week stands for.
    pub(crate) clock: R,
    /// Requests in one such hour, Monday 00 first.
    pub(crate) requests: Vec<R>,
}

/// Spreads `requests` over the hours of a week by their weights.
pub(crate) fn spread(requests: &R, weights: &[R], hours_per_month: &R) -> Month {
    let clock = hours_per_month / int(168);
    let sum: R = weights.iter().sum();
    let each = |weight: &R| requests * weight / &sum / &clock;
    Month {
        requests: weights.iter().map(each).collect(),
        clock,
    }
}

/// The fraction a float is, from nothing upward.
pub(crate) fn real(value: f64) -> R {
    BigRational::from_float(value.max(0.0)).unwrap_or_else(R::zero)
}

/// The next whole number that is not smaller.
pub(crate) fn ceil(value: &R) -> R {
    let mut whole = R::from_integer(value.to_integer());
    while whole < *value {
        whole += int(1);
    }
    whole
}

/// The largest, or nothing.
pub(crate) fn largest<'a>(values: impl IntoIterator<Item = &'a R>) -> R {
    values.into_iter().fold(
        R::zero(),
        |most, value| if *value > most { value.clone() } else { most },
    )
}

/// A week whose hours below the peak are moved until the peak is `wanted` times the mean.
pub(crate) fn peaked(weights: &[R], wanted: &R) -> Option<Vec<R>> {
    let peak = largest(weights);
    let at_peak = weights.iter().filter(|weight| **weight == peak).count();
    let below: R = weights.iter().filter(|weight| **weight != peak).sum();
    let left = int(168) - int(u64::try_from(at_peak).ok()?) * wanted;
    if below.is_zero() || left < R::zero() {
        return None;
    }
    let moved = |weight: &R| {
        if *weight == peak {
            wanted.clone()
        } else {
            weight * &left / &below
        }
    };
    let moved: Vec<R> = weights.iter().map(moved).collect();
    (largest(&moved) == *wanted).then_some(moved)
}
