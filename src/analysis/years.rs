//! The months of the horizon, and the prices and present values of each.

use std::borrow::Cow;

use crate::{
    demand::{Month, Volume},
    plan::Setting,
    units::{Decimal, Exact, Usd},
};

/// Months of a year.
const MONTHS: u32 = 12;
/// Digits after the point to which the monthly factor of a discount rate is found, once.
const FACTOR_DIGITS: u32 = 18;

/// Months of the same volume at the same prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PricedMonths {
    /// The months.
    pub month: Month,
    /// The year they are in, counted from 1; always 1 where prices do not change.
    pub year: u32,
    /// That year's prices over today's.
    pub factor: Exact,
}

impl PricedMonths {
    /// What surrounds a plan at the prices of these months.
    pub(super) fn setting<'s, 'a>(&self, today: &'s Setting<'a>) -> Cow<'s, Setting<'a>> {
        if self.year == 1 {
            return Cow::Borrowed(today);
        }
        Cow::Owned(Setting {
            price_multiplier: &today.price_multiplier * &self.factor,
            ..today.clone()
        })
    }
}

/// The months of a horizon, cut where a year's prices begin: all of them change by `change` a year.
pub(super) fn priced(volume: &Volume, change: Decimal) -> Vec<PricedMonths> {
    let step = Exact::one() + Exact::from(change);
    let mut factor = Exact::one();
    let (mut year, mut left) = (1, MONTHS);
    let mut all = Vec::new();
    for month in volume.months() {
        let mut count = month.count;
        while count > 0 {
            if left == 0 {
                (year, left) = (year + 1, MONTHS);
                factor = factor * &step;
            }
            // Where prices do not change, no month is cut from those like it.
            let taken = if change.is_zero() {
                count
            } else {
                count.min(left)
            };
            all.push(PricedMonths {
                month: Month {
                    requests: month.requests.clone(),
                    count: taken,
                },
                year,
                factor: factor.clone(),
            });
            count -= taken;
            if !change.is_zero() {
                left -= taken;
            }
        }
    }
    all
}

/// The same months, cut after the first `at` of them: what ends there does not hold for those beyond.
pub(super) fn cut(all: Vec<PricedMonths>, at: u32) -> Vec<PricedMonths> {
    let mut passed = 0;
    let mut cut = Vec::with_capacity(all.len() + 1);
    for months in all {
        let count = months.month.count;
        let before = at.saturating_sub(passed).min(count);
        passed += count;
        for part in [before, count - before] {
            if part > 0 {
                let mut months = months.clone();
                months.month.count = part;
                cut.push(months);
            }
        }
    }
    cut
}

/// The factor by which a payment loses worth with each month at an effective `rate` a year.
pub(super) fn monthly_factor(rate: Decimal) -> Option<Exact> {
    (Exact::one() + Exact::from(rate)).root_half_even(MONTHS, FACTOR_DIGITS)
}

/// What payments at the end of each month and one made now are worth now, at a monthly `factor`.
pub(super) fn present_value(now: &Usd, monthly: &[Usd], factor: &Exact) -> Option<Usd> {
    let later = monthly.iter().rev().try_fold(Usd::zero(), |later, month| {
        (later + month).divided_by(factor)
    })?;
    Some(later + now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(months: u32, growth: &str) -> Volume {
        Volume {
            first_month: Exact::from(100u64),
            growth_per_month: growth.parse().unwrap(),
            hours_per_month: Decimal::from(730),
            months,
            is_rounded: true,
        }
    }

    fn summary(volume: &Volume, change: &str) -> Vec<(u32, u32, Exact)> {
        let months = priced(volume, change.parse().unwrap());
        let months = months.into_iter();
        months.map(|m| (m.month.count, m.year, m.factor)).collect()
    }

    #[test]
    fn equal_months_are_cut_where_a_year_begins() {
        let ratio = |n, d| Exact::ratio(n, d).unwrap();
        assert_eq!(
            summary(&volume(30, "0"), "-0.1"),
            [
                (12, 1, Exact::one()),
                (12, 2, ratio(9, 10)),
                (6, 3, ratio(81, 100))
            ]
        );
        assert_eq!(summary(&volume(30, "0"), "0"), [(30, 1, Exact::one())]);
        assert_eq!(summary(&volume(12, "0"), "0.1"), [(12, 1, Exact::one())]);
        let grown = summary(&volume(25, "0.01"), "0.1");
        let years: Vec<u32> = grown.iter().map(|(_, year, _)| *year).collect();
        assert_eq!(
            years,
            [[1; 12], [2; 12]]
                .concat()
                .into_iter()
                .chain([3])
                .collect::<Vec<_>>()
        );
        assert_eq!(grown[24].2, ratio(121, 100));
        assert!(grown.iter().all(|(count, _, _)| *count == 1));
    }

    #[test]
    fn the_monthly_factor_is_the_nearest_of_eighteen_digits() {
        for rate in [
            "0.08",
            "-0.5",
            "10",
            "0.0000001",
            "-0.99",
            "0",
            "0.12682503013196972",
        ] {
            let rate: Decimal = rate.parse().unwrap();
            let factor = monthly_factor(rate).unwrap();
            let half = Exact::ratio(1, 2_000_000_000_000_000_000).unwrap();
            let wanted = Exact::one() + Exact::from(rate);
            assert!((&factor - &half).pow(12) <= wanted, "{rate}");
            assert!((&factor + &half).pow(12) >= wanted, "{rate}");
            assert_eq!(factor, factor.rounded_half_even(18));
        }
        // 1.08^(1/12) = 1.006434030110003 … by any table of effective rates.
        let factor = monthly_factor("0.08".parse().unwrap()).unwrap();
        assert_eq!(crate::units::machine(&factor), "1.006434030110003455");
        assert_eq!(monthly_factor(Decimal::ZERO), Some(Exact::one()));
    }
}
