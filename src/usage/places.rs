//! Where things are in a list, found by their hash.

/// The place of nothing.
const NONE: u32 = u32::MAX;
/// Places of the smallest table.
const LEAST: usize = 64;

/// A table of places in a list that its owner keeps, at most half full.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    table: Vec<u32>,
    count: usize,
}

impl Places {
    /// The place of what has this hash and `is` meant.
    pub(super) fn find(&self, hash: u64, is: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = bucket(hash, mask);
        loop {
            let place = *self.table.get(at)?;
            if place == NONE {
                return None;
            }
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            if is(place) {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds the next place, which has this hash; `hash_of` tells those of the others.
    pub(super) fn add(&mut self, hash: u64, hash_of: impl Fn(usize) -> u64) {
        if self.table.len() < 2 * (self.count + 1) {
            let size = (2 * self.table.len()).max(LEAST);
            self.table.clear();
            self.table.resize(size, NONE);
            for place in 0..self.count {
                self.put(hash_of(place), place);
            }
        }
        self.put(hash, self.count);
        self.count += 1;
    }

    fn put(&mut self, hash: u64, place: usize) {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = bucket(hash, mask);
        while let Some(own) = self.table.get_mut(at) {
            if *own == NONE {
                *own = u32::try_from(place).unwrap_or(NONE);
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

/// Where a hash begins to look: by its upper half, which a product mixes best.
fn bucket(hash: u64, mask: usize) -> usize {
    usize::try_from(hash >> 32).unwrap_or(0) & mask
}

/// Mixes a word into a hash.
pub(super) fn mixed(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The hash of some bytes.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = mixed(0, u64::try_from(bytes.len()).unwrap_or(0));
    for word in words {
        hash = mixed(hash, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    for (own, byte) in last.iter_mut().zip(rest) {
        *own = *byte;
    }
    mixed(hash, u64::from_le_bytes(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_was_added_is_found_and_nothing_else() {
        let words: Vec<String> = (0..5_000).map(|word| format!("model-{word}")).collect();
        let hash_of = |place: usize| hash(words[place].as_bytes());
        let mut places = Places::default();
        for place in 0..words.len() {
            assert_eq!(places.find(hash_of(place), |own| own == place), None);
            places.add(hash_of(place), hash_of);
        }
        for place in 0..words.len() {
            let word = &words[place];
            assert_eq!(
                places.find(hash_of(place), |own| words[own] == *word),
                Some(place)
            );
        }
        // All of one hash are still told apart.
        let mut same = Places::default();
        (0..100).for_each(|_| same.add(7, |_| 7));
        assert_eq!(same.find(7, |own| own == 99), Some(99));
        assert_eq!(same.find(7, |_| false), None);
    }
}
