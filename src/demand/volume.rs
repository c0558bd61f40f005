//! How many requests each month has.

use crate::units::{Decimal, Exact};

/// Digits a grown month's volume is rounded to, once (contract §4.2).
const GROWN_DIGITS: u32 = 6;

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
    /// The months of the horizon; those of equal volume are one entry.
    pub fn months(&self) -> Vec<Month> {
        if self.growth_per_month.is_zero() {
            return vec![Month {
                requests: self.first_month.clone(),
                count: self.months,
            }];
        }
        let factor = Exact::one() + Exact::from(self.growth_per_month);
        let grown =
            |month: u32| (&self.first_month * &factor.pow(month)).rounded_half_even(GROWN_DIGITS);
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
        };
        let months = volume.months();
        assert_eq!(months.len(), 13);
        assert_eq!(months[0].requests, Exact::from(100u64));
        // 100 x 1.03^12 = 142.576088684617799...
        assert_eq!(crate::units::machine(&months[12].requests), "142.576089");
    }
}
