//! How prices differ by region, and how old they are.

use std::collections::BTreeMap;

use crate::{
    catalog::{Catalog, Confidence, PriceKey, PriceRow},
    units::{Exact, Meter},
};

/// The prices of one kind over the regions.
#[derive(Debug, Clone)]
pub struct Spread {
    /// What they are for; its region is the one of the highest price.
    pub highest: PriceKey,
    /// A region of the lowest price.
    pub lowest_region: String,
    /// How many regions have a price.
    pub regions: usize,
    /// Units the figures below buy.
    pub per: u32,
    /// Dollars where it is cheapest.
    pub min: Exact,
    /// Dollars of the middle region, of two the lower.
    pub median: Exact,
    /// Dollars where it is dearest.
    pub max: Exact,
}

/// How old the prices of a service are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// The service.
    pub service: String,
    /// Its prices.
    pub rows: usize,
    /// Those that two readings agree on.
    pub confirmed: usize,
    /// Those of one indirect or doubtful reading.
    pub doubtful: usize,
    /// Days since the middle one was read, on the date of the catalog.
    pub median_days: u64,
    /// Days since the oldest was.
    pub oldest_days: u64,
    /// Those read more than half a year ago.
    pub old: usize,
}

impl Age {
    /// The share of prices that no second reading confirms.
    pub fn single_source_share(&self) -> Exact {
        let count = |rows: usize| Exact::from(u64::try_from(rows).unwrap_or(u64::MAX));
        let single = &count(self.rows) - &count(self.confirmed);
        single
            .checked_div(&count(self.rows))
            .unwrap_or_else(Exact::zero)
    }
}

/// Days after which a price is old.
const OLD_DAYS: u64 = 182;
/// With fewer regions there is no middle to speak of.
const FEWEST_REGIONS: usize = 3;

/// The rows of prices that are comparable over regions, by what they are for.
pub(super) fn by_kind<'a>(
    rows: impl Iterator<Item = &'a PriceRow>,
) -> Vec<Vec<(Exact, &'a PriceRow)>> {
    let mut kinds: BTreeMap<PriceKey, Vec<(Exact, &PriceRow)>> = BTreeMap::new();
    for row in rows {
        let key = &row.key;
        let tokens = key.offer == "on-demand"
            && key.scope == "in-region"
            && key.tier == "standard"
            && key.variant.is_empty()
            && matches!(key.meter, Meter::InputTokens | Meter::OutputTokens);
        let hours = key.offer == "hosting" && key.meter == Meter::InstanceHours;
        if let (true, Some(usd)) = (tokens || hours, row.usd_for(1)) {
            let kind = PriceKey {
                region: String::new(),
                ..key.clone()
            };
            kinds.entry(kind).or_default().push((usd, row));
        }
    }
    let mut kinds: Vec<_> = kinds.into_values().collect();
    kinds.retain(|kind| kind.len() >= FEWEST_REGIONS);
    for kind in &mut kinds {
        kind.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    kinds
}

/// The middle price of a kind, of two the lower.
pub(super) fn median(kind: &[(Exact, &PriceRow)]) -> Option<Exact> {
    kind.get(kind.len().saturating_sub(1) / 2)
        .map(|(usd, _)| usd.clone())
}

/// The spreads of kinds whose regions do not all cost the same, the widest above the median first.
pub(super) fn spreads(kinds: &[Vec<(Exact, &PriceRow)>]) -> Vec<Spread> {
    let spread = |kind: &Vec<(Exact, &PriceRow)>| {
        let ((min, lowest), (max, highest)) = (kind.first()?, kind.last()?);
        let per = Exact::from(highest.per);
        (min != max).then_some(Spread {
            highest: highest.key.clone(),
            lowest_region: lowest.key.region.clone(),
            regions: kind.len(),
            per: highest.per,
            min: min * &per,
            median: &median(kind)? * &per,
            max: max * &per,
        })
    };
    let mut spreads: Vec<Spread> = kinds.iter().filter_map(spread).collect();
    let width = |spread: &Spread| spread.max.checked_div(&spread.median);
    spreads.sort_by_key(|spread| std::cmp::Reverse(width(spread)));
    spreads
}

/// The ages of the prices of each service on the date of the catalog.
pub(super) fn ages<'a>(rows: impl Iterator<Item = &'a PriceRow>, catalog: &Catalog) -> Vec<Age> {
    let mut services: BTreeMap<&str, Vec<(u64, &PriceRow)>> = BTreeMap::new();
    for row in rows {
        let days = row.checked_on.and_then(|seen| {
            u64::try_from(seen.duration_until(catalog.date()).as_hours() / 24).ok()
        });
        let service = services.entry(&row.key.service).or_default();
        service.push((days.unwrap_or_default(), row));
    }
    let age = |(service, mut rows): (&str, Vec<(u64, &PriceRow)>)| {
        rows.sort_by_key(|(days, _)| *days);
        let of = |level| {
            let same = rows.iter().filter(|(_, row)| row.confidence == Some(level));
            same.count()
        };
        let middle = rows.get(rows.len().saturating_sub(1) / 2);
        Age {
            service: service.to_owned(),
            rows: rows.len(),
            confirmed: of(Confidence::High),
            doubtful: of(Confidence::Low),
            median_days: middle.map_or(0, |(days, _)| *days),
            oldest_days: rows.last().map_or(0, |(days, _)| *days),
            old: rows.iter().filter(|(days, _)| *days > OLD_DAYS).count(),
        }
    };
    services.into_iter().map(age).collect()
}
