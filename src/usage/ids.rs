//! Ids of records, to tell what was there before: the last million, whatever the file's size.

use std::hash::{DefaultHasher, Hasher as _};

/// The ids of the records that were kept last, over all files of an import.
///
/// Kept are 64 bits of each (SipHash-1-3 with a fixed key). Two different ids look alike once in
/// 18,446,744,073,710 records that are held against a full window.
#[derive(Debug)]
pub struct Ids {
    /// The hashes, in the order they came; full, the oldest is at `next`.
    ring: Vec<u64>,
    next: usize,
    /// The same by their value: each at its own place or, where that is taken, soon behind it.
    table: Vec<u64>,
    window: usize,
}

/// What no hash is.
const NONE: u64 = 0;
/// Places of the smallest table.
const LEAST: usize = 1024;

impl Default for Ids {
    fn default() -> Self {
        Self::of_window(Self::WINDOW)
    }
}

impl Ids {
    /// How many ids are kept.
    pub const WINDOW: usize = 1_000_000;

    fn of_window(window: usize) -> Self {
        Self {
            ring: Vec::new(),
            next: 0,
            table: Vec::new(),
            window,
        }
    }

    /// The hash of an id.
    pub(super) fn hash(id: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write(id);
        hasher.finish().max(NONE + 1)
    }

    /// Keeps an id by its hash, unless it is there; tells whether it is new. What is there keeps its
    /// age.
    pub(super) fn add(&mut self, hash: u64) -> bool {
        if 2 * self.table.len() < 3 * (self.ring.len() + 1) {
            self.grow();
        }
        let Err(at) = self.find(hash) else {
            return false;
        };
        if let Some(place) = self.table.get_mut(at) {
            *place = hash;
        }
        if self.ring.len() < self.window {
            self.ring.push(hash);
            return true;
        }
        let oldest = self
            .ring
            .get_mut(self.next)
            .map(|oldest| std::mem::replace(oldest, hash));
        self.next = (self.next + 1) % self.window.max(1);
        if let Some(oldest) = oldest {
            self.remove(oldest);
        }
        true
    }

    /// Where a hash begins to look.
    fn home(&self, hash: u64) -> usize {
        let size = u128::try_from(self.table.len()).unwrap_or(0);
        usize::try_from((u128::from(hash) * size) >> 64).unwrap_or(0)
    }

    fn after(&self, at: usize) -> usize {
        if at + 1 == self.table.len() {
            0
        } else {
            at + 1
        }
    }

    /// The place of a hash, or the free one where it would be.
    fn find(&self, hash: u64) -> Result<usize, usize> {
        let mut at = self.home(hash);
        loop {
            match self.table.get(at) {
                Some(own) if *own == hash => return Ok(at),
                Some(own) if *own != NONE => at = self.after(at),
                _ => return Err(at),
            }
        }
    }

    /// Takes a hash away and moves up those behind it that would not be found otherwise.
    fn remove(&mut self, hash: u64) {
        let Ok(mut free) = self.find(hash) else {
            return;
        };
        let mut at = free;
        loop {
            at = self.after(at);
            let own = self.table.get(at).copied().unwrap_or(NONE);
            if own == NONE {
                break;
            }
            let size = self.table.len();
            let distance = |from: usize| {
                if from <= at {
                    at - from
                } else {
                    at + size - from
                }
            };
            if distance(self.home(own)) >= distance(free) {
                if let Some(place) = self.table.get_mut(free) {
                    *place = own;
                }
                free = at;
            }
        }
        if let Some(place) = self.table.get_mut(free) {
            *place = NONE;
        }
    }

    /// Makes room: half as many places again as ids.
    fn grow(&mut self) {
        let most = self.window + self.window / 2 + 2;
        let size = (2 * self.table.len()).clamp(LEAST.min(most), most);
        self.table.clear();
        self.table.resize(size, NONE);
        for place in 0..self.ring.len() {
            let hash = self.ring.get(place).copied().unwrap_or(NONE);
            if let Err(at) = self.find(hash)
                && let Some(place) = self.table.get_mut(at)
            {
                *place = hash;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn exactly_the_last_new_ones_are_known(
            ids in prop::collection::vec(0u64..400, 0..4_000),
            window in 1usize..300,
        ) {
            let mut all = Ids::of_window(window);
            let mut last = VecDeque::new();
            for id in ids {
                let hash = Ids::hash(&id.to_le_bytes());
                let is_new = !last.contains(&hash);
                prop_assert_eq!(all.add(hash), is_new);
                if is_new {
                    last.push_back(hash);
                    if last.len() > window {
                        last.pop_front();
                    }
                }
            }
        }
    }

    #[test]
    fn a_million_are_kept_and_no_more() {
        let mut ids = Ids::default();
        let hash = |id: u64| Ids::hash(&id.to_le_bytes());
        for id in 0..1_000_000 {
            assert!(ids.add(hash(id)));
        }
        assert!(!ids.add(hash(0)));
        assert!(ids.add(hash(1_000_000)));
        assert!(ids.add(hash(0)));
        assert!(!ids.add(hash(1_000_000)));
        assert!(ids.add(hash(1)));
    }
}
