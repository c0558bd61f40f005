//! The answer of `crossover prices check --report`.

use serde::Serialize;

use super::AgeReport;
use crate::{
    analysis::{Coverage, CoverageCell, CoveredFamily, CoveredRegion},
    catalog::Catalog,
    report::CatalogReport,
};

/// The name and version of this shape.
const SCHEMA: &str = "crossover/prices-coverage/1";

/// What is priced where, how sure that is and how old, and what is missing.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoverageReport {
    /// `crossover/prices-coverage/1`.
    pub schema: &'static str,
    /// The edition of the prices.
    pub catalog: CatalogReport,
    /// The date they are taken at.
    pub as_of: String,
    /// How old and how sure the prices of each service are.
    pub ages: Vec<AgeReport>,
    /// Models sold on Amazon Bedrock, by provider.
    pub models: Vec<CoveredModelReport>,
    /// Families of instance types.
    pub families: Vec<CoveredFamilyReport>,
    /// Regions.
    pub regions: Vec<CoveredRegionReport>,
    /// Models sold on Amazon Bedrock of which no price is known.
    pub unpriced_models: Vec<String>,
}

/// A model.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoveredModelReport {
    /// Who made it.
    pub provider: String,
    /// Its id.
    pub id: String,
    /// Where each kind of its prices is known.
    pub kinds: Vec<CoveredKindReport>,
}

/// Where a kind of price is known.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoveredKindReport {
    /// `in-region`, `geo`, `global`, `cache`, `batch`, `flex`, `priority`, `fast`, `provisioned` or
    /// `reserved`.
    pub kind: &'static str,
    /// Regions, geographies or `global` where it is listed.
    pub listed: Vec<String>,
    /// Further ones where it is derived.
    pub derived: Vec<String>,
}

/// A family of instance types.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoveredFamilyReport {
    /// The family.
    pub family: String,
    /// Its types.
    pub types: usize,
    /// What its types are priced for.
    pub components: Vec<CoveredComponentReport>,
}

/// What the types of a family are priced for.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoveredComponentReport {
    /// `hosting`, `async`, `batch-transform`, `training`, `processing`, `notebook` or `studio`.
    pub component: &'static str,
    /// Regions with a price.
    pub regions: Vec<CoveredPlaceReport>,
}

/// How many types are priced in a region.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoveredPlaceReport {
    /// The region.
    pub region: String,
    /// Types with a price, listed or derived.
    pub types: usize,
}

/// How much is priced in a region.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoveredRegionReport {
    /// The region.
    pub region: String,
    /// Models with an in-region price.
    pub in_region_models: usize,
    /// Models with a price for one of its geographies.
    pub geo_models: usize,
    /// Models with a global price that holds there.
    pub global_models: usize,
    /// Instance types with a price, by component.
    pub components: Vec<RegionComponentReport>,
    /// Whether serverless inference has a price.
    pub serverless: bool,
}

/// How many types a component is priced for.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RegionComponentReport {
    /// The component.
    pub component: &'static str,
    /// Types with a price, listed or derived.
    pub types: usize,
}

impl CoverageReport {
    /// The report of a catalog's coverage.
    pub fn of(coverage: &Coverage, catalog: &Catalog) -> Self {
        let models = coverage.models.iter().map(|model| CoveredModelReport {
            provider: model.provider.clone(),
            id: model.id.clone(),
            kinds: model.cells.iter().map(CoveredKindReport::of).collect(),
        });
        Self {
            schema: SCHEMA,
            catalog: CatalogReport::of(catalog),
            as_of: catalog.date().to_string(),
            ages: coverage.ages.iter().map(AgeReport::of).collect(),
            models: models.collect(),
            families: coverage
                .families
                .iter()
                .map(CoveredFamilyReport::of)
                .collect(),
            regions: coverage
                .regions
                .iter()
                .map(CoveredRegionReport::of)
                .collect(),
            unpriced_models: coverage.unpriced_models.clone(),
        }
    }
}

impl CoveredKindReport {
    fn of(cell: &CoverageCell) -> Self {
        Self {
            kind: cell.kind,
            listed: cell.listed.iter().cloned().collect(),
            derived: cell.derived.iter().cloned().collect(),
        }
    }
}

impl CoveredFamilyReport {
    fn of(family: &CoveredFamily) -> Self {
        let components = family.components.iter().map(|(component, regions)| {
            let places = regions.iter().map(|(region, types)| CoveredPlaceReport {
                region: region.clone(),
                types: *types,
            });
            CoveredComponentReport {
                component,
                regions: places.collect(),
            }
        });
        Self {
            family: family.family.clone(),
            types: family.types,
            components: components.collect(),
        }
    }
}

impl CoveredRegionReport {
    fn of(region: &CoveredRegion) -> Self {
        let components = region.components.iter();
        Self {
            region: region.code.clone(),
            in_region_models: region.in_region,
            geo_models: region.geo,
            global_models: region.global,
            components: components
                .map(|(component, types)| RegionComponentReport {
                    component,
                    types: *types,
                })
                .collect(),
            serverless: region.serverless,
        }
    }
}
