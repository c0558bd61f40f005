//! What usage amounts to: who was asked for what, over which time, in which pattern.

use std::collections::BTreeMap;

use crate::{
    catalog::{Catalog, TIERS},
    demand::WEEK,
    units::{Decimal, Exact},
    usage::{Called, Flow, HOUR, Key, Measure, OwnNames, Sums, Tally, called},
};

/// Hours of a day.
const DAY_HOURS: i64 = 24;
/// Hours of a week.
const WEEK_HOURS: i64 = 7 * DAY_HOURS;
/// 1970-01-01 was a Thursday: its first hour of the week, Monday 00 first.
const EPOCH_HOUR_OF_WEEK: i64 = 3 * DAY_HOURS;

/// Other words for the service tiers of Amazon Bedrock.
const TIER_WORDS: [(&str, &str); 5] = [
    ("", "standard"),
    ("default", "standard"),
    ("on-demand", "standard"),
    ("latency-optimized", "latency-optimised"),
    ("optimized", "latency-optimised"),
];

/// What is told of usage before it is counted.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Names of the user's own, each with the model it stands for.
    pub names: Vec<(String, String)>,
    /// The region, where usage does not say it.
    pub region: Option<String>,
    /// The model that alone is looked at, by any of its names.
    pub only: Option<String>,
}

/// One model as it was bought: in a region, a scope and a tier.
#[derive(Debug, Clone)]
pub struct Use {
    /// The model, and where calls to it are routed.
    pub called: Called,
    /// The names it was called by.
    pub names: Vec<String>,
    /// The region it was called in, where that is known.
    pub region: Option<String>,
    /// The service tier, as the price files name it, or as the usage does if they have none.
    pub tier: String,
    /// Its sums.
    pub flow: Flow,
}

impl Use {
    /// Whether the price files may have its prices.
    pub fn has_known_tier(&self) -> bool {
        TIERS.contains(&self.tier.as_str())
    }
}

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

/// The uses in a tally, those with most requests first.
pub fn uses(tally: &Tally, told: &Told, catalog: &Catalog) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for (caller, flow) in &tally.flows {
        let own: &OwnNames = &told.names;
        let called = called(&caller.model, own, catalog);
        let stated = Some(&caller.region).filter(|region| !region.is_empty());
        let region = stated
            .or(called.region.as_ref())
            .or(told.region.as_ref())
            .cloned();
        let tier = tier(&caller.tier);
        let same = uses.iter_mut().find(|other| {
            other.called.model == called.model
                && other.called.scope == called.scope
                && other.region == region
                && other.tier == tier
        });
        match same {
            Some(same) => {
                same.flow.merge(flow);
                if !same.names.contains(&caller.model) {
                    same.names.push(caller.model.clone());
                }
            }
            None => uses.push(Use {
                called,
                names: vec![caller.model.clone()],
                region,
                tier,
                flow: flow.clone(),
            }),
        }
    }
    if let Some(only) = &told.only {
        let id = called(only, &told.names, catalog).model;
        uses.retain(|one| one.called.model == id || one.names.contains(only));
    }
    let requests = |one: &Use| one.flow.total().of(Measure::Requests);
    uses.sort_by_key(|one| std::cmp::Reverse(requests(one)));
    uses
}

/// A tier as the price files name it.
fn tier(text: &str) -> String {
    let word = text.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let other = TIER_WORDS.iter().find(|(other, _)| *other == word);
    other.map_or(word, |(_, tier)| (*tier).to_owned())
}

/// The time that some uses cover; nothing where there are none.
pub fn span(uses: &[Use], is_dated: bool) -> Option<Span> {
    let totals: Vec<Sums> = uses.iter().map(|one| one.flow.total()).collect();
    let first = totals.iter().map(|sums| sums.first).min()?;
    let last = totals.iter().map(|sums| sums.last).max()?;
    let length = u64::try_from(last.checked_sub(first)?).ok()?;
    let hour = u64::try_from(HOUR).ok()?;
    let (idle_hours, longest_idle_hours) = idle(uses, first, last);
    let keys = uses.iter().flat_map(|one| one.flow.sums.keys());
    Some(Span {
        first,
        last,
        is_dated,
        hours: Exact::from(length).checked_div(&Exact::from(hour))?,
        idle_hours,
        longest_idle_hours,
        window_hours: keys.map(|key| key.window_hours).max().unwrap_or(1),
    })
}

/// Hours between the first and the last that have no requests, and the longest run of them.
fn idle(uses: &[Use], first: i64, last: i64) -> (u64, u64) {
    let keys = uses.iter().flat_map(|one| one.flow.sums.keys());
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
    if !span.is_dated || !span.is_day() || (span.window_hours > 1 && !span.is_week()) {
        return Pattern::Unknown;
    }
    let length = if span.is_week() {
        WEEK_HOURS
    } else {
        DAY_HOURS
    };
    let offset = if span.is_week() {
        EPOCH_HOUR_OF_WEEK
    } else {
        0
    };
    let place = |hour: i64| usize::try_from((hour + offset).rem_euclid(length)).unwrap_or(0);
    let size = if span.is_week() { WEEK } else { WEEK / 7 };
    let mut sums = vec![Exact::zero(); size];
    let mut counts = vec![0u64; size];
    // An hour that is covered in part counts as one: a span has at most two of them.
    for hour in span.first.div_euclid(HOUR)..=(span.last - 1).max(span.first).div_euclid(HOUR) {
        let at = place(hour);
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
    fn tiers_have_the_names_of_the_price_files() {
        for (text, name) in [
            ("", "standard"),
            ("default", "standard"),
            ("Flex", "flex"),
            ("latency_optimized", "latency-optimised"),
            ("gold", "gold"),
        ] {
            assert_eq!(tier(text), name);
        }
    }

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
