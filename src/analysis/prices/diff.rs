//! What is different between the prices of two catalogs.

use super::holding;
use crate::{
    analysis::Change,
    catalog::{Catalog, CatalogError, PriceKey, PriceRow},
    units::Exact,
};

/// The prices that differ between two catalogs.
#[derive(Debug, Clone)]
pub struct PriceDiff {
    /// Those that do, by key.
    pub changes: Vec<PriceChange>,
    /// How many do not.
    pub unchanged: usize,
}

/// A price that differs.
#[derive(Debug, Clone)]
pub struct PriceChange {
    /// What it is for.
    pub key: PriceKey,
    /// The row that holds in the first catalog.
    pub before: Option<PriceRow>,
    /// The row that holds in the second.
    pub after: Option<PriceRow>,
    /// What it rose by, over what it was; below zero where it fell, `None` where it was nothing or is not
    /// in both.
    pub share: Option<Exact>,
}

impl PriceChange {
    /// Whether it is in both.
    pub fn change(&self) -> Change {
        match (&self.before, &self.after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ => Change::Changed,
        }
    }
}

/// The rows that hold on the date of each catalog, against each other: listed and own ones. What is
/// derived follows from them, and is not told again. Equal prices for different numbers of units are equal.
/// Only keys that are `of_interest` are looked at.
///
/// # Errors
/// The first damaged row.
pub fn price_diff(
    before: &Catalog,
    after: &Catalog,
    of_interest: impl Fn(&PriceKey) -> bool,
) -> Result<PriceDiff, CatalogError> {
    let mut olds = holding(before, &of_interest)?;
    let news = holding(after, &of_interest)?;
    let mut changes = Vec::new();
    let mut unchanged = 0;
    for (key, new) in news {
        let old = olds.remove(&key);
        let was = old.as_ref().and_then(|row| row.usd_for(1));
        let is = new.usd_for(1);
        if old.is_some() && was == is {
            unchanged += 1;
            continue;
        }
        let share = was
            .zip(is)
            .and_then(|(was, is)| (&is - &was).checked_div(&was));
        changes.push(PriceChange {
            key,
            before: old,
            after: Some(new),
            share,
        });
    }
    changes.extend(olds.into_iter().map(|(key, old)| PriceChange {
        key,
        before: Some(old),
        after: None,
        share: None,
    }));
    changes.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(PriceDiff { changes, unchanged })
}
