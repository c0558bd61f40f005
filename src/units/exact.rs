//! Exact fractions: sums, products and quotients without rounding.

use std::{
    cmp::Ordering,
    iter::Sum,
    ops::{Add, AddAssign, Mul, Neg, Sub},
};

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};
use rust_decimal::Decimal;

/// A fraction of whole numbers of any size.
///
/// A `Decimal` has 28 digits and rounds in silence beyond them, and has no thirds at all; hours of a
/// month (730 / 24), shares of a week and prices per 1,000,000 need both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigRational);

impl Exact {
    /// Nothing.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// `numerator / denominator`; a denominator of zero gives zero parts, so `None`.
    pub fn ratio(numerator: u64, denominator: u64) -> Option<Self> {
        (denominator != 0)
            .then(|| Self(BigRational::new(BigInt::from(numerator), BigInt::from(denominator))))
    }

    /// The quotient, or `None` when `divisor` is zero.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether this is above zero.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// The smallest whole number not below this one; `None` when negative or beyond `u64`.
    pub fn ceil(&self) -> Option<u64> {
        self.0.ceil().to_integer().to_u64()
    }

    /// The same of the product with `other`, without reducing it to lowest terms first.
    pub fn ceil_of_product(&self, other: &Self) -> Option<u64> {
        let above = self.0.numer() * other.0.numer();
        above.div_ceil(&(self.0.denom() * other.0.denom())).to_u64()
    }

    /// The whole number, if this is one that fits.
    pub fn to_whole(&self) -> Option<u64> {
        if self.0.is_integer() { self.0.to_integer().to_u64() } else { None }
    }

    /// Rounded to `digits` after the point, halves to the even neighbour.
    #[must_use]
    pub fn rounded_half_even(&self, digits: u32) -> Self {
        let scale = BigInt::from(10).pow(digits);
        Self(BigRational::new(round(&(&self.0 * &scale), Half::ToEven), scale))
    }

    /// This number `times` multiplied with itself.
    #[must_use]
    pub fn pow(&self, times: u32) -> Self {
        Self(self.0.pow(times.try_into().unwrap_or(i32::MAX)))
    }

    /// A nearby float, for graphics and significant digits only: never a step towards money.
    pub fn approximate(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// The digits of this number with at most `digits` after the point, trailing zeros dropped,
    /// halves to the even neighbour.
    pub(super) fn digits_half_even(&self, digits: u32) -> String {
        let text = point(&round(&self.scaled(digits), Half::ToEven), digits);
        match text.split_once('.') {
            Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            None => text,
        }
    }

    /// The digits of this number with exactly `digits` after the point, halves away from zero.
    pub(super) fn digits_half_away(&self, digits: u32) -> String {
        point(&round(&self.scaled(digits), Half::AwayFromZero), digits)
    }

    fn scaled(&self, digits: u32) -> BigRational {
        &self.0 * BigInt::from(10).pow(digits)
    }
}

enum Half {
    ToEven,
    AwayFromZero,
}

fn round(value: &BigRational, half: Half) -> BigInt {
    let (quotient, rest) = value.numer().abs().div_rem(value.denom());
    let up = match (rest * 2u32).cmp(value.denom()) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => match half {
            Half::ToEven => quotient.is_odd(),
            Half::AwayFromZero => true,
        },
    };
    let magnitude = if up { quotient + 1 } else { quotient };
    if value.is_negative() { -magnitude } else { magnitude }
}

/// Writes `value / 10^digits` with a point.
fn point(value: &BigInt, digits: u32) -> String {
    let sign = if value.is_negative() { "-" } else { "" };
    let width = usize::try_from(digits).unwrap_or(0);
    let text = format!("{:0>1$}", value.abs().to_string(), width + 1);
    let (whole, fraction) = text.split_at(text.len() - width);
    if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        let scale = BigInt::from(10).pow(value.scale());
        Self(BigRational::new(BigInt::from(value.mantissa()), scale))
    }
}

impl From<u64> for Exact {
    fn from(value: u64) -> Self {
        Self(BigRational::from_integer(BigInt::from(value)))
    }
}

impl From<u32> for Exact {
    fn from(value: u32) -> Self {
        Self::from(u64::from(value))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident)*) => {$(
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact($trait::$method(&self.0, &other.0))
            }
        }
        impl $trait<Exact> for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact($trait::$method(self.0, other.0))
            }
        }
        impl $trait<&Exact> for Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact($trait::$method(self.0, &other.0))
            }
        }
        impl $trait<Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact($trait::$method(&self.0, other.0))
            }
        }
    )*};
}
operators!(Add add Sub sub Mul mul);

impl AddAssign<&Self> for Exact {
    fn add_assign(&mut self, other: &Self) {
        self.0 += &other.0;
    }
}

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::zero(), |total, part| total + part)
    }
}

impl<'a> Sum<&'a Self> for Exact {
    fn sum<I: Iterator<Item = &'a Self>>(parts: I) -> Self {
        parts.fold(Self::zero(), |total, part| total + part)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::from(text.parse::<Decimal>().unwrap())
    }

    #[test]
    fn thirds_come_back_whole() {
        let third = Exact::ratio(1, 3).unwrap();
        assert_eq!(&third + &third + &third, Exact::one());
        assert_eq!(third.digits_half_even(18), "0.333333333333333333");
        assert_eq!(Exact::ratio(2, 3).unwrap().digits_half_even(18), "0.666666666666666667");
    }

    #[test]
    fn halves() {
        assert_eq!(exact("2.5").digits_half_even(0), "2");
        assert_eq!(exact("3.5").digits_half_even(0), "4");
        assert_eq!(exact("2.345").digits_half_away(2), "2.35");
        assert_eq!(exact("-2.345").digits_half_away(2), "-2.35");
        assert_eq!(exact("-0.004").digits_half_away(2), "0.00");
        assert_eq!(exact("1000").digits_half_even(18), "1000");
    }

    #[test]
    fn ceilings() {
        assert_eq!(exact("2.0").ceil(), Some(2));
        assert_eq!(exact("2.0000000000000000000001").ceil(), Some(3));
        assert_eq!(exact("0").ceil(), Some(0));
        assert_eq!(exact("-1.5").ceil(), None);
    }

    proptest! {
        #[test]
        fn decimals_survive(mantissa in -1_000_000_000_000i64..1_000_000_000_000, scale in 0u32..12) {
            let decimal = Decimal::new(mantissa, scale);
            let text = Exact::from(decimal).digits_half_even(18);
            prop_assert_eq!(text.parse::<Decimal>().unwrap(), decimal);
        }

        #[test]
        fn ceil_is_the_least_whole_above(n in 0u64..1_000_000, d in 1u64..1_000) {
            let value = Exact::ratio(n, d).unwrap();
            let ceil = value.ceil().unwrap();
            prop_assert!(Exact::from(ceil) >= value);
            prop_assert!(ceil == 0 || Exact::from(ceil - 1) < value);
            let other = Exact::ratio(d, n + 1).unwrap();
            prop_assert_eq!(value.ceil_of_product(&other), (&value * &other).ceil());
        }
    }
}
