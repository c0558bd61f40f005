//! Exact fractions: sums, products and quotients without rounding.

use std::{
    cmp::Ordering,
    iter::Sum,
    ops::{Add, AddAssign, Mul, Neg, Sub},
};

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};
use rust_decimal::Decimal;

/// A fraction of whole numbers of any size.
///
/// A `Decimal` has 28 digits and rounds in silence beyond them, and has no thirds at all; hours of a
/// month (730 / 24), shares of a week and prices per 1,000,000 need both.
///
/// Nearly every fraction of a bill fits two 128-bit whole numbers, which are fast; what does not is
/// kept as whole numbers of any size. Which of the two it is never shows.
#[derive(Debug, Clone)]
pub struct Exact(Repr);

#[derive(Debug, Clone)]
enum Repr {
    /// `numerator / denominator`, the denominator positive, not always in lowest terms.
    Small(i128, i128),
    /// In lowest terms, and too large for the other.
    Big(Box<BigRational>),
}

/// Above this size a numerator or denominator is reduced, so that the next product still fits.
const REDUCE_ABOVE: i128 = 1 << 62;

impl Exact {
    /// Nothing.
    pub fn zero() -> Self {
        Self(Repr::Small(0, 1))
    }

    /// One.
    pub fn one() -> Self {
        Self(Repr::Small(1, 1))
    }

    /// `numerator / denominator`; `None` when the denominator is zero.
    pub fn ratio(numerator: u64, denominator: u64) -> Option<Self> {
        (denominator != 0).then(|| Self::small(i128::from(numerator), i128::from(denominator)))
    }

    /// `numerator / denominator`; `None` when the denominator is not positive.
    pub fn of_parts(numerator: i128, denominator: i128) -> Option<Self> {
        let is_sound = denominator > 0 && numerator != i128::MIN;
        is_sound.then(|| Self::small(numerator, denominator))
    }

    /// Numerator and positive denominator in lowest terms, where both fit.
    pub fn parts(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Repr::Small(numerator, denominator) => {
                let divisor = common_divisor(*numerator, *denominator);
                Some((numerator / divisor, denominator / divisor))
            }
            Repr::Big(_) => None,
        }
    }

    /// The quotient, or `None` when `divisor` is zero.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &divisor.0) {
            let (numerator, denominator) = if *c < 0 {
                (a.checked_neg(), c.checked_neg())
            } else {
                (Some(*a), Some(*c))
            };
            let fits = numerator
                .and_then(|n| n.checked_mul(*d))
                .zip(denominator.and_then(|m| m.checked_mul(*b)));
            if let Some((numerator, denominator)) = fits {
                return Some(Self::small(numerator, denominator));
            }
        }
        Some(Self::big(self.to_big() / divisor.to_big()))
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(numerator, _) => *numerator < 0,
            Repr::Big(value) => value.is_negative(),
        }
    }

    /// Whether this is above zero.
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// The smallest whole number not below this one; `None` when negative or beyond `u64`.
    pub fn ceil(&self) -> Option<u64> {
        match &self.0 {
            Repr::Small(numerator, denominator) => numerator.div_ceil(denominator).to_u64(),
            Repr::Big(value) => value.ceil().to_integer().to_u64(),
        }
    }

    /// The whole number, if this is one that fits.
    pub fn to_whole(&self) -> Option<u64> {
        match &self.0 {
            Repr::Small(numerator, denominator) => {
                let (whole, rest) = numerator.div_rem(denominator);
                if rest == 0 { whole.to_u64() } else { None }
            }
            // In lowest terms and too large for the other form: no whole `u64`.
            Repr::Big(_) => None,
        }
    }

    /// Rounded to `digits` after the point, halves to the even neighbour.
    #[must_use]
    pub fn rounded_half_even(&self, digits: u32) -> Self {
        let scale = BigInt::from(10).pow(digits);
        Self::big(BigRational::new(
            round(&(self.to_big() * &scale), Half::ToEven),
            scale,
        ))
    }

    /// This number `times` multiplied with itself.
    #[must_use]
    pub fn pow(&self, times: u32) -> Self {
        (0..times).fold(Self::one(), |product, _| product * self)
    }

    /// A nearby float, for graphics, significant digits and bounds that decide what is looked at only:
    /// never a step towards money.
    pub fn approximate(&self) -> f64 {
        let float = match &self.0 {
            Repr::Small(numerator, denominator) => numerator
                .to_f64()
                .zip(denominator.to_f64())
                .map(|(numerator, denominator)| numerator / denominator),
            Repr::Big(value) => value.to_f64(),
        };
        float.unwrap_or(f64::NAN)
    }

    /// The digits of this number with at most `digits` after the point, trailing zeros dropped,
    /// halves to the even neighbour.
    pub(super) fn digits_half_even(&self, digits: u32) -> String {
        let text = point(&self.scaled(digits, Half::ToEven), digits);
        match text.split_once('.') {
            Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            None => text,
        }
    }

    /// The digits of this number with exactly `digits` after the point, halves away from zero.
    pub(super) fn digits_half_away(&self, digits: u32) -> String {
        point(&self.scaled(digits, Half::AwayFromZero), digits)
    }

    /// This number times a power of ten, as a whole one.
    fn scaled(&self, digits: u32, half: Half) -> BigInt {
        if let Repr::Small(numerator, denominator) = self.0
            && let Some(scaled) = 10i128
                .checked_pow(digits)
                .and_then(|scale| numerator.checked_mul(scale))
            && let Some(size) = scaled.checked_abs()
            && let Some(twice) = (size % denominator).checked_mul(2)
        {
            let whole = size / denominator;
            let up = rounds_up(twice.cmp(&denominator), whole % 2 != 0, half);
            let whole = whole + i128::from(up);
            return BigInt::from(if scaled < 0 { -whole } else { whole });
        }
        round(&(self.to_big() * BigInt::from(10).pow(digits)), half)
    }

    /// A fraction of a positive denominator.
    fn small(numerator: i128, denominator: i128) -> Self {
        let large = |n: i128| !(-REDUCE_ABOVE..=REDUCE_ABOVE).contains(&n);
        if !large(numerator) && !large(denominator) {
            return Self(Repr::Small(numerator, denominator));
        }
        let divisor = common_divisor(numerator, denominator);
        Self(Repr::Small(numerator / divisor, denominator / divisor))
    }

    /// A fraction in lowest terms, in the form it fits.
    fn big(value: BigRational) -> Self {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(numerator), Some(denominator)) if numerator != i128::MIN => {
                Self(Repr::Small(numerator, denominator))
            }
            _ => Self(Repr::Big(Box::new(value))),
        }
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small(numerator, denominator) => {
                BigRational::new(BigInt::from(*numerator), BigInt::from(*denominator))
            }
            Repr::Big(value) => (**value).clone(),
        }
    }

    /// Both numerators over one denominator, where that fits.
    fn aligned(&self, other: &Self) -> Option<(i128, i128, i128)> {
        let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) else {
            return None;
        };
        if b == d {
            return Some((*a, *c, *b));
        }
        let divisor = common_divisor(*b, *d);
        let (up, down) = (d / divisor, b / divisor);
        Some((a.checked_mul(up)?, c.checked_mul(down)?, b.checked_mul(up)?))
    }

    fn plus(&self, other: &Self) -> Self {
        let sum = self
            .aligned(other)
            .and_then(|(a, c, d)| Some((a.checked_add(c)?, d)));
        match sum {
            Some((numerator, denominator)) => Self::small(numerator, denominator),
            None => Self::big(self.to_big() + other.to_big()),
        }
    }

    fn minus(&self, other: &Self) -> Self {
        let difference = self
            .aligned(other)
            .and_then(|(a, c, d)| Some((a.checked_sub(c)?, d)));
        match difference {
            Some((numerator, denominator)) => Self::small(numerator, denominator),
            None => Self::big(self.to_big() - other.to_big()),
        }
    }

    fn product(&self, other: &Self) -> Self {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let Some((numerator, denominator)) = a.checked_mul(*c).zip(b.checked_mul(*d))
        {
            return Self::small(numerator, denominator);
        }
        Self::big(self.to_big() * other.to_big())
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        // Denominators are positive, and a product costs less than their common divisor.
        let crossed = match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) if b == d => Some((*a, *c)),
            (Repr::Small(a, b), Repr::Small(c, d)) => a.checked_mul(*d).zip(c.checked_mul(*b)),
            _ => None,
        };
        match crossed {
            Some((ours, theirs)) => ours.cmp(&theirs),
            None => self.to_big().cmp(&other.to_big()),
        }
    }
}

/// The greatest common divisor, at least one. Steps of division until both fit 64 bits, where the
/// steps of shifts are many times as fast as on 128.
fn common_divisor(one: i128, other: i128) -> i128 {
    let (mut large, mut small) = (one.unsigned_abs(), other.unsigned_abs());
    loop {
        if let (Ok(large), Ok(small)) = (u64::try_from(large), u64::try_from(small)) {
            return i128::from(large.gcd(&small).max(1));
        }
        if small == 0 {
            return i128::try_from(large).unwrap_or(1);
        }
        (large, small) = (small, large % small);
    }
}

#[derive(Clone, Copy)]
enum Half {
    ToEven,
    AwayFromZero,
}

/// Whether a rest that is less than, as much as or more than a half goes up.
fn rounds_up(rest: Ordering, is_odd: bool, half: Half) -> bool {
    match (rest, half) {
        (Ordering::Less, _) => false,
        (Ordering::Equal, Half::ToEven) => is_odd,
        (Ordering::Equal, Half::AwayFromZero) | (Ordering::Greater, _) => true,
    }
}

fn round(value: &BigRational, half: Half) -> BigInt {
    let (quotient, rest) = value.numer().abs().div_rem(value.denom());
    let up = rounds_up((rest * 2u32).cmp(value.denom()), quotient.is_odd(), half);
    let magnitude = if up { quotient + 1 } else { quotient };
    if value.is_negative() {
        -magnitude
    } else {
        magnitude
    }
}

/// Writes `value / 10^digits` with a point; zero has no sign.
fn point(value: &BigInt, digits: u32) -> String {
    let sign = if value.is_negative() && !value.is_zero() {
        "-"
    } else {
        ""
    };
    let width = usize::try_from(digits).unwrap_or(0);
    let text = format!("{:0>1$}", value.abs().to_string(), width + 1);
    let (whole, fraction) = text.split_at(text.len() - width);
    if width == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        // A scale is at most 28, so the power always fits.
        let scale = 10i128.checked_pow(value.scale()).unwrap_or(i128::MAX);
        Self::small(value.mantissa(), scale)
    }
}

impl From<u64> for Exact {
    fn from(value: u64) -> Self {
        Self::small(i128::from(value), 1)
    }
}

impl From<u32> for Exact {
    fn from(value: u32) -> Self {
        Self::from(u64::from(value))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $name:ident)*) => {$(
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                self.$name(other)
            }
        }
        impl $trait<Exact> for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                self.$name(&other)
            }
        }
        impl $trait<&Exact> for Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                self.$name(other)
            }
        }
        impl $trait<Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                self.$name(&other)
            }
        }
    )*};
}
operators!(Add add plus Sub sub minus Mul mul product);

impl AddAssign<&Self> for Exact {
    fn add_assign(&mut self, other: &Self) {
        *self = self.plus(other);
    }
}

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        Self::zero().minus(&self)
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
        assert_eq!(
            Exact::ratio(2, 3).unwrap().digits_half_even(18),
            "0.666666666666666667"
        );
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
        }

        #[test]
        fn both_forms_agree(
            a in any::<i64>(), b in 1i64..i64::MAX, c in any::<i64>(), d in 1i64..i64::MAX, times in 0u32..4,
        ) {
            // Repeated products leave the small form; the oracle never was in it.
            let ours = |n: i64, d: i64| Exact::small(i128::from(n), i128::from(d)).pow(times + 1);
            let oracle = |n: i64, d: i64| {
                let power = i32::try_from(times + 1).unwrap();
                BigRational::new(BigInt::from(n), BigInt::from(d)).pow(power)
            };
            let (x, y) = (ours(a, b), ours(c, d));
            let (p, q) = (oracle(a, b), oracle(c, d));
            prop_assert_eq!((&x + &y).to_big(), &p + &q);
            prop_assert_eq!((&x - &y).to_big(), &p - &q);
            prop_assert_eq!((&x * &y).to_big(), &p * &q);
            prop_assert_eq!(x.cmp(&y), p.cmp(&q));
            prop_assert_eq!(x.ceil(), p.ceil().to_integer().to_u64());
            match x.checked_div(&y) {
                Some(quotient) => prop_assert_eq!(quotient.to_big(), &p / &q),
                None => prop_assert!(q.is_zero()),
            }
            prop_assert_eq!((&x - &x).is_zero(), true);
            prop_assert_eq!((&x + &y) - &y, x);
        }
    }
}
