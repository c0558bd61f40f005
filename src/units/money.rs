//! US dollars.

use std::{
    iter::Sum,
    ops::{Add, Neg, Sub},
};

use super::Exact;

/// An exact amount of US dollars.
///
/// Made only by `Qty<U> * &Rate<U>`, by adding and dividing what was so made, and by reading what a bill
/// or a saved answer states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(Exact);

impl Default for Usd {
    fn default() -> Self {
        Self::zero()
    }
}

impl Usd {
    /// No money.
    pub fn zero() -> Self {
        Self(Exact::zero())
    }

    /// An amount that a bill states: what was charged is read, never computed.
    pub fn stated(amount: Exact) -> Self {
        Self(amount)
    }

    pub(super) fn from_product(amount: Exact) -> Self {
        Self(amount)
    }

    /// The amount as a number.
    pub fn amount(&self) -> &Exact {
        &self.0
    }

    /// This amount shared by `count`: a cost per request, a mean month. `None` when `count` is zero.
    pub fn divided_by(&self, count: &Exact) -> Option<Self> {
        self.0.checked_div(count).map(Self)
    }

    /// This amount `count` times: equal months, equal copies.
    #[must_use]
    pub fn repeated(&self, count: &Exact) -> Self {
        Self(&self.0 * count)
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }
}

impl Add<&Self> for Usd {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        Self(self.0 + &other.0)
    }
}

impl Sub<&Self> for Usd {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        Self(self.0 - &other.0)
    }
}

impl Neg for Usd {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl<'a> Sum<&'a Self> for Usd {
    fn sum<I: Iterator<Item = &'a Self>>(parts: I) -> Self {
        Self(parts.map(|part| &part.0).sum())
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        Self(parts.map(|part| part.0).sum())
    }
}
