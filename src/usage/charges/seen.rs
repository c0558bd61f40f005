//! Lines that were read before, in bounded memory: within a million lines for sure, and over whole
//! files by a sample.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    hash::{DefaultHasher, Hasher as _},
};

/// How far back a line is looked for.
const WINDOW: usize = 1_000_000;
/// Lines of a file that stand for all of it.
const SAMPLE: usize = 2_048;

/// A digest of what identifies a line. Two of 64 bits: among a million lines of a bill none is taken for
/// another by chance.
pub(super) fn identity(parts: &[&str]) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(salt);
        for part in parts {
            hasher.write(part.as_bytes());
            // Where one ends and the next begins is part of it.
            hasher.write_usize(part.len());
        }
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// The last million lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent {
    set: BTreeSet<u128>,
    order: VecDeque<u128>,
    /// Whether lines were forgotten.
    is_over: bool,
}

impl Recent {
    /// Whether the line is new; it no longer is.
    pub(super) fn is_new(&mut self, line: u128) -> bool {
        if !self.set.insert(line) {
            return false;
        }
        self.order.push_back(line);
        if self.order.len() > WINDOW
            && let Some(oldest) = self.order.pop_front()
        {
            self.set.remove(&oldest);
            self.is_over = true;
        }
        true
    }

    /// Whether there were more lines than are looked through.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }
}

/// A sample of lines that is the same whatever their order: those of the least digests. Of two files,
/// the digests below the greater one of both samples are all there, so that the share of common ones
/// among them is that of the files.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    least: BTreeSet<u128>,
}

impl Sample {
    pub(super) fn add(&mut self, line: u128) {
        let is_wanted =
            self.least.len() < SAMPLE || self.least.last().is_some_and(|greatest| line < *greatest);
        if is_wanted && self.least.insert(line) && self.least.len() > SAMPLE {
            self.least.pop_last();
        }
    }

    /// How many lines of the smaller one could be compared, and how many of those are in both.
    pub(super) fn common(&self, other: &Self) -> (usize, usize) {
        let bound = |sample: &Self| {
            let is_all = sample.least.len() < SAMPLE;
            sample.least.last().copied().filter(|_| !is_all)
        };
        let up_to = bound(self).into_iter().chain(bound(other)).min();
        let comparable = |sample: &Self| match up_to {
            Some(up_to) => sample.least.range(..=up_to).count(),
            None => sample.least.len(),
        };
        let common = self.least.intersection(&other.least).count();
        (comparable(self).min(comparable(other)), common)
    }
}

/// Periods that costs were asked for, and how they were grouped. The same days asked for once by the
/// day and once by the month, or grouped in two ways, are the same costs twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// End and grouping by start.
    periods: BTreeMap<i64, (i64, String)>,
}

impl Asked {
    /// Whether costs of that period are others than those of the periods before, or a further page of them.
    pub(super) fn is_apart(&mut self, start: i64, end: i64, grouping: &str) -> bool {
        // Those before do not overlap, so that the last one to start before the end is the one to reach farthest.
        let last = self.periods.range(..end).next_back();
        match last {
            Some((from, (to, by))) if *to > start => {
                (*from, *to, by.as_str()) == (start, end, grouping)
            }
            _ => {
                self.periods.insert(start, (end, grouping.to_owned()));
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_parts_end_matters() {
        assert_ne!(identity(&["ab", "c"]), identity(&["a", "bc"]));
        assert_eq!(identity(&["ab", "c"]), identity(&["ab", "c"]));
    }

    #[test]
    fn the_window_forgets_and_says_so() {
        let mut recent = Recent::default();
        for line in 0..1_000_000 {
            assert!(recent.is_new(line));
        }
        assert!(!recent.is_new(0) && !recent.is_over());
        assert!(recent.is_new(1_000_000) && recent.is_over());
        assert!(recent.is_new(0), "it was forgotten");
    }

    #[test]
    fn days_are_asked_for_once() {
        let mut asked = Asked::default();
        assert!(asked.is_apart(10, 20, "a") && asked.is_apart(20, 30, "a"));
        assert!(asked.is_apart(10, 20, "a"), "another page");
        assert!(!asked.is_apart(10, 20, "b"), "another grouping");
        for (start, end) in [(0, 40), (0, 11), (15, 16), (29, 31), (10, 30)] {
            assert!(!asked.is_apart(start, end, "a"), "{start} {end}");
        }
        assert!(asked.is_apart(0, 10, "b"));
    }

    #[test]
    fn samples_tell_snapshots_from_parts() {
        let sample = |range: std::ops::Range<u32>| {
            let mut sample = Sample::default();
            for line in range {
                sample.add(identity(&[&line.to_string()]));
            }
            sample
        };
        let whole = sample(0..100_000);
        let (compared, common) = whole.common(&sample(0..20_000));
        assert!(compared > 100 && compared == common, "{compared} {common}");
        assert_eq!(whole.common(&sample(100_000..150_000)).1, 0);
        assert_eq!(sample(0..10).common(&sample(5..12)), (7, 5));
        assert_eq!(whole.common(&Sample::default()), (0, 0));
    }
}
