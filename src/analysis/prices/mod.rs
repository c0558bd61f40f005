//! Prices held against each other, against the orders that hold among them, and against what others quote.

mod agreement;
mod audit;
mod coverage;
mod diff;
mod imported;
mod orders;
mod spread;

use std::collections::BTreeMap;

pub use agreement::{Agreement, Quoted, agreement};
pub use audit::{Against, Audit, Finding, Judged, audit};
pub use coverage::{
    COMPONENTS, Coverage, CoverageCell, CoverageKind, CoveredFamily, CoveredModel, CoveredRegion,
    MODEL_KINDS, coverage,
};
pub use diff::{PriceChange, PriceDiff, price_diff};
pub use imported::ImportedPrices;
pub use orders::{CHECKS, Check};
pub use spread::{Age, Spread};

use crate::catalog::{Catalog, CatalogError, Origin, PriceKey, PriceRow};

/// Of each key that is of interest the row in use, derived ones left out.
fn holding(
    catalog: &Catalog,
    of_interest: impl Fn(&PriceKey) -> bool,
) -> Result<BTreeMap<PriceKey, PriceRow>, CatalogError> {
    let mut rows = catalog.all_rows()?;
    rows.retain(|row| row.origin.rule().is_none() && of_interest(&row.key));
    // Of a key the own rows come last, and of equal layers the latest.
    rows.sort_by_key(|row| (row.origin == Origin::Overlay, row.effective_from));
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}
