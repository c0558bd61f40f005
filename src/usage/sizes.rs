//! How large requests are: counts by size, in bounded memory.

/// Sizes of one power of two are told apart in so many steps: a percentile is at most 1/128 off.
const STEPS: usize = 1 << STEP_BITS;
/// Its logarithm.
const STEP_BITS: u32 = 7;

/// How many requests had which size. Sizes below 256 are exact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sizes {
    /// By octave and step; the first octave holds all sizes below 128.
    counts: Vec<u64>,
    count: u64,
    largest: u64,
}

impl Sizes {
    /// Counts a request of `size`.
    #[inline]
    pub(super) fn add(&mut self, size: u64) {
        let place = place(size);
        if self.counts.len() <= place {
            self.counts.resize((place / STEPS + 1) * STEPS, 0);
        }
        if let Some(count) = self.counts.get_mut(place) {
            *count += 1;
        }
        self.count += 1;
        self.largest = self.largest.max(size);
    }

    /// Adds the counts of another.
    pub(super) fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (own, other) in self.counts.iter_mut().zip(&other.counts) {
            *own += other;
        }
        self.count += other.count;
        self.largest = self.largest.max(other.largest);
    }

    /// How many requests were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The size that `percent` of the requests do not exceed, at most 1/128 above it; nothing
    /// without requests.
    pub fn percentile(&self, percent: u64) -> Option<u64> {
        let wanted = u128::from(self.count) * u128::from(percent);
        let mut seen: u128 = 0;
        for (place, count) in self.counts.iter().enumerate() {
            seen += u128::from(*count);
            if *count > 0 && seen * 100 >= wanted {
                return Some(most_at(place).min(self.largest));
            }
        }
        (self.count > 0).then_some(self.largest)
    }

    /// The largest size.
    pub fn largest(&self) -> Option<u64> {
        (self.count > 0).then_some(self.largest)
    }
}

/// The place of a size: its octave, and its step in it.
#[inline]
fn place(size: u64) -> usize {
    let bits = size.checked_ilog2().unwrap_or(0);
    let shift = bits.saturating_sub(STEP_BITS);
    let octave = if bits < STEP_BITS { 0 } else { shift + 1 };
    let step = (size >> shift) & ((1 << STEP_BITS) - 1);
    let place = (u64::from(octave) << STEP_BITS) | step;
    usize::try_from(place).unwrap_or(0)
}

/// The largest size at a place.
fn most_at(place: usize) -> u64 {
    let place = u64::try_from(place).unwrap_or(0);
    let step = place & ((1 << STEP_BITS) - 1);
    match (place >> STEP_BITS).checked_sub(1) {
        None => step,
        Some(shift) => (((1 << STEP_BITS) + step) << shift) + ((1 << shift) - 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_sizes_are_exact() {
        let mut sizes = Sizes::default();
        assert_eq!(sizes.percentile(50), None);
        for size in 0..=255 {
            sizes.add(size);
        }
        assert_eq!(sizes.percentile(50), Some(127));
        assert_eq!(sizes.percentile(100), Some(255));
        sizes.add(u64::MAX);
        assert_eq!(sizes.percentile(100), Some(u64::MAX));
    }

    proptest! {
        #[test]
        fn percentiles_are_near_those_of_the_sorted_sizes(
            mut sizes in prop::collection::vec(0u64..2_000_000, 1..200),
            percent in 1u64..=100,
            split in 0usize..200,
        ) {
            let split = split.min(sizes.len());
            let mut counted = Sizes::default();
            let mut rest = Sizes::default();
            sizes[..split].iter().for_each(|size| counted.add(*size));
            sizes[split..].iter().for_each(|size| rest.add(*size));
            counted.merge(&rest);
            sizes.sort_unstable();
            let rank = (sizes.len() * usize::try_from(percent).unwrap()).div_ceil(100);
            let exact = sizes[rank - 1];
            let found = counted.percentile(percent).unwrap();
            prop_assert!(found >= exact && found - exact <= exact / 128, "{found} for {exact}");
        }
    }
}
