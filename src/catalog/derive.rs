//! The only prices that are not read from a row: made at load, marked, never stored.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Instance, Model, Origin, PriceKey, PriceRow, Region,
    price::{in_force, layer},
};
use crate::units::{Decimal, Meter};

/// A permitted derivation.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id in the output.
    pub id: &'static str,
    /// What it does and why it may.
    pub doc: &'static str,
}

/// The place of a price for every commercial region.
const EVERYWHERE: &str = "*";
/// Asynchronous inference at the hosting rate.
const ASYNC: &str = "async-at-hosting-rate";
/// Batch transform at the hosting rate.
const TRANSFORM: &str = "batch-transform-at-hosting-rate";
/// Hosting at the training or batch transform rate, for accelerators.
const HOSTING: &str = "hosting-at-training-rate";
/// Serverless memory sizes by the linear rate.
const MEMORY: &str = "serverless-linear-in-memory";
/// Claude 4.5 and later: one price per scope.
const ONE_PRICE: &str = "claude-one-price-per-scope";
/// Nova cache writes are free.
const FREE_WRITES: &str = "nova-cache-writes-free";

/// Every permitted derivation (contract §4.4).
pub const RULES: &[Rule] = &[
    Rule {
        id: ASYNC,
        doc: "Asynchronous inference costs the hosting rate of the same region and type, where the API accepts the type for hosting.",
    },
    Rule {
        id: TRANSFORM,
        doc: "Batch transform costs the hosting rate of the same region and type, where the API accepts the type for batch transform.",
    },
    Rule {
        id: HOSTING,
        doc: "A type with accelerators that has a training or batch transform price in a region, and no hosting price, is hosted at that price.",
    },
    Rule {
        id: MEMORY,
        doc: "The price of a serverless memory size is linear in its memory.",
    },
    Rule {
        id: ONE_PRICE,
        doc: "Claude 4.5 and later have one price per scope in all commercial regions where that scope is sold.",
    },
    Rule {
        id: FREE_WRITES,
        doc: "Nova models write their prompt cache for free.",
    },
];

/// The rows that can be derived from an item's rows, each from the one of its key that holds.
pub(super) fn rows(
    rows: &[PriceRow],
    model: Option<&Model>,
    instance: Option<&Instance>,
    regions: &[Region],
) -> Vec<PriceRow> {
    let listed = Listed::new(rows, regions);
    let mut derived = Vec::new();
    if let Some(model) = model {
        if model.has_one_price_per_scope() {
            one_price_per_scope(rows, &listed, &mut derived);
        }
        if model.is_nova() {
            free_cache_writes(&listed, &mut derived);
        }
    }
    if let Some(instance) = instance {
        instance_rates(&listed, instance, &mut derived);
    }
    serverless_sizes(&listed, &mut derived);
    derived.retain(|row| !listed.has(&row.key));
    derived
}

/// The rows of an item that hold, by key.
struct Listed<'a> {
    rows: BTreeMap<&'a PriceKey, &'a PriceRow>,
    regions: &'a [Region],
}

impl<'a> Listed<'a> {
    fn new(rows: &'a [PriceRow], regions: &'a [Region]) -> Self {
        Self {
            rows: holding(rows.iter()),
            regions,
        }
    }

    /// Whether `key` has a price, its own or one for every commercial region.
    fn has(&self, key: &PriceKey) -> bool {
        let everywhere = || PriceKey {
            region: EVERYWHERE.to_owned(),
            ..key.clone()
        };
        self.rows.contains_key(key)
            || (self.commercial(&key.region) && self.rows.contains_key(&everywhere()))
    }

    /// Whether a region, geography or `global` is of the commercial partition.
    fn commercial(&self, place: &str) -> bool {
        let own = |region: &Region| {
            region.commercial
                && (region.code == place || region.geographies.iter().any(|g| g == place))
        };
        place == "global" || self.regions.iter().any(own)
    }
}

/// Of each key, the row that holds.
fn holding<'a>(rows: impl Iterator<Item = &'a PriceRow>) -> BTreeMap<&'a PriceKey, &'a PriceRow> {
    let mut by_key: BTreeMap<&PriceKey, Vec<&PriceRow>> = BTreeMap::new();
    for row in rows {
        by_key.entry(&row.key).or_default().push(row);
    }
    by_key
        .into_iter()
        .filter_map(|(key, rows)| Some((key, in_force(rows.into_iter())?)))
        .collect()
}

fn origin(of: &PriceRow, rule: &'static str) -> Origin {
    match of.origin {
        Origin::Overlay | Origin::OverlayDerived(_) => Origin::OverlayDerived(rule),
        _ => Origin::Derived(rule),
    }
}

/// Fills the cells of a scope in which other rows show that it is sold.
fn one_price_per_scope(rows: &[PriceRow], listed: &Listed<'_>, derived: &mut Vec<PriceRow>) {
    let of_catalog = holding(rows.iter().filter(|row| row.origin == Origin::Catalog));
    let mut by_kind: BTreeMap<PriceKey, Vec<&PriceRow>> = BTreeMap::new();
    let mut sold: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let scoped = |row: &&PriceRow| matches!(row.key.scope.as_str(), "in-region" | "geo");
    for row in of_catalog.values().copied().filter(scoped) {
        if matches!(row.key.offer.as_str(), "on-demand" | "batch")
            && listed.commercial(&row.key.region)
        {
            let kind = PriceKey {
                region: String::new(),
                ..row.key.clone()
            };
            by_kind.entry(kind).or_default().push(row);
            sold.entry((&row.key.scope, &row.key.offer))
                .or_default()
                .insert(&row.key.region);
        }
    }
    for (kind, priced) in &by_kind {
        let first = priced[0];
        if priced
            .iter()
            .any(|row| (row.usd, row.per) != (first.usd, first.per))
        {
            continue;
        }
        let places = sold.get(&(kind.scope.as_str(), kind.offer.as_str()));
        for place in places.into_iter().flatten() {
            if !priced.iter().any(|row| row.key.region == **place) {
                let key = PriceKey {
                    region: (*place).to_owned(),
                    ..kind.clone()
                };
                derived.push(PriceRow {
                    key,
                    origin: Origin::Derived(ONE_PRICE),
                    ..first.clone()
                });
            }
        }
    }
}

fn free_cache_writes(listed: &Listed<'_>, derived: &mut Vec<PriceRow>) {
    for read in listed.rows.values() {
        if read.key.meter == Meter::CacheReadTokens {
            let key = PriceKey {
                meter: Meter::CacheWrite5mTokens,
                ..read.key.clone()
            };
            derived.push(PriceRow {
                key,
                usd: Decimal::ZERO,
                origin: origin(read, FREE_WRITES),
                ..(*read).clone()
            });
        }
    }
}

fn instance_rates(listed: &Listed<'_>, instance: &Instance, derived: &mut Vec<PriceRow>) {
    let hourly = |row: &&PriceRow| row.key.meter == Meter::InstanceHours;
    let rows = || listed.rows.values().copied().filter(hourly);
    let regions: BTreeSet<&str> = rows().map(|row| row.key.region.as_str()).collect();
    let at = |from: &PriceRow, offer: &str, rule| PriceRow {
        key: PriceKey {
            offer: offer.to_owned(),
            ..from.key.clone()
        },
        origin: origin(from, rule),
        ..from.clone()
    };
    for region in regions {
        let rate = |offer: &str| {
            rows()
                .find(|row| row.key.region == region && row.key.offer == offer)
                .cloned()
        };
        let mut hosting = rate("hosting");
        if hosting.is_none() && instance.accelerator.is_some() && instance.accepted.hosting {
            let from = rate("training").or_else(|| rate("batch-transform"));
            let made = from.map(|row| at(&row, "hosting", HOSTING));
            hosting = made.filter(|row| !listed.has(&row.key));
            derived.extend(hosting.clone());
        }
        let Some(hosting) = hosting else { continue };
        if instance.accepted.hosting {
            derived.push(at(&hosting, "async", ASYNC));
        }
        if instance.accepted.batch_transform {
            derived.push(at(&hosting, "batch-transform", TRANSFORM));
        }
    }
}

/// Smallest and largest serverless memory, and the step between sizes, in MiB.
pub(super) const SERVERLESS_MIB: (u32, u32, u32) = (1024, 6144, 1024);

fn serverless_sizes(listed: &Listed<'_>, derived: &mut Vec<PriceRow>) {
    let mib = |row: &PriceRow| row.key.variant.strip_suffix("-mib")?.parse::<u32>().ok();
    let (least, most, step) = SERVERLESS_MIB;
    let mut by_region: BTreeMap<&str, Vec<(u32, &PriceRow)>> = BTreeMap::new();
    for row in listed.rows.values().copied() {
        if row.key.meter == Meter::ServerlessSeconds
            && let Some(size) = mib(row).filter(|size| *size > 0)
        {
            let sizes = by_region.entry(&row.key.region).or_default();
            sizes.push((size, row));
        }
    }
    for known in by_region.values() {
        let mut size = least;
        while size <= most {
            // Of the highest layer the nearest size, and of two as near the smaller.
            let nearest = known
                .iter()
                .min_by_key(|(of, row)| (Reverse(layer(row.origin)), of.abs_diff(size), *of));
            if let Some((of, from)) = nearest {
                let key = PriceKey {
                    variant: format!("{size}-mib"),
                    ..from.key.clone()
                };
                let usd = from.usd * Decimal::from(size) / Decimal::from(*of);
                derived.push(PriceRow {
                    key,
                    usd: usd.normalize(),
                    origin: origin(from, MEMORY),
                    ..(*from).clone()
                });
            }
            size += step;
        }
    }
}
