//! What commitments still owe when the horizon ends.

use crate::units::{Exact, Usd};

/// Commitments in force: each with the month it was bought in, and what it costs a month at today's
/// prices.
#[derive(Debug)]
pub(super) struct Commitments {
    bought: Vec<(u32, Usd)>,
    /// The prices of the month noted last, over today's.
    factor: Exact,
}

impl Default for Commitments {
    fn default() -> Self {
        Self {
            bought: Vec::new(),
            factor: Exact::one(),
        }
    }
}

impl Commitments {
    /// Takes note of a month whose commitments cost `usd`, at prices `factor` times today's. What a month
    /// needs more than the one before is bought then, for a term of its own; what it needs less is let
    /// go, the newest first.
    pub(super) fn month(&mut self, month: u32, usd: Option<&Usd>, factor: &Exact) {
        // A dearer year is no purchase: units are told apart at today's prices.
        let Some(wanted) = usd.and_then(|usd| usd.divided_by(factor)) else {
            return;
        };
        self.factor = factor.clone();
        let held: Usd = self.bought.iter().map(|(_, usd)| usd).sum();
        if wanted > held {
            self.bought.push((month, wanted - &held));
            return;
        }
        let mut surplus = held - &wanted;
        while let Some((start, usd)) = self.bought.pop() {
            if usd > surplus {
                self.bought.push((start, usd - &surplus));
                return;
            }
            surplus = surplus - &usd;
        }
    }

    /// What is owed after `months` at the last month's prices, and for how many months at the most;
    /// terms renew.
    pub(super) fn owed(&self, months: u32, term: u32) -> (Usd, u32) {
        let left = |start: u32| (term - (months - start) % term) % term;
        let owed = self
            .bought
            .iter()
            .map(|(start, usd)| usd.repeated(&(Exact::from(left(*start)) * &self.factor)));
        let longest = self.bought.iter().map(|(start, _)| left(*start)).max();
        (owed.sum(), longest.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Months, Qty, Rate};

    fn usd(amount: u64) -> Usd {
        let rate = Rate::<Months>::new(crate::units::Decimal::ONE, 1).unwrap();
        &Qty::new(Exact::from(amount)) * &rate
    }

    #[test]
    fn each_purchase_has_a_term_of_its_own() {
        // One unit from the start, a second from month 8 on, six-month terms, ten months.
        let commitments = Commitments {
            bought: vec![(0, usd(100)), (8, usd(50))],
            factor: Exact::one(),
        };
        assert_eq!(commitments.owed(10, 6), (usd(100 * 2 + 50 * 4), 4));
        assert_eq!(commitments.owed(12, 6), (usd(50 * 2), 2));
    }
}
