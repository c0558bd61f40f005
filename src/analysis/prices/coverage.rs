//! What is priced where: models and kinds of price, instance types and components, by region.

use std::collections::{BTreeMap, BTreeSet};

use super::spread::{self, Age};
use crate::{
    catalog::{Catalog, CatalogError, Model, PriceKey, PriceRow},
    units::Meter,
};

/// A kind of price of a model, or a component of `SageMaker`.
#[derive(Debug, Clone, Copy)]
pub struct CoverageKind {
    /// Its name in the output.
    pub id: &'static str,
    /// Whether a price is of it.
    is: fn(&PriceKey) -> bool,
    /// Whether it is paid by what a request takes, so that half of that is no price.
    by_request: bool,
}

/// The kinds of price of a model.
pub const MODEL_KINDS: &[CoverageKind] = &[
    scope("in-region", |key| key.scope == "in-region"),
    scope("geo", |key| key.scope == "geo"),
    scope("global", |key| key.scope == "global"),
    CoverageKind {
        id: "cache",
        is: |key| key.meter == Meter::CacheReadTokens && is_standard(key),
        by_request: false,
    },
    CoverageKind {
        id: "batch",
        is: |key| key.offer == "batch",
        by_request: true,
    },
    tier("flex", |key| key.tier == "flex"),
    tier("priority", |key| key.tier == "priority"),
    tier("fast", |key| {
        matches!(key.tier.as_str(), "latency-optimised" | "ultrafast")
    }),
    offer("provisioned", |key| key.offer == "provisioned"),
    offer("reserved", |key| key.offer == "reserved"),
];

/// The components an instance type is priced for.
pub const COMPONENTS: &[CoverageKind] = &[
    offer("hosting", |key| key.offer == "hosting"),
    offer("async", |key| key.offer == "async"),
    offer("batch-transform", |key| key.offer == "batch-transform"),
    offer("training", |key| key.offer == "training"),
    offer("processing", |key| key.offer == "processing"),
    offer("notebook", |key| key.offer == "notebook"),
    offer("studio", |key| key.offer == "studio"),
];

const fn scope(id: &'static str, of_scope: fn(&PriceKey) -> bool) -> CoverageKind {
    tier(id, of_scope)
}

const fn tier(id: &'static str, is: fn(&PriceKey) -> bool) -> CoverageKind {
    CoverageKind {
        id,
        is,
        by_request: true,
    }
}

const fn offer(id: &'static str, is: fn(&PriceKey) -> bool) -> CoverageKind {
    CoverageKind {
        id,
        is,
        by_request: false,
    }
}

fn is_standard(key: &PriceKey) -> bool {
    key.offer == "on-demand" && key.tier == "standard"
}

/// Whether a price is one of its own, not of a size: of long prompts, of custom models, of legacy ones.
fn is_special(variant: &str) -> bool {
    variant.starts_with("above-") || matches!(variant, "custom" | "extended-access")
}

impl CoverageKind {
    /// Whether a price is of the kind. Scopes are those of the standard tier.
    fn has(&self, key: &PriceKey) -> bool {
        let is_scope = matches!(self.id, "in-region" | "geo" | "global");
        (self.is)(key) && (!is_scope || is_standard(key)) && !is_special(&key.variant)
    }
}

/// Where a kind is priced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageCell {
    /// The kind.
    pub kind: &'static str,
    /// Places where a price of it is listed.
    pub listed: BTreeSet<String>,
    /// Further places where one is derived.
    pub derived: BTreeSet<String>,
}

/// A model, and where each kind of its prices is known.
#[derive(Debug, Clone)]
pub struct CoveredModel {
    /// Who made it.
    pub provider: String,
    /// Its id.
    pub id: String,
    /// A cell for each of [`MODEL_KINDS`].
    pub cells: Vec<CoverageCell>,
}

/// A family of instance types, and where each component is priced.
#[derive(Debug, Clone)]
pub struct CoveredFamily {
    /// The family, such as `ml.g6e`.
    pub family: String,
    /// Its types.
    pub types: usize,
    /// For each of [`COMPONENTS`] the types that are priced in a region, by region; derived ones too.
    pub components: Vec<(&'static str, BTreeMap<String, usize>)>,
}

/// A region, and how much is priced there.
#[derive(Debug, Clone)]
pub struct CoveredRegion {
    /// Its code.
    pub code: String,
    /// Models with an in-region price.
    pub in_region: usize,
    /// Models with a price in one of its geographies.
    pub geo: usize,
    /// Models with a global price that holds there.
    pub global: usize,
    /// Types with a price for each of [`COMPONENTS`].
    pub components: Vec<(&'static str, usize)>,
    /// Whether serverless inference is priced there.
    pub serverless: bool,
}

/// What is priced where.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The models sold on Bedrock, by provider and id.
    pub models: Vec<CoveredModel>,
    /// The families of instance types.
    pub families: Vec<CoveredFamily>,
    /// The regions.
    pub regions: Vec<CoveredRegion>,
    /// How old the prices are, and how sure.
    pub ages: Vec<Age>,
    /// Models sold on Bedrock of which no price is known.
    pub unpriced_models: Vec<String>,
}

/// What is priced where in a catalog.
///
/// # Errors
/// The first damaged row.
pub fn coverage(catalog: &Catalog) -> Result<Coverage, CatalogError> {
    let rows = catalog.all_rows()?;
    let (bedrock, sagemaker) = (by_item(&rows, "bedrock"), by_item(&rows, "sagemaker"));
    let sold = catalog
        .models()
        .iter()
        .filter(|model| model.bedrock_id.is_some());
    let of = |model: &Model| {
        bedrock
            .get(model.id.as_str())
            .map_or(&[][..], Vec::as_slice)
    };
    let mut models: Vec<CoveredModel> = sold.map(|model| covered(model, of(model))).collect();
    models.sort_by(|one, other| (&one.provider, &one.id).cmp(&(&other.provider, &other.id)));
    let is_unpriced = |model: &CoveredModel| !bedrock.contains_key(model.id.as_str());
    let unpriced = models.iter().filter(|model| is_unpriced(model));
    let unpriced_models = unpriced.map(|model| model.id.clone()).collect();
    let families = families(catalog, &sagemaker);
    let serverless: Vec<&PriceRow> = rows
        .iter()
        .filter(|row| row.key.offer == "serverless")
        .collect();
    let regions = regions(catalog, &models, &families, &serverless);
    let listed = rows.iter().filter(|row| row.origin.rule().is_none());
    Ok(Coverage {
        ages: spread::ages(listed, catalog),
        models,
        families,
        regions,
        unpriced_models,
    })
}

/// The rows of a service, by item.
fn by_item<'a>(rows: &'a [PriceRow], service: &str) -> BTreeMap<&'a str, Vec<&'a PriceRow>> {
    let mut items: BTreeMap<&str, Vec<&PriceRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.key.service == service) {
        items.entry(&row.key.item).or_default().push(row);
    }
    items
}

fn covered(model: &Model, rows: &[&PriceRow]) -> CoveredModel {
    let cells = MODEL_KINDS.iter().map(|kind| {
        let mut places: BTreeMap<&str, Vec<&PriceRow>> = BTreeMap::new();
        for row in rows.iter().filter(|row| kind.has(&row.key)) {
            places.entry(&row.key.region).or_default().push(row);
        }
        if kind.by_request {
            places.retain(|_, rows| is_whole(model, rows));
        }
        let (listed, derived): (Vec<_>, Vec<_>) = places
            .into_iter()
            .partition(|(_, rows)| rows.iter().any(|row| row.origin.rule().is_none()));
        let named = |places: Vec<(&str, Vec<&PriceRow>)>| {
            let names = places.into_iter().map(|(place, _)| place.to_owned());
            names.collect()
        };
        CoverageCell {
            kind: kind.id,
            listed: named(listed),
            derived: named(derived),
        }
    });
    CoveredModel {
        provider: model.provider.clone(),
        id: model.id.clone(),
        cells: cells.collect(),
    }
}

/// Whether all that a request takes has a price: in and out for models that write or speak.
fn is_whole(model: &Model, rows: &[&PriceRow]) -> bool {
    let has = |meter| rows.iter().any(|row| row.key.meter == meter);
    match model.kind.as_str() {
        "text" | "multimodal" => {
            has(Meter::OutputTokens) && (has(Meter::InputTokens) || has(Meter::InputVideoSeconds))
        }
        "speech" => has(Meter::OutputAudioTokens) && has(Meter::InputAudioTokens),
        _ => true,
    }
}

fn families(catalog: &Catalog, prices: &BTreeMap<&str, Vec<&PriceRow>>) -> Vec<CoveredFamily> {
    let mut families: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in catalog.instance_names() {
        let family = name.rsplit_once('.').map_or(name, |(family, _)| family);
        families.entry(family).or_default().push(name);
    }
    let covered = |(family, types): (&str, Vec<&str>)| {
        let components = COMPONENTS.iter().map(|component| {
            let mut regions: BTreeMap<String, usize> = BTreeMap::new();
            for name in &types {
                let rows = prices.get(name).into_iter().flatten();
                let hours = rows
                    .filter(|row| component.has(&row.key) && row.key.meter == Meter::InstanceHours);
                let places: BTreeSet<&str> = hours.map(|row| row.key.region.as_str()).collect();
                for place in places {
                    *regions.entry(place.to_owned()).or_default() += 1;
                }
            }
            (component.id, regions)
        });
        CoveredFamily {
            family: family.to_owned(),
            types: types.len(),
            components: components.collect(),
        }
    };
    families.into_iter().map(covered).collect()
}

fn regions(
    catalog: &Catalog,
    models: &[CoveredModel],
    families: &[CoveredFamily],
    serverless: &[&PriceRow],
) -> Vec<CoveredRegion> {
    let region = |region: &crate::catalog::Region| {
        let count = |kind: &str, places: &[&str]| {
            let sold = models.iter().filter(|model| {
                let cell = model.cells.iter().find(|cell| cell.kind == kind);
                cell.is_some_and(|cell| {
                    let here = |place: &&str| {
                        cell.listed.contains(*place) || cell.derived.contains(*place)
                    };
                    places.iter().any(here)
                })
            });
            sold.count()
        };
        let geographies: Vec<&str> = region.geographies.iter().map(String::as_str).collect();
        let everywhere = if region.commercial { "global" } else { "" };
        let components = COMPONENTS.iter().enumerate().map(|(at, component)| {
            let priced = families.iter().filter_map(|family| {
                let (_, regions) = family.components.get(at)?;
                regions.get(&region.code).copied()
            });
            (component.id, priced.sum())
        });
        let code = region.code.as_str();
        CoveredRegion {
            code: code.to_owned(),
            in_region: count("in-region", &[code]),
            geo: count("geo", &geographies),
            global: count("global", &[code, everywhere]),
            components: components.collect(),
            serverless: serverless.iter().any(|row| row.key.region == code),
        }
    };
    catalog.regions().iter().map(region).collect()
}
