//! Straight pieces of a plan's cost.

use crate::units::{Exact, Usd};

/// A straight piece of a cost on `from < x <= to`: intercept + slope x.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins; the value there may be another.
    pub from: Exact,
    /// Where it ends.
    pub to: Exact,
    /// The cost it would have at zero.
    pub intercept: Usd,
    /// What one more costs.
    pub slope: Usd,
}

impl Line {
    /// The straight piece through two points.
    pub(super) fn through(from: &Exact, from_usd: &Usd, to: &Exact, to_usd: &Usd) -> Self {
        let width = to - from;
        let rise = to_usd.clone() - from_usd;
        let slope = rise.divided_by(&width).unwrap_or_else(Usd::zero);
        Self {
            intercept: from_usd.clone() - &slope.repeated(from),
            from: from.clone(),
            to: to.clone(),
            slope,
        }
    }

    /// The cost at `x`.
    pub fn at(&self, x: &Exact) -> Usd {
        self.intercept.clone() + &self.slope.repeated(x)
    }

    /// The part of it between `from` and `to`.
    pub(super) fn within(&self, from: &Exact, to: &Exact) -> Option<Self> {
        let from = self.from.clone().max(from.clone());
        let to = self.to.clone().min(to.clone());
        (from < to).then(|| Self {
            from,
            to,
            ..self.clone()
        })
    }

    /// Where it meets `other`, within neither's ends: the one solution of a linear equation.
    pub(super) fn meets(&self, other: &Self) -> Option<Exact> {
        let apart = other.intercept.clone() - &self.intercept;
        let closing = self.slope.clone() - &other.slope;
        apart.amount().checked_div(closing.amount())
    }
}
