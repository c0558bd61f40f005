//! What a plan costs over all inputs at once, in fractions.
//!
//! At fixed other inputs a month costs fixed + slope x requests + the sum of price x F over groups of
//! steps and bends, and F changes with one number alone: the requests times how much dearer in units
//! each has become. `fixed`, `slope` and `price` are sums of products of inputs, and so are the two
//! sides of that ratio.

use super::form::Form;
use crate::{capacity::Term, demand::GROWN_DIGITS, units::Exact};

/// Steps and bends that move together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Dollars of one of the quantity.
    pub price: Form,
    /// The steps or the bends, over requests of a month at the base.
    pub terms: Vec<Term>,
    /// Whether these are bends.
    pub is_bent: bool,
    /// Their needs over those at the base: the largest of these ratios. One stands for each
    /// dimension of a capacity that decides somewhere.
    pub ratios: Vec<Ratio>,
}

/// A ratio of two forms.
#[derive(Debug, Clone)]
pub(super) struct Ratio {
    pub up: Form,
    pub down: Form,
}

impl Ratio {
    pub(super) fn at(&self, point: &[i64]) -> Option<Exact> {
        self.up.at(point).checked_div(&self.down.at(point))
    }
}

/// The months of the horizon.
#[derive(Debug, Clone)]
pub(super) struct Months {
    /// Requests over those of the first month, and how many such months there are.
    pub each: Vec<(Exact, u32)>,
    /// Whether requests of a month are rounded.
    pub is_rounded: bool,
}

/// The formula.
#[derive(Debug, Clone)]
pub(super) struct Formula {
    /// Requests of the first month.
    pub requests: Form,
    pub months: Months,
    /// Dollars once.
    pub once: Form,
    /// Dollars of a month, whatever the requests.
    pub fixed: Form,
    /// Dollars of a request.
    pub slope: Form,
    pub groups: Vec<Group>,
}

impl Group {
    /// How much the needs have grown since the base.
    pub(super) fn ratio_at(&self, point: &[i64]) -> Option<Exact> {
        let ratios = self.ratios.iter().map(|ratio| ratio.at(point));
        let ratios: Option<Vec<Exact>> = ratios.collect();
        ratios?.into_iter().max()
    }
}

impl Formula {
    /// The dollars at a point; `None` where a need has no value.
    pub(super) fn at(&self, point: &[i64]) -> Option<Exact> {
        let first = self.requests.at(point);
        let (fixed, slope) = (self.fixed.at(point), self.slope.at(point));
        let mut groups = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            groups.push((group, group.price.at(point), group.ratio_at(point)?));
        }
        let mut total = self.once.at(point);
        for (factor, count) in &self.months.each {
            let grown = &first * factor;
            let requests = if self.months.is_rounded {
                grown.rounded_half_even(GROWN_DIGITS)
            } else {
                grown
            };
            let mut month = &fixed + &slope * &requests;
            for (group, price, ratio) in &groups {
                let x = &requests * ratio;
                let quantity: Exact = group.terms.iter().map(|term| term.at(&x)).sum();
                month += &(quantity * price);
            }
            total += &(month * Exact::from(*count));
        }
        Some(total)
    }
}
