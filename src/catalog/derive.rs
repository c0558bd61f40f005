//! The only prices that are not read from a row: made at load, marked, never stored.

use std::collections::{BTreeMap, BTreeSet};

use super::{Instance, Model, Origin, PriceKey, PriceRow, Region};
use crate::units::{Decimal, Meter};

/// A permitted derivation.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id in the output.
    pub id: &'static str,
    /// What it does and why it may.
    pub doc: &'static str,
}

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

/// The rows that can be derived from an item's rows.
pub(super) fn rows(
    rows: &[PriceRow],
    model: Option<&Model>,
    instance: Option<&Instance>,
    regions: &[Region],
) -> Vec<PriceRow> {
    let mut derived = Vec::new();
    if let Some(model) = model {
        if model.has_one_price_per_scope() {
            one_price_per_scope(rows, regions, &mut derived);
        }
        if model.is_nova() {
            free_cache_writes(rows, &mut derived);
        }
    }
    if let Some(instance) = instance {
        instance_rates(rows, instance, &mut derived);
    }
    serverless_sizes(rows, &mut derived);
    derived
}

fn origin(of: &PriceRow, rule: &'static str) -> Origin {
    match of.origin {
        Origin::Overlay | Origin::OverlayDerived(_) => Origin::OverlayDerived(rule),
        _ => Origin::Derived(rule),
    }
}

/// Fills the cells of a scope in which other rows show that it is sold.
fn one_price_per_scope(rows: &[PriceRow], regions: &[Region], derived: &mut Vec<PriceRow>) {
    let listed = || rows.iter().filter(|row| row.origin == Origin::Catalog);
    let one_price = |place: &str| {
        regions.iter().any(|region| {
            region.commercial
                && (region.code == place || region.geographies.iter().any(|g| g == place))
        })
    };
    let mut by_kind: BTreeMap<PriceKey, Vec<&PriceRow>> = BTreeMap::new();
    let mut sold: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in listed().filter(|row| matches!(row.key.scope.as_str(), "in-region" | "geo")) {
        if matches!(row.key.offer.as_str(), "on-demand" | "batch") && one_price(&row.key.region) {
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

fn free_cache_writes(rows: &[PriceRow], derived: &mut Vec<PriceRow>) {
    for read in rows
        .iter()
        .filter(|row| row.key.meter == Meter::CacheReadTokens)
    {
        let key = PriceKey {
            meter: Meter::CacheWrite5mTokens,
            ..read.key.clone()
        };
        if !rows.iter().any(|row| row.key == key) {
            let origin = origin(read, FREE_WRITES);
            derived.push(PriceRow {
                key,
                usd: Decimal::ZERO,
                origin,
                ..read.clone()
            });
        }
    }
}

fn instance_rates(rows: &[PriceRow], instance: &Instance, derived: &mut Vec<PriceRow>) {
    let regions: BTreeSet<&str> = rows.iter().map(|row| row.key.region.as_str()).collect();
    let at = |from: &PriceRow, offer: &str, rule| PriceRow {
        key: PriceKey {
            offer: offer.to_owned(),
            ..from.key.clone()
        },
        origin: origin(from, rule),
        ..from.clone()
    };
    for region in regions {
        let listed = |offer: &str| {
            let same = |row: &&PriceRow| row.key.region == region && row.key.offer == offer;
            rows.iter().rev().find(same).cloned()
        };
        let mut hosting = listed("hosting");
        if hosting.is_none() && instance.accelerator.is_some() && instance.accepted.hosting {
            let from = listed("training").or_else(|| listed("batch-transform"));
            hosting = from.map(|row| at(&row, "hosting", HOSTING));
            derived.extend(hosting.clone());
        }
        let Some(hosting) = hosting else { continue };
        if listed("async").is_none() && instance.accepted.hosting {
            derived.push(at(&hosting, "async", ASYNC));
        }
        if listed("batch-transform").is_none() && instance.accepted.batch_transform {
            derived.push(at(&hosting, "batch-transform", TRANSFORM));
        }
    }
}

/// Smallest and largest serverless memory, and the step between sizes, in MiB.
pub(super) const SERVERLESS_MIB: (u32, u32, u32) = (1024, 6144, 1024);

fn serverless_sizes(rows: &[PriceRow], derived: &mut Vec<PriceRow>) {
    let mib = |row: &PriceRow| row.key.variant.strip_suffix("-mib")?.parse::<u32>().ok();
    let (least, most, step) = SERVERLESS_MIB;
    let sized = |row: &&PriceRow| row.key.meter == Meter::ServerlessSeconds;
    let regions: BTreeSet<&str> = rows
        .iter()
        .filter(sized)
        .map(|row| row.key.region.as_str())
        .collect();
    for region in regions {
        let known: Vec<&PriceRow> = rows
            .iter()
            .filter(sized)
            .filter(|row| row.key.region == region)
            .collect();
        let mut size = least;
        while size <= most {
            let listed = known.iter().any(|row| mib(row) == Some(size));
            if let (false, Some(from)) = (listed, known.last())
                && let Some(of) = mib(from).filter(|of| *of > 0)
            {
                let key = PriceKey {
                    variant: format!("{size}-mib"),
                    ..from.key.clone()
                };
                let usd = from.usd * Decimal::from(size) / Decimal::from(of);
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
