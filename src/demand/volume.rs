//! How many requests each month has.

use crate::units::{Decimal, Exact};

/// Digits a grown month's volume is rounded to, once (contract §4.2).
pub const GROWN_DIGITS: u32 = 6;

/// The volume of the first month and how it grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Requests of the first month.
    pub first_month: Exact,
    /// Growth from month to month, as a share.
    pub growth_per_month: Decimal,
    /// Hours of a month.
    pub hours_per_month: Decimal,
    /// Months of the horizon.
    pub months: u32,
    /// Whether the volume of a grown month is rounded, as a bill's is; a curve over all volumes has
    /// none rounded.
    pub is_rounded: bool,
}

/// Months with the same volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// Requests in each.
    pub requests: Exact,
    /// How many of them, one after the other.
    pub count: u32,
}

impl Volume {
    /// The same horizon and growth from another first month, no month of it rounded.
    #[must_use]
    pub fn from_first(&self, first_month: Exact) -> Self {
        Self {
            first_month,
            is_rounded: false,
            ..self.clone()
        }
    }

    /// A horizon of one month with these requests.
    #[must_use]
    pub fn one_month(&self, requests: Exact) -> Self {
        Self {
            first_month: requests,
            growth_per_month: Decimal::ZERO,
            months: 1,
            ..self.clone()
        }
    }

    /// The months of the horizon; those of equal volume are one entry.
    pub fn months(&self) -> Vec<Month> {
        if self.growth_per_month.is_zero() {
            return vec![Month {
                requests: self.first_month.clone(),
                count: self.months,
            }];
        }
        let factor = Exact::one() + Exact::from(self.growth_per_month);
        let grown = |month: u32| {
            let requests = &self.first_month * &factor.pow(month);
            if self.is_rounded {
                requests.rounded_half_even(GROWN_DIGITS)
            } else {
                requests
            }
        };
        (0..self.months)
            .map(|month| Month {
                requests: grown(month),
                count: 1,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_exact_and_rounded_once() {
        let volume = Volume {
            first_month: Exact::from(100u64),
            growth_per_month: "0.03".parse().unwrap(),
            hours_per_month: Decimal::from(730),
            months: 13,
            is_rounded: true,
        };
        let months = volume.months();
        assert_eq!(months.len(), 13);
        assert_eq!(months[0].requests, Exact::from(100u64));
        // 100 x 1.03^12 = 142.576088684617799...
        assert_eq!(crate::units::machine(&months[12].requests), "142.576089");
    }
}
