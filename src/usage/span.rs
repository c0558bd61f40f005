//! When usage happened: the time it covers, its hours, and the pattern in them.

use std::collections::BTreeMap;

use super::{Flow, HOUR, Key, Measure, Sums};
use crate::units::{Decimal, Exact};

/// Hours of a day.
const DAY_HOURS: i64 = 24;
/// Hours of a week.
const WEEK_HOURS: i64 = 7 * DAY_HOURS;
/// 1970-01-01 was a Thursday: its first hour of the week, Monday 00 first.
const EPOCH_HOUR_OF_WEEK: i64 = 3 * DAY_HOURS;

/// The time that usage covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first moment, in nanoseconds.
    pub first: i64,
    /// The last moment.
    pub last: i64,
    /// Whether both are since 1970 UTC; else since an unknown start.
    pub is_dated: bool,
    /// Hours between them.
    pub hours: Exact,
    /// Clock hours without any request.
    pub idle_hours: u64,
    /// The longest run of them.
    pub longest_idle_hours: u64,
    /// Hours of the coarsest record.
    pub window_hours: u16,
}

impl Span {
    /// How many of it make a month.
    pub fn month_factor(&self, hours_per_month: Decimal) -> Option<Exact> {
        Exact::from(hours_per_month).checked_div(&self.hours)
    }

    /// Whether it has every hour of a week.
    pub fn is_week(&self) -> bool {
        self.hours >= Exact::from(168u64)
    }

    /// Whether it has every hour of a day.
    pub fn is_day(&self) -> bool {
        self.hours >= Exact::from(24u64)
    }

    /// Whether it begins or ends within a day.
    pub fn has_partial_days(&self) -> bool {
        let day = DAY_HOURS * HOUR;
        self.first.rem_euclid(day) != 0 || self.last.rem_euclid(day) != 0
    }
}

/// When requests came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Mean requests of each hour of the week, Monday 00 UTC first.
    Week(Vec<Exact>),
    /// Mean requests of each hour of the day, 00 UTC first.
    Day(Vec<Exact>),
    /// Too short a time, or without dates.
    Unknown,
}

impl Span {
    /// The time that some flows cover; nothing where there are none.
    pub fn of<'a>(flows: impl Iterator<Item = &'a Flow> + Clone, is_dated: bool) -> Option<Self> {
        let totals: Vec<Sums> = flows.clone().map(Flow::total).collect();
        let first = totals.iter().map(|sums| sums.first).min()?;
        let last = totals.iter().map(|sums| sums.last).max()?;
        let length = u64::try_from(last.checked_sub(first)?).ok()?;
        let hour = u64::try_from(HOUR).ok()?;
        let (idle_hours, longest_idle_hours) = idle(flows.clone(), first, last);
        let windows = flows.flat_map(|flow| flow.sums.keys());
        Some(Self {
            first,
            last,
            is_dated,
            hours: Exact::from(length).checked_div(&Exact::from(hour))?,
            idle_hours,
            longest_idle_hours,
            window_hours: windows.map(|key| key.window_hours).max().unwrap_or(1),
        })
    }

    /// The clock hours it touches.
    pub fn clock_hours(&self) -> std::ops::RangeInclusive<i64> {
        let last = (self.last - 1).max(self.first);
        self.first.div_euclid(HOUR)..=last.div_euclid(HOUR)
    }

    /// The hour of the week that a clock hour is, Monday 00 UTC first; counted from the start where
    /// times have no dates.
    pub fn hour_of_week(&self, hour: i64) -> usize {
        let offset = if self.is_dated {
            EPOCH_HOUR_OF_WEEK
        } else {
            -self.first.div_euclid(HOUR)
        };
        usize::try_from((hour + offset).rem_euclid(WEEK_HOURS)).unwrap_or(0)
    }

    /// Whether its hours say how requests come: a day of them at least, each recorded by itself, or a
    /// week of longer records.
    pub fn has_hours(&self) -> bool {
        self.is_week() || (self.is_day() && self.window_hours == 1)
    }
}

/// Hours between the first and the last that have no requests, and the longest run of them.
fn idle<'a>(flows: impl Iterator<Item = &'a Flow>, first: i64, last: i64) -> (u64, u64) {
    let keys = flows.flat_map(|flow| flow.sums.keys());
    let mut busy: Vec<(i64, i64)> = keys
        .map(|key| (key.hour, key.hour + i64::from(key.window_hours)))
        .collect();
    busy.sort_unstable();
    let (mut idle, mut longest) = (0, 0);
    let mut until = first.div_euclid(HOUR);
    for (start, end) in busy {
        let gap = u64::try_from(start - until).unwrap_or(0);
        idle += gap;
        longest = longest.max(gap);
        until = until.max(end);
    }
    let rest = u64::try_from(last.div_euclid(HOUR) - until).unwrap_or(0);
    (idle + rest, longest.max(rest))
}

/// Requests of each clock hour; those of a longer record are spread evenly over its hours.
pub fn requests_by_hour(flow: &Flow) -> BTreeMap<i64, Exact> {
    let mut hours = BTreeMap::new();
    for (key, sums) in &flow.sums {
        let requests = exact(sums.of(Measure::Requests));
        for (hour, part) in spread(*key, &requests) {
            let sum = hours.entry(hour).or_insert_with(Exact::zero);
            *sum += &part;
        }
    }
    hours
}

/// A sum in equal parts over the hours of its window.
pub fn spread(key: Key, sum: &Exact) -> impl Iterator<Item = (i64, Exact)> + use<> {
    let hours = u64::from(key.window_hours.max(1));
    let part = sum
        .checked_div(&Exact::from(hours))
        .unwrap_or_else(Exact::zero);
    (key.hour..key.hour + i64::from(key.window_hours.max(1))).map(move |hour| (hour, part.clone()))
}

/// A sum of counts as a number.
pub fn exact(sum: u128) -> Exact {
    i128::try_from(sum)
        .ok()
        .and_then(|sum| Exact::of_parts(sum, 1))
        .unwrap_or_else(Exact::zero)
}

/// The pattern of some hours over a span.
pub fn pattern(hours: &BTreeMap<i64, Exact>, span: &Span) -> Pattern {
    if !span.is_dated || !span.has_hours() {
        return Pattern::Unknown;
    }
    let length = if span.is_week() {
        WEEK_HOURS
    } else {
        DAY_HOURS
    };
    let size = usize::try_from(length).unwrap_or(1);
    let mut sums = vec![Exact::zero(); size];
    let mut counts = vec![0u64; size];
    // An hour that is covered in part counts as one: a span has at most two of them.
    for hour in span.clock_hours() {
        let at = span.hour_of_week(hour) % size;
        if let (Some(sum), Some(count)) = (sums.get_mut(at), counts.get_mut(at)) {
            *count += 1;
            if let Some(requests) = hours.get(&hour) {
                *sum += requests;
            }
        }
    }
    let means = sums.iter().zip(&counts).map(|(sum, count)| {
        sum.checked_div(&Exact::from((*count).max(1)))
            .unwrap_or_else(Exact::zero)
    });
    if span.is_week() {
        Pattern::Week(means.collect())
    } else {
        Pattern::Day(means.collect())
    }
}

/// The most requests of a clock hour over the mean of the span; nothing where it is under a day.
pub fn peak_to_mean(hours: &BTreeMap<i64, Exact>, span: &Span) -> Option<Exact> {
    if !span.is_day() || span.window_hours > 1 {
        return None;
    }
    let peak = hours.values().max()?;
    let total: Exact = hours.values().cloned().sum();
    let mean = total.checked_div(&span.hours)?;
    peak.checked_div(&mean).map(|ratio| ratio.max(Exact::one()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_one_record_is_spread_over_its_hours() {
        let key = Key {
            hour: 48,
            window_hours: 24,
            above: 0,
        };
        let parts: Vec<_> = spread(key, &Exact::from(48u64)).collect();
        assert_eq!(parts.len(), 24);
        assert_eq!(parts[0], (48, Exact::from(2u64)));
        assert_eq!(parts[23].0, 71);
    }
}
