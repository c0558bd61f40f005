//! Whole units over whole minutes, as runs of equal minutes.
//!
//! A week of hours is 168 runs or fewer where its minutes are 10,080: every step below takes time in
//! the number of runs.

use std::collections::VecDeque;

/// Minutes on end with the same number of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// How many minutes.
    pub minutes: u64,
    /// Units in each of them.
    pub units: u64,
}

/// What came before the first minute of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Before {
    /// The same stretch: a week that stands for all weeks.
    #[default]
    Repeats,
    /// The first minute's units, for ever: a stretch on its own.
    FirstMinute,
}

/// Units over time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    runs: Vec<Run>,
}

impl FromIterator<Run> for Timeline {
    /// Joins neighbours with the same units; runs of no minutes vanish.
    fn from_iter<I: IntoIterator<Item = Run>>(runs: I) -> Self {
        let mut joined: Vec<Run> = Vec::new();
        for run in runs.into_iter().filter(|run| run.minutes > 0) {
            match joined.last_mut() {
                Some(last) if last.units == run.units => {
                    last.minutes = last.minutes.saturating_add(run.minutes);
                }
                _ => joined.push(run),
            }
        }
        Self { runs: joined }
    }
}

impl Timeline {
    /// The runs in their order; neighbours differ.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Minutes from beginning to end.
    pub fn minutes(&self) -> u64 {
        self.runs
            .iter()
            .fold(0, |sum, run| sum.saturating_add(run.minutes))
    }

    /// Units x minutes; the largest number there is, if it is beyond that.
    pub fn unit_minutes(&self) -> u64 {
        self.runs.iter().fold(0, |sum, run| {
            sum.saturating_add(run.minutes.saturating_mul(run.units))
        })
    }

    /// The most units at once.
    pub fn peak(&self) -> u64 {
        self.runs.iter().map(|run| run.units).max().unwrap_or(0)
    }

    /// Units from `least` to `most`.
    #[must_use]
    pub fn bounded(&self, least: u64, most: Option<u64>) -> Self {
        let bounded = |run: &Run| Run {
            units: run.units.max(least).min(most.unwrap_or(u64::MAX)),
            ..*run
        };
        self.runs.iter().map(bounded).collect()
    }

    /// Minutes in which this has more units than `other`, minute by minute up to the shorter's end.
    pub fn minutes_above(&self, other: &Self) -> u64 {
        let (mut ours, mut theirs) = (self.runs.iter().copied(), other.runs.iter().copied());
        let (mut a, mut b) = (ours.next(), theirs.next());
        let mut above = 0u64;
        while let (Some(x), Some(y)) = (&mut a, &mut b) {
            let step = x.minutes.min(y.minutes);
            if x.units > y.units {
                above = above.saturating_add(step);
            }
            x.minutes -= step;
            y.minutes -= step;
            if x.minutes == 0 {
                a = ours.next();
            }
            if b.is_some_and(|y| y.minutes == 0) {
                b = theirs.next();
            }
        }
        above
    }

    /// In each minute the most units of it and the `window` minutes before it (dilation).
    #[must_use]
    pub fn most_of_last(&self, window: u64, before: Before) -> Self {
        self.trailing(window, before, |new, old| new >= old)
    }

    /// In each minute the fewest units of it and the `window` minutes before it (erosion).
    #[must_use]
    pub fn least_of_last(&self, window: u64, before: Before) -> Self {
        self.trailing(window, before, |new, old| new <= old)
    }

    /// In each minute the most units of it and the `window` minutes after it.
    #[must_use]
    pub fn most_of_next(&self, window: u64, before: Before) -> Self {
        self.reversed().most_of_last(window, before).reversed()
    }

    /// The runs at the end that fill so many minutes, or all of them.
    fn last_of(&self, minutes: u64) -> &[Run] {
        let mut left = minutes;
        let first = self.runs.iter().rposition(|run| {
            left = left.saturating_sub(run.minutes);
            left == 0
        });
        &self.runs[first.unwrap_or(0)..]
    }

    fn reversed(&self) -> Self {
        self.runs.iter().rev().copied().collect()
    }

    /// The best of a window that trails each minute. Candidates wait in a queue, each worse and
    /// longer-lived than the one before it, so that every run enters and leaves once.
    fn trailing(&self, window: u64, before: Before, beats: fn(u64, u64) -> bool) -> Self {
        let earlier: &[Run] = match before {
            Before::Repeats => self.last_of(window),
            Before::FirstMinute => &[],
        };
        // Candidates: units, and the first minute in which they no longer count.
        let mut waiting: VecDeque<(u64, u64)> = VecDeque::new();
        let mut best = Vec::new();
        let mut now = 0u64;
        for (at, run) in earlier.iter().chain(&self.runs).enumerate() {
            let end = now.saturating_add(run.minutes);
            while waiting
                .back()
                .is_some_and(|(units, _)| beats(run.units, *units))
            {
                waiting.pop_back();
            }
            waiting.push_back((run.units, end.saturating_add(window)));
            while now < end {
                let Some((units, until)) = waiting.front().copied() else {
                    break;
                };
                if until <= now {
                    waiting.pop_front();
                    continue;
                }
                let next = end.min(until);
                if at >= earlier.len() {
                    best.push(Run {
                        minutes: next - now,
                        units,
                    });
                }
                now = next;
            }
        }
        best.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn timeline(units: &[u64]) -> Timeline {
        units
            .iter()
            .map(|units| Run {
                minutes: 1,
                units: *units,
            })
            .collect()
    }

    fn minutes(timeline: &Timeline) -> Vec<u64> {
        let of = |run: &Run| (0..run.minutes).map(|_| run.units).collect::<Vec<_>>();
        timeline.runs().iter().flat_map(of).collect()
    }

    /// The same, minute by minute, straight from its definition.
    fn slow(units: &[u64], window: usize, repeats: bool, most: bool) -> Vec<u64> {
        let count = units.len();
        let at = |minute: usize, back: usize| match (minute.checked_sub(back), repeats) {
            (Some(minute), _) => units[minute],
            (None, false) => units[0],
            (None, true) => units[(minute + count * (back / count + 1) - back) % count],
        };
        (0..count)
            .map(|minute| {
                let all = (0..=window).map(|back| at(minute, back));
                if most {
                    all.max().unwrap()
                } else {
                    all.min().unwrap()
                }
            })
            .collect()
    }

    #[test]
    fn neighbours_join() {
        let needs = timeline(&[0, 1, 1, 2, 2, 2]);
        assert_eq!(minutes(&needs), [0, 1, 1, 2, 2, 2]);
        assert_eq!(needs.runs().len(), 3);
        assert_eq!(needs.unit_minutes(), 8);
        assert_eq!(needs.peak(), 2);
        assert_eq!(needs.bounded(1, Some(1)).unit_minutes(), 6);
        assert_eq!(
            Timeline::default().most_of_last(3, Before::Repeats),
            Timeline::default()
        );
    }

    #[test]
    fn a_minute_above_counts_once() {
        let (more, less) = (timeline(&[3, 3, 1, 1, 5]), timeline(&[2, 3, 3, 0, 0]));
        assert_eq!(more.minutes_above(&less), 3);
        assert_eq!(less.minutes_above(&more), 1);
    }

    proptest! {
        #[test]
        fn windows_agree_with_their_definition(
            units in prop::collection::vec(0u64..5, 1..40), window in 0usize..60, repeats: bool,
        ) {
            let before = if repeats { Before::Repeats } else { Before::FirstMinute };
            let needs = timeline(&units);
            let wide = u64::try_from(window).unwrap();
            prop_assert_eq!(minutes(&needs.most_of_last(wide, before)), slow(&units, window, repeats, true));
            prop_assert_eq!(minutes(&needs.least_of_last(wide, before)), slow(&units, window, repeats, false));
        }
    }
}
