//! Prices that others quote against the catalog's.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::unit_price;
use crate::catalog::{Catalog, Origin, PriceKey, PriceRow};

/// How a quoted price stands to the catalog's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quoted {
    /// It is the catalog's.
    Agrees,
    /// The catalog has another.
    Differs,
    /// The catalog has none for the same model, region, scope and kind.
    OnlyThere,
}

/// A quoted price, and the catalog's for the same key.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// What is quoted.
    pub quoted: PriceRow,
    /// The row of the catalog that holds, a derived one too.
    pub ours: Option<PriceRow>,
    /// How the two stand.
    pub standing: Quoted,
}

/// Holds each row against the catalog's row of the same key on the catalog's date. Of rows of one key
/// that begin on several days, the one that holds then.
pub fn agreement(rows: &[PriceRow], catalog: &Catalog) -> Vec<Agreement> {
    let day = catalog.date();
    let began = |row: &&PriceRow| row.effective_from.is_none_or(|from| from <= day);
    // Of one key and source, the day of the row that holds.
    let mut days: BTreeMap<(&PriceKey, &str), Option<Date>> = BTreeMap::new();
    for row in rows.iter().filter(began) {
        let held = days.entry((&row.key, &row.source)).or_default();
        *held = row.effective_from.max(*held);
    }
    let holds =
        |row: &&PriceRow| days.get(&(&row.key, row.source.as_str())) == Some(&row.effective_from);
    rows.iter()
        .filter(began)
        .filter(holds)
        .map(|quoted| {
            let ours = counterpart(&quoted.key, catalog);
            let standing = match &ours {
                None => Quoted::OnlyThere,
                Some(ours) if unit_price(ours) == unit_price(quoted) => Quoted::Agrees,
                Some(_) => Quoted::Differs,
            };
            Agreement {
                quoted: quoted.clone(),
                ours,
                standing,
            }
        })
        .collect()
}

/// The catalog's row of a key; of a calling region without global prices of its own, the home row.
pub(super) fn counterpart(key: &PriceKey, catalog: &Catalog) -> Option<PriceRow> {
    let rows = catalog.rows(&key.service, &key.item);
    let of = |key: &PriceKey| {
        let same = rows.iter().filter(|row| row.key == *key);
        same.max_by_key(|row| {
            let layer = match row.origin {
                Origin::Overlay => 2,
                Origin::Catalog => 1,
                _ => 0,
            };
            (layer, row.effective_from)
        })
        .cloned()
    };
    let home = || {
        let has_own = rows
            .iter()
            .any(|row| row.key.scope == "global" && row.key.region == key.region);
        (key.scope == "global" && !has_own).then(|| PriceKey {
            region: "global".to_owned(),
            ..key.clone()
        })
    };
    of(key).or_else(|| of(&home()?))
}
