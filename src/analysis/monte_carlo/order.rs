//! Quantiles of totals that are seen once.
//!
//! From some of the totals it is guessed between which two the wanted one lies; of all totals those
//! between are kept and the others counted. Where the guess is wrong, which the counts show, all
//! totals are put in order.

use super::totals::Amount;

/// The places of the quantiles: the nearest rank of so many hundredths.
pub(super) const PERCENTS: [usize; 4] = [5, 50, 90, 95];
/// Standard deviations of a rank among the guessed ones that a bracket reaches to each side.
const REACH: usize = 5;

/// Where one quantile is looked for.
#[derive(Debug, Clone)]
struct Bracket<V> {
    low: V,
    high: V,
    below: usize,
    at_low: usize,
    at_high: usize,
    between: Vec<V>,
}

/// Where the quantiles are looked for.
#[derive(Debug, Clone)]
pub(super) struct Brackets<V>(Vec<Bracket<V>>);

/// The place of the nearest rank of a percentage of `count`, from zero on.
pub(super) fn place(percent: usize, count: usize) -> usize {
    count
        .saturating_mul(percent)
        .div_ceil(100)
        .saturating_sub(1)
}

impl<V: Amount> Brackets<V> {
    /// Guesses from some totals.
    pub(super) fn guess(mut some: Vec<V>) -> Self {
        some.sort_unstable();
        let count = some.len();
        let bracket = |percent: usize| {
            let rank = place(percent, count);
            // The variance of a rank is count x share x (1 - share).
            let variance = count * percent * (100 - percent) / 10_000;
            let reach = REACH * (variance.isqrt() + 1);
            let low = some.get(rank.saturating_sub(reach))?.clone();
            let high = some.get((rank + reach).min(count - 1))?.clone();
            Some(Bracket {
                low,
                high,
                below: 0,
                at_low: 0,
                at_high: 0,
                between: Vec::new(),
            })
        };
        Self(PERCENTS.into_iter().filter_map(bracket).collect())
    }

    /// Takes note of totals.
    pub(super) fn see(&mut self, totals: &[V]) {
        for bracket in &mut self.0 {
            let mut below = 0;
            for total in totals {
                let is_below = *total < bracket.low;
                below += usize::from(is_below);
                if !is_below & (*total <= bracket.high) {
                    bracket.keep(total);
                }
            }
            bracket.below += below;
        }
    }

    /// Adds what another one saw.
    pub(super) fn add(&mut self, other: Self) {
        for (bracket, other) in self.0.iter_mut().zip(other.0) {
            bracket.below += other.below;
            bracket.at_low += other.at_low;
            bracket.at_high += other.at_high;
            bracket.between.extend(other.between);
        }
    }

    /// The quantiles of `count` totals; `None` where one lies outside its bracket.
    pub(super) fn found(&mut self, count: usize) -> Option<Vec<V>> {
        let brackets = self.0.iter_mut().zip(PERCENTS);
        brackets
            .map(|(bracket, percent)| bracket.found(place(percent, count)))
            .collect::<Option<Vec<V>>>()
            .filter(|found| found.len() == PERCENTS.len())
    }
}

impl<V: Amount> Bracket<V> {
    fn keep(&mut self, total: &V) {
        if *total == self.low {
            self.at_low += 1;
        } else if *total == self.high {
            self.at_high += 1;
        } else {
            self.between.push(total.clone());
        }
    }

    fn found(&mut self, place: usize) -> Option<V> {
        let place = place.checked_sub(self.below)?;
        let Some(place) = place.checked_sub(self.at_low) else {
            return Some(self.low.clone());
        };
        if place < self.between.len() {
            return Some(self.between.select_nth_unstable(place).1.clone());
        }
        (place - self.between.len() < self.at_high).then(|| self.high.clone())
    }
}

/// The quantiles of totals, put in order.
pub(super) fn in_order<V: Amount>(mut totals: Vec<V>) -> Option<Vec<V>> {
    totals.sort_unstable();
    let at = |percent: usize| totals.get(place(percent, totals.len())).cloned();
    PERCENTS.into_iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest() {
        // Of ten: the first, the fifth, the ninth, the tenth.
        assert_eq!(PERCENTS.map(|percent| place(percent, 10)), [0, 4, 8, 9]);
        assert_eq!(PERCENTS.map(|percent| place(percent, 1)), [0; 4]);
        assert_eq!(PERCENTS.map(|percent| place(percent, 20)), [0, 9, 17, 18]);
        assert_eq!(PERCENTS.map(|percent| place(percent, 21)), [1, 10, 18, 19]);
    }

    #[test]
    fn brackets_find_what_an_order_has() {
        let mut state = 1u64;
        let mut next = |of: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            i128::from((state >> 33) % of)
        };
        for (count, of) in [(1, 9), (7, 3), (5_000, 1), (5_000, 3), (50_000, 1_000_000)] {
            let totals: Vec<i128> = (0..count).map(|_| next(of)).collect();
            let mut brackets = Brackets::guess(totals.iter().take(512).copied().collect());
            totals.chunks(999).for_each(|part| brackets.see(part));
            assert_eq!(brackets.found(count), in_order(totals), "{count} of {of}");
        }
        // A guess that is far off is seen to be.
        let mut brackets = Brackets::guess(vec![1_000, 1_001]);
        brackets.see(&[1, 2, 3, 4]);
        assert_eq!(brackets.found(4), None);
    }
}
