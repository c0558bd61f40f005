//! Quantities of a metered thing, and what one costs.

use std::{
    marker::PhantomData,
    ops::{Add, Mul},
};

use super::{Decimal, Exact, Metered, Usd};

/// How much of `U` was used: exact, never negative for a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qty<U>(Exact, PhantomData<U>);

impl<U: Metered> Qty<U> {
    /// `amount` of the unit of `U`.
    pub fn new(amount: Exact) -> Self {
        Self(amount, PhantomData)
    }

    /// The number.
    pub fn amount(&self) -> &Exact {
        &self.0
    }

    /// Whether nothing was used.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
}

impl<U: Metered> Add for Qty<U> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.0 + other.0)
    }
}

/// A price as the price list states it: `usd` for every `per` units of `U`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate<U> {
    usd: Exact,
    per: u32,
    unit: PhantomData<U>,
}

impl<U: Metered> Rate<U> {
    /// `usd` for every `per` units; `None` when `per` is zero.
    pub fn new(usd: Decimal, per: u32) -> Option<Self> {
        (per > 0).then(|| Self {
            usd: Exact::from(usd),
            per,
            unit: PhantomData,
        })
    }

    /// This rate multiplied by a plan's `price_multiplier`.
    #[must_use]
    pub fn times(&self, multiplier: &Exact) -> Self {
        Self {
            usd: &self.usd * multiplier,
            per: self.per,
            unit: PhantomData,
        }
    }

    /// Dollars for `per` units.
    pub fn usd(&self) -> &Exact {
        &self.usd
    }

    /// How many units `usd` buys.
    pub fn per(&self) -> u32 {
        self.per
    }
}

impl<U: Metered> Mul<&Rate<U>> for &Qty<U> {
    type Output = Usd;

    /// Multiplies first and divides last: `quantity x usd / per`.
    fn mul(self, rate: &Rate<U>) -> Usd {
        let per = Exact::from(rate.per);
        let product = &self.0 * &rate.usd;
        Usd::from_product(product.checked_div(&per).unwrap_or_else(Exact::zero))
    }
}
